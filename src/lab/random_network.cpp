#include <airtight/lab/random_network.h>
#include <airtight/net/ip.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>

namespace airtight::lab {
namespace {

using Number = std::uint32_t;
using Texts = std::vector<std::string>;

std::string dotted(Number address) {
  return net::to_string(net::advance(net::ipv4(0, 0, 0, 0), address));
}
std::string cidr(Number base, int length) { return dotted(base) + "/" + std::to_string(length); }
Number base_of(const std::string& block) {
  return static_cast<Number>(net::parse_prefix(block).value().base.low);
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }
std::string list(const Texts& texts) {
  std::string all;
  for (const std::string& each : texts) all += (all.empty() ? "" : ",") + each;
  return "[" + all + "]";
}
std::string strings(Texts texts) {
  for (std::string& each : texts) each = quoted(each);
  return list(texts);
}
std::string truth(bool value) { return value ? "true" : "false"; }

const std::string group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/lab";
std::string id(const std::string& type, const std::string& name) {
  return group + "/providers/" + type + "/" + name;
}
std::string reference(const std::string& type, const std::string& name) {
  return "{\"id\":" + quoted(id(type, name)) + "}";
}
const std::string network_type = "Microsoft.Network/virtualNetworks";
const std::string nsg_type = "Microsoft.Network/networkSecurityGroups";
const std::string table_type = "Microsoft.Network/routeTables";
const std::string nic_type = "Microsoft.Network/networkInterfaces";
const std::string asg_type = "Microsoft.Network/applicationSecurityGroups";

std::string entry(const std::string& id, const std::string& type, const std::string& name,
                  const std::string& properties, const std::string& more = {}) {
  return "{\"id\":" + quoted(id) + ",\"type\":" + quoted(type) + ",\"name\":" + quoted(name) +
         ",\"location\":\"westeurope\"" + more + ",\"properties\":{" + properties + "}}";
}

// Beside, inside, equal to and around the reserved blocks (N-031 to N-036), and public (N-006); no
// two networks overlap (N-012).
const std::vector<std::vector<Texts>> spaces{
    {{"10.1.0.0/24"}, {"10.1.0.0/24", "100.64.7.0/24"}, {"10.0.0.0/9"}, {"10.1.0.0/16"}},
    {{"172.16.1.0/24"}, {"52.10.0.0/24"}, {"172.16.0.0/12"}, {"172.16.1.0/24", "25.4.8.0/24"}},
    {{"192.168.4.0/24"},
     {"192.168.0.0/15"},
     {"192.168.4.0/24", "100.64.1.0/24"},
     {"192.168.0.0/16"}}};
const Texts wide{"0.0.0.0/0",     "10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16",
                 "100.64.0.0/10", "0.0.0.0/1",     "128.0.0.0/1",   "8.8.8.0/24",
                 "25.4.0.0/14",   "10.200.0.0/16", "10.200.0.0/24"};

struct Net {
  std::string name;
  Texts blocks;
  std::array<Number, 2> subnets{};  // their first addresses, all /28
};

class Maker {
 public:
  Maker(std::uint32_t seed, const Dials& dials) : random_(seed), dials_(dials) {}

  Statements make() {
    for (unsigned i = 0; i < dials_.networks; ++i) choose(i);
    has_gateway_ = dials_.gateways > 0 && often(dials_.gateways, 2);
    services();
    for (const Net& each : nets_) network(each);
    for (const Net& each : nets_) hosts(each);
    for (std::size_t i = 0; i < nets_.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) peering(nets_[j], nets_[i]);
    if (has_gateway_) gateway();
    for (int i = 0; i < 3; ++i) {
      table("t" + std::to_string(i));
      security_group("n" + std::to_string(i));
    }
    if (dials_.apps > 0) apps();
    if (often(dials_.admin, 4)) admin_rules();
    if (dials_.zones > 0) names();
    return std::move(result_);
  }

 private:
  std::size_t below(std::size_t count) { return random_() % count; }
  bool once_in(std::size_t count) { return below(count) == 0; }
  // Once in `usual` at weight 1, and more often with more.
  bool often(unsigned weight, std::size_t usual) {
    return below(usual * 4) < std::size_t{weight} * 4;
  }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }

