#include <airtight/verify/prove.h>
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "effort.h"
#include "oracle/random_world.h"
#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using verify::Claim;
using verify::Part;
using verify::Proof;
using verify::Question;
using verify::Truth;

namespace {

Proof proof_of(const model::Network& network, const Question& question) {
  const auto proof = verify::prove(network, question);
  INFO((proof ? "" : proof.error().message));
  REQUIRE(proof.has_value());
  return *proof;
}

// Hub-less: clients, a server and a guarded subnet in one network.
Pieces guarded() {
  return {vnet("net", {"10.0.0.0/16"}),
          subnet("net/clients", "10.0.1.0/24"),
          subnet("net/others", "10.0.2.0/24"),
          subnet("net/servers", "10.0.3.0/24", {.nsg = "guard"}),
          nsg("guard", {{100, in, allow, "10.0.1.0/25", "*", "443", net::Protocol::tcp},
                        {200, in, deny, "*", "*"}}),
          nic("client1", "net/clients", "10.0.1.4"),
          nic("server1", "net/servers", "10.0.3.4")};
}

bool has(const std::vector<net::PrefixSet::Range>& ranges, const net::Ip& ip) {
  return std::ranges::any_of(
      ranges, [&](const auto& range) { return range.first <= ip && ip <= range.last; });
}

std::vector<const Part*> parts_with(const Proof& proof, const std::string& from,
                                    const net::Ip& source, const net::Ip& destination,
                                    net::Protocol protocol, net::Port port) {
  std::vector<const Part*> found;
  for (const Part& part : proof.partition) {
    const bool ports = !net::has_ports(protocol) ||
                       std::ranges::any_of(part.ports, [&](const net::PortRange& range) {
                         return range.contains(port);
                       });
    if (part.from == from && has(part.sources, source) && has(part.destinations, destination) &&
        std::ranges::count(part.protocols, protocol) > 0 && ports)
      found.push_back(&part);
  }
  return found;
}

}  // namespace

TEST_CASE("nothing but the clients reaches the server", "[prove]") {
  const auto world = network(guarded());
  const Proof all = proof_of(world, {{"any"}, "server1", {}});
  CHECK(all.truth == Truth::fails);
  REQUIRE(all.witness);
  CHECK(all.witness->port == net::Port{443});
  CHECK(all.witness->protocol == net::Protocol::tcp);
  CHECK(has({{ip("10.0.1.0"), ip("10.0.1.127")}}, all.witness->source.value()));

  const Proof others = proof_of(world, {{"any"}, "server1", {"subnet:net/clients"}});
  CHECK(others.truth == Truth::holds);
  CHECK_FALSE(others.witness);
}

TEST_CASE("a proof tells the halves of a subnet apart", "[prove]") {
  const auto world = network(guarded());
  const Proof proof = proof_of(world, {{"subnet:net/clients"}, "10.0.3.4", {}});
  const auto lower = parts_with(proof, "subnet:net/clients", ip("10.0.1.77"), ip("10.0.3.4"),
                                net::Protocol::tcp, net::Port{443});
  const auto upper = parts_with(proof, "subnet:net/clients", ip("10.0.1.177"), ip("10.0.3.4"),
                                net::Protocol::tcp, net::Port{443});
  REQUIRE(lower.size() == 1);
  REQUIRE(upper.size() == 1);
  CHECK(lower.front()->verdict.judgement == verify::Judgement::allow);
  CHECK(upper.front()->verdict.reason == reach::Reason::nsg_in);
  REQUIRE(upper.front()->decided_by);
  CHECK(upper.front()->decided_by->rule == "rule200");
}

TEST_CASE("a port that no rule lets in is proved closed", "[prove]") {
  const auto world = network(guarded());
  Question question{{"any"}, "server1", {}};
  question.ports = {{net::Port{1}, net::Port{442}}, {net::Port{444}, net::Port{65535}}};
  CHECK(proof_of(world, question).truth == Truth::holds);
  question.ports.front().last = net::Port{443};
  CHECK(proof_of(world, question).truth == Truth::fails);
}

