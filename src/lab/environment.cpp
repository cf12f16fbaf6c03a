#include "environment.h"

#include <airtight/azure/app_plan.h>
#include <airtight/azure/by_id.h>
#include <airtight/azure/private_link.h>

#include "public_names.h"

namespace airtight::lab {
namespace {

std::string host_name_of(const azure::Resources& resources, const azure::Site& site) {
  if (!site.default_host.empty()) return site.default_host;
  for (const azure::Service& each : services_of(resources)) {
    if (each.id != site.id) continue;
    const auto names = azure::host_names(each);
    if (!names.empty()) return names.front().public_name.text();
  }
  return {};
}

// "Standard"; "Shared" tiers share their machines.
void add_tier(const azure::Resources& resources, const azure::Site& site,
              std::map<std::string, std::string>& variables) {
  const azure::Plan* plan = azure::by_id(resources.plans, site.plan);
  const auto* sku = plan == nullptr ? nullptr : plan->sku.known();
  const azure::AppPlan* row = sku == nullptr ? nullptr : azure::app_plan(*sku);
  if (row == nullptr) return;
  const bool shared = row->tier == "Free" || row->tier == "Shared";
  variables["WEBSITE_SKU"] = row->tier;
  variables["WEBSITE_COMPUTE_MODE"] = shared ? "Shared" : "Dedicated";
}

std::string text_of(const std::vector<net::Ip>& servers, std::size_t which) {
  return which < servers.size() ? net::to_string(servers[which]) : "";
}

// The platform's own switches, whose values are kept.
void add_resolver(const azure::Site& site, std::map<std::string, std::string>& variables) {
  if (const auto* servers = site.dns_servers.known()) {
    variables["WEBSITE_DNS_SERVER"] = text_of(*servers, 0);
    if (servers->size() > 1) variables["WEBSITE_DNS_ALT_SERVER"] = text_of(*servers, 1);
  }
  if (const auto* last = site.alternative_server.known())
    variables["WEBSITE_DNS_ALT_SERVER"] = net::to_string(*last);
}

}  // namespace

std::map<std::string, std::string> environment_of(const azure::Resources& resources,
                                                  const Host& worker) {
  const azure::Site& site = *worker.site;
  std::map<std::string, std::string> variables{
      {"WEBSITE_SITE_NAME", site.name},
      {"WEBSITE_RESOURCE_GROUP", std::string(site.id.resource_group())},
      {"WEBSITE_HOSTNAME", host_name_of(resources, site)},
      {"WEBSITE_INSTANCE_ID", "airtight-lab-" + site.name},
      {"REGION_NAME", site.location},
      {"PORT", std::to_string(worker_port)}};
  add_tier(resources, site, variables);
  add_resolver(site, variables);
  if (worker.network != nullptr && !worker.addresses.empty())  // absent, not integrated
    variables["WEBSITE_PRIVATE_IP"] = net::to_string(worker.addresses.front());
  if (const auto* route_all = site.route_all_setting.known())
    variables["WEBSITE_VNET_ROUTE_ALL"] = *route_all;
  if (site.identity) {
    variables["IDENTITY_ENDPOINT"] =
        "http://" + net::to_string(token_address) + ":" + std::to_string(token_port) + "/msi/token";
    variables["IDENTITY_HEADER"] = identity_header;
  }
  std::erase_if(variables, [](const auto& each) { return each.second.empty(); });
  return variables;
}

}  // namespace airtight::lab
