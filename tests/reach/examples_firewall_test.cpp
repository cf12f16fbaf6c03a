#include <algorithm>

#include "reach/world.h"

// The examples of azure-network.md section 8 that no other test has.

using namespace airtight;
using namespace airtight::world;
using azure::RouteNextHop;

namespace {

// A hub with a device at 10.4.1.4, and spokes in public space that somebody uses privately.
Pieces spokes(const On& of_b) {
  const auto by_device = route("0.0.0.0/0", RouteNextHop::appliance, "10.4.1.4");
  return {vnet("a", {"52.10.0.0/17"}),
          vnet("hub", {"10.4.0.0/16"}),
          vnet("b", {"52.10.128.0/17"}),
          subnet("a/s", "52.10.0.0/24", {.table = "rt"}),
          subnet("b/s", "52.10.128.0/24", of_b),
          nic("vma", "a/s", "52.10.0.4"),
          nic("vmb", "b/s", "52.10.128.4"),
          table("rt", {by_device}),
          peering_link("a", "hub"),
          peering_link("hub", "a"),
          peering_link("b", "hub"),
          peering_link("hub", "b")};
}

}  // namespace

TEST_CASE("VNets using 52.10.0.0/16 privately, default settings: receivers see the firewall",
          "[EX][N-290]") {
  const auto with = [](const std::string& admitted, const azure::FirewallPolicy& policy) {
    const auto net = network(
        spokes({.nsg = "n", .table = "rt"}) +
        Pieces{subnet("hub/AzureFirewallSubnet", "10.4.1.0/26"), firewall("fw", "hub", "10.4.1.4"),
               policy, rule_group("fw", 200, {{true, "52.10.0.0/16", "52.10.0.0/16", 443}}),
               nsg("n", {{100, in, allow, admitted + "/32"}, {200, in, deny}})});
    return outcome(net, sender(net, "vma"), to("52.10.128.4"));
  };
  CHECK(with("10.4.1.4", firewall_policy("fw")) == "allow");
  CHECK(with("52.10.0.4", firewall_policy("fw")) == "deny NSG_IN");
  // A list of one's own keeps the source.
  auto listed = firewall_policy("fw");
  listed.private_ranges = known(std::vector<net::Prefix>{prefix("52.10.0.0/16")});
  CHECK(with("52.10.0.4", listed) == "allow");
}

TEST_CASE("NVA NSG default-only, client 10.2.1.4 → 8.8.8.8 via NVA", "[EX][N-295]") {
  auto nva = appliance("nva", "hub/s", "10.4.1.4");
  nva.network_security_group = known(nsg_id("n"));
  const auto with = [&](const std::vector<RuleLine>& lines) {
    const auto net = network(
        {vnet("c", {"10.2.0.0/16"}), vnet("hub", {"10.4.0.0/16"}),
         subnet("c/s", "10.2.1.0/24", {.table = "rt"}), subnet("hub/s", "10.4.1.0/24"),
         nic("vm", "c/s", "10.2.1.4"), nva, policy("hub/s", "10.4.1.4", {{}}, true),
         nsg("n", lines), table("rt", {route("0.0.0.0/0", RouteNextHop::appliance, "10.4.1.4")}),
         peering_link("c", "hub"), peering_link("hub", "c")});
    model::Reading reading;
    return reach::reach(net, sender(net, "vm"), to("8.8.8.8"), reading);
  };
  const auto refused = with({});
  CHECK(refused.reason == reach::Reason::nsg_in);
  CHECK(refused.trace.back().rule == "DenyAllInBound");
  CHECK(with({{100, in, allow, "10.2.0.0/16", "*"}}).allowed);
}

TEST_CASE("the caller of a storage account is where its last device is", "[N-318]") {
  const auto with = [](const std::string& region) {
    auto st = storage("st1", rules(azure::DefaultAction::deny, {"20.1.2.3"}));
    st.location = "northeurope";
    auto hub = vnet("hub", {"10.4.0.0/16"});
    hub.location = region;
    auto fw = firewall("fw", "hub", "10.4.1.4");
    fw.public_addresses = {public_id("pip")};
    Pieces pieces = spokes({}) + Pieces{hub,
                                        subnet("hub/AzureFirewallSubnet", "10.4.1.0/26"),
                                        fw,
                                        firewall_policy("fw"),
                                        rule_group("fw", 200, {{}}),
                                        public_address("pip", "20.1.2.3"),
                                        st};
    const auto net = network(pieces);
    return outcome(net, sender(net, "vma"), to_front_end(net, st));
  };
  CHECK(with("westeurope") == "allow");
  CHECK(with("northeurope") == "deny PAAS_FIREWALL");
}
