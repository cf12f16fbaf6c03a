#include <airtight/azure/address_block.h>
#include <airtight/azure/app_plan.h>
#include <airtight/azure/edge_answer.h>
#include <airtight/azure/fact.h>
#include <airtight/azure/refused_zone.h>
#include <airtight/azure/region_pairs.h>
#include <airtight/azure/service_family.h>
#include <airtight/azure/trusted_services.h>
#include <airtight/base/text.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

using namespace airtight;
using namespace airtight::azure;
using nlohmann::json;

// What is compiled in is what data/ says, and that is what the reference says, where it is at hand.

namespace {

namespace fs = std::filesystem;

const fs::path source_dir = AIRTIGHT_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

json data(const std::string& name) { return json::parse(text_of(source_dir / "data" / name)); }

// The text of a file of the reference; empty, and said so, without it.
std::string reference(const std::string& name) {
  const fs::path path = source_dir.parent_path() / "shared" / "reference" / name;
  if (!fs::exists(path)) WARN("skipped: no ../shared/reference/" + name);
  return fs::exists(path) ? text_of(path) : std::string();
}

// The paragraph of one fact.
std::string fact(const std::string& text, const std::string& id) {
  const auto start = text.find("**" + id + "**");
  return start == std::string::npos ? "" : text.substr(start, text.find("\n\n", start) - start);
}

std::set<std::string> all_matches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
    found.insert(at->str());
  return found;
}

std::set<std::string> blocks_of(const char* use, const std::set<std::string>& facts) {
  std::set<std::string> blocks;
  for (const json& row : data("address-blocks.json")) {
    if (row.at("use") == use && facts.contains(row.at("fact").get<std::string>()))
      blocks.insert(row.at("prefix").get<std::string>());
  }
  return blocks;
}

// "P1MV3 … P5MV3" in full: the digit after the first letter counts.
void add_range(std::string first, char last, std::set<std::string>& skus) {
  for (; first[1] <= last; ++first[1]) skus.insert(first);
}

// The SKUs of a cell: "P0V3 P1V3 P2V3 P3V3, P1MV3 … P5MV3", "F1 (alias FREE), D1 (alias SHARED)".
std::set<std::string> skus_of(const std::string& cell) {
  std::set<std::string> skus;
  std::istringstream words(std::regex_replace(
      std::regex_replace(cell, std::regex(R"(\([^)]*\))"), ""), std::regex(","), " "));
  std::string before;
  bool range = false;
  for (std::string word; words >> word; before = word) {
    if (word == "…") {
      range = true;
      word = before;
      continue;
    }
    if (range) add_range(before, word[1], skus);
    range = false;
    skus.insert(word);
  }
  return skus;
}

}  // namespace

TEST_CASE("the compiled tables are their data files, row by row", "[catalogue]") {
  const json blocks = data("address-blocks.json");
  REQUIRE(address_blocks().size() == blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    CHECK(to_string(address_blocks()[i].prefix) == blocks[i].at("prefix"));
    CHECK((address_blocks()[i].use == BlockUse::dropped) == (blocks[i].at("use") == "dropped"));
  }
  const json plans = data("app-plans.json");
  REQUIRE(app_plans().size() == plans.size());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    CHECK(app_plans()[i].sku == plans[i].at("sku"));
    CHECK(app_plans()[i].tier == plans[i].at("tier"));
    CHECK((app_plans()[i].integration == Integration::by_subnet) ==
          (plans[i].at("integration") == "by_subnet"));
  }
  const json zones = data("refused-zones.json");
  REQUIRE(refused_zones().size() == zones.size());
  for (std::size_t i = 0; i < zones.size(); ++i)
    CHECK(refused_zones()[i].name == zones[i].at("name"));
  const json pairs = data("region-pairs.json");
  REQUIRE(region_pairs().size() == pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    CHECK(region_pairs()[i].region == pairs[i].at("region"));
    CHECK(region_pairs()[i].pair == pairs[i].at("pair"));
  }
  const json families = data("service-families.json");
  REQUIRE(service_families().size() == families.size());
  for (std::size_t i = 0; i < families.size(); ++i) {
    CHECK(service_families()[i].type == families[i].at("type"));
    CHECK(service_families()[i].service_tag == families[i].at("serviceTag"));
    CHECK(service_families()[i].rules_default_to_allow == families[i].at("rulesDefaultToAllow"));
  }
  const json trusted = data("trusted-services.json");
  REQUIRE(trusted_services().size() == trusted.size());
  for (std::size_t i = 0; i < trusted.size(); ++i) {
    CHECK(trusted_services()[i].target == trusted[i].at("target"));
    REQUIRE(trusted_services()[i].callers.size() == trusted[i].at("callers").size());
    for (std::size_t j = 0; j < trusted[i].at("callers").size(); ++j)
      CHECK(trusted_services()[i].callers[j] == trusted[i].at("callers")[j]);
  }
}

