#pragma once

#include <airtight/input/value.h>

#include <string>
#include <string_view>

namespace airtight::input::terraform {

// A value and where it stands among the attributes: "ip_configuration.0.subnet_id". The value is in
// the instance; null if the attribute is absent or null.
struct Spot {
  const Value* value = nullptr;
  std::string path;
};

std::string below(const std::string& path, std::string_view step);

// Blocks are lists even when there is at most one (I-304), so a path goes into their first. An
// unknown on the way is what is found.
Spot look(const Value& from, const std::string& base, std::string_view attribute);

// The value itself, or an object that has it at the path.
Value with_member(std::string_view path, Value value);

}  // namespace airtight::input::terraform
