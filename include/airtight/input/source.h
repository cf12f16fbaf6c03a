#pragma once

#include <airtight/base/result.h>
#include <airtight/base/shared_text.h>

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

struct JsonCut;

// One input as read: its bytes and what they are. `path` is as the user wrote it ("-" is stdin). The
// text of a list that is longer than 64 MiB stays in its file: then `text` is empty and `cut` says
// where the elements are.
struct Source {
  SharedText path;
  std::string text;
  Kind kind = Kind::unknown;
  std::string sha256;                            // lower-case hexadecimal digest of the bytes
  std::shared_ptr<const JsonCut> cut = nullptr;  // of a long list: where its elements are
};

// Reads a regular file or standard input: a list of resources of at most 2047 MiB, anything else of
// at most 64 MiB. Directories are read by read_sources.
Result<Source> read_source(const std::string& path);

}  // namespace airtight::input
