#include <airtight/verify/matrix.h>
#include <airtight/verify/ways_out.h>
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "effort.h"
#include "reach/world.h"
#include "verify/random_edits.h"

using namespace airtight;
using namespace airtight::world;
using verify::Crossing;
using verify::Judgement;
using verify::Matrix;
using verify::MatrixBy;
using verify::MatrixEnds;
using verify::MatrixValue;
using verify::PortSet;
using verify::WayOut;
using verify::WayOutKind;

namespace {

Matrix matrix_of(const model::Network& network, MatrixEnds ends = MatrixEnds::subnets) {
  auto matrix = verify::matrix(network, ends);
  INFO((matrix ? "" : matrix.error().message));
  REQUIRE(matrix.has_value());
  return *matrix;
}

const MatrixValue& cell(const Matrix& matrix, const std::string& from, const std::string& to) {
  const auto row = std::ranges::find(matrix.from, from) - matrix.from.begin();
  const auto column = std::ranges::find(matrix.to, to) - matrix.to.begin();
  const MatrixValue* found =
      matrix.at(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
  REQUIRE(found != nullptr);
  return *found;
}

Pieces tiers() {
  return {vnet("net", {"10.0.0.0/16"}),
          subnet("net/web", "10.0.1.0/24"),
          subnet("net/data", "10.0.2.0/24", {.nsg = "guard"}),
          nsg("guard", {{100, in, allow, "10.0.1.0/24", "*", "1433", net::Protocol::tcp},
                        {200, in, deny, "*", "*"}}),
          nic("web1", "net/web", "10.0.1.4"),
          machine("vm-web", "web1"),
          nic("data1", "net/data", "10.0.2.4"),
          machine("vm-data", "data1")};
}

bool has(const std::vector<PortSet>& sets, net::Protocol protocol, net::Port port) {
  return std::ranges::any_of(sets, [&](const PortSet& set) {
    return std::ranges::count(set.protocols, protocol) > 0 &&
           (!net::has_ports(protocol) ||
            std::ranges::any_of(set.ports, [&](const auto& r) { return r.contains(port); }));
  });
}

}  // namespace

TEST_CASE("a matrix has the packets that each pair lets through", "[matrix]") {
  const Matrix matrix = matrix_of(network(tiers()));
  const MatrixValue& down = cell(matrix, "subnet:net/web", "subnet:net/data");
  CHECK(down.verdict == Judgement::allow);
  CHECK(down.allowed ==
        std::vector<PortSet>{{{net::Protocol::tcp}, {{net::Port{1433}, net::Port{1433}}}}});
  CHECK(down.uncertain.empty());
  CHECK(down.crossings.empty());
  CHECK(cell(matrix, "subnet:net/data", "subnet:net/data").verdict == Judgement::deny);
  const MatrixValue& up = cell(matrix, "subnet:net/data", "subnet:net/web");
  CHECK(up.allowed.size() == 2);  // those with ports, and those without
}

TEST_CASE("machines, apps and services are ends of a matrix too", "[matrix]") {
  Pieces pieces = tiers();
  pieces.push_back(vault("kv1", closed_rules()));
  pieces.push_back(app("app1"));
  const Matrix matrix = matrix_of(network(pieces), MatrixEnds::workloads);
  CHECK(matrix.from == std::vector<std::string>{"app1", "vm-data", "vm-web"});
  CHECK(cell(matrix, "vm-web", "vm-data").verdict == Judgement::allow);
  CHECK(cell(matrix, "vm-data", "kv1").verdict == Judgement::deny);
  CHECK(cell(matrix, "app1", "kv1").verdict == Judgement::deny);
}

TEST_CASE("a matrix names the devices that packets cross", "[matrix]") {
  const Pieces pieces{
      vnet("net", {"10.0.0.0/16"}),
      subnet("net/clients", "10.0.1.0/24", {.table = "by-box"}),
      subnet("net/box", "10.0.2.0/24"),
      subnet("net/servers", "10.0.3.0/24", {.table = "back"}),
      table("by-box", {route("10.0.3.0/25", azure::RouteNextHop::appliance, "10.0.2.4")}),
      table("back", {route("10.0.1.0/24", azure::RouteNextHop::appliance, "10.0.2.4")}),
      appliance("box", "net/box", "10.0.2.4"),
      nic("client1", "net/clients", "10.0.1.4"),
      nic("server1", "net/servers", "10.0.3.4"),
      nic("server2", "net/servers", "10.0.3.200")};
  const Matrix matrix = matrix_of(network(pieces));
  const MatrixValue& half = cell(matrix, "subnet:net/clients", "subnet:net/servers");
  REQUIRE(half.crossings.size() == 1);
  CHECK(half.crossings.front().how == Crossing::How::sometimes);
  CHECK(half.crossings.front().device.find("box") != std::string::npos);
  const MatrixValue& back = cell(matrix, "subnet:net/servers", "subnet:net/clients");
  REQUIRE(back.crossings.size() == 1);
  CHECK(back.crossings.front().how == Crossing::How::always);
}

TEST_CASE("what a matrix does not get to is counted", "[matrix]") {
  const auto matrix =
      verify::matrix(network(tiers()), MatrixEnds::subnets, {}, 1, MatrixBy::proofs);
  REQUIRE(matrix.has_value());
  CHECK(matrix->at(0, 0) != nullptr);
  CHECK(matrix->at(0, 1) == nullptr);
  CHECK(std::ranges::count(matrix->cells, Matrix::not_reached) == 3);
  CHECK(matrix->left_out == 3);
}

namespace {

constexpr int one_drawn_in = effort::has_sanitizers ? 12 : 4;

}  // namespace

TEST_CASE("a matrix says of single packets what they do alone", "[matrix][oracle]") {
  CHECK(rc::check([] {
    if (*rc::gen::inRange(0, one_drawn_in) != 0) return;
    const auto drawn = random_resources();
    if (!drawn || drawn->subnets.empty()) return;
    const auto world = built(*drawn);
    const auto matrix = verify::matrix(*world, MatrixEnds::subnets, {}, 2000);
    RC_ASSERT(matrix.has_value());
    for (int i = 0; i < 50; ++i) {
      const auto row = *rc::gen::inRange<std::size_t>(0, matrix->from.size());
      const auto column = *rc::gen::inRange<std::size_t>(0, matrix->to.size());
      if (matrix->at(row, column) == nullptr) continue;
      const MatrixValue& pair = *matrix->at(row, column);
      auto from = verify::find_workload(*world, matrix->from[row]);
      const auto away = verify::find_workload(*world, matrix->to[column]);
      RC_ASSERT(from.has_value() && away.has_value());
      from->address = net::advance(from->subnet->address_prefixes.front().prefix.base,
                                   *rc::gen::inRange<std::uint64_t>(6, 15));
      const net::Ip to_ip = net::advance(away->subnet->address_prefixes.front().prefix.base,
                                         *rc::gen::inRange<std::uint64_t>(4, 16));
      const auto protocol =
          *rc::gen::element(net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp);
      const net::Port port{*rc::gen::element<std::uint16_t>(22, 80, 443, 444, 8080)};
      const auto alone = judge(*world, *from, to(net::to_string(to_ip), port.number, protocol));
      if (alone.judgement == Judgement::allow) {
        RC_ASSERT(pair.verdict != Judgement::deny);
        RC_ASSERT(has(pair.allowed, protocol, port));
      }
      if (pair.verdict == Judgement::deny) RC_ASSERT(alone.judgement == Judgement::deny);
      if (alone.judgement == Judgement::uncertain)
        RC_ASSERT(has(pair.allowed, protocol, port) || has(pair.uncertain, protocol, port));
    }
  }));
}

namespace {

verify::WaysOut ways_of(const Pieces& pieces, const std::string& from) {
  const auto ways = verify::ways_out(network(pieces), from);
  REQUIRE(ways.has_value());
  return *ways;
}

const WayOut* way_to(const verify::WaysOut& ways, const std::string& to) {
  const auto found = std::ranges::find(ways.ways, to, &WayOut::to);
  return found == ways.ways.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("every way out of a workload is listed, and what is closed is proved",
          "[egress][N-127]") {
  Pieces pieces = tiers();
  const auto kv = vault("kv1", closed_rules());
  pieces.push_back(kv);
  pieces.push_back(endpoint("pe1", "net/web", kv, "vault", "10.0.1.9"));
  pieces.push_back(vault("kv2", closed_rules()));
  pieces.push_back(subnet("net/data", "10.0.2.0/24", {.nsg = "out"}));
  pieces.push_back(nsg("out", {{100, out, allow, "*", "10.0.1.9", "443", net::Protocol::tcp},
                               {110, out, allow, "*", "203.0.113.0/24", "443", net::Protocol::tcp},
                               {120, out, allow, "*", "20.0.0.0/8", "443", net::Protocol::tcp},
                               {200, out, deny, "*", "*"}}));
  const auto ways = ways_of(pieces, "vm-data");
  REQUIRE(way_to(ways, "kv1") != nullptr);
  CHECK(way_to(ways, "kv1")->kind == WayOutKind::back_end);
  CHECK(has(way_to(ways, "kv1")->allowed, net::Protocol::tcp, net::Port{443}));
  CHECK_FALSE(has(way_to(ways, "kv1")->allowed, net::Protocol::udp, net::Port{443}));
  CHECK(way_to(ways, "kv2") == nullptr);
  CHECK(std::ranges::count(ways.closed, "kv2") == 1);
  REQUIRE(way_to(ways, "internet") != nullptr);
  for (const verify::Part& part : way_to(ways, "internet")->parts) {
    CHECK(part.protocols == std::vector{net::Protocol::tcp});
    if (part.verdict.judgement != Judgement::allow) {
      // Any address may be the platform's licensing service (N-127).
      CHECK(part.ports == std::vector{net::PortRange{net::Port{1688}, net::Port{1688}}});
      continue;
    }
    const net::Ip& first = part.destinations.front().first;
    CHECK((prefix("20.0.0.0/8").contains(first) || prefix("203.0.113.0/24").contains(first)));
  }
}

TEST_CASE("accounts of others behind a service endpoint are no proof", "[egress][N-186]") {
  const Pieces pieces{
      vnet("net", {"10.0.0.0/16"}),
      subnet("net/web", "10.0.1.0/24", {.service_endpoints = {"Microsoft.Storage"}}),
      nic("web1", "net/web", "10.0.1.4")};
  const auto ways = ways_of(pieces, "subnet:net/web");
  CHECK(std::ranges::count(ways.open.unknowns,
                           "what others have behind service endpoint Microsoft.Storage of subnet "
                           "web") == 1);
}
