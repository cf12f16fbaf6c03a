#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/world.h"

// Parts of worlds of names, each a function that adds it.
namespace airtight::pieces {

using World = azure::Resources;
using Piece = std::function<void(World&)>;
using Pieces = std::vector<Piece>;

using Records = std::vector<std::pair<std::string, std::string>>;

// Names that most worlds of names have.
inline const std::string azure_dns = "168.63.129.16";
inline const std::string zkv = "privatelink.vaultcore.azure.net";
inline const std::string zweb = "privatelink.azurewebsites.net";
inline const std::string zblob = "privatelink.blob.core.windows.net";

// A public name that stands for another.
inline Piece alias(const std::string& name, const std::string& target) {
  return [=](World& world) {
    azure::PublicName made;
    made.name = world::dns(name);
    made.kind = azure::PublicName::Kind::alias;
    made.target = world::dns(target);
    world.surroundings.public_names.push_back(made);
  };
}

// A zone with A records (or aliases), linked to networks. `group` keeps copies apart.
inline Piece zone(const std::string& name, const Records& records,
                  const std::vector<std::string>& links, bool redirect = false,
                  const std::string& group = "g") {
  return [=](World& world) {
    world::zone(world, name, group);
    const auto id = world::zone_id(name, group);
    for (const auto& [record, data] : records) {
      const bool address = net::parse_ip(data).has_value();
      world::record(world, id, record, address ? azure::RecordType::a : azure::RecordType::cname,
                    data);
    }
    for (const std::string& network : links) {
      auto& link = world::link(world, id, network);
      if (redirect) link.resolution_policy.value = azure::ResolutionPolicy::nxdomain_redirect;
    }
  };
}

inline Piece servers_of(const std::string& network, const std::vector<std::string>& servers) {
  return [=](World& world) {
    for (azure::VirtualNetwork& v : world.virtual_networks) {
      if (v.name == network) v.dns_servers.value = world::ips(servers);
    }
  };
}

using Forwards = std::vector<std::pair<std::string, std::string>>;  // suffix, upstream

inline Piece server(const std::string& address, const std::string& subnet, const Forwards& forwards,
                    const std::string& site = "") {
  return [=](World& world) {
    azure::DnsServer made;
    made.address = world::ip(address);
    made.subnet = subnet;
    made.site = site;
    for (const auto& [suffix, upstream] : forwards)
      made.forwarders.push_back(
          {suffix == "." ? net::DnsName{} : world::dns(suffix), {world::ip(upstream)}});
    world.surroundings.dns_servers.push_back(made);
  };
}

inline Piece inbound(const std::string& address, const std::string& network) {
  return [=](World& world) {
    const auto resolver = world::id("Microsoft.Network/dnsResolvers", "resolver");
    world::add(world.dns_resolvers, resolver, "resolver").virtual_network = world::vnet_id(network);
    auto& endpoint = world::add(world.inbound_endpoints, resolver.child("inboundEndpoints", "in"),
                                "resolver/in");
    endpoint.resolver = resolver;
    endpoint.addresses = {world::ip(address)};
    auto& outbound = world::add(world.outbound_endpoints,
                                resolver.child("outboundEndpoints", "out"), "resolver/out");
    outbound.resolver = resolver;
  };
}

inline Piece ruleset(const std::string& suffix, const std::string& target,
                     const std::string& network) {
  return [=](World& world) {
    auto& set = world::add(world.forwarding_rulesets,
                           world::id("Microsoft.Network/dnsForwardingRulesets", "rules"), "rules");
    azure::ForwardingRule rule;
    rule.name = "rule";
    if (suffix != ".") rule.suffix = world::dns(suffix);
    rule.targets = {world::ip(target)};
    set.rules = {rule};
    set.virtual_networks = {world::vnet_id(network)};
    set.outbound_endpoints = {
        world::id("Microsoft.Network/dnsResolvers", "resolver").child("outboundEndpoints", "out")};
  };
}

inline Piece blocks(const std::string& domain, const std::string& network) {
  return [=](World& world) {
    auto& policy = world::add(world.dns_security_policies,
                              world::id("Microsoft.Network/dnsResolverPolicies", "p"), "p");
    azure::DnsSecurityRule rule;
    rule.name = "block";
    rule.priority = 100;
    rule.block = true;
    rule.domains = {world::dns(domain)};
    policy.rules = {rule};
    policy.virtual_networks = {world::vnet_id(network)};
  };
}

// An app with DNS servers of its own, integrated with `network` unless that is empty.
inline Piece app(const std::string& network, const std::vector<std::string>& servers) {
  return [=](World& world) {
    auto& site = world::site(
        world, "app", network.empty() ? azure::ResourceId{} : world::subnet_id(network, "s"));
    if (!servers.empty()) site.dns_servers.value = world::ips(servers);
  };
}

}  // namespace airtight::pieces
