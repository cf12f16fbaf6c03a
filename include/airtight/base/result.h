#pragma once

#include <airtight/base/where.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace airtight {

// Why something could not be done at all: an unreadable file, a malformed address. Things wrong
// *inside* a readable file are Diagnostics (diagnostic.h), so that users see all of them at once.
struct Error {
  Where where;
  std::string message;
  std::vector<std::string> facts;

  bool operator==(const Error&) const = default;
};

// The only name of tl::expected in the code. Keep to the members std::expected also has.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Where where, std::string message,
                                  std::vector<std::string> facts = {}) {
  return tl::unexpected<Error>(Error{std::move(where), std::move(message), std::move(facts)});
}

inline tl::unexpected<Error> fail(std::string message, std::vector<std::string> facts = {}) {
  return fail(Where{}, std::move(message), std::move(facts));
}

}  // namespace airtight
