#include <algorithm>
#include <set>

#include "random_draw.h"

namespace airtight::lab::drawn {
namespace {

const Texts wide{"0.0.0.0/0",     "10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16",
                 "100.64.0.0/10", "0.0.0.0/1",     "128.0.0.0/1",   "8.8.8.0/24",
                 "25.4.0.0/14",   "10.200.0.0/16", "10.200.0.0/24"};

std::string next_hop(Draw& draw) {
  const std::size_t kind = draw.below(16);
  if (kind == 15 || draw.hops.empty()) return "10.99.0.9";
  if (kind == 14) return dotted(draw.one_of(draw.nets).subnets[0] + 4);
  return draw.one_of(draw.hops);
}

void route(Draw& draw, const std::string& table, const std::string& name,
           const std::string& prefix) {
  static const Texts hops{"VirtualAppliance",
                          "VirtualAppliance",
                          "None",
                          "Internet",
                          "VnetLocal",
                          "VirtualAppliance",
                          "VirtualNetworkGateway",
                          "VirtualAppliance"};
  const std::string& hop = draw.one_of(hops);
  std::string text = "\"addressPrefix\":" + quoted(prefix) + ",\"nextHopType\":" + quoted(hop);
  if (hop == "VirtualAppliance") text += ",\"nextHopIpAddress\":" + quoted(next_hop(draw));
  draw.resource(entry(id(table_type, table) + "/routes/" + name, table_type + "/routes",
                      table + "/" + name, text));
}

// A GatewaySubnet takes neither a default route nor an end of propagation (N-043, N-062).
void table(Draw& draw, const std::string& name, bool of_gateway) {
  draw.resource(table_type, name,
                "\"disableBgpRoutePropagation\":" + truth(!of_gateway && draw.once_in(4)));
  std::set<std::string> taken;
  for (std::size_t i = draw.below(5) * std::min(draw.dials.tables, 3U); i > 0; --i) {
    const std::string prefix = draw.below(3) == 0 ? draw.one_of(wide) : draw.one_of(draw.blocks);
    if (!taken.insert(prefix).second || (of_gateway && prefix == "0.0.0.0/0")) continue;
    route(draw, name, "r" + std::to_string(i), prefix);
  }
}

std::string side(Draw& draw, const std::string& which, bool may_be_group) {
  static const Texts tags{"VirtualNetwork", "Internet", "VirtualNetwork", "AzureLoadBalancer"};
  const std::size_t kind = draw.below(8);
  const std::string prefix = quoted(which + "AddressPrefix") + ":";
  if (kind < 3) return prefix + "\"*\"";
  if (kind < 5) return prefix + quoted(draw.one_of(tags));
  if (kind == 5 && may_be_group)
    return quoted(which + "ApplicationSecurityGroups") + ":[" +
           reference(asg_type, "asg-" + draw.one_of(draw.nets).name) + "]";
  Texts blocks{draw.one_of(draw.blocks)};
  if (draw.once_in(2)) blocks.push_back(draw.one_of(draw.blocks));
  return quoted(which + "AddressPrefixes") + ":" + strings(blocks);
}

std::string rule_properties(Draw& draw, std::size_t priority, const std::string& access,
                            bool groups) {
  static const Texts protocols{"*", "*", "Tcp", "Udp", "Tcp", "Icmp"};
  static const Texts ports{"*", "443", "*", "22", "1-442", "400-500"};
  Texts destinations{draw.one_of(ports)};
  if (draw.once_in(4)) destinations.push_back("80");
  const bool source_group = groups && draw.once_in(2);
  return "\"priority\":" + std::to_string(priority) +
         ",\"direction\":" + quoted(draw.once_in(2) ? "Outbound" : "Inbound") +
         ",\"access\":" + quoted(access) + ",\"protocol\":" + quoted(draw.one_of(protocols)) + "," +
         side(draw, "source", source_group) + "," +
         side(draw, "destination", groups && !source_group) +
         ",\"sourcePortRange\":" + quoted(draw.once_in(8) ? "1-1000" : "*") +
         ",\"destinationPortRanges\":" + strings(destinations);
}

void security_group(Draw& draw, const std::string& name) {
  draw.resource(nsg_type, name, "");
  const std::string security_rules = id(nsg_type, name) + "/securityRules/rule";
  const std::size_t count = draw.once_in(12) ? 14 : draw.below(5) * std::min(draw.dials.groups, 3U);
  for (std::size_t i = 0; i < count; ++i) {  // written in no order of theirs (N-091)
    const std::size_t priority = 100 + 10 * ((i * 7 + count) % 23);
    draw.resource(entry(security_rules + std::to_string(priority), nsg_type + "/securityRules",
                        name + "/rule" + std::to_string(priority),
                        rule_properties(draw, priority, draw.once_in(2) ? "Deny" : "Allow", true)));
  }
}

void admin_rule(Draw& draw, const std::string& collection, const std::string& type,
                std::size_t number, const std::string& access) {
  static const Texts protocols{"Any", "Tcp", "Udp"};
  static const Texts ports{"0-65535", "443", "22"};
  const auto block = [&] {
    return "[{\"addressPrefixType\":\"IPPrefix\",\"addressPrefix\":" +
           quoted(draw.once_in(2) ? std::string("*") : draw.one_of(draw.blocks)) + "}]";
  };
  const std::string name = "rule" + std::to_string(number);
  draw.resource(entry(collection + "/rules/" + name, type + "/rules", "m/x/y/" + name,
                      "\"priority\":" + std::to_string(100 * number) +
                          ",\"direction\":" + quoted(draw.once_in(2) ? "Outbound" : "Inbound") +
                          ",\"access\":" + quoted(access) +
                          ",\"protocol\":" + quoted(draw.one_of(protocols)) +
                          ",\"sources\":" + block() + ",\"destinations\":" + block() +
                          ",\"sourcePortRanges\":[\"0-65535\"],\"destinationPortRanges\":[" +
                          quoted(draw.one_of(ports)) + "]",
                      ",\"kind\":\"Custom\""));
}

void admin_rules(Draw& draw) {
  const std::string manager = id("Microsoft.Network/networkManagers", "m");
  draw.resource("Microsoft.Network/networkManagers", "m",
                "\"networkManagerScopeAccesses\":[\"SecurityAdmin\"]");
  const std::string of = manager + "/networkGroups/some";
  draw.resource(entry(of, "Microsoft.Network/networkManagers/networkGroups", "m/some", ""));
  for (const Net& net : draw.nets) {
    if (draw.once_in(2)) continue;
    draw.resource(entry(of + "/staticMembers/" + net.name,
                        "Microsoft.Network/networkManagers/networkGroups/staticMembers",
                        "m/some/" + net.name,
                        "\"resourceId\":" + quoted(id(network_type, net.name))));
  }
  const std::string configuration = manager + "/securityAdminConfigurations/x";
  draw.resource(entry(configuration,
                      "Microsoft.Network/networkManagers/securityAdminConfigurations", "m/x", ""));
  const std::string collection = configuration + "/ruleCollections/y";
  const std::string type =
      "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections";
  draw.resource(entry(collection, type, "m/x/y",
                      "\"appliesToGroups\":[{\"networkGroupId\":" + quoted(of) + "}]"));
  static const Texts accesses{"Deny", "AlwaysAllow", "Allow"};
  for (std::size_t i = draw.below(2) + 1; i > 0; --i)
    admin_rule(draw, collection, type, i, draw.one_of(accesses));
}

}  // namespace

void add_route_table(Draw& draw, const std::string& name, bool of_gateway) {
  table(draw, name, of_gateway);
}

void add_tables_and_groups(Draw& draw) {
  for (int i = 0; i < 3; ++i) {
    table(draw, "t" + std::to_string(i), false);
    security_group(draw, "n" + std::to_string(i));
  }
}

void add_admin_rules(Draw& draw) { admin_rules(draw); }

}  // namespace airtight::lab::drawn
