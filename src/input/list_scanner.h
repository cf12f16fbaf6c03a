#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "input/json_list.h"

// Where a long list and its elements are, by strings and brackets alone, at the speed of memory:
// whether they are JSON, who reads them will see (docs/decisions/0015-estates.md).
namespace airtight::input {

// Looks at what stands around a list.
class AroundScanner {
 public:
  explicit AroundScanner(std::string_view text) : text_(text) {}

  // Whether the text is, or begins, a document with a list that is cut: to behind its bracket.
  bool find_list();
  std::size_t begin() const { return at_; }                              // of what is in the list
  const std::optional<std::string_view>& name() const { return name_; }  // of the list, if a member

  // Whether the document ends with the text, if its list ends at the bracket at `end`.
  bool ends_behind(std::size_t end);

 private:
  bool member(bool& is_list);
  bool value();
  bool string();
  void skip_blanks();
  bool is_at(char c);
  bool skip(char c);

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<std::string_view> name_;
};

// Looks at what stands in a list, whose text may come in pieces.
class ElementScanner {
 public:
  enum class End { list, text, fault };  // fault: it is not cut

  // `begin` is where the list begins in the document.
  explicit ElementScanner(std::size_t begin) : left_off_(begin) {}

  // Adds the whole elements in `text`, which goes on where the piece before was left off and may
  // end anywhere.
  End scan(std::string_view text, std::vector<JsonCut::Extent>& elements);
  std::size_t left_off() const { return left_off_; }  // at the bracket, where the list ends

 private:
  enum class Expected { element_or_end, element, comma_or_end };

  std::size_t left_off_;
  Expected expected_ = Expected::element_or_end;
};

}  // namespace airtight::input
