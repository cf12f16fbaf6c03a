#include "reach/filters.h"

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::EndpointPolicies;
using azure::RouteNextHop;

namespace {

struct End {
  std::string source;
  std::string destination;
  int port = 443;
  net::Protocol protocol = net::Protocol::tcp;
};

reach::Packet packet(const End& end) {
  reach::Packet result;
  result.sources = {prefix(end.source)};
  result.destination = ip(end.destination);
  result.protocol = end.protocol;
  result.port = net::Port{static_cast<std::uint16_t>(end.port)};
  return result;
}

reach::Attachment at(const model::Network& network, const std::string& nic_name) {
  const reach::Workload from = sender(network, nic_name);
  return {from.network, from.subnet, from.interface};
}

// "pass", "drop by RULE", or "uncertain" over all readings.
template <class Passes>
std::string over_all(const Passes& passes) {
  const auto readings = model::explore([&](model::Reading& reading) {
    Trace trace;
    const bool passed = passes(reading, trace);
    return passed ? std::string{"pass"}
                  : "drop by " + (trace.empty() ? std::string{"nobody"} : trace.back().rule);
  });
  for (const auto& branch : readings.branches) {
    if (branch.outcome != readings.nominal()) return "uncertain";
  }
  return readings.nominal();
}

std::string leaving(const model::Network& network, const std::string& nic_name, const End& end) {
  return over_all([&](model::Reading& reading, Trace& trace) {
    return reach::passes_outbound(network, at(network, nic_name), packet(end), reading, trace);
  });
}

std::string arriving(const model::Network& network, const std::string& nic_name, const End& end) {
  return over_all([&](model::Reading& reading, Trace& trace) {
    return reach::passes_inbound(network, at(network, nic_name), packet(end), reading, trace);
  });
}

// One machine behind one group.
model::Network behind(const std::vector<RuleLine>& lines,
                      const std::vector<azure::UserRoute>& user = {}) {
  return network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24", {"n", "rt", {}, {}}),
                  nsg("n", lines), table("rt", user), nic("vm", "v/s", "10.0.0.4")});
}

constexpr auto vm = "10.0.0.4";

}  // namespace

TEST_CASE("without a group everything passes", "[nsg][N-090]") {
  const auto net =
      network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"), nic("vm", "v/s", vm)});
  CHECK(leaving(net, "vm", {vm, "8.8.8.8"}) == "pass");
  CHECK(arriving(net, "vm", {"8.8.8.8", vm}) == "pass");
}

TEST_CASE("the default rules decide when no custom rule does", "[nsg][N-093][N-094][N-095][R-24]") {
  const auto net = behind({});
  CHECK(arriving(net, "vm", {"10.0.9.9", vm}) == "pass");
  CHECK(arriving(net, "vm", {"168.63.129.16", vm}) == "pass");
  CHECK(arriving(net, "vm", {"8.8.8.8", vm}) == "drop by DenyAllInBound");
  CHECK(arriving(net, "vm", {"192.168.0.4", vm}) == "drop by DenyAllInBound");
  CHECK(leaving(net, "vm", {vm, "10.0.9.9"}) == "pass");
  CHECK(leaving(net, "vm", {vm, "8.8.8.8"}) == "pass");
  CHECK(leaving(net, "vm", {vm, "192.168.0.4"}) == "drop by DenyAllOutBound");
}

TEST_CASE("rules are tried by priority, whatever their order", "[nsg][N-091]") {
  const auto net = behind({{300, out, deny, "*", "8.8.8.8"},
                           {200, out, allow, "*", "8.8.8.8"},
                           {100, out, deny, "*", "8.8.8.8", "53"}});
  CHECK(leaving(net, "vm", {vm, "8.8.8.8", 443}) == "pass");
  CHECK(leaving(net, "vm", {vm, "8.8.8.8", 53}) == "drop by rule100");
  CHECK(leaving(net, "vm", {vm, "8.8.4.4", 53}) == "pass");
}

