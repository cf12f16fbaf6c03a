#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

using azure::AdminAccess;
using azure::AdminRule;

constexpr std::string_view scope = "microsoft.network/networkmanagers";

constexpr Word<AdminAccess> accesses[] = {{"Allow", AdminAccess::allow},
                                          {"Deny", AdminAccess::deny},
                                          {"AlwaysAllow", AdminAccess::always_allow}};
constexpr Word<azure::Direction> directions[] = {{"Inbound", azure::Direction::inbound},
                                                 {"Outbound", azure::Direction::outbound}};
constexpr Word<std::optional<net::Protocol>> protocols[] = {
    {"Any", std::nullopt},         {"Tcp", net::Protocol::tcp}, {"Udp", net::Protocol::udp},
    {"Icmp", net::Protocol::icmp}, {"Esp", net::Protocol::esp}, {"Ah", net::Protocol::ah},
};

constexpr Word<azure::IntentNetworks> intent_networks[] = {
    {"None", azure::IntentNetworks::left_out},
    {"AllowRulesOnly", azure::IntentNetworks::allow_rules_only},
    {"All", azure::IntentNetworks::all},
};

// N-138: a configuration has a list of one word.
azure::Property<azure::IntentNetworks> read_intent_networks(const ResourceSet& set,
                                                            const azure::ResourceId& id,
                                                            Diagnostics& diagnostics) {
  azure::Property<azure::IntentNetworks> property;
  const Value* configuration = set.find(id);
  if (configuration == nullptr) return property;
  for (const Value* word : elements(
           *configuration, "properties.applyOnNetworkIntentPolicyBasedServices", diagnostics)) {
    property.where = to_where(word->place);
    if (const Unknown* unknown = word->unknown()) {
      property.value = to_input(*unknown);
      continue;
    }
    for (const auto& each : intent_networks) {
      if (word->string() != nullptr && equal_ignoring_case(*word->string(), each.text))
        property.value = each.value;
    }
    if (property.absent())
      property.value = azure::UnknownInput{"what of the configuration " + std::string(id.name()) +
                                           " acts beside network intent policies"};
  }
  return property;
}

// "addressPrefix" with "addressPrefixType" IPPrefix, ServiceTag or NetworkGroup.
azure::RuleSide read_side(const Value& body, std::string_view list, Diagnostics& diagnostics) {
  azure::RuleSide side;
  for (const Value* element : elements(body, list, diagnostics)) {
    const Value* text =
        element->unknown() != nullptr ? element : lookup(*element, "addressPrefix", diagnostics);
    if (text == nullptr) continue;
    const std::string type = text_at(*element, "addressPrefixType");
    if (const Unknown* unknown = text->unknown()) {
      side.unknown.push_back(to_input(*unknown));
    } else if (text->string() != nullptr &&
               (*text->string() == "*" || equal_ignoring_case(type, "ServiceTag"))) {
      side.tags.push_back(*text->string());
    } else if (equal_ignoring_case(type, "NetworkGroup")) {
      side.unknown.push_back({"the addresses of a network group in an admin rule"});
    } else if (const auto prefix = to_prefix(*text, diagnostics)) {
      side.prefixes.push_back(*prefix);
    }
  }
  if (side == azure::RuleSide{}) side.tags.emplace_back("*");
  return side;
}

// No ports are all ports.
std::vector<net::PortRange> read_ports(const Value& body, std::string_view list,
                                       std::vector<azure::UnknownInput>& unknown,
                                       Diagnostics& diagnostics) {
  std::vector<net::PortRange> ports;
  for (const Value* element : elements(body, list, diagnostics)) {
    if (const Unknown* missing = element->unknown()) {
      unknown.push_back(to_input(*missing));
      continue;
    }
    const auto range =
        net::parse_port_range(element->string() != nullptr ? trim(*element->string()) : "");
    if (range) {
      ports.push_back(*range);
    } else {
      complain(*element, "a port, a range such as 1000-2000, or *", diagnostics, {"N-136"});
    }
  }
  if (ports.empty() && unknown.empty()) ports.push_back(net::PortRange{});
  return ports;
}

template <class E, std::size_t N>
E word_or(const Value& body, std::string_view member, const Word<E> (&table)[N], E otherwise,
          std::vector<azure::UnknownInput>& unknown, Diagnostics& diagnostics) {
  return known_or(read_enum(body, member, table, Words::open, diagnostics), otherwise, unknown);
}

AdminRule read_rule(const azure::ResourceId& id, const Value& value, Diagnostics& diagnostics) {
  AdminRule admin;
  azure::SecurityRule& rule = admin.rule;
  rule.name = std::string(id.name());
  rule.where = to_where(value.place);
  const Value& body = content(value);
  if (const Unknown* unknown = body.unknown()) {
    rule.unknown.push_back(to_input(*unknown));
    return admin;
  }
  admin.access = word_or(body, "access", accesses, AdminAccess::deny, rule.unknown, diagnostics);
  rule.access = admin.access == AdminAccess::deny ? azure::Access::deny : azure::Access::allow;
  rule.direction =
      word_or(body, "direction", directions, azure::Direction::inbound, rule.unknown, diagnostics);
  rule.protocol = word_or(body, "protocol", protocols, std::optional<net::Protocol>(), rule.unknown,
                          diagnostics);
  const auto priority = read_priority(body, 1, 4096, diagnostics);
  if (!priority) rule.unknown.push_back({"the priority of admin rule " + rule.name});
  rule.priority = static_cast<int>(priority.value_or(0));
  rule.source = read_side(body, "sources", diagnostics);
  rule.destination = read_side(body, "destinations", diagnostics);
  rule.source_ports = read_ports(body, "sourcePortRanges", rule.unknown, diagnostics);
  rule.destination_ports = read_ports(body, "destinationPortRanges", rule.unknown, diagnostics);
  return admin;
}

}  // namespace

void read_network_group(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::NetworkGroup group;
  read_common(id, value, group);
  for (const auto& [member_id, member] : children(reading.set, id, "staticMembers")) {
    const auto resource = read_id(*member, "properties.resourceId", reading.diagnostics);
    if (resource.known() != nullptr) group.members.push_back(*resource.known());
    if (resource.unknown() != nullptr) group.unknown.push_back(*resource.unknown());
  }
  // Without static members a policy assigns them.
  if (group.members.empty())
    group.unknown.push_back({"the members of network group " + group.name});
  reading.out.network_groups.push_back(std::move(group));
}

void read_admin_rule_collection(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::AdminRuleCollection collection;
  read_common(id, value, collection);
  collection.manager = id.parent().parent();
  collection.intent_networks = read_intent_networks(reading.set, id.parent(), reading.diagnostics);
  for (const Value* element : elements(value, "properties.appliesToGroups", reading.diagnostics)) {
    auto group = reading.id_or_gap(*element, "networkGroupId",
                                   "a group of admin rule collection " + collection.name,
                                   {std::string(scope)});
    if (!group.empty()) collection.groups.push_back(std::move(group));
  }
  for (const auto& [rule_id, rule] : children(reading.set, id, "rules"))
    collection.rules.push_back(read_rule(rule_id, *rule, reading.diagnostics));
  reading.out.admin_rule_collections.push_back(std::move(collection));
}

}  // namespace airtight::input::resources
