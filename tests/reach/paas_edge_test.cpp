#include <airtight/reach/paas_edge.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::DefaultAction;
using azure::NetworkRules;
using azure::PublicNetworkAccess;
using reach::EdgeSource;

namespace {

using Kind = EdgeSource::Kind;

EdgeSource from_anywhere() {
  EdgeSource source;
  source.name = "the Internet";
  return source;
}
EdgeSource from_address(const std::string& text, const std::string& region = "") {
  EdgeSource source = from_anywhere();
  source.kind = Kind::address;
  source.addresses = {prefix(text)};
  source.region = region;
  return source;
}
EdgeSource from_unknown_address() {
  EdgeSource source;
  source.kind = Kind::unknown_public;
  source.name = "an outbound address of app1";
  source.region = "northeurope";
  return source;
}
EdgeSource from_subnet(const model::Network& network, const std::string& path) {
  EdgeSource source;
  source.kind = Kind::subnet;
  source.subnet = network.subnet(subnet_id(path));
  source.name = path;
  source.region = "westeurope";
  return source;
}

std::string gate(const model::Network& network, const azure::Resource& target,
                 const EdgeSource& source) {
  const auto readings = model::explore([&](model::Reading& reading) {
    return reach::pass_public_edge(network, *network.back_end(target.id), source, reading);
  });
  return in_words(verify::join(readings, {}));
}

std::string gate(const azure::Service& target, const EdgeSource& source) {
  return gate(network({target}), target, source);
}

azure::Service with_access(azure::Service service, azure::Property<PublicNetworkAccess> access) {
  service.public_network_access = std::move(access);
  return service;
}

constexpr auto refused = "deny PAAS_FIREWALL";
constexpr auto closed = "deny PAAS_PUBLIC_DISABLED";

}  // namespace

TEST_CASE("an open vault admits everybody", "[edge][E-030][N-335][N-312]") {
  CHECK(gate(vault("kv1"), from_anywhere()) == "allow");
  CHECK(gate(vault("kv1", rules(DefaultAction::allow, {"203.0.113.0/24"})), from_anywhere()) ==
        "allow");
}

TEST_CASE("default action Deny admits the union of the rules", "[edge][N-312][E-033]") {
  const auto kv = vault("kv1", rules(DefaultAction::deny, {"203.0.113.7", "198.51.100.0/24"}));
  CHECK(gate(kv, from_address("203.0.113.7")) == "allow");
  CHECK(gate(kv, from_address("198.51.100.200")) == "allow");
  CHECK(gate(kv, from_address("203.0.113.8")) == refused);
  CHECK(gate(kv, from_anywhere()) == refused);
}

TEST_CASE("public network access is looked at before any rule", "[edge][E-033][R-13][N-311]") {
  const auto listed = rules(DefaultAction::deny, {"203.0.113.7"});
  const auto off = known(PublicNetworkAccess::disabled);
  CHECK(gate(with_access(vault("kv1", listed), off), from_address("203.0.113.7")) == closed);
  CHECK(gate(with_access(vault("kv1"), off), from_anywhere()) == closed);
  CHECK(gate(with_access(storage("st1"), off), from_anywhere()) == closed);
  CHECK(gate(with_access(language("cs1"), off), from_anywhere()) == closed);
  CHECK(gate(with_access(vault("kv1", listed), {}), from_address("203.0.113.7")) == "allow");
}

TEST_CASE("a vault without rules is open, but never proven either way when a template omits them",
          "[edge][E-032][CE-04]") {
  auto kv = vault("kv1");
  kv.network_rules = {};
  CHECK(gate(kv, from_anywhere()) == "allow");
  kv.from_template = true;
  const std::string from_template = gate(kv, from_anywhere());
  CHECK((from_template == "allow assuming CE-04" || from_template == "uncertain CE-04"));
}