TEST_CASE("a rule matches protocol, both ends and the port", "[nsg][N-092]") {
  const auto net =
      behind({{100, out, deny, "10.0.0.0/25", "10.0.1.0/24", "80-90", net::Protocol::tcp}});
  constexpr auto dropped = "drop by rule100";
  const std::pair<End, const char*> cases[] = {
      {{vm, "10.0.1.9", 80}, dropped},
      {{vm, "10.0.1.9", 90}, dropped},
      {{vm, "10.0.1.9", 79}, "pass"},
      {{vm, "10.0.1.9", 91}, "pass"},
      {{vm, "10.0.2.9", 80}, "pass"},
      {{"10.0.0.200", "10.0.1.9", 80}, "pass"},
      {{vm, "10.0.1.9", 80, net::Protocol::udp}, "pass"},
  };
  for (const auto& [end, expected] : cases) {
    CAPTURE(end.source, end.destination, end.port);
    CHECK(leaving(net, "vm", end) == expected);
  }
}

TEST_CASE("ports mean nothing for ICMP", "[nsg][N-092]") {
  const auto net = behind({{100, out, deny, "*", "10.0.1.0/24", "80"}});
  CHECK(leaving(net, "vm", {vm, "10.0.1.9", 0, net::Protocol::icmp}) == "drop by rule100");
  CHECK(leaving(net, "vm", {vm, "10.0.1.9", 81}) == "pass");
}

TEST_CASE("inbound the subnet's group comes first, outbound the interface's - both must allow",
          "[EX][nsg][N-096]") {
  auto both = nic("vm", "v/s", vm);
  both.network_security_group = known(nsg_id("inner"));
  const auto with = [&](const std::vector<RuleLine>& outer, const std::vector<RuleLine>& inner) {
    return network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24", {.nsg = "outer"}),
                    nsg("outer", outer), nsg("inner", inner), both});
  };
  const RuleLine web{100, in, allow, "Internet", "*", "80"};
  CHECK(arriving(with({}, {web}), "vm", {"8.8.8.8", vm, 80}) == "drop by DenyAllInBound");
  CHECK(arriving(with({web}, {}), "vm", {"8.8.8.8", vm, 80}) == "drop by DenyAllInBound");
  CHECK(arriving(with({web}, {web}), "vm", {"8.8.8.8", vm, 80}) == "pass");

  const auto refusing =
      with({{100, in, deny}, {101, out, deny}}, {{200, in, deny}, {201, out, deny}});
  CHECK(arriving(refusing, "vm", {"10.0.0.9", vm}) == "drop by rule100");
  CHECK(leaving(refusing, "vm", {vm, "10.0.0.9"}) == "drop by rule201");
}

TEST_CASE("a default route to an appliance turns VirtualNetwork into everything",
          "[EX][nsg][N-108][N-110]") {
  const std::vector<RuleLine> lines{{200, out, allow, "*", "VirtualNetwork"},
                                    {300, out, deny, "*", "Internet"}};
  CHECK(leaving(behind(lines), "vm", {vm, "8.8.8.8"}) == "drop by rule300");
  CHECK(leaving(behind(lines, {route("0.0.0.0/0", RouteNextHop::appliance, "10.0.9.4")}), "vm",
                {vm, "8.8.8.8"}) == "pass");
  CHECK(leaving(behind({{100, out, deny, "*", "VirtualNetwork"}},
                       {route("0.0.0.0/0", RouteNextHop::appliance, "10.0.9.4")}),
                "vm", {vm, "8.8.8.8"}) == "drop by rule100");
}

