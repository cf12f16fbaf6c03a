#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace airtight::input::list {

// A text to be sorted, and the place it had before.
struct Ordered {
  std::string_view text;
  std::uint64_t word = 0;  // of the text, while it is sorted
  std::size_t place = 0;
};

// By text, and by place where the text is the same. For many texts that begin alike; two threads.
void sort_by_text(std::vector<Ordered>& all);

}  // namespace airtight::input::list
