#include "input/list_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "../../../bench/estate.h"
#include "input/folder.h"
#include "input/list/entries.h"
#include "input/source_text.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

std::string written_estate(std::size_t rows) {
  std::ostringstream text;
  bench::write_estate(text, rows, 5);
  return text.str();
}

std::string in_file(const Folder& folder, const std::string& text) {
  std::string path = folder.path() + "/in.json";
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

// A source as a list is that stays in its file.
Source kept_in_file(const std::string& path) {
  return {path, {}, Kind::resource_list, {}, cut_list_file(ListFile::open(path), path)};
}

std::string said(const list::Entries& entries, const Diagnostics& diagnostics) {
  std::string out;
  for (const auto* list : {&entries.inline_children, &entries.resources}) {
    for (const list::Entry& entry : *list)
      out += entry.id.text() + " " + to_string(to_where(entry.resource.place)) + " " +
             std::to_string(entry.resource.place.column()) + " " + to_json(entry.resource) + "\n";
  }
  for (const ResourceSet::Gap& gap : entries.gaps) out += "gap " + gap.what + "\n";
  for (const Diagnostic& each : diagnostics)
    out += to_string(each) + " " + std::to_string(each.where.column) + "\n";
  return out;
}

std::string read_as(const Source& source, list::Bodies bodies = list::Bodies::all) {
  Diagnostics diagnostics;
  const list::Entries entries = list::read_entries(source, diagnostics, bodies);
  return said(entries, diagnostics);
}

void check_same_cut(const JsonCut& a, const JsonCut& b) {
  CHECK(a.name == b.name);
  CHECK(a.has_unknowns == b.has_unknowns);
  CHECK(to_json(a.around) == to_json(b.around));
  REQUIRE(a.elements.size() == b.elements.size());
  CHECK(std::ranges::equal(a.elements, b.elements, [](const auto& x, const auto& y) {
    return x.offset == y.offset && x.size == y.size;
  }));
  CHECK(std::ranges::equal(a.parts, b.parts, [](const auto& x, const auto& y) {
    return x.first == y.first && x.count == y.count && x.start.offset == y.start.offset &&
           x.start.line == y.start.line && x.start.column == y.start.column;
  }));
}

}  // namespace

TEST_CASE("a list that stays in its file is read as one in memory", "[list][I-010]") {
  const Folder folder("list-file");
  std::string text = written_estate(2000);
  text.insert(text.find('[') + 1, R"({"$gap":"x \\\"]}","scope":[]},  )");
  const std::string path = in_file(folder, text);
  const Source in_memory = {path, text, Kind::resource_list, {}, cut_json_list(text, path)};
  const Source source = kept_in_file(path);
  REQUIRE(source.cut != nullptr);
  REQUIRE(in_memory.cut != nullptr);
  check_same_cut(*source.cut, *in_memory.cut);
  CHECK(source.cut->parts.size() > 5);
  for (const list::Bodies bodies : {list::Bodies::all, list::Bodies::that_are_read})
    CHECK(read_as(source, bodies) == read_as(in_memory, bodies));
}

TEST_CASE("elements longer than a piece of the file are found", "[list]") {
  const Folder folder("list-file");
  const std::string id = R"({"id":"/subscriptions/s/resourceGroups/g/providers/A.B/c/)";
  const std::string large = id + R"(one","properties":{"a":")" + std::string(3 << 20, 'x') + "\"}}";
  const std::string text = "{\"value\":[" + large + ",\n" + id + "two\"} ,\n" + large + "\n]}";
  const std::string path = in_file(folder, text);
  const Source source = kept_in_file(path);
  REQUIRE(source.cut != nullptr);
  check_same_cut(*source.cut, *cut_json_list(text, path));
}

TEST_CASE("what is no list of objects is not kept in its file", "[list][I-010]") {
  const Folder folder("list-file");
  const std::string one = R"({"id":"/subscriptions/s"})";
  const std::vector<std::string> texts{"",
                                       "{",
                                       "[" + one,
                                       "[" + one + ",]",
                                       "[1]",
                                       "[" + one + "] x",
                                       "\xef\xbb\xbf[" + one + "]",
                                       "[{\"a\":\"\xc3\"}]",
                                       "[{\"a\":\"" + std::string(1, '\0') + "\"}]",
                                       "{\"a\":\"\xff\",\"value\":[" + one + "]}",
                                       "{\"value\":[" + one + "],\"b\":\"\xff\"}",
                                       "{\"value\":[" + one + "],\"a\":1,\"A\":2}",
                                       "#!/bin/bash"};
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK(kept_in_file(in_file(folder, text)).cut == nullptr);
  }
  CHECK(ListFile::open(folder.path()) == nullptr);
  CHECK(ListFile::open("/dev/zero") == nullptr);
  CHECK(ListFile::open(folder.path() + "/none") == nullptr);
}

TEST_CASE("a fault in an element of a file is said as of one in memory", "[list][I-010]") {
  const Folder folder("list-file");
  const std::string text = "[\n {\"id\":\"/subscriptions/s\", \"a\": tru}\n]";
  const std::string path = in_file(folder, text);
  const Source source = kept_in_file(path);
  REQUIRE(source.cut != nullptr);
  CHECK_THAT(read_as(source), Catch::Contains("not JSON"));
  CHECK(read_as(source) == read_as({path, text, Kind::resource_list, {}}));
}

TEST_CASE("a file that is written to while it is read is an error", "[list]") {
  const Folder folder("list-file");
  const std::string path = in_file(folder, written_estate(1000));
  const Source shorter = kept_in_file(path);
  REQUIRE(shorter.cut != nullptr);
  std::filesystem::resize_file(path, 1000);
  CHECK_THAT(read_as(shorter), Catch::Contains("was written to while it was read"));
  const Source longer = kept_in_file(in_file(folder, written_estate(1000)));
  REQUIRE(longer.cut != nullptr);
  std::ofstream(path, std::ios::app) << " ";
  CHECK_THAT(read_as(longer), Catch::Contains(path + ": found other bytes than before"));
}

TEST_CASE("a list of more than 64 MiB has the digest of its file and no text", "[list][I-013]") {
  const Folder folder("list-file");
  std::string text = written_estate(100);
  text.insert(text.find('[') + 1, std::string(largest_source, ' '));
  const auto source = read_source(in_file(folder, text));
  REQUIRE(source.has_value());
  CHECK(source.value().kind == Kind::resource_list);
  CHECK(source.value().text.empty());
  REQUIRE(source.value().cut != nullptr);
  CHECK(source.value().cut->elements.size() > 100);
  const auto in_memory = make_source(source.value().path, text);
  CHECK(source.value().sha256 == in_memory.value().sha256);
  CHECK(read_as(source.value()) == read_as(in_memory.value()));
}
