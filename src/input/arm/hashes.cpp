// The two functions that derive names: uniqueString (I-064) and guid (I-065).
#include <openssl/evp.h>

#include <array>
#include <bit>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

std::uint32_t word(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return value;
}

std::uint32_t first_lane(std::uint32_t k) { return std::rotl(k * 0x239b961bU, 15) * 0xab0e9789U; }

std::uint32_t second_lane(std::uint32_t k) { return std::rotl(k * 0xab0e9789U, 17) * 0x239b961bU; }

std::uint32_t finish(std::uint32_t h) {
  h = (h ^ h >> 16U) * 0x85ebca6bU;
  h = (h ^ h >> 13U) * 0xc2b2ae35U;
  return h ^ h >> 16U;
}

std::uint64_t murmur(std::string_view bytes) {
  std::uint32_t h1 = 0;
  std::uint32_t h2 = 0;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    h1 ^= first_lane(word(bytes, at, 4));
    h1 = (std::rotl(h1, 19) + h2) * 5 + 0x561ccd1bU;
    h2 ^= second_lane(word(bytes, at + 4, 4));
    h2 = (std::rotl(h2, 13) + h1) * 5 + 0x0bcaa747U;
  }
  const std::size_t rest = bytes.size() - at;
  if (rest > 4) h2 ^= second_lane(word(bytes, at + 4, rest - 4));
  if (rest > 0) h1 ^= first_lane(word(bytes, at, rest < 4 ? rest : 4));
  h1 ^= static_cast<std::uint32_t>(bytes.size());
  h2 ^= static_cast<std::uint32_t>(bytes.size());
  h1 += h2;
  h2 += h1;
  h1 = finish(h1);
  h2 = finish(h2);
  h1 += h2;
  h2 += h1;
  return std::uint64_t{h2} << 32U | h1;
}

}  // namespace

std::string unique_string(std::string_view text) {
  constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";
  std::uint64_t value = murmur(text);
  std::string out;
  for (int i = 0; i < 13; ++i, value <<= 5U) out += digits[value >> 59U];
  return out;
}

// RFC 4122, version 5.
std::string guid_of(std::string_view text) {
  std::string bytes{"\x11\xfb\x06\xfb\x71\x2d\x4d\xdd\x98\xc7\xe7\x1b\xbd\x58\x88\x30", 16};
  bytes += text;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1)
    return {};
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0fU) | 0x50U);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3fU) | 0x80U);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += digits[digest[i] >> 4U];
    out += digits[digest[i] & 0xfU];
  }
  return out;
}

}  // namespace airtight::input::arm
