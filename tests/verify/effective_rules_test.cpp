#include <airtight/verify/effective_rules.h>

#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::RouteNextHop;
using verify::EffectiveGroup;
using verify::EffectiveRules;

namespace {

using Lines = std::vector<std::string>;

EffectiveRules rules_at(const Pieces& pieces, const std::string& from,
                        const std::optional<net::Ip>& to = {}) {
  const auto net = network(pieces);
  return verify::effective_rules(net, verify::find_place(net, from).value(), to, {});
}

Lines names(const EffectiveGroup& group, azure::Direction direction) {
  Lines found;
  for (const reach::EffectiveRule& each : group.rules) {
    if (each.rule.direction == direction) found.push_back(each.rule.name);
  }
  return found;
}

const reach::EffectiveRule& named_rule(const EffectiveGroup& group, const std::string& name) {
  const auto found = std::ranges::find_if(
      group.rules, [&](const reach::EffectiveRule& each) { return each.rule.name == name; });
  REQUIRE(found != group.rules.end());
  return *found;
}

Lines blocks(const reach::Expansion& expansion) {
  Lines texts;
  for (const net::Prefix& prefix : expansion.prefixes) texts.push_back(net::to_string(prefix));
  return texts;
}

Pieces two_groups(std::vector<azure::UserRoute> user = {}) {
  auto vm = nic("nic1", "v/s", "10.0.0.4");
  vm.network_security_group = known(nsg_id("inner"));
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/s", "10.0.0.0/24", {.nsg = "outer", .table = "rt"}),
          table("rt", std::move(user)),
          nsg("outer", {{200, out, deny, "*", "Internet"}, {110, in, allow, "10.9.0.0/16"}}),
          nsg("inner", {{120, in, allow, "Storage"}}),
          vm,
          machine("vm1", "nic1")};
}

}  // namespace

TEST_CASE("both groups are listed apart, each in order with the default rules",
          "[effective][N-091][N-093][N-094][N-096][R-24]") {
  const EffectiveRules all = rules_at(two_groups(), "vm1");
  REQUIRE(all.groups.size() == 2);
  CHECK(all.groups[0].at == EffectiveGroup::At::subnet);
  CHECK(all.groups[1].at == EffectiveGroup::At::interface);
  CHECK(names(all.groups[0], in) ==
        Lines{"rule110", "AllowVnetInBound", "AllowAzureLoadBalancerInBound", "DenyAllInBound"});
  CHECK(names(all.groups[0], out) ==
        Lines{"rule200", "AllowVnetOutBound", "AllowInternetOutBound", "DenyAllOutBound"});
  CHECK(named_rule(all.groups[0], "DenyAllInBound").by_default);
  CHECK_FALSE(named_rule(all.groups[0], "rule110").by_default);
  CHECK(all.open.settled());
}

TEST_CASE("tags stand for what they are at this interface", "[effective][N-108][N-110][N-117]") {
  const EffectiveRules plain = rules_at(two_groups(), "vm1");
  const auto& vnet_rule = named_rule(plain.groups[0], "AllowVnetOutBound");
  CHECK(blocks(vnet_rule.source) == Lines{"10.0.0.0/16", "168.63.129.16/32"});
  CHECK(blocks(named_rule(plain.groups[0], "AllowAzureLoadBalancerInBound").source) ==
        Lines{"168.63.129.16/32"});
  CHECK(named_rule(plain.groups[1], "rule120").source.symbolic == Lines{"Storage"});

  // The redirected default is in the tag outbound, and inbound by an assumption.
  const EffectiveRules widened =
      rules_at(two_groups({route("0.0.0.0/0", RouteNextHop::appliance, "10.0.9.4")}), "vm1");
  CHECK(blocks(named_rule(widened.groups[0], "AllowVnetOutBound").destination).front() ==
        "0.0.0.0/0");
  CHECK(widened.open.settled());
  CHECK(widened.open.assumptions == Lines{"C-10"});

  azure::ServiceTags file;
  file.tags["storage"] = {prefix("20.0.0.0/24")};
  const EffectiveRules listed = rules_at(two_groups() + Pieces{file}, "vm1");
  CHECK(blocks(named_rule(listed.groups[1], "rule120").source) == Lines{"20.0.0.0/24"});
}

