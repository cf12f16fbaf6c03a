#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "cli/schema.h"

using Json = nlohmann::json;

namespace {

// One subnet, which may refer to a route table of the name.
std::string network_with(const std::string& table) {
  const std::string group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
  const std::string reference =
      table.empty() ? "" : R"(, "routeTable": {"id": ")" + group + "routeTables/" + table + "\"}";
  return R"([{"id": ")" + group +
         R"(virtualNetworks/v", "type": "Microsoft.Network/virtualNetworks",
    "name": "v", "location": "westeurope", "properties": {
    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": [
    {"name": "s", "properties": {"addressPrefix": "10.0.0.0/24")" +
         reference + "}}]}}]";
}

Ran explain(const TemporaryFile& file, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"explain", file.path(), "--from", "subnet:v/s",
                                     "--to",    "8.8.8.8",   "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

Json explained(const TemporaryFile& file, int code) {
  const Ran ran = explain(file, {"--format", "json"});
  CHECK(ran.code == code);
  CHECK(schema_faults("explain", ran.out).empty());
  return Json::parse(ran.out);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("explain says what a verdict takes for granted, and what else would come of it",
          "[cli][R-02][C-18]") {
  const TemporaryFile file(network_with(""), ".json");
  const Json json = explained(file, 0);
  CHECK(json["verdict"] == "allow");
  CHECK(json["nominal"] == Json{{"verdict", "allow"}, {"via", "public"}});
  REQUIRE(json["forks"].size() == 1);
  const Json& fork = json["forks"][0];
  CHECK(fork["choice"] == "C-18");
  CHECK(fork["contested"] == false);
  CHECK(fork["branches"] ==
        Json::parse(R"([{"branch": "implicit egress exists", "verdict": "allow"},
                        {"branch": "none", "verdict": "deny", "reason": "NO_EGRESS"}])"));
  const std::string text = explain(file, {}).out;
  CHECK(has(text, "  nominal: allow, public\n  C-18 "));
  CHECK(has(text, "implicit egress exists (nominal): allow; none: deny NO_EGRESS\n"));
  CHECK(explain(file, {"--assume", "C-18=none"}).code == 1);
}

TEST_CASE("explain says what an input that is not known would come to", "[cli][R-02][I-005]") {
  const TemporaryFile file(network_with("elsewhere"), ".json");
  const Json json = explained(file, 3);
  CHECK(json["verdict"] == "uncertain");
  const auto fork = std::find_if(json["forks"].begin(), json["forks"].end(), [](const Json& each) {
    return each.value("unknown", "") == "the routes of elsewhere";
  });
  REQUIRE(fork != json["forks"].end());
  CHECK((*fork)["branches"].size() == 2);
  CHECK((*fork)["branches"][0]["verdict"] != (*fork)["branches"][1]["verdict"]);
}

TEST_CASE("a wrong assumption is told which there are", "[cli]") {
  const TemporaryFile file(network_with(""), ".json");
  const auto told = [&](const std::string& assumption) {
    const Ran ran = explain(file, {"--assume", assumption});
    CHECK(ran.code == 2);
    return ran.err;
  };
  CHECK(has(told("C-99=x"), "C-02, C-03, C-04"));
  CHECK(has(told("nonsense"), "C-02, C-03, C-04"));
  CHECK(has(told("C-02=perhaps"), "\"vanish\" (0), \"stay\" (1)"));
  CHECK(has(told("C-02"), "\"vanish\" (0), \"stay\" (1)"));
}
