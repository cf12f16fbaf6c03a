#include <airtight/base/text.h>

#include "index.h"

namespace airtight::model {
namespace {

const azure::Subnet* subnet_of(const Network::Index& index, const std::string& text,
                               const Where& where, Diagnostics& diagnostics) {
  if (text.empty()) return nullptr;
  const azure::Subnet* subnet = subnet_named(index.written, text);
  if (subnet == nullptr)
    error(diagnostics, where,
          "found the subnet " + in_quotes(text) + ", expected one of the input's, as " +
              "\"network/subnet\" or its id",
          {});
  return subnet;
}

const azure::SurroundingSite* site_of(const Network::Index& index, const std::string& name,
                                      const Where& where, Diagnostics& diagnostics) {
  if (name.empty()) return nullptr;
  const azure::SurroundingSite* site = site_named(index.written, name);
  if (site == nullptr)
    error(diagnostics, where,
          "found the site " + in_quotes(name) + ", which is not among \"sites\"", {});
  return site;
}

void add_written(Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::DnsServer& written : index.written.surroundings.dns_servers) {
    NameServer server;
    server.address = written.address;
    server.name = to_string(written.address);
    server.written = &written;
    server.where = written.where;
    const azure::Subnet* subnet = subnet_of(index, written.subnet, written.where, diagnostics);
    server.subnet = subnet;
    if (subnet != nullptr) server.network = find(index.virtual_networks, subnet->virtual_network);
    server.site = site_of(index, written.site, written.where, diagnostics);
    if (written.timeout_seconds && *written.timeout_seconds <= 3)
      diagnostics.push_back({Severity::warning,
                             written.where,
                             "a forwarder that waits " + std::to_string(*written.timeout_seconds) +
                                 " s gives up before Azure-provided DNS does",
                             {"R-34"}});
    index.name_servers.push_back(server);
  }
}

// A host or an appliance that is put where nothing is would be taken for one on the Internet.
void check_places(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::SurroundingWorkload& workload : index.written.surroundings.workloads) {
    subnet_of(index, workload.subnet, workload.where, diagnostics);
    site_of(index, workload.site, workload.where, diagnostics);
  }
  for (const azure::SurroundingAppliance& appliance : index.written.surroundings.appliances) {
    subnet_of(index, appliance.subnet, appliance.where, diagnostics);
    site_of(index, appliance.site, appliance.where, diagnostics);
  }
  for (const azure::SurroundingSite& site : index.written.surroundings.sites) {
    if (site.connection == azure::SurroundingSite::Connection::none ||
        !site.routes_to_azure.empty())
      continue;
    diagnostics.push_back(
        {Severity::warning,
         site.where,
         "the connection of " + site.name +
             " has no \"routesToAzure\", so nothing that it sends reaches a private "
             "address in Azure; list the prefixes that it routes there",
         {"R-14"}});
  }
}

// D-220: the resolver's own network is the context.
void add_inbound_endpoints(Network::Index& index) {
  for (const azure::InboundEndpoint& endpoint : index.written.inbound_endpoints) {
    const azure::DnsResolver* resolver = find(index.dns_resolvers, endpoint.resolver);
    for (const net::Ip& address : endpoint.addresses) {
      NameServer server;
      server.kind = NameServer::Kind::inbound_endpoint;
      server.address = address;
      server.name = "inbound endpoint " + endpoint.name;
      server.subnet = find(index.subnets, endpoint.subnet);
      server.network = find(index.virtual_networks, resolver != nullptr ? resolver->virtual_network
                                                                        : endpoint.subnet.parent());
      server.where = endpoint.where;
      index.name_servers.push_back(server);
    }
  }
}

const azure::VirtualNetwork* home_of(const Network::Index& index,
                                     const azure::ForwardingRuleset& ruleset) {
  for (const azure::ResourceId& id : ruleset.outbound_endpoints) {
    const azure::OutboundEndpoint* endpoint = find(index.outbound_endpoints, id);
    if (endpoint == nullptr) continue;
    const azure::DnsResolver* resolver = find(index.dns_resolvers, endpoint->resolver);
    const azure::ResourceId network =
        resolver != nullptr ? resolver->virtual_network : endpoint->subnet.parent();
    if (const auto* home = find(index.virtual_networks, network)) return home;
  }
  return nullptr;
}

}  // namespace

void index_name_servers(Network::Index& index, Diagnostics& diagnostics) {
  check_places(index, diagnostics);
  add_written(index, diagnostics);
  add_inbound_endpoints(index);
  for (const azure::ForwardingRuleset& ruleset : index.written.forwarding_rulesets) {
    for (const azure::ResourceId& network : ruleset.virtual_networks)
      index.rulesets[network].push_back({&ruleset, home_of(index, ruleset)});
  }
  for (const azure::DnsSecurityPolicy& policy : index.written.dns_security_policies) {
    for (const azure::ResourceId& network : policy.virtual_networks)
      index.security_policies[network].push_back(&policy);
  }
}

}  // namespace airtight::model