TEST_CASE("all clients reach the server, or the one that does not is named", "[prove]") {
  const auto world = network(guarded());
  Question question{{"client1"}, "10.0.3.4:443", {}, Claim::reachable};
  CHECK(proof_of(world, question).truth == Truth::holds);
  question.from = {"subnet:net/clients"};
  const Proof proof = proof_of(world, question);
  CHECK(proof.truth == Truth::fails);
  REQUIRE(proof.witness);
  CHECK(ip("10.0.1.127") < proof.witness->source.value());
}

TEST_CASE("every packet crosses the appliance, but for those with a shorter way", "[prove]") {
  Pieces pieces{vnet("net", {"10.0.0.0/16"}),
                subnet("net/clients", "10.0.1.0/24", {.table = "by-box"}),
                subnet("net/box", "10.0.2.0/24"),
                subnet("net/servers", "10.0.3.0/24", {.table = "back"}),
                table("by-box", {route("10.0.3.0/24", azure::RouteNextHop::appliance, "10.0.2.4")}),
                table("back", {route("10.0.1.0/24", azure::RouteNextHop::appliance, "10.0.2.4")}),
                appliance("box", "net/box", "10.0.2.4"),
                nic("client1", "net/clients", "10.0.1.4"),
                nic("server1", "net/servers", "10.0.3.4")};
  Question question{{"client1"}, "server1", {}, Claim::goes_through, "box"};
  const Proof proof = proof_of(network(pieces), question);
  CHECK(proof.truth == Truth::holds);

  pieces.push_back(
      table("by-box", {route("10.0.3.4/32", azure::RouteNextHop::vnet_local),
                       route("10.0.3.0/24", azure::RouteNextHop::appliance, "10.0.2.4")}));
  pieces.push_back(table("back", {}));
  const Proof around = proof_of(network(pieces), question);
  CHECK(around.truth == Truth::fails);
  REQUIRE(around.witness);
  CHECK(around.witness->from == "client1");
}

TEST_CASE("hosts of a peered network that the input does not have are no proof", "[prove][I-005]") {
  Pieces pieces = guarded();
  pieces.push_back(peering_link("net", "elsewhere"));
  const Proof proof = proof_of(network(pieces), {{"any"}, "server1", {"subnet:net/clients"}});
  CHECK(proof.truth == Truth::uncertain);
  CHECK(proof.open.unknowns == std::vector<std::string>{"hosts of virtual network elsewhere"});
}

namespace {

Truth from_internet(const Pieces& pieces, const std::string& to) {
  return proof_of(network(pieces), {{"internet"}, to, {}}).truth;
}

// A host with an interface of the Internet's.
Pieces exposed(const RuleLine& line) {
  auto interface = nic("server1", "net/servers", "10.0.0.4");
  interface.public_ip = known(public_id("p1"));
  return {vnet("net", {"10.0.0.0/16"}), subnet("net/servers", "10.0.0.0/24", {.nsg = "guard"}),
          nsg("guard", {line}), public_address("p1", "20.0.0.4"), interface};
}

}  // namespace

TEST_CASE("half of the Internet is not overlooked for its size", "[prove][N-312]") {
  const Pieces closed{vault("kv1", closed_rules())};
  CHECK(from_internet(closed, "kv1") == Truth::holds);
  for (const char* half : {"0.0.0.0/1", "128.0.0.0/1", "203.0.113.7/32"}) {
    const Pieces pieces{vault("kv1", rules(azure::DefaultAction::deny, {half}))};
    CHECK(from_internet(pieces, "kv1") == Truth::fails);
  }
}

TEST_CASE("a server that lets Azure in lets other tenants in", "[prove][N-316]") {
  azure::Service sql = service("Microsoft.Sql/servers", "sql1");
  sql.network_rules = known(rules(azure::DefaultAction::deny, {"0.0.0.0/32"}));
  const Pieces pieces{sql};
  CHECK(from_internet(pieces, "sql1") != Truth::holds);
}

TEST_CASE("a host's public address is a way to it", "[prove][N-100][N-104]") {
  const RuleLine all{100, in, allow, "*", "*", "22", net::Protocol::tcp};
  CHECK(from_internet(exposed(all), "server1") == Truth::fails);
  CHECK(from_internet(exposed(all), "10.0.0.4") == Truth::fails);
  CHECK(from_internet(exposed(all), "subnet:net/servers") == Truth::fails);
  const RuleLine none{100, in, deny, "*", "*"};
  CHECK(from_internet(exposed(none), "server1") == Truth::holds);
}

