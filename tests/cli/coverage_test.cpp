// docs/inputs.md says of each type what reads it. The table is what the code says, not what
// somebody remembers.

#include <airtight/base/text.h>
#include <airtight/input/read.h>
#include <airtight/verify/inventory.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "input/az/command.h"
#include "input/terraform/mapping.h"

using namespace airtight;

namespace {

constexpr const char* begin_mark = "<!-- made by airtight_tests [inputs]; do not edit -->\n";
constexpr const char* end_mark = "<!-- end -->\n";

struct Row {
  std::set<std::string> terraform;
  std::set<std::string> commands;
};

using Rows = std::map<std::string, Row>;

// One spelling of each type, the first that a table has.
Row& row_of(Rows& rows, std::string_view type) {
  for (auto& [name, row] : rows) {
    if (equal_ignoring_case(name, type)) return row;
  }
  return rows[std::string(type)];
}

// "network nsg rule create" is of the family "network nsg rule".
std::string family_of(std::string_view words) {
  return std::string(words.substr(0, words.rfind(' ')));
}

Rows collect() {
  Rows rows;
  namespace tf = input::terraform;
  for (const auto& table : {tf::network_mappings(), tf::dns_mappings(), tf::compute_mappings(),
                            tf::edge_mappings(), tf::web_mappings(), tf::service_mappings()}) {
    for (const tf::Mapping& mapping : table)
      row_of(rows, mapping.arm).terraform.insert(std::string(mapping.terraform));
  }
  for (const input::az::Command& command : input::az::commands()) {
    if (!command.type.empty()) row_of(rows, command.type).commands.insert(family_of(command.words));
  }
  return rows;
}

// What becomes of a resource of this type in a template, a what-if result or a live export.
std::string reading_of(const std::string& type) {
  std::string path = "/subscriptions/s/resourceGroups/g/providers/";
  const auto segments = split(type, '/');
  path += segments.front();
  for (std::size_t i = 1; i < segments.size(); ++i) path += "/" + std::string(segments[i]) + "/n";
  input::Value resource = input::make_object();
  resource.set("id", input::make_string(path));
  resource.set("type", input::make_string(type));
  resource.set("properties", input::make_object());
  input::ResourceSet set;
  set.put(azure::ResourceId(path), std::move(resource));
  Diagnostics ignored;
  if (input::to_resources(set, ignored).others.empty()) return "yes";
  return verify::may_matter(type) ? "listed; may matter" : "listed; has no effect";
}

std::string cells(const std::set<std::string>& words) {
  return join(std::vector<std::string>(words.begin(), words.end()), ", ");
}

std::string table() {
  std::string text = "| ARM type | read | Terraform | az |\n|---|---|---|---|\n";
  for (const auto& [type, row] : collect())
    text += "| " + type + " | " + reading_of(type) + " | " + cells(row.terraform) + " | " +
            cells(row.commands) + " |\n";
  return text;
}

std::string read_all(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("docs/inputs.md has a row for each type that a reader knows", "[inputs]") {
  const std::string path = AIRTIGHT_SOURCE_DIR "/docs/inputs.md";
  std::string page = read_all(path);
  const auto from = page.find(begin_mark);
  const auto to = page.find(end_mark);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  const auto start = from + std::string(begin_mark).size();
  if (std::getenv("UPDATE_EXPECTED") != nullptr) {
    page.replace(start, to - start, table());
    std::ofstream(path) << page;
    return;
  }
  INFO("UPDATE_EXPECTED=1 airtight_tests \"[inputs]\" writes it");
  CHECK(page.substr(start, to - start) == table());
}
