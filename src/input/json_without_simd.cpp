#include "input/encoding.h"
#include "input/json.h"
#include "input/json_events.h"
#include "input/json_list.h"
#include "input/list_file.h"

// In the place of json.cpp, json_builder.cpp, json_list.cpp, list_cutter.cpp and list_file.cpp in a
// program that is linked without simdjson (decision 22). Lists are not cut: each text is read as a
// whole.

namespace airtight::input {

bool is_surely_utf8(std::string_view) { return false; }  // then the text is looked at slowly

std::optional<Value> read_json(std::string_view text, const SharedText& file,
                               Diagnostics& diagnostics) {
  return read_json_by_events(text, file, diagnostics);
}

void pad_json(std::string&) {}
bool is_padded_json(const std::string&) { return true; }

std::shared_ptr<const JsonCut> cut_json_list(std::string_view, const SharedText&) {
  return nullptr;
}

std::shared_ptr<const ListFile> ListFile::open(const std::string&) { return nullptr; }
ListFile::~ListFile() = default;
bool ListFile::read(std::size_t, std::span<char>) const { return false; }
bool ListFile::is_unchanged() const { return false; }

std::shared_ptr<const JsonCut> cut_list_file(std::shared_ptr<const ListFile>, const SharedText&) {
  return nullptr;
}

// Of a cut, which there is none of.
struct JsonListReader::Reader {};
JsonListReader::JsonListReader(const std::string&, const JsonCut&, const std::string&,
                               const JsonReduction*) {}
JsonListReader::~JsonListReader() = default;
bool JsonListReader::read(const JsonCut::Part&, const std::function<void(Value, bool)>&,
                          std::vector<JsonRepeat>&) {
  return false;
}

}  // namespace airtight::input
