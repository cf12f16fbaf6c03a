#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <iterator>

#include "commands.h"
#include "edits.h"
#include "situation.h"

// Private zones: no link to where the name is resolved, a copy without the record, no record, the
// record of somebody else, no zone, and a zone in the way (D-401…D-414, D-420, D-424).

namespace airtight::diagnose {
namespace {

// A zone over a name of the chain.
struct Covering {
  const model::Zone* zone = nullptr;
  std::string relative;
};

std::string in_zone(const Covering& each) {
  return "record " + each.relative + " of zone " + each.zone->written->name;
}

std::vector<Covering> covering_zones(const Situation& situation) {
  std::vector<Covering> found;
  const auto chain = chain_of(situation);
  for (const azure::PrivateDnsZone& written : situation.written().private_dns_zones) {
    const model::Zone* zone = situation.network.zone(written.id);
    if (zone == nullptr || written.external) continue;
    for (const net::DnsName& name : chain) {
      if (name.is_within(written.zone)) found.push_back({zone, name.relative_to(written.zone)});
    }
  }
  return found;
}

bool has_record(const Covering& each) {
  return each.zone->names.contains(each.relative) || each.zone->names.contains("*");
}

const azure::VirtualNetworkLink* link_of(const Situation& situation, const model::Zone& zone,
                                         const azure::VirtualNetwork& network) {
  for (const model::LinkedZone& each : situation.network.zones_of(network)) {
    if (each.zone == &zone) return each.link;
  }
  return nullptr;
}

// Another zone of the same name that the network is linked to: there can be only one (D-008).
const model::Zone* copy_linked_to(const Situation& situation, const model::Zone& zone,
                                  const azure::VirtualNetwork& network) {
  for (const model::LinkedZone& each : situation.network.zones_of(network)) {
    if (each.zone != &zone && each.zone->written->zone == zone.written->zone) return each.zone;
  }
  return nullptr;
}

std::vector<net::Ip> addresses_in(const Covering& each) {
  std::vector<net::Ip> addresses;
  auto found = each.zone->names.find(each.relative);
  if (found == each.zone->names.end()) found = each.zone->names.find("*");
  if (found == each.zone->names.end()) return addresses;
  for (const model::ZoneEntry& entry : found->second)
    addresses.insert(addresses.end(), entry.addresses.begin(), entry.addresses.end());
  return addresses;
}

// A gateway was seen to resolve through Azure DNS although its network names servers: the reference
// has an incident for it and a fact against it, and the model leaves it open.
bool asks_azure_itself(const Situation& situation) {
  return situation.from.hosted != nullptr && !servers_of(situation).empty();
}

void propose_link(const Situation& situation, const Covering& holder,
                  const azure::VirtualNetwork& network, Repairs& repairs) {
  const azure::PrivateDnsZone& zone = *holder.zone->written;
  if (const model::Zone* copy = copy_linked_to(situation, *holder.zone, network)) {
    const auto addresses = addresses_in(holder);
    if (has_record({copy, holder.relative}) || addresses.empty()) return;
    repairs.push_back(
        {{"DNS_DUPLICATE_ZONE",
          network.name + " sees the copy of " + zone.name + " in resource group " +
              std::string(copy->written->id.resource_group()) + ", which lacks " + holder.relative +
              "; the record is in the copy in " + std::string(zone.id.resource_group()),
          copy->written->id,
          record_commands(copy->written->id, holder.relative, {}, addresses),
          {"D-412", "D-034"},
          copy->written->where},
         Stage::name,
         0.95,
         [id = copy->written->id, name = holder.relative, addresses](azure::Resources& resources) {
           set_record(resources, id, name, addresses);
         }});
    return;
  }
  const bool own = &network == home_of(situation);
  const bool service = own && asks_azure_itself(situation);
  repairs.push_back(
      {{service ? "DNS_SERVICE_USES_AZURE_DNS" : "DNS_ZONE_LINK_MISSING",
        service ? situation.from.name + " resolves through Azure DNS, where zone " + zone.name +
                      " is not linked to " + network.name
                : "zone " + zone.name + (has_record(holder) ? " has" : " is to have") +
                      " the record " + holder.relative + " and is not linked to " + network.name +
                      ", where the name is resolved",
        zone.id,
        {link_command(zone.id, network)},
        service ? std::vector<std::string>{} : std::vector<std::string>{"D-404", "D-405", "D-442"},
        zone.where},
       Stage::name,
       own ? 0.9 : 0.85,
       [id = zone.id, to = network.id](azure::Resources& resources) { link(resources, id, to); }});
}

const azure::ZoneGroup* zone_group_of(const Situation& situation,
                                      const azure::PrivateEndpoint& endpoint) {
  const auto& groups = situation.written().zone_groups;
  const auto found = std::ranges::find(groups, endpoint.id, &azure::ZoneGroup::endpoint);
  return found == groups.end() ? nullptr : &*found;
}

// What an endpoint of the flow's resource must have written, for one of the chain's names.
struct Wanted {
  const model::Endpoint* endpoint = nullptr;
  net::DnsName zone;
  std::string relative;
  std::vector<net::Ip> addresses;
};

bool serves(const Situation& situation, const model::Endpoint& endpoint) {
  const verify::Target& target = situation.target();
  return target.back_end != nullptr && endpoint.target == target.back_end &&
         (target.group_id.empty() || equal_ignoring_case(endpoint.group_id, target.group_id));
}

std::vector<Wanted> wanted_records(const Situation& situation) {
  std::vector<Wanted> wanted;
  const auto chain = chain_of(situation);
  for (const model::Endpoint& endpoint : situation.network.endpoints()) {
    if (!serves(situation, endpoint)) continue;
    const auto records = azure::endpoint_records(endpoint.target->service, endpoint.group_id);
    for (std::size_t i = 0; i < records.size(); ++i) {
      const auto is_it = [&](const net::DnsName& name) {
        return name.is_within(records[i].zone) &&
               name.relative_to(records[i].zone) == records[i].name;
      };
      if (std::ranges::none_of(chain, is_it) || endpoint.addresses.empty()) continue;
      const std::size_t at = std::min(i, endpoint.addresses.size() - 1);
      wanted.push_back({&endpoint, records[i].zone, records[i].name, {endpoint.addresses[at]}});
    }
  }
  return wanted;
}

// A zone without the record counts if the record belongs there: it may be missing beside the link.
bool is_wanted(const std::vector<Wanted>& wanted, const Covering& each) {
  return std::ranges::any_of(wanted, [&](const Wanted& one) {
    return one.zone == each.zone->written->zone && one.relative == each.relative;
  });
}

void propose_links(const Situation& situation, Repairs& repairs) {
  const auto networks = resolving_networks(situation);
  const auto wanted = wanted_records(situation);
  for (const Covering& holder : covering_zones(situation)) {
    if (!has_record(holder) && !is_wanted(wanted, holder)) continue;
    for (const azure::VirtualNetwork* network : networks) {
      if (!network->external && link_of(situation, *holder.zone, *network) == nullptr)
        propose_link(situation, holder, *network, repairs);
    }
  }
}

// Zones that the endpoint's group writes to and that no name of its resource leads to.
std::vector<net::DnsName> needless_zones(const Situation& situation, const Wanted& wanted) {
  std::vector<net::DnsName> needless;
  const azure::ZoneGroup* group = zone_group_of(situation, *wanted.endpoint->written);
  if (group == nullptr) return needless;
  const auto records =
      azure::endpoint_records(wanted.endpoint->target->service, wanted.endpoint->group_id);
  for (const azure::ResourceId& id : group->zones) {
    const auto zone = net::parse_dns_name(id.name());
    if (zone && std::ranges::count(records, *zone, &azure::EndpointRecord::zone) == 0)
      needless.push_back(*zone);
  }
  return needless;
}

// A zone of another kind of the same type and group: what a policy that cannot tell them apart
// writes (D-429).
bool is_zone_of_sibling_kind(const Wanted& wanted, const net::DnsName& zone) {
  return std::ranges::any_of(azure::private_link_table(), [&](const azure::PrivateLinkRow& row) {
    return equal_ignoring_case(row.resource_type, wanted.endpoint->target->service.type) &&
           equal_ignoring_case(row.group_id, wanted.endpoint->group_id) &&
           std::ranges::count(row.zones, std::string_view(zone.text())) > 0;
  });
}

// Records by hand, at the endpoint's address, in a zone that nobody asks.
const azure::PrivateDnsZone* zone_of_stray_record(const Situation& situation,
                                                  const Wanted& wanted) {
  for (const azure::RecordSet& record : situation.written().record_sets) {
    const bool same = std::ranges::any_of(record.addresses, [&](const net::Ip& ip) {
      return std::ranges::count(wanted.endpoint->addresses, ip) > 0;
    });
    const model::Zone* zone = situation.network.zone(record.zone);
    if (same && zone != nullptr && zone->written->zone != wanted.zone &&
        !net::DnsName(wanted.zone).is_within(zone->written->zone))
      return zone->written;
  }
  return nullptr;
}

// How many endpoints publish the same record into a zone.
std::vector<const azure::PrivateEndpoint*> publishers(const Situation& situation,
                                                      const model::Zone& zone,
                                                      const Wanted& wanted) {
  std::vector<const azure::PrivateEndpoint*> found;
  for (const model::Endpoint& endpoint : situation.network.endpoints()) {
    const azure::ZoneGroup* group = zone_group_of(situation, *endpoint.written);
    if (group == nullptr || std::ranges::count(group->zones, zone.written->id) == 0) continue;
    if (endpoint.target == nullptr || endpoint.group_id.empty()) continue;
    const auto records = azure::endpoint_records(endpoint.target->service, endpoint.group_id);
    const bool same = std::ranges::any_of(records, [&](const azure::EndpointRecord& record) {
      return record.zone == wanted.zone && record.name == wanted.relative;
    });
    if (same) found.push_back(endpoint.written);
  }
  return found;
}

// Another name of the same resource is registered where this one is not.
bool has_registered_sibling(const Situation& situation, const model::Zone* zone) {
  const model::BackEnd* back_end = situation.target().back_end;
  if (back_end == nullptr) return false;
  return std::ranges::any_of(back_end->names, [&](const azure::HostName& name) {
    if (name.public_name == situation.target().host ||
        !equal_ignoring_case(name.group_id, situation.target().group_id))
      return false;
    const auto* described = situation.from.described;
    if (described != nullptr && described->hosts.contains(name.public_name)) return true;
    return zone != nullptr && name.private_name.is_within(zone->written->zone) &&
           zone->names.contains(name.private_name.relative_to(zone->written->zone));
  });
}

struct Missing {
  const char* code;
  std::string why;
  std::vector<std::string> facts;
  double weight;
};

Missing why_record_is_missing(const Situation& situation, const model::Zone& zone,
                              const Wanted& wanted) {
  const std::string endpoint = wanted.endpoint->written->name;
  const auto others = publishers(situation, zone, wanted);
  if (others.size() > 1)
    return {"DNS_RECORD_OVERWRITTEN",
            others[0]->name + " and " + others[1]->name + " publish " + wanted.relative +
                " into zone " + zone.written->name +
                ": the last writer wins, and removing either deletes the record",
            {"D-157", "D-158", "D-410"},
            0.95};
  for (const net::DnsName& needless : needless_zones(situation, wanted)) {
    if (is_zone_of_sibling_kind(wanted, needless))
      return {"DNS_AUTOMATION_CONFLICT",
              "the zone group of " + endpoint + " writes to " + needless.text() +
                  ", the zone of another kind of this service; it needs " + wanted.zone.text(),
              {"D-153", "D-429"},
              0.9};
    return {"DNS_ZONE_NAME_WRONG",
            "the zone group of " + endpoint + " writes to " + needless.text() +
                ", to which no name of the resource leads; it needs " + wanted.zone.text(),
            {"D-154", "D-438"},
            0.9};
  }
  if (has_registered_sibling(situation, &zone))
    return {"DNS_SECONDARY_NAME_MISSING",
            "zone " + zone.written->name + " has other names of " +
                wanted.endpoint->target->service.name + " and lacks " + wanted.relative,
            {"D-155", "D-425"},
            0.9};
  return {"DNS_RECORD_MISSING",
          "zone " + zone.written->name + " lacks the record " + wanted.relative + " of " + endpoint,
          {"D-408", "D-160"},
          0.88};
}

// An endpoint has one zone group at most (D-151): a zone is added to it.
std::string group_command(const Situation& situation, const azure::PrivateEndpoint& endpoint,
                          const azure::ResourceId& zone) {
  const azure::ZoneGroup* group = zone_group_of(situation, endpoint);
  return az(group == nullptr ? "network private-endpoint dns-zone-group create"
                             : "network private-endpoint dns-zone-group add",
            {{"resource-group", group_of(endpoint.id)},
             {"endpoint-name", name_of(endpoint.id)},
             {"name", {group == nullptr ? std::string("default") : group->name}},
             {"zone-name", {std::string(zone.name())}},
             {"private-dns-zone", {zone.text()}}});
}

// The zone group writes it again; without one it is written by hand.
std::vector<std::string> record_fix(const Situation& situation, const model::Zone& zone,
                                    const Wanted& wanted, const std::vector<net::Ip>& present) {
  if (present.empty())
    return {group_command(situation, *wanted.endpoint->written, zone.written->id)};
  return record_commands(zone.written->id, wanted.relative, present, wanted.addresses);
}

// The record is absent, or says something else than this endpoint's address.
void propose_record(const Situation& situation, const model::Zone& zone, const Wanted& wanted,
                    Repairs& repairs) {
  const Covering here{&zone, wanted.relative};
  const auto present = addresses_in(here);
  if (present == wanted.addresses) return;
  Missing missing = why_record_is_missing(situation, zone, wanted);
  if (!present.empty() && std::string_view(missing.code) != "DNS_RECORD_OVERWRITTEN") {
    const bool somebody =
        std::ranges::any_of(situation.network.endpoints(), [&](const model::Endpoint& endpoint) {
          return std::ranges::count(endpoint.addresses, present.front()) > 0;
        });
    missing = {somebody ? "DNS_RECORD_OVERWRITTEN" : "STATIC_ADDRESS_STALE",
               in_zone(here) + " is " + to_string(present.front()) +
                   (somebody ? ", another endpoint" : ", which nobody has any more") + "; " +
                   wanted.endpoint->written->name + " has " + to_string(wanted.addresses.front()),
               {"D-409", "D-161"},
               0.85};
  }
  repairs.push_back(
      {{missing.code, missing.why,
        present.empty() ? wanted.endpoint->written->id : zone.written->id,
        record_fix(situation, zone, wanted, present), missing.facts, zone.written->where},
       Stage::name,
       missing.weight,
       [id = zone.written->id, name = wanted.relative, addresses = wanted.addresses](
           azure::Resources& resources) { set_record(resources, id, name, addresses); }});
}

std::string zone_command(const azure::ResourceId& id) {
  return az("network private-dns zone create",
            {{"resource-group", group_of(id)}, {"name", name_of(id)}});
}

void propose_new_zone(const Situation& situation, const Wanted& wanted,
                      const azure::VirtualNetwork& network, Repairs& repairs) {
  const azure::PrivateEndpoint& endpoint = *wanted.endpoint->written;
  const auto needless = needless_zones(situation, wanted);
  const auto* stray = zone_of_stray_record(situation, wanted);
  const bool wrong = !needless.empty() || stray != nullptr;
  const std::string other = !needless.empty() ? needless.front().text()
                            : wrong           ? stray->name
                                              : std::string();
  const bool sibling = !needless.empty() && is_zone_of_sibling_kind(wanted, needless.front());
  const azure::ResourceId id = zone_beside(endpoint.id, wanted.zone);
  repairs.push_back(
      {{sibling ? "DNS_AUTOMATION_CONFLICT"
        : wrong ? "DNS_ZONE_NAME_WRONG"
                : "DNS_ZONE_MISSING",
        wrong ? "the record of " + endpoint.name + " is in " + other +
                    ", which no alias of the name leads to; it needs " + wanted.zone.text()
              : "there is no zone " + wanted.zone.text() + " for " + endpoint.name,
        wrong && stray != nullptr ? stray->id : endpoint.id,
        {zone_command(id), link_command(id, network), group_command(situation, endpoint, id)},
        wrong ? std::vector<std::string>{"D-402", "D-437", "D-438"}
              : std::vector<std::string>{"D-401"},
        endpoint.where},
       Stage::name,
       wrong ? 0.92 : 0.9,
       [wanted_zone = wanted.zone, beside = endpoint.id, to = network.id, name = wanted.relative,
        addresses = wanted.addresses](azure::Resources& resources) {
         const azure::ResourceId made = add_zone(resources, beside, wanted_zone);
         link(resources, made, to);
         set_record(resources, made, name, addresses);
       }});
}

void propose_records(const Situation& situation, Repairs& repairs) {
  for (const Wanted& wanted : wanted_records(situation)) {
    bool there = false;
    for (const azure::PrivateDnsZone& written : situation.written().private_dns_zones) {
      const model::Zone* zone = situation.network.zone(written.id);
      if (zone == nullptr || written.external || written.zone != wanted.zone) continue;
      there = true;
      propose_record(situation, *zone, wanted, repairs);
    }
    if (there) continue;
    for (const azure::VirtualNetwork* network : resolving_networks(situation))
      propose_new_zone(situation, wanted, *network, repairs);
  }
}

void propose_publisher(const Covering& each, const azure::PrivateEndpoint& endpoint,
                       const net::Ip& ip, bool several, Repairs& repairs) {
  const azure::ResourceId& zone = each.zone->written->id;
  const bool absent = addresses_in(each).empty();
  const char* code = absent && !several ? "DNS_RECORD_MISSING" : "DNS_RECORD_OVERWRITTEN";
  repairs.push_back({{code,
                      in_zone(each) + (absent ? " is absent" : " is the one of another endpoint") +
                          "; " + endpoint.name + ", which publishes there, has " + to_string(ip),
                      zone, record_commands(zone, each.relative, addresses_in(each), {ip}),
                      absent && !several ? std::vector<std::string>{"D-408", "D-160"}
                                         : std::vector<std::string>{"D-157", "D-411", "D-422"},
                      endpoint.where},
                     Stage::name,
                     0.8,
                     [zone, name = each.relative, ip](azure::Resources& resources) {
                       set_record(resources, zone, name, {ip});
                     }});
}

// Names that are nobody's in the catalogue but that endpoints publish, such as those of a
// monitoring scope or of a cluster: the record may be any publisher's.
void propose_other_publishers(const Situation& situation, Repairs& repairs) {
  for (const Covering& each : covering_zones(situation)) {
    const auto present = addresses_in(each);
    std::vector<const model::Endpoint*> publish;
    for (const model::Endpoint& endpoint : situation.network.endpoints()) {
      const azure::ZoneGroup* group = zone_group_of(situation, *endpoint.written);
      if (group != nullptr && std::ranges::count(group->zones, each.zone->written->id) > 0 &&
          is_approved(*endpoint.written))
        publish.push_back(&endpoint);
    }
    for (const model::Endpoint* endpoint : publish) {
      for (const net::Ip& ip : endpoint->addresses) {
        if (std::ranges::count(present, ip) == 0)
          propose_publisher(each, *endpoint->written, ip, publish.size() > 1, repairs);
      }
    }
  }
}

// The record is in the zone of another region or kind of the same service: two policies match one
// group id, and the wrong one won (D-153, D-429).
void propose_from_sibling_zone(const Situation& situation, Repairs& repairs) {
  const auto all = covering_zones(situation);
  for (const Covering& each : all) {
    if (has_record(each)) continue;
    for (const azure::PrivateDnsZone& written : situation.written().private_dns_zones) {
      const model::Zone* sibling = situation.network.zone(written.id);
      if (sibling == nullptr || written.zone == each.zone->written->zone ||
          !azure::is_private_link_zone(written.zone) || !sibling->names.contains(each.relative))
        continue;
      const auto addresses = addresses_in({sibling, each.relative});
      if (addresses.empty()) continue;
      repairs.push_back(
          {{"DNS_AUTOMATION_CONFLICT",
            "the record " + each.relative + " was written to zone " + written.name +
                " and not to " + each.zone->written->name + ", to which the name leads",
            written.id,
            record_commands(each.zone->written->id, each.relative, {}, addresses),
            {"D-153", "D-429"},
            written.where},
           Stage::name,
           0.92,
           [zone = each.zone->written->id, name = each.relative, addresses](
               azure::Resources& resources) { set_record(resources, zone, name, addresses); }});
    }
  }
}

bool has_ruleset_for(const Situation& situation, const azure::VirtualNetwork& network) {
  const auto chain = chain_of(situation);
  return std::ranges::any_of(
      situation.network.rulesets_of(network), [&](const model::LinkedRuleset& linked) {
        return std::ranges::any_of(linked.ruleset->rules, [&](const azure::ForwardingRule& rule) {
          return !rule.suffix.empty() && std::ranges::any_of(chain, [&](const net::DnsName& name) {
            return name.is_within(rule.suffix);
          });
        });
      });
}

// The name's own record, in a zone with a shorter name that this one hides (D-424).
bool hides_record(const Situation& situation, const model::Zone& hiding) {
  return std::ranges::any_of(covering_zones(situation), [&](const Covering& each) {
    return each.zone != &hiding && each.zone->names.contains(each.relative) &&
           hiding.written->zone.is_within(each.zone->written->zone);
  });
}

// A linked zone that covers a name of the chain and lacks it: NXDOMAIN, whatever others say.
void propose_shadow(const Situation& situation, const Covering& each,
                    const azure::VirtualNetworkLink& linked, bool own, Repairs& repairs) {
  const azure::PrivateDnsZone& zone = *each.zone->written;
  const auto* network = situation.network.virtual_network(linked.virtual_network);
  const bool conflict = network != nullptr && has_ruleset_for(situation, *network);
  const bool hides = hides_record(situation, *each.zone);
  const double weight = hides ? 0.96 : conflict ? 0.9 : own ? 0.4 : 0.9;
  const std::string fix =
      hides ? az("network private-dns zone delete",
                 {{"resource-group", group_of(zone.id)}, {"name", name_of(zone.id)}, {"yes"}})
            : az("network private-dns link vnet update",
                 {{"resource-group", group_of(zone.id)},
                  {"zone-name", name_of(zone.id)},
                  {"name", {linked.name}},
                  {"resolution-policy", {"NxDomainRedirect"}}});
  const Cause cause{conflict ? "DNS_RULESET_CONFLICT" : "DNS_ZONE_SHADOWS_NAME",
                    "zone " + zone.name + ", linked to " +
                        std::string(linked.virtual_network.name()) + ", covers " + each.relative +
                        "." + zone.name + " and has no record of it",
                    zone.id,
                    {fix},
                    conflict ? std::vector<std::string>{"D-224"}
                             : std::vector<std::string>{"D-403", "D-414", "D-424"},
                    linked.where};
  repairs.push_back({cause, Stage::name, weight,
                     [id = linked.id](azure::Resources& resources) { unlink(resources, id); }});
  repairs.push_back({cause, Stage::name, weight, [id = linked.id](azure::Resources& resources) {
                       if (auto* found = editable(resources.links, id))
                         found->resolution_policy.value =
                             azure::ResolutionPolicy::nxdomain_redirect;
                     }});
}

void propose_shadows(const Situation& situation, Repairs& repairs) {
  const bool own = !wanted_records(situation).empty();
  const auto networks = resolving_networks(situation);
  for (const Covering& each : covering_zones(situation)) {
    if (has_record(each)) continue;
    for (const azure::VirtualNetwork* network : networks) {
      if (const auto* linked = link_of(situation, *each.zone, *network))
        propose_shadow(situation, each, *linked, own, repairs);
    }
  }
}

// Only the main name is in the client's hosts file (D-425).
void propose_hosts(const Situation& situation, Repairs& repairs) {
  const auto* described = situation.from.described;
  if (described == nullptr || described->hosts.empty() ||
      !has_registered_sibling(situation, nullptr))
    return;
  for (const model::Endpoint& endpoint : situation.network.endpoints()) {
    if (!serves(situation, endpoint)) continue;
    for (const net::Ip& ip : endpoint.addresses) {
      repairs.push_back({{"DNS_SECONDARY_NAME_MISSING",
                          "the hosts file of " + described->name + " has other names of " +
                              situation.target().back_end->service.name + " and lacks " +
                              situation.target().host.text(),
                          endpoint.written->id,
                          {},
                          {"D-155", "D-425", "D-426"},
                          described->where},
                         Stage::name,
                         0.9,
                         [name = described->name, host = situation.target().host,
                          ip](azure::Resources& resources) {
                           for (auto& workload : resources.surroundings.workloads) {
                             if (workload.name == name) workload.hosts[host] = ip;
                           }
                         }});
    }
  }
}

std::vector<std::string> domain_fix(const azure::ResourceId& id,
                                    const azure::VirtualNetwork& network, const net::Ip& address) {
  std::vector<std::string> fix{zone_command(id), link_command(id, network)};
  std::ranges::move(record_commands(id, "*", {}, {address}), std::back_inserter(fix));
  return fix;
}

// Names that exist only privately, such as the apps of an internal environment, without a zone of
// their domain (D-326).
void propose_domain(const Situation& situation, Repairs& repairs) {
  const net::DnsName& host = situation.target().host;
  const auto dot = host.text().find('.');
  if (situation.target().back_end != nullptr || dot == std::string::npos) return;
  const auto domain = net::parse_dns_name(host.text().substr(dot + 1));
  if (!domain || !covering_zones(situation).empty()) return;
  for (const azure::HostedWorkload& hosted : situation.written().hosted_workloads) {
    const net::Ip* address = hosted.address.known();
    if (address == nullptr || hosted.internal.known() == nullptr || !*hosted.internal.known())
      continue;
    for (const azure::VirtualNetwork* network : resolving_networks(situation)) {
      const azure::ResourceId id = zone_beside(hosted.id, *domain);
      repairs.push_back({{"DNS_ZONE_MISSING",
                          "there is no private zone " + domain->text() + " for the names of " +
                              hosted.name + ", which is internal",
                          hosted.id,
                          domain_fix(id, *network, *address),
                          {"D-326", "D-401"},
                          hosted.where},
                         Stage::name,
                         0.85,
                         [zone = *domain, beside = hosted.id, to = network->id,
                          ip = *address](azure::Resources& resources) {
                           const azure::ResourceId made = add_zone(resources, beside, zone);
                           link(resources, made, to);
                           set_record(resources, made, "*", {ip});
                         }});
    }
  }
}

}  // namespace

void propose_zones(const Situation& situation, Repairs& repairs) {
  if (situation.target().ip) return;
  propose_links(situation, repairs);
  propose_records(situation, repairs);
  propose_other_publishers(situation, repairs);
  propose_from_sibling_zone(situation, repairs);
  propose_shadows(situation, repairs);
  propose_hosts(situation, repairs);
  propose_domain(situation, repairs);
}

}  // namespace airtight::diagnose
