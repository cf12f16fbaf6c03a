#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "cli/schema.h"

using Json = nlohmann::json;

namespace {

Json checked(const std::string& until, int code, const std::vector<std::string>& more = {}) {
  const TemporaryFile file("", ".json");
  std::vector<std::string> replay{"replay", "--emit", file.path(), "--quiet", "--exit-zero"};
  if (!until.empty()) replay.insert(replay.end(), {"--until", until});
  for (const std::string& script : tutorial_scripts()) replay.push_back(script);
  REQUIRE(run_program(replay).code == 0);
  std::vector<std::string> arguments{"check", file.path(), "--format", "json", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = run_program(arguments);
  INFO(ran.err);
  CHECK(ran.code == code);
  CHECK(schema_faults("check", ran.out).empty());
  return Json::parse(ran.out);
}

}  // namespace

TEST_CASE("after the tutorial every back end is isolated for the app", "[cli][check]") {
  const Json report = checked("", 0);
  CHECK(report.at("summary") == Json{{"pass", 2}, {"fail", 0}, {"undetermined", 0}});
  for (const Json& result : report.at("results")) {
    CHECK(result.at("controls") == Json{"MCSB NS-2"});
    CHECK_FALSE(result.contains("witness"));
  }
}

TEST_CASE("before it none is, and a packet shows it", "[cli][check]") {
  const Json report = checked("T-109", 1);
  CHECK(report.at("summary").at("pass") == 0);
  for (const Json& result : report.at("results")) {
    CHECK(result.at("status") == "fail");
    CHECK(result.at("explanation").get<std::string>().find("Internet") != std::string::npos);
    CHECK(result.contains("witness"));
    CHECK(result.at("where").contains("line"));
  }
}

TEST_CASE("assertions of one's own take the pack's place", "[cli][check]") {
  const Json report = checked("", 0, {"--policy", scenarios + "/tutorial/policy.yaml"});
  CHECK_FALSE(report.at("results").empty());
  for (const Json& result : report.at("results"))
    CHECK(result.at("id").get<std::string>().find("isolated-backend") == std::string::npos);
}

TEST_CASE("nothing to check is no pass", "[cli][check]") {
  const TemporaryFile nothing("[]", ".json");
  const Ran ran = run_program({"check", nothing.path(), "--quiet"});
  CHECK(ran.code == 3);
  CHECK(ran.out.find("nothing to check") != std::string::npos);
}
