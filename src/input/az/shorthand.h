#pragma once

#include "call.h"

namespace airtight::input::az {

// An option whose value is a list of objects, as the newer commands take it (I-404): JSON, or the
// shorthand "[{private-ip-address:10.0.0.4,id:/subscriptions/…},{…}]", whose values may be lists
// ("[a,b]"). Keys stay as written. What is neither is an unknown.
Value object_list(const Call& call, std::string_view key);

// A member of such an object under its ARM name, whatever the spelling of the command line.
struct Renaming {
  std::string_view option;
  std::string_view path;
};
Value renamed(const Value& list, std::span<const Renaming> members);

}  // namespace airtight::input::az