TEST_CASE("unknown parts of the gate are never a denial", "[edge][R-02]") {
  const azure::UnknownInput what{"$X"};
  auto action = closed_rules();
  action.default_action = unknown<DefaultAction>("$X");
  auto rule_of = closed_rules();
  rule_of.ip_rules.push_back({what, {}});
  auto all = vault("kv1");
  all.network_rules = unknown<NetworkRules>("$X");
  auto stub = vault("kv1");
  stub.external = true;
  stub.public_network_access = {};
  stub.network_rules = {};

  const std::pair<azure::Service, const char*> cases[] = {
      {vault("kv1", action), "uncertain $X"},
      {vault("kv1", rule_of), "uncertain $X"},
      {all, "uncertain $X"},
      {with_access(vault("kv1"), unknown<PublicNetworkAccess>("$X")),
       "uncertain $X the perimeter rules for kv1"}};
  for (const auto& [service, expected] : cases) {
    CHECK(gate(service, from_anywhere()) == expected);
    CHECK(gate(service, from_address("203.0.113.7")) == expected);
  }
  CHECK(gate(stub, from_anywhere()).starts_with("uncertain"));
  // Where it cannot matter an unknown does not matter.
  CHECK(gate(with_access(vault("kv1", rule_of), known(PublicNetworkAccess::disabled)),
             from_anywhere()) == closed);
}

TEST_CASE("one of some unknown addresses is admitted only when all are", "[edge][R-19]") {
  CHECK(gate(vault("kv1"), from_unknown_address()) == "allow");
  CHECK(gate(vault("kv1", closed_rules()), from_unknown_address()) == refused);
  CHECK(gate(vault("kv1", rules(DefaultAction::deny, {"203.0.113.7"})), from_unknown_address())
            .starts_with("uncertain"));
  CHECK(gate(vault("kv1", rules(DefaultAction::deny, {"0.0.0.0/0"})), from_unknown_address()) ==
        "allow");
}

TEST_CASE("rules that cover all addresses admit the Internet", "[edge][R-19]") {
  CHECK(gate(vault("kv1", rules(DefaultAction::deny, {"0.0.0.0/0"})), from_anywhere()) == "allow");
  CHECK(gate(vault("kv1", rules(DefaultAction::deny, {"0.0.0.0/1", "128.0.0.0/1"})),
             from_anywhere()) == "allow");
  CHECK(gate(vault("kv1", rules(DefaultAction::deny, {"0.0.0.0/1"})), from_anywhere()) == refused);
}

TEST_CASE("a service endpoint needs both halves, and address rules do not see it",
          "[edge][N-181][N-182][N-188]") {
  const Pieces net{vnet("v", {"10.0.0.0/16"}),
                   subnet("v/s", "10.0.0.0/24", {.service_endpoints = {"Microsoft.KeyVault"}}),
                   subnet("v/t", "10.0.1.0/24", {.service_endpoints = {"Microsoft.KeyVault"}})};
  const auto listed = vault("kv1", rules(DefaultAction::deny, {}, {"v/s"}));
  const auto by_address = vault("kv2", rules(DefaultAction::deny, {"20.0.0.0/24", "0.0.0.0/0"}));
  const auto world = network(net + Pieces{listed, by_address});
  CHECK(gate(world, listed, from_subnet(world, "v/s")) == "allow");
  CHECK(gate(world, listed, from_subnet(world, "v/t")) == refused);
  CHECK(gate(world, by_address, from_subnet(world, "v/s")) == refused);
}

TEST_CASE("storage rules do not see callers in the account's own region", "[edge][N-318]") {
  const auto st = storage("st1", rules(DefaultAction::deny, {"20.1.2.3"}));
  CHECK(gate(st, from_address("20.1.2.3", "westeurope")) == refused);
  CHECK(gate(st, from_address("20.1.2.3", "northeurope")) == "allow");
  CHECK(gate(st, from_address("20.1.2.3")) == "allow");
  CHECK(gate(vault("kv1", rules(DefaultAction::deny, {"20.1.2.3"})),
             from_address("20.1.2.3", "westeurope")) == "allow");
}

