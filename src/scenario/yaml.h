#pragma once

#include <airtight/base/result.h>
#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::scenario {

// Reading with places: every failure is thrown as Unreadable inside this folder and becomes a
// Result at its border.
struct Unreadable {
  Error error;
};

// A document of at most 4 MiB and 64 levels, without aliases that could multiply it.
YAML::Node parse_yaml(const std::string& text, const std::string& path);

// A map with no keys but these.
void expect_keys(const YAML::Node& node, const std::vector<std::string_view>& keys,
                 const std::string& path);

std::string text_of(const YAML::Node& node, const std::string& key, const std::string& path);
std::string optional_text(const YAML::Node& node, const std::string& key, const std::string& path);
std::vector<std::string> texts_of(const YAML::Node& node, const std::string& key,
                                  const std::string& path);

[[noreturn]] void refuse(const YAML::Node& node, const std::string& path, std::string message);

}  // namespace airtight::scenario
