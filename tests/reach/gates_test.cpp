#include <airtight/reach/paas_edge.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::DefaultAction;
using azure::PublicNetworkAccess;
using reach::EdgeSource;

namespace {

constexpr auto closed = "deny PAAS_PUBLIC_DISABLED";
constexpr auto refused = "deny PAAS_FIREWALL";

EdgeSource client(const std::string& address) {
  EdgeSource source;
  source.kind = EdgeSource::Kind::address;
  source.addresses = {prefix(address)};
  source.name = address;
  return source;
}

EdgeSource caller(const std::string& type) {
  EdgeSource source;
  source.kind = EdgeSource::Kind::unknown_public;
  source.name = "a " + type;
  source.azure = true;
  source.service = type;
  return source;
}

EdgeSource from_subnet(const model::Network& network, const std::string& path) {
  EdgeSource source;
  source.kind = EdgeSource::Kind::subnet;
  source.subnet = network.subnet(subnet_id(path));
  source.name = path;
  return source;
}

std::string gate(const model::Network& net, const azure::Resource& target,
                 const EdgeSource& source) {
  const auto readings = model::explore([&](model::Reading& reading) {
    return reach::pass_public_edge(net, *net.back_end(target.id), source, reading);
  });
  return in_words(verify::join(readings, {}));
}

std::string gate(const Pieces& pieces, const azure::Resource& target, const EdgeSource& source) {
  return gate(network(pieces), target, source);
}

std::string gate(const Pieces& pieces, const azure::Resource& target, const std::string& path) {
  const auto net = network(pieces);
  return gate(net, target, from_subnet(net, path));
}

azure::Service disabled(azure::Service service) {
  service.public_network_access = known(PublicNetworkAccess::disabled);
  return service;
}

azure::AccessRule access(int priority, bool allowed, const std::string& block) {
  azure::AccessRule rule;
  rule.name = "rule" + std::to_string(priority);
  rule.priority = priority;
  rule.allow = allowed;
  if (!block.empty()) rule.prefixes = {prefix(block)};
  return rule;
}

azure::Site restricted(std::vector<azure::AccessRule> rules) {
  auto site = app("app1");
  site.restrictions.rules = std::move(rules);
  return site;
}

// A perimeter around the service, with one inbound rule for a block.
Pieces perimeter(const azure::Service& target, azure::PerimeterMode mode,
                 const std::string& block) {
  azure::PerimeterProfile profile;
  const auto around = id("Microsoft.Network/networkSecurityPerimeters", "p");
  profile.id = around.child("profiles", "default");
  profile.name = "default";
  profile.perimeter = around;
  azure::PerimeterRule rule;
  rule.name = "in";
  rule.prefixes = {prefix(block)};
  profile.inbound = {rule};
  azure::PerimeterAssociation association;
  association.id = around.child("resourceAssociations", "a");
  association.name = "a";
  association.perimeter = around;
  association.profile = profile.id;
  association.resource = target.id;
  association.mode = known(mode);
  return {target, profile, association};
}

}  // namespace

TEST_CASE("a trusted service passes if the target lists it and lets such pass",
          "[EX][edge][N-313][N-320][R-21][E-086]") {
  const auto st = storage("st1", closed_rules());
  auto no_bypass = closed_rules();
  no_bypass.bypass = known(std::vector<std::string>{});
  const auto factory = caller("Microsoft.DataFactory/factories");
  CHECK(gate({st}, st, factory) == "allow");
  CHECK(gate({disabled(st)}, st, factory) == "allow");
  CHECK(gate({storage("st1", no_bypass)}, st, factory) == refused);
  CHECK(gate({st}, st, caller("Microsoft.Web/sites")) == refused);
  CHECK(gate({disabled(st)}, st, caller("Microsoft.App/managedEnvironments")) == closed);
  CHECK(gate({st}, st, client("203.0.113.7")) == refused);
}

TEST_CASE("whether trusted services pass disabled access differs by service",
          "[edge][C-26][N-314][E-034]") {
  const auto kv = disabled(vault("kv1", closed_rules()));
  CHECK(gate({kv}, kv, caller("Microsoft.ContainerRegistry/registries")) == "allow");
  auto acr = disabled(service("Microsoft.ContainerRegistry/registries", "acr1"));
  acr.network_rules = known(closed_rules());
  CHECK(gate({acr}, acr, caller("Microsoft.MachineLearningServices/workspaces")) ==
        "uncertain C-26");
}

