#pragma once

#include <airtight/base/where.h>

#include <string>
#include <utility>
#include <variant>

namespace airtight::azure {

// Why a value is not known, in the user's words: "$CLIENT_IP (the variable is never set)".
struct UnknownInput {
  std::string name;
  auto operator<=>(const UnknownInput&) const = default;
};

struct Absent {
  bool operator==(const Absent&) const = default;
};

// A property as the input has it: absent (the service's default applies, I-262), known, or unknown.
// `where` is the place of the property, or of its resource when absent.
template <class T>
struct Property {
  std::variant<Absent, T, UnknownInput> value;
  Where where;

  bool absent() const { return std::holds_alternative<Absent>(value); }
  const T* known() const { return std::get_if<T>(&value); }
  const UnknownInput* unknown() const { return std::get_if<UnknownInput>(&value); }

  bool operator==(const Property&) const = default;
};

}  // namespace airtight::azure
