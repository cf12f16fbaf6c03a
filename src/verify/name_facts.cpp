#include "name_facts.h"

#include <airtight/base/text.h>
#include <airtight/dns/answer.h>

namespace airtight::verify {
namespace {

using Facts = std::map<std::string, NameFact>;

std::string text_of(const std::vector<net::Ip>& addresses) {
  std::string text;
  for (const net::Ip& ip : addresses) text += to_string(ip) + " ";
  return text;
}

std::string text_of(const azure::Property<std::vector<net::Ip>>& addresses) {
  if (const auto* unknown = addresses.unknown()) return "?" + unknown->name;
  return addresses.known() == nullptr ? "" : text_of(*addresses.known());
}

std::string text_of(const azure::Property<azure::ResourceId>& id) {
  if (const auto* unknown = id.unknown()) return "?" + unknown->name;
  return id.known() == nullptr ? "" : id.known()->key();
}

std::string text_of(const std::vector<azure::ResourceId>& ids) {
  std::string text;
  for (const azure::ResourceId& id : ids) text += id.key() + " ";
  return text;
}

template <class T>
std::string text_of_number(const azure::Property<T>& value) {
  if (const auto* unknown = value.unknown()) return "?" + unknown->name;
  return value.known() == nullptr ? "" : std::to_string(static_cast<int>(*value.known()));
}

std::string text_of(const azure::Property<azure::ResolutionPolicy>& policy) {
  if (const auto* unknown = policy.unknown()) return "?" + unknown->name;
  const bool falls_back =
      policy.known() != nullptr && *policy.known() == azure::ResolutionPolicy::nxdomain_redirect;
  return falls_back ? std::string(redirects) : "";
}

// One fact for each link that counts: not completed ones are none (D-006).
void add_links(const model::Network& network, Facts& facts) {
  for (const azure::VirtualNetwork& linked_to : network.written().virtual_networks) {
    for (const model::LinkedZone& linked : network.zones_of(linked_to)) {
      const azure::PrivateDnsZone& zone = *linked.zone->written;
      facts["link " + zone.id.key() + " " + linked_to.id.key()] = {
          FactKind::link,
          linked.link->id,
          text_of(linked.link->resolution_policy),
          {zone.zone},
          linked_to.id,
          {},
          {}};
    }
  }
}

std::string text_of(const model::ZoneEntry& entry) {
  std::string text(dns::to_string(entry.type));
  text += " " + text_of(entry.addresses) + entry.target.text();
  for (const azure::UnknownInput& unknown : entry.unknown) text += "?" + unknown.name;
  return text;
}

void add_records(const model::Zone& zone, Facts& facts) {
  const azure::PrivateDnsZone& written = *zone.written;
  for (const auto& [relative, entries] : zone.names) {
    std::string absolute = written.zone.text();
    if (relative != "@" && relative != "*")
      absolute.insert(0, (relative.starts_with("*.") ? relative.substr(2) : relative) + ".");
    const auto name = net::parse_dns_name(absolute);
    for (const model::ZoneEntry& entry : entries) {
      NameFact& fact = facts["record " + written.id.key() + " " + relative + " " +
                             std::string(dns::to_string(entry.type))];
      fact.kind = FactKind::record;
      fact.resource = entry.owner;
      fact.value += text_of(entry) + ";";
      fact.suffixes = {name.value_or(written.zone)};
      fact.zone = written.id;
    }
  }
}

std::vector<net::DnsName> names_of(const model::BackEnd* target) {
  std::vector<net::DnsName> names;
  if (target == nullptr) return names;
  for (const azure::HostName& name : target->names) names.push_back(name.public_name);
  return names;
}

void add_services(const model::Network& network, Facts& facts) {
  for (const model::BackEnd& back_end : network.back_ends()) {
    NameFact fact;
    fact.kind = FactKind::service;
    fact.resource = back_end.id();
    fact.suffixes = names_of(&back_end);
    if (!fact.suffixes.empty()) facts["service " + back_end.id().key()] = fact;
  }
}

// Endpoints of resources outside the input move no name that anybody knows.
void add_endpoints(const model::Network& network, Facts& facts) {
  std::map<azure::ResourceId, const model::Endpoint*> by_id;
  for (const model::Endpoint& endpoint : network.endpoints()) {
    by_id.emplace(endpoint.written->id, &endpoint);
    if (endpoint.target == nullptr) continue;
    facts["endpoint " + endpoint.written->id.key() + " " + endpoint.group_id] = {
        FactKind::endpoint,
        endpoint.written->id,
        text_of_number(endpoint.written->state) + " " + text_of(endpoint.addresses) +
            endpoint.target->id().key(),
        names_of(endpoint.target),
        {},
        {},
        {}};
  }
  for (const azure::ZoneGroup& group : network.written().zone_groups) {
    const auto of = by_id.find(group.endpoint);
    if (of == by_id.end() || of->second->target == nullptr) continue;
    facts["zone group " + group.id.key()] = {FactKind::zone_group,
                                             group.id,
                                             text_of(group.zones),
                                             names_of(of->second->target),
                                             {},
                                             {},
                                             {}};
  }
}

void add_clients(const azure::Resources& written, Facts& facts) {
  for (const azure::VirtualNetwork& network : written.virtual_networks)
    facts["servers " + network.id.key()] = {
        FactKind::dns_servers, network.id, text_of(network.dns_servers), {}, network.id, {}, {}};
  for (const azure::NetworkInterface& interface : written.network_interfaces)
    facts["servers " + interface.id.key()] = {
        FactKind::dns_servers, interface.id, text_of(interface.dns_servers), {}, {}, {},
        interface.id};
  for (const azure::Site& site : written.sites) {
    facts["servers " + site.id.key()] = {
        FactKind::dns_servers, site.id, text_of(site.dns_servers), {}, {}, {}, site.id};
    facts["integration " + site.id.key()] = {
        FactKind::integration, site.id, text_of(site.integration_subnet), {}, {}, {}, site.id};
  }
}

std::string text_of(const model::NameServer& server) {
  std::string text = std::to_string(static_cast<int>(server.kind)) + " " + text_of(server.upstream);
  if (server.network != nullptr) text += server.network->id.key();
  if (server.written == nullptr) return text;
  for (const azure::Forwarder& forwarder : server.written->forwarders)
    text += " " + forwarder.suffix.text() + "=" + text_of(forwarder.to);
  return text;
}

void add_servers(const model::Network& network, Facts& facts) {
  for (const model::NameServer& server : network.name_servers()) {
    NameFact fact;
    fact.kind = FactKind::name_server;
    if (server.network != nullptr) fact.resource = server.network->id;
    fact.value = text_of(server);
    facts["server " + to_string(server.address) + " " + server.name] = fact;
  }
}

void add_rulesets(const azure::Resources& written, Facts& facts) {
  for (const azure::ForwardingRuleset& ruleset : written.forwarding_rulesets) {
    for (const azure::ForwardingRule& rule : ruleset.rules) {
      NameFact fact;
      fact.kind = FactKind::ruleset;
      fact.resource = ruleset.id;
      fact.value = text_of(rule.targets) + text_of_number(rule.enabled) +
                   text_of(ruleset.virtual_networks) + text_of(ruleset.outbound_endpoints);
      if (!rule.suffix.empty()) fact.suffixes = {rule.suffix};
      facts["rule " + ruleset.id.key() + " " + rule.name + " " + rule.suffix.text()] = fact;
    }
  }
}

void add_policies(const azure::Resources& written, Facts& facts) {
  for (const azure::DnsSecurityPolicy& policy : written.dns_security_policies) {
    for (const azure::DnsSecurityRule& rule : policy.rules) {
      NameFact fact;
      fact.kind = FactKind::policy;
      fact.resource = policy.id;
      fact.value = std::to_string(rule.priority) + (rule.block ? " block " : " allow ") +
                   text_of(policy.virtual_networks);
      for (const net::DnsName& domain : rule.domains) {
        fact.value += domain.text() + " ";
        if (!domain.empty()) fact.suffixes.push_back(domain);
      }
      facts["policy " + policy.id.key() + " " + rule.name] = fact;
    }
  }
}

}  // namespace

Facts name_facts(const model::Network& network) {
  Facts facts;
  add_links(network, facts);
  for (const azure::PrivateDnsZone& zone : network.written().private_dns_zones) {
    if (const model::Zone* known = network.zone(zone.id)) add_records(*known, facts);
  }
  add_services(network, facts);
  add_endpoints(network, facts);
  add_clients(network.written(), facts);
  add_servers(network, facts);
  add_rulesets(network.written(), facts);
  add_policies(network.written(), facts);
  return facts;
}

}  // namespace airtight::verify