TEST_CASE("which user routes widen VirtualNetwork", "[nsg][N-111][C-07]") {
  const std::vector<RuleLine> lines{{100, out, deny, "*", "VirtualNetwork"}};
  const std::pair<RouteNextHop, const char*> cases[] = {
      {RouteNextHop::appliance, "drop by rule100"},
      {RouteNextHop::gateway, "drop by rule100"},
      {RouteNextHop::internet, "uncertain"},
      {RouteNextHop::none, "uncertain"}};
  for (const auto& [next, expected] : cases) {
    const auto user =
        route("203.0.113.0/24", next, next == RouteNextHop::appliance ? "10.0.9.4" : "");
    CHECK(leaving(behind(lines, {user}), "vm", {vm, "203.0.113.5"}) == expected);
  }
}

TEST_CASE("VirtualNetwork is computed at each interface from its own route table",
          "[EX][nsg][N-109]") {
  const auto net =
      network({vnet("v", {"10.0.0.0/16"}), nsg("n", {}),
               subnet("v/client", "10.0.0.0/24", {.nsg = "n", .table = "rt"}),
               subnet("v/nva", "10.0.1.0/24", {.nsg = "n"}),
               table("rt", {route("203.0.113.0/24", RouteNextHop::appliance, "10.0.1.4")}),
               nic("vm", "v/client", vm), appliance("fw", "v/nva", "10.0.1.4")});
  CHECK(leaving(net, "vm", {vm, "203.0.113.5"}) == "pass");
  CHECK(arriving(net, "fw", {vm, "203.0.113.5"}) == "drop by DenyAllInBound");
}

TEST_CASE("VirtualNetwork holds peers that grant access", "[nsg][N-108][N-152]") {
  const auto with = [](bool access) {
    return network({vnet("v", {"10.0.0.0/16"}), vnet("w", {"10.1.0.0/16"}), nsg("n", {}),
                    subnet("v/s", "10.0.0.0/24", {.nsg = "n"}), nic("vm", "v/s", vm),
                    peering_link("v", "w", true, access), peering_link("w", "v")});
  };
  CHECK(leaving(with(true), "vm", {vm, "10.1.0.4"}) == "pass");
  CHECK(leaving(with(false), "vm", {vm, "10.1.0.4"}) == "drop by DenyAllOutBound");
}

TEST_CASE("what may be in VirtualNetwork and is not in the input is not outside it",
          "[nsg][N-108][N-110]") {
  const std::vector<RuleLine> lines{{200, out, allow, "*", "VirtualNetwork"},
                                    {300, out, deny, "*", "Internet"}};
  const auto with = [&](const azure::Property<azure::ResourceId>& table, const Pieces& more) {
    azure::Subnet client = subnet("v/s", "10.0.0.0/24", {.nsg = "n"});
    client.route_table = table;
    return network(
        Pieces{vnet("v", {"10.0.0.0/16"}), nsg("n", lines), nic("vm", "v/s", vm), client} + more);
  };
  CHECK(leaving(with({}, {}), "vm", {vm, "8.8.8.8"}) == "drop by rule300");
  // A table that nobody shows may redirect the default to an appliance.
  CHECK(leaving(with(known(table_id("elsewhere")), {}), "vm", {vm, "8.8.8.8"}) == "uncertain");
  CHECK(leaving(with(unknown<azure::ResourceId>("$TABLE"), {}), "vm", {vm, "8.8.8.8"}) ==
        "uncertain");
  // A peer that nobody shows has prefixes of its own.
  const Pieces peer{peering_link("v", "elsewhere")};
  CHECK(leaving(with({}, {}), "vm", {vm, "10.7.0.4"}) == "drop by DenyAllOutBound");
  CHECK(leaving(with({}, peer), "vm", {vm, "10.7.0.4"}) == "uncertain");
}

TEST_CASE("an endpoint's address is VirtualNetwork and in no service tag", "[EX][nsg][N-115]") {
  const auto st = storage("st1");
  const auto net = network({vnet("v", {"10.1.0.0/16"}), subnet("v/s", "10.1.0.0/24", {.nsg = "n"}),
                            subnet("v/pe", "10.1.1.0/24"), nic("vm", "v/s", "10.1.0.4"), st,
                            endpoint("pe1", "v/pe", st, "blob", "10.1.1.4"),
                            nsg("n", {{100, out, allow, "*", "Storage", "443"},
                                      {200, out, deny, "*", "VirtualNetwork"}})});
  CHECK(leaving(net, "vm", {"10.1.0.4", "10.1.1.4"}) == "drop by rule200");
}

