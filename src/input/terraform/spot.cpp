#include "input/terraform/spot.h"

#include <airtight/base/text.h>

#include <utility>

namespace airtight::input::terraform {

std::string below(const std::string& path, std::string_view step) {
  return path.empty() ? std::string(step) : path + "." + std::string(step);
}

Spot look(const Value& from, const std::string& base, std::string_view attribute) {
  Spot spot{&from, base};
  for (const std::string_view step : split(attribute, '.')) {
    if (spot.value->array() != nullptr) {
      if (spot.value->array()->empty()) return {};
      spot = {&spot.value->array()->front(), below(spot.path, "0")};
    }
    if (spot.value->unknown() != nullptr) return spot;
    spot = {spot.value->find(step), below(spot.path, step)};
    if (spot.value == nullptr || spot.value->is_null()) return {};
  }
  return spot;
}

Value with_member(std::string_view path, Value value) {
  if (path.empty()) return value;
  Value object = make_object(value.place);
  object.set_path(path, std::move(value));
  return object;
}

}  // namespace airtight::input::terraform
