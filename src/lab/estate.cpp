#include "estate.h"

#include <airtight/azure/app_plan.h>
#include <airtight/azure/approval.h>
#include <airtight/azure/by_id.h>
#include <airtight/azure/usable_addresses.h>

#include <algorithm>

namespace airtight::lab {
namespace {

std::vector<net::Prefix> ipv4_of(const std::vector<azure::WrittenPrefix>& written) {
  std::vector<net::Prefix> result;
  for (const auto& each : written)
    if (each.prefix.base.family == net::Family::v4) result.push_back(each.prefix);
  return result;
}

bool is_ipv4(const net::Ip& ip) { return ip.family == net::Family::v4; }

std::optional<net::Prefix> block_of(const azure::Subnet& subnet) {
  const auto blocks = ipv4_of(subnet.address_prefixes);
  return blocks.empty() ? std::nullopt : std::optional(blocks.front());
}

}  // namespace

bool Peer::up() const {
  const auto connected = [](const azure::Peering* each) {
    if (each == nullptr) return false;
    const auto* state = each->state.known();
    return state == nullptr || *state == "Connected";
  };
  return connected(link) && connected(back);
}

bool Network::has(const net::Ip& ip) const {
  return std::ranges::any_of(blocks, [&](const net::Prefix& each) { return each.contains(ip); });
}

const Host* Network::host_at(const net::Ip& ip) const {
  for (const Host* each : hosts)
    if (std::ranges::count(each->addresses, ip) > 0) return each;
  return nullptr;
}

const Exit* Network::way_out() const {
  if (exit) return &*exit;
  for (const Peer& peer : peers) {
    if (peer.up() && value_or(peer.link->use_remote_gateways, false) &&
        value_or(peer.back->allow_gateway_transit, false) && peer.network->exit)
      return &*peer.network->exit;
  }
  return nullptr;
}

Estate::Estate(const azure::Resources& resources, std::vector<LeftOut>& left_out)
    : resources_(resources), left_out_(left_out) {
  add_networks();
  add_peerings();
  add_gateways();
  add_interfaces();
  add_endpoints();
  add_surroundings();
  add_inbound_endpoints();
  add_apps();
}

void Estate::leave_out(std::string what, std::string fact) const {
  left_out_.push_back({std::move(what), std::move(fact)});
}

const azure::RouteTable* Estate::table_of(const azure::Subnet& subnet) const {
  const auto* id = subnet.route_table.known();
  return id == nullptr ? nullptr : azure::by_id(resources_.route_tables, *id);
}

const azure::NetworkSecurityGroup* Estate::group_of(const azure::Subnet& subnet) const {
  const auto* id = subnet.network_security_group.known();
  return id == nullptr ? nullptr : azure::by_id(resources_.network_security_groups, *id);
}

std::vector<net::Ip> Estate::members_of(const azure::ResourceId& application_group) const {
  std::vector<net::Ip> result;
  for (const Host& each : hosts_) {
    if (std::ranges::count(each.application_groups, application_group) > 0)
      result.insert(result.end(), each.addresses.begin(), each.addresses.end());
  }
  return result;
}

Network* Estate::network_of(const azure::ResourceId& id) {
  const auto found =
      std::ranges::find_if(networks_, [&](const Network& each) { return each.written->id == id; });
  return found == networks_.end() ? nullptr : &*found;
}

Host* Estate::add(Kind kind, const std::string& name, const azure::Subnet& subnet,
                  std::vector<net::Ip> addresses) {
  Network* network = network_of(subnet.virtual_network);
  std::erase_if(addresses, [](const net::Ip& each) { return !is_ipv4(each); });
  if (network == nullptr || addresses.empty()) {
    leave_out(name + " has no IPv4 address in a network of the input", "N-013");
    return nullptr;
  }
  Host& host = hosts_.emplace_back();
  host.kind = kind;
  host.number = next_number_++;
  host.device = "h" + std::to_string(host.number);
  host.space = std::string(to_string(kind)) + "/" + name;
  if (!names_.insert(host.space).second) host.space += "-" + std::to_string(host.number);
  names_.insert(host.space);
  host.network = network;
  host.subnet = &subnet;
  host.addresses = std::move(addresses);
  network->hosts.push_back(&host);
  return &host;
}

void Estate::add_networks() {
  for (const azure::VirtualNetwork& each : resources_.virtual_networks) {
    Network& network = networks_.emplace_back();
    network.written = &each;
    network.number = next_number_++;
    network.space = "network/" + each.name;
    if (!names_.insert(network.space).second) network.space += "-" + std::to_string(network.number);
    names_.insert(network.space);
    network.blocks = ipv4_of(each.address_prefixes);
    if (network.blocks.size() != each.address_prefixes.size())
      leave_out("IPv6 of " + each.name, "N-021");
  }
}

void Estate::add_peerings() {
  const auto peer_of = [](Network& of, Network& other) -> Peer& {
    for (Peer& each : of.peers)
      if (each.network == &other) return each;
    return of.peers.emplace_back(Peer{&other, nullptr, nullptr});
  };
  for (const azure::Peering& each : resources_.peerings) {
    Network* from = network_of(each.virtual_network);
    Network* to = network_of(each.remote);
    if (from == nullptr || to == nullptr || from == to) {
      leave_out("the peering " + each.name + " to a network outside the input", "N-150");
      continue;
    }
    if (!each.complete || each.only_ipv6)
      leave_out("peering " + each.name + " of subnets", "N-166");
    peer_of(*from, *to).link = &each;
    peer_of(*to, *from).back = &each;
  }
}

void Estate::add_gateways() {
  for (const azure::VirtualNetworkGateway& each : resources_.gateways) {
    const auto* at = each.subnet.known();
    const azure::Subnet* subnet = at == nullptr ? nullptr : azure::by_id(resources_.subnets, *at);
    Network* network = subnet == nullptr ? nullptr : network_of(subnet->virtual_network);
    if (network == nullptr) {
      leave_out("gateway " + each.name + " outside the networks of the input", "N-040");
      continue;
    }
    if (!network->exit) network->exit = Exit{network, subnet, true, {}, {}};
    const auto* type = each.type.known();
    if (type == nullptr || *type != azure::GatewayType::vpn) network->exit->vpn_only = false;
  }
  for (const azure::GatewayConnection& each : resources_.gateway_connections) {
    const auto* local = azure::by_id(resources_.local_network_gateways, each.local_network);
    const auto* gateway = azure::by_id(resources_.gateways, each.gateway);
    const auto* at = gateway == nullptr ? nullptr : gateway->subnet.known();
    Network* network = at == nullptr ? nullptr : network_of(at->parent());
    if (local == nullptr || network == nullptr || !network->exit) {
      leave_out("connection " + each.name, "N-040");
      continue;
    }
    for (const net::Prefix& prefix : ipv4_of(local->address_prefixes))
      network->exit->learned.push_back(prefix);
  }
  for (Network& network : networks_) {
    if (!network.exit) continue;
    const auto is_here = [&](const std::string& name) {
      return name == network.written->name || name == network.written->id.text();
    };
    for (const azure::SurroundingSite& site : resources_.surroundings.sites) {
      if (!is_here(site.gateway_network)) continue;
      network.exit->sites.push_back(&site);
      for (const net::Prefix& prefix : site.advertised) network.exit->learned.push_back(prefix);
    }
    for (const azure::LearnedRoute& route : resources_.surroundings.learned_routes)
      if (is_here(route.network)) network.exit->learned.push_back(route.prefix);
  }
}

void Estate::add_interfaces() {
  for (const azure::NetworkInterface& each : resources_.network_interfaces) {
    if (!each.private_endpoint.empty()) continue;
    const azure::Subnet* subnet = azure::by_id(resources_.subnets, each.subnet);
    if (subnet == nullptr) continue;
    std::string name = each.name;
    azure::ResourceId resource = each.id;
    for (const azure::VirtualMachine& machine : resources_.virtual_machines) {
      if (std::ranges::count(machine.network_interfaces, each.id) == 0) continue;
      if (machine.network_interfaces.front() == each.id) name = machine.name;
      resource = machine.id;
    }
    Host* host = add(Kind::machine, name, *subnet, each.addresses);
    if (host == nullptr) continue;
    host->resource = resource;
    if (const auto* id = each.network_security_group.known())
      host->group = azure::by_id(resources_.network_security_groups, *id);
    host->application_groups = each.application_groups;
    host->forwards = each.ip_forwarding;
    host->public_address = each.public_ip.known() != nullptr;
    host->name_servers = value_or(each.dns_servers, {});  // D-207
  }
}

void Estate::add_endpoints() {
  for (const azure::PrivateEndpoint& each : resources_.private_endpoints) {
    const azure::Subnet* subnet = azure::by_id(resources_.subnets, each.subnet);
    if (subnet == nullptr) continue;
    Host* host = add(Kind::endpoint, each.name, *subnet, each.addresses);
    if (host == nullptr) continue;
    host->endpoint = &each;
    host->resource = each.id;
    host->application_groups = each.application_groups;
  }
}

// any usable address of the subnet is a worker's; here it is the first that nobody has.
void Estate::add_apps() {
  for (const azure::Site& each : resources_.sites) {
    const auto* id = each.integration_subnet.known();
    const azure::Subnet* subnet = id == nullptr ? nullptr : azure::by_id(resources_.subnets, *id);
    Network* network = subnet == nullptr ? nullptr : network_of(subnet->virtual_network);
    const auto block = subnet == nullptr ? std::nullopt : block_of(*subnet);
    Host* host = nullptr;
    if (network != nullptr && block) {
      const auto usable = azure::usable_addresses(*block);
      net::Ip address = usable.first;
      while (usable.contains(address) && network->host_at(address) != nullptr)
        address = net::advance(address, 1);
      if (usable.contains(address)) host = add(Kind::app, each.name, *subnet, {address});
    }
    if (host == nullptr) {
      if (id != nullptr) leave_out("the integration of " + each.name, "N-231");
      host = &hosts_.emplace_back();
      host->kind = Kind::app;
      host->number = next_number_++;
      host->device = "h" + std::to_string(host->number);
      host->space = "app/" + each.name;
      if (!names_.insert(host->space).second) host->space += "-" + std::to_string(host->number);
    }
    host->site = &each;
    host->resource = each.id;
    host->name_servers = value_or(each.dns_servers, {});  // D-306
    if (const auto* last = each.alternative_server.known())
      host->name_servers.push_back(*last);  // D-307
  }
}

void Estate::add_surroundings() {
  for (const azure::SurroundingWorkload& each : resources_.surroundings.workloads) {
    const azure::Subnet* subnet = azure::subnet_named(resources_, each.subnet);
    if (subnet == nullptr) continue;
    if (!each.address) {
      leave_out(each.name + " without an address", "R-19");
      continue;
    }
    Host* host = add(Kind::machine, each.name, *subnet, {*each.address});
    if (host == nullptr) continue;
    host->name_servers = each.dns_servers;
    host->hosts = each.hosts;
  }
  for (const azure::DnsServer& each : resources_.surroundings.dns_servers) {
    const azure::Subnet* subnet = azure::subnet_named(resources_, each.subnet);
    Network* network = subnet == nullptr ? nullptr : network_of(subnet->virtual_network);
    if (network != nullptr && network->host_at(each.address) == nullptr)
      add(Kind::machine, "dns-" + net::to_string(each.address), *subnet, {each.address});
  }
  for (const azure::SurroundingAppliance& each : resources_.surroundings.appliances) describe(each);
}

// D-220.
void Estate::add_inbound_endpoints() {
  for (const azure::InboundEndpoint& each : resources_.inbound_endpoints) {
    const azure::Subnet* subnet = azure::by_id(resources_.subnets, each.subnet);
    if (subnet == nullptr || each.addresses.empty()) {
      leave_out("inbound endpoint " + each.name + " without an address", "D-221");
      continue;
    }
    add(Kind::machine, each.name, *subnet, each.addresses);
  }
}

// An appliance of the surroundings is a host, unless an interface has its address.
void Estate::describe(const azure::SurroundingAppliance& written) {
  const azure::Subnet* subnet = azure::subnet_named(resources_, written.subnet);
  Network* network = subnet == nullptr ? nullptr : network_of(subnet->virtual_network);
  if (network == nullptr) {
    leave_out("appliance " + net::to_string(written.address) + " of no subnet", "R-17");
    return;
  }
  Host* host = nullptr;
  for (Host* each : network->hosts)
    if (std::ranges::count(each->addresses, written.address) > 0) host = each;
  if (host == nullptr) {
    host = add(Kind::machine, "appliance-" + net::to_string(written.address), *subnet,
               {written.address});
    if (host == nullptr) return;
    host->forwards = true;
  }
  if (written.forwards) host->forwards = *written.forwards;
  host->translates = written.snat.value_or(false);
  host->policy = written.rules;
}

bool routes_all(const azure::Site& site) {
  const auto* setting = site.route_all_setting.known();
  return value_or(site.route_all, false) || (setting != nullptr && *setting == "1");
}

std::string link_device(char use, const Network& to) {
  return std::string(1, use) + std::to_string(to.number);
}

}  // namespace airtight::lab
