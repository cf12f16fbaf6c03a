#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/firewall_rules.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

constexpr std::string_view scope = "microsoft.network/azurefirewalls";

constexpr Word<azure::ThreatMode> threat_modes[] = {{"Off", azure::ThreatMode::off},
                                                    {"Alert", azure::ThreatMode::alert},
                                                    {"Deny", azure::ThreatMode::deny}};

void read_ip_configurations(const Value& value, azure::AzureFirewall& out, Reading& reading) {
  out.address.where = out.where;
  for (const Value* element : elements(value, "properties.ipConfigurations", reading.diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      out.subnet.value = to_input(*unknown);
      continue;
    }
    const Value& body = content(*element);
    if (out.subnet.absent()) out.subnet = read_id(body, "subnet.id", reading.diagnostics);
    const Value* address = lookup(body, "privateIPAddress", reading.diagnostics);
    if (address != nullptr && out.address.absent())
      out.address = read_property<net::Ip>(
          body, address, [&](const Value& ip) { return to_ip(ip, reading.diagnostics); });
    auto public_ip = reading.id_or_gap(body, "publicIPAddress.id",
                                       "a public address of " + out.name, {std::string(scope)});
    if (!public_ip.empty()) out.public_addresses.push_back(std::move(public_ip));
  }
}

azure::Property<std::vector<net::Prefix>> read_private_ranges(const Value& value,
                                                              Diagnostics& diagnostics) {
  const std::string_view path = "properties.snat.privateRanges";
  const Value* list = lookup(value, path, diagnostics);
  return read_property<std::vector<
      net::Prefix>>(value, list, [&](const Value&) -> std::optional<std::vector<net::Prefix>> {
    std::vector<net::Prefix> ranges;
    for (const Value* element : elements(value, path, diagnostics)) {
      if (element->unknown() != nullptr) return std::nullopt;
      if (element->string() != nullptr &&
          equal_ignoring_case(*element->string(), "IANAPrivateRanges")) {
        for (const char* block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"})
          ranges.push_back(net::parse_prefix(block).value());
      } else if (const auto prefix = to_prefix(*element, diagnostics)) {
        ranges.push_back(*prefix);
      }
    }
    return ranges;
  });
}

}  // namespace

void read_firewall(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::AzureFirewall firewall;
  read_common(id, value, firewall);
  firewall.subnet.where = firewall.where;
  read_ip_configurations(value, firewall, reading);
  firewall.policy = read_id(value, "properties.firewallPolicy.id", reading.diagnostics);
  if (firewall.address.absent())
    firewall.address =
        read_ip(value, "properties.hubIPAddresses.privateIPAddress", reading.diagnostics);
  firewall.hub = read_id(value, "properties.virtualHub.id", reading.diagnostics);
  firewall.threat_intelligence = read_enum(value, "properties.threatIntelMode", threat_modes,
                                           Words::open, reading.diagnostics);
  firewall.collections = read_classic_collections(value, reading.diagnostics);
  reading.out.firewalls.push_back(std::move(firewall));
}

void read_firewall_policy(const azure::ResourceId& id, const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::FirewallPolicy policy;
  read_common(id, value, policy);
  policy.base = read_id(value, "properties.basePolicy.id", diagnostics);
  policy.private_ranges = read_private_ranges(value, diagnostics);
  policy.dns_proxy = read_bool(value, "properties.dnsSettings.enableProxy", diagnostics);
  policy.dns_servers = read_ips(value, "properties.dnsSettings.servers", diagnostics);
  policy.threat_intelligence =
      read_enum(value, "properties.threatIntelMode", threat_modes, Words::open, diagnostics);
  policy.intrusion_detection = read_enum(value, "properties.intrusionDetection.mode", threat_modes,
                                         Words::open, diagnostics);
  reading.out.firewall_policies.push_back(std::move(policy));
}

void read_rule_collection_group(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::RuleCollectionGroup group;
  read_common(id, value, group);
  group.policy = id.parent();
  const auto priority = read_integer(value, "properties.priority", reading.diagnostics);
  group.priority = static_cast<int>(priority.value_or(0));
  for (const Value* element : elements(value, "properties.ruleCollections", reading.diagnostics))
    group.collections.push_back(read_rule_collection(*element, reading.diagnostics));
  reading.out.rule_collection_groups.push_back(std::move(group));
}

void read_ip_group(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::IpGroup group;
  read_common(id, value, group);
  for (const Value* element : elements(value, "properties.ipAddresses", reading.diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      group.unknown.push_back(to_input(*unknown));
      continue;
    }
    azure::RuleSide side;
    add_firewall_address(*element, side, reading.diagnostics);
    group.prefixes.insert(group.prefixes.end(), side.prefixes.begin(), side.prefixes.end());
  }
  if (group.external) group.unknown.push_back({"the addresses of IP group " + group.name});
  reading.out.ip_groups.push_back(std::move(group));
}

}  // namespace airtight::input::resources
