#include "campaign.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "diagnose/seen.h"
#include "reach/world.h"

namespace airtight::campaign {
namespace {

using namespace world;

// Which client needs the target.
enum class Client { app, machine, peer };

azure::Resources base(bool with_storage) {
  Pieces pieces{vnet("vnet1", {"10.1.0.0/16"}),
                subnet("vnet1/app", "10.1.1.0/24", {.nsg = "nsg-app"}),
                subnet("vnet1/vms", "10.1.2.0/24", {.nsg = "nsg-vms"}),
                subnet("vnet1/endpoints", "10.1.3.0/24"),
                vnet("vnet2", {"10.2.0.0/16"}),
                subnet("vnet2/vms", "10.2.2.0/24", {.nsg = "nsg-far"}),
                nsg("nsg-app", {}),
                nsg("nsg-vms", {}),
                nsg("nsg-far", {}),
                peering_link("vnet1", "vnet2"),
                peering_link("vnet2", "vnet1"),
                nic("nic1", "vnet1/vms", "10.1.2.4"),
                machine("vm1", "nic1"),
                nic("nic2", "vnet2/vms", "10.2.2.4"),
                machine("vm2", "nic2"),
                app("app1", "vnet1/app")};
  azure::Service target =
      with_storage ? storage("store1", closed_rules()) : vault("store1", closed_rules());
  target.public_network_access = known(azure::PublicNetworkAccess::disabled);
  const std::string zone_name = with_storage ? "privatelink.blob.core.windows.net" : vault_zone;
  pieces = pieces + Pieces{target,
                           endpoint("pe1", "vnet1/endpoints", target,
                                    with_storage ? "blob" : "vault", "10.1.3.4"),
                           zone(zone_name),
                           zone_link(zone_name, "vnet1"),
                           zone_link(zone_name, "vnet2"),
                           zone_group("pe1", zone_name)};
  return resources(pieces);
}

template <class T>
T& the(std::vector<T>& list, const std::string& name) {
  return *std::ranges::find(list, name, &T::name);
}

void unlink(Deployment& deployment) {
  std::erase_if(deployment.resources.links, [&](const azure::VirtualNetworkLink& each) {
    return each.virtual_network == vnet_id(deployment.client_network);
  });
}

void drop_zone(Deployment& deployment) {
  deployment.resources.private_dns_zones.clear();
  deployment.resources.links.clear();
  deployment.resources.zone_groups.clear();
}

// The zone is called what the public suffix suggests.
void rename_zone(Deployment& deployment) {
  const auto name = net::parse_dns_name("privatelink.wrong.example").value();
  const azure::ResourceId id = world::id("Microsoft.Network/privateDnsZones", name.text());
  auto& zone = deployment.resources.private_dns_zones.front();
  zone.zone = name;
  zone.name = name.text();
  zone.id = id;
  for (auto& each : deployment.resources.links) each.zone = id;
  for (auto& each : deployment.resources.zone_groups) each.zones = {id};
}

void drop_record(Deployment& deployment) { deployment.resources.zone_groups.clear(); }

// Another zone of the name is the one that the client's network sees.
void copy_zone(Deployment& deployment) {
  azure::PrivateDnsZone copy = deployment.resources.private_dns_zones.front();
  copy.id = azure::make_id("other", "other", "Microsoft.Network/privateDnsZones", copy.name);
  for (auto& each : deployment.resources.links) {
    if (each.virtual_network != vnet_id(deployment.client_network)) continue;
    each.zone = copy.id;
    each.id = copy.id.child("virtualNetworkLinks", each.name);
  }
  deployment.resources.private_dns_zones.push_back(copy);
}

void shadow(Deployment& deployment) {
  const auto& zone = deployment.resources.private_dns_zones.front();
  const auto name = net::parse_dns_name("store1." + zone.zone.text()).value();
  azure::PrivateDnsZone child = world::zone(name.text());
  deployment.resources.links.push_back(zone_link(name.text(), deployment.client_network));
  deployment.resources.private_dns_zones.push_back(child);
}

void own_servers(Deployment& deployment) {
  auto& network = the(deployment.resources.virtual_networks, deployment.client_network);
  const net::Ip server = net::advance(network.address_prefixes.front().prefix.base, 2 * 256 + 9);
  network.dns_servers = known(std::vector<net::Ip>{server});
  azure::DnsServer made;
  made.address = server;
  made.subnet = deployment.client_network + "/vms";
  made.forwarders = {{net::DnsName(), {ip("9.9.9.9")}}};
  deployment.resources.surroundings.dns_servers.push_back(made);
}

void set_state(Deployment& deployment, azure::ConnectionState state) {
  deployment.resources.private_endpoints.front().state = known(state);
}

void deny_out(Deployment& deployment) {
  for (auto& group : deployment.resources.network_security_groups)
    group.rules.push_back(rule({200, out, deny, "*", "*", "443"}));
}

void drop_half(Deployment& deployment) {
  std::erase_if(deployment.resources.peerings, [](const azure::Peering& each) {
    return each.virtual_network == vnet_id("vnet2");
  });
}

void route_away(Deployment& deployment) {
  deployment.resources.route_tables.push_back(
      table("rt1", {route("10.1.3.4/32", azure::RouteNextHop::none)}));
  for (azure::Subnet& each : deployment.resources.subnets) {
    if (each.id == subnet_id(deployment.client_subnet)) each.route_table = known(table_id("rt1"));
  }
}

void take_out_of_network(Deployment& deployment) {
  deployment.resources.sites.front().integration_subnet = {};
}

}  // namespace

Deployment random_deployment(std::mt19937& random) {
  const bool with_storage = random() % 2 == 0;
  const auto client = static_cast<Client>(random() % 3);
  Deployment made;
  made.resources = base(with_storage);
  made.host = with_storage ? "store1.blob.core.windows.net" : "store1.vault.azure.net";
  made.from = client == Client::app ? "app1" : client == Client::machine ? "vm1" : "vm2";
  made.client_network = client == Client::peer ? "vnet2" : "vnet1";
  made.client_subnet = client == Client::app ? "vnet1/app" : made.client_network + "/vms";
  return made;
}

std::vector<Fault> faults_for(const Deployment& deployment) {
  using Kind = Fault::Kind;
  using State = azure::ConnectionState;
  std::vector<Fault> faults{
      {"DNS_ZONE_LINK_MISSING", Kind::name, unlink},
      {"DNS_ZONE_MISSING", Kind::name, drop_zone},
      {"DNS_ZONE_NAME_WRONG", Kind::name, rename_zone},
      {"DNS_RECORD_MISSING", Kind::name, drop_record},
      {"DNS_DUPLICATE_ZONE", Kind::name, copy_zone},
      {"DNS_ZONE_SHADOWS_NAME", Kind::name, shadow},
      {"DNS_CUSTOM_SERVER_NO_FORWARD", Kind::name, own_servers},
      {"PE_NOT_APPROVED", Kind::endpoint, [](Deployment& d) { set_state(d, State::pending); }},
      {"PE_DISCONNECTED", Kind::endpoint, [](Deployment& d) { set_state(d, State::disconnected); }},
      {"NSG_DENY", Kind::filter, deny_out},
      {"ROUTE_UDR_SIDE_EFFECT", Kind::route, route_away}};
  if (deployment.from == "vm2")
    faults.push_back({"PEERING_MISSING_OR_BROKEN", Kind::route, drop_half});
  if (deployment.from == "app1")
    faults.push_back({"APP_NOT_INTEGRATED", Kind::caller, take_out_of_network});
  return faults;
}

}  // namespace airtight::campaign
