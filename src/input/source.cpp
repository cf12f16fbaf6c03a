#include <airtight/base/text.h>
#include <airtight/input/source.h>
#include <airtight/input/two_threads.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "input/bytes.h"
#include "input/encoding.h"
#include "input/json_list.h"
#include "input/list_file.h"
#include "input/source_text.h"

namespace airtight::input {
namespace {

// Empty also where the file has become shorter.
std::string sha256(const ListFile& file) {
  Sha256 digest;
  std::string piece(std::size_t{256} * 1024, '\0');
  for (std::size_t at = 0; at < file.size(); at += piece.size()) {
    const auto bytes = std::span(piece).first(std::min(piece.size(), file.size() - at));
    if (!file.read(at, bytes)) return {};
    digest.add({bytes.data(), bytes.size()});
  }
  return digest.text();
}

// Long enough that reading it in parts is worth the pass that finds them.
constexpr std::size_t long_text = std::size_t{1} << 20U;

bool is_bracketed(std::string_view text) {
  const std::string_view content = trim(text);
  return content.starts_with('{') || content.starts_with('[');
}

// A list that is cut may be an estate's; anything else of its size is refused before it is built.
Result<Kind> kind_of(Source& source) {
  if (source.text.size() > long_text && is_bracketed(source.text)) {
    if (!is_padded_json(source.text)) pad_json(source.text);
    const auto cut = cut_json_list(source.text, source.path);
    const Kind kind = cut ? kind_of_document(cut->around) : Kind::unknown;
    if (kind == Kind::resource_list) source.cut = cut;
    const bool fits = source.cut != nullptr || source.text.size() <= largest_source;
    if (kind != Kind::unknown && fits) return kind;
    if (!fits && find_json_fault(source.text)) {
      Diagnostic fault = json_fault(source.text, source.path);
      return tl::unexpected<Error>({fault.where, fault.message, fault.facts});
    }
  }
  if (source.text.size() > largest_source)
    return fail(Where{source.path, 0, 0, {}},
                "found more than " + std::to_string(largest_source >> 20U) + " MiB" +
                    " that is not one list of resource objects, expected at most that");
  Diagnostics ignored;  // read_inputs says why a kind is unknown
  return detect(source.text, source.path, ignored);
}

// A byte-order mark is taken off, so the bytes change.
bool has_mark(std::string_view bytes) { return static_cast<unsigned char>(bytes.front()) >= 0xef; }

// Where nothing has to be changed, the bytes stay in their place in memory.
std::optional<Error> take_text(Source& source, std::string& bytes) {
  if (auto error = make_utf8(bytes)) {
    error->where.file = source.path;
    return error;
  }
  source.text = std::move(bytes);
  if (trim(source.text).empty())
    return Error{{source.path, 1, 0, {}}, "the file is empty, expected a script or JSON", {}};
  const auto kind = kind_of(source);
  if (!kind.has_value()) return kind.error();
  source.kind = kind.value();
  return std::nullopt;
}

// Only a list of resources may be so large, and of that little need be in memory at once. Nothing
// where there is more to say.
std::optional<Source> list_in_file(const std::string& path) {
  const auto file = ListFile::open(path);
  if (!file || file->size() <= largest_source || file->size() > largest_list) return std::nullopt;
  expect_an_estate();
  Source source{path, {}, Kind::resource_list, {}};
  in_two_threads(2, [&] {
    return [&](std::size_t part) {
      if (part == 0) source.sha256 = sha256(*file);
      if (part == 1) source.cut = cut_list_file(file, source.path);
    };
  });
  const bool is_list = source.cut && kind_of_document(source.cut->around) == Kind::resource_list;
  if (!is_list || source.sha256.empty() || !file->is_unchanged()) return std::nullopt;
  return source;
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

Result<Source> make_source(const std::string& path, std::string bytes) {
  Source source;
  source.path = path;
  std::optional<Error> error;
  if (bytes.size() > long_text && !has_mark(bytes)) {
    pad_json(bytes);  // so that the bytes stay where they are while both look at them
    const std::string_view whole = bytes;
    in_two_threads(2, [&] {
      return [&](std::size_t part) {
        if (part == 0) source.sha256 = sha256(whole);
        if (part == 1) error = take_text(source, bytes);
      };
    });
  } else {
    source.sha256 = sha256(bytes);
    error = take_text(source, bytes);
  }
  if (error) return tl::unexpected<Error>(*error);
  return source;
}

Result<Source> read_source(const std::string& path) {
  if (path != "-") {
    if (auto source = list_in_file(path)) return std::move(*source);
  }
  auto bytes = path == "-" ? read_bytes(std::cin, path) : read_file(path, largest_list);
  if (!bytes.has_value()) return tl::unexpected<Error>(bytes.error());
  return make_source(path, std::move(bytes.value()));
}

}  // namespace airtight::input