  void resource(std::string json) { result_.push_back({"", std::move(json)}); }
  void resource(const std::string& type, const std::string& name, const std::string& properties,
                const std::string& more = {}) {
    resource(entry(id(type, name), type, name, properties, more));
  }
  void surrounding(const std::string& section, std::string json) {
    result_.push_back({section, std::move(json)});
  }

  void choose(unsigned i) {
    Net net;
    net.name = std::string(1, static_cast<char>('a' + i));
    net.blocks =
        i < spaces.size() ? one_of(spaces[i]) : Texts{"10." + std::to_string(200 + i) + ".0.0/24"};
    const Number first = base_of(net.blocks.front());
    net.subnets = {first, net.blocks.size() > 1 ? base_of(net.blocks.back()) : first + 16};
    for (const std::string& block : net.blocks) blocks_.push_back(block);
    for (const Number base : net.subnets) blocks_.push_back(cidr(base, 28));
    blocks_.push_back(cidr(first, 27));
    nets_.push_back(std::move(net));
  }

  std::string subnet_properties(const std::string& block) {
    std::string text = "\"addressPrefix\":" + quoted(block);
    const std::size_t nsg = below(6);
    if (nsg < 3 && dials_.groups > 0)
      text += ",\"networkSecurityGroup\":" + reference(nsg_type, "n" + std::to_string(nsg));
    const std::size_t table = below(5);
    if (table < 3 && dials_.tables > 0)
      text += ",\"routeTable\":" + reference(table_type, "t" + std::to_string(table));
    static const Texts policies{"Enabled", "Disabled", "NetworkSecurityGroupEnabled",
                                "RouteTableEnabled"};
    if (!once_in(4)) text += ",\"privateEndpointNetworkPolicies\":" + quoted(one_of(policies));
    const std::size_t outbound = below(4);
    if (outbound > 1) text += ",\"defaultOutboundAccess\":" + truth(outbound == 2);
    return text;
  }

  static std::string child(const std::string& network, const std::string& subnet) {
    return id(network_type, network) + "/subnets/" + subnet;
  }

  void subnet(const Net& net, const std::string& name, Number base, const std::string& more = {}) {
    resource(entry(child(net.name, name), network_type + "/subnets", net.name + "/" + name,
                   subnet_properties(cidr(base, 28)) + more));
  }

  void network(const Net& net) {
    resource(network_type, net.name,
             "\"addressSpace\":{\"addressPrefixes\":" + strings(net.blocks) + "}");
    subnet(net, "s0", net.subnets[0]);
    subnet(net, "s1", net.subnets[1]);
    if (net.name == "a")
      subnet(net, "app", net.subnets[0] + 48,
             ",\"delegations\":[{\"name\":\"d\",\"properties\":{\"serviceName\":"
             "\"Microsoft.Web/serverFarms\"}}]");
  }

  void host(const Net& net, std::size_t subnet, const std::string& name, Number address,
            bool forwards) {
    std::string more;
    if (once_in(4) && dials_.groups > 0)
      more = ",\"networkSecurityGroup\":" + reference(nsg_type, "n" + std::to_string(below(3)));
    if (forwards) more += ",\"enableIPForwarding\":true";
    const std::string member = once_in(4) ? ",\"applicationSecurityGroups\":[" +
                                                reference(asg_type, "asg-" + net.name) + "]"
                                          : "";
    resource(nic_type, name + "-nic",
             "\"ipConfigurations\":[{\"name\":\"x\",\"properties\":{\"primary\":true,"
             "\"privateIPAddress\":" +
                 quoted(dotted(address)) +
                 ",\"subnet\":{\"id\":" + quoted(child(net.name, "s" + std::to_string(subnet))) +
                 "}" + member + "}}]" + more);
    resource(
        "Microsoft.Compute/virtualMachines", name,
        "\"networkProfile\":{\"networkInterfaces\":[" + reference(nic_type, name + "-nic") + "]}");
    blocks_.push_back(dotted(address) + "/32");
  }

  void hosts(const Net& net) {
    resource(asg_type, "asg-" + net.name, "");
    for (std::size_t i = 0; i < 2; ++i)
      host(net, i, "vm-" + net.name + std::to_string(i), net.subnets[i] + 4, false);
    if (often(dials_.appliances, 1)) appliance(net);
    if (below(3) < std::size_t{dials_.endpoints} * 2) endpoint(net);
  }

