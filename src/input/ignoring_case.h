#pragma once

#include <airtight/base/text.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

// Tables that are asked for every member of every resource, by names without case (I-121).
namespace airtight::input {

struct HashIgnoringCase {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a
    for (const char c : text)
      hash = (hash ^ static_cast<std::uint8_t>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)) *
             1099511628211U;
    return hash;
  }
};

struct EqualIgnoringCase {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const {
    return equal_ignoring_case(a, b);
  }
};

using Words = std::unordered_set<std::string_view, HashIgnoringCase, EqualIgnoringCase>;

template <class T>
using ByWord = std::unordered_map<std::string_view, T, HashIgnoringCase, EqualIgnoringCase>;

// The words of a list that is separated by blanks; `list` outlives them.
inline Words words_of(std::string_view list) {
  Words words;
  for (const std::string_view word : split(list, ' ')) {
    if (!word.empty()) words.insert(word);
  }
  return words;
}

}  // namespace airtight::input
