#pragma once

#include <airtight/azure/resources.h>
#include <airtight/base/diagnostic.h>
#include <airtight/input/resource_set.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace airtight::input::resources {

// The set being read and what has been read of it so far.
struct Reading {
  const ResourceSet& set;
  azure::Resources& out;
  Diagnostics& diagnostics;

  // Carries what a structure has no place for: the verdicts it may change become uncertain.
  void not_known(const std::string& what, std::vector<std::string> scope, const Place& place);

  // The id, empty where there is none; of one that is not known `what` is a gap. The second is for
  // the id at a path.
  azure::ResourceId known_or_gap(const azure::Property<azure::ResourceId>& property,
                                 const std::string& what, std::vector<std::string> scope,
                                 const Place& place);
  azure::ResourceId id_or_gap(const Value& owner, std::string_view path, const std::string& what,
                              std::vector<std::string> scope);
};

using Child = std::pair<azure::ResourceId, const Value*>;

// The children "…/<segment>/<name>" of a resource, in order of id.
std::vector<Child> children(const ResourceSet& set, const azure::ResourceId& parent,
                            std::string_view segment);

// The child "…/<segment>/<name>", null if absent.
const Value* child(const ResourceSet& set, const azure::ResourceId& parent,
                   std::string_view segment, std::string_view name);

// One reader for each type. The resource is added to its list in `reading.out`.
using Reader = void (*)(const azure::ResourceId&, const Value&, Reading&);

void read_virtual_network(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_subnet(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_peering(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_service_endpoint_policy(const azure::ResourceId& id, const Value& value,
                                  Reading& reading);
void read_security_group(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_route_table(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_network_interface(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_virtual_machine(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_gateway(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_local_network_gateway(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_gateway_connection(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_firewall(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_firewall_policy(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_rule_collection_group(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_ip_group(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_public_address(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_public_prefix(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_nat_gateway(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_load_balancer(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_virtual_hub(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_hub_connection(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_network_group(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_admin_rule_collection(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_perimeter_profile(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_perimeter_association(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_private_endpoint(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_private_link_service(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_zone_group(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_private_dns_zone(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_link(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_record_set(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_dns_resolver(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_inbound_endpoint(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_outbound_endpoint(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_forwarding_ruleset(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_dns_security_policy(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_plan(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_site(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_role_assignment(const azure::ResourceId& id, const Value& value, Reading& reading);
void read_secret(const azure::ResourceId& id, const Value& value, Reading& reading);

// The resources of a set but for its gaps, read in this many runs of it by two threads; the answer
// is the same for any number.
azure::Resources read_in_runs(const ResourceSet& set, std::size_t count, Diagnostics& diagnostics);

// Whether any reader looks at the properties of resources of the type, which is in lower case; the
// provisioning state and connections of private endpoints aside. Rather yes than no.
bool looks_into(std::string_view type);

// By lower-case type: whether read_relay and read_hosted take it.
bool is_relay_type(std::string_view type);
bool is_hosted_type(std::string_view type);

// False if the type is no PaaS back end of the private link table.
bool read_service(const azure::ResourceId& id, std::string_view type, const Value& value,
                  Reading& reading);

// Adds the resource to the relays if its type (lower case) is one.
void read_relay(const azure::ResourceId& id, std::string_view type, const Value& value,
                Reading& reading);

// False if the type (lower case) hosts nobody's workload in a subnet of the user's.
bool read_hosted(const azure::ResourceId& id, std::string_view type, const Value& value,
                 Reading& reading);

// The group ids of approved connections to endpoints that the set does not have; "*" where the
// group is not said.
std::vector<std::string> approved_elsewhere(const azure::ResourceId& id, Reading& reading);

// The addresses of an interface: primary first.
std::vector<net::Ip> interface_addresses(const Value& interface, Diagnostics& diagnostics);

}  // namespace airtight::input::resources
