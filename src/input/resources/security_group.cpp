#include <airtight/base/text.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <utility>

#include "input/resources/fields.h"
#include "input/resources/known_members.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

constexpr Word<azure::Direction> directions[] = {{"Inbound", azure::Direction::inbound},
                                                 {"Outbound", azure::Direction::outbound}};
constexpr Word<azure::Access> accesses[] = {{"Allow", azure::Access::allow},
                                            {"Deny", azure::Access::deny}};
constexpr Word<std::optional<net::Protocol>> protocols[] = {
    {"*", std::nullopt},           {"Tcp", net::Protocol::tcp}, {"Udp", net::Protocol::udp},
    {"Icmp", net::Protocol::icmp}, {"Esp", net::Protocol::esp}, {"Ah", net::Protocol::ah},
};

// N-091.
constexpr std::int64_t lowest_priority = 100;
constexpr std::int64_t highest_priority = 4096;

// Service tags are words with dots: "AzureKeyVault.WestEurope". "*" is one of them.
bool is_tag(std::string_view text) {
  return text == "*" ||
         (!text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0 &&
          std::ranges::all_of(text, [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
          }));
}

// Both forms of a member, singular and plural; either may be there and empty (I-203).
std::vector<const Value*> both_forms(const Value& rule, const std::string& singular,
                                     const std::string& plural, Diagnostics& diagnostics) {
  std::vector<const Value*> found = elements(rule, plural, diagnostics);
  const Value* single = lookup(rule, singular, diagnostics);
  if (single == nullptr) return found;
  if (single->string() != nullptr && single->string()->empty()) return found;
  found.insert(found.begin(), single);
  return found;
}

void add_address(const Value& value, azure::RuleSide& side, Diagnostics& diagnostics) {
  if (const Unknown* unknown = value.unknown()) {
    side.unknown.push_back(to_input(*unknown));
  } else if (value.string() != nullptr && is_tag(*value.string())) {
    side.tags.push_back(*value.string());
  } else if (const auto prefix = to_prefix(value, diagnostics)) {
    side.prefixes.push_back(*prefix);
  }
}

void add_group(const Value& element, azure::RuleSide& side, Diagnostics& diagnostics) {
  const Value* id = lookup(element, "id", diagnostics);
  if (id == nullptr) {
    complain(element, "an object with \"id\"", diagnostics, {"I-203"});
  } else if (const Unknown* unknown = id->unknown()) {
    side.unknown.push_back(to_input(*unknown));
  } else if (auto group = to_id(*id, diagnostics)) {
    side.groups.push_back(std::move(*group));
  }
}

// `prefix` is "source" or "destination".
azure::RuleSide read_side(const Value& rule, const std::string& prefix, Diagnostics& diagnostics) {
  azure::RuleSide side;
  for (const Value* value :
       both_forms(rule, prefix + "AddressPrefix", prefix + "AddressPrefixes", diagnostics))
    add_address(*value, side, diagnostics);
  for (const Value* group : elements(rule, prefix + "ApplicationSecurityGroups", diagnostics))
    add_group(*group, side, diagnostics);
  if (side == azure::RuleSide{})
    complain(rule,
             prefix + "AddressPrefix, " + prefix + "AddressPrefixes or " + prefix +
                 "ApplicationSecurityGroups in it",
             diagnostics, {"I-203"});
  return side;
}

std::vector<net::PortRange> read_ports(const Value& rule, const std::string& prefix,
                                       std::vector<azure::UnknownInput>& unknown,
                                       Diagnostics& diagnostics) {
  std::vector<net::PortRange> ports;
  const auto values = both_forms(rule, prefix + "PortRange", prefix + "PortRanges", diagnostics);
  for (const Value* value : values) {
    if (const Unknown* missing = value->unknown()) {
      unknown.push_back(to_input(*missing));
      continue;
    }
    // Exports of some tools have a single port as a number.
    const auto* number = std::get_if<std::int64_t>(&value->data);
    const std::string text = number != nullptr            ? std::to_string(*number)
                             : value->string() != nullptr ? *value->string()
                                                          : std::string();
    const auto range = net::parse_port_range(trim(text));
    if (range.has_value()) {
      ports.push_back(range.value());
    } else {
      const bool several = text.find(',') != std::string::npos;
      complain(*value,
               several
                   ? "one port or range; several are written as a list in " + prefix + "PortRanges"
                   : std::string("a port, a range such as 1000-2000, or *"),
               diagnostics, {"I-203"});
    }
  }
  if (values.empty())
    complain(rule, prefix + "PortRange or " + prefix + "PortRanges in it", diagnostics, {"I-203"});
  return ports;
}

