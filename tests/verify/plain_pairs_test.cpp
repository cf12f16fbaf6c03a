#include <airtight/report/matrix.h>
#include <airtight/verify/matrix.h>
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "effort.h"
#include "reach/world.h"
#include "verify/plain_world.h"
#include "verify/random_edits.h"

using namespace airtight;
using namespace airtight::world;
using verify::Matrix;
using verify::MatrixBy;
using verify::MatrixEnds;

// Cells between plain subnets are answered all at once, and by a proof each (decision 21).
namespace {

constexpr std::size_t all_classes = 100'000'000;

// Proofs of all cells take seconds for a world, and ten times that under the sanitizers.
constexpr std::uint64_t usual_plain_worlds = effort::has_sanitizers ? 8 : 40;
constexpr bool walks_all_kinds = !effort::has_sanitizers;

Matrix subnets_by(const model::Network& world, MatrixBy by, std::size_t most = all_classes) {
  auto matrix = verify::matrix(world, MatrixEnds::subnets, {}, most, by);
  INFO((matrix ? "" : matrix.error().message));
  REQUIRE(matrix.has_value());
  return std::move(*matrix);
}

std::string document_of(const Matrix& matrix) {
  return report::json_matrix({}, report::MatrixKind::segmentation, matrix);
}

// With no class to walk, what is there is plain.
std::size_t plain_cells(const Matrix& unproved) {
  return unproved.cells.size() - unproved.left_out;
}

std::size_t plain_cells(const Pieces& pieces) {
  return plain_cells(subnets_by(network(pieces), MatrixBy::plain_pairs_at_once, 0));
}

Pieces two_networks() {
  return {vnet("a", {"10.0.0.0/24"}),
          vnet("b", {"10.1.0.0/24"}),
          subnet("a/s0", "10.0.0.0/27", {.nsg = "g0"}),
          subnet("b/s0", "10.1.0.0/27", {.nsg = "g0"}),
          nic("a0", "a/s0", "10.0.0.4"),
          nic("b0", "b/s0", "10.1.0.4"),
          peering_link("a", "b"),
          peering_link("b", "a"),
          nsg("g0", {{100, in, deny, "VirtualNetwork", "*", "22", net::Protocol::tcp}})};
}

}  // namespace

TEST_CASE("plain pairs all at once are what their proofs say", "[matrix][plain][oracle][nightly]") {
  const std::uint64_t worlds = effort::number("AIRTIGHT_PLAIN_WORLDS", usual_plain_worlds);
  std::size_t plain = 0;
  std::size_t walked = 0;
  std::size_t open = 0;
  for (std::uint64_t i = 0; i < worlds; ++i) {
    const std::uint64_t seed = effort::seed(i);
    const auto world = built(resources(plain_world(seed)));
    if (!world) continue;
    INFO("world " << seed);
    const Matrix at_once = subnets_by(*world, MatrixBy::plain_pairs_at_once);
    REQUIRE(document_of(at_once) == document_of(subnets_by(*world, MatrixBy::proofs)));
    const Matrix unproved = subnets_by(*world, MatrixBy::plain_pairs_at_once, 0);
    plain += plain_cells(unproved);
    walked += unproved.left_out;
    for (std::size_t cell = 0; cell < unproved.cells.size(); ++cell)
      open += unproved.cells[cell] != Matrix::not_reached &&
                      !at_once.values[at_once.cells[cell]].allowed.empty()
                  ? 1U
                  : 0U;
  }
  CAPTURE(plain, walked, open);
  CHECK(plain > 5 * worlds);
  CHECK(walked > worlds);
  CHECK(open > worlds);
}

TEST_CASE("worlds of every kind have one matrix, whichever way it is made",
          "[matrix][plain][oracle]") {
  if (!walks_all_kinds) {
    WARN("skipped: takes minutes with sanitizers");
    return;
  }
  CHECK(rc::check([] {
    if (*rc::gen::inRange(0, 6) != 0) return;
    const auto drawn = random_resources();
    if (!drawn || drawn->subnets.empty()) return;
    const auto world = built(*drawn);
    RC_ASSERT(document_of(subnets_by(*world, MatrixBy::plain_pairs_at_once)) ==
              document_of(subnets_by(*world, MatrixBy::proofs)));
  }));
}

TEST_CASE("what has to be walked is not plain", "[matrix][plain]") {
  REQUIRE(plain_cells(two_networks()) == 4);
  const auto with = [](const Piece& piece) { return plain_cells(two_networks() + Pieces{piece}); };
  SECTION("an interface with a group of its own receives by more rules") {
    auto own = nic("b0", "b/s0", "10.1.0.4");
    own.network_security_group = known(nsg_id("g0"));
    CHECK(with(own) == 2);
  }
  SECTION("a route table") {
    CHECK(plain_cells(two_networks() +
                      Pieces{table("t", {}), subnet("b/s0", "10.1.0.0/27", {.table = "t"})}) == 1);
  }
  SECTION("a link that does not allow access may be passed by a rule (C-13)") {
    CHECK(with(peering_link("b", "a", true, false)) == 2);
  }
  SECTION("a third network at the same addresses") { CHECK(with(vnet("c", {"10.1.0.0/16"})) == 1); }
  SECTION("a firewall that is not in any of the subnets leaves them plain") {
    CHECK(plain_cells(two_networks() + Pieces{vnet("hub", {"10.9.0.0/24"}),
                                              subnet("hub/AzureFirewallSubnet", "10.9.0.0/26"),
                                              firewall("fw", "hub", "10.9.0.4")}) == 4);
  }
  SECTION("a resource that nobody can follow concerns every packet") {
    azure::OtherResource other;
    other.id = id("Microsoft.Network/expressRouteGateways", "x");
    other.type = "Microsoft.Network/expressRouteGateways";
    other.name = "x";
    auto all = resources(two_networks());
    all.others.push_back(other);
    const auto world = built(all);
    REQUIRE(world.has_value());
    CHECK(plain_cells(subnets_by(*world, MatrixBy::plain_pairs_at_once, 0)) == 0);
  }
}
