#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using azure::AdminAccess;

namespace {

azure::AdminRule admin(AdminAccess access, const RuleLine& line) {
  azure::AdminRule result;
  result.rule = rule(line);
  result.access = access;
  return result;
}

azure::ResourceId group_id() {
  return id("Microsoft.Network/networkManagers", "m").child("networkGroups", "all");
}

Pieces managed_network(std::vector<azure::AdminRule> rules, const std::vector<RuleLine>& lines,
                       const On& on = {.nsg = "n"}) {
  azure::NetworkGroup group;
  group.id = group_id();
  group.name = "all";
  group.members = {vnet_id("v")};
  azure::AdminRuleCollection collection;
  collection.id = id("Microsoft.Network/networkManagers", "m")
                      .child("securityAdminConfigurations", "c")
                      .child("ruleCollections", "r");
  collection.name = "r";
  collection.groups = {group_id()};
  collection.rules = std::move(rules);
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/a", "10.0.0.0/24"),
          subnet("v/b", "10.0.1.0/24", on),
          nic("vm1", "v/a", "10.0.0.4"),
          nic("vm2", "v/b", "10.0.1.4"),
          nsg("n", lines),
          group,
          collection};
}

std::string between(const Pieces& pieces) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vm1"), to("10.0.1.4"));
}

}  // namespace

TEST_CASE("admin rules come before groups: deny, always allow, allow", "[EX][admin][N-136][R-21]") {
  const RuleLine inbound{100, in, deny, "*", "*", "443"};
  const RuleLine open{100, in, allow, "*", "*", "443"};
  CHECK(between(managed_network({admin(AdminAccess::always_allow, inbound)}, {inbound})) ==
        "allow");
  CHECK(between(managed_network({admin(AdminAccess::allow, inbound)}, {inbound})) == "deny NSG_IN");
  CHECK(between(managed_network({admin(AdminAccess::deny, inbound)}, {open})) == "deny ADMIN_DENY");
  CHECK(between(managed_network({}, {open})) == "allow");
}

TEST_CASE("admin rules act at each end and in their direction", "[admin][N-137]") {
  // Always allowing at the receiver does not skip what the sender's rules say.
  const RuleLine outbound{100, out, deny, "*", "*", "443"};
  CHECK(between(managed_network(
            {admin(AdminAccess::deny, outbound), admin(AdminAccess::always_allow, {50, in, allow})},
            {})) == "deny ADMIN_DENY");
}

TEST_CASE("admin rules leave the subnets of some services alone", "[admin][N-139]") {
  Pieces pieces = managed_network({admin(AdminAccess::deny, {100, in, deny})}, {});
  pieces = pieces + Pieces{subnet("v/AzureBastionSubnet", "10.0.2.0/24"),
                           nic("vm3", "v/AzureBastionSubnet", "10.0.2.4")};
  const auto net = network(pieces);
  CHECK(outcome(net, sender(net, "vm1"), to("10.0.2.4")) == "allow");
  CHECK(outcome(net, sender(net, "vm1"), to("10.0.1.4")) == "deny ADMIN_DENY");
}

TEST_CASE("a group that a policy fills may have anybody", "[admin][R-02]") {
  Pieces pieces = managed_network({admin(AdminAccess::deny, {100, in, deny})}, {});
  azure::NetworkGroup group;
  group.id = group_id();
  group.name = "all";
  group.unknown = {{"the members of network group all"}};
  CHECK(between(pieces + Pieces{group}) == "uncertain the members of network group all");
}

TEST_CASE("at endpoints admin rules are an assumption", "[admin][C-12][N-141]") {
  const auto kv = vault("kv1");
  const auto net = network(managed_network({admin(AdminAccess::deny, {100, in, deny})}, {}) +
                           Pieces{kv, endpoint("pe1", "v/b", kv, "vault", "10.0.1.9")});
  CHECK(outcome(net, sender(net, "vm1"), to_endpoint(net, "10.0.1.9", kv, "vault")) ==
        "allow assuming C-12");
}

