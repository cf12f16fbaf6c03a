#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// ASCII text, eight characters at once: names are compared and hashed without case, and lines are
// counted, for every member of an estate.
namespace airtight::ascii {

constexpr std::uint64_t in_each(std::uint64_t byte) { return byte * 0x0101010101010101; }

inline std::uint64_t word_at(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Fewer than eight characters; different ones of one length are different words.
inline std::uint64_t word_of_few(std::string_view text) {
  const auto byte = [&](std::size_t i) -> std::uint64_t {
    return static_cast<unsigned char>(text[i]);
  };
  if (text.empty()) return 0;
  if (text.size() < 4) return byte(0) | byte(text.size() / 2) << 8U | byte(text.size() - 1) << 16U;
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // overlaps the first
  std::memcpy(&first, text.data(), sizeof first);
  std::memcpy(&last, text.data() + text.size() - sizeof last, sizeof last);
  return first | std::uint64_t{last} << 32U;
}

// A to Z become a to z; all else stays. No sum leaves its byte: the high bits are taken off first.
inline std::uint64_t lower(std::uint64_t word) {
  const std::uint64_t low = word & in_each(0x7f);
  const std::uint64_t from_a = low + in_each(0x80 - 'A');
  const std::uint64_t behind_z = low + in_each(0x7f - 'Z');
  return word | ((from_a ^ behind_z) & ~word & in_each(0x80)) >> 2U;
}

// Whether all eight are ASCII and none is `c`.
inline bool is_plain_without(std::uint64_t word, char c) {
  const std::uint64_t other = word ^ in_each(static_cast<unsigned char>(c));
  return ((word | ((other - in_each(1)) & ~other)) & in_each(0x80)) == 0;
}

// The words of a text in turn; the last overlaps the one before it. False as soon as `take` says
// so.
template <class Take>
bool all_words(std::string_view text, const Take& take) {
  if (text.size() < 8) return take(word_of_few(text), 0);
  const std::size_t last = text.size() - 8;
  for (std::size_t at = 0; at < last; at += 8) {
    if (!take(word_at(text.data() + at), at)) return false;
  }
  return take(word_at(text.data() + last), last);
}

}  // namespace airtight::ascii
