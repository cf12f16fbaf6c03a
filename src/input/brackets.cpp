#include "input/brackets.h"

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

// 64 bytes at once become four words of 64 bits: where quotation marks, backslashes, opening and
// closing brackets are. A quotation mark behind an odd run of backslashes is none; the parity of
// those up to a byte tells whether it is in a string (Langdale and Lemire, "Parsing gigabytes of
// JSON per second", 3.1). Where fewer brackets close than are open, they are only counted.
namespace airtight::input {
namespace {

constexpr std::size_t width = 64;

struct Marks {
  std::uint64_t quotes;
  std::uint64_t backslashes;
  std::uint64_t opening;
  std::uint64_t closing;
};

// A square bracket and a curly one differ in this bit.
constexpr char curly = 0x20;

#ifdef __SSE2__

struct Block {
  __m128i quarters[4];

  std::uint64_t equal(char c) const {
    std::uint64_t bits = 0;
    for (int i = 0; i < 4; ++i) {
      const __m128i same = _mm_cmpeq_epi8(quarters[i], _mm_set1_epi8(c));
      bits |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(same))} << (16 * i);
    }
    return bits;
  }
};

Marks marks_of(const char* at) {
  Block bytes{};
  Block folded{};
  for (std::size_t i = 0; i < 4; ++i) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what the instruction takes
    bytes.quarters[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * i));
    folded.quarters[i] = _mm_or_si128(bytes.quarters[i], _mm_set1_epi8(curly));
  }
  return {bytes.equal('"'), bytes.equal('\\'), folded.equal('{'), folded.equal('}')};
}

#else

Marks marks_of(const char* at) {
  Marks marks{};
  for (std::size_t i = 0; i < width; ++i) {
    const auto folded = static_cast<char>(at[i] | curly);
    marks.quotes |= std::uint64_t{at[i] == '"'} << i;
    marks.backslashes |= std::uint64_t{at[i] == '\\'} << i;
    marks.opening |= std::uint64_t{folded == '{'} << i;
    marks.closing |= std::uint64_t{folded == '}'} << i;
  }
  return marks;
}

#endif

// Each bit becomes the parity of those up to it.
std::uint64_t parities(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// What of one block after the other is in strings.
class Strings {
 public:
  std::uint64_t inside(const Marks& marks) {
    const std::uint64_t inside = parities(marks.quotes & ~escaped(marks.backslashes)) ^ open_;
    open_ = (inside >> 63U) != 0 ? ~std::uint64_t{0} : 0;
    return inside;
  }

 private:
  std::uint64_t escaped(std::uint64_t backslashes) {
    std::uint64_t escaped = escapes_next_ ? 1 : 0;
    escapes_next_ = false;
    backslashes &= ~escaped;
    while (backslashes != 0) {
      const std::uint64_t first = backslashes & (~backslashes + 1);
      escapes_next_ = first << 1U == 0;
      escaped |= first << 1U;
      backslashes &= ~(first | first << 1U);
    }
    return escaped;
  }

  std::uint64_t open_ = 0;  // all bits, while a string goes on
  bool escapes_next_ = false;
};

}  // namespace

std::size_t behind_closing(std::string_view text, std::size_t open) {
  Strings strings;
  std::size_t depth = 0;
  char last[width];
  for (std::size_t at = open; at < text.size(); at += width) {
    const char* block = text.data() + at;
    if (text.size() - at < width) {
      std::memset(last, ' ', width);
      block = static_cast<const char*>(std::memcpy(last, block, text.size() - at));
    }
    const Marks marks = marks_of(block);
    const std::uint64_t outside = ~strings.inside(marks);
    const std::uint64_t opening = marks.opening & outside;
    const std::uint64_t closing = marks.closing & outside;
    const auto closed = static_cast<std::size_t>(std::popcount(closing));
    if (depth > closed) {
      depth += static_cast<std::size_t>(std::popcount(opening)) - closed;
      continue;
    }
    for (std::uint64_t left = opening | closing; left != 0; left &= left - 1) {
      const int i = std::countr_zero(left);
      depth += (opening >> i & 1U) != 0 ? 1 : std::size_t{0} - 1;
      if (depth == 0) return at + static_cast<std::size_t>(i) + 1;
    }
  }
  return text.npos;
}

}  // namespace airtight::input
