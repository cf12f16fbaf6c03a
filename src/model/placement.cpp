#include <airtight/azure/app_plan.h>
#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "index.h"

namespace airtight::model {
namespace {

constexpr int smallest_integration_subnet = 28;

// Services whose subnets take no private endpoint (N-014, N-017).
struct Exclusive {
  std::string_view delegation;
  std::string_view service;
  std::string_view fact;
};
constexpr std::array exclusive{
    Exclusive{"Microsoft.Web/serverFarms", "App Service", "N-014"},
    Exclusive{"Microsoft.App/environments", "Container Apps or Flex Consumption", "N-017"},
};

bool delegated_to(const azure::Subnet& subnet, std::string_view service) {
  return std::ranges::any_of(subnet.delegations, [&](const std::string& delegation) {
    return equal_ignoring_case(delegation, service);  // TD-22
  });
}

// A location that the input does not say is empty.
bool elsewhere(const azure::Resource& resource, const azure::Resource& other) {
  return !resource.location.empty() && !other.location.empty() &&
         resource.location != other.location;
}

// Tiers without virtual network integration; of Functions the Consumption plan
// (N-257).
bool cannot_integrate(const azure::Plan& plan) {
  const std::string* sku = plan.sku.known();
  const azure::AppPlan* row = sku == nullptr ? nullptr : azure::app_plan(*sku);
  return row != nullptr && row->integration == azure::Integration::none;
}

bool has_ipv6(const azure::VirtualNetwork& network) {
  return std::ranges::any_of(prefixes(network), [](const net::Prefix& prefix) {
    return prefix.base.family == net::Family::v6;
  });
}

void check_integration(const Network::Index& index, const azure::Site& site,
                       Diagnostics& diagnostics) {
  const azure::ResourceId* id = site.integration_subnet.known();
  if (id == nullptr) return;
  const Where& where = site.integration_subnet.where;
  const azure::Plan* plan = find(index.plans, site.plan);
  if (plan != nullptr && cannot_integrate(*plan))
    error(diagnostics, where,
          "plan " + plan->name + " has tier " + *plan->sku.known() +
              "; integration needs Basic or better",
          {"A-002"});
  const azure::VirtualNetwork* network = find(index.virtual_networks, id->parent());
  if (network != nullptr && elsewhere(site, *network))
    error(diagnostics, where,
          site.name + " is in " + site.location + " and " + network->name + " in " +
              network->location + "; integration needs one region",
          {"A-005", "N-249"});
  const azure::Subnet* subnet = find(index.subnets, *id);
  if (subnet == nullptr) return;
  if (network != nullptr && has_ipv6(*network))
    warning(diagnostics, where,
            network->name + " has IPv6 space, which integration may not work with", {"N-022"});
  if (!subnet->service_endpoint_policies.empty())
    warning(diagnostics, where,
            "subnet " + subnet->name + " has a service endpoint policy and takes no integration",
            {"N-186"});
  for (const azure::WrittenPrefix& written : subnet->address_prefixes) {
    if (written.prefix.base.family == net::Family::v4 &&
        written.prefix.length > smallest_integration_subnet)
      error(diagnostics, where,
            "subnet " + subnet->name + " is " + to_string(written.prefix) +
                "; integration needs a /28 or larger",
            {"A-021"});
  }
}

void check_endpoint(const Network::Index& index, const azure::PrivateEndpoint& endpoint,
                    Diagnostics& diagnostics) {
  const azure::Subnet* subnet = find(index.subnets, endpoint.subnet);
  for (const Exclusive& row : exclusive) {
    if (subnet == nullptr || !delegated_to(*subnet, row.delegation)) continue;
    // An export may show what Azure refused: it is never approved.
    const azure::ConnectionState* state = endpoint.state.known();
    const bool refused = state != nullptr && *state != azure::ConnectionState::approved;
    diagnostics.push_back({refused ? Severity::warning : Severity::error,
                           endpoint.where,
                           "subnet " + subnet->name + " is delegated to " +
                               std::string(row.service) + " and takes no private endpoint",
                           {std::string(row.fact)}});
  }
  const azure::VirtualNetwork* network = find(index.virtual_networks, endpoint.subnet.parent());
  if (network != nullptr && elsewhere(endpoint, *network))
    error(diagnostics, endpoint.where,
          endpoint.name + " is in " + endpoint.location + " and " + network->name + " in " +
              network->location + "; an endpoint is in the region of its network",
          {"N-023"});
  if (network != nullptr && endpoint.id.subscription() != network->id.subscription())
    warning(diagnostics, endpoint.where,
            endpoint.name + " is in another subscription than its network " + network->name,
            {"N-023"});
}

// Doors that look narrow and are open to other tenants.
void check_doors(const azure::Service& service, Diagnostics& diagnostics) {
  constexpr net::Prefix all_of_azure{net::ipv4(0, 0, 0, 0), 32};
  const azure::NetworkRules* rules = service.network_rules.known();
  if (rules == nullptr) return;
  for (const azure::IpRule& rule : rules->ip_rules) {
    const auto* prefix = std::get_if<net::Prefix>(&rule.value);
    if (prefix != nullptr && *prefix == all_of_azure)
      warning(diagnostics, rule.where,
              "the rule 0.0.0.0 of " + service.name +
                  " admits every address of Azure, those of other tenants too",
              {"N-316"});
  }
}

void check_doors(const azure::Site& site, Diagnostics& diagnostics) {
  for (const azure::AccessRestrictions* list : {&site.restrictions, &site.scm_restrictions}) {
    for (const azure::AccessRule& rule : list->rules) {
      if (rule.any_network && rule.allow)
        warning(diagnostics, rule.where,
                "AnyVnets of " + site.name +
                    " admits every subnet with a service endpoint, those of other tenants too",
                {"N-332"});
    }
  }
}

void check_address_rules(const azure::Service& service, Diagnostics& diagnostics) {
  const azure::NetworkRules* rules = service.network_rules.known();
  if (rules == nullptr || !azure::service_family(service.type).public_rules_only) return;
  for (const azure::IpRule& rule : rules->ip_rules) {
    const auto* prefix = std::get_if<net::Prefix>(&rule.value);
    if (prefix != nullptr && prefix->length > 0 && net::is_private(prefix->base))
      error(diagnostics, rule.where,
            to_string(*prefix) + " is private; ipRules of " + service.name +
                " take public addresses only",
            {"N-317"});
  }
}

}  // namespace

void validate_placement(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::PrivateEndpoint& endpoint : index.written.private_endpoints)
    check_endpoint(index, endpoint, diagnostics);
  for (const azure::Site& site : index.written.sites) {
    check_integration(index, site, diagnostics);
    check_doors(site, diagnostics);
  }
  for (const azure::Service& service : index.written.services) {
    check_address_rules(service, diagnostics);
    check_doors(service, diagnostics);
  }
}

}  // namespace airtight::model
