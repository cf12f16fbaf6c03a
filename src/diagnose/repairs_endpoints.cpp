#include <airtight/azure/approval.h>
#include <airtight/azure/private_link.h>
#include <airtight/azure/usable_addresses.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <optional>

#include "commands.h"
#include "edits.h"
#include "situation.h"
#include "zones.h"

// Private endpoints that are not approved, that miss a part of their resource, or that stand where
// none may (N-014, N-204, N-206).

namespace airtight::diagnose {
namespace {

const azure::PrivateEndpoint* endpoint_with(const Situation& situation, const net::Ip& ip) {
  for (const model::Endpoint& each : situation.network.endpoints()) {
    if (std::ranges::count(each.addresses, ip) > 0) return each.written;
  }
  return nullptr;
}

std::vector<const azure::PrivateEndpoint*> concerned(const Situation& situation) {
  auto endpoints = endpoints_of(situation.network, situation.target());
  if (const auto& ip = situation.target().ip) {
    if (const auto* each = endpoint_with(situation, *ip)) endpoints.push_back(each);
  }
  return endpoints;
}

bool is_disconnected(const azure::PrivateEndpoint& endpoint) {
  const auto* state = endpoint.state.known();
  return state != nullptr && *state == azure::ConnectionState::disconnected;
}

std::vector<net::DnsName> public_names(const verify::Target& target) {
  std::vector<net::DnsName> names{target.host};
  if (target.back_end == nullptr) return names;
  for (const azure::HostName& each : target.back_end->names) names.push_back(each.public_name);
  return names;
}

void approve(azure::Resources& resources, const azure::ResourceId& id,
             const std::vector<net::DnsName>& names) {
  forget_public_names(resources, names);
  if (auto* endpoint = editable(resources.private_endpoints, id)) {
    endpoint->state.value = azure::ConnectionState::approved;
    endpoint->manual = false;
  }
}

std::vector<std::string> approval_fix(const azure::PrivateEndpoint& endpoint, bool dead) {
  if (!dead)
    return {remark("at " + endpoint.target.text() + ", approve the connection of " + endpoint.name +
                   ": az network private-endpoint-connection approve")};
  return {az("network private-endpoint delete",
             {{"resource-group", group_of(endpoint.id)}, {"name", name_of(endpoint.id)}}),
          remark("then make it again, for " + endpoint.target.text())};
}

void propose_approval(const Situation& situation, Repairs& repairs) {
  for (const azure::PrivateEndpoint* each : concerned(situation)) {
    if (is_approved(*each)) continue;
    const bool dead = is_disconnected(*each);
    Repair repair{
        {dead ? "PE_DISCONNECTED" : "PE_NOT_APPROVED",
         dead ? "private endpoint " + each->name +
                    " is disconnected: it refers to a resource that was deleted or made again"
              : "the connection of private endpoint " + each->name + " is not approved",
         each->id,
         approval_fix(*each, dead),
         {"N-206", "D-439"},
         each->state.absent() ? each->where : each->state.where},
        Stage::endpoint,
        0.95,
        [id = each->id, names = public_names(situation.target())](azure::Resources& resources) {
          approve(resources, id, names);
        }};
    repairs.push_back(repair);
    // A managed service has its endpoints in a network of its own.
    if (situation.from.kind != reach::Workload::Kind::service) continue;
    const azure::Subnet* there = situation.network.subnet(each->subnet);
    if (there == nullptr) continue;
    repair.from = place_name(*there);
    repair.weight = 0.97;
    repairs.push_back(std::move(repair));
  }
}

bool has_group(const azure::PrivateEndpoint& endpoint, const std::string& group) {
  return std::ranges::any_of(endpoint.group_ids, [&](const std::string& each) {
    return equal_ignoring_case(each, group);
  });
}

// An address of the endpoint's subnet that no endpoint and no interface has (N-002).
std::optional<net::Ip> free_address(const Situation& situation,
                                    const azure::PrivateEndpoint& beside) {
  const azure::Subnet* subnet = situation.network.subnet(beside.subnet);
  const auto* home = situation.network.virtual_network(beside.subnet.parent());
  if (subnet == nullptr || home == nullptr || subnet->address_prefixes.empty()) return {};
  const auto usable = azure::usable_addresses(subnet->address_prefixes.front().prefix);
  for (net::Ip ip = usable.first; usable.contains(ip); ip = net::advance(ip, 1)) {
    if (endpoint_with(situation, ip) == nullptr &&
        situation.network.interface_at(*home, ip) == nullptr)
      return ip;
  }
  return {};
}

// The names of an endpoint, in zones that the networks see.
void register_names(azure::Resources& resources, const azure::PrivateEndpoint& endpoint,
                    const azure::Service& service, const std::string& group,
                    const std::vector<azure::ResourceId>& networks) {
  for (const azure::EndpointRecord& record : azure::endpoint_records(service, group)) {
    auto zone =
        std::ranges::find(resources.private_dns_zones, record.zone, &azure::PrivateDnsZone::zone);
    const azure::ResourceId id = zone == resources.private_dns_zones.end()
                                     ? add_zone(resources, endpoint.id, record.zone)
                                     : zone->id;
    set_record(resources, id, record.name, {endpoint.addresses.front()});
    for (const azure::ResourceId& network : networks) link(resources, id, network);
  }
}

azure::Service service_of(const Situation& situation) {
  const model::BackEnd* back_end = situation.target().back_end;
  return back_end == nullptr ? azure::Service() : back_end->service;
}

std::vector<azure::ResourceId> resource_ids(
    const std::vector<const azure::VirtualNetwork*>& networks) {
  std::vector<azure::ResourceId> ids;
  for (const azure::VirtualNetwork* each : networks) ids.push_back(each->id);
  return ids;
}

// The copy of an endpoint for another part of its resource.
azure::PrivateEndpoint endpoint_beside(const azure::PrivateEndpoint& like,
                                       const std::string& group) {
  azure::PrivateEndpoint made = like;
  made.name = like.name + "-" + group;
  made.id = azure::make_id(like.id.subscription(), like.id.resource_group(),
                           "Microsoft.Network/privateEndpoints", made.name);
  made.group_ids = {group};
  return made;
}

// A second endpoint like the first, for the group that is missing, with its names.
void add_endpoint(azure::Resources& resources, const azure::PrivateEndpoint& like,
                  const azure::Service& service, const std::string& group, const net::Ip& address,
                  const std::vector<azure::ResourceId>& networks) {
  azure::PrivateEndpoint made = endpoint_beside(like, group);
  made.addresses = {address};
  made.manual = false;
  made.state.value = azure::ConnectionState::approved;
  insert(resources.private_endpoints, made);
  register_names(resources, made, service, group, networks);
}

// What register_names does: the zones that are missing, their links, and the endpoint's zone group.
std::vector<std::string> naming_commands(const Situation& situation,
                                         const azure::PrivateEndpoint& endpoint,
                                         const azure::Service& service, const std::string& group) {
  std::vector<std::string> commands;
  const auto& zones = situation.written().private_dns_zones;
  std::string zone_group;
  for (const azure::EndpointRecord& record : azure::endpoint_records(service, group)) {
    const auto written = std::ranges::find(zones, record.zone, &azure::PrivateDnsZone::zone);
    const bool is_new = written == zones.end();
    const azure::ResourceId id = is_new ? zone_beside(endpoint.id, record.zone) : written->id;
    if (is_new) commands.push_back(zone_command(id));
    for (const azure::VirtualNetwork* network : resolving_networks(situation)) {
      const auto& linked = situation.network.zones_of(*network);
      if (std::ranges::none_of(linked, [&](const auto& each) { return each.link->zone == id; }))
        commands.push_back(link_command(id, *network));
    }
    commands.push_back(zone_group_command(endpoint, zone_group, id));
    zone_group = "default";
  }
  return commands;
}

std::vector<std::string> group_fix(const Situation& situation, const azure::PrivateEndpoint& like,
                                   const verify::Target& target) {
  const azure::PrivateEndpoint made = endpoint_beside(like, target.group_id);
  std::vector<std::string> commands{az("network private-endpoint create",
                                       {{"resource-group", group_of(like.id)},
                                        {"name", {made.name}},
                                        {"subnet", {like.subnet.text()}},
                                        {"private-connection-resource-id", {like.target.text()}},
                                        {"group-id", {target.group_id}},
                                        {"connection-name", {target.group_id}}})};
  const auto names = naming_commands(situation, made, target.back_end->service, target.group_id);
  commands.insert(commands.end(), names.begin(), names.end());
  return commands;
}

void propose_group(const Situation& situation, Repairs& repairs) {
  const verify::Target& target = situation.target();
  if (target.back_end == nullptr || target.group_id.empty()) return;
  const auto endpoints = endpoints_of(situation.network, target);
  const bool has_it = std::ranges::any_of(
      endpoints, [&](const auto* each) { return has_group(*each, target.group_id); });
  if (endpoints.empty() || has_it) return;
  const azure::PrivateEndpoint& like = *endpoints.front();
  const auto address = free_address(situation, like);
  if (!address) return;
  repairs.push_back(
      {{"PE_SUBRESOURCE_MISSING",
        target.back_end->service.name + " has a private endpoint for " +
            (like.group_ids.empty() ? std::string("another part") : like.group_ids.front()) +
            " and none for " + target.group_id + ", to which " + target.host.text() + " belongs",
        target.back_end->id(),
        group_fix(situation, like, target),
        {"N-204", "D-428"},
        like.where},
       Stage::endpoint,
       0.95,
       [like, service = target.back_end->service, group = target.group_id, address = *address,
        networks = resource_ids(resolving_networks(situation)),
        host = target.host](azure::Resources& resources) {
         forget_public_names(resources, {host});
         add_endpoint(resources, like, service, group, address, networks);
       }});
}

void propose_delegation(const Situation& situation, Repairs& repairs) {
  for (const azure::PrivateEndpoint* each : concerned(situation)) {
    const azure::Subnet* subnet = situation.network.subnet(each->subnet);
    const auto address = free_address(situation, *each);
    if (subnet == nullptr || subnet->delegations.empty() || !address) continue;
    repairs.push_back(
        {{"SUBNET_DELEGATION_CONFLICT",
          "subnet " + subnet->name + " is delegated to " + subnet->delegations.front() + ", so " +
              each->name + " cannot be made there",
          subnet->id,
          {remark("make a subnet for endpoints in " + std::string(subnet->virtual_network.name()) +
                  ", and " + each->name + " with its zone group there")},
          {"N-014"},
          subnet->where},
         Stage::endpoint,
         0.97,
         [id = subnet->id, endpoint = each->id, target = situation.target(),
          service = service_of(situation), address = *address,
          networks = resource_ids(resolving_networks(situation))](azure::Resources& resources) {
           if (auto* found = editable(resources.subnets, id)) found->delegations.clear();
           forget_public_names(resources, {target.host});
           auto* made = editable(resources.private_endpoints, endpoint);
           if (made == nullptr) return;
           made->state.value = azure::Absent{};  // of one that is made anew
           if (made->addresses.empty()) made->addresses = {address};
           for (const std::string& group : made->group_ids)
             register_names(resources, *made, service, group, networks);
         }});
  }
}

}  // namespace

void propose_endpoints(const Situation& situation, Repairs& repairs) {
  propose_approval(situation, repairs);
  propose_group(situation, repairs);
  propose_delegation(situation, repairs);
}

}  // namespace airtight::diagnose