  void appliance(const Net& net) {
    const std::size_t where = below(2);
    const Number address = net.subnets[where] + 9;
    host(net, where, "nva-" + net.name, address, !once_in(8));
    hops_.push_back(dotted(address));
    const auto side = [&] { return once_in(2) ? one_of(blocks_) : std::string("*"); };
    Texts rules;
    const auto rule = [&](const char* action, const std::string& source,
                          const std::string& destination, const std::string& more) {
      rules.push_back("{\"action\":" + quoted(action) + ",\"source\":" + quoted(source) +
                      ",\"destination\":" + quoted(destination) + more + "}");
    };
    if (once_in(3)) rule("deny", side(), side(), "");
    if (!once_in(6)) rule("allow", "*", "*", once_in(6) ? ",\"ports\":[\"443\"]" : "");
    surrounding("appliances", "{\"address\":" + quoted(dotted(address)) +
                                  ",\"subnet\":" + quoted(net.name + "/s" + std::to_string(where)) +
                                  ",\"snat\":" + truth(once_in(3)) + ",\"rules\":" + list(rules) +
                                  "}");
  }

  void services() {
    for (const char* name : {"kv1", "kv2"})
      resource("Microsoft.KeyVault/vaults", name,
               "\"enableRbacAuthorization\":true,\"publicNetworkAccess\":\"Enabled\"");
    resource("Microsoft.Storage/storageAccounts", "st1", "\"publicNetworkAccess\":\"Enabled\"",
             ",\"kind\":\"StorageV2\",\"sku\":{\"name\":\"Standard_LRS\"}");
  }

  void endpoint(const Net& net) {
    const std::size_t where = below(2);
    const bool of_vault = once_in(2);
    const Number address = net.subnets[where] + 11;
    const std::string target = of_vault
                                   ? id("Microsoft.KeyVault/vaults", once_in(2) ? "kv1" : "kv2")
                                   : id("Microsoft.Storage/storageAccounts", "st1");
    static const Texts states{"Approved", "Approved", "Approved", "Approved",
                              "Approved", "Approved", "Pending",  "Rejected"};
    const std::string name = "pe-" + net.name;
    const std::string member = once_in(4) ? ",\"applicationSecurityGroups\":[" +
                                                reference(asg_type, "asg-" + net.name) + "]"
                                          : "";
    resource("Microsoft.Network/privateEndpoints", name,
             "\"subnet\":{\"id\":" + quoted(child(net.name, "s" + std::to_string(where))) +
                 "},\"ipConfigurations\":[{\"name\":\"i\",\"properties\":{\"privateIPAddress\":" +
                 quoted(dotted(address)) + "}}]" + member +
                 ",\"privateLinkServiceConnections\":[{\"name\":\"c\",\"properties\":{"
                 "\"privateLinkServiceId\":" +
                 quoted(target) + ",\"groupIds\":[" + quoted(of_vault ? "vault" : "blob") +
                 "],\"privateLinkServiceConnectionState\":{\"status\":" + quoted(one_of(states)) +
                 "}}}]");
    endpoints_.push_back({name, of_vault});
    blocks_.push_back(dotted(address) + "/32");
  }

  void link(const Net& from, const Net& to) {
    std::string text = "\"remoteVirtualNetwork\":" + reference(network_type, to.name) +
                       ",\"allowForwardedTraffic\":" + truth(below(3) != 2) +
                       ",\"allowVirtualNetworkAccess\":" + truth(!once_in(7));
    if (has_gateway_ && to.name == "c") text += ",\"useRemoteGateways\":" + truth(!once_in(4));
    if (has_gateway_ && from.name == "c") text += ",\"allowGatewayTransit\":" + truth(!once_in(4));
    if (once_in(16)) text += ",\"peeringState\":\"Disconnected\"";
    const std::string name = "to-" + to.name;
    resource(entry(id(network_type, from.name) + "/virtualNetworkPeerings/" + name,
                   network_type + "/virtualNetworkPeerings", from.name + "/" + name, text));
  }

  void peering(const Net& x, const Net& y) {
    if (!often(dials_.peerings, 1) || once_in(5)) return;
    link(x, y);
    if (!once_in(9)) link(y, x);
  }

