#include <airtight/base/text.h>
#include <airtight/dns/resolve.h>
#include <airtight/verify/inventory.h>
#include <airtight/verify/subject.h>

#include <algorithm>
#include <map>
#include <set>

#include "names.h"
#include "other_types.h"

namespace airtight::verify {
namespace {

constexpr std::size_t most_pairs = 20000;
constexpr std::size_t most_readings = 16;

// A client whose answers the zones are looked for in. `plain`: it asks Azure-provided DNS, and
// nothing but the links of its network decides (D-009).
struct Client {
  std::string name;
  azure::ResourceId id;
  reach::Workload workload;
  dns::View view;
  const azure::VirtualNetwork* plain = nullptr;
};

bool is_plain(const model::Network& network, const azure::VirtualNetwork& virtual_network) {
  const auto* servers = virtual_network.dns_servers.known();
  return !virtual_network.external && virtual_network.dns_servers.unknown() == nullptr &&
         (servers == nullptr || servers->empty()) && network.rulesets_of(virtual_network).empty() &&
         network.security_policies_of(virtual_network).empty();
}

bool has_own_servers(const azure::VirtualNetwork* home, const dns::View& view) {
  return home == nullptr || !view.unknowns.empty() || view.servers != dns::view_of(*home).servers;
}

std::vector<Client> clients(const model::Network& network) {
  std::vector<Client> all;
  for (const azure::VirtualNetwork& home : network.written().virtual_networks) {
    reach::Workload host = host_of(home);
    dns::View view = view_of(network, host);
    all.push_back({home.name, home.id, std::move(host), std::move(view),
                   is_plain(network, home) ? &home : nullptr});
  }
  for (const azure::Site& site : network.written().sites) {
    reach::Workload app = app_workload(site);
    dns::View view = view_of(network, app);
    if (!view.servers.empty() && has_own_servers(view.context.network, view))
      all.push_back({site.name, site.id, std::move(app), std::move(view)});
  }
  for (const azure::VirtualMachine& machine : network.written().virtual_machines) {
    reach::Workload workload = machine_workload(network, machine);
    dns::View view = view_of(network, workload);
    if (!view.servers.empty() && has_own_servers(workload.network, view))
      all.push_back({machine.name, machine.id, std::move(workload), std::move(view)});
  }
  return all;
}

bool is_answered_by(const dns::Answer& answer, const azure::PrivateDnsZone& zone) {
  return std::ranges::any_of(answer.trace, [&](const Step& step) {
    return step.stage == "zone" && step.resource == zone.id.text();
  });
}

// Asks for the apex, which no zone below this one covers.
void ask(const model::Network& network, const Client& client, ZoneSummary& summary) {
  const azure::PrivateDnsZone& zone = *summary.zone->written;
  std::size_t asked = 0;
  std::size_t answered = 0;
  bool proven = client.view.unknowns.empty();
  model::Reading reading;
  do {
    if (asked == most_readings) {
      proven = false;
      break;
    }
    const dns::Answer answer = dns::resolve(network, client.view, zone.zone, azure::RecordType::a,
                                            reading, delivers(network, client.workload, reading));
    ++asked;
    if (is_answered_by(answer, zone)) ++answered;
  } while (reading.advance());
  if (answered > 0)
    summary.readers.push_back({client.name, client.id, proven && answered == asked});
}

void add_plain(const model::Network& network, const Client& client,
               const std::map<const model::Zone*, std::size_t>& places,
               std::vector<ZoneSummary>& zones) {
  for (const model::LinkedZone& linked : network.zones_of(*client.plain)) {
    const auto place = places.find(linked.zone);
    if (place != places.end()) zones[place->second].readers.push_back({client.name, client.id});
  }
}

void add_readers(const model::Network& network, NetworkSummary& summary) {
  std::map<const model::Zone*, std::size_t> places;
  for (std::size_t i = 0; i < summary.zones.size(); ++i) places[summary.zones[i].zone] = i;
  const std::vector<Client> all = clients(network);
  const auto asked = static_cast<std::size_t>(
      std::ranges::count(all, nullptr, [](const Client& client) { return client.plain; }));
  summary.readers_complete = asked * summary.zones.size() <= most_pairs;
  for (const Client& client : all) {
    if (client.plain != nullptr) {
      add_plain(network, client, places, summary.zones);
    } else if (summary.readers_complete) {
      for (ZoneSummary& zone : summary.zones) ask(network, client, zone);
    }
  }
  for (ZoneSummary& zone : summary.zones) std::ranges::sort(zone.readers);
}

void add_zones(const model::Network& network, NetworkSummary& summary) {
  const azure::Resources& written = network.written();
  std::map<azure::ResourceId, std::size_t> places;
  for (const azure::PrivateDnsZone& zone : written.private_dns_zones) {
    const model::Zone* joined = network.zone(zone.id);
    if (joined == nullptr) continue;
    places.emplace(zone.id, summary.zones.size());
    summary.zones.push_back({joined, {}, {}});
  }
  for (const azure::VirtualNetworkLink& link : written.links) {
    const auto place = places.find(link.zone);
    if (place != places.end()) summary.zones[place->second].links.push_back(&link);
  }
}

void add_peerings(const model::Network& network, NetworkSummary& summary) {
  std::set<const azure::Peering*> up;
  for (const azure::VirtualNetwork& home : network.written().virtual_networks) {
    for (const model::Neighbour& neighbour : network.neighbours_of(home)) {
      if (!model::is_down(neighbour) && neighbour.link != nullptr) up.insert(neighbour.link);
    }
  }
  for (const azure::Peering& peering : network.written().peerings)
    summary.peerings.push_back({&peering, up.contains(&peering)});
}

}  // namespace

bool may_matter(std::string_view type) {
  return is_carrier(type) || may_carry(type) ||
         equal_ignoring_case(type, "Microsoft.Network/networkManagers");
}

NetworkSummary summarize(const model::Network& network) {
  NetworkSummary summary;
  const azure::Resources& written = network.written();
  std::map<azure::ResourceId, NetworkPart> parts;
  for (const azure::VirtualNetwork& each : written.virtual_networks)
    parts[each.id] = {each.id, &each, {}};
  for (const azure::Subnet& each : written.subnets) {
    NetworkPart& part = parts[each.virtual_network];
    part.id = each.virtual_network;
    part.subnets.push_back(&each);
  }
  for (auto& [id, part] : parts) summary.networks.push_back(std::move(part));
  for (const model::Endpoint& each : network.endpoints()) summary.endpoints.push_back(&each);
  add_peerings(network, summary);
  add_zones(network, summary);
  add_readers(network, summary);
  return summary;
}

}  // namespace airtight::verify
