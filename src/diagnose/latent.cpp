#include <airtight/base/text.h>

#include <algorithm>

#include "edits.h"
#include "situation.h"

// Flows that work: because the wrong state has passed, although the service then refused the
// caller, or although something on their way is not what it seems.

namespace airtight::diagnose {
namespace {

using reconcile::PathComparison;
using reconcile::Sign;

using Explanations = std::vector<Explanation>;

std::vector<std::string> ids_of(const PathComparison& flow) {
  std::vector<std::string> ids;
  for (const observe::Observation* each : flow.flow.seen) ids.push_back(each->id);
  return ids;
}

void add(Explanations& found, const PathComparison& flow, Cause cause, double score) {
  Explanation explanation;
  explanation.causes.push_back(std::move(cause));
  explanation.explains = ids_of(flow);
  explanation.score = score;
  found.push_back(std::move(explanation));
}

bool failed_before(const PathComparison& flow) {
  return std::ranges::any_of(flow.flow.seen, [](const observe::Observation* each) {
    return reconcile::sign_of(*each) == Sign::fails;
  });
}

// D-447: the first attempt fails and the second works.
void check_transient(const PathComparison& flow, Explanations& found) {
  if (last_sign(flow) != Sign::works || !failed_before(flow)) return;
  add(found, flow,
      {"TIMING_NOT_CONVERGED",
       flow.flow.host +
           " failed at first and then worked: the state was right and not yet in force",
       {},
       {"# wait for a private answer to " + flow.flow.host + ", then go on"},
       {"D-431", "D-447"},
       {}},
      0.9);
}

// The service let the request through its gate and then refused the caller.
void check_identity(const PathComparison& flow, Explanations& found) {
  const bool refused = std::ranges::any_of(flow.flow.seen, [](const observe::Observation* each) {
    const auto* http = std::get_if<observe::HttpResult>(&each->result);
    return http != nullptr && http->classification.starts_with("AUTH_AFTER_GATE");
  });
  if (!refused) return;
  add(found, flow,
      {"IDENTITY_NOT_NETWORK",
       flow.flow.host + " was reached and refused the caller: its permissions, not the network",
       {},
       {},
       {"E-006"},
       {}},
      0.92);
}

bool are_ignored(const azure::Subnet& subnet) {
  const auto* policies = subnet.endpoint_policies.known();
  if (policies == nullptr) return subnet.endpoint_policies.absent();  // N-068
  return *policies == azure::EndpointPolicies::disabled ||
         *policies == azure::EndpointPolicies::route_table;
}

// N-130: a rule that would stop the flow, on a subnet that applies no rules to endpoints.
void check_ignored_rules(const model::Network& network, const reach::Workload& from,
                         const PathComparison& flow, Explanations& found) {
  if (flow.path.via != reach::Via::private_endpoint || !flow.path.nominally_allowed) return;
  for (const model::Endpoint& each : network.endpoints()) {
    if (each.target == nullptr || each.target != flow.target.back_end || each.subnet == nullptr)
      continue;
    if (!are_ignored(*each.subnet) || each.subnet->network_security_group.known() == nullptr)
      continue;
    azure::Resources resources = network.written();
    editable(resources.subnets, each.subnet->id)->endpoint_policies.value =
        azure::EndpointPolicies::network_security_group;
    Diagnostics ignored;
    const model::Network enforced = model::build(std::move(resources), ignored);
    const auto workload = verify::find_workload(enforced, from.name);
    const auto target = verify::find_target(enforced, flow.flow.text());
    if (!workload || !target) continue;
    const auto path = verify::examine(enforced, *workload, *target);
    if (path.verdict.judgement != verify::Judgement::deny) continue;
    const std::string group(each.subnet->network_security_group.known()->name());
    add(found, flow,
        {"NSG_PE_NOT_ENFORCED",
         group + " would deny the flow, and subnet " + each.subnet->name +
             " applies no rules to its private endpoints",
         each.subnet->id,
         {"az network vnet subnet update --resource-group " +
          std::string(each.subnet->id.resource_group()) + " --vnet-name " +
          std::string(each.subnet->virtual_network.name()) + " --name " + each.subnet->name +
          " --private-endpoint-network-policies NetworkSecurityGroupEnabled"},
         {"N-130", "N-068"},
         each.subnet->where},
        0.9);
    return;
  }
}

bool is_owned(const model::Network& network, const net::Ip& ip) {
  return std::ranges::any_of(
      network.written().virtual_networks, [&](const azure::VirtualNetwork& each) {
        return network.endpoint_at(each, ip) != nullptr ||
               network.interface_at(each, ip) != nullptr || network.host_at(each, ip) != nullptr;
      });
}

const azure::VirtualNetwork* owner_of(const model::Network& network, const net::Ip& ip) {
  for (const azure::VirtualNetwork& each : network.written().virtual_networks) {
    for (const azure::WrittenPrefix& written : each.address_prefixes) {
      if (written.prefix.contains(ip)) return &each;
    }
  }
  return nullptr;
}

// D-161: a route to one address of the network that nobody has: it was the endpoint's once.
void check_pinned_route(const model::Network& network, const azure::RouteTable& table,
                        const azure::UserRoute& route, const PathComparison& flow,
                        Explanations& found) {
  if (!route.prefix || route.prefix->length != net::width(route.prefix->base.family)) return;
  const net::Ip& ip = route.prefix->base;
  const azure::VirtualNetwork* home = owner_of(network, ip);
  if (home == nullptr || is_owned(network, ip)) return;
  add(found, flow,
      {"STATIC_ADDRESS_STALE",
       "route " + route.name + " of " + table.name + " leads to " + to_string(ip) + " in " +
           home->name + ", which nobody has any more: flows to the new address pass by its device",
       table.id,
       {"az network route-table route update --resource-group " +
        std::string(table.id.resource_group()) + " --route-table-name " + table.name + " --name " +
        route.name + " --address-prefix <the endpoint's address>/32"},
       {"D-161", "D-409"},
       route.where},
      0.88);
}

bool is_on_chain(const PathComparison& flow, const azure::PrivateDnsZone& zone) {
  return flow.path.resolution &&
         std::ranges::any_of(flow.path.resolution->answer.chain, [&](const dns::ChainLink& each) {
           return each.name.is_within(zone.zone);
         });
}

// D-008, D-412: two zones of one name that one network is, or was to be, linked to.
void check_copies(const model::Network& network, const PathComparison& flow, Explanations& found) {
  const auto& links = network.written().links;
  for (const azure::VirtualNetworkLink& one : links) {
    const model::Zone* zone = network.zone(one.zone);
    if (zone == nullptr || !is_on_chain(flow, *zone->written)) continue;
    for (const azure::VirtualNetworkLink& other : links) {
      const model::Zone* copy = network.zone(other.zone);
      if (copy == nullptr || copy == zone || copy->written->zone != zone->written->zone ||
          other.virtual_network != one.virtual_network || other.completed)
        continue;
      add(found, flow,
          {"DNS_DUPLICATE_ZONE",
           "a second zone " + copy->written->name + " is to be linked to " +
               std::string(other.virtual_network.name()) +
               ", which sees one already: the link never completes, and its records are not asked "
               "for",
           copy->written->id,
           {"az network private-dns zone delete " + named(copy->written->id) + " --yes"},
           {"D-008", "D-412"},
           other.where},
          0.8);
      return;
    }
  }
}

}  // namespace

std::vector<Explanation> latent_faults(const model::Network& network, const reach::Workload& from,
                                       const std::vector<PathComparison>& flows) {
  Explanations found;
  for (const PathComparison& flow : flows) {
    check_transient(flow, found);
    check_identity(flow, found);
    if (last_sign(flow) == Sign::fails) continue;
    check_ignored_rules(network, from, flow, found);
    for (const azure::RouteTable& table : network.written().route_tables) {
      for (const azure::UserRoute& route : table.routes)
        check_pinned_route(network, table, route, flow, found);
    }
    check_copies(network, flow, found);
  }
  return found;
}

}  // namespace airtight::diagnose