TEST_CASE("what a fact says is in the list of facts", "[catalogue]") {
  std::istringstream lines(text_of(source_dir / "docs/semantics/facts.tsv"));
  std::string line;
  std::getline(lines, line);
  std::size_t count = 0;
  while (std::getline(lines, line)) {
    const auto fields = split(line, '\t');
    REQUIRE(fields.size() == 4);
    const Fact* fact = fact_of(fields[0]);
    REQUIRE(fact != nullptr);
    CHECK(fact->title == fields[2]);
    ++count;
  }
  CHECK(count == facts().size());
  CHECK(fact_of("R-14") == nullptr);
}

TEST_CASE("blocks of addresses are the reference's", "[catalogue][N-005][N-031][N-032]") {
  const std::string text = reference("azure-network.md");
  if (text.empty()) return;
  const std::regex block(R"(\b\d+\.\d+\.\d+\.\d+/\d+)");
  CHECK(blocks_of("forbidden", {"N-005"}) == all_matches(fact(text, "N-005"), block));
  const std::string all_dropped = fact(text, "N-031").substr(0, fact(text, "N-031").find("EX:"));
  auto dropped = all_matches(all_dropped, block);
  dropped.erase("0.0.0.0/0");  // leads to the Internet
  CHECK(blocks_of("dropped", {"N-031"}) == dropped);
  CHECK(blocks_of("dropped", {"N-032"}) == all_matches(fact(text, "N-032"), block));
}

TEST_CASE("refused zone names are the reference's", "[catalogue][D-023]") {
  const std::string text = fact(reference("azure-dns.md"), "D-023");
  if (text.empty()) return;
  const std::string lists = text.substr(0, text.find("Children of them"));
  std::set<std::string> wanted;
  for (const json& row : data("refused-zones.json"))
    wanted.insert(row.at("name").get<std::string>());
  CHECK(wanted == all_matches(lists, std::regex(R"(\b[a-z]+(\.[a-z]+)+\b)")));
}

TEST_CASE("plans and what they may do are the reference's", "[catalogue][A-001][A-002][A-004]") {
  const std::string text = fact(reference("azure-workloads.md"), "A-004");
  if (text.empty()) return;
  const std::string whole = reference("azure-workloads.md");
  const auto start = whole.find("| Group | SKU names");
  std::istringstream table(whole.substr(start, whole.find("\n\n", start) - start));
  std::size_t rows = 0;
  for (std::string line; std::getline(table, line);) {
    const auto cells = split(line, '|');
    if (cells.size() < 5 || cells[1].find("---") != std::string::npos || trim(cells[1]) == "Group")
      continue;
    ++rows;
    const bool integrates = trim(cells[3]).starts_with("yes");
    for (const std::string& sku : skus_of(std::string(cells[2]))) {
      CAPTURE(sku);
      const AppPlan* plan = app_plan(sku);
      REQUIRE(plan != nullptr);
      CHECK((plan->integration == Integration::by_subnet) == integrates);
      const bool isolated = trim(cells[1]) == "Isolated";
      CHECK((plan->integration == Integration::own_network) == isolated);
    }
  }
  CHECK(rows == 9);
}

