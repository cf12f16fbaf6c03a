#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

using azure::ConnectionState;
using State = azure::Property<ConnectionState>;

constexpr std::string_view scope = "microsoft.network/privateendpoints";
constexpr std::string_view status_path = "privateLinkServiceConnectionState.status";

constexpr Word<ConnectionState> states[] = {
    {"Approved", ConnectionState::approved},
    {"Pending", ConnectionState::pending},
    {"Rejected", ConnectionState::rejected},
    {"Disconnected", ConnectionState::disconnected},
};

struct Connection {
  const Value* value = nullptr;
  bool manual = false;
};

// An endpoint has exactly one connection, in one of two lists (I-210).
Connection connection_of(const Value& endpoint, Diagnostics& diagnostics) {
  Connection found;
  int count = 0;
  for (const bool manual : {false, true}) {
    const std::string_view path = manual ? "properties.manualPrivateLinkServiceConnections"
                                         : "properties.privateLinkServiceConnections";
    for (const Value* value : elements(endpoint, path, diagnostics)) {
      if (++count == 1) found = {value, manual};
      if (count == 2)
        complain(*value, "one private link connection in all", diagnostics, {"I-210"});
    }
  }
  return found;
}

void read_connection(const Connection& connection, azure::PrivateEndpoint& endpoint,
                     Reading& reading) {
  endpoint.manual = connection.manual;
  const Value& body = content(*connection.value);
  endpoint.target = reading.known_or_gap(read_id(body, "privateLinkServiceId", reading.diagnostics),
                                         "the target of private endpoint " + endpoint.name,
                                         {std::string(scope)}, connection.value->place);
  for (const Value* group : elements(body, "groupIds", reading.diagnostics)) {
    if (group->string() != nullptr) {
      endpoint.group_ids.push_back(*group->string());
    } else if (const Unknown* unknown = group->unknown()) {
      reading.not_known(
          "the group id of private endpoint " + endpoint.name + ": " + to_input(*unknown).name,
          {std::string(scope)}, group->place);
    } else {
      complain(*group, "a group id", reading.diagnostics, {"I-210"});
    }
  }
  endpoint.state = read_enum(body, status_path, states, Words::open, reading.diagnostics);
}

// The service keeps its own record of each connection (I-252).
State state_at_service(const azure::PrivateEndpoint& endpoint, Reading& reading) {
  if (endpoint.target.empty()) return endpoint.state;
  for (const auto& [id, value] :
       children(reading.set, endpoint.target, "privateEndpointConnections")) {
    const Value& body = content(*value);
    if (azure::ResourceId(text_at(body, "privateEndpoint.id")) == endpoint.id)
      return read_enum(body, status_path, states, Words::open, reading.diagnostics);
  }
  return endpoint.state;
}

void add_texts(const Value& owner, std::string_view list, std::string_view member,
               std::vector<net::Ip>& out, Reading& reading) {
  for (const Value* element : elements(owner, list, reading.diagnostics)) {
    if (element->unknown() != nullptr) continue;
    const Value* address =
        member.empty() ? element : lookup(content(*element), member, reading.diagnostics);
    if (address == nullptr || address->unknown() != nullptr) continue;
    if (const auto ip = to_ip(*address, reading.diagnostics)) out.push_back(*ip);
  }
}

void add_interface_addresses(const Value& endpoint, std::vector<net::Ip>& out, Reading& reading) {
  for (const Value* element :
       elements(endpoint, "properties.networkInterfaces", reading.diagnostics)) {
    const Value* interface = reading.set.find(azure::ResourceId(text_at(*element, "id")));
    if (interface == nullptr) continue;
    for (const net::Ip& ip : interface_addresses(*interface, reading.diagnostics))
      out.push_back(ip);
  }
}

// From the surest source to the least sure (D-162); "$addresses" is a prediction of our own.
void read_addresses(const Value& value, azure::PrivateEndpoint& endpoint, Reading& reading) {
  add_texts(value, "properties.ipConfigurations", "privateIPAddress", endpoint.addresses, reading);
  if (endpoint.addresses.empty()) add_interface_addresses(value, endpoint.addresses, reading);
  if (endpoint.addresses.empty()) {
    for (const Value* config :
         elements(value, "properties.customDnsConfigs", reading.diagnostics)) {
      if (config->unknown() == nullptr)
        add_texts(*config, "ipAddresses", "", endpoint.addresses, reading);
    }
  }
  if (!endpoint.addresses.empty()) return;
  add_texts(value, "$addresses", "", endpoint.addresses, reading);
  endpoint.predicted = !endpoint.addresses.empty();
}

