#include "symbol.h"

#include <cstdint>

namespace airtight::input::az {
namespace {

// FNV-1a: stable everywhere, and nothing here needs to resist an attacker.
std::uint64_t hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t value = seed;
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x100000001b3ULL;
  }
  return value;
}

std::string hex(std::uint64_t value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned shift = 64; shift > 0; shift -= 4) text += digits[(value >> (shift - 4)) & 0xfU];
  return text;
}

}  // namespace

std::string hex_symbol(std::string_view text) {
  return hex(hash(text, 0xcbf29ce484222325ULL)) + hex(hash(text, 0x84222325cbf29ce4ULL));
}

std::string guid_symbol(std::string_view text) {
  std::string guid = hex_symbol(text);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) guid.insert(at, 1, '-');
  return guid;
}

}  // namespace airtight::input::az
