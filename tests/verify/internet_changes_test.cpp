#include <airtight/verify/set_changes.h>
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "effort.h"
#include "reach/world.h"
#include "verify/one_packet.h"
#include "verify/random_edits.h"

using namespace airtight;
using namespace airtight::world;
using verify::ChangedSet;
using verify::Difference;
using verify::Judgement;

namespace {

using Sets = std::vector<ChangedSet>;

// What changes about packets from inside to the Internet.
Sets to_the_internet(const model::Network& before, const model::Network& after,
                     const std::string& from = "any") {
  const auto changes = verify::set_changes(before, after, {{from}, "any", {}});
  REQUIRE(changes.has_value());
  REQUIRE(changes->left_out.empty());
  Sets sets;
  std::ranges::copy_if(changes->sets, std::back_inserter(sets),
                       [](const ChangedSet& set) { return set.packets.to == "internet"; });
  return sets;
}

Sets to_the_internet(const Pieces& before, const Pieces& after) {
  return to_the_internet(network(before), network(after));
}

Packet packet_of_vm(const std::string& destination, net::Protocol protocol, int port = 443) {
  return {"vm", ip("10.0.0.4"), ip(destination), protocol,
          net::Port{static_cast<std::uint16_t>(port)}};
}

// How a packet of the machine's changes; none if it does not. It is in one set at most.
std::optional<Difference> change_of(const Sets& sets, const std::string& destination,
                                    net::Protocol protocol, int port = 443) {
  std::vector<const ChangedSet*> found;
  for (const ChangedSet& set : sets) {
    if (holds(set.packets, packet_of_vm(destination, protocol, port))) found.push_back(&set);
  }
  REQUIRE(found.size() <= 1);
  if (found.empty()) return {};
  return found.front()->difference;
}

// A witness is one packet of its set, and fares alone as it says.
void check_witnesses(const model::Network& before, const model::Network& after, const Sets& sets) {
  for (const ChangedSet& set : sets) {
    const auto alone = [&](const model::Network& in, const verify::Witness& witness) {
      const auto destination = net::parse_ip(witness.destination);
      REQUIRE(destination.has_value());
      REQUIRE(witness.source.has_value());
      const Packet packet{witness.from, *witness.source, *destination, witness.protocol,
                          witness.port};
      CAPTURE(in_words(packet));
      CHECK(holds(set.packets, packet));
      CHECK(arrives(in, packet) == witness.verdict.judgement);
    };
    if (set.before) alone(before, *set.before);
    if (set.after) alone(after, *set.after);
  }
}

Pieces machine_in(const azure::Subnet& home) {
  return {vnet("v", {"10.0.0.0/16"}),        home,
          nic("nic", "v/a", "10.0.0.4"),     nat_gateway("nat", "pip"),
          public_address("pip", "20.9.9.9"), machine("vm", "nic")};
}

azure::Subnet private_subnet() {
  auto home = subnet("v/a", "10.0.0.0/24");
  home.default_outbound_access = known(false);
  return home;
}

azure::Subnet behind_nat() {
  auto home = private_subnet();
  home.nat_gateway = known(id("Microsoft.Network/natGateways", "nat"));
  return home;
}

azure::Subnet open_subnet(const On& on = {}) {
  auto home = subnet("v/a", "10.0.0.0/24", on);
  home.default_outbound_access = known(true);
  return home;
}

}  // namespace

TEST_CASE("a NAT gateway opens the Internet by TCP and UDP, and by nothing else",
          "[what-if][sets][N-264][N-268]") {
  const Pieces before = machine_in(private_subnet());
  const Pieces after = machine_in(behind_nat());
  const Sets sets = to_the_internet(before, after);
  for (const char* address : {"8.8.8.8", "52.10.0.9", "203.0.112.7"}) {
    CHECK(change_of(sets, address, net::Protocol::tcp) == Difference::added);
    CHECK(change_of(sets, address, net::Protocol::udp, 53) == Difference::added);
    CHECK_FALSE(change_of(sets, address, net::Protocol::icmp));
    CHECK_FALSE(change_of(sets, address, net::Protocol::esp));
  }
  CHECK(std::ranges::none_of(
      sets, [](const ChangedSet& set) { return set.difference == Difference::removed; }));
  check_witnesses(network(before), network(after), sets);
  const Sets back = to_the_internet(after, before);
  CHECK(change_of(back, "8.8.8.8", net::Protocol::tcp) == Difference::removed);
  CHECK_FALSE(change_of(back, "8.8.8.8", net::Protocol::icmp));
}

TEST_CASE("default outbound access, said to be off, closes the Internet",
          "[what-if][sets][N-264]") {
  const Sets sets = to_the_internet(machine_in(open_subnet()), machine_in(private_subnet()));
  CHECK(change_of(sets, "8.8.8.8", net::Protocol::tcp) == Difference::removed);
  CHECK_FALSE(change_of(sets, "8.8.8.8", net::Protocol::icmp));  // it never left (N-266)
}

TEST_CASE("a rule that denies the Internet closes what it names and no more",
          "[what-if][sets][N-107]") {
  const auto with = [](const std::vector<RuleLine>& lines) {
    return machine_in(open_subnet({.nsg = "guard"})) + Pieces{nsg("guard", lines)};
  };
  const Pieces before = with({});
  const Pieces after = with({{100, out, deny, "*", "Internet", "443", net::Protocol::tcp}});
  const Sets sets = to_the_internet(before, after);
  CHECK(change_of(sets, "8.8.8.8", net::Protocol::tcp, 443) == Difference::removed);
  CHECK_FALSE(change_of(sets, "8.8.8.8", net::Protocol::tcp, 442));
  CHECK_FALSE(change_of(sets, "8.8.8.8", net::Protocol::udp, 443));
  check_witnesses(network(before), network(after), sets);
  // One set from the machine, and one from the other hosts of its subnet.
  CHECK(sets.size() == 2);
  CHECK(to_the_internet(before, before).empty());
}

