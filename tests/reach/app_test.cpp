#include <airtight/verify/path.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::DefaultAction;

// What is particular to apps: their platform traffic, their sender, ways into them.

namespace {

Pieces town() {
  return {vnet("v", {"10.0.0.0/16"}), subnet("v/app", "10.0.0.0/24"), subnet("v/s", "10.0.1.0/24"),
          nic("vm", "v/s", "10.0.1.4"), app("app1", "v/app")};
}

std::string from_app(const Pieces& pieces, const reach::Destination& destination) {
  const auto net = network(pieces);
  return outcome(net, app_sender(net, "app1"), destination);
}

}  // namespace

TEST_CASE("an integration carries TCP and UDP, of ICMP nobody says", "[apps][A-134]") {
  CHECK(from_app(town(), to("10.0.1.4", 443, net::Protocol::tcp)) == "allow");
  CHECK(from_app(town(), to("10.0.1.4", 53, net::Protocol::udp)) == "allow");
  CHECK(from_app(town(), to("10.0.1.4", 0, net::Protocol::icmp)).starts_with("uncertain"));
}

TEST_CASE("private ports may let connections into an app", "[apps][A-133][N-231]") {
  const auto into = [](const azure::Site& site) {
    const auto net = network(town() + Pieces{site});
    return outcome(net, sender(net, "vm"), to("10.0.0.9", 8080));
  };
  auto site = app("app1", "v/app");
  CHECK(into(site).starts_with("deny"));
  site.private_ports = known(false);
  CHECK(into(site).starts_with("deny"));
  site.private_ports = known(true);
  CHECK(into(site).starts_with("uncertain"));
  site.private_ports = unknown<bool>("$PORTS");
  CHECK(into(site).starts_with("uncertain"));
}

TEST_CASE("an app whose environment nobody describes is proven isolated from nothing private",
          "[apps][A-001]") {
  auto plan = named<azure::Plan>("Microsoft.Web/serverfarms", "plan");
  plan.sku = known(std::string("I1V2"));
  auto site = app("app1");
  site.plan = plan.id;
  const Pieces pieces = town() + Pieces{plan, site};
  CHECK(from_app(pieces, to("10.0.1.4")).starts_with("uncertain"));
  CHECK(from_app(town() + Pieces{app("app1")}, to("10.0.1.4")) == "deny NOT_IN_VNET");
}

TEST_CASE("image pull from a closed registry needs its own switch",
          "[apps][A-060][E-163][N-232][N-239][N-237]") {
  auto registry = service("Microsoft.ContainerRegistry/registries", "acr1");
  registry.public_network_access = known(azure::PublicNetworkAccess::disabled);
  const Pieces pieces = town() + Pieces{subnet("v/pe", "10.0.2.0/24"), registry,
                                        endpoint("pe1", "v/pe", registry, "registry", "10.0.2.4")};
  const auto pull = [&](const azure::Site& site) {
    const auto net = network(pieces + Pieces{site});
    auto from = app_sender(net, "app1");
    from.traffic = "imagePullTraffic";
    return outcome(net, from, to_endpoint(net, "10.0.2.4", registry, "registry")) + ", " +
           outcome(net, from, to_front_end(net, registry));
  };
  auto site = app("app1", "v/app", true);
  CHECK(pull(site) == "deny NOT_IN_VNET, deny PAAS_PUBLIC_DISABLED");
  site.outbound_routing.image_pull = known(true);
  CHECK(pull(site) == "allow, deny PAAS_PUBLIC_DISABLED");
  site.outbound_routing = {};
  site.outbound_routing.all = known(true);
  CHECK(pull(site) == "allow, deny PAAS_PUBLIC_DISABLED");
}

TEST_CASE("route-all does not give an app an address of its own", "[apps][A-061][N-246]") {
  const auto listed = vault("kv1", rules(DefaultAction::deny, {"20.1.2.3"}));
  const auto net = network(town() + Pieces{listed});
  CHECK(outcome(net, app_sender(net, "app1"), to_front_end(net, listed)).starts_with("uncertain"));
}

