#include <airtight/base/text.h>
#include <airtight/input/text_file.h>

#include <iostream>
#include <utility>

#include "input/bytes.h"
#include "input/encoding.h"
#include "input/source_text.h"

namespace airtight::input {

Result<TextFile> read_text_file(const std::string& path) {
  auto bytes =
      path == "-" ? read_bytes(std::cin, path, largest_source) : read_file(path, largest_source);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  TextFile file{path, {}, sha256(*bytes)};
  if (auto error = make_utf8(*bytes)) {
    error->where.file = path;
    return tl::unexpected<Error>(*error);
  }
  file.text = std::move(*bytes);
  if (trim(file.text).empty())
    return fail(Where{path, 1, 0, {}}, "the file is empty, expected JSON or YAML");
  return file;
}

}  // namespace airtight::input
