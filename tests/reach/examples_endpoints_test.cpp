#include <airtight/verify/subject.h>

#include "reach/world.h"

// The examples of azure-network.md sections 5 and 6 that no other test has.

using namespace airtight;
using namespace airtight::world;
using azure::DefaultAction;

namespace {

// A machine behind a NAT gateway, in a subnet with these service endpoints.
Pieces behind_nat(const std::vector<std::string>& service_endpoints) {
  auto client = subnet("v/s", "10.1.0.0/24", {.service_endpoints = service_endpoints});
  client.nat_gateway = known(id("Microsoft.Network/natGateways", "nat"));
  return {vnet("v", {"10.1.0.0/16"}), client, nic("vm", "v/s", "10.1.0.4"),
          nat_gateway("nat", "pip"), public_address("pip", "20.1.2.3")};
}

}  // namespace

TEST_CASE("NAT IP in ipRules, endpoint enabled, no vnet rule", "[EX][N-182]") {
  const auto kv = vault("kv1", rules(DefaultAction::deny, {"20.1.2.3"}));
  const auto with = [&](const std::vector<std::string>& service_endpoints) {
    const auto net = network(behind_nat(service_endpoints) + Pieces{kv});
    return outcome(net, sender(net, "vm"), to_front_end(net, kv));
  };
  CHECK(with({"Microsoft.KeyVault"}) == "deny PAAS_FIREWALL");
  CHECK(with({}) == "allow");
}

TEST_CASE("app with PE, subnet with Microsoft.Web endpoint resolves the public IP", "[EX][N-192]") {
  auto site = app("app1");
  site.public_network_access = known(azure::PublicNetworkAccess::enabled);
  const auto with = [&](const std::vector<std::string>& service_endpoints, const Pieces& more) {
    const auto net = network(behind_nat(service_endpoints) + Pieces{site} + more);
    return outcome(net, sender(net, "vm"), to_front_end(net, site));
  };
  const Pieces pe{subnet("v/pe", "10.1.1.0/24"),
                  endpoint("pe1", "v/pe", site, "sites", "10.1.1.4")};
  CHECK(with({"Microsoft.Web"}, pe) == "deny PAAS_FIREWALL");
  CHECK(with({}, pe) == "allow");
  CHECK(with({"Microsoft.Web"}, {}) == "allow");
}

TEST_CASE("service → client through a PE: never possible", "[EX][N-200]") {
  const auto kv = vault("kv1");
  const auto net =
      network(behind_nat({}) + Pieces{kv, subnet("v/pe", "10.1.1.0/24"),
                                      endpoint("pe1", "v/pe", kv, "vault", "10.1.1.4")});
  CHECK(outcome(net, managed("Microsoft.KeyVault/vaults"), to("10.1.0.4")) == "deny NOT_IN_VNET");
  // Neither a service nor its endpoint is a sender.
  CHECK_FALSE(verify::find_workload(net, "kv1").has_value());
  CHECK_FALSE(verify::find_workload(net, "pe1").has_value());
}

TEST_CASE("storage endpoints serve their region and its pair", "[N-184]") {
  const auto with = [](const std::string& region, const char* service_endpoint) {
    auto st = storage("st1", rules(DefaultAction::deny, {}, {"v/s"}));
    st.location = region;
    const auto net = network(behind_nat({service_endpoint}) + Pieces{st});
    return outcome(net, sender(net, "vm"), to_front_end(net, st));
  };
  CHECK(with("westeurope", "Microsoft.Storage") == "allow");
  CHECK(with("northeurope", "Microsoft.Storage") == "allow");
  CHECK(with("eastus", "Microsoft.Storage") == "deny PAAS_FIREWALL");
  CHECK(with("eastus", "Microsoft.Storage.Global") == "allow");
  CHECK(with("newregion", "Microsoft.Storage") ==
        "uncertain whether westeurope and newregion are paired regions");
}
