#include <airtight/verify/forecast.h>
#include <airtight/verify/name_answer.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "reach/world.h"
#include "verify/name_table.h"

using namespace airtight;
using namespace airtight::world;
using verify::Forecast;
using verify::NameChange;

namespace {

const auto kv1 = vault("kv1");
const auto kv2 = vault("kv2");
constexpr auto vault_names = vault_zone;

// Two networks, a machine in each; both vaults have endpoints, and records in one zone.
Pieces town() {
  return {vnet("v1", {"10.1.0.0/16"}),
          subnet("v1/s", "10.1.0.0/24"),
          vnet("v2", {"10.2.0.0/16"}),
          subnet("v2/s", "10.2.0.0/24"),
          nic("nic1", "v1/s", "10.1.0.4"),
          nic("nic2", "v2/s", "10.2.0.4"),
          machine("vm1", "nic1"),
          machine("vm2", "nic2"),
          kv1,
          kv2,
          endpoint("pe1", "v1/s", kv1, "vault", "10.1.0.5"),
          endpoint("pe2", "v1/s", kv2, "vault", "10.1.0.6"),
          zone(vault_names)};
}

Pieces with_record() { return town() + Pieces{zone_group("pe1", vault_names)}; }

azure::VirtualNetworkLink link_to(const std::string& network, bool redirect = false) {
  auto link = zone_link(vault_names, network);
  if (redirect) link.resolution_policy = known(azure::ResolutionPolicy::nxdomain_redirect);
  return link;
}

// "kv1.vault.azure.net public -> private vm1 link added": a change in a line.
std::string in_words(const NameChange& change) {
  std::string text = change.name.text() + " " + change.kind + " for";
  for (const std::string& vantage : change.vantages) text += " " + vantage;
  for (const verify::Cause& cause : change.causes)
    text += ", " + std::string(to_string(cause.kind)) + " " +
            std::string(to_string(cause.difference)) + " " + std::string(cause.resource.name());
  return text;
}

std::vector<std::string> in_words(const Forecast& forecast) {
  std::vector<std::string> lines;
  for (const NameChange& change : forecast.changes) lines.push_back(in_words(change));
  return lines;
}

std::vector<std::string> lines_of(const Pieces& before, const Pieces& after) {
  return in_words(verify::forecast(network(before), network(after)));
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("linking a zone tells who gains by it and whom it breaks", "[forecast][D-010][D-033]") {
  const Forecast forecast =
      verify::forecast(network(with_record()), network(with_record() + Pieces{link_to("v2")}));
  CHECK(in_words(forecast) ==
        Lines{"kv1.vault.azure.net public -> private for vm2, link added to-v2",
              "kv2.vault.azure.net public -> NXDOMAIN for vm2, link added to-v2"});
  CHECK(forecast.pairs == std::size_t{3} * 2);  // two machines and the Internet
  CHECK(forecast.changed == 2);
  CHECK_FALSE(forecast.changes[0].breaks);
  CHECK(forecast.changes[0].mitigation.empty());
  CHECK(forecast.changes[1].breaks);
  CHECK_THAT(forecast.changes[1].mitigation, Catch::Contains("NxDomainRedirect"));
  REQUIRE(forecast.notes.size() == 1);
  CHECK_THAT(forecast.notes[0], Catch::Contains("in v2 names below privatelink.vaultcore"));
}

TEST_CASE("a link that redirects breaks nobody", "[forecast][D-036][D-040]") {
  CHECK(lines_of(with_record(), with_record() + Pieces{link_to("v2", true)}) ==
        Lines{"kv1.vault.azure.net public -> private for vm2, link added to-v2"});
  CHECK(lines_of(with_record() + Pieces{link_to("v2", true)},
                 with_record() + Pieces{link_to("v2")}) ==
        Lines{"kv2.vault.azure.net public -> NXDOMAIN for vm2, link changed to-v2"});
}

TEST_CASE("a zone group that goes takes the answer with it", "[forecast][D-160]") {
  const Pieces links{link_to("v1"), link_to("v2")};
  const Forecast forecast =
      verify::forecast(network(with_record() + links), network(town() + links));
  CHECK(in_words(forecast) ==
        Lines{"kv1.vault.azure.net private -> NXDOMAIN for vm1 vm2, record removed pe1, zone group "
              "removed default"});
  CHECK_THAT(forecast.changes[0].mitigation, Catch::Contains("keep the record"));
}

TEST_CASE("an endpoint in a linked zone without its record breaks the name",
          "[forecast][D-103][D-011]") {
  Pieces without = with_record() + Pieces{link_to("v2")};
  std::erase_if(without, [](const Piece& piece) {
    const auto* endpoint = piece.as<azure::PrivateEndpoint>();
    return endpoint != nullptr && endpoint->name == "pe2";
  });
  const Forecast forecast =
      verify::forecast(network(without), network(with_record() + Pieces{link_to("v2")}));
  CHECK(in_words(forecast) ==
        Lines{"kv2.vault.azure.net public -> NXDOMAIN for vm2, endpoint added pe2"});
  CHECK_THAT(forecast.changes[0].mitigation, Catch::Contains("zone group"));
}

TEST_CASE("other DNS servers of a network change its answers and nobody else's",
          "[forecast][D-207][D-211][R-31]") {
  const Pieces linked = with_record() + Pieces{link_to("v1"), link_to("v2")};
  auto other = vnet("v2", {"10.2.0.0/16"});
  other.dns_servers = known(std::vector{ip("8.8.8.8")});
  const Forecast to_public = verify::forecast(network(linked), network(linked + Pieces{other}));
  CHECK(in_words(to_public) ==
        Lines{"kv1.vault.azure.net private -> public for vm2, DNS servers changed v2",
              "kv2.vault.azure.net NXDOMAIN -> public for vm2, DNS servers changed v2"});
  CHECK_THAT(to_public.changes[0].mitigation, Catch::Contains("forward the public suffix"));
  other.dns_servers = known(std::vector{ip("10.2.0.99")});
  const Forecast to_nobody = verify::forecast(network(linked), network(linked + Pieces{other}));
  REQUIRE(to_nobody.changes.size() == 2);
  CHECK(to_nobody.changes[0].kind == "private -> TIMEOUT");
  CHECK_THAT(to_nobody.changes[0].mitigation, Catch::Contains("UDP and TCP 53"));
}

TEST_CASE("a ruleset that sends a name elsewhere is named as the cause", "[forecast][D-224]") {
  const auto with_ruleset = [](bool linked) {
    azure::Resources all = resources(with_record() + Pieces{link_to("v1")});
    auto resolver = named<azure::DnsResolver>("Microsoft.Network/dnsResolvers", "r");
    resolver.virtual_network = vnet_id("v1");
    all.dns_resolvers.push_back(resolver);
    azure::OutboundEndpoint outbound;
    outbound.resolver = resolver.id;
    outbound.id = resolver.id.child("outboundEndpoints", "out");
    outbound.subnet = subnet_id("v1/s");
    all.outbound_endpoints.push_back(outbound);
    auto ruleset = named<azure::ForwardingRuleset>("Microsoft.Network/dnsForwardingRulesets", "rs");
    ruleset.outbound_endpoints = {outbound.id};
    azure::ForwardingRule rule;
    rule.name = "vaults";
    rule.suffix = net::parse_dns_name("vault.azure.net").value();
    rule.targets = {ip("10.9.9.9")};
    ruleset.rules = {rule};
    if (linked) ruleset.virtual_networks = {vnet_id("v2")};
    all.forwarding_rulesets.push_back(ruleset);
    Diagnostics diagnostics;
    return model::build(std::move(all), diagnostics);
  };
  const Forecast forecast = verify::forecast(with_ruleset(false), with_ruleset(true));
  REQUIRE_FALSE(forecast.changes.empty());
  CHECK(in_words(forecast.changes[0]) ==
        "kv1.vault.azure.net public -> SERVFAIL for vm2, ruleset changed rs");
}

TEST_CASE("the names of a hand-made zone are foretold with its link", "[forecast][D-001]") {
  azure::RecordSet record;
  record.zone = id("Microsoft.Network/privateDnsZones", "corp.example");
  record.id = record.zone.child("A", "db");
  record.relative_name = "db";
  record.type = azure::RecordType::a;
  record.addresses = {ip("10.1.0.50")};
  const Pieces base = town() + Pieces{zone("corp.example"), record};
  CHECK(lines_of(base, base + Pieces{zone_link("corp.example", "v2")}) ==
        Lines{"db.corp.example unproven -> private for vm2, link added to-v2"});
}

TEST_CASE("a resource that is new is the cause of its name", "[forecast][R-05]") {
  CHECK(lines_of(town(), town() + Pieces{vault("kv3")}) ==
        Lines{"kv3.vault.azure.net unproven -> public for internet vm1 vm2, resource added kv3"});
  CHECK(lines_of(town(), town() + Pieces{app("app1")}).empty());
}

TEST_CASE("a state has nothing to foretell of itself", "[forecast]") {
  const auto net = network(with_record() + Pieces{link_to("v1")});
  const Forecast forecast = verify::forecast(net, net);
  CHECK(forecast.changes.empty());
  CHECK(forecast.changed == 0);
  CHECK(forecast.pairs == 6);
}

namespace {

template <class... T>
auto one_of(T... values) {
  return *rc::gen::element(values...);
}

// A small world of names: zones that cover each other, links of every policy, records, endpoints in
// any state, servers of every kind.
model::Network random_names() {
  Pieces all{kv1, kv2, storage("st1")};
  const std::vector<std::string> zones{vault_zone, "vault.azure.net", "corp.example",
                                       "kv2.privatelink.vaultcore.azure.net"};
  for (const std::string network : {"v1", "v2", "v3"}) {
    const std::string block = "10." + network.substr(1);
    auto added = vnet(network, {block + ".0.0/16"});
    const auto servers =
        *rc::gen::elementOf(std::vector<std::vector<net::Ip>>{{},
                                                              {ip("168.63.129.16")},
                                                              {ip("10.1.0.53")},
                                                              {ip("8.8.8.8")},
                                                              {ip("10.9.9.9"), ip("168.63.129.16")},
                                                              {ip("10.1.0.54"), ip("8.8.8.8")}});
    if (!servers.empty()) added.dns_servers = known(servers);
    all.push_back(added);
    all.push_back(subnet(network + "/s", block + ".0.0/24"));
    all.push_back(nic("nic" + network, network + "/s", block + ".0.4"));
    all.push_back(machine("vm" + network, "nic" + network));
    all.push_back(app("app" + network, one_of(true, false) ? network + "/s" : ""));
  }
  for (const std::string& name : zones) {
    all.push_back(zone(name));
    for (const std::string network : {"v1", "v2", "v3"}) {
      if (one_of(true, false)) continue;
      auto link = zone_link(name, network);
      const int policy = one_of(0, 1, 2);
      if (policy == 1) link.resolution_policy = known(azure::ResolutionPolicy::nxdomain_redirect);
      if (policy == 2) link.resolution_policy = unknown<azure::ResolutionPolicy>("the policy");
      all.push_back(link);
    }
    for (const std::string record_name : {"kv1", "kv2", "a", "*", "@"}) {
      if (one_of(0, 1, 2) != 0) continue;
      azure::RecordSet record;
      record.zone = id("Microsoft.Network/privateDnsZones", name);
      record.relative_name = record_name;
      const bool alias = record_name == "a";
      record.type = alias ? azure::RecordType::cname : azure::RecordType::a;
      record.id = record.zone.child(alias ? "CNAME" : "A", record_name);
      if (alias) record.target = net::parse_dns_name("kv1.vault.azure.net").value();
      if (!alias) record.addresses = {ip("10.1.0.7")};
      all.push_back(record);
    }
  }
  auto pe1 = endpoint("pe1", "v1/s", kv1, "vault", "10.1.0.5");
  if (one_of(true, false)) pe1.state = unknown<azure::ConnectionState>("the approval");
  if (one_of(true, false)) all.push_back(pe1);
  if (one_of(true, false)) all.push_back(endpoint("pe2", "v2/s", kv2, "vault", "10.2.0.5"));
  azure::Resources written = resources(all);
  azure::DnsServer server;
  server.address = ip("10.1.0.53");
  server.subnet = "v1/s";
  server.recursion = one_of(true, false);
  server.forwarders.push_back({{}, {ip("168.63.129.16")}});
  if (one_of(true, false))
    server.forwarders.push_back({net::parse_dns_name("vault.azure.net").value(), {ip("8.8.8.8")}});
  written.surroundings.dns_servers.push_back(server);
  server.address = ip("10.1.0.54");
  written.surroundings.dns_servers.push_back(server);
  server.subnet = "v3/s";  // the same address twice
  written.surroundings.dns_servers.push_back(server);
  Diagnostics diagnostics;
  return model::build(std::move(written), diagnostics);
}

std::vector<net::DnsName> some_names() {
  std::vector<net::DnsName> names;
  for (const char* text :
       {"kv1.vault.azure.net", "kv2.vault.azure.net", "a.corp.example", "b.corp.example",
        "st1.blob.core.windows.net", "a.vault.azure.net", "kv1.privatelink.vaultcore.azure.net"})
    names.push_back(net::parse_dns_name(text).value());
  return names;
}

verify::NameCell one_by_one(const model::Network& network, const reach::Workload& from,
                            const net::DnsName& name) {
  const auto answer = verify::answer_name(network, from, name, azure::RecordType::a);
  const auto& nominal = answer.resolution.answer;
  return {nominal.rcode, nominal.addresses, answer.resolution.answer_class, answer.open};
}

}  // namespace

TEST_CASE("answers that many vantages share are those of each by itself", "[forecast][names]") {
  CHECK(rc::check([] {
    const model::Network net = random_names();
    const verify::Assumptions nothing;
    verify::NameTable table(net, nothing);
    for (const reach::Workload& from : verify::vantages(net)) {
      const std::size_t of_class = table.class_of(from);
      for (const net::DnsName& name : some_names())
        RC_ASSERT(table.entry(of_class, name).cell == one_by_one(net, from, name));
    }
  }));
}

namespace {

bool differ(const verify::NameCell& a, const verify::NameCell& b) {
  const auto unproven = verify::AnswerClass::unproven;
  if (a.answer_class == unproven && b.answer_class == unproven &&
      (a.rcode == dns::Rcode::none || b.rcode == dns::Rcode::none))
    return false;
  return a.rcode != b.rcode || a.addresses != b.addresses || a.answer_class != b.answer_class;
}

std::size_t listed(const Forecast& forecast, const net::DnsName& name, const std::string& vantage) {
  return static_cast<std::size_t>(
      std::ranges::count_if(forecast.changes, [&](const NameChange& change) {
        return change.name == name && std::ranges::count(change.vantages, vantage) > 0;
      }));
}

}  // namespace

TEST_CASE("a forecast lists what differs pair by pair, and nothing else", "[forecast][names]") {
  CHECK(rc::check([] {
    const model::Network before = random_names();
    const model::Network after = random_names();
    const Forecast forecast = verify::forecast(before, after);
    std::set<net::DnsName> names;
    for (const auto* network : {&before, &after}) {
      for (const net::DnsName& name : verify::names_in_use(*network)) names.insert(name);
    }
    for (const reach::Workload& from : verify::vantages(before)) {
      const auto same = verify::vantages(after);
      const auto to = std::ranges::find(same, from.name, &reach::Workload::name);
      if (to == same.end()) continue;
      for (const net::DnsName& name : names) {
        const bool differs = differ(one_by_one(before, from, name), one_by_one(after, *to, name));
        RC_ASSERT(listed(forecast, name, from.name) == (differs ? 1U : 0U));
      }
    }
  }));
}