  void gateway() {
    const Net& net =
        nets_.back().name == "c" ? nets_.back() : nets_[std::min<std::size_t>(2, nets_.size() - 1)];
    if (net.name != "c") return;
    const bool vpn = !once_in(4);
    resource(entry(
        child("c", "GatewaySubnet"), network_type + "/subnets", "c/GatewaySubnet",
        "\"addressPrefix\":" + quoted(cidr(net.subnets[0] + 96, 28)) +
            (once_in(3) && dials_.tables > 0 ? ",\"routeTable\":" + reference(table_type, "tg")
                                             : "")));
    table("tg", true);
    resource("Microsoft.Network/virtualNetworkGateways", "gw",
             std::string("\"gatewayType\":") + (vpn ? "\"Vpn\"" : "\"ExpressRoute\"") +
                 ",\"ipConfigurations\":[{\"name\":\"i\",\"properties\":{\"subnet\":{\"id\":" +
                 quoted(child("c", "GatewaySubnet")) + "}}}]");
    Texts routes{"10.0.0.0/8", "172.16.0.0/12"};
    if (once_in(2)) routes.push_back("0.0.0.0/0");
    surrounding("sites",
                "{\"name\":\"hq\",\"prefixes\":[\"10.200.0.0/24\"],\"connection\":{\"kind\":" +
                    quoted(vpn ? "vpn" : "expressroute") +
                    ",\"gatewayVirtualNetwork\":\"c\",\"advertised\":[\"10.200.0.0/24\"],"
                    "\"routesToAzure\":" +
                    strings(routes) + "}}");
    if (once_in(3))
      surrounding("routesLearned", "{\"virtualNetwork\":\"c\",\"from\":\"gateway\",\"prefix\":" +
                                       quoted(one_of(blocks_)) + "}");
    if (once_in(6))
      surrounding("routesLearned",
                  "{\"virtualNetwork\":\"c\",\"from\":\"gateway\",\"prefix\":\"0.0.0.0/0\"}");
  }

  // A GatewaySubnet takes neither a default route nor an end of propagation (N-043, N-062).
  void table(const std::string& name, bool of_gateway = false) {
    resource(table_type, name,
             "\"disableBgpRoutePropagation\":" + truth(!of_gateway && once_in(4)));
    std::set<std::string> taken;
    for (std::size_t i = below(5) * std::min(dials_.tables, 3U); i > 0; --i) {
      const std::string prefix = below(3) == 0 ? one_of(wide) : one_of(blocks_);
      if (!taken.insert(prefix).second || (of_gateway && prefix == "0.0.0.0/0")) continue;
      route(name, "r" + std::to_string(i), prefix);
    }
  }

  void route(const std::string& table, const std::string& name, const std::string& prefix) {
    static const Texts hops{"VirtualAppliance",
                            "VirtualAppliance",
                            "None",
                            "Internet",
                            "VnetLocal",
                            "VirtualAppliance",
                            "VirtualNetworkGateway",
                            "VirtualAppliance"};
    const std::string& hop = one_of(hops);
    std::string text = "\"addressPrefix\":" + quoted(prefix) + ",\"nextHopType\":" + quoted(hop);
    if (hop == "VirtualAppliance") text += ",\"nextHopIpAddress\":" + quoted(next_hop());
    resource(entry(id(table_type, table) + "/routes/" + name, table_type + "/routes",
                   table + "/" + name, text));
  }

  std::string next_hop() {
    const std::size_t kind = below(16);
    if (kind == 15 || hops_.empty()) return "10.99.0.9";
    if (kind == 14) return dotted(one_of(nets_).subnets[0] + 4);
    return one_of(hops_);
  }

  std::string side(const std::string& which, bool may_be_group) {
    static const Texts tags{"VirtualNetwork", "Internet", "VirtualNetwork", "AzureLoadBalancer"};
    const std::size_t kind = below(8);
    const std::string prefix = quoted(which + "AddressPrefix") + ":";
    if (kind < 3) return prefix + "\"*\"";
    if (kind < 5) return prefix + quoted(one_of(tags));
    if (kind == 5 && may_be_group)
      return quoted(which + "ApplicationSecurityGroups") + ":[" +
             reference(asg_type, "asg-" + one_of(nets_).name) + "]";
    Texts blocks{one_of(blocks_)};
    if (once_in(2)) blocks.push_back(one_of(blocks_));
    return quoted(which + "AddressPrefixes") + ":" + strings(blocks);
  }

