#include <airtight/base/text.h>
#include <airtight/input/read.h>

#include <algorithm>
#include <array>

#include "input/resources/fields.h"
#include "input/resources/known_members.h"
#include "input/resources/reading.h"

namespace airtight::input {
namespace resources {
namespace {

struct Row {
  std::string_view type;  // lower case
  Reader read;            // null: read with its parent
};

// Read by those that refer to it.
void read_nothing(const azure::ResourceId&, const Value&, Reading&) {}

constexpr std::array readers{
    Row{"microsoft.network/virtualnetworks", read_virtual_network},
    Row{"microsoft.network/virtualnetworks/subnets", read_subnet},
    Row{"microsoft.network/virtualnetworks/virtualnetworkpeerings", read_peering},
    Row{"microsoft.network/serviceendpointpolicies", read_service_endpoint_policy},
    Row{"microsoft.network/serviceendpointpolicies/serviceendpointpolicydefinitions", nullptr},
    Row{"microsoft.network/networksecuritygroups", read_security_group},
    Row{"microsoft.network/networksecuritygroups/securityrules", nullptr},
    Row{"microsoft.network/networksecuritygroups/defaultsecurityrules", nullptr},
    Row{"microsoft.network/routetables", read_route_table},
    Row{"microsoft.network/routetables/routes", nullptr},
    Row{"microsoft.network/networkinterfaces", read_network_interface},
    Row{"microsoft.compute/virtualmachines", read_virtual_machine},
    Row{"microsoft.network/virtualnetworkgateways", read_gateway},
    Row{"microsoft.network/localnetworkgateways", read_local_network_gateway},
    Row{"microsoft.network/connections", read_gateway_connection},
    Row{"microsoft.network/azurefirewalls", read_firewall},
    Row{"microsoft.network/firewallpolicies", read_firewall_policy},
    Row{"microsoft.network/firewallpolicies/rulecollectiongroups", read_rule_collection_group},
    Row{"microsoft.network/ipgroups", read_ip_group},
    Row{"microsoft.network/publicipaddresses", read_public_address},
    Row{"microsoft.network/publicipprefixes", read_public_prefix},
    Row{"microsoft.network/natgateways", read_nat_gateway},
    Row{"microsoft.network/loadbalancers", read_load_balancer},
    Row{"microsoft.network/virtualhubs", read_virtual_hub},
    Row{"microsoft.network/virtualhubs/hubvirtualnetworkconnections", read_hub_connection},
    Row{"microsoft.network/virtualhubs/hubroutetables", nullptr},
    Row{"microsoft.network/virtualhubs/routingintent", nullptr},
    Row{"microsoft.network/networkmanagers/networkgroups", read_network_group},
    Row{"microsoft.network/networkmanagers/networkgroups/staticmembers", nullptr},
    Row{"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections",
        read_admin_rule_collection},
    Row{"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections/rules",
        nullptr},
    Row{"microsoft.network/networksecurityperimeters/profiles", read_perimeter_profile},
    Row{"microsoft.network/networksecurityperimeters/profiles/accessrules", nullptr},
    Row{"microsoft.network/networksecurityperimeters/resourceassociations",
        read_perimeter_association},
    Row{"microsoft.network/privateendpoints", read_private_endpoint},
    Row{"microsoft.network/privateendpoints/privatednszonegroups", read_zone_group},
    Row{"microsoft.network/privatelinkservices", read_private_link_service},
    Row{"microsoft.network/privatednszones", read_private_dns_zone},
    Row{"microsoft.network/privatednszones/virtualnetworklinks", read_link},
    Row{"microsoft.network/dnsresolvers", read_dns_resolver},
    Row{"microsoft.network/dnsresolvers/inboundendpoints", read_inbound_endpoint},
    Row{"microsoft.network/dnsresolvers/outboundendpoints", read_outbound_endpoint},
    Row{"microsoft.network/dnsforwardingrulesets", read_forwarding_ruleset},
    Row{"microsoft.network/dnsforwardingrulesets/forwardingrules", nullptr},
    Row{"microsoft.network/dnsforwardingrulesets/virtualnetworklinks", nullptr},
    Row{"microsoft.network/dnsresolverpolicies", read_dns_security_policy},
    Row{"microsoft.network/dnsresolverpolicies/dnssecurityrules", nullptr},
    Row{"microsoft.network/dnsresolverpolicies/virtualnetworklinks", nullptr},
    Row{"microsoft.network/dnsresolverdomainlists", read_nothing},
    Row{"microsoft.web/serverfarms", read_plan},
    Row{"microsoft.web/sites", read_site},
    Row{"microsoft.web/sites/slots", read_site},
    Row{"microsoft.web/sites/config", nullptr},
    Row{"microsoft.web/sites/slots/config", nullptr},
    Row{"microsoft.web/sites/networkconfig", nullptr},
    Row{"microsoft.web/sites/slots/networkconfig", nullptr},
    Row{"microsoft.web/sites/virtualnetworkconnections", nullptr},
    Row{"microsoft.web/sites/slots/virtualnetworkconnections", nullptr},
    Row{"microsoft.authorization/roleassignments", read_role_assignment},
    Row{"microsoft.keyvault/vaults/secrets", read_secret},
};

constexpr std::string_view record_types = "microsoft.network/privatednszones/";

// Children that change their service but have no structure of their own; network_rules.cpp and
// private_endpoint.cpp read them.
constexpr std::string_view service_children[] = {"/privateendpointconnections", "/firewallrules",
                                                 "/virtualnetworkrules", "/networkrulesets"};

bool is_service_child(const std::string& type) {
  return std::ranges::any_of(service_children,
                             [&](std::string_view end) { return type.ends_with(end); });
}

bool is_read_with_parent(const std::string& type) {
  const auto row = std::ranges::find(readers, type, &Row::type);
  return row != readers.end() ? row->read == nullptr : is_service_child(type);
}

void read_other(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::OtherResource other;
  read_common(id, value, other);
  other.type = id.type();
  reading.out.others.push_back(std::move(other));
}

void read_one(const azure::ResourceId& id, const Value& value, Reading& reading) {
  const std::string type = to_lower(id.type());
  const auto row = std::ranges::find(readers, type, &Row::type);
  if (row != readers.end()) {
    if (row->read != nullptr) row->read(id, value, reading);
  } else if (type.starts_with(record_types)) {
    read_record_set(id, value, reading);
  } else if (!is_service_child(type)) {
    const bool service = read_service(id, value, reading);  // an AKS cluster is both
    const bool hosted = read_hosted(id, value, reading);
    read_relay(id, value, reading);
    if (!service && !hosted) read_other(id, value, reading);
  }
}

// Rules and routes carry their own doubts, which touch only what they cover.
bool carries_its_doubts(std::string_view type) {
  return type == "microsoft.network/networksecuritygroups/securityrules" ||
         type == "microsoft.network/routetables/routes";
}

// The service or app that a strange member of this resource may change; empty where any path may
// rest on it.
azure::ResourceId concerned(const azure::ResourceId& id, const std::string& type) {
  if (type.starts_with("microsoft.network/")) return {};
  return is_read_with_parent(type) ? id.parent() : id;
}

void note_strange(const azure::ResourceId& id, const Value& value, Reading& reading) {
  const std::string type = to_lower(id.type());
  if (carries_its_doubts(type)) return;
  for (const StrangeMember& strange : strange_members(type, id.name(), value)) {
    const azure::ResourceId about = concerned(id, type);
    const std::string scope = about.empty() ? type : to_lower(about.type());
    report_strange(strange, reading.diagnostics);
    reading.out.gaps.push_back({strange.name, {scope}, to_where(strange.place), about});
  }
}

// A rule or a configuration listed without its owner still counts: the owner becomes a stub
// (I-005).
ResourceSet with_owners(const ResourceSet& set) {
  ResourceSet complete = set;
  for (const auto& [id, value] : set.all()) {
    if (!is_read_with_parent(to_lower(id.type()))) continue;
    const azure::ResourceId owner = id.parent();
    if (owner.empty() || complete.find(owner) != nullptr) continue;
    Value stub = make_object(value->place);
    stub.set("id", make_string(owner.text(), value->place));
    stub.set("$external", make_bool(true, value->place));
    complete.put(owner, std::move(stub));
  }
  return complete;
}

}  // namespace

void Reading::not_known(const std::string& what, std::vector<std::string> scope,
                        const Place& place) {
  out.gaps.push_back({what, std::move(scope), to_where(place)});
}

azure::ResourceId Reading::known_or_gap(const azure::Property<azure::ResourceId>& property,
                                        const std::string& what, std::vector<std::string> scope,
                                        const Place& place) {
  if (property.unknown() != nullptr)
    not_known(what + ": " + property.unknown()->name, std::move(scope), place);
  return property.known() != nullptr ? *property.known() : azure::ResourceId();
}

azure::ResourceId Reading::id_or_gap(const Value& owner, std::string_view path,
                                     const std::string& what, std::vector<std::string> scope) {
  return known_or_gap(read_id(owner, path, diagnostics), what, std::move(scope), owner.place);
}

std::vector<Child> children(const ResourceSet& set, const azure::ResourceId& parent,
                            std::string_view segment) {
  std::vector<Child> found;
  const std::string start = parent.key() + "/" + to_lower(segment) + "/";
  const auto& all = set.all();
  for (auto next = all.lower_bound(azure::ResourceId(start + "!"));
       next != all.end() && next->first.key().starts_with(start); ++next) {
    if (next->first.key().find('/', start.size()) == std::string::npos)
      found.emplace_back(next->first, next->second.get());
  }
  return found;
}

const Value* child(const ResourceSet& set, const azure::ResourceId& parent,
                   std::string_view segment, std::string_view name) {
  return set.find(parent.child(segment, name));
}

}  // namespace resources

azure::Resources to_resources(const ResourceSet& set, Diagnostics& diagnostics) {
  azure::Resources out;
  const ResourceSet complete = resources::with_owners(set);
  resources::Reading reading{complete, out, diagnostics};
  for (const auto& [id, value] : complete.all()) {
    resources::read_one(id, *value, reading);
    resources::note_strange(id, *value, reading);
  }
  for (const ResourceSet::Gap& gap : set.gaps())
    out.gaps.push_back({gap.what, gap.scope, to_where(gap.place)});
  return out;
}

}  // namespace airtight::input
