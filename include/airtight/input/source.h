#pragma once

#include <airtight/base/result.h>

#include <memory>
#include <string>

namespace airtight::input {

// What a file holds, told by its content and never by its name (I-013).
enum class Kind {
  az_script,
  resource_list,
  arm_template,
  arm_parameters,
  terraform,
  what_if,
  policy,
  unknown,
};
std::string_view to_string(Kind kind);

// One input as read: its bytes and what they are. `path` is as the user wrote it ("-" is stdin).
struct Source {
  std::shared_ptr<const std::string> path;
  std::string text;
  Kind kind = Kind::unknown;
  std::string sha256;  // lower-case hexadecimal digest of the bytes
};

// Reads a regular file or standard input, at most 64 MiB. Directories are read by read_sources.
Result<Source> read_source(const std::string& path);

}  // namespace airtight::input
