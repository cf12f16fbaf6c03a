#include <airtight/base/text.h>

#include <algorithm>

#include "input/resources/access_restrictions.h"
#include "input/resources/fields.h"
#include "input/resources/network_rules.h"
#include "input/resources/reading.h"
#include "input/resources/site_settings.h"

namespace airtight::input::resources {
namespace {

template <class T>
using Property = azure::Property<T>;

// The site and its configuration children, which together are one thing (I-231…I-233).
struct Parts {
  const Value& site;
  const Value* web;      // config/web
  const Value* network;  // networkConfig/virtualNetwork
};

// The property spellings of route-all (I-231); the app setting is read apart from them.
constexpr std::string_view route_all_in_site[] = {
    "properties.vnetRouteAllEnabled", "properties.siteConfig.vnetRouteAllEnabled",
    "properties.outboundVnetRouting.allTraffic",
    "properties.outboundVnetRouting.applicationTraffic"};

// Tools write one spelling or several: true in any of them is on, an unknown may be.
Property<bool> joined(const std::vector<Property<bool>>& spellings, const Where& where,
                      Diagnostics& diagnostics) {
  Property<bool> result;
  result.where = where;
  bool on = false;
  bool off = false;
  for (const Property<bool>& spelling : spellings) {
    if (spelling.absent()) continue;
    on = on || (spelling.known() != nullptr && *spelling.known());
    off = off || (spelling.known() != nullptr && !*spelling.known());
    const bool better = result.absent() || (result.known() != nullptr && !*result.known());
    if (better && !(result.known() != nullptr && spelling.known() != nullptr && !*spelling.known()))
      result = spelling;
    if (spelling.known() != nullptr && *spelling.known()) result = spelling;
  }
  if (on && off)
    diagnostics.push_back({Severity::warning,
                           result.where,
                           "route-all is true in one place and false in another; true is used",
                           {"I-231", "A-044"}});
  return result;
}

Property<bool> route_all_property(const Parts& parts, Diagnostics& diagnostics) {
  std::vector<Property<bool>> spellings;
  for (const std::string_view path : route_all_in_site)
    spellings.push_back(read_bool(parts.site, path, diagnostics));
  if (parts.web != nullptr)
    spellings.push_back(read_bool(*parts.web, "properties.vnetRouteAllEnabled", diagnostics));
  // Only true of the part of the traffic: "applicationTraffic": false beside "allTraffic": true is
  // no contradiction.
  if (spellings[2].known() != nullptr && *spellings[2].known())
    spellings.erase(spellings.begin() + 3);
  return joined(spellings, to_where(parts.site.place), diagnostics);
}

// The text of a network switch among the app settings; a dropped value is unknown.
Property<std::string> switch_setting(const std::vector<NamedValue>& settings, std::string_view name,
                                     const Where& where) {
  Property<std::string> result;
  result.where = where;
  const Value* value = find_setting(settings, name);
  if (value == nullptr) value = find_setting(settings, "");  // a list that is not known may have it
  if (value == nullptr || value->is_null()) return result;
  result.where = to_where(value->place);
  if (const std::string* text = value->string()) {
    result.value = *text;
  } else if (const Unknown* unknown = value->unknown()) {
    result.value = to_input(*unknown);
  } else {
    result.value =
        azure::UnknownInput{std::string(name) + " has a value that is no network switch"};
  }
  return result;
}

bool switches_on(std::string_view text) {
  return trim(text) == "1" || equal_ignoring_case(trim(text), "true");
}

// R-23, N-235: with no property, the setting 1 turns it on; beside an explicit false both stay
// (C-15).
void read_route_all(const Parts& parts, const std::vector<NamedValue>& settings, azure::Site& site,
                    Diagnostics& diagnostics) {
  site.route_all = route_all_property(parts, diagnostics);
  site.route_all_setting = switch_setting(settings, "WEBSITE_VNET_ROUTE_ALL", site.where);
  if (!site.route_all.absent()) return;
  const std::string* text = site.route_all_setting.known();
  if (text != nullptr && switches_on(*text)) {
    site.route_all.value = true;
    site.route_all.where = site.route_all_setting.where;
  } else if (const auto* unknown = site.route_all_setting.unknown()) {
    site.route_all.value = *unknown;
    site.route_all.where = site.route_all_setting.where;
  }
}

// virtualNetworkSubnetId, else the older child, else the view of connections.
Property<azure::ResourceId> integration_subnet(const azure::ResourceId& id, const Parts& parts,
                                               azure::Site& site, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  auto subnet = read_id(parts.site, "properties.virtualNetworkSubnetId", diagnostics);
  if (subnet.absent() && parts.network != nullptr)
    subnet = read_id(*parts.network, "properties.subnetResourceId", diagnostics);
  if (!subnet.absent()) return subnet;
  for (const auto& [connection_id, value] :
       children(reading.set, id, "virtualNetworkConnections")) {
    const auto swift = read_bool(*value, "properties.isSwift", diagnostics);
    if (swift.known() != nullptr && *swift.known()) {
      site.by_gateway = false;
      return read_id(*value, "properties.vnetResourceId", diagnostics);
    }
    // N-254: by point-to-site, from a pool that no resource of the app shows.
    site.by_gateway = true;
    const auto network = read_id(*value, "properties.vnetResourceId", diagnostics);
    if (network.known() != nullptr) site.gateway_network = *network.known();
    subnet.where = to_where(value->place);
    subnet.value =
        azure::UnknownInput{"the gateway integration " + std::string(connection_id.name())};
  }
  return subnet;
}

void add_servers(std::string_view text, const Place& place, std::vector<net::Ip>& out,
                 Diagnostics& diagnostics) {
  for (const std::string_view part : split(text, ',')) {
    if (trim(part).empty()) continue;
    if (const auto ip = to_ip(make_string(std::string(trim(part)), place), diagnostics))
      out.push_back(*ip);
  }
}

// A setting of addresses, comma separated.
Property<std::vector<net::Ip>> servers_in_setting(const std::vector<NamedValue>& settings,
                                                  std::string_view name, const Where& where,
                                                  Diagnostics& diagnostics) {
  Property<std::vector<net::Ip>> servers;
  const auto setting = switch_setting(settings, name, where);
  if (setting.absent()) return servers;
  servers.where = setting.where;
  if (setting.unknown() != nullptr) {
    servers.value = *setting.unknown();
    return servers;
  }
  std::vector<net::Ip> written;
  add_servers(*setting.known(), find_setting(settings, name)->place, written, diagnostics);
  if (!written.empty()) servers.value = std::move(written);
  return servers;
}

// the property, which wins, or the setting (D-306).
Property<std::vector<net::Ip>> dns_servers(const Parts& parts,
                                           const std::vector<NamedValue>& settings,
                                           const Where& where, Diagnostics& diagnostics) {
  auto servers = read_ips(parts.site, "properties.dnsConfiguration.dnsServers", diagnostics);
  const bool none = servers.known() != nullptr && servers.known()->empty();
  if (!servers.absent() && !none) return servers;
  return servers_in_setting(settings, "WEBSITE_DNS_SERVER", where, diagnostics);
}

// D-307: it joins whichever list is in force, the network's too.
Property<net::Ip> alternative_server(const Parts& parts, const std::vector<NamedValue>& settings,
                                     const Where& where, Diagnostics& diagnostics) {
  Property<net::Ip> server =
      read_ip(parts.site, "properties.dnsConfiguration.dnsAltServer", diagnostics);
  if (!server.absent()) return server;
  const auto setting = servers_in_setting(settings, "WEBSITE_DNS_ALT_SERVER", where, diagnostics);
  server.where = setting.where;
  if (setting.unknown() != nullptr) server.value = *setting.unknown();
  if (setting.known() != nullptr) server.value = setting.known()->front();
  return server;
}

Property<azure::PublicNetworkAccess> public_access(const Parts& parts, Diagnostics& diagnostics) {
  auto access =
      read_public_network_access(parts.site, "properties.publicNetworkAccess", diagnostics);
  if (access.absent())
    access = read_public_network_access(parts.site, "properties.siteConfig.publicNetworkAccess",
                                        diagnostics);
  if (access.absent() && parts.web != nullptr)
    access = read_public_network_access(*parts.web, "properties.publicNetworkAccess", diagnostics);
  return access;
}

// The lists of the deployment site and of the app (N-329, N-330).
void read_access(const Parts& parts, azure::Site& site, Diagnostics& diagnostics) {
  const Value* own = lookup(parts.site, "properties.siteConfig", diagnostics);
  const Value* web = parts.web == nullptr ? nullptr : &content(*parts.web);
  std::vector<const Value*> configurations;
  for (const Value* each : {web, own}) {
    if (each == nullptr) continue;
    if (const Unknown* unknown = each->unknown()) {
      site.restrictions.unknown.push_back(to_input(*unknown));
      site.scm_restrictions.unknown.push_back(to_input(*unknown));
    } else {
      configurations.push_back(each);
    }
  }
  const auto read = [&](std::string_view list, azure::AccessRestrictions& into) {
    auto unknown = std::move(into.unknown);
    into = read_restrictions(configurations, list, parts.site, diagnostics);
    into.unknown.insert(into.unknown.end(), unknown.begin(), unknown.end());
  };
  read("ipSecurityRestrictions", site.restrictions);
  read("scmIpSecurityRestrictions", site.scm_restrictions);
  for (const Value* each : configurations) {
    if (site.scm_uses_main.absent())
      site.scm_uses_main = read_bool(*each, "scmIpSecurityRestrictionsUseMain", diagnostics);
  }
}

// A newer property or an older one; the app setting turns it on as well (N-238).
Property<bool> class_switch(const Parts& parts, const std::vector<NamedValue>& settings,
                            std::string_view member, std::string_view older,
                            std::string_view setting, Diagnostics& diagnostics) {
  std::vector<Property<bool>> spellings{
      read_bool(parts.site, "properties.outboundVnetRouting." + std::string(member), diagnostics),
      read_bool(parts.site, "properties." + std::string(older), diagnostics),
      read_bool(parts.site, "properties.siteConfig." + std::string(older), diagnostics)};
  if (!setting.empty()) {
    const auto text = switch_setting(settings, setting, to_where(parts.site.place));
    Property<bool> written;
    written.where = text.where;
    if (text.known() != nullptr) written.value = switches_on(*text.known());
    if (text.unknown() != nullptr) written.value = *text.unknown();
    spellings.push_back(std::move(written));
  }
  return joined(spellings, to_where(parts.site.place), diagnostics);
}

void read_outbound_routing(const Parts& parts, const std::vector<NamedValue>& settings,
                           azure::Site& site, Diagnostics& diagnostics) {
  azure::OutboundRouting& routing = site.outbound_routing;
  routing.all = read_bool(parts.site, "properties.outboundVnetRouting.allTraffic", diagnostics);
  routing.content_share =
      class_switch(parts, settings, "contentShareTraffic", "vnetContentShareEnabled",
                   "WEBSITE_CONTENTOVERVNET", diagnostics);
  routing.image_pull = class_switch(parts, settings, "imagePullTraffic", "vnetImagePullEnabled",
                                    "WEBSITE_PULL_IMAGE_OVER_VNET", diagnostics);
  routing.backup_restore = class_switch(parts, settings, "backupRestoreTraffic",
                                        "vnetBackupRestoreEnabled", "", diagnostics);
}

// The container or language of the app, of Linux or Windows.
std::string stack_of(const Parts& parts) {
  for (const std::string_view member : {"linuxFxVersion", "windowsFxVersion"}) {
    std::string stack = text_at(parts.site, "properties.siteConfig." + std::string(member));
    if (stack.empty() && parts.web != nullptr)
      stack = text_at(*parts.web, "properties." + std::string(member));
    if (!stack.empty()) return stack;
  }
  return {};
}

// none unless a number above 0 is written, in the app or its config/web.
Property<bool> private_ports(const Parts& parts, Diagnostics& diagnostics) {
  const auto positive = [&](const Value& value) -> std::optional<bool> {
    if (const auto* number = std::get_if<std::int64_t>(&value.data)) return *number > 0;
    complain(value, "a number of ports", diagnostics, {"A-133"});
    return std::nullopt;
  };
  const Value* found =
      lookup(parts.site, "properties.siteConfig.vnetPrivatePortsCount", diagnostics);
  if (found == nullptr && parts.web != nullptr)
    found = lookup(*parts.web, "properties.vnetPrivatePortsCount", diagnostics);
  return read_property<bool>(parts.site, found, positive);
}

// Those in use now, else those that may come into use; none where one of them is not readable.
std::vector<net::Ip> outbound_addresses(const Value& site) {
  std::string list = text_at(site, "properties.outboundIpAddresses");
  if (list.empty()) list = text_at(site, "properties.possibleOutboundIpAddresses");
  std::vector<net::Ip> addresses;
  for (const std::string_view part : split(list, ',')) {
    const auto ip = net::parse_ip(trim(part));
    if (!ip) return {};
    addresses.push_back(*ip);
  }
  return addresses;
}

void read_identity(const Value& value, azure::Site& site) {
  const Value* identity = value.find("identity");
  if (identity == nullptr || identity->is_null()) return;
  const std::string type = text_at(*identity, "type");
  site.identity = !equal_ignoring_case(type, "None");
  site.principal = text_at(*identity, "principalId");
}

}  // namespace

void read_site(const azure::ResourceId& id, const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::Site site;
  read_common(id, value, site);
  const Parts parts{value, child(reading.set, id, "config", "web"),
                    child(reading.set, id, "networkConfig", "virtualNetwork")};
  site.plan = reading.id_or_gap(value, "properties.serverFarmId", "the plan of " + site.name,
                                {"microsoft.web/serverfarms"});
  site.kind = text_at(value, "kind");
  site.integration_subnet = integration_subnet(id, parts, site, reading);
  site.outbound_addresses = outbound_addresses(value);
  const auto settings = settings_of(id, value, reading);
  read_route_all(parts, settings, site, diagnostics);
  site.dns_servers = dns_servers(parts, settings, site.where, diagnostics);
  site.alternative_server = alternative_server(parts, settings, site.where, diagnostics);
  site.default_host = text_at(value, "properties.defaultHostName");
  site.legacy_dns_order =
      read_bool(value, "properties.dnsConfiguration.dnsLegacySortOrder", diagnostics);
  site.public_network_access = public_access(parts, diagnostics);
  site.approved_elsewhere = approved_elsewhere(id, reading);
  site.https_only = read_bool(value, "properties.httpsOnly", diagnostics);
  read_access(parts, site, diagnostics);
  read_outbound_routing(parts, settings, site, diagnostics);
  const Value* flex = lookup(value, "properties.functionAppConfig", diagnostics);
  site.flex = flex != nullptr;
  site.stack = stack_of(parts);
  site.private_ports = private_ports(parts, diagnostics);
  read_settings(settings, site);
  read_identity(value, site);
  reading.out.sites.push_back(std::move(site));
}

void read_plan(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::Plan plan;
  read_common(id, value, plan);
  plan.sku = read_string(value, "sku.name", reading.diagnostics);
  plan.linux_workers = read_bool(value, "properties.reserved", reading.diagnostics);
  const Value* capacity = value.at_path("sku.capacity");
  const auto* count = capacity == nullptr ? nullptr : std::get_if<std::int64_t>(&capacity->data);
  if (count != nullptr) plan.instances = static_cast<int>(*count);
  plan.environment = read_id(value, "properties.hostingEnvironmentProfile.id", reading.diagnostics);
  reading.out.plans.push_back(std::move(plan));
}

}  // namespace airtight::input::resources
