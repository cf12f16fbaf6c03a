#include "input/terraform/azapi.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "input/az/symbol.h"
#include "input/json.h"
#include "input/types.h"

namespace airtight::input::terraform {
namespace {

struct Reference {
  std::string_view end;   // of the path in the body
  std::string_view type;  // "" for any
};

// The references of a body are known for the body as a whole only, so the type decides (I-320).
constexpr Reference body_references[] = {
    {"networkSecurityGroup.id", types::nsgs},
    {"routeTable.id", types::route_tables},
    {"natGateway.id", types::nats},
    {"remoteVirtualNetwork.id", types::networks},
    {"virtualNetwork.id", types::networks},
    {"subnet.id", types::subnets},
    {"virtualNetworkSubnetId", types::subnets},
    {"subnetResourceId", types::subnets},
    {"subnetArmId", types::subnets},
    {"subnetId", types::subnets},
    {"infrastructureSubnetId", types::subnets},
    {"delegatedSubnetResourceId", types::subnets},
    {"publicIPAddress.id", types::public_ips},
    {"privateDnsZoneId", types::private_zones},
    {"serverFarmId", types::plans},
    {"firewallPolicy.id", types::firewall_policies},
    {"virtualWan.id", types::wans},
    {"virtualHub.id", types::virtual_hubs},
    {"privateLinkServiceId", ""},
};

std::string_view type_of(std::string_view path) {
  const auto* const found = std::ranges::find_if(body_references, [&](const Reference& reference) {
    return path.ends_with(reference.end) && path[path.size() - reference.end.size() - 1] == '.';
  });
  return found == std::end(body_references) ? std::string_view("-") : found->type;
}

void move_to(Value& value, const Place& place) {
  value.place = place;
  if (Array* items = value.array()) {
    for (Value& item : *items) move_to(item, place);
  } else if (Object* members = value.object()) {
    for (Member& member : *members) move_to(member.value, place);
  }
}

// Version 1 of the provider has the body as text. Its values stand where the text does.
Value parsed(const Value& text, const Conversion& at) {
  Diagnostics faults;
  auto body = read_json(*text.string(), text.place.file(), faults);
  if (body && body->object() != nullptr) {
    move_to(*body, text.place);
    return *body;
  }
  at.diagnostics.push_back(
      {Severity::error,
       to_where(text.place),
       "the body of " + at.instance.address.text + " is not JSON, expected an object",
       {"I-320"}});
  return make_unknown(at.instance.address.text + ".body", "an invalid value", text.place);
}

void find_ids(Value& value, std::string& path, Conversion& at) {
  const std::size_t size = path.size();
  if (value.unknown() != nullptr) {
    const std::string_view type = type_of(path);
    if (type == "-") return;
    const auto found = at.ids.candidates(at.instance, path, type);
    if (found.size() == 1) value = make_string(found.front().text(), value.place);
  } else if (Array* items = value.array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      path += "." + std::to_string(i);
      find_ids((*items)[i], path, at);
      path.resize(size);
    }
  } else if (Object* members = value.object()) {
    for (Member& member : *members) {
      path += "." + member.key;
      find_ids(member.value, path, at);
      path.resize(size);
    }
  }
}

// An identity is a block or an object, as the provider's version has it.
void add_identity(const Value& values, Value& resource) {
  const Value* identity = values.find("identity");
  if (identity != nullptr && identity->array() != nullptr)
    identity = identity->array()->empty() ? nullptr : &identity->array()->front();
  if (identity == nullptr || identity->object() == nullptr) return;
  for (const auto& [from, to] :
       {std::pair("type", "identity.type"), std::pair("principal_id", "identity.principalId")}) {
    if (const Value* member = identity->find(from); member != nullptr && !member->is_null())
      resource.set_path(to, *member);
  }
}

}  // namespace

bool is_azapi_action(const Instance& instance) {
  if (instance.address.type == "azapi_data_plane_resource") return true;
  if (instance.address.type != "azapi_resource_action") return instance.address.data;
  const Value* method = instance.values.find("method");
  return method == nullptr || method->string() == nullptr ||
         (*method->string() != "PATCH" && *method->string() != "PUT");
}

Value azapi_resource(Conversion& at) {
  const Value& values = at.instance.values;
  Value resource = make_object(values.place);
  const Value* written = values.find("body");
  Value body = make_object(values.place);
  if (written != nullptr && !written->is_null())
    body = written->string() != nullptr ? parsed(*written, at) : *written;
  std::string path = "body";
  find_ids(body, path, at);
  if (body.unknown() != nullptr) {
    resource.set("properties", std::move(body));
  } else if (Object* members = body.object()) {
    for (Member& member : *members) resource.set(member.key, std::move(member.value));
  }
  if (resource.find("properties") == nullptr) resource.set("properties", make_object(values.place));
  const Value* location = values.find("location");
  if (location != nullptr && !location->is_null()) resource.set("location", *location);
  add_identity(values, resource);
  return resource;
}

}  // namespace airtight::input::terraform