TEST_CASE("a plan's aliases and letter case do not matter", "[catalogue][A-004][A-260]") {
  REQUIRE(app_plan("free") != nullptr);
  CHECK(app_plan("free")->sku == "F1");
  REQUIRE(app_plan("p1v3") != nullptr);
  CHECK(app_plan("p1v3")->tier == "PremiumV3");
  REQUIRE(app_plan("Y1") != nullptr);
  CHECK(app_plan("Y1")->integration == Integration::none);
  CHECK(app_plan("EP1")->integration == Integration::by_subnet);
  CHECK(app_plan("S9") == nullptr);
}

TEST_CASE("every service whose answers the reference classifies has a family",
          "[catalogue][R-21]") {
  const std::string text = reference("paas-edge.json");
  if (text.empty()) return;
  for (const json& row : json::parse(text)) {
    const std::string type = row.at("resourceType");
    if (type == "*" || type == "Microsoft.ApiManagement/service") continue;
    CAPTURE(type);
    CHECK(service_family(type).edge_default != EdgeDefault::unknown);
  }
}

TEST_CASE("answers of public edges are the reference's", "[catalogue][E-037]") {
  const json rows = data("edge-answers.json");
  REQUIRE(edge_answers().size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const EdgeAnswer& compiled = edge_answers()[i];
    CAPTURE(compiled.id);
    CHECK(compiled.id == rows[i].at("id"));
    CHECK(compiled.resource_type == rows[i].at("resourceType"));
    CHECK(compiled.classification == rows[i].at("classification"));
    CHECK(compiled.http_status ==
          (rows[i].at("httpStatus").is_null() ? 0 : rows[i].at("httpStatus").get<int>()));
    CHECK(compiled.body_markers.size() == rows[i].at("bodyMarkers").size());
  }
  const std::string text = reference("paas-edge.json");
  if (!text.empty()) CHECK(rows == json::parse(text));
}

TEST_CASE("a refusal is told in the service's own words",
          "[catalogue][E-037][E-063][E-081][E-102]") {
  struct Row {
    const char* type;
    bool disabled;
    const char* id;
  };
  const Row rows[] = {{"Microsoft.KeyVault/vaults", false, "KV-06"},
                      {"microsoft.keyvault/VAULTS", true, "KV-09"},
                      {"Microsoft.CognitiveServices/accounts", true, "CS-03"},
                      {"Microsoft.Storage/storageAccounts", false, "SB-01"},
                      {"Microsoft.Storage/storageAccounts", true, "SB-01"},
                      {"Microsoft.Sql/servers", true, "SQ1-02"},
                      {"Microsoft.Web/sites", true, "AS-01"}};
  for (const Row& row : rows) {
    CAPTURE(row.type, row.disabled);
    const EdgeAnswer* answer = refusal_of(row.type, row.disabled);
    REQUIRE(answer != nullptr);
    CHECK(answer->id == row.id);
  }
  CHECK(refusal_of("Microsoft.Cache/redis", true) == nullptr);             // UNVERIFIED (E-181)
  CHECK(refusal_of("Microsoft.Search/searchServices", false) == nullptr);  // not separable (E-171)
}

TEST_CASE("service tags on record are tags that the reference names", "[catalogue][N-119][N-121]") {
  CHECK(service_family("Microsoft.CognitiveServices/accounts").service_tag ==
        "CognitiveServicesManagement");
  CHECK(is_service_tag_on_record("storage"));
  CHECK_FALSE(is_service_tag_on_record(""));
  CHECK_FALSE(is_service_tag_on_record("Internet"));
}