TEST_CASE("a rule by application group covers its members only", "[EX][nsg][N-103]") {
  const auto group = id("Microsoft.Network/applicationSecurityGroups", "db");
  const auto logic = id("Microsoft.Network/applicationSecurityGroups", "logic");
  const auto member = [](azure::NetworkInterface interface, const azure::ResourceId& of) {
    interface.application_groups = {of};
    return interface;
  };
  auto allowed = rule({110, in, allow, "*", "*", "1433"});
  allowed.source = {};
  allowed.source.groups = {logic};
  allowed.destination = {};
  allowed.destination.groups = {group};
  auto denied = rule({120, in, deny, "*", "*", "1433"});
  denied.destination = {};
  denied.destination.groups = {group};
  auto filter = nsg("n", {});
  filter.rules = {allowed, denied};
  const auto net =
      network({vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.nsg = "n"}), filter,
               nic("web", "v/a", "10.0.0.4"), member(nic("app", "v/a", "10.0.0.5"), logic),
               member(nic("db", "v/a", "10.0.0.6"), group)});
  CHECK(outcome(net, sender(net, "web"), to("10.0.0.6", 1433)) == "deny NSG_IN");
  CHECK(outcome(net, sender(net, "app"), to("10.0.0.6", 1433)) == "allow");
  CHECK(outcome(net, sender(net, "web"), to("10.0.0.5", 1433)) == "allow");
}

TEST_CASE("the service tag file decides for addresses it knows", "[nsg][N-122][R-21]") {
  azure::ServiceTags file;
  file.tags["storage.westeurope"] = {prefix("20.60.0.0/16")};
  const auto with = [&](const Pieces& more, const char* destination) {
    const auto net =
        network(Pieces{vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.nsg = "n"}),
                       nic("vm", "v/a", "10.0.0.4"),
                       nsg("n", {{100, out, deny, "*", "Storage.WestEurope"}})} +
                more);
    return outcome(net, sender(net, "vm"), to(destination));
  };
  CHECK(with({file}, "20.60.1.4") == "deny NSG_OUT");
  CHECK(with({file}, "20.61.1.4") == "allow assuming C-18");
  CHECK(with({}, "20.60.1.4").starts_with("uncertain"));
}

TEST_CASE("what user routes send by tag needs a rule of its own", "[nsg][N-112][C-08]") {
  azure::ServiceTags file;
  file.tags["storage"] = {prefix("20.60.0.0/16")};
  auto by_tag = route("0.0.0.0/0", azure::RouteNextHop::internet);
  by_tag.prefix = std::nullopt;
  by_tag.tag = "Storage";
  const auto with = [&](const std::vector<RuleLine>& lines) {
    const auto st = storage("st1");
    const auto net = network(
        {vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.nsg = "n", .table = "rt"}),
         nic("vm", "v/a", "10.0.0.4"), nsg("n", lines), table("rt", {by_tag}), st, file});
    return outcome(net, sender(net, "vm"), to_front_end(net, st));
  };
  CHECK(with({}) == "uncertain C-08 C-09 C-18");
  CHECK(with({{100, out, allow, "*", "Storage", "443"}}) == "allow assuming C-18");
}

TEST_CASE("user routes by tag: a regional one beats a global one of the same prefix",
          "[EX][routes][N-050]") {
  azure::ServiceTags file;
  file.tags["storage"] = {prefix("20.60.0.0/16")};
  file.tags["storage.westeurope"] = {prefix("20.60.0.0/16")};
  const auto by_tag = [](const char* tag, azure::RouteNextHop hop) {
    auto result = route("0.0.0.0/0", hop);
    result.name = tag;
    result.prefix = std::nullopt;
    result.tag = tag;
    return result;
  };
  const auto net =
      network({vnet("v", {"10.0.0.0/16"}), subnet("v/a", "10.0.0.0/24", {.table = "rt"}),
               nic("vm", "v/a", "10.0.0.4"), file,
               table("rt", {by_tag("Storage", azure::RouteNextHop::none),
                            by_tag("Storage.WestEurope", azure::RouteNextHop::internet)})});
  CHECK(outcome(net, sender(net, "vm"), to("20.60.1.4")) == "allow assuming C-18");
}
