#include "name_servers.h"

#include <airtight/azure/by_id.h>

#include <algorithm>

#include "server_files.h"
#include "zone_text.h"

namespace airtight::lab {
namespace {

constexpr const char* internet = "internet";
constexpr net::Ip this_host = net::ipv4(127, 0, 0, 1);
constexpr std::uint16_t first_own_port = 5301;  // of zones beside a custom server

class NameServers {
 public:
  NameServers(const Estate& estate, Plan& plan)
      : estate_(estate), resources_(estate.resources()), plan_(plan) {}

  void add_all() {
    PublicNames names = public_names(resources_);
    plan_.servers.push_back(nsd({"root", internet, root_server}, ".", root_text(names)));
    plan_.front_ends = std::move(names.front_ends);
    add_public_resolvers();
    for (const Network& each : estate_.networks()) add_azure_provided(each);
    for (const azure::InboundEndpoint& each : resources_.inbound_endpoints) add(each);
    for (const azure::DnsServer& each : resources_.surroundings.dns_servers) add(each);
    for (const azure::ForwardingRuleset& each : resources_.forwarding_rulesets)
      estate_.leave_out("forwarding ruleset " + each.name, "D-222");
    for (const azure::DnsSecurityPolicy& each : resources_.dns_security_policies)
      estate_.leave_out("DNS security policy " + each.name, "D-240");
  }

 private:
  // One for all of their addresses.
  void add_public_resolvers() {
    std::string more = "server:\n";
    for (const net::Ip& each :
         {net::ipv4(8, 8, 4, 4), net::ipv4(1, 1, 1, 1), net::ipv4(1, 0, 0, 1), resolver_of_sites})
      more += "  interface: " + net::to_string(each) + "@53\n";
    plan_.servers.push_back(
        unbound({"public", internet, public_resolver}, more + stub(".", root_server)));
  }

  // D-003, D-006, D-009: an auth-zone for each zone that is linked, the root for all else.
  void add_azure_provided(const Network& network) {
    std::string more = stub(".", root_server);
    std::map<std::string, std::string> files;
    for (const azure::VirtualNetworkLink& link : resources_.links) {
      const auto* zone = azure::by_id(resources_.private_dns_zones, link.zone);
      if (!link.completed || link.virtual_network != network.written->id || zone == nullptr)
        continue;
      const std::string& name = zone->zone.text();
      if (!files.emplace(name + ".zone", zone_text(resources_, *zone)).second) continue;
      more += auth_zone(name, name + ".zone");
      const auto* policy = link.resolution_policy.known();
      if (policy != nullptr && *policy == azure::ResolutionPolicy::nxdomain_redirect)
        estate_.leave_out("fallback to the Internet of link " + link.name + " of " + name, "D-036");
    }
    const std::string space = resolver_space(network);
    Server server =
        unbound({"azure-" + network.written->name + "-" + std::to_string(network.number), space,
                 azure_provided},
                more);
    server.files.merge(files);
    plan_.servers.push_back(std::move(server));
  }

  // D-220: it answers as Azure-provided DNS of its network.
  void add(const azure::InboundEndpoint& endpoint) {
    for (const net::Ip& ip : endpoint.addresses) {
      const Host* host = host_at(endpoint.subnet.parent(), ip);
      if (host != nullptr)
        plan_.servers.push_back(unbound(
            {"inbound-" + net::to_string(ip) + "-" + std::to_string(host->number), host->space, ip},
            forward(".", azure_provided)));
    }
  }

  void add(const azure::DnsServer& server) {
    const std::string space = space_of(server);
    const bool answers = server.recursion || !server.forwarders.empty() || !server.zones.empty();
    if (space.empty() || !answers || server.address.family != net::Family::v4) {
      estate_.leave_out("DNS server " + net::to_string(server.address), "D-210");
      return;
    }
    const std::string name =
        "server-" + net::to_string(server.address) + "-" + std::to_string(plan_.servers.size());
    const Place place{name, space, server.address};
    std::vector<Forwarding> conditions;
    std::optional<net::Ip> otherwise;
    for (const azure::Forwarder& each : server.forwarders) {
      if (each.to.empty()) continue;
      if (each.suffix.empty())
        otherwise = each.to.front();
      else
        conditions.push_back({each.suffix.text(), each.to.front(), 53});
    }
    for (const azure::ServerZone& own : server.zones) {
      const auto port = static_cast<std::uint16_t>(first_own_port + own_zones_++);
      plan_.servers.push_back(nsd({name + "-" + own.zone.text(), space, this_host, port},
                                  own.zone.text(), zone_text(own)));
      conditions.push_back({own.zone.text(), this_host, port});
    }
    if (otherwise && !conditions.empty()) {
      plan_.servers.push_back(dnsmasq(place, conditions, *otherwise));
      return;
    }
    std::string more = otherwise ? forward(".", *otherwise) : stub(".", root_server);
    for (const Forwarding& each : conditions) more += forward(each.zone, each.to, each.port);
    plan_.servers.push_back(unbound(place, more));
  }

  std::string space_of(const azure::DnsServer& server) const {
    if (!server.site.empty()) return "site/" + server.site;
    if (server.subnet.empty()) return internet;
    const azure::Subnet* subnet = azure::subnet_named(resources_, server.subnet);
    const Host* host =
        subnet == nullptr ? nullptr : host_at(subnet->virtual_network, server.address);
    return host == nullptr ? "" : host->space;
  }

  const Host* host_at(const azure::ResourceId& network, const net::Ip& ip) const {
    for (const Network& each : estate_.networks())
      if (each.written->id == network) return each.host_at(ip);
    return nullptr;
  }

  const Estate& estate_;
  const azure::Resources& resources_;
  Plan& plan_;
  std::uint16_t own_zones_ = 0;
};

}  // namespace

std::string resolver_space(const Network& network) {
  return "resolver/" + network.space.substr(network.space.find('/') + 1);
}

std::vector<net::Ip> name_servers_of(const Host& host) {
  if (!host.name_servers.empty()) return host.name_servers;
  if (host.network == nullptr) return {public_resolver};
  auto of_network = value_or(host.network->written->dns_servers, {});
  return of_network.empty() ? std::vector{azure_provided} : of_network;
}

void add_name_servers(const Estate& estate, Plan& plan) { NameServers(estate, plan).add_all(); }

}  // namespace airtight::lab
