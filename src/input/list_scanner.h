#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "input/json_list.h"

namespace airtight::input {

// Finds the elements of a long list by strings and brackets alone, at the speed of memory: whether
// they are JSON, who reads them will see. What stands around the list must be looked at by a
// parser, with the list left out (docs/decisions/0015-estates.md).
class ListScanner {
 public:
  explicit ListScanner(std::string_view text) : text_(text) {}

  // False where there is no list that is cut.
  bool run();

  std::size_t begin() const { return begin_; }  // of what is between the brackets
  std::size_t end() const { return end_; }
  const std::optional<std::string_view>& name() const { return name_; }  // of the list, if a member
  std::vector<JsonCut::Extent> take_elements() { return std::move(elements_); }

 private:
  bool members();
  bool list();
  bool value();
  bool nested();
  bool string();
  void skip_blanks();
  bool is_at(char c);
  bool skip(char c);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::optional<std::string_view> name_;
  std::vector<JsonCut::Extent> elements_;
};

}  // namespace airtight::input