TEST_CASE("private destinations see any address of the integration subnet",
          "[apps][A-062][N-247][R-19]") {
  const auto guarded = [](const std::string& source) {
    return from_app(town() + Pieces{subnet("v/s", "10.0.1.0/24", {.nsg = "n"}),
                                    nsg("n", {{100, in, allow, source}, {200, in, deny}})},
                    to("10.0.1.4"));
  };
  CHECK(guarded("10.0.0.0/24") == "allow");
  CHECK(guarded("10.0.0.254/32").starts_with("uncertain"));
  CHECK(guarded("10.0.9.0/24") == "deny NSG_IN");
}

TEST_CASE("an absent route-all is off", "[apps][A-045][A-040][N-245]") {
  auto site = app("app1", "v/app");
  site.route_all = {};
  const Pieces dead{subnet("v/app", "10.0.0.0/24", {.table = "rt"}),
                    table("rt", {route("0.0.0.0/0", azure::RouteNextHop::none)})};
  CHECK(from_app(town() + dead + Pieces{site}, to("8.8.8.8")) == "allow");
  CHECK(from_app(town() + dead, to("8.8.8.8")) == "deny ROUTE_NONE");
}

TEST_CASE("a slot enters the network by its own integration", "[apps][A-190]") {
  auto slot = app("app1");
  slot.id = slot.id.child("slots", "blue");
  slot.name = "blue";
  const auto net = network(town() + Pieces{slot});
  CHECK(outcome(net, app_sender(net, "app1"), to("10.0.1.4")) == "allow");
  CHECK(outcome(net, verify::app_workload(*net.site(slot.id)), to("10.0.1.4")) ==
        "deny NOT_IN_VNET");
}

TEST_CASE("an endpoint of one sub-resource of storage leaves the others public",
          "[apps][E-085][N-204]") {
  auto st = storage("st1");
  st.public_network_access = known(azure::PublicNetworkAccess::disabled);
  const auto net = network(town() + Pieces{subnet("v/pe", "10.0.2.0/24"), st,
                                           endpoint("pe1", "v/pe", st, "blob", "10.0.2.4"),
                                           zone("privatelink.blob.core.windows.net"),
                                           zone("privatelink.dfs.core.windows.net"),
                                           zone_link("privatelink.blob.core.windows.net", "v"),
                                           zone_group("pe1", "privatelink.blob.core.windows.net")});
  const auto path = [&](const char* name) {
    return verify::examine(net, app_sender(net, "app1"), verify::find_target(net, name).value());
  };
  CHECK(in_words(path("st1.blob.core.windows.net").verdict) == "allow");
  CHECK(in_words(path("st1.dfs.core.windows.net").verdict) == "deny PAAS_PUBLIC_DISABLED");
  CHECK(outcome(net, app_sender(net, "app1"), to_endpoint(net, "10.0.2.4", st, "dfs")) ==
        "deny PE_SUBRESOURCE");
}

TEST_CASE("a server's redirected connections go through its endpoint", "[apps][E-105][R-12]") {
  const auto sql = service("Microsoft.Sql/servers", "sql1");
  const auto net = network(town() + Pieces{subnet("v/pe", "10.0.2.0/24"), sql,
                                           endpoint("pe1", "v/pe", sql, "sqlServer", "10.0.2.4")});
  const auto at = [&](int port) {
    return outcome(net, sender(net, "vm"), to_endpoint(net, "10.0.2.4", sql, "sqlServer", port));
  };
  CHECK(at(1433) == "allow");
  CHECK(at(11000) == "allow");
  CHECK(at(11999) == "allow");
  CHECK(at(10999).starts_with("uncertain"));
}

TEST_CASE("main and deployment names of an app share its endpoint", "[apps][E-196][N-210]") {
  const auto site = app("app2");
  const auto net = network(town() + Pieces{subnet("v/pe", "10.0.2.0/24"), site,
                                           endpoint("pe1", "v/pe", site, "sites", "10.0.2.4"),
                                           zone("privatelink.azurewebsites.net"),
                                           zone_link("privatelink.azurewebsites.net", "v"),
                                           zone_group("pe1", "privatelink.azurewebsites.net")});
  const auto path = [&](const char* name) {
    return verify::examine(net, app_sender(net, "app1"), verify::find_target(net, name).value());
  };
  for (const char* name : {"app2.azurewebsites.net", "app2.scm.azurewebsites.net"}) {
    CAPTURE(name);
    CHECK(in_words(path(name).verdict) == "allow");
    CHECK(path(name).via == reach::Via::private_endpoint);
  }
}