  std::string rule_properties(std::size_t priority, const std::string& access, bool groups) {
    static const Texts protocols{"*", "*", "Tcp", "Udp", "Tcp", "Icmp"};
    static const Texts ports{"*", "443", "*", "22", "1-442", "400-500"};
    Texts destinations{one_of(ports)};
    if (once_in(4)) destinations.push_back("80");
    const bool source_group = groups && once_in(2);
    return "\"priority\":" + std::to_string(priority) +
           ",\"direction\":" + quoted(once_in(2) ? "Outbound" : "Inbound") +
           ",\"access\":" + quoted(access) + ",\"protocol\":" + quoted(one_of(protocols)) + "," +
           side("source", source_group) + "," + side("destination", groups && !source_group) +
           ",\"sourcePortRange\":" + quoted(once_in(8) ? "1-1000" : "*") +
           ",\"destinationPortRanges\":" + strings(destinations);
  }

  void security_group(const std::string& name) {
    resource(nsg_type, name, "");
    const std::string security_rules = id(nsg_type, name) + "/securityRules/rule";
    const std::size_t count = once_in(12) ? 14 : below(5) * std::min(dials_.groups, 3U);
    for (std::size_t i = 0; i < count; ++i) {  // written in no order of theirs (N-091)
      const std::size_t priority = 100 + 10 * ((i * 7 + count) % 23);
      resource(entry(security_rules + std::to_string(priority), nsg_type + "/securityRules",
                     name + "/rule" + std::to_string(priority),
                     rule_properties(priority, once_in(2) ? "Deny" : "Allow", true)));
    }
  }

  void site(const std::string& name, const std::string& properties) {
    resource("Microsoft.Web/sites", name,
             "\"serverFarmId\":" + quoted(id("Microsoft.Web/serverfarms", "plan")) + properties,
             ",\"kind\":\"app\"");
  }

  void apps() {
    resource("Microsoft.Web/serverfarms", "plan", "",
             ",\"sku\":{\"name\":\"P1v3\",\"tier\":\"PremiumV3\",\"capacity\":1}");
    const std::size_t routing = below(3);
    site("app1", ",\"virtualNetworkSubnetId\":" + quoted(child("a", "app")) +
                     (routing == 2 ? "" : ",\"vnetRouteAllEnabled\":" + truth(routing == 0)));
    site("app2", "");
  }

  void admin_rules() {
    const std::string manager = id("Microsoft.Network/networkManagers", "m");
    resource("Microsoft.Network/networkManagers", "m",
             "\"networkManagerScopeAccesses\":[\"SecurityAdmin\"]");
    const std::string of = manager + "/networkGroups/some";
    resource(entry(of, "Microsoft.Network/networkManagers/networkGroups", "m/some", ""));
    for (const Net& net : nets_) {
      if (once_in(2)) continue;
      resource(entry(of + "/staticMembers/" + net.name,
                     "Microsoft.Network/networkManagers/networkGroups/staticMembers",
                     "m/some/" + net.name, "\"resourceId\":" + quoted(id(network_type, net.name))));
    }
    const std::string configuration = manager + "/securityAdminConfigurations/x";
    resource(entry(configuration, "Microsoft.Network/networkManagers/securityAdminConfigurations",
                   "m/x", ""));
    const std::string collection = configuration + "/ruleCollections/y";
    const std::string type =
        "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections";
    resource(entry(collection, type, "m/x/y",
                   "\"appliesToGroups\":[{\"networkGroupId\":" + quoted(of) + "}]"));
    static const Texts accesses{"Deny", "AlwaysAllow", "Allow"};
    for (std::size_t i = below(2) + 1; i > 0; --i)
      admin_rule(collection, type, i, one_of(accesses));
  }

