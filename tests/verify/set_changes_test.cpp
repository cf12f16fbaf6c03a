#include <airtight/verify/set_changes.h>
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "effort.h"
#include "reach/world.h"
#include "verify/one_packet.h"
#include "verify/random_edits.h"

using namespace airtight;
using namespace airtight::world;
using verify::ChangedSet;
using verify::Difference;
using verify::Judgement;
using verify::SetChanges;

namespace {

// The sets to subnets; others go to a service by its name, which one address does not say.
std::vector<const ChangedSet*> sets_with(const SetChanges& changes, const Packet& packet) {
  std::vector<const ChangedSet*> found;
  for (const ChangedSet& set : changes.sets) {
    if (set.packets.to.starts_with("subnet:") && holds(set.packets, packet)) found.push_back(&set);
  }
  return found;
}

std::size_t count(const SetChanges& changes, Difference difference) {
  return static_cast<std::size_t>(
      std::ranges::count(changes.sets, difference, &ChangedSet::difference));
}

Pieces town(const std::vector<RuleLine>& lines) {
  return {vnet("net", {"10.0.0.0/16"}),
          subnet("net/clients", "10.0.1.0/24"),
          subnet("net/servers", "10.0.3.0/24", {.nsg = "guard"}),
          nsg("guard", lines),
          nic("client1", "net/clients", "10.0.1.4"),
          nic("server1", "net/servers", "10.0.3.4")};
}

SetChanges changes_of(const model::Network& before, const model::Network& after,
                      const verify::Question& question = verify::all_packets()) {
  const auto changes = verify::set_changes(before, after, question);
  REQUIRE(changes.has_value());
  return *changes;
}

const RuleLine closed{200, in, deny, "*", "*"};

}  // namespace

TEST_CASE("a port that opens is the set that arrives now, and nothing else", "[what-if][sets]") {
  const auto before = network(town({closed}));
  const auto after =
      network(town({{100, in, allow, "10.0.1.0/25", "*", "443-450", net::Protocol::tcp}, closed}));
  const SetChanges changes = changes_of(before, after);
  CHECK(changes.left_out.empty());
  CHECK(count(changes, Difference::removed) == 0);
  CHECK(count(changes, Difference::changed) == 0);
  const auto of = [&](const std::string& from, const std::string& source, int port) {
    return sets_with(changes, {from, ip(source), ip("10.0.3.4"), net::Protocol::tcp,
                               net::Port{static_cast<std::uint16_t>(port)}});
  };
  REQUIRE(of("client1", "10.0.1.4", 443).size() == 1);
  CHECK(of("client1", "10.0.1.4", 451).empty());
  CHECK(of("subnet:net/clients", "10.0.1.77", 450).size() == 1);
  CHECK(of("subnet:net/clients", "10.0.1.177", 450).empty());
  const ChangedSet& set = *of("client1", "10.0.1.4", 443).front();
  CHECK(set.packets.ports == std::vector{net::PortRange{net::Port{443}, net::Port{450}}});
  REQUIRE(set.before);
  REQUIRE(set.after);
  CHECK(set.before->verdict.reason == reach::Reason::nsg_in);
  CHECK(set.after->verdict.judgement == Judgement::allow);
  CHECK(set.after->port == net::Port{443});

  const SetChanges back = changes_of(after, before);
  CHECK(count(back, Difference::removed) == count(changes, Difference::added));
  CHECK(count(back, Difference::added) == 0);
}

TEST_CASE("senders and targets that come and go are changes", "[what-if][sets]") {
  Pieces pieces = town({});
  const auto before = network(pieces);
  const auto kv = vault("kv1", closed_rules());
  pieces.push_back(kv);
  pieces.push_back(endpoint("pe1", "net/clients", kv, "vault", "10.0.1.9"));
  const SetChanges changes = changes_of(before, network(pieces));
  const auto found = std::ranges::find_if(changes.sets, [](const ChangedSet& set) {
    return set.packets.to == "kv1" && set.packets.from == "client1";
  });
  REQUIRE(found != changes.sets.end());
  CHECK(found->difference == Difference::added);
  CHECK_FALSE(found->before);
  REQUIRE(found->after);
  CHECK(found->after->via == reach::Via::private_endpoint);
}