// A word Azure requires: absent is an error, unknown makes the rule unknown.
template <class E, std::size_t N>
E required(const Value& rule, const std::string& member, const Word<E> (&table)[N], E otherwise,
           std::vector<azure::UnknownInput>& unknown, Diagnostics& diagnostics) {
  const auto property = read_enum(rule, member, table, Words::closed, diagnostics);
  if (property.absent()) complain(rule, "\"" + member + "\" in it", diagnostics, {"I-203"});
  return known_or(property, otherwise, unknown);
}

int read_priority(const Value& rule, std::vector<azure::UnknownInput>& unknown,
                  Diagnostics& diagnostics) {
  const Value* value = lookup(rule, "priority", diagnostics);
  if (value != nullptr && value->unknown() != nullptr) {
    unknown.push_back(to_input(*value->unknown()));
    return 0;
  }
  const auto priority = read_integer(rule, "priority", diagnostics);
  if (value == nullptr) {
    complain(rule, "\"priority\" in it", diagnostics, {"N-091"});
  } else if (priority && (*priority < lowest_priority || *priority > highest_priority)) {
    complain(*value, "a priority from 100 to 4096", diagnostics, {"N-091"});
  } else if (priority) {
    return static_cast<int>(*priority);
  }
  return 0;
}

azure::SecurityRule read_rule(const azure::ResourceId& id, const Value& value,
                              Diagnostics& diagnostics) {
  azure::SecurityRule rule;
  rule.name = std::string(id.name());
  rule.where = to_where(value.place);
  const Value& body = content(value);
  if (const Unknown* unknown = body.unknown()) {
    rule.unknown.push_back(to_input(*unknown));
    return rule;
  }
  rule.priority = read_priority(body, rule.unknown, diagnostics);
  rule.direction =
      required(body, "direction", directions, azure::Direction::inbound, rule.unknown, diagnostics);
  rule.access = required(body, "access", accesses, azure::Access::deny, rule.unknown, diagnostics);
  rule.protocol = required(body, "protocol", protocols, std::optional<net::Protocol>(),
                           rule.unknown, diagnostics);
  rule.source = read_side(body, "source", diagnostics);
  rule.destination = read_side(body, "destination", diagnostics);
  rule.source_ports = read_ports(body, "source", rule.unknown, diagnostics);
  rule.destination_ports = read_ports(body, "destination", rule.unknown, diagnostics);
  add_strange(id, value, rule.unknown, diagnostics);
  return rule;
}

// Azure refuses a second rule of one priority and direction, so which of the two comes first is not
// said anywhere.
void check_priorities(const std::vector<azure::SecurityRule>& rules, Diagnostics& diagnostics) {
  std::map<std::pair<azure::Direction, int>, std::string> taken;
  for (const azure::SecurityRule& rule : rules) {
    if (rule.priority == 0) continue;  // unknown, or complained about
    const auto [first, added] = taken.try_emplace({rule.direction, rule.priority}, rule.name);
    if (added) continue;
    diagnostics.push_back({Severity::error,
                           rule.where,
                           "found priority " + std::to_string(rule.priority) + " of rule \"" +
                               first->second + "\" again, expected one rule for each priority",
                           {"N-091"}});
  }
}

}  // namespace

void read_security_group(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::NetworkSecurityGroup group;
  read_common(id, value, group);
  for (const auto& [rule_id, rule] : children(reading.set, id, "securityRules"))
    group.rules.push_back(read_rule(rule_id, *rule, reading.diagnostics));
  check_priorities(group.rules, reading.diagnostics);
  if (const Unknown* unknown = content(value).unknown()) {
    azure::SecurityRule& any = group.rules.emplace_back();
    any.where = group.where;
    any.unknown.push_back(to_input(*unknown));
  }
  reading.out.network_security_groups.push_back(std::move(group));
}

}  // namespace airtight::input::resources
