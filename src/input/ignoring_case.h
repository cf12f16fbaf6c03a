#pragma once

#include <airtight/base/ascii.h>
#include <airtight/base/text.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

// Tables that are asked for every member of every resource, by names without case (I-121).
namespace airtight::input {

struct HashIgnoringCase {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    std::uint64_t hash = text.size();
    ascii::all_words(text, [&](std::uint64_t word, std::size_t) {
      hash = (hash ^ ascii::lower(word)) * 0x9e3779b97f4a7c15U;
      hash ^= hash >> 32U;
      return true;
    });
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

// Words to ask often for others: the length alone tells most of them.
class FewWords {
 public:
  FewWords() = default;
  FewWords(Words words) : words_(std::move(words)) {  // NOLINT(google-explicit-constructor)
    slots_.resize(std::bit_ceil(2 * words_.size() + 1));
    for (const std::string_view word : words_) {
      lengths_ |= bit_of(word);
      slots_[slot_of(word)] = word;
    }
  }

  bool contains(std::string_view word) const {
    return (lengths_ & bit_of(word)) != 0 && slots_[slot_of(word)].data() != nullptr;
  }
  const Words& all() const { return words_; }

 private:
  static std::uint64_t bit_of(std::string_view word) {
    return std::uint64_t{1} << (word.size() & 63U);
  }

  // The slot that has the word, or the free one where it would be.
  std::size_t slot_of(std::string_view word) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = HashIgnoringCase()(word) & mask;
    while (slots_[slot].data() != nullptr && !equal_ignoring_case(slots_[slot], word))
      slot = (slot + 1) & mask;
    return slot;
  }

  Words words_;
  std::vector<std::string_view> slots_;  // more than twice as many; free ones are null
  std::uint64_t lengths_ = 0;            // of a length modulo 64 there is a word
};

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