TEST_CASE("what becomes unsaid is a change nobody can judge, or is named", "[what-if][sets]") {
  Pieces pieces = town({closed});
  const auto before = network(pieces);
  pieces.push_back(nsg("guard", {{100, in, allow, "AzureCloud", "*", "22"}, closed}));
  auto interface = nic("server1", "net/servers", "10.0.3.4");
  interface.public_ip = known(public_id("p1"));
  pieces.push_back(interface);
  pieces.push_back(public_address("p1", "20.0.0.4"));
  pieces.push_back(peering_link("net", "elsewhere"));
  const SetChanges changes = changes_of(before, network(pieces));
  CHECK(count(changes, Difference::changed) > 0);
  // By its own address the server sends more protocols to the Internet (N-266).
  CHECK(std::ranges::none_of(changes.sets, [](const ChangedSet& set) {
    return set.difference == Difference::added && set.packets.to != "internet";
  }));
  CHECK(changes.appeared == std::vector<std::string>{"hosts of virtual network elsewhere"});
}

TEST_CASE("an app that joins a network keeps what it reached", "[what-if][sets]") {
  const Pieces outside{vnet("net", {"10.0.0.0/16"}), subnet("net/apps", "10.0.1.0/24"),
                       vault("kv1"), app("app1")};
  Pieces inside = outside;
  inside.push_back(app("app1", "net/apps"));
  const SetChanges changes = changes_of(network(outside), network(inside));
  CHECK(std::ranges::none_of(changes.sets, [](const ChangedSet& set) {
    return set.packets.from == "app1" && set.packets.to == "kv1" &&
           std::ranges::count(set.packets.protocols, net::Protocol::tcp) > 0;
  }));
}

TEST_CASE("who takes an address speaks for it", "[what-if][sets]") {
  Pieces pieces = town({});
  const auto before = network(pieces);
  pieces.push_back(nic("client2", "net/clients", "10.0.1.9"));
  const SetChanges changes = changes_of(before, network(pieces));
  CHECK(count(changes, Difference::removed) == 0);
  CHECK(std::ranges::all_of(changes.sets, [](const ChangedSet& set) {
    return set.packets.from == "client2" || has(set.packets.destinations, ip("10.0.1.9"));
  }));
}

TEST_CASE("what is left out is named", "[what-if][sets]") {
  const auto before = network(town({closed}));
  const auto changes =
      verify::set_changes(before, network(town({})), verify::all_packets(), {}, 100);
  REQUIRE(changes.has_value());
  CHECK(changes->evaluated == 100);
  CHECK_FALSE(changes->left_out.empty());
}

