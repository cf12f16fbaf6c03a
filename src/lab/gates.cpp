#include "gates.h"

#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "filters.h"

namespace airtight::lab {
namespace {

constexpr net::Prefix everybody{};
constexpr net::Prefix all_of_azure{net::ipv4(0, 0, 0, 0), 32};  // N-316

bool is_of(const azure::Service& service, std::string_view type) {
  return equal_ignoring_case(service.type, type);
}

bool has_endpoint(const Estate& estate, const azure::ResourceId& id) {
  return std::ranges::count(estate.resources().private_endpoints, id,
                            &azure::PrivateEndpoint::target) > 0;
}

// The switch for public access, which of some services the first endpoint turns off (N-328, E-150).
void set_access(const Estate& estate, const azure::Service& service, Gate& gate) {
  const auto& access = service.public_network_access;
  if (const auto* unknown = access.unknown()) gate.unknown = unknown->name;
  if (const auto* known = access.known()) {
    gate.disabled = *known == azure::PublicNetworkAccess::disabled;
    if (*known == azure::PublicNetworkAccess::secured_by_perimeter)
      gate.unknown = "the perimeter of " + service.name;
  } else if (access.absent()) {
    gate.disabled = azure::service_family(service.type).edge_default ==
                        azure::EdgeDefault::closed_by_first_endpoint &&
                    (has_endpoint(estate, service.id) || !service.approved_elsewhere.empty());
  }
}

// N-318: an account's address rules do not apply to callers of its own region.
void refuse_own_region(const Estate& estate, const azure::Service& service, Gate& gate) {
  for (const Host& host : estate.hosts()) {
    const std::string* region = host.site != nullptr      ? &host.site->location
                                : host.network != nullptr ? &host.network->written->location
                                                          : nullptr;
    if (region != nullptr && *region == service.location)
      gate.entries.push_back({net::host_prefix(public_address_of(estate, host)), false});
  }
}

// N-312: the union of the rules. Those for subnets take a service endpoint, which the lab has not.
void set_rules(const Estate& estate, const azure::Service& service,
               const azure::NetworkRules& rules, Gate& gate) {
  const azure::ServiceFamily& family = azure::service_family(service.type);
  const bool none = rules.ip_rules.empty() && rules.subnet_rules.empty();
  gate.otherwise =
      family.rules_default_to_allow || (none && family.edge_default == azure::EdgeDefault::open);
  if (const auto* known = rules.default_action.known())
    gate.otherwise = *known == azure::DefaultAction::allow;
  if (const auto* unknown = rules.default_action.unknown()) gate.unknown = unknown->name;
  if (gate.otherwise) return;
  if (is_of(service, "Microsoft.Storage/storageAccounts")) refuse_own_region(estate, service, gate);
  if (!rules.subnet_rules.empty())
    estate.leave_out("virtual network rules of " + service.name, "N-181");
  for (const azure::IpRule& rule : rules.ip_rules) {
    const auto* prefix = std::get_if<net::Prefix>(&rule.value);
    if (prefix == nullptr)
      gate.unknown = std::get<azure::UnknownInput>(rule.value).name;
    else if (*prefix == all_of_azure)
      gate.unknown = "which addresses are Azure's, whom a rule of " + service.name + " admits";
    else
      gate.entries.push_back({*prefix, true});
  }
}

// E-020, E-101, E-210.
void set_default(const azure::Service& service, Gate& gate) {
  switch (azure::service_family(service.type).edge_default) {
    case azure::EdgeDefault::open:
    case azure::EdgeDefault::closed_by_first_endpoint:
      gate.otherwise = true;
      break;
    case azure::EdgeDefault::closed:
      gate.otherwise = false;
      break;
    case azure::EdgeDefault::unknown:
      gate.unknown = "what " + service.type + " admits without network rules";
      break;
  }
}

// What of a rule no packet shows, or nobody wrote down.
std::string unknown_of(const azure::AccessRule& rule, const azure::Site& site) {
  if (!rule.unknown.empty()) return rule.unknown.front().name;
  const std::string name = "access restriction " + rule.name + " of " + site.name;
  if (!rule.tags.empty()) return "the addresses of the service tag in " + name;
  return rule.headers ? "the headers that " + name + " asks for" : "";
}

// N-332: any subnet, or one, by its service endpoint.
bool is_of_subnets(const azure::AccessRule& rule) {
  return rule.any_network || !rule.subnet.empty();
}

}  // namespace

Ruling ruling(const Gate& gate, const net::Ip& source) {
  if (!gate.unknown.empty()) return Ruling::unknown;
  if (gate.disabled) return Ruling::disabled;
  const auto found = std::ranges::find_if(
      gate.entries, [&](const Admission& each) { return each.prefix.contains(source); });
  const bool allow = found == gate.entries.end() ? gate.otherwise : found->allow;
  return allow ? Ruling::admitted : Ruling::refused;
}

Gate gate_of(const Estate& estate, const azure::Service& service) {
  Gate gate;
  set_access(estate, service, gate);
  if (std::ranges::count(estate.resources().perimeter_associations, service.id,
                         &azure::PerimeterAssociation::resource) > 0)
    gate.unknown = "the perimeter of " + service.name;
  if (const auto* unknown = service.network_rules.unknown()) gate.unknown = unknown->name;
  if (const auto* rules = service.network_rules.known())
    set_rules(estate, service, *rules, gate);
  else
    set_default(service, gate);
  return gate;
}

Gate gate_of(const Estate& estate, const azure::Site& site, bool deployment_site) {
  Gate gate;
  azure::Service service;
  static_cast<azure::Resource&>(service) = site;
  service.type = "Microsoft.Web/sites";
  service.public_network_access = site.public_network_access;
  service.approved_elsewhere = site.approved_elsewhere;
  set_access(estate, service, gate);
  const auto* main_for_both = site.scm_uses_main.known();
  const bool own_list = deployment_site && (main_for_both == nullptr || !*main_for_both);
  const azure::AccessRestrictions& list = own_list ? site.scm_restrictions : site.restrictions;
  if (!list.unknown.empty()) gate.unknown = list.unknown.front().name;
  for (const azure::AccessRule& rule : list.rules) {
    if (const std::string unknown = unknown_of(rule, site); !unknown.empty()) {
      gate.unknown = unknown;
    } else if (is_of_subnets(rule)) {
      estate.leave_out("access restriction " + rule.name + " of " + site.name, "N-332");
    } else if (rule.prefixes.empty()) {
      gate.entries.push_back({everybody, rule.allow});
    }
    for (const net::Prefix& each : rule.prefixes) gate.entries.push_back({each, rule.allow});
  }
  gate.otherwise = list.rules.empty();
  if (const auto* known = list.default_action.known())
    gate.otherwise = *known == azure::DefaultAction::allow;
  if (const auto* unknown = list.default_action.unknown()) gate.unknown = unknown->name;
  if (site.external) gate.unknown = "the access restrictions of " + site.name;
  return gate;
}

}  // namespace airtight::lab
