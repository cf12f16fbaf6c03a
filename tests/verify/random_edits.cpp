#include "verify/random_edits.h"

#include <airtight/azure/default_rules.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cctype>

namespace airtight::world {
namespace {

using azure::Resources;

azure::ResourceId in_other_case(const azure::ResourceId& id) {
  std::string text = id.text();
  for (char& each : text) {
    const auto letter = static_cast<unsigned char>(each);
    if (*rc::gen::arbitrary<bool>()) each = static_cast<char>(std::toupper(letter));
  }
  return azure::ResourceId(text);
}

template <class T>
void shuffle(std::vector<T>& list) {
  for (std::size_t i = list.size(); i > 1; --i)
    std::swap(list[i - 1], list[*rc::gen::inRange<std::size_t>(0, i)]);
}

// The lists themselves are in order of id, whatever order the input had (azure/resources.h).
template <class T>
void recase(std::vector<T>& list) {
  for (T& each : list) each.id = in_other_case(each.id);
}

void write_defaults(Resources& resources) {
  for (azure::Subnet& subnet : resources.subnets) {
    if (subnet.endpoint_policies.absent())
      subnet.endpoint_policies = known(azure::EndpointPolicies::disabled);  // N-068
  }
  for (azure::Peering& peering : resources.peerings) {
    if (peering.allow_virtual_network_access.absent())
      peering.allow_virtual_network_access = known(true);  // N-152
    if (peering.allow_forwarded_traffic.absent())
      peering.allow_forwarded_traffic = known(false);  // N-153
  }
}

template <class T>
T* one_of(std::vector<T>& list) {
  return list.empty() ? nullptr : &list[*rc::gen::inRange<std::size_t>(0, list.size())];
}

azure::SecurityRule* some_rule(Resources& resources) {
  auto* group = one_of(resources.network_security_groups);
  return group == nullptr ? nullptr : one_of(group->rules);
}

void turn_rule(Resources& resources) {
  if (auto* rule = some_rule(resources))
    rule->access =
        rule->access == azure::Access::allow ? azure::Access::deny : azure::Access::allow;
}

void remove_rule(Resources& resources) {
  auto* group = one_of(resources.network_security_groups);
  if (group != nullptr && !group->rules.empty())
    group->rules.erase(group->rules.begin() +
                       *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(group->rules)));
}

void move_ports(Resources& resources) {
  if (auto* rule = some_rule(resources))
    rule->destination_ports = {{net::Port{*rc::gen::element<std::uint16_t>(0, 80, 443)},
                                net::Port{*rc::gen::element<std::uint16_t>(443, 444, 65535)}}};
}

void remove_route(Resources& resources) {
  auto* table = one_of(resources.route_tables);
  if (table != nullptr && !table->routes.empty()) table->routes.pop_back();
}

void drop_route_target(Resources& resources) {
  auto* table = one_of(resources.route_tables);
  if (auto* route = table == nullptr ? nullptr : one_of(table->routes)) {
    route->next_hop = azure::RouteNextHop::none;
    route->next_hop_address.reset();
  }
}

void close_link(Resources& resources) {
  if (auto* peering = one_of(resources.peerings)) {
    const bool* access = peering->allow_virtual_network_access.known();
    peering->allow_virtual_network_access = known(access != nullptr && !*access);
  }
}

void detach_group(Resources& resources) {
  if (auto* subnet = one_of(resources.subnets)) subnet->network_security_group = {};
}

void detach_table(Resources& resources) {
  if (auto* subnet = one_of(resources.subnets)) subnet->route_table = {};
}

void turn_service(Resources& resources) {
  if (auto* service = one_of(resources.services))
    service->network_rules = known(*rc::gen::arbitrary<bool>() ? open_rules() : closed_rules());
}

void remove_endpoint(Resources& resources) {
  if (!resources.private_endpoints.empty()) resources.private_endpoints.pop_back();
}

void remove_subnet_filter(Resources& resources) {
  if (auto* subnet = one_of(resources.subnets))
    subnet->endpoint_policies = known(azure::EndpointPolicies::enabled);
}

void turn_nat(Resources& resources) {
  auto* subnet = one_of(resources.subnets);
  if (subnet == nullptr) return;
  const bool has = !subnet->nat_gateway.absent();
  subnet->nat_gateway = {};
  if (!has) subnet->nat_gateway = known(id("Microsoft.Network/natGateways", "nat"));
}

void turn_private(Resources& resources) {
  if (auto* subnet = one_of(resources.subnets)) {
    const bool* open = subnet->default_outbound_access.known();
    subnet->default_outbound_access = known(open != nullptr && !*open);
  }
}

constexpr std::array edits{turn_rule,    turn_rule,         remove_rule,         move_ports,
                           remove_route, close_link,        detach_group,        detach_table,
                           turn_service, drop_route_target, turn_private,        turn_nat,
                           turn_nat,     remove_endpoint,   remove_subnet_filter};

}  // namespace

std::optional<Resources> random_resources() {
  const auto draws =
      *rc::gen::resize(100, rc::gen::container<std::vector<std::uint8_t>>(
                                oracle::draws_per_case, rc::gen::inRange<std::uint8_t>(0, 255)));
  Resources all = resources(oracle::draw_case(draws).pieces);
  if (!built(all)) return {};
  return all;
}

std::optional<model::Network> built(Resources resources) {
  Diagnostics diagnostics;
  model::Network network = model::build(std::move(resources), diagnostics);
  if (has_errors(diagnostics)) return {};
  return network;
}

Resources rewritten(Resources resources) {
  write_defaults(resources);
  recase(resources.virtual_networks);
  recase(resources.subnets);
  recase(resources.network_security_groups);
  recase(resources.route_tables);
  recase(resources.network_interfaces);
  recase(resources.private_endpoints);
  recase(resources.services);
  recase(resources.sites);
  for (azure::NetworkSecurityGroup& group : resources.network_security_groups) {
    shuffle(group.rules);
    for (azure::SecurityRule& rule : group.rules) {
      rule.name = "renamed-" + rule.name;
      shuffle(rule.source.prefixes);
      shuffle(rule.destination.prefixes);
      shuffle(rule.destination_ports);
    }
  }
  for (azure::RouteTable& table : resources.route_tables) {
    shuffle(table.routes);
    for (azure::UserRoute& route : table.routes) route.name = "renamed-" + route.name;
  }
  return resources;
}

Resources edited(Resources resources) {
  edits[*rc::gen::inRange<std::size_t>(0, edits.size())](resources);
  return resources;
}

}  // namespace airtight::world