// All records of the group, or the ones listed (docs/decisions/0002-normal-form.md).
void read_deleted(const Value& value, azure::ZoneGroup& group, Diagnostics& diagnostics) {
  const Value* deleted = value.find("$recordsDeleted");
  if (deleted != nullptr && deleted->array() != nullptr) {
    for (const Value& record : *deleted->array()) {
      if (record.string() != nullptr) group.deleted_records.push_back(to_lower(*record.string()));
    }
    return;
  }
  const auto all = read_bool(value, "$recordsDeleted", diagnostics);
  group.records_deleted = all.known() != nullptr && *all.known();
}

std::optional<long> order_of(const Value& value, Diagnostics& diagnostics) {
  const auto order = read_integer(value, "$order", diagnostics);
  if (!order) return std::nullopt;
  return static_cast<long>(*order);
}

}  // namespace

void read_private_endpoint(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::PrivateEndpoint endpoint;
  read_common(id, value, endpoint);
  endpoint.state.where = endpoint.where;
  const auto subnet = read_id(value, "properties.subnet.id", reading.diagnostics);
  if (subnet.known() != nullptr) endpoint.subnet = *subnet.known();
  if (subnet.absent()) {
    if (!endpoint.external)
      complain(value, "\"properties.subnet.id\" in it", reading.diagnostics, {"I-210"},
               Severity::warning);
    reading.not_known("the subnet of private endpoint " + endpoint.name, {std::string(scope)},
                      value.place);
  }
  if (subnet.unknown() != nullptr)
    reading.not_known(
        "the subnet of private endpoint " + endpoint.name + ": " + subnet.unknown()->name,
        {std::string(scope)}, value.place);
  const Connection connection = connection_of(value, reading.diagnostics);
  if (connection.value != nullptr && connection.value->unknown() != nullptr) {
    reading.not_known("the connection of private endpoint " + endpoint.name + ": " +
                          to_input(*connection.value->unknown()).name,
                      {std::string(scope)}, connection.value->place);
  } else if (connection.value != nullptr) {
    read_connection(connection, endpoint, reading);
  } else if (!endpoint.external) {
    complain(value, "one private link connection in it", reading.diagnostics, {"I-210"});
  }
  if (endpoint.state.absent()) endpoint.state = state_at_service(endpoint, reading);
  read_addresses(value, endpoint, reading);
  for (const Value* group :
       elements(value, "properties.applicationSecurityGroups", reading.diagnostics)) {
    if (group->unknown() != nullptr) continue;
    const auto member = read_id(*group, "id", reading.diagnostics);
    if (member.known() != nullptr) endpoint.application_groups.push_back(*member.known());
  }
  endpoint.creation_order = order_of(value, reading.diagnostics);
  reading.out.private_endpoints.push_back(std::move(endpoint));
}

// D-103: an approved endpoint moves the public name, wherever it is.
std::vector<std::string> approved_elsewhere(const azure::ResourceId& id, Reading& reading) {
  std::vector<std::string> groups;
  for (const auto& [connection, value] : children(reading.set, id, "privateEndpointConnections")) {
    const Value& body = content(*value);
    const azure::ResourceId endpoint(text_at(body, "privateEndpoint.id"));
    if (!endpoint.empty() && reading.set.find(endpoint) != nullptr) continue;
    Diagnostics said;  // state_at_service says it where an endpoint asks
    const auto state = read_enum(body, status_path, states, Words::open, said);
    if (state.known() != nullptr && *state.known() != ConnectionState::approved) continue;
    if (state.known() == nullptr) {
      reading.not_known("the state of connection " + std::string(connection.name()) + " of " +
                            std::string(id.name()),
                        {std::string(scope)}, value->place);
      continue;
    }
    const std::size_t before = groups.size();
    for (const Value* group : elements(body, "groupIds", reading.diagnostics)) {
      if (group->string() != nullptr) groups.push_back(*group->string());
    }
    if (groups.size() == before) groups.emplace_back("*");
  }
  return groups;
}

void read_zone_group(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::ZoneGroup group;
  read_common(id, value, group);
  group.endpoint = id.parent();
  for (const Value* config :
       elements(value, "properties.privateDnsZoneConfigs", reading.diagnostics)) {
    const Value& body = content(*config);
    const auto zone = read_id(body, "privateDnsZoneId", reading.diagnostics);
    if (zone.known() != nullptr) group.zones.push_back(*zone.known());
    if (zone.unknown() != nullptr)
      reading.not_known("a zone of zone group " + group.name + ": " + zone.unknown()->name,
                        {to_lower(id.type())}, config->place);
    if (zone.absent())
      complain(*config, "\"privateDnsZoneId\" in it", reading.diagnostics, {"I-211"});
  }
  read_deleted(value, group, reading.diagnostics);
  group.write_order = order_of(value, reading.diagnostics);
  reading.out.zone_groups.push_back(std::move(group));
}

}  // namespace airtight::input::resources
