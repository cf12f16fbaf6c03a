#include "edits.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <cctype>

namespace airtight::scenario {
namespace {

// "# T-101 Create …" → "T-101"; empty when the line is no label.
std::string label_of(std::string_view line) {
  if (!line.starts_with("# ")) return {};
  const std::string_view word = line.substr(2, line.find_first_of(" \r", 2) - 2);
  const auto dash = word.find('-');
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const bool is_label = dash != std::string_view::npos && dash > 0 && dash + 1 < word.size() &&
                        std::ranges::all_of(word.substr(0, dash), upper) &&
                        std::isdigit(static_cast<unsigned char>(word[dash + 1])) != 0;
  // "# TD-07: …" is a remark about a defect, not a label.
  return is_label && word.back() != ':' ? std::string(word) : std::string();
}

struct Block {
  std::size_t first = 0;
  std::size_t end = 0;
};

std::vector<std::string> lines_of(const std::string& script) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(script, '\n')) lines.emplace_back(line);
  return lines;
}

Block block_of(const std::vector<std::string>& lines, const std::string& label) {
  const auto first = std::ranges::find(lines, label, label_of);
  auto end = first == lines.end() ? first : std::next(first);
  while (end != lines.end() && !trim(*end).empty() && label_of(*end).empty()) ++end;
  return {static_cast<std::size_t>(first - lines.begin()),
          static_cast<std::size_t>(end - lines.begin())};
}

}  // namespace

bool has_label(const std::string& script, const std::string& label) {
  const std::vector<std::string> lines = lines_of(script);
  return block_of(lines, label).first < lines.size();
}

std::string edited(const std::string& script, const Edit& edit) {
  const std::vector<std::string> lines = lines_of(script);
  const Block block = block_of(lines, edit.label);
  const bool keeps =
      edit.kind == Edit::Kind::insert_after || edit.kind == Edit::Kind::insert_before;
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == block.first && edit.kind != Edit::Kind::remove &&
        edit.kind != Edit::Kind::insert_after)
      text += edit.text + "\n";
    if (keeps || i < block.first || i >= block.end) text += lines[i] + "\n";
    if (i + 1 == block.end && edit.kind == Edit::Kind::insert_after)
      text += "\n" + edit.text + "\n";
  }
  return text;
}

}  // namespace airtight::scenario