TEST_CASE("Internet is public space outside VirtualNetwork", "[nsg][N-116]") {
  const auto net = network({vnet("v", {"10.0.0.0/16", "52.10.0.0/16"}),
                            subnet("v/s", "10.0.0.0/24", {.nsg = "n"}), nic("vm", "v/s", vm),
                            nsg("n", {{100, out, deny, "*", "Internet"}})});
  CHECK(leaving(net, "vm", {vm, "8.8.8.8"}) == "drop by rule100");
  CHECK(leaving(net, "vm", {vm, "52.10.1.4"}) == "pass");
}

TEST_CASE("a service's front end is in its global tag - other tags' members are not known",
          "[nsg][N-119][N-122][R-21][C-09]") {
  const auto st = storage("st1");
  const std::pair<const char*, const char*> cases[] = {
      {"Storage", "drop by rule100"}, {"storage", "drop by rule100"},
      {"Internet", "uncertain"},  // C-09

      {"AzureKeyVault", "pass"},      {"Storage.WestEurope", "uncertain"},
      {"AzureCloud", "uncertain"},    {"NoSuchTag", "uncertain"}};
  for (const auto& [tag, expected] : cases) {
    CAPTURE(tag);
    const auto net =
        network({vnet("v", {"10.0.0.0/16"}), st, subnet("v/s", "10.0.0.0/24", {.nsg = "n"}),
                 nic("vm", "v/s", vm), nsg("n", {{100, out, deny, "*", tag}, {200, out, allow}})});
    const auto result = over_all([&](model::Reading& reading, Trace& trace) {
      reach::Packet sent = packet({vm, "8.8.8.8"});
      sent.destination = std::nullopt;
      sent.front_end = net.back_end(st.id);
      return reach::passes_outbound(net, at(net, "vm"), sent, reading, trace);
    });
    CHECK(result == expected);
  }
}

TEST_CASE("source ports: only the ephemeral range counts", "[nsg][R-18]") {
  const std::pair<net::PortRange, const char*> cases[] = {
      {{net::Port{0}, net::Port{65535}}, "drop by rule100"},
      {{net::Port{49152}, net::Port{65535}}, "drop by rule100"},
      {{net::Port{0}, net::Port{49151}}, "pass"},
      {{net::Port{50000}, net::Port{50010}}, "uncertain"}};
  for (const auto& [ports, expected] : cases) {
    auto group = nsg("n", {{100, out, deny, "*", "10.0.1.0/24"}});
    group.rules.front().source_ports = {ports};
    const auto net = network({vnet("v", {"10.0.0.0/16"}), group,
                              subnet("v/s", "10.0.0.0/24", {.nsg = "n"}), nic("vm", "v/s", vm)});
    CAPTURE(net::to_string(ports));
    CHECK(leaving(net, "vm", {vm, "10.0.1.9"}) == expected);
  }
}

TEST_CASE("a rule that splits the possible sources is uncertain", "[nsg][R-19]") {
  const std::pair<const char*, const char*> cases[] = {{"10.0.0.0/24", "drop by rule100"},
                                                       {"10.0.0.0/16", "drop by rule100"},
                                                       {"10.0.0.0/25", "uncertain"},
                                                       {"10.0.1.0/24", "pass"}};
  for (const auto& [block, expected] : cases) {
    CAPTURE(block);
    CHECK(leaving(behind({{100, out, deny, block}}), "vm", {"10.0.0.0/24", "10.0.9.9"}) ==
          expected);
  }
}

