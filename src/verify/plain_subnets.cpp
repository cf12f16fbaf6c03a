#include "plain_subnets.h"

#include <airtight/azure/platform_subnets.h>
#include <airtight/azure/usable_addresses.h>
#include <airtight/reach/effective_routes.h>
#include <airtight/reach/rule_addresses.h>
#include <airtight/reach/unseen_owner.h>

#include <algorithm>

#include "destinations.h"
#include "plain_networks.h"
#include "senders.h"

namespace airtight::verify {
namespace {

bool contains(const azure::Subnet& subnet, const net::Ip& ip) {
  return std::ranges::any_of(subnet.address_prefixes, [&](const azure::WrittenPrefix& written) {
    return written.prefix.contains(ip);
  });
}

bool is_private(const net::Prefix& prefix) {
  return prefix.base.family == net::Family::v4 && net::is_private(prefix.base) &&
         net::is_private(prefix.last());
}

// What an interface has beside its address and its subnet's rules, and what a packet to it may meet
// instead.
bool is_plain(const azure::NetworkInterface& interface, const azure::Subnet& subnet) {
  return interface.subnet == subnet.id && !interface.external &&
         interface.private_endpoint.empty() && interface.network_security_group.absent() &&
         interface.public_ip.absent() && interface.pools.empty();
}

// The same in both directions, and of nothing that a reading or an unknown changes.
std::optional<std::vector<net::Prefix>> tag_at(const model::Network& network,
                                               const reach::Attachment& at) {
  model::Reading reading;
  const auto out = reach::tags_at(network, at, azure::Direction::outbound, reading);
  const auto in = reach::tags_at(network, at, azure::Direction::inbound, reading);
  if (!reading.touched().empty() || out != in || !out.unseen.empty() || !out.routed_tags.empty())
    return {};
  return out.virtual_network;
}

}  // namespace

PlainSubnets::PlainSubnets(const model::Network& network, const Classes& classes,
                           const Doubtful& doubtful)
    : network_(network), classes_(classes) {
  if (!may_have_plain_pairs(network, doubtful)) return;
  networks_ = networks_apart(network);
  std::erase_if(networks_, [&](const auto* home) { return !is_plain(*home); });
}

bool PlainSubnets::is_plain(const azure::VirtualNetwork& home) const {
  return !home.external && home.unknown_prefixes.empty() && has_plain_routes(network_, home);
}

bool PlainSubnets::is_plain(const azure::Subnet& subnet, const azure::VirtualNetwork& home) const {
  const auto own = model::prefixes(home);
  const auto is_within = [&](const azure::WrittenPrefix& written) {
    return verify::is_private(written.prefix) &&
           std::ranges::any_of(own,
                               [&](const net::Prefix& p) { return p.contains(written.prefix); });
  };
  return !subnet.external && subnet.unknown_prefixes.empty() && !subnet.address_prefixes.empty() &&
         subnet.route_table.absent() && !azure::is_platform_subnet(subnet.name) &&
         std::ranges::all_of(subnet.address_prefixes, is_within) &&
         reach::unseen_routes(network_, subnet).empty();
}

std::optional<PlainSubnet> PlainSubnets::find(const azure::Subnet& subnet) const {
  const azure::VirtualNetwork* home = network_.virtual_network(subnet.virtual_network);
  if (!networks_.contains(home) || !is_plain(subnet, *home)) return {};
  PlainSubnet plain;
  plain.subnet = &subnet;
  plain.network = home;
  auto tag = tag_at(network_, {plain.network, plain.subnet, nullptr});
  if (!tag) return {};
  plain.virtual_network = std::move(*tag);
  add_senders(plain);
  add_receivers(plain);
  return plain;
}

void PlainSubnets::add_senders(PlainSubnet& plain) const {
  reach::Workload hosts;
  hosts.kind = reach::Workload::Kind::subnet;
  hosts.subnet = plain.subnet;
  hosts.network = plain.network;
  for (const Sender& sender : senders_of(network_, classes_, hosts)) {
    if (sender.workload.address) plain.senders.push_back(*sender.workload.address);
  }
}

// Devices, hosts that only the surroundings know, name servers, workloads that a service places.
bool PlainSubnets::may_be_received_beside(const azure::Subnet& subnet,
                                          const azure::VirtualNetwork& home) const {
  const azure::Resources& written = network_.written();
  const auto in_here = [&](const std::optional<net::Ip>& ip) {
    return ip && contains(subnet, *ip);
  };
  const auto has = [&](const azure::WrittenPrefix& block) {
    return reach::may_be_owned(network_, home, azure::usable_addresses(block.prefix).first);
  };
  return std::ranges::any_of(subnet.address_prefixes, has) ||
         std::ranges::any_of(network_.endpoints(),
                             [&](const model::Endpoint& each) {
                               return std::ranges::any_of(each.addresses, in_here);
                             }) ||
         std::ranges::any_of(network_.firewalls(),
                             [&](const auto& each) { return in_here(each.address); }) ||
         std::ranges::any_of(network_.name_servers(),
                             [&](const auto& each) { return in_here(each.address); }) ||
         std::ranges::any_of(written.surroundings.appliances,
                             [&](const auto& each) { return in_here(each.address); }) ||
         std::ranges::any_of(written.surroundings.workloads,
                             [&](const auto& each) { return in_here(each.address); }) ||
         std::ranges::any_of(written.hosted_workloads,
                             [&](const azure::HostedWorkload& each) {
                               return each.address.known() != nullptr &&
                                      contains(subnet, *each.address.known());
                             }) ||
         std::ranges::any_of(written.load_balancers, [&](const azure::LoadBalancer& balancer) {
           return std::ranges::any_of(balancer.frontends, [&](const azure::Frontend& each) {
             return in_here(each.address);
           });
         });
}

void PlainSubnets::add_receivers(PlainSubnet& plain) const {
  const azure::Subnet& subnet = *plain.subnet;
  if (may_be_received_beside(subnet, *plain.network)) return;
  const Destinations ways = destinations_in(network_, classes_, subnet, subnet.name);
  if (!ways.unknown.empty() || !ways.assumptions.empty()) return;
  for (const Destination& each : ways.list) {
    const auto& ip = each.sent.ip;
    if (each.by_name || !ip || !contains(subnet, *ip)) return;  // a way around
    const azure::NetworkInterface* interface = network_.interface_at(*plain.network, *ip);
    if (interface == nullptr) continue;
    if (!verify::is_plain(*interface, subnet)) return;
    plain.receivers.push_back(*ip);
  }
  plain.receives = true;
}

PlainWay PlainSubnets::way(const azure::VirtualNetwork& from,
                           const azure::VirtualNetwork& to) const {
  if (&from == &to) return PlainWay::open;
  const auto& neighbours = network_.neighbours_of(from);
  const auto found = std::ranges::find(neighbours, &to, &model::Neighbour::network);
  if (found == neighbours.end() || is_down(*found)) return PlainWay::closed;
  return is_plainly_open(*found) ? PlainWay::open : PlainWay::walked;
}

}  // namespace airtight::verify
