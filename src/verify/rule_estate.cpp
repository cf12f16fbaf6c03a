#include "rule_estate.h"

#include <airtight/azure/service_tags.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <string_view>

namespace airtight::verify {
namespace {

constexpr net::PortRange every_port{};

bool has_every_port(const std::vector<net::PortRange>& ranges) {
  return std::ranges::count(ranges, every_port) > 0;
}

// senders use ephemeral ports.
bool has_ports_of_senders(const std::vector<net::PortRange>& ranges) {
  return std::ranges::any_of(ranges, [](const net::PortRange& range) {
    return range.first <= net::ephemeral.first && net::ephemeral.last <= range.last;
  });
}

bool names_everything(const azure::RuleSide& side) {
  return std::ranges::count(side.tags, "*") > 0 ||
         std::ranges::any_of(side.prefixes, [](const net::Prefix& prefix) {
           return prefix.length == 0 && prefix.base.family == net::Family::v4;
         });
}

bool is_virtual_network(const std::string& tag) {
  return equal_ignoring_case(tag, "VirtualNetwork");
}

}  // namespace

RuleEstate::RuleEstate(const model::Network& network, net::Estate& estate)
    : network_(network), estate_(estate) {}

std::optional<net::Estate::Lists> RuleEstate::lists_of(const azure::Subnet& subnet,
                                                       azure::Direction direction) {
  const auto& attached = subnet.network_security_group;
  if (attached.absent()) return net::Estate::Lists{};  // N-090
  const auto* group =
      attached.known() == nullptr ? nullptr : network_.security_group(*attached.known());
  if (group == nullptr || group->external) return {};
  const auto [known, is_new] = groups_.try_emplace({group, direction});
  if (is_new) known->second = list_of(*group, direction);
  if (!known->second) return {};
  return net::Estate::Lists{*known->second};
}

std::optional<std::uint32_t> RuleEstate::list_of(const azure::NetworkSecurityGroup& group,
                                                 azure::Direction direction) {
  const auto rules = rules_of(group, direction);
  if (!rules) return {};
  const auto next = static_cast<std::uint32_t>(estate_.lists.size());
  const auto [known, is_new] = lists_.emplace(*rules, next);
  if (!is_new) return known->second;
  net::Estate::List& list = estate_.lists.emplace_back();
  for (const Written& rule : *rules)
    list.push_back({rule[0], rule[1], static_cast<std::uint16_t>(rule[2]), rule[3] != 0});
  return next;
}

// A rule with several sets on a side is a rule for each two of them.
std::optional<std::vector<RuleEstate::Written>> RuleEstate::rules_of(
    const azure::NetworkSecurityGroup& group, azure::Direction direction) {
  std::vector<Written> rules;
  for (const azure::SecurityRule& rule : network_.rules_of(group, direction).rules) {
    if (!is_plain(rule)) return {};
    const std::uint32_t service = service_of(rule);
    if (service > UINT16_MAX) return {};
    const Sets destinations = sets_of(rule.destination);
    for (const std::uint32_t source : sets_of(rule.source)) {
      for (const std::uint32_t destination : destinations)
        rules.push_back({source, destination, service, rule.access == azure::Access::allow});
    }
  }
  return rules;
}

bool RuleEstate::is_plain(const azure::SecurityRule& rule) const {
  const auto is_plain_side = [&](const azure::RuleSide& side) {
    return side.unknown.empty() && side.groups.empty() &&
           std::ranges::all_of(side.tags, [&](const std::string& tag) {
             return tag == "*" || is_virtual_network(tag) || has_no_private_address(tag);
           });
  };
  return rule.unknown.empty() && is_plain_side(rule.source) && is_plain_side(rule.destination) &&
         !rule.destination_ports.empty() && has_ports_of_senders(rule.source_ports);
}

// N-115, N-116, N-117, N-125.
bool RuleEstate::has_no_private_address(const std::string& tag) const {
  constexpr std::array<std::string_view, 2> of_the_platform{"Internet", "AzureLoadBalancer"};
  const auto& file = network_.written().surroundings.service_tags;
  return std::ranges::any_of(of_the_platform,
                             [&](std::string_view own) { return equal_ignoring_case(own, tag); }) ||
         starts_with_ignoring_case(tag, "AzurePlatform") || azure::is_service_tag(tag) ||
         (file && file->tags.contains(to_lower(tag)));
}

RuleEstate::Sets RuleEstate::sets_of(const azure::RuleSide& side) {
  if (names_everything(side)) return {net::Estate::anywhere};
  std::vector<net::Prefix> blocks;
  std::ranges::copy_if(side.prefixes, std::back_inserter(blocks), [](const net::Prefix& prefix) {
    return prefix.base.family == net::Family::v4;
  });
  Sets sets;
  if (!blocks.empty()) sets.push_back(set_of(blocks));
  if (std::ranges::any_of(side.tags, is_virtual_network)) sets.push_back(net::Estate::around);
  return sets;
}

std::uint32_t RuleEstate::set_of(const std::vector<net::Prefix>& blocks) {
  std::vector<net::Prefix> sorted = blocks;
  std::ranges::sort(sorted);
  const auto next = static_cast<std::uint32_t>(estate_.sets.size());
  const auto [known, is_new] = sets_.emplace(std::move(sorted), next);
  if (is_new) estate_.sets.emplace_back(known->first);
  return known->second;
}

std::uint32_t RuleEstate::service_of(const azure::SecurityRule& rule) {
  std::vector<net::PortRange> ports = rule.destination_ports;
  if (has_every_port(ports)) ports.clear();
  std::ranges::sort(ports);
  const auto next = static_cast<std::uint32_t>(estate_.services.size());
  const auto [known, is_new] = services_.emplace(std::pair(rule.protocol, ports), next);
  if (is_new && next <= UINT16_MAX) estate_.services.push_back({rule.protocol, ports, {}});
  return known->second;
}

}  // namespace airtight::verify