TEST_CASE("an app without the property is open until it has an endpoint in any state",
          "[EX][edge][N-328][R-13][E-190]") {
  const auto site = app("app1");
  const Pieces net{vnet("v", {"10.0.0.0/16"}), subnet("v/pe", "10.0.1.0/24"), site};
  CHECK(gate(network(net), site, from_anywhere()) == "allow");

  auto pe = endpoint("pe1", "v/pe", site, "sites", "10.0.1.4");
  CHECK(gate(network(net + Pieces{pe}), site, from_anywhere()) == closed);
  pe.state = known(azure::ConnectionState::pending);
  CHECK(gate(network(net + Pieces{pe}), site, from_anywhere()) == closed);

  auto explicit_site = site;
  explicit_site.public_network_access = known(PublicNetworkAccess::enabled);
  CHECK(gate(network(net + Pieces{pe, explicit_site}), site, from_anywhere()) == "allow");
}

TEST_CASE("an endpoint by itself does not close the edge", "[edge][N-209][E-020]") {
  const auto kv = vault("kv1");
  const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/pe", "10.0.1.0/24"), kv,
                            endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4")});
  CHECK(gate(net, kv, from_anywhere()) == "allow");
}

TEST_CASE("SQL servers admit nobody without a rule", "[edge][E-101]") {
  auto sql = service("Microsoft.Sql/servers", "sql1");
  CHECK(gate(sql, from_anywhere()) == refused);
  sql.network_rules = known(NetworkRules{});
  CHECK(gate(sql, from_anywhere()) == refused);
}

TEST_CASE("what each service admits without a rule, and with one for another",
          "[edge][E-080][E-120][E-130][E-160][E-170][E-180][E-210]") {
  struct Row {
    const char* type;
    const char* bare;
    const char* other;
  };
  const Row rows[] = {{"Microsoft.Storage/storageAccounts", "allow", "allow"},
                      {"Microsoft.DocumentDB/databaseAccounts", "allow", refused},
                      {"Microsoft.ServiceBus/namespaces", "allow", "allow"},
                      {"Microsoft.EventHub/namespaces", "allow", "allow"},
                      {"Microsoft.ContainerRegistry/registries", "allow", "allow"},
                      {"Microsoft.Search/searchServices", "allow", refused},
                      {"Microsoft.Cache/redis", "allow", refused},
                      {"Microsoft.DBforPostgreSQL/flexibleServers", refused, refused}};
  for (const Row& row : rows) {
    CAPTURE(row.type);
    auto target = service(row.type, "target");
    CHECK(gate(target, from_anywhere()) == row.bare);
    // Rules, but no default action: some services take that for Allow, others for a closed list.
    NetworkRules written;
    written.ip_rules.push_back({prefix("198.51.100.7/32"), {}});
    target.network_rules = known(written);
    CHECK(gate(target, from_address("203.0.113.7/32")) == row.other);
    CHECK(gate(target, from_address("198.51.100.7/32")) == "allow");
    CHECK(gate(with_access(target, known(PublicNetworkAccess::disabled)),
               from_address("198.51.100.7/32")) == closed);
  }
}

TEST_CASE("App Configuration is closed by its first endpoint", "[edge][E-150]") {
  auto store = service("Microsoft.AppConfiguration/configurationStores", "store");
  store.public_network_access = {};
  const Pieces net{vnet("v", {"10.0.0.0/16"}), subnet("v/pe", "10.0.1.0/24"), store};
  CHECK(gate(network(net), store, from_anywhere()) == "allow");
  const auto pe = endpoint("pe1", "v/pe", store, "configurationStores", "10.0.1.4");
  CHECK(gate(network(net + Pieces{pe}), store, from_anywhere()) == closed);
}

TEST_CASE("an edge nothing is on record of is never proven closed", "[edge][R-02]") {
  auto odd = service("Microsoft.Batch/batchAccounts", "batch1");
  odd.network_rules = {};
  CHECK(!gate(odd, from_anywhere()).starts_with("deny"));
}
