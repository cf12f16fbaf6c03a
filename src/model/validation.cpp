#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "index.h"

namespace airtight::model {
namespace {

constexpr int smallest_v4 = 29;  // N-003
constexpr int only_v6 = 64;      // N-004

// Never part of a virtual network's space (N-005).
constexpr std::array reserved{
    net::Prefix{net::ipv4(224, 0, 0, 0), 4},      net::Prefix{net::ipv4(255, 255, 255, 255), 32},
    net::Prefix{net::ipv4(127, 0, 0, 0), 8},      net::Prefix{net::ipv4(169, 254, 0, 0), 16},
    net::Prefix{net::ipv4(168, 63, 129, 16), 32},
};

void error(Diagnostics& diagnostics, const Where& where, std::string message,
           std::vector<std::string> facts) {
  diagnostics.push_back({Severity::error, where, std::move(message), std::move(facts)});
}

void check_size(const azure::WrittenPrefix& written, Diagnostics& diagnostics) {
  const bool v4 = written.prefix.base.family == net::Family::v4;
  if (v4 && written.prefix.length > smallest_v4)
    error(diagnostics, written.where,
          to_string(written.prefix) + " is too small; the smallest subnet is /29", {"N-003"});
  if (!v4 && written.prefix.length != only_v6)
    error(diagnostics, written.where,
          to_string(written.prefix) + " is not a /64, the only size of an IPv6 subnet", {"N-004"});
}

void check_inside(const azure::VirtualNetwork* network, const azure::WrittenPrefix& written,
                  Diagnostics& diagnostics) {
  if (network == nullptr || network->external) return;
  const bool inside = std::ranges::any_of(
      prefixes(*network), [&](const net::Prefix& p) { return p.contains(written.prefix); });
  if (!inside)
    error(diagnostics, written.where,
          to_string(written.prefix) + " is outside the address space of " + network->name,
          {"N-001"});
}

void check_overlap(const azure::Subnet& subnet, const azure::Subnet& other,
                   Diagnostics& diagnostics) {
  for (const azure::WrittenPrefix& a : subnet.address_prefixes) {
    for (const azure::WrittenPrefix& b : other.address_prefixes) {
      if (a.prefix.overlaps(b.prefix))
        error(
            diagnostics, b.where,
            to_string(b.prefix) + " overlaps " + to_string(a.prefix) + " of subnet " + subnet.name,
            {"N-001"});
    }
  }
}

bool delegated_to(const azure::Subnet& subnet, std::string_view service) {
  return std::ranges::any_of(subnet.delegations, [&](const std::string& delegation) {
    return equal_ignoring_case(delegation, service);  // TD-22
  });
}

// Tiers without virtual network integration.
bool cannot_integrate(const azure::Plan& plan) {
  static constexpr std::array<std::string_view, 4> shared{"F1", "D1", "FREE", "SHARED"};
  return plan.sku.known() != nullptr && std::ranges::any_of(shared, [&](std::string_view sku) {
           return equal_ignoring_case(sku, *plan.sku.known());
         });
}

void check_integration(const Network::Index& index, const azure::Site& site,
                       Diagnostics& diagnostics) {
  if (site.integration_subnet.known() == nullptr) return;
  const azure::Plan* plan = find(index.plans, site.plan);
  if (plan != nullptr && cannot_integrate(*plan))
    error(diagnostics, site.integration_subnet.where,
          "plan " + plan->name + " has tier " + *plan->sku.known() +
              "; integration needs Basic or better",
          {"A-002"});
}

}  // namespace

void validate_addressing(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::VirtualNetwork& network : index.written.virtual_networks) {
    for (const azure::WrittenPrefix& written : network.address_prefixes) {
      for (const net::Prefix& block : reserved) {
        if (block.overlaps(written.prefix))
          error(diagnostics, written.where,
                to_string(written.prefix) + " overlaps " + to_string(block) +
                    ", which no virtual network may use",
                {"N-005"});
      }
    }
  }
  const auto& subnets = index.written.subnets;
  for (auto subnet = subnets.begin(); subnet != subnets.end(); ++subnet) {
    const azure::VirtualNetwork* network = find(index.virtual_networks, subnet->virtual_network);
    for (const azure::WrittenPrefix& written : subnet->address_prefixes) {
      check_size(written, diagnostics);
      check_inside(network, written, diagnostics);
    }
    // Subnets are in order of id, so those of one network stand together.
    for (auto other = std::next(subnet);
         other != subnets.end() && other->virtual_network == subnet->virtual_network; ++other)
      check_overlap(*subnet, *other, diagnostics);
  }
}

void validate_placement(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::PrivateEndpoint& endpoint : index.written.private_endpoints) {
    const azure::Subnet* subnet = find(index.subnets, endpoint.subnet);
    if (subnet != nullptr && delegated_to(*subnet, "Microsoft.Web/serverFarms"))
      error(diagnostics, endpoint.where,
            "subnet " + subnet->name + " is delegated to App Service and takes no private endpoint",
            {"N-014"});
  }
  for (const azure::Site& site : index.written.sites) check_integration(index, site, diagnostics);
}

}  // namespace airtight::model
