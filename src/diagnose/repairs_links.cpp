#include <airtight/base/text.h>

#include <algorithm>

#include "commands.h"
#include "edits.h"
#include "situation.h"
#include "zones.h"

// Links of private zones: none to where the name is resolved, one to a copy without the record, and
// one to a zone that is in the way (D-403…D-414, D-420, D-424).

namespace airtight::diagnose {
namespace {

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

// A zone without the record counts if the record belongs there: it may be missing beside the link.
bool is_wanted(const std::vector<Wanted>& wanted, const Covering& each) {
  return std::ranges::any_of(wanted, [&](const Wanted& one) {
    return one.zone == each.zone->written->zone && one.relative == each.relative;
  });
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

}  // namespace

void propose_links(const Situation& situation, Repairs& repairs) {
  if (situation.target().ip) return;
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

void propose_shadows(const Situation& situation, Repairs& repairs) {
  if (situation.target().ip) return;
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

}  // namespace airtight::diagnose
