#include "yaml.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::scenario {
namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20U;
constexpr int most_levels = 64;

// Depth as the text shows it, before a recursive parser sees it: flow brackets, and indentation.
bool is_too_deep(const std::string& text) {
  int brackets = 0;
  int deepest = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') deepest = std::max(deepest, ++brackets);
    if (c == ']' || c == '}') brackets = std::max(0, brackets - 1);
  }
  return deepest > most_levels;
}

}  // namespace

void refuse(const YAML::Node& node, const std::string& path, std::string message) {
  Where where;
  where.file = path;
  if (node.Mark().line >= 0) where.line = node.Mark().line + 1;
  throw Unreadable{{where, std::move(message), {}}};
}

YAML::Node parse_yaml(const std::string& text, const std::string& path) {
  if (text.size() > most_bytes || is_too_deep(text))
    throw Unreadable{{{path, 1, 0, ""}, "too large or nested too deeply for YAML", {}}};
  try {
    return YAML::Load(text);
  } catch (const YAML::Exception& error) {
    throw Unreadable{{{path, error.mark.line + 1, 0, ""}, "YAML: " + error.msg, {}}};
  }
}

void expect_keys(const YAML::Node& node, const std::vector<std::string_view>& keys,
                 const std::string& path) {
  if (!node.IsMap()) refuse(node, path, "expected a map");
  for (const auto& item : node) {
    if (!item.first.IsScalar()) refuse(item.first, path, "a key must be a word");
    const std::string& key = item.first.Scalar();
    if (std::ranges::count(keys, key) > 0) continue;
    std::string known;
    for (const std::string_view word : keys)
      known += (known.empty() ? "" : ", ") + std::string(word);
    refuse(item.first, path, "unknown key \"" + printable(key) + "\"; known are " + known);
  }
}

std::string text_of(const YAML::Node& node, const std::string& key, const std::string& path) {
  const YAML::Node value = node[key];
  if (!value || !value.IsScalar()) refuse(node, path, "expected a text for \"" + key + "\"");
  return value.Scalar();
}

std::string optional_text(const YAML::Node& node, const std::string& key, const std::string& path) {
  return node[key] ? text_of(node, key, path) : std::string();
}

std::vector<std::string> texts_of(const YAML::Node& node, const std::string& key,
                                  const std::string& path) {
  std::vector<std::string> texts;
  const YAML::Node list = node[key];
  if (!list) return texts;
  if (!list.IsSequence()) refuse(list, path, "expected a list for \"" + key + "\"");
  for (const YAML::Node& item : list) {
    if (!item.IsScalar()) refuse(item, path, "expected a list of texts for \"" + key + "\"");
    texts.push_back(item.Scalar());
  }
  return texts;
}

}  // namespace airtight::scenario
