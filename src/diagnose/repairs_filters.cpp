#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "edits.h"
#include "situation.h"

// Security groups, Azure Firewalls and appliances that drop the flow (N-091, N-281, R-17).

namespace airtight::diagnose {
namespace {

using reach::Reason;

// Where apps get tokens (N-237).
constexpr std::array<std::string_view, 6> identity_hosts{
    "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",    "login.windows.net",        "login.microsoft.com"};

bool is_identity_host(const net::DnsName& host) {
  return std::ranges::count(identity_hosts, std::string_view(host.text())) > 0 ||
         host.text().ends_with(".identity.azure.net");
}

// Sign-in of an app that was drawn into its network has a code of its own (N-232).
Cause as_identity(const Situation& situation, Cause cause) {
  const bool app = situation.from.kind == reach::Workload::Kind::app;
  if (!app || !is_identity_host(situation.target().host)) return cause;
  cause.code = "APP_IDENTITY_TRAFFIC_BLOCKED";
  cause.summary =
      "sign-in of " + situation.from.name + " goes through its network, where " + cause.summary;
  cause.facts.emplace_back("N-237");
  return cause;
}

bool has_reason(const Situation& situation, std::initializer_list<Reason> reasons) {
  return std::ranges::count(reasons, situation.flow.path.verdict.reason) > 0;
}

// Room for one more rule in front of all others.
void make_room(azure::NetworkSecurityGroup& group, azure::Direction direction) {
  constexpr int first = 100;  // N-090
  for (azure::SecurityRule& rule : group.rules) {
    if (rule.direction == direction && rule.priority >= first) ++rule.priority;
  }
}

void allow(azure::Resources& resources, const azure::ResourceId& id, azure::Direction direction,
           const verify::Target& target) {
  auto* group = editable(resources.network_security_groups, id);
  if (group == nullptr) return;
  make_room(*group, direction);
  azure::SecurityRule rule;
  rule.name = "allow-" + std::to_string(target.port.number);
  rule.priority = 100;
  rule.direction = direction;
  rule.access = azure::Access::allow;
  rule.protocol = target.protocol;
  rule.source.tags = {"*"};
  rule.destination.tags = {"*"};
  rule.source_ports = {net::PortRange{}};
  rule.destination_ports = {{target.port, target.port}};
  group->rules.push_back(std::move(rule));
}

// The rule that denies, by the trace.
std::string denying_rule(const Situation& situation, const azure::NetworkSecurityGroup& group) {
  for (const Step& step : situation.flow.path.trace) {
    if (step.resource == group.id.text() && !step.rule.empty() &&
        step.summary.find(" denies ") != std::string::npos)
      return step.rule;
  }
  return {};
}

void propose_group_rule(const Situation& situation, const azure::NetworkSecurityGroup& group,
                        azure::Direction direction, Repairs& repairs) {
  const verify::Target& target = situation.target();
  const std::string way = direction == azure::Direction::inbound ? "Inbound" : "Outbound";
  const std::string rule = denying_rule(situation, group);
  const bool named_here = has_reason(situation, {Reason::nsg_in, Reason::nsg_out}) && !rule.empty();
  Cause cause{
      "NSG_DENY",
      "network security group " + group.name + " denies port " +
          std::to_string(target.port.number) + " " + to_lower(way) +
          (rule.empty() ? "" : " (rule " + rule + ")"),
      group.id,
      {"az network nsg rule create --resource-group " + std::string(group.id.resource_group()) +
       " --nsg-name " + group.name + " --name allow-" + std::to_string(target.port.number) +
       " --priority 100 --direction " + way + " --access Allow --protocol Tcp" +
       " --destination-port-ranges " + std::to_string(target.port.number)},
      {"N-130", "N-132", "N-091"},
      group.where};
  repairs.push_back({as_identity(situation, std::move(cause)), Stage::filter,
                     named_here ? 0.93 : 0.6,
                     [id = group.id, direction, target](azure::Resources& resources) {
                       allow(resources, id, direction, target);
                     }});
}

void propose_groups(const Situation& situation, Repairs& repairs) {
  constexpr std::size_t most_groups = 40;
  std::size_t count = 0;
  for (const azure::NetworkSecurityGroup& group : situation.written().network_security_groups) {
    if (group.external || ++count > most_groups) continue;
    propose_group_rule(situation, group, azure::Direction::outbound, repairs);
    propose_group_rule(situation, group, azure::Direction::inbound, repairs);
  }
}

azure::RuleCollection allowing(const verify::Target& target) {
  azure::FirewallRule rule;
  rule.name = "allow-" + std::to_string(target.port.number);
  rule.source.tags = {"*"};
  rule.destination.tags = {"*"};
  rule.protocols = {target.protocol};
  rule.ports = {{target.port, target.port}};
  azure::RuleCollection collection;
  collection.name = rule.name;
  collection.stage = azure::FirewallStage::network;
  collection.allow = true;
  collection.priority = 100;
  collection.rules = {rule};
  return collection;
}

void allow(azure::Resources& resources, const azure::AzureFirewall& firewall,
           const verify::Target& target) {
  if (const azure::ResourceId* policy = firewall.policy.known()) {
    azure::RuleCollectionGroup group;
    group.name = "airtight";
    group.id = policy->child("ruleCollectionGroups", group.name);
    group.policy = *policy;
    group.priority = 100;
    group.collections = {allowing(target)};
    insert(resources.rule_collection_groups, std::move(group));
    return;
  }
  if (auto* found = editable(resources.firewalls, firewall.id))
    found->collections.insert(found->collections.begin(), allowing(target));
}

double weight_of_firewall(const Situation& situation) {
  const auto& verdict = situation.flow.path.verdict;
  if (verdict.reason == Reason::fw_deny) return 0.94;
  return verdict.judgement == verify::Judgement::uncertain ? 0.8 : 0.6;
}

void propose_firewalls(const Situation& situation, Repairs& repairs) {
  const verify::Target& target = situation.target();
  const std::string flow = target.name + " at port " + std::to_string(target.port.number);
  for (const azure::AzureFirewall& firewall : situation.written().firewalls) {
    if (firewall.external) continue;
    Cause cause{
        "FW_DENY",
        "firewall " + firewall.name + " has no rule that lets " + flow + " pass",
        firewall.id,
        {"az network firewall network-rule create --resource-group " +
         std::string(firewall.id.resource_group()) + " --firewall-name " + firewall.name + " …"},
        {"N-281", "N-282"},
        firewall.where};
    repairs.push_back(
        {as_identity(situation, std::move(cause)), Stage::filter, weight_of_firewall(situation),
         [firewall, target](azure::Resources& resources) { allow(resources, firewall, target); }});
  }
  for (const azure::SurroundingAppliance& each : situation.written().surroundings.appliances) {
    Cause cause{
        "FW_DENY",
        "the appliance at " + to_string(each.address) + " has no rule that lets " + flow + " pass",
        {},
        {"# on " + to_string(each.address) + ": allow " + flow},
        {"R-17"},
        each.where};
    repairs.push_back({as_identity(situation, std::move(cause)), Stage::filter,
                       weight_of_firewall(situation),
                       [address = each.address](azure::Resources& resources) {
                         for (auto& one : resources.surroundings.appliances) {
                           if (one.address != address) continue;
                           azure::ApplianceRule rule;
                           rule.allow = true;
                           if (!one.rules) one.rules.emplace();
                           one.rules->insert(one.rules->begin(), rule);
                         }
                       }});
  }
}

}  // namespace

void propose_filters(const Situation& situation, Repairs& repairs) {
  propose_groups(situation, repairs);
  propose_firewalls(situation, repairs);
}

}  // namespace airtight::diagnose