namespace {

// Hosts of random worlds have addresses near the start of each subnet.
Packet some_packet(const model::Network& network) {
  const auto& subnets = network.written().subnets;
  const azure::Subnet& home = subnets[*rc::gen::inRange<std::size_t>(0, subnets.size())];
  const azure::Subnet& away = subnets[*rc::gen::inRange<std::size_t>(0, subnets.size())];
  Packet packet;
  packet.from = "subnet:" + std::string(home.virtual_network.name()) + "/" + home.name;
  packet.source = net::advance(home.address_prefixes.front().prefix.base,
                               *rc::gen::inRange<std::uint64_t>(4, 15));
  packet.destination = net::advance(away.address_prefixes.front().prefix.base,
                                    *rc::gen::inRange<std::uint64_t>(0, 16));
  packet.protocol = *rc::gen::element(net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp,
                                      net::Protocol::esp);
  packet.port = net::Port{*rc::gen::element<std::uint16_t>(0, 22, 79, 80, 81, 442, 443, 444, 445,
                                                           1433, 8080, 65534, 65535)};
  return packet;
}

net::Ip source_in(const model::Network& network, const std::string& from) {
  const auto workload = verify::find_workload(network, from);
  RC_ASSERT(workload.has_value());
  return net::advance(workload->subnet->address_prefixes.front().prefix.base,
                      *rc::gen::inRange<std::uint64_t>(4, 15));
}

// Whether it fares otherwise; then it is in exactly one set, with the verdicts it has alone.
bool compare(const model::Network& before, const model::Network& after, const SetChanges& changes,
             const Packet& packet) {
  const Judgement was = arrives(before, packet);
  const Judgement is = arrives(after, packet);
  std::vector<const ChangedSet*> sets;
  for (const ChangedSet& set : changes.sets) {
    if (holds(set.packets, packet)) sets.push_back(&set);
  }
  if (sets.size() != (was == is ? 0U : 1U))
    RC_FAIL(in_words(packet) + ": " + std::string(to_string(was)) + " -> " +
            std::string(to_string(is)) + ", in " + std::to_string(sets.size()) + " sets");
  if (sets.empty()) return false;
  RC_ASSERT(sets.front()->before->verdict.judgement == was);
  RC_ASSERT(sets.front()->after->verdict.judgement == is);
  return true;
}

// Random networks, two for each case, of one case of so many, so that the suite stays short;
// "[.thorough]" takes all.
void for_networks(int one_of, const std::function<void(const azure::Resources&)>& check) {
  CHECK(rc::check([&] {
    if (*rc::gen::inRange(0, one_of) > 0) return;
    for (int twice = 0; twice < 2; ++twice) {
      const auto drawn = random_resources();
      if (drawn && !drawn->subnets.empty()) check(*drawn);
    }
  }));
}

void rewrite(int one_of) {
  for_networks(one_of, [](const azure::Resources& drawn) {
    const auto before = built(drawn);
    const auto after = built(rewritten(drawn));
    RC_ASSERT(before.has_value() && after.has_value());
    verify::Question question = verify::all_packets();
    if (*rc::gen::inRange(0, 8) > 0) question.from = {some_packet(*before).from};
    question.to = *rc::gen::arbitrary<bool>() ? *rc::gen::element<std::string>("kv1", "st1")
                                              : net::to_string(some_packet(*before).destination);
    question.protocols = {net::Protocol::tcp, net::Protocol::icmp};
    const auto changes = verify::set_changes(*before, *after, question);
    RC_ASSERT(changes.has_value());
    for (const ChangedSet& set : changes->sets)
      RC_FAIL(set.packets.from + " -> " + set.packets.to + " " + set.packets.destination);
    RC_ASSERT(changes->appeared.empty());
    RC_ASSERT(changes->evaluated > 0U);
  });
}

void edit(int one_of) {
  std::size_t changed = 0;
  for_networks(one_of, [&](const azure::Resources& drawn) {
    const auto before = built(drawn);
    const auto after = built(edited(drawn));
    if (!before || !after) return;
    std::vector<net::Ip> hosts;
    for (const auto& interface : before->written().network_interfaces)
      hosts.insert(hosts.end(), interface.addresses.begin(), interface.addresses.end());
    for (int i = 0; i < 10 && !hosts.empty(); ++i) {
      Packet aimed = some_packet(*before);
      aimed.destination = hosts[*rc::gen::inRange<std::size_t>(0, hosts.size())];
      verify::Question question{{aimed.from}, net::to_string(aimed.destination), {}};
      question.protocols = {aimed.protocol};
      const auto changes = verify::set_changes(*before, *after, question);
      RC_ASSERT(changes.has_value() && changes->left_out.empty());
      for (int j = 0; j < 20; ++j) {
        Packet packet = some_packet(*before);
        packet.from = aimed.from;
        packet.source = source_in(*before, aimed.from);
        packet.destination = aimed.destination;
        packet.protocol = aimed.protocol;
        if (!is_of_nobody(*before, packet) || !is_of_nobody(*after, packet)) continue;
        if (compare(*before, *after, *changes, packet)) ++changed;
      }
    }
  });
  CHECK(changed > 0);
}

constexpr int one_drawn_in = effort::has_sanitizers ? 30 : 10;

}  // namespace

TEST_CASE("the same network in other words changes nothing", "[what-if][sets][oracle]") {
  rewrite(2 * one_drawn_in);
}

TEST_CASE("an edit changes exactly the packets that fare otherwise", "[what-if][sets][oracle]") {
  edit(one_drawn_in);
}

TEST_CASE("200 networks in other words, and 200 edits", "[.thorough]") {
  rewrite(1);
  edit(1);
}
