#include <algorithm>

#include "random_draw.h"

namespace airtight::lab::drawn {
namespace {

// Beside, inside, equal to and around the reserved blocks (N-031 to N-036), and public (N-006); no
// two networks overlap (N-012).
const std::vector<std::vector<Texts>> spaces{
    {{"10.1.0.0/24"}, {"10.1.0.0/24", "100.64.7.0/24"}, {"10.0.0.0/9"}, {"10.1.0.0/16"}},
    {{"172.16.1.0/24"}, {"52.10.0.0/24"}, {"172.16.0.0/12"}, {"172.16.1.0/24", "25.4.8.0/24"}},
    {{"192.168.4.0/24"},
     {"192.168.0.0/15"},
     {"192.168.4.0/24", "100.64.1.0/24"},
     {"192.168.0.0/16"}}};

void choose(Draw& draw, unsigned i) {
  Net net;
  net.name = std::string(1, static_cast<char>('a' + i));
  net.blocks = i < spaces.size() ? draw.one_of(spaces[i])
                                 : Texts{"10." + std::to_string(200 + i) + ".0.0/24"};
  const Number first = base_of(net.blocks.front());
  net.subnets = {first, net.blocks.size() > 1 ? base_of(net.blocks.back()) : first + 16};
  for (const std::string& block : net.blocks) draw.blocks.push_back(block);
  for (const Number base : net.subnets) draw.blocks.push_back(cidr(base, 28));
  draw.blocks.push_back(cidr(first, 27));
  draw.nets.push_back(std::move(net));
}

std::string subnet_properties(Draw& draw, const std::string& block) {
  std::string text = "\"addressPrefix\":" + quoted(block);
  const std::size_t nsg = draw.below(6);
  if (nsg < 3 && draw.dials.groups > 0)
    text += ",\"networkSecurityGroup\":" + reference(nsg_type, "n" + std::to_string(nsg));
  const std::size_t table = draw.below(5);
  if (table < 3 && draw.dials.tables > 0)
    text += ",\"routeTable\":" + reference(table_type, "t" + std::to_string(table));
  static const Texts policies{"Enabled", "Disabled", "NetworkSecurityGroupEnabled",
                              "RouteTableEnabled"};
  if (!draw.once_in(4))
    text += ",\"privateEndpointNetworkPolicies\":" + quoted(draw.one_of(policies));
  const std::size_t outbound = draw.below(4);
  if (outbound > 1) text += ",\"defaultOutboundAccess\":" + truth(outbound == 2);
  return text;
}

void subnet(Draw& draw, const Net& net, const std::string& name, Number base,
            const std::string& more = {}) {
  draw.resource(entry(child(net.name, name), network_type + "/subnets", net.name + "/" + name,
                      subnet_properties(draw, cidr(base, 28)) + more));
}

void network(Draw& draw, const Net& net) {
  draw.resource(network_type, net.name,
                "\"addressSpace\":{\"addressPrefixes\":" + strings(net.blocks) + "}");
  subnet(draw, net, "s0", net.subnets[0]);
  subnet(draw, net, "s1", net.subnets[1]);
  if (net.name == "a")
    subnet(draw, net, "app", net.subnets[0] + 48,
           ",\"delegations\":[{\"name\":\"d\",\"properties\":{\"serviceName\":"
           "\"Microsoft.Web/serverFarms\"}}]");
}

void host(Draw& draw, const Net& net, std::size_t subnet, const std::string& name, Number address,
          bool forwards) {
  std::string more;
  if (draw.once_in(4) && draw.dials.groups > 0)
    more = ",\"networkSecurityGroup\":" + reference(nsg_type, "n" + std::to_string(draw.below(3)));
  if (forwards) more += ",\"enableIPForwarding\":true";
  const std::string member = draw.once_in(4) ? ",\"applicationSecurityGroups\":[" +
                                                   reference(asg_type, "asg-" + net.name) + "]"
                                             : "";
  draw.resource(nic_type, name + "-nic",
                "\"ipConfigurations\":[{\"name\":\"x\",\"properties\":{\"primary\":true,"
                "\"privateIPAddress\":" +
                    quoted(dotted(address)) +
                    ",\"subnet\":{\"id\":" + quoted(child(net.name, "s" + std::to_string(subnet))) +
                    "}" + member + "}}]" + more);
  draw.resource(
      "Microsoft.Compute/virtualMachines", name,
      "\"networkProfile\":{\"networkInterfaces\":[" + reference(nic_type, name + "-nic") + "]}");
  draw.blocks.push_back(dotted(address) + "/32");
}

void appliance(Draw& draw, const Net& net) {
  const std::size_t where = draw.below(2);
  const Number address = net.subnets[where] + 9;
  host(draw, net, where, "nva-" + net.name, address, !draw.once_in(8));
  draw.hops.push_back(dotted(address));
  const auto side = [&] { return draw.once_in(2) ? draw.one_of(draw.blocks) : std::string("*"); };
  Texts rules;
  const auto rule = [&](const char* action, const std::string& source,
                        const std::string& destination, const std::string& more) {
    rules.push_back("{\"action\":" + quoted(action) + ",\"source\":" + quoted(source) +
                    ",\"destination\":" + quoted(destination) + more + "}");
  };
  if (draw.once_in(3)) rule("deny", side(), side(), "");
  if (!draw.once_in(6)) rule("allow", "*", "*", draw.once_in(6) ? ",\"ports\":[\"443\"]" : "");
  draw.surrounding("appliances",
                   "{\"address\":" + quoted(dotted(address)) +
                       ",\"subnet\":" + quoted(net.name + "/s" + std::to_string(where)) +
                       ",\"snat\":" + truth(draw.once_in(3)) + ",\"rules\":" + list(rules) + "}");
}

void endpoint(Draw& draw, const Net& net) {
  const std::size_t where = draw.below(2);
  const bool of_vault = draw.once_in(2);
  const Number address = net.subnets[where] + 11;
  const std::string target = of_vault
                                 ? id("Microsoft.KeyVault/vaults", draw.once_in(2) ? "kv1" : "kv2")
                                 : id("Microsoft.Storage/storageAccounts", "st1");
  static const Texts states{"Approved", "Approved", "Approved", "Approved",
                            "Approved", "Approved", "Pending",  "Rejected"};
  const std::string name = "pe-" + net.name;
  const std::string member = draw.once_in(4) ? ",\"applicationSecurityGroups\":[" +
                                                   reference(asg_type, "asg-" + net.name) + "]"
                                             : "";
  draw.resource(
      "Microsoft.Network/privateEndpoints", name,
      "\"subnet\":{\"id\":" + quoted(child(net.name, "s" + std::to_string(where))) +
          "},\"ipConfigurations\":[{\"name\":\"i\",\"properties\":{\"privateIPAddress\":" +
          quoted(dotted(address)) + "}}]" + member +
          ",\"privateLinkServiceConnections\":[{\"name\":\"c\",\"properties\":{"
          "\"privateLinkServiceId\":" +
          quoted(target) + ",\"groupIds\":[" + quoted(of_vault ? "vault" : "blob") +
          "],\"privateLinkServiceConnectionState\":{\"status\":" + quoted(draw.one_of(states)) +
          "}}}]");
  draw.endpoints.push_back({name, of_vault});
  draw.blocks.push_back(dotted(address) + "/32");
}

void hosts(Draw& draw, const Net& net) {
  draw.resource(asg_type, "asg-" + net.name, "");
  for (std::size_t i = 0; i < 2; ++i)
    host(draw, net, i, "vm-" + net.name + std::to_string(i), net.subnets[i] + 4, false);
  if (draw.often(draw.dials.appliances, 1)) appliance(draw, net);
  if (draw.below(3) < std::size_t{draw.dials.endpoints} * 2) endpoint(draw, net);
}

void services(Draw& draw) {
  for (const char* name : {"kv1", "kv2"})
    draw.resource("Microsoft.KeyVault/vaults", name,
                  "\"enableRbacAuthorization\":true,\"publicNetworkAccess\":\"Enabled\"");
  draw.resource("Microsoft.Storage/storageAccounts", "st1", "\"publicNetworkAccess\":\"Enabled\"",
                ",\"kind\":\"StorageV2\",\"sku\":{\"name\":\"Standard_LRS\"}");
}

void link(Draw& draw, const Net& from, const Net& to) {
  std::string text = "\"remoteVirtualNetwork\":" + reference(network_type, to.name) +
                     ",\"allowForwardedTraffic\":" + truth(draw.below(3) != 2) +
                     ",\"allowVirtualNetworkAccess\":" + truth(!draw.once_in(7));
  if (draw.has_gateway && to.name == "c")
    text += ",\"useRemoteGateways\":" + truth(!draw.once_in(4));
  if (draw.has_gateway && from.name == "c")
    text += ",\"allowGatewayTransit\":" + truth(!draw.once_in(4));
  if (draw.once_in(16)) text += ",\"peeringState\":\"Disconnected\"";
  const std::string name = "to-" + to.name;
  draw.resource(entry(id(network_type, from.name) + "/virtualNetworkPeerings/" + name,
                      network_type + "/virtualNetworkPeerings", from.name + "/" + name, text));
}

void peering(Draw& draw, const Net& x, const Net& y) {
  if (!draw.often(draw.dials.peerings, 1) || draw.once_in(5)) return;
  link(draw, x, y);
  if (!draw.once_in(9)) link(draw, y, x);
}

void gateway(Draw& draw) {
  const Net& net = draw.nets.back().name == "c"
                       ? draw.nets.back()
                       : draw.nets[std::min<std::size_t>(2, draw.nets.size() - 1)];
  if (net.name != "c") return;
  const bool vpn = !draw.once_in(4);
  draw.resource(entry(child("c", "GatewaySubnet"), network_type + "/subnets", "c/GatewaySubnet",
                      "\"addressPrefix\":" + quoted(cidr(net.subnets[0] + 96, 28)) +
                          (draw.once_in(3) && draw.dials.tables > 0
                               ? ",\"routeTable\":" + reference(table_type, "tg")
                               : "")));
  add_route_table(draw, "tg", true);
  draw.resource("Microsoft.Network/virtualNetworkGateways", "gw",
                std::string("\"gatewayType\":") + (vpn ? "\"Vpn\"" : "\"ExpressRoute\"") +
                    ",\"ipConfigurations\":[{\"name\":\"i\",\"properties\":{\"subnet\":{\"id\":" +
                    quoted(child("c", "GatewaySubnet")) + "}}}]");
  Texts routes{"10.0.0.0/8", "172.16.0.0/12"};
  if (draw.once_in(2)) routes.push_back("0.0.0.0/0");
  draw.surrounding("sites",
                   "{\"name\":\"hq\",\"prefixes\":[\"10.200.0.0/24\"],\"connection\":{\"kind\":" +
                       quoted(vpn ? "vpn" : "expressroute") +
                       ",\"gatewayVirtualNetwork\":\"c\",\"advertised\":[\"10.200.0.0/24\"],"
                       "\"routesToAzure\":" +
                       strings(routes) + "}}");
  if (draw.once_in(3))
    draw.surrounding("routesLearned", "{\"virtualNetwork\":\"c\",\"from\":\"gateway\",\"prefix\":" +
                                          quoted(draw.one_of(draw.blocks)) + "}");
  if (draw.once_in(6))
    draw.surrounding("routesLearned",
                     "{\"virtualNetwork\":\"c\",\"from\":\"gateway\",\"prefix\":\"0.0.0.0/0\"}");
}

}  // namespace

void choose_networks(Draw& draw) {
  for (unsigned i = 0; i < draw.dials.networks; ++i) choose(draw, i);
  draw.has_gateway = draw.dials.gateways > 0 && draw.often(draw.dials.gateways, 2);
}

void add_networks(Draw& draw) {
  services(draw);
  for (const Net& each : draw.nets) network(draw, each);
  for (const Net& each : draw.nets) hosts(draw, each);
  for (std::size_t i = 0; i < draw.nets.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) peering(draw, draw.nets[j], draw.nets[i]);
  if (draw.has_gateway) gateway(draw);
}

}  // namespace airtight::lab::drawn
