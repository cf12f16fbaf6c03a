#include <airtight/base/text.h>

#include <algorithm>

#include "commands.h"
#include "edits.h"
#include "situation.h"

// Who calls, from where: an app outside its network, its platform's traffic, a pipeline on the
// Internet, a managed service (N-230…N-243, N-320, N-323).

namespace airtight::diagnose {
namespace {

using reach::Workload;

constexpr std::size_t most_places = 8;  // subnets that a caller is tried in

bool is_delegated_to_apps(const azure::Subnet& subnet) {
  return std::ranges::any_of(subnet.delegations, [](const std::string& service) {
    return equal_ignoring_case(service, "Microsoft.Web/serverFarms");
  });
}

// Subnets made for apps first, then those of the networks that have the resource's endpoints.
std::vector<const azure::Subnet*> places(const Situation& situation) {
  std::vector<const azure::Subnet*> found;
  // N-014: no integration where endpoints are.
  const auto has_endpoints = [&](const azure::Subnet& subnet) {
    return std::ranges::count(situation.written().private_endpoints, subnet.id,
                              &azure::PrivateEndpoint::subnet) > 0;
  };
  const auto add = [&](const azure::Subnet& subnet) {
    if (!subnet.external && !has_endpoints(subnet) && found.size() < most_places &&
        std::ranges::count(found, &subnet) == 0)
      found.push_back(&subnet);
  };
  for (const azure::Subnet& subnet : situation.written().subnets) {
    if (is_delegated_to_apps(subnet)) add(subnet);
  }
  for (const azure::PrivateEndpoint* each : endpoints_of(situation.network, situation.target())) {
    for (const azure::Subnet& subnet : situation.written().subnets) {
      if (subnet.virtual_network == each->subnet.parent()) add(subnet);
    }
  }
  for (const azure::Subnet& subnet : situation.written().subnets) add(subnet);
  return found;
}

void propose_integration(const Situation& situation, Repairs& repairs) {
  const azure::Site& site = *situation.from.site;
  if (!site.integration_subnet.absent()) return;
  for (const azure::Subnet* subnet : places(situation)) {
    repairs.push_back(
        {{"APP_NOT_INTEGRATED",
          site.name + " has no virtual network integration, so it asks public DNS and comes from a "
                      "shared address",
          site.id,
          {az("webapp vnet-integration add", {{"resource-group", group_of(site.id)},
                                              {"name", name_of(site.id)},
                                              {"vnet", {subnet->virtual_network.text()}},
                                              {"subnet", {subnet->name}}})},
          {"N-230", "D-301", "D-445"},
          site.where},
         Stage::caller,
         0.92,
         [id = site.id, to = subnet->id](azure::Resources& resources) {
           if (auto* app = editable(resources.sites, id)) app->integration_subnet.value = to;
           if (auto* there = editable(resources.subnets, to);
               there != nullptr && !is_delegated_to_apps(*there))
             there->delegations = {"Microsoft.Web/serverFarms"};
         }});
  }
}

void propose_route_all(const Situation& situation, Repairs& repairs) {
  const azure::Site& site = *situation.from.site;
  const bool* all = site.route_all.known();
  if (site.integration_subnet.known() == nullptr || (all != nullptr && *all)) return;
  repairs.push_back(
      {{"APP_ROUTE_ALL_OFF",
        site.name + " sends only private destinations into its network: what it "
                    "sends to public addresses leaves from a shared address",
        site.id,
        {set_property(site.id, "properties.outboundVnetRouting.applicationTraffic=true")},
        {"N-233", "N-235", "N-236"},
        site.route_all.where},
       Stage::caller,
       0.9,
       [id = site.id](azure::Resources& resources) {
         auto* app = editable(resources.sites, id);
         if (app == nullptr) return;
         app->route_all.value = true;
         app->route_all_setting.value = azure::Absent{};
       }});
}

// N-238: the classes of platform traffic, and what turns each on.
struct TrafficClass {
  std::string_view name;
  azure::Property<bool> azure::OutboundRouting::*property;
};
constexpr TrafficClass traffic_classes[] = {
    {"contentShareTraffic", &azure::OutboundRouting::content_share},
    {"imagePullTraffic", &azure::OutboundRouting::image_pull},
    {"backupRestoreTraffic", &azure::OutboundRouting::backup_restore},
};

void propose_traffic_class(const Situation& situation, Repairs& repairs) {
  const Workload& from = situation.from;
  const bool references = from.kind == Workload::Kind::references;
  if (from.traffic.empty() && !references) return;
  const auto* row = std::ranges::find_if(traffic_classes, [&](const TrafficClass& each) {
    return equal_ignoring_case(each.name, from.traffic);
  });
  const std::string what = references ? "allTraffic" : from.traffic;
  repairs.push_back(
      {{"APP_CONFIG_TRAFFIC_PUBLIC",
        (references ? std::string("fetching Key Vault references") : from.traffic) + " of " +
            from.site->name + " is not routed into its network and takes the public path",
        from.site->id,
        {set_property(from.site->id, "properties.outboundVnetRouting." + what + "=true")},
        {"N-232", "N-239", "N-240", "D-316", "D-318"},
        from.site->where},
       Stage::caller,
       0.93,
       [id = from.site->id, references,
        property = row == std::end(traffic_classes) ? &azure::OutboundRouting::all
                                                    : row->property](azure::Resources& resources) {
         auto* app = editable(resources.sites, id);
         if (app == nullptr) return;
         (app->outbound_routing.*property).value = true;
         if (references) app->route_all.value = true;
       }});
}

Cause caller_cause(const Situation& situation, bool runner) {
  const Workload& from = situation.from;
  const std::string who = from.described != nullptr ? from.described->name : from.name;
  const std::string target = situation.target().name;
  if (runner)
    return {"RUNNER_OUTSIDE_VNET",
            who + " is on the Internet and " + target + " is closed to it",
            {},
            {remark("run the step inside the network, or use operations of the control plane")},
            {"N-323"},
            from.described != nullptr ? from.described->where : Where{}};
  return {"CALLER_OUTSIDE_VNET",
          "the call comes from " + who + (from.service.empty() ? "" : " (" + from.service + ")") +
              ", which is not in the network, and " + target + " is closed to it",
          {},
          {remark("use the service's variant inside the network, or a rule for its identity")},
          {"N-190", "N-320"},
          from.described != nullptr ? from.described->where : Where{}};
}

// The door alone keeps it out: with the door open it would pass.
void open_door(azure::Resources& resources, const azure::ResourceId& id) {
  const auto open = [](auto& service) {
    service.public_network_access.value = azure::PublicNetworkAccess::enabled;
  };
  if (auto* service = editable(resources.services, id)) {
    open(*service);
    azure::NetworkRules rules;
    rules.default_action.value = azure::DefaultAction::allow;
    service->network_rules.value = rules;
  }
  if (auto* site = editable(resources.sites, id)) {
    open(*site);
    site->restrictions = {};
    site->scm_restrictions = {};
  }
}

void propose_place(const Situation& situation, Repairs& repairs) {
  const Workload& from = situation.from;
  const bool runner = is_outside(from);
  const bool service =
      from.kind == Workload::Kind::service || (from.hosted != nullptr && from.network == nullptr);
  if ((!runner && !service) || situation.symptom == Symptom::exposed) return;
  const Cause cause = caller_cause(situation, runner);
  for (const azure::Subnet* subnet : places(situation)) {
    Repair repair{cause, Stage::caller, 0.9};
    repair.from = place_name(*subnet);
    repairs.push_back(std::move(repair));
  }
  if (situation.target().back_end == nullptr) return;
  repairs.push_back({cause, Stage::caller, 0.85,
                     [id = situation.target().back_end->id()](azure::Resources& resources) {
                       open_door(resources, id);
                     }});
}

// N-320: the exception for trusted services is on, and this caller is none.
void propose_bypass(const Situation& situation, Repairs& repairs) {
  const Workload& from = situation.from;
  const bool candidate = from.kind == Workload::Kind::service || is_outside(from);
  const model::BackEnd* back_end = situation.target().back_end;
  if (!candidate || back_end == nullptr || situation.symptom == Symptom::exposed) return;
  const azure::NetworkRules* rules = back_end->service.network_rules.known();
  const auto* bypass = rules == nullptr ? nullptr : rules->bypass.known();
  const bool trusted = bypass != nullptr && std::ranges::count(*bypass, "AzureServices") > 0;
  if (!trusted) return;
  repairs.push_back(
      {{"PAAS_TRUSTED_BYPASS_NOT_APPLICABLE",
        back_end->service.name + " lets trusted services in, and " + from.name +
            " is not one for this operation",
        back_end->id(),
        {remark("reach it by the network: a private endpoint or a subnet rule")},
        {"N-320"},
        rules->where},
       Stage::door,
       0.8,
       [id = back_end->id()](azure::Resources& resources) { open_door(resources, id); }});
}

// D-106, D-435: the certificate covers the ordinary name only.
void propose_host_name(const Situation& situation, Repairs& repairs) {
  const net::DnsName& host = situation.target().host;
  if (host.empty()) return;
  const auto* named = situation.network.by_private_name(host);
  const bool privately = host.text().find("privatelink") != std::string::npos;
  if (named == nullptr || !privately || named->name.public_name == host) return;
  Repair repair{
      {"CLIENT_HOSTNAME_WRONG",
       situation.from.name + " asks for " + host.text() +
           ", which the certificate does not cover; the name is " + named->name.public_name.text(),
       {},
       {remark("use " + named->name.public_name.text())},
       {"D-106", "D-435"},
       {}},
      Stage::name,
      0.95};
  repair.instead_of = host;
  repair.host = named->name.public_name.text();
  repairs.push_back(std::move(repair));
}

}  // namespace

void propose_callers(const Situation& situation, Repairs& repairs) {
  if (situation.from.site != nullptr) {
    propose_integration(situation, repairs);
    propose_route_all(situation, repairs);
    propose_traffic_class(situation, repairs);
  }
  propose_place(situation, repairs);
  propose_bypass(situation, repairs);
  propose_host_name(situation, repairs);
}

}  // namespace airtight::diagnose