TEST_CASE("addresses of a tag that no file lists may be any", "[prove][N-122]") {
  const RuleLine tagged{100, in, allow, "AzureCloud", "*", "22", net::Protocol::tcp};
  CHECK(from_internet(exposed(tagged), "server1") == Truth::uncertain);
}

TEST_CASE("a packet whose reply is lost has arrived", "[prove][N-080]") {
  Pieces pieces = exposed({100, in, allow, "*", "*", "514", net::Protocol::udp});
  pieces.push_back(subnet("net/servers", "10.0.0.0/24", {.nsg = "guard", .table = "away"}));
  pieces.push_back(table("away", {route("0.0.0.0/0", azure::RouteNextHop::none)}));
  CHECK(from_internet(pieces, "server1") == Truth::uncertain);
}

TEST_CASE("every interface of a machine is a way to it", "[prove]") {
  auto vm = machine("vm1", "nic1");
  vm.network_interfaces.push_back(id("Microsoft.Network/networkInterfaces", "nic2"));
  const Pieces pieces{vnet("net", {"10.0.0.0/16"}),
                      subnet("net/clients", "10.0.1.0/24"),
                      subnet("net/closed", "10.0.2.0/24", {.nsg = "guard"}),
                      subnet("net/open", "10.0.3.0/24"),
                      nsg("guard", {{100, in, deny, "*", "*"}}),
                      nic("nic1", "net/closed", "10.0.2.4"),
                      nic("nic2", "net/open", "10.0.3.4"),
                      vm};
  CHECK(proof_of(network(pieces), {{"subnet:net/clients"}, "vm1", {}}).truth == Truth::fails);
}

TEST_CASE("no packet goes from one family to the other", "[prove][N-021]") {
  const Proof proof = proof_of(network(guarded()), {{"client1"}, "internet", {}});
  CHECK_FALSE(proof.partition.empty());
  CHECK(std::ranges::none_of(proof.partition, [](const Part& part) {
    return part.destinations.front().first.family == net::Family::v6;
  }));
}

TEST_CASE("a block is cut where the platform keeps addresses", "[prove][N-002]") {
  const Pieces pieces{vnet("net", {"10.0.0.0/16"}), subnet("net/clients", "10.0.1.0/24"),
                      subnet("net/servers", "10.0.3.0/24"),
                      nic("server1", "net/servers", "10.0.3.4")};
  CHECK(proof_of(network(pieces), {{"subnet:net/clients"}, "10.0.3.0/24", {}}).truth ==
        Truth::fails);
}

TEST_CASE("who is excepted is who was described, and nobody beside", "[prove]") {
  azure::SurroundingWorkload partner;
  partner.name = "partner";
  partner.kind = azure::SurroundingWorkload::Kind::user;
  Pieces pieces{vault("kv1", open_rules()), partner};
  const Proof proof = proof_of(network(pieces), {{"any"}, "kv1", {"partner"}});
  CHECK(proof.truth == Truth::fails);
}

TEST_CASE("what was not asked is not proved", "[prove]") {
  Pieces pieces = guarded();
  auto stub = subnet("net/stub", "10.0.9.0/24");
  stub.address_prefixes.clear();
  stub.unknown_prefixes = {{"$PREFIX"}};
  pieces.push_back(stub);
  CHECK(proof_of(network(pieces), {{"client1"}, "subnet:net/stub", {}}).truth == Truth::uncertain);
}

TEST_CASE("questions that name nobody are errors with candidates", "[prove]") {
  const auto world = network(guarded());
  CHECK_FALSE(verify::prove(world, {{"nobody"}, "server1", {}}).has_value());
  CHECK_FALSE(verify::prove(world, {{"any"}, "nothing", {}}).has_value());
  CHECK_FALSE(verify::prove(world, {{"any"}, "server1", {"nobody"}}).has_value());
  CHECK_FALSE(
      verify::prove(world, {{"any"}, "server1", {}, Claim::goes_through, "no-box"}).has_value());
}

