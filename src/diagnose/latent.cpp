#include <airtight/base/text.h>

#include <algorithm>
#include <map>

#include "commands.h"
#include "edits.h"
#include "explanations.h"
#include "situation.h"

// Flows that work: because the wrong state has passed, although the service then refused the
// caller, or although something on their way is not what it seems.

namespace airtight::diagnose {
namespace {

using reconcile::PathComparison;
using reconcile::Sign;

using Explanations = std::vector<Explanation>;

void add(Explanations& found, const PathComparison& flow, Cause cause, double score) {
  found.push_back(of_evidence(flow, std::move(cause), score));
}

bool failed_before(const PathComparison& flow) {
  return std::ranges::any_of(flow.flow.seen, [](const observe::Observation* each) {
    return reconcile::sign_of(*each) == Sign::fails;
  });
}

// D-447: the first attempt fails and the second works.
void check_transient(const PathComparison& flow, Explanations& found) {
  // Where the model has it fail, it works for another reason.
  if (last_sign(flow) != Sign::works || !failed_before(flow) || !flow.path.nominally_allowed)
    return;
  add(found, flow,
      {"TIMING_NOT_CONVERGED",
       flow.flow.host +
           " failed at first and then worked: the state was right and not yet in force",
       {},
       {remark("wait for a private answer to " + flow.flow.host + ", then go on")},
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
       {"N-324"},
       {}},
      0.92);
}

bool are_ignored(const azure::Subnet& subnet) {
  const auto* policies = subnet.endpoint_policies.known();
  if (policies == nullptr) return subnet.endpoint_policies.absent();  // N-068
  return *policies == azure::EndpointPolicies::disabled ||
         *policies == azure::EndpointPolicies::route_table;
}

// What would be if each subnet with endpoints applied the rules of its group to them. Built once
// for each.
class Enforced {
 public:
  explicit Enforced(const model::Network& network) : network_(network) {}

  const model::Network& with(const azure::Subnet& subnet) {
    const auto known = built_.find(subnet.id);
    if (known != built_.end()) return known->second;
    return built_
        .emplace(subnet.id, changed(network_,
                                    [&](azure::Resources& resources) {
                                      if (auto* found = editable(resources.subnets, subnet.id))
                                        found->endpoint_policies.value =
                                            azure::EndpointPolicies::network_security_group;
                                    }))
        .first->second;
  }

 private:
  const model::Network& network_;
  std::map<azure::ResourceId, model::Network> built_;
};

bool would_deny(const model::Network& network, const reach::Workload& from,
                const PathComparison& flow, const verify::Assumptions& assumptions) {
  const auto workload = verify::find_workload(network, from.name);
  if (!workload) return false;
  const auto path =
      verify::examine(network, *workload, reconcile::target_of(network, flow.flow), assumptions);
  return path.verdict.judgement == verify::Judgement::deny;
}

// N-130: a rule that would stop the flow, on a subnet that applies no rules to endpoints.
void check_ignored_rules(const model::Network& network, const reach::Workload& from,
                         const PathComparison& flow, const verify::Assumptions& assumptions,
                         Enforced& enforced, Explanations& found) {
  if (flow.path.via != reach::Via::private_endpoint || !flow.path.nominally_allowed) return;
  for (const model::Endpoint& each : network.endpoints()) {
    if (each.target == nullptr || each.target != flow.target.back_end || each.subnet == nullptr)
      continue;
    const azure::ResourceId* group = each.subnet->network_security_group.known();
    if (!are_ignored(*each.subnet) || group == nullptr) continue;
    if (!would_deny(enforced.with(*each.subnet), from, flow, assumptions)) continue;
    add(found, flow,
        {"NSG_PE_NOT_ENFORCED",
         std::string(group->name()) + " would deny the flow, and subnet " + each.subnet->name +
             " applies no rules to its private endpoints",
         each.subnet->id,
         {az("network vnet subnet update",
             {{"ids", {each.subnet->id.text()}},
              {"private-endpoint-network-policies", {"NetworkSecurityGroupEnabled"}}})},
         {"N-130", "N-068"},
         each.subnet->where},
        0.9);
    return;
  }
}

bool is_owned(const model::Network& network, const azure::VirtualNetwork& home, const net::Ip& ip) {
  return network.endpoint_at(home, ip) != nullptr || network.interface_at(home, ip) != nullptr ||
         network.host_at(home, ip) != nullptr || network.appliance_at(home, ip) != nullptr ||
         network.firewall_at(home, ip) != nullptr || network.name_server_at(home, ip) != nullptr;
}

// The network that has the flow's address.
const azure::VirtualNetwork* destination_network(const model::Network& network,
                                                 const PathComparison& flow) {
  const auto ip = net::parse_ip(flow.path.destination);
  if (!ip) return nullptr;
  for (const azure::VirtualNetwork& each : network.written().virtual_networks) {
    if (model::contains(each, *ip)) return &each;
  }
  return nullptr;
}

const azure::RouteTable* table_of(const model::Network& network, const reach::Workload& from) {
  const azure::Subnet* subnet = subnet_of(network, from);
  const azure::ResourceId* table = subnet == nullptr ? nullptr : subnet->route_table.known();
  return table == nullptr ? nullptr : network.route_table(*table);
}

// D-161: the caller's table has a route to one address of the flow's network that nobody has: it
// was the endpoint's once, and the flow to its present address takes another way.
void check_pinned_routes(const model::Network& network, const reach::Workload& from,
                         const PathComparison& flow, Explanations& found) {
  const azure::RouteTable* table = table_of(network, from);
  const azure::VirtualNetwork* home = destination_network(network, flow);
  if (table == nullptr || home == nullptr) return;
  for (const azure::UserRoute& route : table->routes) {
    if (!route.prefix || route.prefix->length != net::width(route.prefix->base.family)) continue;
    const net::Ip& ip = route.prefix->base;
    if (!model::contains(*home, ip) || is_owned(network, *home, ip)) continue;
    add(found, flow,
        {"STATIC_ADDRESS_STALE",
         "route " + route.name + " of " + table->name + " leads to " + to_string(ip) + " in " +
             home->name + ", which nobody in the input has; " + flow.flow.host + " is at " +
             flow.path.destination + " and passes by its device",
         table->id,
         {az("network route-table route update",
             {{"resource-group", group_of(table->id)},
              {"route-table-name", name_of(table->id)},
              {"name", {route.name}},
              {"address-prefix", {flow.path.destination + "/32"}}})},
         {"D-161", "D-409"},
         route.where},
        0.88);
    return;
  }
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
           {az("network private-dns zone delete", {{"resource-group", group_of(copy->written->id)},
                                                   {"name", name_of(copy->written->id)},
                                                   {"yes"}})},
           {"D-008", "D-412"},
           other.where},
          0.8);
      return;
    }
  }
}

}  // namespace

std::vector<Explanation> latent_faults(const model::Network& network, const reach::Workload& from,
                                       const std::vector<PathComparison>& flows,
                                       const verify::Assumptions& assumptions) {
  Explanations found;
  Enforced enforced(network);
  for (const PathComparison& flow : flows) {
    check_transient(flow, found);
    check_identity(flow, found);
    if (last_sign(flow) == Sign::fails) continue;
    check_ignored_rules(network, from, flow, assumptions, enforced, found);
    check_pinned_routes(network, from, flow, found);
    check_copies(network, flow, found);
  }
  return found;
}

}  // namespace airtight::diagnose