TEST_CASE("a default route to an appliance leaves open what its rules do",
          "[what-if][sets][N-296]") {
  auto edge = subnet("v/box", "10.0.1.0/24");
  edge.default_outbound_access = known(true);
  const Pieces common = machine_in(open_subnet({.table = "rt"})) +
                        Pieces{edge, appliance("box", "v/box", "10.0.1.4"),
                               policy("v/box", "10.0.1.4", {{true, "*", "8.8.8.0/24", 443}}, true)};
  const Pieces before = common + Pieces{table("rt", {})};
  const Pieces after =
      common +
      Pieces{table("rt", {route("0.0.0.0/0", azure::RouteNextHop::appliance, "10.0.1.4")})};
  const Sets sets = to_the_internet(before, after);
  CHECK_FALSE(change_of(sets, "8.8.8.8", net::Protocol::tcp, 443));
  CHECK(change_of(sets, "8.8.8.8", net::Protocol::tcp, 80) == Difference::removed);
  CHECK(change_of(sets, "8.8.9.8", net::Protocol::tcp, 443) == Difference::removed);
  check_witnesses(network(before), network(after), sets);
}

TEST_CASE("the Internet is no way from the Internet to itself", "[what-if][sets]") {
  const Sets sets = to_the_internet(machine_in(private_subnet()), machine_in(behind_nat()));
  CHECK(std::ranges::none_of(sets,
                             [](const ChangedSet& set) { return set.packets.from == "internet"; }));
}

TEST_CASE("a subnet that nobody said to be private hangs on a reading", "[what-if][sets][C-18]") {
  auto unsaid = private_subnet();
  unsaid.default_outbound_access = {};
  const Sets sets = to_the_internet(machine_in(private_subnet()), machine_in(unsaid));
  // By the nominal reading it arrives; no set says that it is proved not to.
  CHECK(std::ranges::none_of(
      sets, [](const ChangedSet& set) { return set.difference == Difference::removed; }));
  CHECK(change_of(sets, "8.8.8.8", net::Protocol::tcp).has_value());
}

namespace {

// All packets of a network to the whole Internet are told apart, which takes its time.
constexpr bool many_networks = !effort::has_sanitizers;  // each takes up to 25 s with them
constexpr int one_drawn_in = many_networks ? 3 : 30;

constexpr std::array outside{"8.8.8.8", "52.10.0.9", "25.5.0.1", "104.146.0.9", "192.88.98.1"};

Packet packet_to_the_internet(const model::Network& network) {
  const auto& subnets = network.written().subnets;
  const azure::Subnet& home = subnets[*rc::gen::inRange<std::size_t>(0, subnets.size())];
  Packet packet;
  packet.from = "subnet:" + std::string(home.virtual_network.name()) + "/" + home.name;
  packet.source = net::advance(home.address_prefixes.front().prefix.base,
                               *rc::gen::inRange<std::uint64_t>(4, 15));
  packet.destination = ip(outside[*rc::gen::inRange<std::size_t>(0, outside.size())]);
  packet.protocol = *rc::gen::element(net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp,
                                      net::Protocol::esp);
  packet.port = net::Port{*rc::gen::element<std::uint16_t>(0, 22, 25, 80, 442, 443, 444, 65535)};
  return packet;
}

// Whether the packet fares otherwise; it is in one set if it does, and in none if it does not.
bool is_told(const model::Network& before, const model::Network& after, const Sets& sets,
             const Packet& packet) {
  const Judgement was = arrives(before, packet);
  const Judgement is = arrives(after, packet);
  const auto found = std::ranges::count_if(
      sets, [&](const ChangedSet& set) { return holds(set.packets, packet); });
  if (found != (was == is ? 0 : 1))
    RC_FAIL(in_words(packet) + ": " + std::string(to_string(was)) + " -> " +
            std::string(to_string(is)) + ", in " + std::to_string(found) + " sets");
  return was != is;
}

}  // namespace

TEST_CASE("an edit changes exactly the packets to the Internet that fare otherwise",
          "[what-if][sets][oracle]") {
  std::size_t changed = 0;
  CHECK(rc::check([&] {
    if (*rc::gen::inRange(0, one_drawn_in) > 0) return;
    const auto drawn = random_resources();
    if (!drawn || drawn->subnets.empty()) return;
    const auto before = built(*drawn);
    const auto after = built(edited(*drawn));
    if (!before || !after) return;
    const std::string from = packet_to_the_internet(*before).from;
    const Sets sets = to_the_internet(*before, *after, from);
    for (int i = 0; i < 100; ++i) {
      Packet packet = packet_to_the_internet(*before);
      if (packet.from != from) continue;
      if (!is_of_nobody(*before, packet) || !is_of_nobody(*after, packet)) continue;
      if (is_told(*before, *after, sets, packet)) ++changed;
    }
  }));
  if (many_networks) CHECK(changed > 0);  // of a few it may be that none fares otherwise
}

TEST_CASE("the same network in other words changes nothing about the Internet",
          "[what-if][sets][oracle]") {
  CHECK(rc::check([] {
    if (*rc::gen::inRange(0, 2 * one_drawn_in) > 0) return;
    const auto drawn = random_resources();
    if (!drawn || drawn->subnets.empty()) return;
    const auto before = built(*drawn);
    const auto after = built(rewritten(*drawn));
    RC_ASSERT(before.has_value() && after.has_value());
    RC_ASSERT(to_the_internet(*before, *after, packet_to_the_internet(*before).from).empty());
  }));
}