namespace {

std::vector<net::Protocol> some_protocols() {
  return {net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp, net::Protocol::esp};
}

// The network of random pieces; none if Azure would refuse them.
std::optional<model::Network> built(const Pieces& pieces) {
  Diagnostics diagnostics;
  model::Network network = model::build(resources(pieces), diagnostics);
  if (has_errors(diagnostics)) return {};
  return network;
}

// A random packet of a partition, near the ends of its ranges: in no other part, and asked alone.
void compare_packet(const model::Network& network, const Proof& proof, const Part& part) {
  const auto pick = [](const std::vector<net::PrefixSet::Range>& ranges) {
    const auto& range = ranges[*rc::gen::inRange<std::size_t>(0, ranges.size())];
    const std::uint64_t span = std::min<std::uint64_t>(range.last.low - range.first.low, 4096);
    return *rc::gen::arbitrary<bool>()
               ? net::advance(range.first, *rc::gen::inRange<std::uint64_t>(0, span + 1))
               : net::Ip{range.last.family, range.last.high,
                         range.last.low - *rc::gen::inRange<std::uint64_t>(0, span + 1)};
  };
  const auto protocol = part.protocols[*rc::gen::inRange<std::size_t>(0, part.protocols.size())];
  const auto& ports = part.ports[*rc::gen::inRange<std::size_t>(0, part.ports.size())];
  const net::Port port{static_cast<std::uint16_t>(
      *rc::gen::inRange<unsigned>(ports.first.number, ports.last.number + 1U))};
  auto from = verify::find_workload(network, part.from);
  RC_ASSERT(from.has_value());
  from->address = pick(part.sources);
  const net::Ip destination = pick(part.destinations);
  RC_ASSERT(parts_with(proof, part.from, *from->address, destination, protocol, port).size() == 1U);
  const verify::Verdict alone =
      judge(network, *from, to(net::to_string(destination), port.number, protocol));
  // A denial by a lost reply is one for the sender, and no proof that nothing arrives.
  const bool lost = std::ranges::count(part.verdict.unknowns,
                                       "whether a packet counts that arrives although its reply is "
                                       "lost") > 0;
  const bool agrees = lost ? alone.judgement != verify::Judgement::allow
                           : alone.judgement == part.verdict.judgement;
  if (!agrees || alone.reason != part.verdict.reason)
    RC_FAIL(part.from + " " + net::to_string(*from->address) + " -> " +
            net::to_string(destination) + " " + std::string(to_string(protocol)) + " " +
            std::to_string(port.number) + ": alone " + in_words(alone) + ", in its class " +
            in_words(part.verdict));
}

// Every packet is a walk; the sanitizers see enough of them in some of the worlds.
constexpr bool is_slow = effort::has_sanitizers;

}  // namespace

TEST_CASE("a packet alone fares as its class does, and each is in one part", "[prove][oracle]") {
  CHECK(rc::check([] {
    if (is_slow && *rc::gen::inRange(0, 8) != 0) return;
    const auto draws =
        *rc::gen::resize(100, rc::gen::container<std::vector<std::uint8_t>>(
                                  oracle::draws_per_case, rc::gen::inRange<std::uint8_t>(0, 255)));
    const oracle::Case drawn = oracle::draw_case(draws);
    const auto world = built(drawn.pieces);
    RC_PRE(world.has_value() && !world->written().subnets.empty() && !drawn.questions.empty());
    const auto& subnets = world->written().subnets;
    const azure::Subnet& home = subnets[*rc::gen::inRange<std::size_t>(0, subnets.size())];
    const azure::Subnet& away = subnets[*rc::gen::inRange<std::size_t>(0, subnets.size())];
    const std::string from = "subnet:" + std::string(home.virtual_network.name()) + "/" + home.name;
    Question question{{from}, to_string(away.address_prefixes.front().prefix), {}};
    question.protocols = some_protocols();
    const auto proof = verify::prove(*world, question);
    RC_ASSERT(proof.has_value());
    RC_PRE(!proof->partition.empty() && proof->evaluated < verify::most_classes);
    for (int i = 0; i < 200; ++i) {
      const std::size_t at = *rc::gen::inRange<std::size_t>(0, proof->partition.size());
      compare_packet(*world, *proof, proof->partition[at]);
    }
  }));
}