TEST_CASE("a group or rule of which something is unknown is never certain", "[nsg][R-02]") {
  const End inside{vm, "10.0.0.9"};
  auto with_rule = [&](auto change) {
    auto group = nsg("n", {{100, out, deny, "*", "10.0.0.9"}});
    change(group.rules.front());
    return network({vnet("v", {"10.0.0.0/16"}), group, subnet("v/s", "10.0.0.0/24", {.nsg = "n"}),
                    nic("vm", "v/s", vm)});
  };
  const azure::UnknownInput what{"$X"};
  CHECK(leaving(with_rule([&](azure::SecurityRule& r) { r.unknown = {what}; }), "vm", inside) ==
        "uncertain");
  CHECK(leaving(with_rule([&](azure::SecurityRule& r) {
                  r.destination.prefixes.clear();
                  r.destination.unknown = {what};
                }),
                "vm", inside) == "uncertain");
  CHECK(leaving(with_rule([&](azure::SecurityRule& r) {
                  r.source.tags.clear();
                  r.source.unknown = {what};
                }),
                "vm", inside) == "uncertain");

  auto unknown_group = subnet("v/s", "10.0.0.0/24");
  unknown_group.network_security_group = unknown<azure::ResourceId>("$NSG");
  CHECK(leaving(network({vnet("v", {"10.0.0.0/16"}), unknown_group, nic("vm", "v/s", vm)}), "vm",
                inside) == "uncertain");

  auto stub = nsg("n", {});
  stub.external = true;
  CHECK(leaving(network({vnet("v", {"10.0.0.0/16"}), stub,
                         subnet("v/s", "10.0.0.0/24", {.nsg = "n"}), nic("vm", "v/s", vm)}),
                "vm", inside) == "uncertain");
  CHECK(leaving(network({vnet("v", {"10.0.0.0/16"}),
                         subnet("v/s", "10.0.0.0/24", {.nsg = "elsewhere"}), nic("vm", "v/s", vm)}),
                "vm", inside) == "uncertain");
}

