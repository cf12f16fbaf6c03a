#include <airtight/base/text.h>

#include <algorithm>
#include <set>

#include "index.h"

namespace airtight::model {
namespace {

constexpr std::size_t fewest_labels = 2;  // D-022
constexpr std::size_t most_labels = 34;

void check_name(const azure::PrivateDnsZone& zone, Diagnostics& diagnostics) {
  const std::size_t labels = split(zone.zone.text(), '.').size();
  if (zone.external || (labels >= fewest_labels && labels <= most_labels)) return;
  error(diagnostics, zone.where,
        "the zone name " + in_quotes(zone.zone.text()) + " has " + std::to_string(labels) +
            (labels == 1 ? " label" : " labels") + ", expected 2 to 34",
        {"D-022"});
}

// D-038, the reading of CH-04 that the platform has been seen to take.
bool is_private_link_zone(const net::DnsName& zone) {
  return std::ranges::any_of(split(zone.text(), '.'), [](std::string_view label) {
    return label == "privatelink" || label.starts_with("privatelink-");
  });
}

void check_policy(const Network::Index& index, const azure::VirtualNetworkLink& link,
                  Diagnostics& diagnostics) {
  const Zone* zone = find(index.zones_by_id, link.zone);
  const azure::ResolutionPolicy* policy = link.resolution_policy.known();
  if (zone == nullptr || policy == nullptr || is_private_link_zone(zone->written->zone) ||
      *policy != azure::ResolutionPolicy::nxdomain_redirect)
    return;
  error(diagnostics, link.resolution_policy.where,
        "NxDomainRedirect is for private link zones, and " + zone->written->name + " is none",
        {"D-037", "D-038"});
}

}  // namespace

void validate_zones(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::PrivateDnsZone& zone : index.written.private_dns_zones)
    check_name(zone, diagnostics);
  std::set<azure::ResourceId> registering;
  for (const azure::VirtualNetworkLink& link : index.written.links) {
    check_policy(index, link, diagnostics);
    const bool* registration = link.registration_enabled.known();
    if (registration == nullptr || !*registration) continue;
    if (!registering.insert(link.virtual_network).second)
      error(diagnostics, link.where,
            std::string(link.virtual_network.name()) +
                " has a second registration link; a network registers in one zone",
            {"D-024"});
  }
}

}  // namespace airtight::model
