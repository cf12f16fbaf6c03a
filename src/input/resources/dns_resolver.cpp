#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

const std::vector<std::string> ruleset_scope{"microsoft.network/dnsforwardingrulesets"};
const std::vector<std::string> policy_scope{"microsoft.network/dnsresolverpolicies"};

std::vector<azure::ResourceId> linked_networks(const azure::ResourceId& id,
                                               const std::vector<std::string>& scope,
                                               Reading& reading) {
  std::vector<azure::ResourceId> networks;
  for (const auto& [link, value] : children(reading.set, id, "virtualNetworkLinks")) {
    const auto network =
        reading.id_or_gap(*value, "properties.virtualNetwork.id",
                          "the network of link " + std::string(link.name()), scope);
    if (!network.empty()) networks.push_back(network);
  }
  return networks;
}

// "contoso.com." or "."; nothing, after complaining, for anything else.
std::optional<net::DnsName> to_suffix(const Value& value, Diagnostics& diagnostics) {
  if (value.string() != nullptr && *value.string() == ".") return net::DnsName{};
  const auto name = net::parse_dns_name(value.string() == nullptr ? "" : *value.string());
  if (name) return *name;
  complain(value, "a domain name", diagnostics, {"I-213"});
  return {};
}

constexpr Word<bool> states[] = {{"Enabled", true}, {"Disabled", false}};

std::optional<azure::ForwardingRule> read_rule(const azure::ResourceId& id, const Value& value,
                                               Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::ForwardingRule rule;
  rule.name = std::string(id.name());
  rule.where = to_where(value.place);
  const Value* domain = lookup(value, "properties.domainName", diagnostics);
  if (domain == nullptr || domain->unknown() != nullptr) {
    reading.not_known("the domain of forwarding rule " + rule.name, ruleset_scope, value.place);
    return {};
  }
  const auto suffix = to_suffix(*domain, diagnostics);
  if (!suffix) return {};
  rule.suffix = *suffix;
  for (const Value* target : elements(value, "properties.targetDnsServers", diagnostics)) {
    const Value* address = lookup(*target, "ipAddress", diagnostics);
    if (address == nullptr || address->unknown() != nullptr) {
      reading.not_known("a target of forwarding rule " + rule.name, ruleset_scope, value.place);
      continue;
    }
    if (const auto ip = to_ip(*address, diagnostics)) rule.targets.push_back(*ip);
  }
  rule.enabled =
      read_enum(value, "properties.forwardingRuleState", states, Words::open, diagnostics);
  return rule;
}

// The domains of the lists a security rule names.
void read_domains(const Value& value, azure::DnsSecurityRule& rule, Reading& reading) {
  for (const Value* list :
       elements(value, "properties.dnsResolverDomainLists", reading.diagnostics)) {
    const auto id = read_id(*list, "id", reading.diagnostics);
    const Value* written = id.known() == nullptr ? nullptr : reading.set.find(*id.known());
    if (written == nullptr) {
      rule.unknown.push_back({"the domains of DNS security rule " + rule.name});
      continue;
    }
    for (const Value* domain : elements(*written, "properties.domains", reading.diagnostics)) {
      if (const auto suffix = to_suffix(*domain, reading.diagnostics))
        rule.domains.push_back(*suffix);
    }
  }
}

constexpr Word<bool> actions[] = {{"Block", true}, {"Allow", false}, {"Alert", false}};

}  // namespace

void read_dns_resolver(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::DnsResolver resolver;
  read_common(id, value, resolver);
  resolver.virtual_network = reading.id_or_gap(value, "properties.virtualNetwork.id",
                                               "the network of resolver " + resolver.name,
                                               {"microsoft.network/dnsresolvers"});
  reading.out.dns_resolvers.push_back(std::move(resolver));
}

void read_inbound_endpoint(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::InboundEndpoint endpoint;
  read_common(id, value, endpoint);
  endpoint.resolver = id.parent();
  for (const Value* wrapped : elements(value, "properties.ipConfigurations", reading.diagnostics)) {
    const Value& configuration = content(*wrapped);
    const auto subnet = read_id(configuration, "subnet.id", reading.diagnostics);
    if (subnet.known() != nullptr) endpoint.subnet = *subnet.known();
  }
  endpoint.addresses = interface_addresses(value, reading.diagnostics);
  reading.out.inbound_endpoints.push_back(std::move(endpoint));
}

void read_outbound_endpoint(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::OutboundEndpoint endpoint;
  read_common(id, value, endpoint);
  endpoint.resolver = id.parent();
  const auto subnet = read_id(value, "properties.subnet.id", reading.diagnostics);
  if (subnet.known() != nullptr) endpoint.subnet = *subnet.known();
  reading.out.outbound_endpoints.push_back(std::move(endpoint));
}

void read_forwarding_ruleset(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::ForwardingRuleset ruleset;
  read_common(id, value, ruleset);
  for (const Value* endpoint :
       elements(value, "properties.dnsResolverOutboundEndpoints", reading.diagnostics)) {
    const auto outbound = reading.id_or_gap(
        *endpoint, "id", "an outbound endpoint of " + ruleset.name, ruleset_scope);
    if (!outbound.empty()) ruleset.outbound_endpoints.push_back(outbound);
  }
  for (const auto& [rule_id, rule] : children(reading.set, id, "forwardingRules")) {
    if (auto read = read_rule(rule_id, *rule, reading)) ruleset.rules.push_back(std::move(*read));
  }
  ruleset.virtual_networks = linked_networks(id, ruleset_scope, reading);
  if (ruleset.external)
    reading.not_known("the rules of " + ruleset.name, ruleset_scope, value.place);
  reading.out.forwarding_rulesets.push_back(std::move(ruleset));
}

void read_dns_security_policy(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::DnsSecurityPolicy policy;
  read_common(id, value, policy);
  for (const auto& [rule_id, written] : children(reading.set, id, "dnsSecurityRules")) {
    if (equal_ignoring_case(text_at(*written, "properties.dnsSecurityRuleState"), "Disabled"))
      continue;
    azure::DnsSecurityRule rule;
    rule.name = std::string(rule_id.name());
    rule.where = to_where(written->place);
    rule.priority = static_cast<int>(
        read_integer(*written, "properties.priority", reading.diagnostics).value_or(0));
    const auto action = read_enum(*written, "properties.action.actionType", actions, Words::open,
                                  reading.diagnostics);
    rule.block = action.known() != nullptr && *action.known();
    if (action.unknown() != nullptr) rule.unknown.push_back(*action.unknown());
    read_domains(*written, rule, reading);
    policy.rules.push_back(std::move(rule));
  }
  policy.virtual_networks = linked_networks(id, policy_scope, reading);
  reading.out.dns_security_policies.push_back(std::move(policy));
}

}  // namespace airtight::input::resources
