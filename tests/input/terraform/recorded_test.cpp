#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "input/terraform/plan.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

namespace fs = std::filesystem;

fs::path folder() { return fs::path(AIRTIGHT_SOURCE_DIR) / ".." / "shared" / "data" / "tfplan"; }

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TerraformPlan read(const std::string& text, Diagnostics& diagnostics) {
  const Source source{"plan.json", text, Kind::terraform, ""};
  return read_terraform(source, diagnostics);
}

// The plan fragments that a policy's fixture holds under "mock", however deep.
void collect_mocks(const nlohmann::json& value, std::vector<std::string>& out) {
  if (!value.is_object()) return;
  if (value.contains("resource_changes") || value.contains("values")) {
    out.push_back(value.dump());
    return;
  }
  for (const auto& member : value) collect_mocks(member, out);
}

// What each file holds: resources in the normal form, gaps, and diagnostics above notes. The faults
// are the files' own: five firewalls of one name, an azapi resource without a type, three rules of
// one priority and a rule that is written twice.
struct Expected {
  std::size_t resources;
  std::size_t gaps;
  std::size_t warnings;
};

const std::map<std::string, Expected> expected{
    {"caf-enterprise-scale-003.planned_values.json", {467, 0, 0}},
    {"checkov-nsg-extra-ref.json", {4, 0, 0}},
    {"infracost-azure-firewall.json", {7, 4, 4}},
    {"infracost-express-route.json", {8, 0, 0}},
    {"infracost-web-app.json", {4, 0, 0}},
    {"inframap-azure.tfstate.json", {5, 0, 0}},
    {"psrule-PlanFile.AzApi.json", {5, 0, 0}},
    {"psrule-PlanFile.EdgeCases.json", {5, 1, 1}},
    {"psrule-PlanFile.Modules.json", {3, 0, 0}},
    {"psrule-azapi-example-tfplan.json", {3, 0, 0}},
    {"regula-account_deny_access.json", {7, 0, 0}},
    {"regula-account_microsoft_services.json", {7, 0, 0}},
    {"regula-firewall_no_inbound_all.json", {7, 0, 0}},
    {"regula-security_group_no_inbound_22.json", {14, 1, 4}},
    {"terracost-azurerm.json", {5, 0, 0}},
    {"terraform-compliance-294.json", {14, 0, 0}},
};

}  // namespace

TEST_CASE("every recorded plan and state gives its resources", "[I-300]") {
  if (!fs::exists(folder())) WARN("skipped: no recorded plans in ../shared/data/tfplan");
  for (const auto& [name, counts] : expected) {
    if (!fs::exists(folder() / name)) continue;
    CAPTURE(name);
    Diagnostics diagnostics;
    const TerraformPlan plan = read(text_of(folder() / name), diagnostics);
    to_resources(plan.after, diagnostics);
    std::string said;
    std::size_t warnings = 0;
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::note) continue;
      said += to_string(diagnostic) + "\n";
      ++warnings;
    }
    CAPTURE(said);
    CHECK(plan.after.all().size() == counts.resources);
    CHECK(plan.after.gaps().size() == counts.gaps);
    CHECK(warnings == counts.warnings);
    const std::string list = to_resource_list(plan.after);
    Diagnostics again;
    ResourceSet set;
    read_resource_list(make_source("again.json", list).value(), set, again);
    CHECK(to_resource_list(set) == list);
  }
}

TEST_CASE("an endpoint of a policy's fixture meets its account by reference alone", "[I-306]") {
  if (!fs::exists(folder())) WARN("skipped: no recorded plans in ../shared/data/tfplan");
  std::size_t linked = 0;
  for (const std::string file :
       {"avm-policy-Cosmos_NetworkRulesExist.mock.json",
        "avm-policy-StoragePublicNetworkAccessDisabledWithPE.mock.json",
        "avm-policy-StoragePublicNetworkAccessDisabledWithPE.azapi.mock.json"}) {
    if (!fs::exists(folder() / file)) continue;
    std::vector<std::string> mocks;
    collect_mocks(nlohmann::json::parse(text_of(folder() / file)).at("mock"), mocks);
    CHECK_FALSE(mocks.empty());
    for (const std::string& mock : mocks) {
      CAPTURE(mock);
      Diagnostics diagnostics;
      const TerraformPlan plan = read(mock, diagnostics);
      CHECK_FALSE(plan.after.empty());
      for (const Value* endpoint : plan.after.of_type("Microsoft.Network/privateEndpoints")) {
        const Value* list = endpoint->at_path("properties.privateLinkServiceConnections");
        if (list == nullptr || list->array() == nullptr || list->array()->empty()) continue;
        const Value* id = list->array()->front().at_path("properties.privateLinkServiceId");
        REQUIRE(id != nullptr);
        CHECK(id->string() != nullptr);
        if (id->string() != nullptr && plan.after.find(azure::ResourceId(*id->string())) != nullptr)
          ++linked;
      }
    }
  }
  CHECK((linked > 0 || !fs::exists(folder())));
}
