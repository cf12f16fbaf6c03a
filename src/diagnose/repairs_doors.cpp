#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "commands.h"
#include "edits.h"
#include "situation.h"

// The public door of a service: switched off under rules that count on it, half a service endpoint,
// rules that never see the address they list, and a door left open (N-181…N-186, N-311…N-332).

namespace airtight::diagnose {
namespace {

using reach::Reason;

struct Door {
  const model::BackEnd& back_end;
  const azure::NetworkRules* rules = nullptr;  // of a service
  const azure::Site* site = nullptr;           // of an app
  const azure::Subnet* subnet = nullptr;       // where the client stands; null outside
  std::string service_endpoint{};              // "Microsoft.Storage"; empty if there is none
  bool may_take_way_out = false;               // an app that keeps public traffic outside
};

bool has_service_endpoint(const Door& door) {
  return door.subnet != nullptr &&
         std::ranges::any_of(door.subnet->service_endpoints, [&](const std::string& each) {
           return equal_ignoring_case(each, door.service_endpoint) ||
                  equal_ignoring_case(each, door.service_endpoint + ".Global");
         });
}

bool lists_subnet(const Door& door) {
  return door.subnet != nullptr && lists(door.back_end, door.subnet->id);
}

bool lists_any_subnet(const Door& door) {
  if (door.site != nullptr)
    return std::ranges::any_of(door.site->restrictions.rules,
                               [](const auto& rule) { return !rule.subnet.empty(); });
  return door.rules != nullptr && !door.rules->subnet_rules.empty();
}

bool lists_addresses(const Door& door) {
  return door.rules != nullptr && !door.rules->ip_rules.empty();
}

std::string door_name(const Door& door) { return door.back_end.service.name; }

azure::AccessRule subnet_rule(const azure::ResourceId& subnet) {
  azure::AccessRule rule;
  rule.name = "from-" + std::string(subnet.name());
  rule.priority = 1;
  rule.allow = true;
  rule.subnet = subnet;
  return rule;
}

// Both halves of the pair: the endpoint on the subnet, and the rule that lists the subnet.
void complete(azure::Resources& resources, const azure::ResourceId& id,
              const azure::ResourceId& subnet, const std::string& endpoint) {
  if (auto* there = editable(resources.subnets, subnet)) {
    std::erase_if(there->service_endpoints, [&](const std::string& each) {
      return starts_with_ignoring_case(endpoint, each);
    });
    there->service_endpoints.push_back(endpoint);
    there->service_endpoint_policies.clear();
    there->unknown_policies.clear();
  }
  if (auto* service = editable(resources.services, id)) {
    azure::NetworkRules rules;
    if (const auto* known = service->network_rules.known()) rules = *known;
    rules.default_action.value = azure::DefaultAction::deny;
    rules.subnet_rules.push_back({subnet, {}});
    service->network_rules.value = rules;
  }
  if (auto* site = editable(resources.sites, id)) {
    auto& rules = site->restrictions.rules;
    rules.insert(rules.begin(), subnet_rule(subnet));
  }
}

// What adds a subnet to the rules of a type, by the option that names the resource.
struct RuleVerb {
  std::string_view type;
  std::string_view verb;
  std::string_view resource;
};
constexpr RuleVerb rule_verbs[] = {
    {"Microsoft.Storage/storageAccounts", "storage account network-rule add", "account-name"},
    {"Microsoft.KeyVault/vaults", "keyvault network-rule add", "name"},
    {"Microsoft.CognitiveServices/accounts", "cognitiveservices account network-rule add", "name"},
    {"Microsoft.DocumentDB/databaseAccounts", "cosmosdb network-rule add", "name"},
    {"Microsoft.EventHub/namespaces",
     "eventhubs namespace network-rule-set virtual-network-rule add", "namespace-name"},
    {"Microsoft.ServiceBus/namespaces",
     "servicebus namespace network-rule-set virtual-network-rule add", "namespace-name"},
};

std::string rule_command(const model::BackEnd& back_end, const azure::Subnet& subnet) {
  const azure::ResourceId& id = back_end.id();
  const auto* row = std::ranges::find_if(rule_verbs, [&](const RuleVerb& each) {
    return equal_ignoring_case(each.type, back_end.service.type);
  });
  if (row == std::end(rule_verbs))
    return remark("add subnet " + subnet.id.text() + " to the network rules of " + id.text());
  return az(row->verb, {{"resource-group", group_of(id)},
                        {row->resource, name_of(id)},
                        {"subnet", {subnet.id.text()}}});
}

// What makes the pair complete; `endpoint` is empty where the subnet has it.
std::vector<std::string> pair_commands(const Door& door, const std::string& endpoint) {
  const azure::ResourceId& id = door.back_end.id();
  std::vector<std::string> fix;
  if (!endpoint.empty()) fix.push_back(add_service_endpoint(*door.subnet, endpoint));
  if (!lists_subnet(door)) fix.push_back(rule_command(door.back_end, *door.subnet));
  // E-120: its rules for networks count only where their filter is on.
  if (equal_ignoring_case(door.back_end.service.type, "Microsoft.DocumentDB/databaseAccounts"))
    fix.push_back(az("cosmosdb update", {{"resource-group", group_of(id)},
                                         {"name", name_of(id)},
                                         {"enable-virtual-network", {"true"}}}));
  if (!door.subnet->service_endpoint_policies.empty() || !door.subnet->unknown_policies.empty())
    fix.push_back(remark("let the service endpoint policies of subnet " + door.subnet->id.text() +
                         " name " + id.text() + ", or take them off"));
  return fix;
}

struct Fault {
  const char* code;
  std::string why;
  std::vector<std::string> facts;
  double weight;
};

bool covers_private_space(const azure::AccessRule& rule) {
  return rule.allow && std::ranges::any_of(rule.prefixes, [](const net::Prefix& each) {
           return each.length > 0 && net::is_private(each.base);
         });
}

// Why the pair of service endpoint and subnet rule would help where the door stays shut.
Fault fault_of(const Door& door) {
  const std::string subnet = door.subnet->name;
  if (door.site != nullptr &&
      std::ranges::any_of(door.site->restrictions.rules, covers_private_space))
    return {"PAAS_ACCESS_RESTRICTION",
            "an access restriction of " + door_name(door) +
                " lists a private block, and callers from " + subnet +
                " come from a public address or by a service endpoint",
            {"N-331"},
            0.95};
  const bool half = has_service_endpoint(door) != lists_subnet(door);
  // Where the rules list the network's own way out, the caller only has to take it.
  const double of_addresses = door.may_take_way_out ? 0.8 : 0.93;
  if (lists_addresses(door) && !lists_subnet(door) && !lists_any_subnet(door))
    return {"PAAS_IP_RULE_INEFFECTIVE",
            "the rules of " + door_name(door) + " list addresses, and it sees another source: " +
                (has_service_endpoint(door) ? "the identity of subnet " + subnet
                                            : "an internal address of the same region"),
            {"N-182", "N-318"},
            of_addresses};
  if (door.subnet->service_endpoint_policies.empty() && !half && !lists_any_subnet(door))
    return {"PAAS_SE_MISCONFIGURED",
            door_name(door) + " admits no subnet that the call comes from",
            {"N-181", "N-184"},
            0.75};
  return {"PAAS_SE_MISCONFIGURED",
          has_service_endpoint(door)
              ? "subnet " + subnet + " has the service endpoint and " + door_name(door) +
                    (lists_subnet(door) ? " lists it, but a policy or scope keeps it out"
                                        : " does not list it")
              : door_name(door) +
                    (lists_subnet(door) ? " lists subnet " : " does not list subnet ") + subnet +
                    ", which has no service endpoint " + door.service_endpoint,
          {"N-181", "N-183", "N-184", "N-186"},
          0.92};
}

// N-184: the endpoint of a region reaches accounts of that region and its pair only.
void propose_global_endpoint(const Door& door, Repairs& repairs) {
  constexpr std::string_view storage = "Microsoft.Storage";
  if (door.subnet == nullptr || !equal_ignoring_case(door.service_endpoint, storage)) return;
  repairs.push_back(
      {{"PAAS_SE_MISCONFIGURED",
        "the service endpoint of subnet " + door.subnet->name +
            " does not reach to the region of " + door_name(door),
        door.subnet->id,
        pair_commands(door, "Microsoft.Storage.Global"),
        {"N-184"},
        door.subnet->where},
       Stage::door,
       0.9,
       [id = door.back_end.id(), subnet = door.subnet->id](azure::Resources& resources) {
         complete(resources, id, subnet, "Microsoft.Storage.Global");
       }});
}

void propose_pair(const Door& door, Repairs& repairs) {
  if (door.subnet == nullptr || door.service_endpoint.empty()) return;
  Fault fault = fault_of(door);
  const std::string endpoint = has_service_endpoint(door) ? "" : door.service_endpoint;
  repairs.push_back(
      {{fault.code, fault.why, door.back_end.id(), pair_commands(door, endpoint), fault.facts,
        door.rules != nullptr ? door.rules->where : door.back_end.service.where},
       Stage::door,
       fault.weight,
       [id = door.back_end.id(), subnet = door.subnet->id, endpoint = door.service_endpoint](
           azure::Resources& resources) { complete(resources, id, subnet, endpoint); }});
}

// An app outside its network comes from an address that no rule lists for sure: it needs the
// network and the pair (N-318).
void propose_integrated_pair(const Situation& situation, const Door& door, Repairs& repairs) {
  const azure::Site* site = situation.from.site;
  if (site == nullptr || door.subnet != nullptr || !site->integration_subnet.absent() ||
      door.service_endpoint.empty() || !lists_addresses(door))
    return;
  for (const azure::Subnet& subnet : situation.written().subnets) {
    if (subnet.external) continue;
    repairs.push_back(
        {{"PAAS_IP_RULE_INEFFECTIVE",
          "the rules of " + door_name(door) + " list addresses, and " + site->name +
              " comes from an internal address of the same region, or from one that is not listed",
          door.back_end.id(),
          {az("webapp vnet-integration add", {{"resource-group", group_of(site->id)},
                                              {"name", name_of(site->id)},
                                              {"vnet", {subnet.virtual_network.text()}},
                                              {"subnet", {subnet.name}}}),
           add_service_endpoint(subnet, door.service_endpoint),
           rule_command(door.back_end, subnet)},
          {"N-318", "N-182"},
          door.rules->where},
         Stage::door,
         0.93,
         [app = site->id, id = door.back_end.id(), there = subnet.id,
          endpoint = door.service_endpoint](azure::Resources& resources) {
           if (auto* found = editable(resources.sites, app)) {
             found->integration_subnet.value = there;
             found->route_all.value = true;
           }
           complete(resources, id, there, endpoint);
         }});
  }
}

void set_public(azure::Resources& resources, const azure::ResourceId& id,
                azure::PublicNetworkAccess access) {
  if (auto* service = editable(resources.services, id))
    service->public_network_access.value = access;
  if (auto* site = editable(resources.sites, id)) site->public_network_access.value = access;
}

// N-311, N-328: rules are never looked at while the switch is off.
void propose_switch(const Door& door, Repairs& repairs) {
  const bool counts_on_rules =
      lists_any_subnet(door) || has_service_endpoint(door) || lists_addresses(door);
  if (!counts_on_rules) return;
  repairs.push_back({{"PAAS_PUBLIC_DISABLED_FOR_SE",
                      door_name(door) + " has rules for networks, and its public access is "
                                        "disabled, so they are never looked at",
                      door.back_end.id(),
                      {remark("with the rules' default action Deny:"),
                       set_property(door.back_end.id(), "properties.publicNetworkAccess=Enabled")},
                      {"N-311", "N-328"},
                      door.back_end.service.public_network_access.where},
                     Stage::door,
                     lists_any_subnet(door) ? 0.95 : 0.85,
                     [id = door.back_end.id()](azure::Resources& resources) {
                       set_public(resources, id, azure::PublicNetworkAccess::enabled);
                     }});
}

// N-186: a policy on the caller's subnet lets its storage traffic through to listed accounts only.
void propose_without_policies(const Situation& situation, Repairs& repairs) {
  const azure::Subnet* subnet = subnet_of(situation);
  if (subnet == nullptr ||
      (subnet->service_endpoint_policies.empty() && subnet->unknown_policies.empty()))
    return;
  repairs.push_back(
      {{"PAAS_SE_MISCONFIGURED",
        "the service endpoint policy of subnet " + subnet->name + " does not name the account of " +
            situation.flow.flow.host,
        subnet->service_endpoint_policies.empty() ? subnet->id
                                                  : subnet->service_endpoint_policies.front(),
        {remark("name the account, or the platform's alias for it, in the policy's definition")},
        {"N-186"},
        subnet->where},
       Stage::door,
       0.9,
       [id = subnet->id](azure::Resources& resources) {
         auto* found = editable(resources.subnets, id);
         if (found == nullptr) return;
         found->service_endpoint_policies.clear();
         found->unknown_policies.clear();
       }});
}

void propose_closing(const Door& door, Repairs& repairs) {
  repairs.push_back({{"PAAS_PUBLIC_LEFT_OPEN",
                      door_name(door) + " has a private endpoint and still admits the Internet",
                      door.back_end.id(),
                      {set_property(door.back_end.id(), "properties.publicNetworkAccess=Disabled")},
                      {"N-209", "N-311"},
                      door.back_end.service.public_network_access.where},
                     Stage::door,
                     0.95,
                     [id = door.back_end.id()](azure::Resources& resources) {
                       set_public(resources, id, azure::PublicNetworkAccess::disabled);
                     }});
}

}  // namespace

void propose_doors(const Situation& situation, Repairs& repairs) {
  propose_without_policies(situation, repairs);
  const model::BackEnd* back_end = situation.target().back_end;
  if (back_end == nullptr) return;
  Door door{
      *back_end, back_end->service.network_rules.known(), back_end->site, subnet_of(situation), {}};
  door.service_endpoint =
      std::string(azure::service_family(back_end->service.type).service_endpoint);
  if (situation.symptom == Symptom::exposed) return propose_closing(door, repairs);
  const azure::Site* caller = situation.from.site;
  const bool* all = caller == nullptr ? nullptr : caller->route_all.known();
  door.may_take_way_out = caller != nullptr && (all == nullptr || !*all);
  const Reason reason = situation.flow.path.verdict.reason;
  const bool shut = reason == Reason::paas_firewall || reason == Reason::paas_public_disabled ||
                    situation.flow.path.verdict.judgement == verify::Judgement::uncertain;
  if (!shut) return;
  propose_pair(door, repairs);
  propose_global_endpoint(door, repairs);
  propose_integrated_pair(situation, door, repairs);
  propose_switch(door, repairs);
}

}  // namespace airtight::diagnose