TEST_CASE("a group of interfaces stands for its members", "[effective][N-103]") {
  const auto asg = id("Microsoft.Network/applicationSecurityGroups", "web");
  auto member = nic("nic2", "v/s", "10.0.0.5");
  member.application_groups = {asg};
  auto group = nsg("outer", {{100, in, allow}});
  group.rules.front().destination.tags.clear();
  group.rules.front().destination.groups = {asg};
  const EffectiveRules all = rules_at(two_groups() + Pieces{member, group}, "vm1");
  CHECK(blocks(named_rule(all.groups[0], "rule100").destination) == Lines{"10.0.0.5/32"});
}

TEST_CASE("what is not known of filters is named", "[effective][I-005]") {
  Pieces pieces = two_groups();
  pieces[1].as<azure::Subnet>()->network_security_group = known(nsg_id("elsewhere"));
  CHECK(rules_at(pieces, "vm1").open.unknowns ==
        Lines{"the rules of network security group elsewhere"});
  pieces[1].as<azure::Subnet>()->network_security_group = unknown<azure::ResourceId>("$NSG");
  CHECK(rules_at(pieces, "vm1").open.unknowns == Lines{"$NSG"});

  Pieces routed = two_groups();
  routed[1].as<azure::Subnet>()->route_table = unknown<azure::ResourceId>("$TABLE");
  CHECK(rules_at(routed, "vm1").open.unknowns == Lines{"$TABLE"});
}

TEST_CASE("an address leaves the outbound rules that may cover the address", "[effective][N-116]") {
  const EffectiveRules far = rules_at(two_groups(), "vm1", ip("8.8.8.8"));
  CHECK(names(far.groups[0], in).empty());
  CHECK(names(far.groups[0], out) == Lines{"rule200", "AllowInternetOutBound", "DenyAllOutBound"});
  const EffectiveRules near = rules_at(two_groups(), "vm1", ip("10.0.0.9"));
  CHECK(names(near.groups[0], out) == Lines{"AllowVnetOutBound", "DenyAllOutBound"});
}

TEST_CASE("admin rules that act here come first", "[effective][N-136][N-139]") {
  const auto manager = id("Microsoft.Network/networkManagers", "m");
  azure::NetworkGroup members;
  members.id = manager.child("networkGroups", "all");
  members.members = {vnet_id("v")};
  azure::AdminRuleCollection collection;
  collection.id = manager.child("securityAdminConfigurations", "c").child("ruleCollections", "r");
  collection.groups = {members.id};
  azure::AdminRule rule_of_manager;
  rule_of_manager.rule = rule({100, in, deny, "*", "*", "22"});
  collection.rules = {rule_of_manager};
  const Pieces pieces =
      two_groups() + Pieces{members, collection, subnet("v/AzureBastionSubnet", "10.0.2.0/26")};
  const EffectiveRules here = rules_at(pieces, "vm1");
  REQUIRE(here.admin_rules.size() == 1);
  CHECK(here.admin_rules.front().access == azure::AdminAccess::deny);
  CHECK_FALSE(here.exempt_from_admin_rules);
  const EffectiveRules bastion = rules_at(pieces, "subnet:v/AzureBastionSubnet");
  CHECK(bastion.admin_rules.empty());
  CHECK(bastion.exempt_from_admin_rules);
}

TEST_CASE("only rules that name a platform tag act on the platform's addresses",
          "[effective][N-125]") {
  CHECK(rules_at(two_groups(), "vm1").platform_rules.empty());
  const Pieces naming =
      two_groups() + Pieces{nsg("outer", {{100, out, deny, "*", "AzurePlatformDNS"}})};
  CHECK(rules_at(naming, "vm1").platform_rules == Lines{"outer/rule100"});
}

TEST_CASE("endpoints of a subnet are filtered as its policies say", "[effective][N-130][N-244]") {
  const auto kv = vault("kv1");
  const auto with = [&](azure::EndpointPolicies policies) {
    return rules_at({vnet("v", {"10.0.0.0/16"}),
                     subnet("v/pe", "10.0.1.0/24", {.nsg = "n", .policies = policies}),
                     subnet("v/s", "10.0.0.0/24"), nsg("n", {}), kv, app("app1", "v/s"),
                     endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4")},
                    "subnet:v/pe");
  };
  CHECK(with(azure::EndpointPolicies::disabled).filters_endpoints == false);
  CHECK(with(azure::EndpointPolicies::enabled).filters_endpoints == true);
  CHECK(with(azure::EndpointPolicies::enabled).has_endpoints);
}
