#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "index.h"

// Subnets that one service has to itself: by their name, or by a delegation. What does not fit is a
// warning, because the sizes change and Azure checks them itself.
namespace airtight::model {
namespace {

// A subnet whose name is its role (N-020).
struct NamedRole {
  std::string_view name;
  int smallest = 0;          // 0: any
  bool takes_groups = true;  // network security groups (N-105)
};
constexpr std::array named_roles{
    NamedRole{"AzureFirewallSubnet", 26, false},
    NamedRole{"RouteServerSubnet", 27, true},
    NamedRole{"GatewaySubnet", 0, false},
};

// N-019: space that Container Apps uses itself.
constexpr std::array container_space{
    net::Prefix{net::ipv4(169, 254, 0, 0), 16},   net::Prefix{net::ipv4(172, 30, 0, 0), 16},
    net::Prefix{net::ipv4(172, 31, 0, 0), 16},    net::Prefix{net::ipv4(192, 0, 2, 0), 24},
    net::Prefix{net::ipv4(100, 100, 0, 0), 17},   net::Prefix{net::ipv4(100, 100, 128, 0), 19},
    net::Prefix{net::ipv4(100, 100, 160, 0), 19}, net::Prefix{net::ipv4(100, 100, 192, 0), 19},
};
constexpr std::string_view container_delegation = "Microsoft.App/environments";
constexpr int smallest_delegated = 27;  // N-018: with workload profiles
constexpr int smallest_plain = 23;      // N-018: consumption only

constexpr net::Prefix everything{net::ipv4(0, 0, 0, 0), 0};

void check_smallest(const azure::Subnet& subnet, int smallest, std::string_view fact,
                    Diagnostics& diagnostics) {
  for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
    if (written.prefix.base.family == net::Family::v4 && written.prefix.length > smallest)
      warning(diagnostics, written.where,
              to_string(written.prefix) + " is too small for " + subnet.name + ", which needs a /" +
                  std::to_string(smallest) + " or larger",
              {std::string(fact)});
  }
}

void check_role(const NamedRole& role, const azure::Subnet& subnet, Diagnostics& diagnostics) {
  if (role.smallest > 0) check_smallest(subnet, role.smallest, "N-020", diagnostics);
  if (!role.takes_groups && !subnet.network_security_group.absent())
    warning(diagnostics, subnet.where,
            subnet.name + " has a network security group, which Azure does not support there",
            {"N-105"});
}

bool has_vpn_gateway(const Network::Index& index, const azure::Subnet& subnet) {
  return std::ranges::any_of(index.written.gateways, [&](const auto& gateway) {
    const azure::ResourceId* home = gateway.subnet.known();
    const auto* type = gateway.type.known();
    return home != nullptr && *home == subnet.id &&
           (type == nullptr || *type == azure::GatewayType::vpn);
  });
}

void check_gateway_routes(const Network::Index& index, const azure::Subnet& subnet,
                          Diagnostics& diagnostics) {
  const azure::ResourceId* id = subnet.route_table.known();
  const azure::RouteTable* table = id == nullptr ? nullptr : find(index.route_tables, *id);
  if (table == nullptr) return;
  if (table->disable_bgp_propagation)
    warning(diagnostics, subnet.where,
            table->name + " disables route propagation, which breaks the gateway of " + subnet.name,
            {"N-043"});
  for (const azure::UserRoute& route : table->routes) {
    if (route.prefix == everything && has_vpn_gateway(index, subnet))
      warning(diagnostics, route.where,
              "route " + route.name + " redirects the default route of a VPN gateway's subnet",
              {"N-062"});
  }
}

bool is_for_containers(const azure::Subnet& subnet) {
  return std::ranges::any_of(subnet.delegations, [](const std::string& delegation) {
    return equal_ignoring_case(delegation, container_delegation);
  });
}

void check_container_space(const azure::Subnet& subnet, Diagnostics& diagnostics) {
  for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
    for (const net::Prefix& block : container_space) {
      if (block.overlaps(written.prefix))
        warning(diagnostics, written.where,
                to_string(written.prefix) + " overlaps " + to_string(block) +
                    ", which Container Apps uses itself",
                {"N-019"});
    }
  }
}

void check_container_environments(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::HostedWorkload& workload : index.written.hosted_workloads) {
    if (!equal_ignoring_case(workload.type, "Microsoft.App/managedEnvironments")) continue;
    for (const auto& id : workload.subnets) {
      const azure::Subnet* subnet =
          id.known() == nullptr ? nullptr : find(index.subnets, *id.known());
      if (subnet == nullptr) continue;
      check_container_space(*subnet, diagnostics);
      check_smallest(*subnet, is_for_containers(*subnet) ? smallest_delegated : smallest_plain,
                     "N-018", diagnostics);
    }
  }
}

}  // namespace

void validate_roles(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::Subnet& subnet : index.written.subnets) {
    for (const NamedRole& role : named_roles) {
      if (equal_ignoring_case(role.name, subnet.name)) check_role(role, subnet, diagnostics);
    }
    if (equal_ignoring_case(subnet.name, "GatewaySubnet"))
      check_gateway_routes(index, subnet, diagnostics);
    if (is_for_containers(subnet) && !subnet.service_endpoints.empty())
      warning(diagnostics, subnet.where,
              "subnet " + subnet.name + " is delegated to " + subnet.delegations.front() +
                  " and should have no service endpoint",
              {"N-017"});
  }
  check_container_environments(index, diagnostics);
}

}  // namespace airtight::model
