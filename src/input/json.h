#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/shared_text.h>
#include <airtight/input/value.h>

#include <optional>
#include <string>
#include <string_view>

namespace airtight::input {

// Deeper JSON is refused: no Azure document comes near, and recursion stays safe.
inline constexpr int deepest_json = 128;

// Strict JSON (RFC 8259) as a Value; every value knows its line, its column (in characters) and its
// JSON pointer. Nothing if the text is not JSON: then one error names the place and what was
// expected there. A key given twice, also in another letter case (I-012), is a warning; the last
// one is used. Integers past 64 bits become the nearest double.
std::optional<Value> read_json(std::string_view text, const SharedText& file,
                               Diagnostics& diagnostics);

// Where a text stops being JSON.
struct JsonFault {
  std::size_t offset = 0;
  std::string message;  // "found ']', expected a value"
};

// The first fault of a text that a parser has refused. Nothing if this grammar finds none.
std::optional<JsonFault> find_json_fault(std::string_view text);

// The same as the error that read_json gives.
Diagnostic json_fault(std::string_view text, const SharedText& file);
Diagnostic json_too_deep(const Place& place);

// A place in a text: line and column from 1.
struct TextMark {
  std::size_t offset = 0;
  int line = 1;
  int column = 1;
};

// Line and column of a byte offset. Offsets are asked for in increasing order.
class TextPosition {
 public:
  explicit TextPosition(std::string_view text, const TextMark& start = {})
      : text_(text), mark_(start) {}
  void advance_to(std::size_t offset) {
    if (offset > plain_until_) return count_to(offset);
    if (offset <= mark_.offset) return;
    mark_.column += static_cast<int>(offset - mark_.offset);
    mark_.offset = offset;
  }
  int line() const { return mark_.line; }
  int column() const { return mark_.column; }
  const TextMark& mark() const { return mark_; }

 private:
  void count_to(std::size_t offset);

  std::string_view text_;
  TextMark mark_;
  std::size_t plain_until_ = 0;  // every byte from the mark to here is a character of its line
};

}  // namespace airtight::input
