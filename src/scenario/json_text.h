#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace airtight::scenario {

// The member of an object as a text; nothing if it is none.
inline std::optional<std::string> text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

}  // namespace airtight::scenario
