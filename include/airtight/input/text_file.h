#pragma once

#include <airtight/base/result.h>

#include <string>

namespace airtight::input {

// A file that is no input to be modelled: targets to try.
struct TextFile {
  std::string path;    // as the user wrote it; "-" is standard input
  std::string text;    // UTF-8, whatever it was (I-010)
  std::string sha256;  // lower-case hexadecimal digest of the bytes
};

// Reads a regular file or standard input of at most 64 MiB. Empty, binary and larger ones are
// errors.
Result<TextFile> read_text_file(const std::string& path);

}  // namespace airtight::input
