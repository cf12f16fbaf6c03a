#include <airtight/reconcile/reconcile.h>

#include <catch2/catch.hpp>

#include "diagnose/seen.h"
#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using reconcile::Agreement;

namespace {

constexpr auto host = "kv1.vault.azure.net";

// Without the link it is refused in public.
model::Network world_of(bool linked) {
  return network(linked ? app_with_vault() : without_links(app_with_vault()));
}

// Each comparison of the one flow, in order.
std::vector<Agreement> agreements(const model::Network& network, const Seen& seen) {
  const auto paths = reconcile::reconcile(network, app_sender(network, "app1"), seen.all()).paths;
  REQUIRE(paths.size() == 1);
  std::vector<Agreement> all;
  for (const auto& each : paths.front().comparisons) all.push_back(each.agreement);
  return all;
}

constexpr auto agrees = Agreement::agrees;
constexpr auto disagrees = Agreement::disagrees;
constexpr auto unsettled = Agreement::unsettled;

}  // namespace

TEST_CASE("what was predicted and seen agrees", "[reconcile]") {
  CHECK(agreements(world_of(true), Seen("app1")
                                       .dns(host, "10.1.3.4")
                                       .tcp(std::string(host) + ":443", "10.1.3.4")
                                       .http(host, "PE_OK")) == std::vector(3, agrees));
  CHECK(agreements(world_of(false), Seen("app1")
                                        .dns(host, "203.0.113.7")
                                        .tcp(std::string(host) + ":443", "203.0.113.7")
                                        .http(host, "PUB_REFUSED_DISABLED")) ==
        std::vector(3, agrees));
}

TEST_CASE("what was seen is not what was predicted", "[reconcile]") {
  CHECK(agreements(world_of(true), Seen("app1")
                                       .dns(host, "203.0.113.7")
                                       .tcp(std::string(host) + ":443", "203.0.113.7")
                                       .http(host, "PUB_REFUSED")) == std::vector(3, disagrees));
  CHECK(agreements(world_of(true), Seen("app1")
                                       .no_name(host, observe::Rcode::nxdomain)
                                       .tcp(std::string(host) + ":443", "10.1.3.4", false)) ==
        std::vector(2, disagrees));
  CHECK(agreements(world_of(false), Seen("app1").http(host, "PUB_OPEN")) ==
        std::vector(1, disagrees));
}

TEST_CASE("E-003: what cannot tell settles nothing", "[reconcile]") {
  CHECK(agreements(world_of(true), Seen("app1").http(host, "INCONCLUSIVE")) ==
        std::vector(1, unsettled));
  CHECK(agreements(world_of(false), Seen("app1").http(host, "PUB_GATE_UNKNOWN")) ==
        std::vector(1, unsettled));
  // It tells the way all the same.
  CHECK(agreements(world_of(true), Seen("app1").http(host, "PUB_GATE_UNKNOWN")) ==
        std::vector(1, disagrees));
  // A service may drop what it refuses (E-010).
  CHECK(agreements(world_of(false), Seen("app1").tcp(std::string(host) + ":443", "203.0.113.7",
                                                     false)) == std::vector(1, unsettled));
}

TEST_CASE("observations are taken together by host and port", "[reconcile]") {
  const model::Network network = world_of(true);
  Seen seen("app1");
  seen.dns(host, "10.1.3.4")
      .tcp("10.1.3.4:8443", "10.1.3.4")
      .tcp(std::string(host) + ":8443", "10.1.3.4");
  seen.http(host, "PE_OK").dns("not a host!", "10.1.3.4");
  const auto all = reconcile::flows_of(seen.all(), network);
  const auto& flows = all.flows;
  REQUIRE(flows.size() == 3);
  CHECK(flows[0].text() == "10.1.3.4:8443");
  CHECK(flows[1].text() == "kv1.vault.azure.net:443");
  CHECK(flows[1].seen.size() == 2);
  CHECK(flows[2].text() == "kv1.vault.azure.net:8443");
  CHECK(flows[2].seen.size() == 2);
  REQUIRE(all.left_out.size() == 1);
  CHECK(all.left_out.front().observation->target == "not a host!");
}

TEST_CASE("a host is read without what a URL has beside it", "[reconcile]") {
  CHECK(reconcile::pointed_at("https://user:pw@KV1.vault.azure.net/secrets?sig=x").host == host);
  CHECK(reconcile::pointed_at("st1.blob.core.windows.net?sv=1&sig=secret").host ==
        "st1.blob.core.windows.net");
  const auto v6 = reconcile::pointed_at("[fd00::4]:8443");
  CHECK(v6.host == "fd00::4");
  CHECK(v6.port == net::Port{8443});
}

TEST_CASE("a handshake or a request that comes to nothing is no agreement", "[reconcile]") {
  Seen seen("app1");
  seen.dns(host, "10.1.3.4").tcp(std::string(host) + ":443", "10.1.3.4");
  seen.no_handshake(std::string(host) + ":443").no_answer(host);
  CHECK(agreements(world_of(true), seen) ==
        std::vector<Agreement>{agrees, agrees, disagrees, disagrees});
}

TEST_CASE("a question of another type says nothing of the way", "[reconcile]") {
  CHECK(agreements(world_of(true),
                   Seen("app1").dns(host, "10.1.3.4").http(host, "PE_OK").other_question(host)) ==
        std::vector<Agreement>{agrees, agrees, unsettled});
}

TEST_CASE("a front end that was tried is compared with what is predicted of it", "[reconcile]") {
  const Seen closed = Seen("app1").dns(host, "10.1.3.4").http(host, "PE_OK").front_end(host);
  CHECK(agreements(world_of(true), closed) == std::vector(3, agrees));
  CHECK(reconcile::sign_of(closed.all().observations.back()) == reconcile::Sign::silent);

  const Seen open =
      Seen("app1").dns(host, "10.1.3.4").http(host, "PE_OK").front_end(host, "PUB_OPEN");
  CHECK(agreements(world_of(true), open) == std::vector<Agreement>{agrees, agrees, disagrees});
}

TEST_CASE("of a front end of nobody's nothing is predicted", "[reconcile]") {
  CHECK(agreements(world_of(true), Seen("app1").front_end("www.example.com")) ==
        std::vector(1, unsettled));
}
