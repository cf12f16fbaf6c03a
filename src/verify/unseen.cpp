#include "unseen.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::verify {
namespace {

bool is_shown(const model::Network& network, const azure::ResourceId& subnet) {
  const azure::Subnet* found = network.subnet(subnet);
  return found != nullptr && !found->external;
}

// Some networks, and those that packets may come from by way of peerings, as far as the input goes.
std::vector<const azure::VirtualNetwork*> around(
    const model::Network& network, const std::vector<const azure::VirtualNetwork*>& homes) {
  std::vector<const azure::VirtualNetwork*> found;
  std::set<const azure::VirtualNetwork*> seen;
  for (const azure::VirtualNetwork* home : homes) {
    if (seen.insert(home).second) found.push_back(home);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const model::Neighbour& neighbour : network.neighbours_of(*found[i])) {
      if (!is_down(neighbour) && seen.insert(neighbour.network).second)
        found.push_back(neighbour.network);
    }
  }
  return found;
}

// A peering whose other network the input does not have: nothing says that it is not connected.
void add_unseen_peers(const model::Network& network, const azure::VirtualNetwork& home,
                      std::set<std::string>& unseen) {
  for (const azure::Peering& link : network.written().peerings) {
    if (link.virtual_network != home.id) continue;
    const azure::VirtualNetwork* remote = network.virtual_network(link.remote);
    const std::string* state = link.state.known();
    const bool down = state != nullptr && equal_ignoring_case(*state, "Disconnected");
    if (!down && (remote == nullptr || remote->external))
      unseen.insert("hosts of virtual network " + std::string(link.remote.name()));
  }
}

void add_unseen_clients(const model::Gateway& gateway, const azure::Resources& written,
                        std::set<std::string>& unseen) {
  for (const azure::UnknownInput& unknown : gateway.unknown) unseen.insert(unknown.name);
  const std::string name = "the gateway of " + gateway.network->name;
  if (gateway.sites.empty() && gateway.networks.empty()) unseen.insert("who is behind " + name);
  for (const azure::WrittenPrefix& learned : gateway.learned) {
    const bool described = std::ranges::any_of(gateway.sites, [&](const auto* site) {
      return std::ranges::any_of(site->prefixes, [&](const net::Prefix& prefix) {
        return prefix.contains(learned.prefix);
      });
    });
    const bool network = std::ranges::any_of(gateway.networks, [&](const auto* other) {
      return std::ranges::any_of(model::prefixes(*other), [&](const net::Prefix& prefix) {
        return prefix.contains(learned.prefix);
      });
    });
    if (!described && !network)
      unseen.insert("who has " + to_string(learned.prefix) + " behind " + name);
  }
  for (const azure::VirtualNetworkGateway& each : written.gateways) {
    const azure::ResourceId* subnet = each.subnet.known();
    if (!each.client_pool.empty() && subnet != nullptr && subnet->parent() == gateway.network->id)
      unseen.insert("users who connect to gateway " + each.name);
  }
}

}  // namespace

void add_unseen_guests(const model::Network& network, const model::BackEnd& back_end,
                       Destinations& to) {
  const std::string& name = back_end.service.name;
  if (const azure::NetworkRules* rules = back_end.service.network_rules.known()) {
    for (const azure::SubnetRule& rule : rules->subnet_rules) {
      if (!is_shown(network, rule.subnet))
        to.unknown.push_back({"hosts of subnet " + std::string(rule.subnet.name()) + ", which " +
                              name + " lets in"});
    }
    if (!rules->resource_rules.empty())
      to.unknown.push_back({"the resources that rules of " + name + " let in"});
  }
  for (const azure::PerimeterAssociation& each : network.written().perimeter_associations) {
    if (each.resource == back_end.id())
      to.unknown.push_back({"the other members of the perimeter of " + name});
  }
  if (!back_end.service.approved_elsewhere.empty())
    to.unknown.push_back({"who is beside private endpoints of " + name + " outside the input"});
  if (back_end.site == nullptr) return;
  for (const auto* list : {&back_end.site->restrictions, &back_end.site->scm_restrictions}) {
    for (const azure::AccessRule& rule : list->rules) {
      const bool unseen = !rule.subnet.empty() && !is_shown(network, rule.subnet);
      if (rule.allow && (rule.any_network || unseen))
        to.unknown.push_back({"hosts of networks that a restriction of " + name + " lets in"});
    }
  }
}

void add_unseen_senders(const model::Network& network,
                        const std::vector<const azure::VirtualNetwork*>& to,
                        std::set<std::string>& unseen) {
  for (const azure::VirtualNetwork* home : around(network, to)) {
    add_unseen_peers(network, *home, unseen);
    for (const model::Gateway* gateway : {network.own_gateway(*home), network.gateway_of(*home)}) {
      if (gateway != nullptr) add_unseen_clients(*gateway, network.written(), unseen);
    }
    const model::Hub* hub = network.hub_of(*home);
    if (hub == nullptr) continue;
    for (const azure::UnknownInput& unknown : hub->unknown) unseen.insert(unknown.name);
    for (const azure::UnknownInput& unknown : hub->elsewhere) unseen.insert(unknown.name);
  }
}

}  // namespace airtight::verify
