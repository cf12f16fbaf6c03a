#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <optional>

#include "commands.h"
#include "edits.h"
#include "situation.h"

// Security groups, Azure Firewalls and appliances that drop the flow (N-091, N-281, R-17).

namespace airtight::diagnose {
namespace {

using reach::Reason;

// Where apps get tokens (N-238).
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
  cause.facts.emplace_back("N-238");
  return cause;
}

// A priority in front of the rule that denies, or of all; none where 100 is taken (N-090).
std::optional<int> free_priority(const azure::NetworkSecurityGroup& group,
                                 azure::Direction direction, const std::string& before) {
  constexpr int first = 100;
  int limit = 4097;
  std::vector<int> taken;
  for (const azure::SecurityRule& rule : group.rules) {
    if (rule.direction != direction) continue;
    taken.push_back(rule.priority);
    if (before.empty() || rule.name == before) limit = std::min(limit, rule.priority);
  }
  for (int priority = limit - 1; priority >= first; --priority) {
    if (std::ranges::count(taken, priority) == 0) return priority;
  }
  return {};
}

// A rule that lets the flow pass before the one that denies it; that one lets it pass where there
// is no room before it.
void allow(azure::Resources& resources, const azure::ResourceId& id, azure::Direction direction,
           const verify::Target& target, const std::string& before) {
  auto* group = editable(resources.network_security_groups, id);
  if (group == nullptr) return;
  const auto priority = free_priority(*group, direction, before);
  if (!priority) {
    for (azure::SecurityRule& rule : group->rules) {
      if (rule.direction == direction && (before.empty() || rule.name == before))
        rule.access = azure::Access::allow;
    }
    return;
  }
  azure::SecurityRule rule;
  rule.name = "allow-" + std::to_string(target.port.number);
  rule.priority = *priority;
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

std::string title(net::Protocol protocol) {
  std::string text(net::to_string(protocol));
  text.front() = static_cast<char>(text.front() - ('a' <= text.front() ? 'a' - 'A' : 0));
  return text;
}

std::vector<std::string> rule_fix(const azure::NetworkSecurityGroup& group,
                                  azure::Direction direction, const verify::Target& target,
                                  const std::string& before) {
  const std::string way = direction == azure::Direction::inbound ? "Inbound" : "Outbound";
  const std::string port = std::to_string(target.port.number);
  const auto priority = free_priority(group, direction, before);
  if (!priority)
    return {remark("narrow rule " + before + " of " + group.name +
                   ": there is no priority left in front of it")};
  return {remark("narrow it to the flow's source and destination"),
          az("network nsg rule create", {{"resource-group", group_of(group.id)},
                                         {"nsg-name", name_of(group.id)},
                                         {"name", {"allow-" + port}},
                                         {"priority", {std::to_string(*priority)}},
                                         {"direction", {way}},
                                         {"access", {"Allow"}},
                                         {"protocol", {title(target.protocol)}},
                                         {"destination-port-ranges", {port}}})};
}

void propose_group_rule(const Situation& situation, const azure::NetworkSecurityGroup& group,
                        azure::Direction direction, Repairs& repairs) {
  const verify::Target& target = situation.target();
  const std::string way = direction == azure::Direction::inbound ? "inbound" : "outbound";
  const std::string rule = denying_rule(situation, group);
  const bool named_here = has_reason(situation, {Reason::nsg_in, Reason::nsg_out}) && !rule.empty();
  const bool endpoint = situation.flow.path.via == reach::Via::private_endpoint;
  Cause cause{
      "NSG_DENY",
      "network security group " + group.name + " denies port " +
          std::to_string(target.port.number) + " " + way +
          (rule.empty() ? "" : " (rule " + rule + ")"),
      group.id,
      rule_fix(group, direction, target, rule),
      endpoint ? std::vector<std::string>{"N-091", "N-130"} : std::vector<std::string>{"N-091"},
      group.where};
  repairs.push_back({as_identity(situation, std::move(cause)), Stage::filter,
                     named_here ? 0.93 : 0.6,
                     [id = group.id, direction, target, rule](azure::Resources& resources) {
                       allow(resources, id, direction, target, rule);
                     }});
}

bool is_attached_in(const Situation& situation, const azure::NetworkSecurityGroup& group,
                    const std::vector<const azure::VirtualNetwork*>& networks) {
  const auto refers = [&](const azure::Property<azure::ResourceId>& to) {
    return to.known() != nullptr && *to.known() == group.id;
  };
  const auto in_them = [&](const azure::ResourceId& network) {
    return std::ranges::any_of(networks, [&](const auto* each) { return each->id == network; });
  };
  return std::ranges::any_of(situation.written().subnets,
                             [&](const azure::Subnet& each) {
                               return refers(each.network_security_group) &&
                                      in_them(each.virtual_network);
                             }) ||
         std::ranges::any_of(
             situation.written().network_interfaces, [&](const azure::NetworkInterface& each) {
               return refers(each.network_security_group) && in_them(each.subnet.parent());
             });
}

// Those that the trace names, then those at either end and around DNS servers. Others stop nothing.
void propose_groups(const Situation& situation, Repairs& repairs) {
  auto networks = far_networks(situation);
  for (const azure::VirtualNetwork* each : resolving_networks(situation)) networks.push_back(each);
  std::vector<const azure::NetworkSecurityGroup*> groups;
  for (const azure::NetworkSecurityGroup& group : situation.written().network_security_groups) {
    if (group.external) continue;
    if (is_on_trace(situation, group.id))
      groups.insert(groups.begin(), &group);
    else if (is_attached_in(situation, group, networks))
      groups.push_back(&group);
  }
  for (const azure::NetworkSecurityGroup* group : groups) {
    propose_group_rule(situation, *group, azure::Direction::outbound, repairs);
    propose_group_rule(situation, *group, azure::Direction::inbound, repairs);
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
        {remark("add a rule for " + flow + " to " +
                (firewall.policy.known() != nullptr ? std::string(firewall.policy.known()->name())
                                                    : firewall.name))},
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
        {remark("on " + to_string(each.address) + ": allow " + flow)},
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
