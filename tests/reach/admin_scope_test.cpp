#include "reach/world.h"

// Where admin rules act, and in which order.

using namespace airtight;
using namespace airtight::world;
using azure::AdminAccess;

namespace {

azure::AdminRuleCollection admin_collection(const std::string& manager, AdminAccess access,
                                            const RuleLine& line) {
  const auto owner = id("Microsoft.Network/networkManagers", manager);
  azure::AdminRuleCollection collection;
  collection.id = owner.child("securityAdminConfigurations", "c").child("ruleCollections", "r");
  collection.name = "r";
  collection.manager = owner;
  collection.groups = {owner.child("networkGroups", "all")};
  azure::AdminRule admin;
  admin.rule = rule(line);
  admin.access = access;
  collection.rules = {admin};
  return collection;
}

azure::NetworkGroup everybody(const std::string& manager) {
  azure::NetworkGroup group;
  group.id = id("Microsoft.Network/networkManagers", manager).child("networkGroups", "all");
  group.name = "all";
  group.members = {vnet_id("v")};
  return group;
}

// Two machines, the second behind a group that lets 443 in.
Pieces managed_machines() {
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/a", "10.0.0.0/24"),
          subnet("v/b", "10.0.1.0/24", {.nsg = "n"}),
          nic("vm1", "v/a", "10.0.0.4"),
          nic("vm2", "v/b", "10.0.1.4"),
          nsg("n", {{100, in, allow, "*", "*", "443"}}),
          everybody("m1"),
          everybody("m2")};
}

std::string between(const Pieces& pieces) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vm1"), to("10.0.1.4"));
}

}  // namespace

TEST_CASE("networks with intent policies are left out unless the configuration says otherwise",
          "[admin][N-138]") {
  auto instance = subnet("v/mi", "10.0.2.0/24");
  instance.delegations = {"Microsoft.Sql/managedInstances"};
  const auto with = [&](AdminAccess access, std::optional<azure::IntentNetworks> intent) {
    auto collection = admin_collection("m1", access, {100, in, deny, "*", "*", "443"});
    if (intent) collection.intent_networks = known(*intent);
    return between(managed_machines() + Pieces{instance, collection});
  };
  using azure::IntentNetworks;
  CHECK(with(AdminAccess::deny, {}) == "allow");
  CHECK(with(AdminAccess::deny, IntentNetworks::left_out) == "allow");
  CHECK(with(AdminAccess::deny, IntentNetworks::allow_rules_only) == "allow");
  CHECK(with(AdminAccess::deny, IntentNetworks::all) == "deny ADMIN_DENY");
  // An allow of an administrator skips the groups, so leaving it out would prove too much.
  const auto closed = nsg("n", {{100, in, deny}});
  const auto always = [&](IntentNetworks intent) {
    auto collection = admin_collection("m1", AdminAccess::always_allow, {100, in, allow});
    collection.intent_networks = known(intent);
    return between(managed_machines() + Pieces{instance, closed, collection});
  };
  CHECK(always(IntentNetworks::left_out) == "deny NSG_IN");
  CHECK(always(IntentNetworks::allow_rules_only) == "allow");
}

TEST_CASE("in the subnet of an application gateway admin rules act only with network isolation",
          "[admin][N-139]") {
  azure::HostedWorkload gateways;
  gateways.id = id("Microsoft.Network/applicationGateways", "agw");
  gateways.name = "agw";
  gateways.type = "Microsoft.Network/applicationGateways";
  gateways.subnets = {known(subnet_id("v/b"))};
  azure::Resources written =
      resources(managed_machines() + Pieces{admin_collection("m1", AdminAccess::deny,
                                                             {100, in, deny, "*", "*", "443"})});
  const auto judged = [&] {
    Diagnostics diagnostics;
    const auto net = model::build(written, diagnostics);
    return outcome(net, sender(net, "vm1"), to("10.0.1.4"));
  };
  CHECK(judged() == "deny ADMIN_DENY");
  written.hosted_workloads = {gateways};
  CHECK(judged().starts_with("uncertain"));
}

TEST_CASE("which of two managers comes first is not known", "[admin][N-142]") {
  const auto two = [](AdminAccess first, AdminAccess second) {
    return between(managed_machines() +
                   Pieces{admin_collection("m1", first, {100, in, allow, "*", "*", "443"}),
                          admin_collection("m2", second, {200, in, allow, "*", "*", "443"})});
  };
  CHECK(two(AdminAccess::deny, AdminAccess::deny) == "deny ADMIN_DENY");
  CHECK(two(AdminAccess::always_allow, AdminAccess::deny).starts_with("uncertain"));
  CHECK(two(AdminAccess::deny, AdminAccess::always_allow).starts_with("uncertain"));
}
