#include <airtight/azure/default_rules.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::azure {
namespace {

struct Row {
  Direction direction;
  int priority;
  std::string_view name;
  std::string_view source;
  std::string_view destination;
  Access access;
};
constexpr std::array rows{
    Row{Direction::inbound, 65000, "AllowVnetInBound", "VirtualNetwork", "VirtualNetwork",
        Access::allow},
    Row{Direction::inbound, 65001, "AllowAzureLoadBalancerInBound", "AzureLoadBalancer", "*",
        Access::allow},
    Row{Direction::inbound, 65500, "DenyAllInBound", "*", "*", Access::deny},
    Row{Direction::outbound, 65000, "AllowVnetOutBound", "VirtualNetwork", "VirtualNetwork",
        Access::allow},
    Row{Direction::outbound, 65001, "AllowInternetOutBound", "*", "Internet", Access::allow},
    Row{Direction::outbound, 65500, "DenyAllOutBound", "*", "*", Access::deny},
};

SecurityRule as_rule(const Row& row) {
  SecurityRule rule;
  rule.name = std::string(row.name);
  rule.priority = row.priority;
  rule.direction = row.direction;
  rule.access = row.access;
  rule.source.tags = {std::string(row.source)};
  rule.destination.tags = {std::string(row.destination)};
  rule.source_ports = {net::PortRange{}};
  rule.destination_ports = {net::PortRange{}};
  return rule;
}

}  // namespace

std::vector<SecurityRule> default_rules(Direction direction) {
  std::vector<SecurityRule> rules;
  for (const Row& row : rows) {
    if (row.direction == direction) rules.push_back(as_rule(row));
  }
  return rules;
}

bool is_default_rule(std::string_view name) {
  return std::ranges::any_of(rows,
                             [&](const Row& row) { return equal_ignoring_case(row.name, name); });
}

}  // namespace airtight::azure
