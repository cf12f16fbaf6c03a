#include <airtight/base/text.h>

#include <algorithm>
#include <iterator>

#include "commands.h"
#include "edits.h"
#include "situation.h"

// Peerings, routes and gateways (N-040…N-075, N-150…N-166).

namespace airtight::diagnose {
namespace {

using reach::Reason;

const azure::Peering* half(const Situation& situation, const azure::VirtualNetwork& from,
                           const azure::VirtualNetwork& to) {
  for (const azure::Peering& each : situation.written().peerings) {
    if (each.virtual_network == from.id && each.remote == to.id) return &each;
  }
  return nullptr;
}

// An existing half is made again: it keeps its name, and takes the other's present addresses.
std::vector<std::string> half_fix(const azure::Peering* present, const azure::VirtualNetwork& from,
                                  const azure::VirtualNetwork& to) {
  const std::string name = present == nullptr ? "to-" + to.name : present->name;
  std::vector<std::string> fix;
  if (present != nullptr)
    fix.push_back(az("network vnet peering delete", {{"resource-group", group_of(from.id)},
                                                     {"vnet-name", name_of(from.id)},
                                                     {"name", {name}}}));
  fix.push_back(az("network vnet peering create", {{"resource-group", group_of(from.id)},
                                                   {"vnet-name", name_of(from.id)},
                                                   {"name", {name}},
                                                   {"remote-vnet", {to.id.text()}},
                                                   {"allow-vnet-access"},
                                                   {"allow-forwarded-traffic"}}));
  return fix;
}

void propose_peering(const Situation& situation, const azure::VirtualNetwork& a,
                     const azure::VirtualNetwork& b, Repairs& repairs) {
  const azure::Peering* there = half(situation, a, b);
  const azure::Peering* back = half(situation, b, a);
  const bool halves = there != nullptr || back != nullptr;
  const bool reason = has_reason(
      situation, {Reason::peering_down, Reason::peering_access_off, Reason::peering_forward_off});
  const std::string why = there != nullptr && back != nullptr ? " is not whole or not up to date"
                          : halves                            ? " has one half only"
                                                              : " does not exist";
  std::vector<std::string> fix = half_fix(there, a, b);
  std::ranges::move(half_fix(back, b, a), std::back_inserter(fix));
  repairs.push_back({{"PEERING_MISSING_OR_BROKEN",
                      "the peering of " + a.name + " and " + b.name + why,
                      halves ? (there != nullptr ? there->id : back->id) : a.id,
                      std::move(fix),
                      {"N-150", "N-163", "N-164"},
                      halves ? (there != nullptr ? there->where : back->where) : a.where},
                     Stage::route,
                     reason   ? 0.93
                     : halves ? 0.85
                              : 0.7,
                     [a, b](azure::Resources& resources) { peer(resources, a, b); }});
}

void propose_peerings(const Situation& situation, Repairs& repairs) {
  constexpr std::size_t most_networks = 12;
  const azure::VirtualNetwork* home = home_of(situation);
  std::vector<const azure::VirtualNetwork*> near;
  if (home != nullptr) near.push_back(home);
  for (const azure::VirtualNetwork* far : far_networks(situation)) {
    for (const azure::VirtualNetwork* each : near) {
      if (each != far && !each->external && !far->external)
        propose_peering(situation, *each, *far, repairs);
    }
    // Through a network between them, one half of the way at a time.
    if (situation.written().virtual_networks.size() > most_networks) {
      repairs.leave_out(situation.written().virtual_networks.size());
      continue;
    }
    for (const azure::VirtualNetwork& between : situation.written().virtual_networks) {
      if (&between == home || &between == far || between.external || far->external) continue;
      propose_peering(situation, between, *far, repairs);
    }
  }
}

std::vector<std::string> transit_fix(const azure::VirtualNetwork& hub, const azure::Peering* back,
                                     const azure::VirtualNetwork& spoke,
                                     const azure::Peering& link) {
  if (back == nullptr)
    return {remark("peer " + hub.name + " with " + spoke.name + " and allow gateway transit")};
  return {az("network vnet peering update", {{"resource-group", group_of(hub.id)},
                                             {"vnet-name", name_of(hub.id)},
                                             {"name", {back->name}},
                                             {"set", {"allowGatewayTransit=true"}}}),
          az("network vnet peering update", {{"resource-group", group_of(spoke.id)},
                                             {"vnet-name", name_of(spoke.id)},
                                             {"name", {link.name}},
                                             {"set", {"useRemoteGateways=true"}}})};
}

// Gateway transit: both flags, at both ends (N-156).
void propose_transit(const Situation& situation, Repairs& repairs) {
  for (const azure::Peering& link : situation.written().peerings) {
    const auto* spoke = situation.network.virtual_network(link.virtual_network);
    const auto* hub = situation.network.virtual_network(link.remote);
    if (spoke == nullptr || hub == nullptr || situation.network.own_gateway(*hub) == nullptr)
      continue;
    const bool* uses = link.use_remote_gateways.known();
    const azure::Peering* back = half(situation, *hub, *spoke);
    const bool* transit = back == nullptr ? nullptr : back->allow_gateway_transit.known();
    if (uses != nullptr && *uses && transit != nullptr && *transit) continue;
    repairs.push_back({{"HYBRID_ROUTE_MISSING",
                        spoke->name + " does not use the gateway of " + hub->name +
                            ": the peering lacks gateway transit or remote gateways",
                        link.id,
                        transit_fix(*hub, back, *spoke, link),
                        {"N-156"},
                        link.where},
                       Stage::route,
                       0.92,
                       [spoke = spoke->id, hub = hub->id](azure::Resources& resources) {
                         for (azure::Peering& each : resources.peerings) {
                           if (each.virtual_network == spoke && each.remote == hub)
                             each.use_remote_gateways.value = true;
                           if (each.virtual_network == hub && each.remote == spoke)
                             each.allow_gateway_transit.value = true;
                         }
                       }});
  }
}

// what a site sends to Azure, and what Azure learns of it.
void propose_site_routes(const Situation& situation, Repairs& repairs) {
  for (const azure::SurroundingSite& site : situation.written().surroundings.sites) {
    const bool sends = situation.from.outside == &site;
    const bool receives = std::ranges::any_of(destinations(situation), [&](const net::Ip& ip) {
      return std::ranges::any_of(site.prefixes,
                                 [&](const net::Prefix& each) { return each.contains(ip); });
    });
    if (!sends && !receives) continue;
    repairs.push_back(
        {{"HYBRID_ROUTE_MISSING",
          sends ? "site " + site.name + " has no route to the flow's destination"
                : "Azure has learned no route to site " + site.name,
          {},
          {remark("at " + site.name +
                  ": add the route; of VPN users, download the client profile again")},
          {"N-040", "R-14"},
          site.where},
         Stage::route,
         0.9,
         [name = site.name](azure::Resources& resources) {
           std::vector<net::Prefix> all;
           for (const auto& network : resources.virtual_networks) {
             for (const auto& each : network.address_prefixes) all.push_back(each.prefix);
           }
           for (auto& each : resources.surroundings.sites) {
             if (each.name != name) continue;
             each.routes_to_azure = all;
             each.advertised = each.prefixes;
           }
         }});
  }
}

double weight_of_route(const Situation& situation) {
  if (has_reason(situation, {Reason::route_none, Reason::next_hop_invalid, Reason::asymmetric,
                             Reason::nva_no_forwarding, Reason::loop, Reason::no_route}))
    return 0.9;
  const azure::Subnet* subnet = subnet_of(situation);
  // The identity of the subnet is lost on the way through a device (N-064).
  const bool identity = subnet != nullptr && !subnet->service_endpoints.empty();
  if (has_reason(situation, {Reason::paas_firewall}) && identity) return 0.95;
  return has_reason(situation, {Reason::fw_deny}) ? 0.35 : 0.5;
}

void propose_routes_of(const Situation& situation, const azure::RouteTable& table,
                       Repairs& repairs) {
  for (const azure::UserRoute& route : table.routes) {
    const std::string to = route.prefix ? to_string(*route.prefix) : route.tag;
    repairs.push_back(
        {{"ROUTE_UDR_SIDE_EFFECT",
          "route " + route.name + " (" + to + ") of route table " + table.name +
              " takes one direction of the flow elsewhere, or the subnet's identity from it",
          table.id,
          {az("network route-table route delete", {{"resource-group", group_of(table.id)},
                                                   {"route-table-name", name_of(table.id)},
                                                   {"name", {route.name}}})},
          {"N-064", "N-045"},
          route.where},
         Stage::route,
         weight_of_route(situation),
         [id = table.id, name = route.name](azure::Resources& resources) {
           if (auto* found = editable(resources.route_tables, id))
             std::erase_if(found->routes, [&](const auto& each) { return each.name == name; });
         }});
  }
}

// Those that the trace names first; those that nobody refers to decide nothing.
void propose_user_routes(const Situation& situation, Repairs& repairs) {
  std::vector<const azure::RouteTable*> tables;
  for (const azure::RouteTable& table : situation.written().route_tables) {
    const bool used = std::ranges::any_of(situation.written().subnets, [&](const auto& each) {
      return each.route_table.known() != nullptr && *each.route_table.known() == table.id;
    });
    if (table.external || !used) continue;
    tables.insert(is_on_trace(situation, table.id) ? tables.begin() : tables.end(), &table);
  }
  for (const azure::RouteTable* table : tables) propose_routes_of(situation, *table, repairs);
}

// N-064: an endpoint whose subnet applies no route tables answers past the device.
void propose_endpoint_routes(const Situation& situation, Repairs& repairs) {
  for (const model::Endpoint& each : situation.network.endpoints()) {
    const bool concerned = each.target != nullptr && each.target == situation.target().back_end;
    if (!concerned || each.subnet == nullptr) continue;
    repairs.push_back(
        {{"ROUTE_UDR_SIDE_EFFECT",
          "packets to " + each.written->name + " pass a firewall one way only: its subnet " +
              each.subnet->name + " applies no route tables to endpoints",
          each.subnet->id,
          {az("network vnet subnet update", {{"ids", {each.subnet->id.text()}},
                                             {"private-endpoint-network-policies", {"Enabled"}}})},
          {"N-064"},
          each.subnet->where},
         Stage::route,
         has_reason(situation, {Reason::asymmetric}) ? 0.95 : 0.5,
         [id = each.subnet->id](azure::Resources& resources) {
           if (auto* found = editable(resources.subnets, id))
             found->endpoint_policies.value = azure::EndpointPolicies::enabled;
         }});
  }
}

void route_through(azure::Resources& resources, const azure::ResourceId& subnet,
                   const net::Prefix& to, const net::Ip& device) {
  auto* found = editable(resources.subnets, subnet);
  if (found == nullptr) return;
  azure::ResourceId id;
  if (const auto* table = found->route_table.known()) id = *table;
  auto* table = editable(resources.route_tables, id);
  if (table == nullptr) {
    azure::RouteTable made;
    made.name = std::string(subnet.name()) + "-routes";
    made.id = azure::make_id(subnet.subscription(), subnet.resource_group(),
                             "Microsoft.Network/routeTables", made.name);
    id = made.id;
    insert(resources.route_tables, made);
    found->route_table.value = id;
    table = editable(resources.route_tables, id);
  }
  azure::UserRoute route;
  route.name = "through-" + to_string(device);
  route.prefix = to;
  route.next_hop = azure::RouteNextHop::appliance;
  route.next_hop_address = device;
  table->routes.push_back(std::move(route));
}

std::vector<net::Ip> devices(const Situation& situation) {
  std::vector<net::Ip> found;
  for (const model::Firewall& each : situation.network.firewalls()) {
    if (each.network != nullptr) found.push_back(each.address);
  }
  for (const azure::SurroundingAppliance& each : situation.written().surroundings.appliances)
    if (each.site.empty()) found.push_back(each.address);
  return found;
}

// Spoke to spoke: peerings are not transitive, so a device of the hub must be routed to (N-151).
void propose_way_through_hub(const Situation& situation, Repairs& repairs) {
  const azure::Subnet* near = subnet_of(situation);
  const azure::VirtualNetwork* home = home_of(situation);
  if (near == nullptr || home == nullptr || home->address_prefixes.empty()) return;
  for (const net::Ip& ip : destinations(situation)) {
    for (const azure::Subnet& far : situation.written().subnets) {
      const bool here = std::ranges::any_of(
          far.address_prefixes, [&](const auto& each) { return each.prefix.contains(ip); });
      if (!here || far.virtual_network == home->id) continue;
      for (const net::Ip& device : devices(situation)) {
        repairs.push_back(
            {{"HYBRID_ROUTE_MISSING",
              "nothing routes " + near->name + " and " + far.name + " through " +
                  to_string(device) + ", and peerings are not transitive",
              near->id,
              {remark("route " + to_string(net::host_prefix(ip)) + " through " + to_string(device) +
                      " for " + near->name + ", and back for " + far.name)},
              {"N-151"},
              near->where},
             Stage::route,
             0.75,
             [near = near->id, far = far.id, ip, back = home->address_prefixes.front().prefix,
              device](azure::Resources& resources) {
               route_through(resources, near, net::host_prefix(ip), device);
               route_through(resources, far, back, device);
             }});
      }
    }
  }
}

// I-250: a cluster's own ranges have the destination's address.
void propose_renumbering(const Situation& situation, Repairs& repairs) {
  const azure::HostedWorkload* cluster = situation.from.hosted;
  if (cluster == nullptr || cluster->internal_ranges.empty()) return;
  for (const net::Ip& ip : destinations(situation)) {
    const auto range = std::ranges::find_if(
        cluster->internal_ranges, [&](const net::Prefix& each) { return each.contains(ip); });
    if (range == cluster->internal_ranges.end()) continue;
    repairs.push_back(
        {{"ADDRESS_OVERLAP",
          "the range " + to_string(*range) + " of " + cluster->name +
              "'s own pods or services has " + to_string(ip) + ", which never leaves the node",
          cluster->id,
          {remark("make the cluster again with ranges that nobody else has")},
          {"I-250", "N-012"},
          cluster->where},
         Stage::route,
         0.95,
         [id = cluster->id](azure::Resources& resources) {
           auto* found = editable(resources.hosted_workloads, id);
           if (found == nullptr) return;
           found->internal_ranges.clear();
           found->unknown_ranges.clear();
         }});
  }
}

}  // namespace

void propose_routes(const Situation& situation, Repairs& repairs) {
  propose_peerings(situation, repairs);
  propose_transit(situation, repairs);
  propose_site_routes(situation, repairs);
  propose_user_routes(situation, repairs);
  propose_endpoint_routes(situation, repairs);
  propose_way_through_hub(situation, repairs);
  propose_renumbering(situation, repairs);
}

}  // namespace airtight::diagnose
