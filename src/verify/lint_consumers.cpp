#include <airtight/base/text.h>
#include <airtight/verify/subject.h>

#include <algorithm>
#include <optional>
#include <set>

#include "lint.h"
#include "lint_servers.h"

// What the apps of the input ask for, against where they ask.

namespace airtight::verify {
namespace {

using Named = model::Network::NamedBackEnd;

// A name in an app's settings or references.
struct Use {
  const Named* name = nullptr;
  Where where;
  std::string setting;
};

void add_use(const model::Network& network, const std::string& host, const Where& where,
             const std::string& setting, std::vector<Use>& uses) {
  const auto name = net::parse_dns_name(host);
  const auto* named = name ? network.by_public_name(*name) : nullptr;
  if (named != nullptr) uses.push_back({named, where, setting});
}

std::vector<Use> uses_of(const model::Network& network, const azure::Site& site) {
  std::vector<Use> uses;
  for (const azure::Setting& setting : site.settings) {
    for (const std::string& host : setting.hosts)
      add_use(network, host, setting.where, setting.name, uses);
  }
  for (const azure::KeyVaultReference& reference : site.references)
    add_use(network, reference.vault_host, reference.where, reference.setting, uses);
  return uses;
}

bool is_closed(const model::BackEnd& back_end) {
  const auto* access = back_end.service.public_network_access.known();
  return access != nullptr && *access == azure::PublicNetworkAccess::disabled;
}

bool is_served(const model::Network& network, const Named& name, bool any_group) {
  const auto endpoints = network.endpoints_of(*name.back_end);
  return std::ranges::any_of(endpoints, [&](const model::Endpoint* endpoint) {
    return is_approved(*endpoint) &&
           (any_group || equal_ignoring_case(endpoint->group_id, name.name.group_id));
  });
}

// The zone with the record is there, but not for the network that is asked.
void complain_of_link(const model::Network& network, const Named& name,
                      const azure::VirtualNetwork& asked, const std::string& who, Severity severity,
                      Lints& lints) {
  const net::DnsName& private_name = name.name.private_name;
  const auto covers = [&](const model::LinkedZone& linked) {
    return private_name.is_within(linked.zone->written->zone);
  };
  if (std::ranges::any_of(network.zones_of(asked), covers)) return;
  for (const azure::PrivateDnsZone& written : network.written().private_dns_zones) {
    const model::Zone* zone = network.zone(written.id);
    if (zone == nullptr || !private_name.is_within(written.zone) ||
        !has_record(*zone, private_name.relative_to(written.zone)))
      continue;
    lints.push_back({"DNS_ZONE_LINK_MISSING",
                     severity,
                     written.id,
                     written.where,
                     who + " ask for " + name.name.public_name.text() + " in " + asked.name +
                         ", to which the zone " + written.name +
                         " with its record is not linked: the answer is public",
                     {link_command(written, asked)},
                     {"D-404", "D-405", "D-406", "D-407", "D-444", "D-166"}});
    return;
  }
}

// D-404…D-407, D-442…D-444: the zone with the record is there, and the network whose links count
// does not have it.
void check_link(const model::Network& network, const azure::Site& site, const Use& use,
                Lints& lints) {
  const azure::ResourceId* subnet = site.integration_subnet.known();
  const auto* home = subnet == nullptr ? nullptr : network.virtual_network(subnet->parent());
  if (home == nullptr || home->external || !is_served(network, *use.name, false)) return;
  const auto* asked =
      resolving_network(network, &site.dns_servers, *home, use.name->name.public_name);
  if (asked == nullptr || asked->external || !network.rulesets_of(*asked).empty()) return;
  complain_of_link(network, *use.name, *asked, "settings of " + site.name, Severity::warning,
                   lints);
}

// Who has machines or services in it.
std::set<const azure::VirtualNetwork*> inhabited(const model::Network& network) {
  std::set<const azure::VirtualNetwork*> networks;
  const auto add = [&](const azure::ResourceId& subnet) {
    if (const auto* home = network.virtual_network(subnet.parent())) networks.insert(home);
  };
  for (const azure::VirtualMachine& machine : network.written().virtual_machines) {
    for (const azure::ResourceId& id : machine.network_interfaces) {
      if (const auto* interface = network.network_interface(id)) add(interface->subnet);
    }
  }
  for (const azure::HostedWorkload& hosted : network.written().hosted_workloads) {
    for (const auto& subnet : hosted.subnets) {
      if (subnet.known() != nullptr) add(*subnet.known());
    }
  }
  for (const azure::SurroundingWorkload& workload : network.written().surroundings.workloads) {
    if (const auto* subnet = subnet_named(network.written(), workload.subnet)) add(subnet->id);
  }
  return networks;
}

bool can_reach(const model::Network& network, const azure::VirtualNetwork& from,
               const azure::VirtualNetwork& to) {
  return &from == &to ||
         std::ranges::any_of(network.neighbours_of(from), [&](const model::Neighbour& neighbour) {
           return neighbour.network == &to && !model::is_down(neighbour);
         });
}

// What machines need nobody writes; where they could use an endpoint, its name is worth a note.
void check_inhabitants(const model::Network& network, const azure::VirtualNetwork& home,
                       Lints& lints) {
  for (const model::Endpoint& endpoint : network.endpoints()) {
    if (!is_approved(endpoint) || endpoint.target == nullptr || endpoint.network == nullptr ||
        !can_reach(network, home, *endpoint.network))
      continue;
    for (const azure::HostName& name : endpoint.target->names) {
      const auto* named = network.by_public_name(name.public_name);
      if (named == nullptr || !equal_ignoring_case(name.group_id, endpoint.group_id)) continue;
      const auto* asked = resolving_network(network, nullptr, home, name.public_name);
      if (asked == nullptr || asked->external || !network.rulesets_of(*asked).empty()) continue;
      complain_of_link(network, *named, *asked, "machines of " + home.name, Severity::note, lints);
    }
  }
}

// D-428: the setting names a part of the service that has no endpoint, and the public door is shut.
void check_group(const model::Network& network, const azure::Site& site, const Use& use,
                 Lints& lints) {
  const model::BackEnd& target = *use.name->back_end;
  if (!is_closed(target) || !target.service.approved_elsewhere.empty() ||
      is_served(network, *use.name, false) || !is_served(network, *use.name, true))
    return;
  const azure::PrivateEndpoint& sibling = *network.endpoints_of(target).front()->written;
  const std::string& group = use.name->name.group_id;
  lints.push_back({"PE_SUBRESOURCE_MISSING",
                   Severity::warning,
                   target.id(),
                   use.where,
                   site.name + " uses " + use.name->name.public_name.text() + ", but " +
                       target.service.name + " has no private endpoint for " + group +
                       " and admits nobody publicly",
                   {az("network private-endpoint create",
                       {{"resource-group", group_of(sibling.id)},
                        {"name", {sibling.name + "-" + to_lower(group)}},
                        {"group-id", {group}},
                        {"connection-name", {to_lower(group)}},
                        {"private-connection-resource-id", {target.id().text()}},
                        {"subnet", {sibling.subnet.text()}}})},
                   {"D-428", "D-104"}});
}

// D-445: without an integration an app has public names and public ways only.
void check_integration(const model::Network& network, const azure::Site& site, const Use& use,
                       Lints& lints) {
  const azure::Plan* plan = network.plan(site.plan);
  const bool in_environment = plan != nullptr && !plan->environment.absent();
  if (!site.integration_subnet.absent() || site.by_gateway || site.external || in_environment ||
      !is_closed(*use.name->back_end) || !is_served(network, *use.name, true))
    return;
  lints.push_back({"APP_NOT_INTEGRATED",
                   Severity::warning,
                   site.id,
                   site.where,
                   site.name + " is not integrated with a network and uses " +
                       use.name->name.public_name.text() + ", which admits private endpoints only",
                   {az("webapp vnet-integration add",
                       {{"resource-group", group_of(site.id)}, {"name", name_of(site.id)}}) +
                    " --vnet <network> --subnet <subnet>"},
                   {"D-445", "D-301", "D-322"}});
}

// D-106, D-435: certificates cover the public name.
void check_host_names(const azure::Site& site, Lints& lints) {
  const auto check = [&](const std::string& host, const Where& where, const std::string& setting) {
    const auto labels = split(host, '.');
    if (std::ranges::count(labels, std::string_view("privatelink")) == 0) return;
    lints.push_back({"CLIENT_HOSTNAME_WRONG",
                     Severity::warning,
                     site.id,
                     where,
                     setting + " of " + site.name + " names " + printable(host) +
                         "; certificates cover the public name, and TLS fails for this one",
                     {},
                     {"D-435", "D-106"}});
  };
  for (const azure::Setting& setting : site.settings) {
    for (const std::string& host : setting.hosts) check(host, setting.where, setting.name);
  }
  for (const azure::KeyVaultReference& reference : site.references)
    check(reference.vault_host, reference.where, reference.setting);
}

bool is_on(const azure::Property<bool>& property) {
  return property.unknown() != nullptr || (property.known() != nullptr && *property.known());
}

// D-316, D-441: the platform mounts the share, publicly unless told otherwise. Reports say that
// the app's own lookups stay public with it (D-317, CH-21), which no verdict takes for true.
void check_content_share(const azure::Site& site, const Use& use, Lints& lints) {
  if (!equal_ignoring_case(use.setting, "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING") ||
      !is_closed(*use.name->back_end) || is_on(site.outbound_routing.content_share) ||
      is_on(site.outbound_routing.all) || site.integration_subnet.known() == nullptr)
    return;
  lints.push_back(
      {"APP_CONFIG_TRAFFIC_PUBLIC",
       Severity::warning,
       site.id,
       use.where,
       "the platform mounts the content share of " + site.name + " on " +
           use.name->back_end->service.name + " publicly, which is closed: the app does not start",
       {az("resource update",
           {{"ids", {site.id.text()}}, {"set", {"properties.vnetContentShareEnabled=true"}}})},
       {"D-316", "D-441", "D-317"}});
}

}  // namespace

void lint_consumers(const model::Network& network, Lints& lints) {
  const auto homes = inhabited(network);
  for (const azure::VirtualNetwork& home : network.written().virtual_networks) {
    if (homes.contains(&home) && !home.external) check_inhabitants(network, home, lints);
  }
  for (const azure::Site& site : network.written().sites) {
    check_host_names(site, lints);
    for (const Use& use : uses_of(network, site)) {
      check_link(network, site, use, lints);
      check_group(network, site, use, lints);
      check_integration(network, site, use, lints);
      check_content_share(site, use, lints);
    }
  }
}

}  // namespace airtight::verify