  void admin_rule(const std::string& collection, const std::string& type, std::size_t number,
                  const std::string& access) {
    static const Texts protocols{"Any", "Tcp", "Udp"};
    static const Texts ports{"0-65535", "443", "22"};
    const auto block = [&] {
      return "[{\"addressPrefixType\":\"IPPrefix\",\"addressPrefix\":" +
             quoted(once_in(2) ? std::string("*") : one_of(blocks_)) + "}]";
    };
    const std::string name = "rule" + std::to_string(number);
    resource(entry(collection + "/rules/" + name, type + "/rules", "m/x/y/" + name,
                   "\"priority\":" + std::to_string(100 * number) +
                       ",\"direction\":" + quoted(once_in(2) ? "Outbound" : "Inbound") +
                       ",\"access\":" + quoted(access) +
                       ",\"protocol\":" + quoted(one_of(protocols)) + ",\"sources\":" + block() +
                       ",\"destinations\":" + block() +
                       ",\"sourcePortRanges\":[\"0-65535\"],\"destinationPortRanges\":[" +
                       quoted(one_of(ports)) + "]",
                   ",\"kind\":\"Custom\""));
  }

  // Zones, links, records and zone groups: D sections 1 and 5.
  void names() {
    const Texts zones{"privatelink.vaultcore.azure.net", "privatelink.blob.core.windows.net",
                      "corp.example"};
    const std::string type = "Microsoft.Network/privateDnsZones";
    for (const std::string& zone : zones) {
      resource(type, zone, "");
      for (const Net& net : nets_) {
        if (once_in(3)) continue;
        std::string policy;
        if (once_in(4)) policy = ",\"resolutionPolicy\":\"NxDomainRedirect\"";
        resource(entry(id(type, zone) + "/virtualNetworkLinks/" + net.name,
                       type + "/virtualNetworkLinks", zone + "/" + net.name,
                       "\"registrationEnabled\":false,\"virtualNetwork\":" +
                           reference(network_type, net.name) +
                           (zone == "corp.example" ? "" : policy)));
      }
      record(type, zone);
    }
    for (const auto& [endpoint, of_vault] : endpoints_) {
      if (once_in(5)) continue;
      const std::string& zone = once_in(8) ? one_of(zones) : zones[of_vault ? 0 : 1];
      if (zone == "corp.example") continue;
      resource(entry(
          id("Microsoft.Network/privateEndpoints", endpoint) + "/privateDnsZoneGroups/default",
          "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", endpoint + "/default",
          "\"privateDnsZoneConfigs\":[{\"name\":\"z\",\"properties\":{\"privateDnsZoneId\":" +
              quoted(id(type, zone)) + "}}]"));
    }
  }

  void record(const std::string& type, const std::string& zone) {
    static const Texts owners{"kv1", "st1", "*", "deep.kv2"};
    if (!once_in(3)) return;
    const std::string& owner = one_of(owners);
    const bool alias = zone == "corp.example" && once_in(2);
    const std::string data = alias
                                 ? "\"ttl\":10,\"cnameRecord\":{\"cname\":\"kv1.vault.azure.net\"}"
                                 : "\"ttl\":10,\"aRecords\":[{\"ipv4Address\":\"10.77.0.1\"}]";
    const std::string kind = alias ? "CNAME" : "A";
    resource(entry(id(type, zone) + "/" + kind + "/" + owner, type + "/" + kind, zone + "/" + owner,
                   data));
  }

  std::mt19937 random_;
  const Dials& dials_;
  Statements result_;
  std::vector<Net> nets_;
  bool has_gateway_ = false;
  Texts blocks_;
  Texts hops_;
  std::vector<std::pair<std::string, bool>> endpoints_;  // whether of a vault
};

}  // namespace

Statements random_network(std::uint32_t seed, const Dials& dials) {
  return Maker(seed, dials).make();
}

std::string resource_list(const Statements& statements) {
  std::string text;
  for (const Statement& each : statements)
    if (each.section.empty()) text += (text.empty() ? "" : ",\n") + each.json;
  return "[" + text + "]\n";
}

std::string surroundings_file(const Statements& statements) {
  std::string text = "{\"schema\":\"airtight/surroundings/1\",\"publicNamesComplete\":true";
  std::set<std::string> sections;
  for (const Statement& each : statements)
    if (!each.section.empty()) sections.insert(each.section);
  for (const std::string& section : sections) {
    Texts entries;
    for (const Statement& each : statements)
      if (each.section == section) entries.push_back(each.json);
    text += ",\n" + quoted(section) + ":" + list(entries);
  }
  return text + "}\n";
}

}  // namespace airtight::lab
