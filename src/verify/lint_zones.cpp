#include <airtight/azure/cloud.h>
#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <optional>
#include <set>

#include "lint.h"

// What the name of a zone tells: no service's alias leads to it, it takes a whole public suffix, it
// lies over the records of another zone, or it is there twice.

namespace airtight::verify {
namespace {

bool is_called_privatelink(const net::DnsName& zone) {
  return std::ranges::any_of(split(zone.text(), '.'), [](std::string_view label) {
    return label == "privatelink" || label.starts_with("privatelink-");
  });
}

std::string delete_zone(const model::Zone& zone) {
  return az("network private-dns zone delete", {{"resource-group", group_of(zone.written->id)},
                                                {"name", name_of(zone.written->id)},
                                                {"yes"}});
}

std::string create_beside(const model::Zone& zone, const std::string& name) {
  return az("network private-dns zone create",
            {{"resource-group", group_of(zone.written->id)}, {"name", {name}}});
}

// D-402: the label of the service is not that of its public name.
void check_spelling(const model::Zone& zone, Lints& lints) {
  const net::DnsName& name = zone.written->zone;
  if (!is_called_privatelink(name) || azure::is_private_link_zone(name)) return;
  for (const azure::PrivateLinkRow& row : azure::private_link_table()) {
    for (const std::string_view real : row.zones) {
      if (name.text().ends_with("." + std::string(real))) return;  // below a zone: check_shadow
    }
  }
  constexpr std::string_view first = "privatelink.";
  const std::string guess =
      name.text().starts_with(first)
          ? zone_for_suffix(std::string_view(name.text()).substr(first.size()))
          : std::string();
  std::string story = "no service's public name leads to the zone " + name.text() +
                      ", so its records are never asked for";
  std::vector<std::string> fix;
  if (!guess.empty()) {
    story += "; the zone of that service is " + guess;
    fix.push_back(create_beside(zone, guess));
  }
  // An empty one of an older list harms nobody (D-144).
  const Severity severity = zone.names.empty() ? Severity::note : Severity::warning;
  lints.push_back({"DNS_ZONE_NAME_WRONG",
                   severity,
                   zone.written->id,
                   zone.written->where,
                   std::move(story),
                   std::move(fix),
                   {"D-402", "D-144", "D-168"}});
}

// D-403: every resource of the service without a record of its own becomes NXDOMAIN.
void check_suffix(const model::Network& network, const model::Zone& zone, Lints& lints) {
  const std::string right = zone_for_suffix(zone.written->zone.text());
  if (right.empty() || azure::is_private_link_zone(zone.written->zone)) return;
  const auto networks = networks_of(network, zone);
  if (networks.empty()) return;
  lints.push_back(
      {"DNS_ZONE_SHADOWS_NAME",
       Severity::warning,
       zone.written->id,
       zone.written->where,
       "the zone " + zone.written->name + " takes a public suffix: in " + networks.front()->name +
           " every name under it without a record is NXDOMAIN; the records belong in " + right,
       {create_beside(zone, right), delete_zone(zone)},
       {"D-403"}});
}

// D-424: a zone below a privatelink zone answers for names whose records stand in that one.
void check_shadow(const model::Network& network, const model::Zone& zone, Lints& lints) {
  const net::DnsName& name = zone.written->zone;
  if (azure::is_private_link_zone(name) || networks_of(network, zone).empty()) return;
  std::string_view above = name.text();
  for (auto dot = above.find('.'); dot != std::string_view::npos; dot = above.find('.')) {
    above.remove_prefix(dot + 1);
    const auto parent = net::parse_dns_name(above);
    if (!parent || !azure::is_private_link_zone(*parent)) continue;
    lints.push_back({"DNS_ZONE_SHADOWS_NAME",
                     Severity::warning,
                     zone.written->id,
                     zone.written->where,
                     "the zone " + name.text() + " lies over " + parent->text() +
                         ", where the platform writes the records of these names: they are "
                         "NXDOMAIN unless it has them too",
                     {delete_zone(zone)},
                     {"D-424", "D-009", "D-125"}});
    return;
  }
}

std::set<std::string_view> clouds_of(const net::DnsName& zone) {
  std::set<std::string_view> clouds;
  for (const azure::PrivateLinkRow& row : azure::private_link_table()) {
    if (std::ranges::count(row.zones, zone.text()) > 0) clouds.insert(row.cloud);
  }
  return clouds;
}

// D-437: a zone of another cloud than the networks it is linked to.
void check_cloud(const model::Network& network, const model::Zone& zone, Lints& lints) {
  const auto clouds = clouds_of(zone.written->zone);
  if (clouds.empty()) return;
  for (const azure::VirtualNetwork* linked : networks_of(network, zone)) {
    if (linked->location.empty() || clouds.contains(azure::cloud_of_region(linked->location)))
      continue;
    lints.push_back({"DNS_ZONE_NAME_WRONG",
                     Severity::warning,
                     zone.written->id,
                     zone.written->where,
                     "the zone " + zone.written->name + " is one of " +
                         std::string(*clouds.begin()) + ", and " + linked->name + " in " +
                         linked->location + " is not in that cloud: nothing there asks for it",
                     {delete_zone(zone)},
                     {"D-437"}});
    return;
  }
}

// D-421, D-138: one monitoring scope answers for every application of the network.
void check_monitoring(const model::Network& network, const model::Zone& zone, Lints& lints) {
  static constexpr std::string_view zones[] = {"privatelink.monitor.azure.com",
                                               "privatelink.monitor.azure.us"};
  if (std::ranges::count(zones, zone.written->zone.text()) == 0) return;
  const auto networks = networks_of(network, zone);
  if (networks.empty()) return;
  lints.push_back({"DNS_ZONE_SHADOWS_NAME",
                   Severity::note,
                   zone.written->id,
                   zone.written->where,
                   "the zone " + zone.written->name +
                       " takes the global names of Azure Monitor in " + networks.front()->name +
                       ": resources outside its private link scope send no telemetry from there",
                   {},
                   {"D-138", "D-421"}});
}

// D-420: linked for a monitoring scope, the blob zone breaks everybody else's endpoints.
void check_solution_packs(const model::Network& network, const model::Zone& zone, Lints& lints) {
  constexpr std::string_view solution_packs = "scadvisorcontent";
  if (!zone.written->zone.text().starts_with("privatelink.blob.")) return;
  const auto other = std::ranges::any_of(zone.names, [&](const auto& name) {
    return name.first != "@" && name.first != solution_packs;
  });
  const auto networks = networks_of(network, zone);
  if (other || !has_record(zone, std::string(solution_packs)) || networks.empty()) return;
  lints.push_back({"DNS_ZONE_SHADOWS_NAME",
                   Severity::warning,
                   zone.written->id,
                   zone.written->where,
                   "the zone " + zone.written->name +
                       " has only the record of a monitoring scope: "
                       "in " +
                       networks.front()->name +
                       " every other storage account that has a private endpoint is NXDOMAIN",
                   {},
                   {"D-420", "D-414"}});
}

// D-026, D-036, D-045: what a link does beyond making the zone visible.
void check_link(const model::Network& network, const azure::VirtualNetworkLink& link,
                Lints& lints) {
  const model::Zone* zone = network.zone(link.zone);
  if (zone == nullptr || !azure::is_private_link_zone(zone->written->zone)) return;
  const bool* registers = link.registration_enabled.known();
  if (registers != nullptr && *registers)
    lints.push_back(
        {"DNS_REGISTRATION_IN_PRIVATELINK_ZONE",
         Severity::note,
         link.id,
         link.where,
         "link " + link.name + " registers the machines of " +
             std::string(link.virtual_network.name()) + " in " + zone->written->name +
             ", where endpoints have their records",
         {az("network private-dns link vnet update", {{"resource-group", group_of(link.id)},
                                                      {"zone-name", {zone->written->name}},
                                                      {"name", {link.name}},
                                                      {"registration-enabled", {"false"}}})},
         {"D-026"}});
  const auto* policy = link.resolution_policy.known();
  if (policy != nullptr && *policy == azure::ResolutionPolicy::nxdomain_redirect)
    lints.push_back({"DNS_FALLBACK_HIDES_MISSING_RECORD",
                     Severity::note,
                     link.id,
                     link.resolution_policy.where,
                     "with NxDomainRedirect on link " + link.name + " a name that " +
                         zone->written->name +
                         " lacks gets a public answer and no error, so a lost record goes unseen",
                     {},
                     {"D-045", "D-433"}});
}

}  // namespace

void lint_zone_names(const model::Network& network, Lints& lints) {
  for (const azure::PrivateDnsZone& written : network.written().private_dns_zones) {
    const model::Zone* zone = network.zone(written.id);
    if (zone == nullptr || written.external) continue;
    check_spelling(*zone, lints);
    check_suffix(network, *zone, lints);
    check_shadow(network, *zone, lints);
    check_cloud(network, *zone, lints);
    check_monitoring(network, *zone, lints);
    check_solution_packs(network, *zone, lints);
  }
  for (const azure::VirtualNetworkLink& link : network.written().links)
    check_link(network, link, lints);
}

}  // namespace airtight::verify