TEST_CASE("a group filters an endpoint only where its subnet's policies say so",
          "[EX][nsg][N-130][N-131][N-068]") {
  const auto kv = vault("kv1");
  const std::pair<std::optional<EndpointPolicies>, const char*> cases[] = {
      {std::nullopt, "pass"},
      {EndpointPolicies::disabled, "pass"},
      {EndpointPolicies::route_table, "pass"},
      {EndpointPolicies::network_security_group, "drop by rule100"},
      {EndpointPolicies::enabled, "drop by rule100"}};
  const auto entering = [&](const std::optional<EndpointPolicies>& policies,
                            const std::vector<RuleLine>& lines) {
    const auto net = network({vnet("v", {"10.0.0.0/16"}), kv, nsg("n", lines),
                              subnet("v/pe", "10.0.1.0/24", {"n", "", {}, policies}),
                              endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4")});
    return over_all([&](model::Reading& reading, Trace& trace) {
      return reach::passes_into_endpoint(net, net.endpoints().front(), packet({vm, "10.0.1.4"}),
                                         reading, trace);
    });
  };
  for (const auto& [policies, expected] : cases)
    CHECK(entering(policies, {{100, in, deny}}) == expected);
  CHECK(entering(EndpointPolicies::enabled, {{100, out, deny}}) == "pass");
}

TEST_CASE("source ports are any at an endpoint", "[nsg][N-131]") {
  const auto kv = vault("kv1");
  auto group = nsg("n", {{100, in, deny}});
  group.rules.front().source_ports = {{net::Port{1}, net::Port{2}}};
  const auto net = network({vnet("v", {"10.0.0.0/16"}), kv, group,
                            subnet("v/pe", "10.0.1.0/24", {"n", "", {}, EndpointPolicies::enabled}),
                            endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4")});
  CHECK(over_all([&](model::Reading& reading, Trace& trace) {
          return reach::passes_into_endpoint(net, net.endpoints().front(), packet({vm, "10.0.1.4"}),
                                             reading, trace);
        }) == "drop by rule100");
}

TEST_CASE("a rule that is not known in full is neither an allow nor a denial", "[nsg][R-02]") {
  const auto kv = vault("kv1");
  const auto judged = [&](const azure::SecurityRule& half_known,
                          const std::vector<RuleLine>& lines) {
    auto group = nsg("n", lines);
    group.rules.insert(group.rules.begin(), half_known);
    const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {"n"}),
                              subnet("v/b", "10.0.1.0/24"), nic("vm1", "v/a", "10.0.0.4"),
                              nic("vm2", "v/b", "10.0.1.4"), group});
    return outcome(net, sender(net, "vm1"), to("10.0.1.4"));
  };
  auto port = rule({50, out, allow});
  port.destination_ports.clear();
  port.unknown = {{"$PORT"}};
  CHECK(judged(port, {{100, out, deny}}) == "uncertain $PORT");
  port.access = deny;
  CHECK(judged(port, {}) == "uncertain $PORT");
  auto direction = rule({50, in, deny});
  direction.unknown = {{"$DIRECTION"}};
  CHECK(judged(direction, {}) == "uncertain $DIRECTION");
  auto elsewhere = rule({50, out, deny, "*", "10.9.0.0/16"});
  elsewhere.unknown = {{"$PORT"}};
  CHECK(judged(elsewhere, {}) == "allow");
  azure::SecurityRule nothing;
  nothing.name = "r";
  nothing.unknown = {{"$RULE"}};
  CHECK(judged(nothing, {{100, out, deny}}) == "uncertain $RULE");
}

TEST_CASE("the tag VirtualNetwork leaves out a peer behind a peering that is down",
          "[nsg][N-108][N-150]") {
  const auto client = subnet("a/s", "10.1.0.0/24", {.nsg = "n", .table = "rt"});
  const auto with = [&](const Pieces& links) {
    const auto net = network(Pieces{vnet("a", {"10.1.0.0/16"}), vnet("b", {"10.2.0.0/16"}), client,
                                    subnet("b/s", "10.2.0.0/24"), nic("vma", "a/s", "10.1.0.4"),
                                    nic("vmb", "b/s", "10.2.0.4"), nsg("n", {}), table("rt", {})} +
                             links);
    return outcome(net, sender(net, "vma"), to("10.2.0.4"));
  };
  auto down = peering_link("a", "b");
  down.state = known(std::string{"Disconnected"});
  CHECK(with({peering_link("a", "b"), peering_link("b", "a")}) == "allow");
  CHECK(with({peering_link("a", "b")}) == "deny NSG_OUT");
  CHECK(with({down, peering_link("b", "a")}) == "deny NSG_OUT");
}

TEST_CASE("whether a learned default route widens VirtualNetwork inbound is an assumption",
          "[nsg][C-10][N-113][R-16]") {
  const auto net = network(
      {vnet("v", {"10.0.0.0/16"}), subnet("v/GatewaySubnet", "10.0.9.0/24"),
       subnet("v/a", "10.0.0.0/24"), subnet("v/b", "10.0.1.0/24", {.nsg = "n"}),
       nic("vm1", "v/a", "10.0.0.4"), nic("vm2", "v/b", "10.0.1.4"),
       nsg("n", {{100, in, deny, "Internet"}}), gateway("gw", "v"), learned("v", "0.0.0.0/0")});
  const auto& b = *net.subnet(subnet_id("v/b"));
  const reach::Attachment at{net.virtual_network(vnet_id("v")), &b, nullptr};
  std::vector<bool> passed;
  for (const std::size_t branch : {std::size_t{0}, std::size_t{1}}) {
    model::Reading reading;
    reading.fix(model::Choice::c10_widened_tag_inbound, branch);
    reach::Packet packet;
    packet.sources = {prefix("203.0.113.9/32")};
    packet.destination = ip("10.0.1.4");
    Trace trace;
    passed.push_back(reach::passes_inbound(net, at, packet, reading, trace));
  }
  CHECK(passed == std::vector{true, false});
}
