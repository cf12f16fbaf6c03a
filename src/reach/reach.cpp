#include <airtight/base/text.h>
#include <airtight/reach/next_hop.h>
#include <airtight/reach/paas_edge.h>
#include <airtight/reach/platform_traffic.h>
#include <airtight/reach/reach.h>
#include <airtight/reach/rule_addresses.h>

#include <algorithm>

#include "inbound.h"
#include "middlebox.h"
#include "perimeter_exit.h"
#include "service_endpoint.h"
#include "walk.h"

namespace airtight::reach {
namespace {

// Whom a public edge sees when an app's traffic leaves by the platform's shared addresses (N-230,
// N-246), with route-all too unless something translates it. Neither the app's calls nor
// its references are a trusted service's (A-218, E-038).
EdgeSource shared_addresses(const Workload& from) {
  EdgeSource source;
  source.kind = EdgeSource::Kind::unknown_public;
  source.platform = from.kind == Workload::Kind::references;
  source.name = source.platform ? "an address from which the platform fetches references"
                                : "an outbound address of " + from.name;
  source.azure = true;
  source.service = from.service;
  if (from.site == nullptr) return source;
  source.region = from.site->location;
  if (from.site->identity) source.caller = from.site->id;
  // Of platform traffic, and of clients of a gateway, nobody lists the addresses.
  const bool listed = from.traffic.empty() && !source.platform && !from.site->by_gateway;
  if (listed && !from.site->outbound_addresses.empty()) {
    source.kind = EdgeSource::Kind::address;
    for (const net::Ip& ip : from.site->outbound_addresses)
      source.addresses.push_back(net::host_prefix(ip));
  }
  return source;
}

// A client outside every network: on the Internet, at a site, or a managed service.
EdgeSource outside_source(const Workload& from) {
  EdgeSource source;
  const auto address = from.kind == Workload::Kind::on_premises
                           ? (from.outside != nullptr ? from.outside->public_address : std::nullopt)
                           : from.address;
  source.kind = from.kind == Workload::Kind::internet ? EdgeSource::Kind::any_public
                                                      : EdgeSource::Kind::unknown_public;
  source.name =
      from.kind == Workload::Kind::internet ? "the Internet" : "a public address of " + from.name;
  source.azure = from.kind == Workload::Kind::service;
  source.service = from.service;
  if (!address) return source;
  source.kind = EdgeSource::Kind::address;
  source.addresses = {net::host_prefix(*address)};
  source.name = to_string(*address);
  return source;
}

Disposition refused(Reason reason, std::string summary, std::vector<std::string> facts,
                    const azure::Site* site = nullptr) {
  Step step{"entry", std::move(summary), std::move(facts), "", "", {}};
  if (site != nullptr) {
    step.resource = site->id.text();
    step.where = site->where;
  }
  return {false, reason, Via::none, {std::move(step)}};
}

// By something of the surroundings.
Disposition refused(Reason reason, std::string summary, std::vector<std::string> facts,
                    const Where& where) {
  return {
      false, reason, Via::none, {{"entry", std::move(summary), std::move(facts), "", "", where}}};
}

// The integration of an app; the network is null where the input does not have it.
Attachment integration_of(const model::Network& network, const azure::Site& site) {
  const azure::ResourceId* subnet = site.integration_subnet.known();
  if (subnet == nullptr) return {};
  const azure::Subnet* known = network.subnet(*subnet);
  return {network.virtual_network(known == nullptr ? subnet->parent() : known->virtual_network),
          known, nullptr};
}

bool in_space_of(const azure::VirtualNetwork* network, const net::Ip& ip) {
  return network != nullptr &&
         std::ranges::any_of(model::prefixes(*network),
                             [&](const net::Prefix& p) { return p.contains(ip); });
}

bool in_reach_of(const model::Network& network, const Attachment& at, const net::Ip& ip) {
  if (at.network == nullptr) return false;
  if (in_space_of(at.network, ip)) return true;
  return std::ranges::any_of(network.neighbours_of(*at.network), [&](const auto& neighbour) {
    return in_space_of(neighbour.network, ip);
  });
}

// N-233: what of an app's own traffic enters the network of its integration. The rest meets none of
// the subnet's rules and routes (N-245).
bool enters_network(const model::Network& network, const azure::Site& site, const Attachment& at,
                    const Destination& destination, model::Reading& reading) {
  if (destination.ip && net::is_private(*destination.ip)) return true;
  if (destination.front_end != nullptr && at.subnet != nullptr &&
      has_service_endpoint(network, *at.subnet, *destination.front_end, reading))
    return true;
  if (site.flex && reading.branch(model::Choice::c17_flex_enters_the_network) == 0) return true;
  if (routes_all(site, reading)) return true;
  return destination.ip && in_reach_of(network, at, *destination.ip) &&
         reading.branch(model::Choice::c16_other_space_without_route_all) == 1;
}

bool is_on(const azure::Property<bool>& property, model::Reading& reading) {
  if (const auto* unknown = property.unknown()) return reading.guess(*unknown) == 0;
  return property.known() != nullptr && *property.known();
}

// N-232, N-237, N-239: each class of platform traffic has a switch of its own, and all of it one
// . Registries see image pulls from the public way unless their switch is on (E-163).
bool routes_class(const azure::OutboundRouting& routing, const std::string& traffic,
                  model::Reading& reading) {
  if (is_on(routing.all, reading)) return true;
  if (equal_ignoring_case(traffic, "contentShareTraffic"))
    return is_on(routing.content_share, reading);
  if (equal_ignoring_case(traffic, "imagePullTraffic")) return is_on(routing.image_pull, reading);
  if (equal_ignoring_case(traffic, "backupRestoreTraffic"))
    return is_on(routing.backup_restore, reading);
  return false;  // N-238: token requests follow allTraffic only
}

bool is_platform_traffic(const std::string& traffic) {
  return !traffic.empty() && !equal_ignoring_case(traffic, "applicationTraffic");
}

// the integration carries TCP and UDP; nobody says what becomes of the rest.
bool may_not_be_carried(const azure::Site& site, const Destination& destination,
                        model::Reading& reading) {
  return destination.protocol != net::Protocol::tcp && destination.protocol != net::Protocol::udp &&
         reading.guess(
             {"whether the integration of " + site.name + " carries other than TCP and UDP"}) == 1;
}

// The addresses that clients of a network's gateway have.
std::vector<net::Prefix> client_pool(const model::Network& network,
                                     const azure::VirtualNetwork& home) {
  std::vector<net::Prefix> pool;
  for (const azure::VirtualNetworkGateway& written : network.written().gateways) {
    const azure::ResourceId* subnet = written.subnet.known();
    if (subnet == nullptr || subnet->parent() != home.id) continue;
    for (const azure::WrittenPrefix& each : written.client_pool) pool.push_back(each.prefix);
  }
  return pool;
}

// N-254, N-256: an app that is integrated through a gateway is a client of it, like any user of
// point-to-site: the gateway's subnet routes what it sends, and no rule of a subnet of its own
// acts. None where the input does not say enough, and for what is not in the gateway's network.
std::optional<Disposition> reach_as_client(const model::Network& network, const Workload& from,
                                           const Destination& destination,
                                           model::Reading& reading) {
  const azure::Site& site = *from.site;
  const azure::VirtualNetwork* home = network.virtual_network(site.gateway_network);
  if (!site.by_gateway || home == nullptr || !destination.ip || !in_space_of(home, *destination.ip))
    return {};
  const model::Gateway* gateway = network.own_gateway(*home);
  Start start;
  start.sources = client_pool(network, *home);
  if (gateway == nullptr || !gateway->vpn || start.sources.empty()) return {};
  start.at = {gateway->network, gateway->subnet, nullptr};
  start.client_of = gateway;
  start.unfiltered = true;
  start.shared_egress = shared_addresses(from);
  Disposition result = walk(network, start, destination, reading);
  result.trace.insert(result.trace.begin(),
                      {"entry",
                       from.name + " enters " + home->name + " through its gateway",
                       {"N-254", "N-256"},
                       site.id.text(),
                       "",
                       site.integration_subnet.where});
  return result;
}

Disposition reach_from_app(const model::Network& network, const Workload& from,
                           const Destination& destination, model::Reading& reading) {
  const azure::Site& site = *from.site;
  // N-255: such an app is no subnet's, so that a public front end sees it come from outside.
  if (site.by_gateway && destination.front_end != nullptr)
    return reach_publicly(network, from, destination, reading);
  if (auto result = reach_as_client(network, from, destination, reading)) return *result;
  if (const auto* unknown = site.integration_subnet.unknown()) {
    // Not integrated, integrated where it helps, or integrated where it does not.
    switch (reading.guess(*unknown, 3)) {
      case 0:
        return reach_publicly(network, from, destination, reading);
      case 1:
        return {true, Reason::none, Via::vnet, {}};
      default:
        return refused(Reason::not_in_vnet, "the integration of " + site.name + " is not known",
                       {"A-042"}, &site);
    }
  }
  if (site.integration_subnet.known() == nullptr)
    return reach_publicly(network, from, destination, reading);
  if (is_platform_traffic(from.traffic))
    return enters_by_class(from, reading)
               ? reach_through_integration(network, from, destination, reading)
               : reach_publicly(network, from, destination, reading);
  const Attachment at = integration_of(network, site);
  if (enters_network(network, site, at, destination, reading))
    return reach_through_integration(network, from, destination, reading);
  if (destination.ip && in_reach_of(network, at, *destination.ip))
    return refused(Reason::not_in_vnet,
                   "without route-all " + to_string(*destination.ip) +
                       ", which is not RFC 1918 space, leaves by the public path and never arrives",
                   {"N-234"}, &site);
  return reach_publicly(network, from, destination, reading);
}

// I-250: an address of a cluster's pods or services, which the node may keep to itself: what has
// the same address elsewhere is then never sent out.
std::optional<Disposition> kept_in_cluster(const Workload& from, const Destination& destination,
                                           model::Reading& reading) {
  if (from.hosted == nullptr || !destination.ip) return {};
  const azure::HostedWorkload& cluster = *from.hosted;
  const auto range = std::ranges::find_if(
      cluster.internal_ranges, [&](const net::Prefix& p) { return p.contains(*destination.ip); });
  const bool inside = range != cluster.internal_ranges.end();
  const bool unsaid = !cluster.unknown_ranges.empty() && !is_public(*destination.ip);
  if (!inside && !unsaid) return {};
  const azure::UnknownInput whether =
      inside ? azure::UnknownInput{"whether " + from.name + " keeps " + to_string(*destination.ip) +
                                   " of its own range " + to_string(*range) + " to itself"}
             : cluster.unknown_ranges.front();
  if (reading.guess(whether) == 1) return {};
  return refused(Reason::no_route,
                 to_string(*destination.ip) + " is an address of " + from.name +
                     "'s own pods or services and stays on the node",
                 {"I-250", "A-264"}, cluster.where);
}

Disposition reach_from_network(const model::Network& network, const Workload& from,
                               const Destination& destination, model::Reading& reading) {
  if (auto kept = kept_in_cluster(from, destination, reading)) return *kept;
  EdgeSource egress;
  egress.kind = EdgeSource::Kind::unknown_public;
  egress.region = from.network == nullptr ? "" : from.network->location;
  egress.azure = true;
  egress.service = from.service;
  Start start;
  start.at = {from.network, from.subnet, from.interface};
  if (from.address) start.sources = {net::host_prefix(*from.address)};
  start.shared_egress = std::move(egress);
  return walk(network, start, destination, reading);
}

bool sends_to_azure(const azure::SurroundingSite& site, const net::Ip& ip) {
  return std::ranges::any_of(site.routes_to_azure,
                             [&](const net::Prefix& p) { return p.contains(ip); });
}

std::vector<net::Prefix> addresses_of(const Workload& from) {
  if (from.address) return {net::host_prefix(*from.address)};
  return from.outside->prefixes;
}

// The appliances before a site filter all that leaves it; the first that refuses is named.
// None: the packet passes, from `sources`.
std::optional<Disposition> leave_site(const model::Network& network, const Workload& from,
                                      const Destination& destination,
                                      std::vector<net::Prefix>& sources, model::Reading& reading) {
  Packet packet;
  packet.sources = sources;
  packet.destination = destination.ip;
  packet.front_end = destination.front_end;
  packet.protocol = destination.protocol;
  packet.port = destination.port;
  for (const azure::SurroundingAppliance& box : network.written().surroundings.appliances) {
    if (!equal_ignoring_case(box.site, from.outside->name)) continue;
    const std::string name = "the appliance at " + to_string(box.address);
    if (box.forwards && !*box.forwards)
      return refused(Reason::nva_no_forwarding, name + " does not forward", {"N-024", "R-17"},
                     box.where);
    const bool passes = box.rules ? passes_rules(*box.rules, packet, destination.host, reading)
                                  : reading.branch(model::Choice::c22_appliance_policy) != 1;
    if (!passes)
      return refused(Reason::fw_deny, name + " of " + from.outside->name + " drops it",
                     {"R-17", "N-298"}, box.where);
    if (box.snat.value_or(false)) sources = {net::host_prefix(box.address)};
    packet.sources = sources;
  }
  return {};
}

// A site that is connected to a virtual hub: its routing decides (N-072).
Disposition reach_from_hub(const model::Network& network, const Workload& from,
                           const model::Hub& hub, std::vector<net::Prefix> sources,
                           const Destination& destination, model::Reading& reading) {
  Start start;
  start.hub = &hub;
  start.sources = std::move(sources);
  start.site = from.outside;
  start.unfiltered = true;
  start.shared_egress.kind = EdgeSource::Kind::unknown_public;
  Disposition result = walk(network, start, destination, reading);
  result.trace.insert(result.trace.begin(),
                      {"entry",
                       from.name + " enters Azure through virtual hub " + hub.written->name,
                       {"N-072", "I-216"},
                       hub.written->id.text(),
                       "",
                       from.outside->where});
  return result;
}

// N-063, N-071: what comes from a site starts at the gateway's subnet, by that subnet's routes.
Disposition reach_from_site(const model::Network& network, const Workload& from,
                            const Destination& destination, model::Reading& reading) {
  if (from.outside == nullptr) {
    if (!destination.ip || is_public(*destination.ip))
      return reach_publicly(network, from, destination, reading);
    return refused(Reason::no_route, from.name + " is at no site that is described", {"R-14"});
  }
  const azure::SurroundingSite& site = *from.outside;
  std::vector<net::Prefix> sources = addresses_of(from);
  if (auto result = leave_site(network, from, destination, sources, reading)) return *result;
  if (!destination.ip || destination.front_end != nullptr)
    return reach_publicly(network, from, destination, reading);
  if (!sends_to_azure(site, *destination.ip)) {
    if (is_public(*destination.ip)) return reach_publicly(network, from, destination, reading);
    return refused(Reason::no_route,
                   site.name + " does not send " + to_string(*destination.ip) + " to Azure",
                   {"R-14"}, site.where);
  }
  if (const model::Hub* hub = network.hub_to(site))
    return reach_from_hub(network, from, *hub, std::move(sources), destination, reading);
  const model::Gateway* gateway = network.gateway_to(site);
  if (gateway == nullptr) {
    if (reading.guess({"the gateway of " + site.name}) == 0)
      return refused(Reason::no_route, "the gateway of " + site.name + " is outside the input",
                     {"R-14"}, site.where);
    return {true, Reason::none, Via::vnet, {}};
  }
  Start start;
  start.at = {gateway->network, gateway->subnet, nullptr};
  start.sources = std::move(sources);
  start.site = &site;
  start.unfiltered = true;
  start.shared_egress.kind = EdgeSource::Kind::unknown_public;
  Disposition result = walk(network, start, destination, reading);
  result.trace.insert(result.trace.begin(),
                      {"entry",
                       from.name + " enters Azure through the gateway of " + gateway->network->name,
                       {"N-063", "N-071"},
                       gateway->subnet->id.text(),
                       "",
                       site.where});
  return result;
}

}  // namespace

bool enters_by_class(const Workload& from, model::Reading& reading) {
  if (from.site == nullptr || !is_platform_traffic(from.traffic)) return true;
  return routes_class(from.site->outbound_routing, from.traffic, reading);
}

bool runs_linux(const model::Network& network, const azure::Site& site, model::Reading& reading) {
  const azure::Plan* plan = network.plan(site.plan);
  const bool said = to_lower(site.kind).find("linux") != std::string::npos;
  if (said) return true;
  if (plan == nullptr || plan->external) return reading.guess({"the plan of " + site.name}) == 0;
  if (const auto* unknown = plan->linux_workers.unknown()) return reading.guess(*unknown) == 0;
  return plan->linux_workers.known() != nullptr && *plan->linux_workers.known();
}

// Off where nothing is written; false beside the setting 1 is open (N-236, A-041).
bool routes_all(const azure::Site& site, model::Reading& reading) {
  const std::string* setting = site.route_all_setting.known();
  const bool set = setting != nullptr && *setting == "1";
  if (const auto* unknown = site.route_all.unknown()) return reading.guess(*unknown) == 0;
  if (site.route_all.known() == nullptr) return set;
  if (*site.route_all.known() || !set) return *site.route_all.known();
  return reading.branch(model::Choice::c15_route_all_property_against_setting) == 0;
}

bool is_deployment_site(const net::DnsName& host) {
  const auto first = host.text().find('.');
  return first != std::string::npos && host.text().compare(first, 5, ".scm.") == 0;
}

Disposition reach_publicly(const model::Network& network, const Workload& from,
                           const Destination& destination, model::Reading& reading) {
  EdgeSource source = from.site == nullptr ? outside_source(from) : shared_addresses(from);
  source.scm = is_deployment_site(destination.host);
  if (destination.front_end != nullptr)
    return pass_public_edge(network, *destination.front_end, source, reading);
  const net::Ip ip = destination.ip.value_or(net::Ip{});
  if (!is_public(ip))
    return refused(Reason::not_in_vnet,
                   to_string(ip) + " is private and " + from.name + " is outside the network",
                   {"N-230", "R-14"}, from.site);
  return reach_public_address(network, source, destination, 0, reading);
}

// The subnet's outbound rules act; nothing arrives there, so its inbound rules never do (N-244).
Disposition reach_through_integration(const model::Network& network, const Workload& from,
                                      const Destination& destination, model::Reading& reading) {
  if (may_not_be_carried(*from.site, destination, reading))
    return refused(Reason::platform_block, "the integration carries TCP and UDP", {"A-134"},
                   from.site);
  const Attachment at = integration_of(network, *from.site);
  Start start;
  start.at = at;
  if (from.address) start.sources = {net::host_prefix(*from.address)};
  start.shared_egress = shared_addresses(from);
  Disposition result = walk(network, start, destination, reading);
  result.trace.insert(result.trace.begin(),
                      {"entry",
                       from.name + " enters the network through subnet " +
                           std::string(from.site->integration_subnet.known()->name()),
                       {"N-231", "N-233"},
                       from.site->id.text(),
                       "",
                       from.site->integration_subnet.where});
  return result;
}

bool enters_integration(const model::Network& network, const Workload& from,
                        const Destination& destination, model::Reading& reading) {
  if (is_platform_traffic(from.traffic))
    return routes_class(from.site->outbound_routing, from.traffic, reading);
  return enters_network(network, *from.site, integration_of(network, *from.site), destination,
                        reading);
}

Disposition reach(const model::Network& network, const Workload& from,
                  const Destination& destination, model::Reading& reading) {
  switch (from.kind) {
    case Workload::Kind::app:
    case Workload::Kind::references:
      return reach_from_app(network, from, destination, reading);
    case Workload::Kind::machine:
    case Workload::Kind::subnet:
      return reach_from_network(network, from, destination, reading);
    case Workload::Kind::service:
      if (auto refused = kept_by_perimeter(network, from, destination, reading)) return *refused;
      return reach_publicly(network, from, destination, reading);
    case Workload::Kind::internet:
      return reach_publicly(network, from, destination, reading);
    case Workload::Kind::on_premises:
      return reach_from_site(network, from, destination, reading);
  }
  return {};
}

}  // namespace airtight::reach
