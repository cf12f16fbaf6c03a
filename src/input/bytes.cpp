// SHA256_Update and its kin are deprecated since OpenSSL 3 for EVP_Digest, which first sets up the
// library's providers: 2 ms of each command.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "input/bytes.h"

#include <malloc.h>
#include <openssl/sha.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "input/source_text.h"

namespace airtight::input {
namespace {

constexpr std::size_t room_behind = 256;  // for what reads a little past the end
constexpr std::size_t long_text = std::size_t{1} << 20U;

// A gigabyte in small pages costs more to have than to read.
void prefer_large_pages(std::string& room) {
  constexpr std::uintptr_t page = std::uintptr_t{2} << 20U;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): an address to align
  const auto start = reinterpret_cast<std::uintptr_t>(room.data());
  const std::uintptr_t skipped = (page - start % page) % page;
  if (skipped < room.capacity())
    madvise(room.data() + skipped, (room.capacity() - skipped) / page * page, MADV_HUGEPAGE);
}

std::string in_mebibytes(std::size_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

}  // namespace

struct Sha256::State {
  SHA256_CTX context{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { SHA256_Init(&state_->context); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  SHA256_Update(&state_->context, bytes.data(), bytes.size());
}

std::string Sha256::text() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), &state_->context);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char each : digest) {
    text += digits[each >> 4U];
    text += digits[each & 0xfU];
  }
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(bytes);
  return digest.text();
}

// Opening a pipe or a device may wait for ever or never end, so the kind is asked first.
Result<std::string> read_file(const std::string& path, std::size_t most) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    return fail(Where{path, 0, 0, {}}, "cannot open: " + std::string(std::strerror(ENOENT)));
  if (std::filesystem::is_directory(status))
    return fail(Where{path, 0, 0, {}}, "found a directory, expected a file");
  if (!std::filesystem::is_regular_file(status))
    return fail(Where{path, 0, 0, {}}, "found a device, a pipe or a socket, expected a file");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
    return fail(Where{path, 0, 0, {}}, "cannot open: " + std::string(std::strerror(errno)));
  const auto size = std::filesystem::file_size(path, error);
  return read_bytes(stream, path, most, error ? 0 : std::min<std::uintmax_t>(size, most));
}

// What an estate becomes needs gigabytes, and the parser and the text give back some of their own:
// let the heap grow in large steps and keep what it has. Asking for each page by itself, which a
// thread's heap does, and giving pages back to get them again took a twentieth of the time.
void expect_an_estate() {
#ifdef __GLIBC__
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_MMAP_MAX, 0);
#endif
}

Result<std::string> read_bytes(std::istream& stream, const std::string& path, std::size_t most,
                               std::size_t expected) {
  if (expected > largest_source) expect_an_estate();
  std::string bytes;
  bytes.reserve(expected + room_behind);
  if (expected > long_text) prefer_large_pages(bytes);
  std::array<char, 65536> block{};
  while (stream.read(block.data(), block.size()) || stream.gcount() > 0) {
    bytes.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (bytes.size() > most)
      return fail(Where{path, 0, 0, {}},
                  "found more than " + in_mebibytes(most) + ", expected at most that");
  }
  if (stream.bad()) return fail(Where{path, 0, 0, {}}, "cannot read to the end");
  return bytes;
}

}  // namespace airtight::input
