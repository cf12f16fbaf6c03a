#include <airtight/base/text.h>
#include <airtight/input/source.h>
#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "input/encoding.h"
#include "input/source_text.h"

namespace airtight::input {
namespace {

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    return {};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 0xfU];
  }
  return text;
}

// Opening a pipe or a device may wait for ever or never end, so the kind is asked first.
Result<std::string> read_file(const std::string& path) {
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
  return read_bytes(stream, path);
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::az_script:
      return "az-script";
    case Kind::resource_list:
      return "resource-list";
    case Kind::arm_template:
      return "arm-template";
    case Kind::arm_parameters:
      return "arm-parameters";
    case Kind::terraform:
      return "terraform";
    case Kind::what_if:
      return "what-if";
    case Kind::policy:
      return "policy";
    case Kind::unknown:
      return "unknown";
  }
  return "";
}

Result<std::string> read_bytes(std::istream& stream, const std::string& path) {
  std::string bytes;
  std::array<char, 65536> block{};
  while (stream.read(block.data(), block.size()) || stream.gcount() > 0) {
    bytes.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (bytes.size() > largest_source)
      return fail(Where{path, 0, 0, {}}, "found more than 64 MiB, expected at most that");
  }
  if (stream.bad()) return fail(Where{path, 0, 0, {}}, "cannot read to the end");
  return bytes;
}

Result<Source> make_source(const std::string& path, std::string bytes) {
  Source source;
  source.path = std::make_shared<const std::string>(path);
  source.sha256 = sha256(bytes);
  auto text = to_utf8(std::move(bytes));
  if (!text.has_value()) {
    Error error = text.error();
    error.where.file = path;
    return tl::unexpected<Error>(error);
  }
  source.text = std::move(text.value());
  if (trim(source.text).empty())
    return fail(Where{path, 1, 0, {}}, "the file is empty, expected a script or JSON");
  Diagnostics ignored;  // read_inputs says why a kind is unknown
  source.kind = detect(source.text, source.path, ignored);
  return source;
}

Result<Source> read_source(const std::string& path) {
  auto bytes = path == "-" ? read_bytes(std::cin, path) : read_file(path);
  if (!bytes.has_value()) return tl::unexpected<Error>(bytes.error());
  return make_source(path, std::move(bytes.value()));
}

}  // namespace airtight::input
