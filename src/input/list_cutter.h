#pragma once

#include <airtight/base/shared_text.h>

#include <string>
#include <string_view>

#include "input/json_list.h"
#include "input/list_scanner.h"

namespace airtight::input {

// What is around a list that is cut is read at once.
inline constexpr std::size_t largest_around = std::size_t{64} * 1024 * 1024;

// Notes where the elements and parts of a list are, and what is around it. The text is seen in
// pieces.
class ListCutter {
 public:
  // `head` is what stands before the list.
  ListCutter(std::string_view head, JsonCut& cut);

  // The next piece of what is in the list, which begins where the one before was left off.
  ElementScanner::End take(std::string_view text);
  std::size_t left_off() const { return scanner_.left_off(); }

  // When the list has ended: `tail` is what stands behind it, with its bracket. Whether the
  // document is one that is cut.
  bool finish(std::string_view head, std::string_view tail, const SharedText& file);

 private:
  JsonCut& cut_;
  ElementScanner scanner_;
  TextMark mark_;            // of what is left off
  std::size_t counted_ = 0;  // elements that are in a part
};

}  // namespace airtight::input
