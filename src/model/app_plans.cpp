#include <airtight/azure/app_plan.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <map>
#include <set>

#include "index.h"

// What apps and their plans ask of a network together: addresses, subnets, and for the App Service
// Environment the network it is in.
namespace airtight::model {
namespace {

constexpr int set_aside = 5;                   // addresses of a subnet that are Azure's (N-002)
constexpr int smallest_shared_subnet = 26;     // of several plans (A-021, CA-02)
constexpr std::size_t integrations_linux = 1;
constexpr std::size_t integrations_windows = 2;

bool in_environment(const azure::Plan& plan) {
  const std::string* sku = plan.sku.known();
  const azure::AppPlan* row = sku == nullptr ? nullptr : azure::app_plan(*sku);
  return !plan.environment.absent() ||
         (row != nullptr && row->integration == azure::Integration::own_network);
}

// The subnet of an environment: known, or why not.
azure::Property<azure::ResourceId> subnet_of(const azure::Resources& written,
                                             const azure::Plan& plan) {
  azure::Property<azure::ResourceId> subnet;
  subnet.where = plan.where;
  subnet.value = azure::UnknownInput{"the subnet of the App Service Environment of " + plan.name};
  const azure::ResourceId* environment = plan.environment.known();
  if (environment == nullptr) return subnet;
  for (const azure::HostedWorkload& hosted : written.hosted_workloads) {
    if (hosted.id != *environment) continue;
    for (const auto& each : hosted.subnets) {
      if (each.known() != nullptr) return each;
    }
  }
  return subnet;
}

bool is_windows_container(const azure::Site& site) {
  const std::string kind = to_lower(site.kind);
  return kind.find("container") != std::string::npos && kind.find("linux") == std::string::npos;
}

// The apps that one plan has in one subnet.
struct Joined {
  int containers = 0;
  const azure::Site* last = nullptr;
};
using PlansOfSubnet = std::map<const azure::Plan*, Joined>;

// A-022; of Windows containers every app takes one more address per instance.
int addresses_of(const azure::Plan& plan, const Joined& joined) {
  return std::max(plan.instances.value_or(1), 1) * (1 + joined.containers);
}

std::int64_t usable_addresses(const azure::Subnet& subnet) {
  std::int64_t usable = 0;
  for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
    if (written.prefix.base.family != net::Family::v4) continue;
    usable += (std::int64_t{1} << (32 - written.prefix.length)) - set_aside;
  }
  return usable;
}

void check_addresses(const azure::Subnet& subnet, const PlansOfSubnet& plans,
                     Diagnostics& diagnostics) {
  std::int64_t wanted = 0;
  for (const auto& [plan, joined] : plans) wanted += addresses_of(*plan, joined);
  const std::int64_t usable = usable_addresses(subnet);
  const std::string said = "subnet " + subnet.name + " has " + std::to_string(usable) +
                           " addresses and its apps take " + std::to_string(wanted);
  const Where& where = plans.begin()->second.last->integration_subnet.where;
  if (wanted > usable) error(diagnostics, where, said, {"A-022", "A-023", "N-015"});
  if (wanted <= usable && 2 * wanted > usable)
    diagnostics.push_back({Severity::warning,
                           where,
                           said + "; while the plan changes its size it needs twice as many",
                           {"A-022", "N-015"}});
}

void check_shared(const azure::Subnet& subnet, const PlansOfSubnet& plans,
                  Diagnostics& diagnostics) {
  for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
    if (plans.size() > 1 && written.prefix.base.family == net::Family::v4 &&
        written.prefix.length > smallest_shared_subnet)
      diagnostics.push_back({Severity::warning,
                             plans.begin()->second.last->integration_subnet.where,
                             std::to_string(plans.size()) + " plans share subnet " + subnet.name +
                                 ", which is " + to_string(written.prefix) +
                                 "; several need a /26 or larger",
                             {"A-025", "A-021", "N-016"}});
  }
}

void check_subnets_of(const azure::Plan& plan, const std::set<azure::ResourceId>& subnets,
                      const Where& where, Diagnostics& diagnostics) {
  const bool on_linux = plan.linux_workers.known() != nullptr && *plan.linux_workers.known();
  const std::size_t most = on_linux ? integrations_linux : integrations_windows;
  if (subnets.size() > most)
    error(diagnostics, where,
          "the apps of plan " + plan.name + " use " + std::to_string(subnets.size()) +
              " subnets; " + (on_linux ? "a Linux" : "a Windows") + " plan takes " +
              std::to_string(most),
          {"A-006", "N-249"});
}

// N-015, N-017: the subnet is for one service. One without a delegation gets it from most tools.
void check_delegation(const azure::Site& site, const azure::Subnet& subnet,
                      Diagnostics& diagnostics) {
  const std::string_view own =
      site.flex ? "Microsoft.App/environments" : "Microsoft.Web/serverFarms";
  const bool delegated_here =
      std::ranges::any_of(subnet.delegations, [&](const std::string& delegation) {
        return equal_ignoring_case(delegation, own);  // TD-22
      });
  if (subnet.delegations.empty() || delegated_here) return;
  error(diagnostics, site.integration_subnet.where,
        "subnet " + subnet.name + " is delegated to " + subnet.delegations.front() + "; " +
            site.name + " needs " + std::string(own),
        {"A-020", site.flex ? "N-017" : "N-015"});
}

void check_site(const azure::Site& site, const azure::Subnet* subnet, Diagnostics& diagnostics) {
  const Where& where = site.integration_subnet.where;
  if (starts_with_ignoring_case(site.stack, "COMPOSE"))
    error(diagnostics, where, site.name + " runs Docker Compose, which cannot be integrated",
          {"A-007"});
  if (subnet != nullptr) check_delegation(site, *subnet, diagnostics);
}

}  // namespace

void place_environments(Network::Index& index) {
  std::map<azure::ResourceId, const azure::Plan*> plans;
  for (const azure::Plan& plan : index.written.plans) plans.emplace(plan.id, &plan);
  for (azure::Site& site : index.written.sites) {
    const azure::Plan* plan = find(plans, site.plan);
    if (plan == nullptr || !in_environment(*plan) || !site.integration_subnet.absent()) continue;
    site.integration_subnet = subnet_of(index.written, *plan);
    site.route_all.value = true;
  }
}

void validate_app_plans(const Network::Index& index, Diagnostics& diagnostics) {
  std::map<const azure::Subnet*, PlansOfSubnet> subnets;
  std::map<const azure::Plan*, std::set<azure::ResourceId>> of_plan;
  for (const azure::Site& site : index.written.sites) {
    const azure::ResourceId* id = site.integration_subnet.known();
    const azure::Plan* plan = find(index.plans, site.plan);
    if (id == nullptr || (plan != nullptr && in_environment(*plan))) continue;
    const azure::Subnet* subnet = find(index.subnets, *id);
    check_site(site, subnet, diagnostics);
    if (plan == nullptr) continue;
    of_plan[plan].insert(*id);
    check_subnets_of(*plan, of_plan[plan], site.integration_subnet.where, diagnostics);
    if (subnet == nullptr || !subnet->unknown_prefixes.empty() || subnet->address_prefixes.empty())
      continue;  // how many addresses it has is not known
    Joined& joined = subnets[subnet][plan];
    joined.containers += is_windows_container(site) ? 1 : 0;
    joined.last = &site;
  }
  for (const auto& [subnet, plans] : subnets) {
    check_addresses(*subnet, plans, diagnostics);
    check_shared(*subnet, plans, diagnostics);
  }
}

}  // namespace airtight::model