TEST_CASE("App Service is trusted by no vault for an app's own calls", "[edge][E-038]") {
  const auto kv = vault("kv1", closed_rules());
  CHECK(gate({kv}, kv, caller("Microsoft.Web/sites")) == refused);
  CHECK(gate({kv}, kv, caller("Microsoft.Web/certificates")) == "allow");
}

TEST_CASE("a rule for one resource admits its identity, even where access is disabled",
          "[edge][N-322][N-313]") {
  auto edge = closed_rules();
  edge.bypass = known(std::vector<std::string>{});
  edge.resource_rules = {{id("Microsoft.DataFactory/factories", "df1"), {}}};
  const auto st = disabled(storage("st1", edge));
  auto named_caller = caller("Microsoft.DataFactory/factories");
  CHECK(gate({st}, st, named_caller).starts_with("uncertain"));
  named_caller.caller = id("Microsoft.DataFactory/factories", "df1");
  CHECK(gate({st}, st, named_caller) == "allow");
  CHECK(gate({st}, st, caller("Microsoft.Search/searchServices")) == closed);
  CHECK(gate({st}, st, client("203.0.113.7")) == closed);
}

TEST_CASE("the range 0.0.0.0 of a server admits all of Azure and nobody else",
          "[edge][N-316][R-20]") {
  auto sql = service("Microsoft.Sql/servers", "sql1");
  sql.network_rules = known(rules(DefaultAction::deny, {"0.0.0.0/32"}));
  CHECK(gate({sql}, sql, caller("Microsoft.Web/sites")) == "allow");
  CHECK(gate({sql}, sql, client("203.0.113.7")) == refused);
  const Pieces net{vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"), sql};
  CHECK(gate(net, sql, std::string("v/s")) == refused);
}

TEST_CASE("a perimeter replaces a service's own rules", "[EX][edge][N-325]") {
  using azure::PerimeterMode;
  const auto listed = storage("st1", rules(DefaultAction::deny, {"203.0.113.7"}));
  const auto me = client("203.0.113.7");
  CHECK(gate(perimeter(listed, PerimeterMode::enforced, "198.51.100.0/24"), listed, me) == refused);
  CHECK(gate(perimeter(listed, PerimeterMode::enforced, "203.0.113.0/24"), listed, me) == "allow");
  CHECK(gate(perimeter(listed, PerimeterMode::learning, "198.51.100.0/24"), listed, me) == "allow");
  // Surprising: in learning mode a disabled service is open to whom the perimeter admits.
  CHECK(gate(perimeter(disabled(listed), PerimeterMode::learning, "203.0.113.0/24"), listed, me) ==
        "allow");
  CHECK(gate(perimeter(disabled(listed), PerimeterMode::learning, "198.51.100.0/24"), listed, me) ==
        refused);
  auto secured = listed;
  secured.public_network_access = known(PublicNetworkAccess::secured_by_perimeter);
  CHECK(gate({secured}, secured, me) == refused);
}

TEST_CASE("trusted services under an enforced perimeter are open", "[edge][C-20][N-327]") {
  const auto st = storage("st1", closed_rules());
  const auto pieces = perimeter(st, azure::PerimeterMode::enforced, "198.51.100.0/24");
  CHECK(gate(pieces, st, caller("Microsoft.DataFactory/factories")).find("C-20") !=
        std::string::npos);
}

TEST_CASE("access restrictions: by priority, the first match decides", "[EX][edge][N-329]") {
  const auto one = restricted({access(100, true, "1.2.3.0/24")});
  CHECK(gate({one}, one, client("1.2.3.4")) == "allow");
  CHECK(gate({one}, one, client("9.9.9.9")) == refused);
  const auto none = restricted({});
  CHECK(gate({none}, none, client("9.9.9.9")) == "allow");
  const auto both = restricted({access(100, false, "1.2.3.4/32"), access(200, true, "1.2.3.0/24")});
  CHECK(gate({both}, both, client("1.2.3.4")) == refused);
  CHECK(gate({both}, both, client("1.2.3.5")) == "allow");
  auto open = one;
  open.restrictions.default_action = known(DefaultAction::allow);
  CHECK(gate({open}, open, client("9.9.9.9")) == "allow");
}

TEST_CASE("a restriction that is not known may admit or refuse whom it covers", "[edge][N-329]") {
  auto everybody = access(100, false, "");
  everybody.unknown = {{"action"}};
  auto somebody = access(100, false, "1.2.3.0/24");
  somebody.unknown = {{"action"}};
  CHECK(gate({restricted({everybody})}, restricted({everybody}), client("9.9.9.9"))
            .starts_with("uncertain"));
  CHECK(gate({restricted({somebody})}, restricted({somebody}), client("1.2.3.4"))
            .starts_with("uncertain"));
  CHECK(gate({restricted({somebody})}, restricted({somebody}), client("9.9.9.9")) == refused);
}

TEST_CASE("a subnet rule needs the endpoint, an address rule never sees private addresses",
          "[EX][edge][N-331][N-332][E-195]") {
  auto rule = access(100, true, "");
  rule.subnet = subnet_id("v/s");
  auto anybody = access(100, true, "");
  anybody.any_network = true;
  const Pieces net{vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"),
                   subnet("v/t", "10.0.1.0/24")};
  const auto with = [&](const azure::AccessRule& each, const char* path) {
    const auto site = restricted({each});
    const Pieces pieces = net + Pieces{site};
    return gate(pieces, site, std::string(path));
  };
  CHECK(with(rule, "v/s") == "allow");
  CHECK(with(rule, "v/t") == refused);
  CHECK(with(access(100, true, "10.0.0.0/16"), "v/s") == refused);
  CHECK(with(anybody, "v/t") == "allow");
}

TEST_CASE("conditions on headers: an allow is open, a deny does not count", "[edge][N-333]") {
  auto conditional = access(100, true, "0.0.0.0/0");
  conditional.headers = true;
  const auto allowing = restricted({conditional});
  CHECK(gate({allowing}, allowing, client("9.9.9.9")).starts_with("uncertain"));
  conditional.allow = false;
  const auto denying = restricted({conditional, access(200, true, "0.0.0.0/0")});
  CHECK(gate({denying}, denying, client("9.9.9.9")) == "allow");
}

TEST_CASE("the deployment site has a list of its own", "[edge][N-330]") {
  auto site = restricted({access(100, true, "1.2.3.0/24")});
  auto source = client("9.9.9.9");
  source.scm = true;
  CHECK(gate({site}, site, source) == "allow");
  site.scm_uses_main = known(true);
  CHECK(gate({site}, site, source) == refused);
}

TEST_CASE("an app with an endpoint takes nothing of service endpoints", "[edge][N-192]") {
  auto site = app("app1");
  site.public_network_access = known(PublicNetworkAccess::enabled);
  const Pieces net{vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"),
                   subnet("v/pe", "10.0.1.0/24"), site,
                   endpoint("pe1", "v/pe", site, "sites", "10.0.1.4")};
  CHECK(gate(net, site, std::string("v/s")) == refused);
  CHECK(gate(net, site, client("9.9.9.9")) == "allow");
}

TEST_CASE("a managed service reaches no private address", "[edge][N-230]") {
  const auto net = network({vnet("v", {"10.0.0.0/16"})});
  CHECK(outcome(net, managed("Microsoft.DataFactory/factories"), to("10.0.0.4")) ==
        "deny NOT_IN_VNET");
}

TEST_CASE("a rule for a subnet of another subscription is assumed to act", "[gates][N-185][C-27]") {
  const Pieces inside{vnet("v", {"10.0.0.0/16"}),
                      subnet("v/s", "10.0.0.0/24", {.service_endpoints = {"Microsoft.KeyVault"}})};
  auto target = vault("kv1", rules(DefaultAction::deny, {}, {"v/s"}));
  CHECK(gate(inside + Pieces{target}, target, "v/s") == "allow");
  target.id = azure::make_id("other", "g", "Microsoft.KeyVault/vaults", "kv1");
  CHECK(gate(inside + Pieces{target}, target, "v/s") == "allow assuming C-27");
  auto without = vault("kv1", closed_rules());
  without.id = target.id;
  CHECK(gate(inside + Pieces{without}, without, "v/s") == refused);
}

TEST_CASE("an access restriction without a name is named by its priority", "[gates][N-329]") {
  auto site = app("app1");
  azure::AccessRule rule;
  rule.priority = 120;
  rule.prefixes = {prefix("203.0.113.0/24")};
  site.restrictions.rules.push_back(rule);
  const auto net = network({site});
  model::Reading reading;
  const auto refusal =
      reach::pass_public_edge(net, *net.back_end(site.id), client("203.0.113.7/32"), reading);
  CHECK(refusal.trace.back().summary ==
        "access restriction at priority 120 of app1 refuses 203.0.113.7/32");
}
