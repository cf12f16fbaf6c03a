#include <airtight/scenario/scenario.h>

using airtight::scenario::read_scenario;
using airtight::scenario::run_scenario;
using airtight::scenario::scenario_names;

namespace {

const std::string shipped = AIRTIGHT_SOURCE_DIR "/scenarios";

}  // namespace

// Among them the tutorial with every cell of its golden table (T-130), from the same rules as all
// the others.
TEST_CASE("every shipped scenario comes out as its story says", "[scenario][T-130][T-170]") {
  const auto names = scenario_names(shipped);
  CHECK(names.size() >= 60);
  for (const std::string& name : names) {
    const auto scenario = read_scenario(shipped, name);
    INFO(name);
    if (!scenario) FAIL_CHECK(scenario.error().message);
    if (!scenario) continue;
    for (const std::string& mismatch : run_scenario(*scenario)) FAIL_CHECK(mismatch);
  }
}

TEST_CASE("every scenario expects something and tells why", "[scenario]") {
  for (const std::string& name : scenario_names(shipped)) {
    const auto scenario = read_scenario(shipped, name);
    INFO(name);
    REQUIRE(scenario.has_value());
    CHECK_FALSE(scenario->story.empty());
    CHECK(scenario->scripts.empty() != scenario->files.empty());
    CHECK((scenario->expected.exit == 2 || !scenario->expected.steps.empty() ||
           !scenario->expected.flows.empty()));
  }
}

TEST_CASE("a scenario that expects something else does not pass", "[scenario]") {
  auto scenario = read_scenario(shipped, "tutorial");
  REQUIRE(scenario.has_value());
  for (auto& step : scenario->expected.steps) step.references = "CACHED";
  CHECK(run_scenario(*scenario).size() > 10);
}

TEST_CASE("a flow that is expected to be something else does not pass", "[scenario]") {
  const auto shipped_flows = read_scenario(shipped, "allow-below-a-deny");
  REQUIRE(shipped_flows.has_value());
  const auto mismatches = [&](auto change) {
    auto scenario = *shipped_flows;
    change(scenario.expected.flows.front());
    return run_scenario(scenario).size();
  };
  using airtight::scenario::ExpectedFlow;
  CHECK(mismatches([](ExpectedFlow&) {}) == 0);
  CHECK(mismatches([](ExpectedFlow& flow) { flow.verdict = "allow"; }) == 1);
  CHECK(mismatches([](ExpectedFlow& flow) { flow.reason = "NSG_OUT"; }) == 1);
  CHECK(mismatches([](ExpectedFlow& flow) { flow.via = "public"; }) == 1);
  CHECK(mismatches([](ExpectedFlow& flow) { flow.rule = "allow-ssh"; }) == 1);
  CHECK(mismatches([](ExpectedFlow& flow) { flow.address = "10.9.9.9"; }) == 1);
  CHECK(mismatches([](ExpectedFlow& flow) { flow.unknowns = {"a rule"}; }) == 1);
  CHECK(mismatches([](ExpectedFlow& flow) { flow.from = "nobody"; }) == 1);
  CHECK(mismatches([](ExpectedFlow& flow) { flow.protocol = "gre"; }) == 1);
}
