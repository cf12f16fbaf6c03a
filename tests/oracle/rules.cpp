#include <algorithm>

#include "oracle/plain.h"

namespace airtight::oracle {
namespace {

using model::Choice;
using reach::Reason;

constexpr Address platform = 0xA83F8110;  // 168.63.129.16
constexpr int licensing = 1688;

bool between(int port, const std::vector<net::PortRange>& ranges) {
  for (const net::PortRange& range : ranges)
    if (range.first.number <= port && port <= range.last.number) return true;
  return false;
}

// N-110, C-10: whether the widened tag acts is asked only where 0/0 is what widens it.
bool acts(Context& context, const Block& wide, bool inbound) {
  if (wide.length != 0 || !inbound) return true;
  context.note("C-10");
  return context.branch(Choice::c10_widened_tag_inbound) == 0;
}

bool widens(Context& context, const Row& row) {
  if (row.next == Next::device || row.next == Next::gateway) return true;
  context.note("C-07");
  return context.branch(Choice::c07_user_routes_in_virtual_network_tag) == 1;
}

bool is_member(const std::vector<std::string>& of, const std::string& group) {
  return std::ranges::find(of, group) != of.end();
}

bool in_group(Context& context, const std::string& group, Address address) {
  for (const auto& device : context.world.devices) {
    if (is_member(device->groups, group) &&
        std::ranges::find(device->addresses, address) != device->addresses.end())
      return true;
  }
  for (const auto& endpoint : context.world.endpoints)
    if (is_member(endpoint->groups, group) && endpoint->address == address) return true;
  return false;
}

bool in_tag(Context& context, const Spot& at, const std::string& tag, Address address,
            bool inbound) {
  if (tag == "*") return true;
  if (tag == "VirtualNetwork") return in_virtual_network(context, *at.subnet, address, inbound);
  if (tag == "Internet")  // N-116
    return is_public(address) && !in_virtual_network(context, *at.subnet, address, inbound);
  if (tag == "AzureLoadBalancer") return address == platform;  // N-117
  context.left_out = "a tag that is not modelled";
  return false;
}

bool on_side(Context& context, const Spot& at, const Side& side, Address address, bool inbound) {
  for (const Block& each : side.blocks)
    if (each.has(address)) return true;
  for (const std::string& tag : side.tags)
    if (in_tag(context, at, tag, address, inbound)) return true;
  for (const std::string& group : side.groups) {
    if (!in_group(context, group, address)) continue;
    context.note("N-103");
    return true;
  }
  return false;
}

// N-092; at an endpoint the source port is any (N-131).
bool matches(Context& context, const Spot& at, const Rule& rule, const Packet& packet) {
  if (rule.protocol && *rule.protocol != packet.protocol) return false;
  const bool ports = packet.protocol == net::Protocol::tcp || packet.protocol == net::Protocol::udp;
  if (ports && !between(packet.port, rule.ports)) return false;
  if (ports && at.endpoint == nullptr && !between(packet.source_port, rule.source_ports))
    return false;
  return on_side(context, at, rule.source, packet.source, rule.inbound) &&
         on_side(context, at, rule.destination, packet.destination, rule.inbound);
}

// N-091. Admin rules may have no match.
const Rule* first_match(Context& context, const Spot& at, const Rules& rules, bool inbound,
                        const Packet& packet) {
  for (const Rule& rule : rules) {
    if (rule.inbound != inbound || !matches(context, at, rule, packet)) continue;
    context.met.push_back(&rule);
    return &rule;
  }
  return nullptr;
}

// N-136: none of three says that the groups decide.
std::optional<Reason> admin(Context& context, const Spot& at, bool inbound, const Packet& packet) {
  if (at.subnet->admin == nullptr) return std::nullopt;
  const Rule* rule = first_match(context, at, *at.subnet->admin, inbound, packet);
  if (rule == nullptr || rule->verdict == Rule::Verdict::allow) return std::nullopt;
  if (rule->verdict == Rule::Verdict::always_allow) {
    context.note("AlwaysAllow");
    return Reason::none;
  }
  return Reason::admin_deny;
}

bool filters_endpoints(const Subnet& subnet) {  // N-130
  return subnet.policies == azure::EndpointPolicies::enabled ||
         subnet.policies == azure::EndpointPolicies::network_security_group;
}

}  // namespace

bool is_public(Address address) {
  static const Block others[] = {
      {0x0A000000, 8}, {0xAC100000, 12}, {0xC0A80000, 16}, {0x64400000, 10}};
  for (const Block& each : others)
    if (each.has(address)) return false;
  return true;
}

bool in_virtual_network(Context& context, const Subnet& subnet, Address address, bool inbound) {
  const Network& network = *subnet.network;
  if (address == platform || network.around(address) != nullptr) return true;
  for (const Peer& peer : network.peers) {
    if (!peer.up() || peer.network->around(address) == nullptr) continue;
    if (peer.link->access) return true;
    context.note("N-152");
  }
  if (const Exit* exit = exit_of(network)) {
    const bool stays = subnet.table == nullptr || subnet.table->propagates ||
                       context.branch(Choice::c28_site_prefixes_without_propagation) == 0;
    for (const Block& each : exit->learned)
      if (each.has(address) && stays && acts(context, each, inbound)) return true;
  }
  if (subnet.table == nullptr) return false;
  for (const Row& row : subnet.table->rows) {
    if (!row.block.has(address) || !widens(context, row) || !acts(context, row.block, inbound))
      continue;
    context.note("N-110");
    return true;
  }
  return false;
}

Reason filter_out(Context& context, const Spot& at, const Packet& packet, bool& custom_allow) {
  if (const auto decided = admin(context, at, false, packet)) return *decided;
  const Rules* lists[] = {at.device == nullptr ? nullptr : at.device->rules,
                          at.subnet->rules};  // N-096
  for (const Rules* rules : lists) {
    if (rules == nullptr) continue;
    const Rule* rule = first_match(context, at, *rules, false, packet);
    if (rule->verdict == Rule::Verdict::deny) {
      if (packet.protocol == net::Protocol::tcp && packet.port == licensing)
        context.left_out = "which addresses the licensing service has (N-127)";
      return Reason::nsg_out;
    }
    custom_allow = custom_allow || rule->custom;
  }
  return Reason::none;
}

Reason filter_in(Context& context, const Spot& at, const Packet& packet, bool& custom_allow) {
  const bool endpoint = at.endpoint != nullptr;
  if (!endpoint || context.branch(Choice::c12_admin_rules_at_endpoints) == 1) {
    if (const auto decided = admin(context, at, true, packet)) return *decided;
  }
  if (endpoint && !filters_endpoints(*at.subnet)) return Reason::none;
  const Rules* lists[] = {at.subnet->rules, at.device == nullptr ? nullptr : at.device->rules};
  for (const Rules* rules : lists) {
    if (rules == nullptr) continue;
    const Rule* rule = first_match(context, at, *rules, true, packet);
    if (rule->verdict == Rule::Verdict::deny) return Reason::nsg_in;
    custom_allow = custom_allow || rule->custom;
  }
  return Reason::none;
}

}  // namespace airtight::oracle
