#include <array>
#include <iostream>

#include "dns/servers/compare.h"
#include "dns/servers/running.h"

using namespace airtight::servers;

namespace {

constexpr int worlds = 12;
constexpr int enough = 20000;  // pairs
constexpr int least = 5;       // of each sort of answer
constexpr std::size_t names_of_a_world = 100;
constexpr std::uint32_t first_seed = 20261126;

bool are_installed() {
  using enum Daemon::Program;
  for (const Daemon::Program each : {nsd, unbound, dnsmasq}) {
    if (!program(each).empty()) continue;
    WARN("skipped: nsd, unbound or dnsmasq is not installed (script/bootstrap test)");
    return false;
  }
  return true;
}

}  // namespace

TEST_CASE("NSD, Unbound and dnsmasq answer random worlds as predicted", "[servers]") {
  if (!are_installed()) return;
  Tally tally;
  for (int i = 0; i < worlds; ++i) {
    const std::uint32_t seed = first_seed + static_cast<std::uint32_t>(i);
    CAPTURE(seed);
    const Parts world = random_world(seed);
    const auto disagreements = compare(world, names_of_a_world, tally);
    INFO((disagreements.empty() ? "" : minimised(world, disagreements.front())));
    REQUIRE(disagreements.empty());
  }
  CHECK(tally.compared >= enough);
  CHECK(tally.uncertain < tally.compared / 10);
  CHECK(tally.left_out < tally.compared / 50);
  constexpr std::array kinds_of_answers{"NXDOMAIN",
                                        "NXDOMAIN behind an alias",
                                        "NODATA",
                                        "empty non-terminal",
                                        "SERVFAIL",
                                        "endpoint's record",
                                        "record by hand",
                                        "wildcard",
                                        "machine's record",
                                        "server's own zone",
                                        "public address",
                                        "front end",
                                        "two endpoints",
                                        "aliases of two private zones",
                                        "AAAA",
                                        "CNAME",
                                        "redirect",
                                        "redirect to a front end",
                                        "forwarded",
                                        "inbound endpoint",
                                        "public resolver",
                                        "from the root",
                                        "second server"};
  for (const char* each : kinds_of_answers) {
    CAPTURE(each);
    CHECK(tally.met[each] >= least);
  }
}
