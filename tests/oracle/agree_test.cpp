#include <rapidcheck.h>

#include <array>
#include <catch2/catch.hpp>
#include <iostream>
#include <random>
#include <sstream>

#include "effort.h"
#include "oracle/compare.h"

using namespace airtight;
using oracle::Summary;

namespace {

// Each world is asked twenty packets: 100,000 as released, where hunt does the same in CTest, and
// 1,200 under the sanitizers.
constexpr int worlds = effort::has_sanitizers ? 60 : 5000;
constexpr int most_worlds_of_tally = 2000;
constexpr int full_size = 100;

// rc::check takes the number of cases from the environment only.
bool holds(void (*property)(), int cases) {
  namespace detail = rc::detail;
  detail::TestParams params = detail::configuration().testParams;
  params.maxSuccess = cases;
  std::cerr << "RC_PARAMS=\"seed=" << params.seed << "\"\n";
  const auto result = detail::checkTestable(property, detail::TestMetadata{}, params);
  std::ostringstream text;
  printResultMessage(result, text);
  INFO(text.str());
  const bool passed = result.template is<detail::SuccessResult>();
  CHECK(passed);
  return passed;
}

void one_random_world() {
  const auto draws = *rc::gen::resize(
      full_size, rc::gen::container<std::vector<std::uint8_t>>(
                     oracle::draws_per_case, rc::gen::inRange<std::uint8_t>(0, 255)));
  Summary summary;
  const std::string text = oracle::first_disagreement(oracle::draw_case(draws), summary);
  if (!text.empty()) RC_FAIL(text);
}

Summary tally_of_fixed_worlds() {
  std::mt19937 random(7);
  Summary summary;
  for (int i = 0; i < most_worlds_of_tally; ++i) {
    std::vector<std::uint8_t> draws(oracle::draws_per_case);
    for (std::uint8_t& each : draws) each = static_cast<std::uint8_t>(random());
    oracle::first_disagreement(oracle::draw_case(draws), summary);
  }
  return summary;
}

}  // namespace

TEST_CASE("reach and the oracle agree on random worlds", "[oracle]") {
  CHECK(holds(one_random_world, worlds));
}

TEST_CASE("the random worlds meet every reason and every fact they are for", "[oracle]") {
  const Summary summary = tally_of_fixed_worlds();
  const auto part = [&](int per_thousand) { return summary.compared * per_thousand / 1000; };
  constexpr std::array reasons{"allow",
                               "ROUTE_NONE",
                               "NO_ROUTE",
                               "NSG_OUT",
                               "NSG_IN",
                               "ADMIN_DENY",
                               "PEERING_DOWN",
                               "PEERING_ACCESS_OFF",
                               "PEERING_FORWARD_OFF",
                               "NEXT_HOP_INVALID",
                               "NVA_NO_FORWARDING",
                               "FW_DENY",
                               "ASYMMETRIC",
                               "LOOP",
                               "PE_NOT_APPROVED",
                               "PE_PROTO",
                               "PE_SUBRESOURCE",
                               "NO_EGRESS",
                               "NOT_IN_VNET"};
  for (const char* reason : reasons) {
    CAPTURE(reason);
    const auto found = summary.answers.find(reason);
    CHECK((found != summary.answers.end() && found->second >= 5));
  }
  constexpr std::array facts{
      "C-02",      "C-03",  "C-05",  "C-06",     "C-07",        "C-10",        "C-13",
      "C-14",      "C-15",  "C-16",  "C-18",     "C-22",        "C-23",        "N-047",
      "N-064",     "N-103", "N-110", "N-125",    "N-152",       "egress",      "reply",
      "appliance", "relay", "site",  "stranger", "public path", "AlwaysAllow", "N-080 UDP"};
  for (const char* fact : facts) {
    CAPTURE(fact);
    const auto found = summary.tally.find(fact);
    CHECK((found != summary.tally.end() && found->second >= 5));
  }
  CHECK(summary.answers.at("allow") > part(100));
  CHECK(summary.left_out < part(50));  // what the reference does not decide
  CHECK(summary.guessed < part(100));
}
