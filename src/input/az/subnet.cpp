#include "subnet.h"

#include <airtight/azure/usable_addresses.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <set>

#include "generic.h"
#include "input/types.h"
#include "prefixes.h"

namespace airtight::input::az {
namespace {

// Options that attach a resource to the subnet; "" and null detach it.
struct Attachment {
  std::string_view option;
  std::string_view type;
  std::string_view property;
};
constexpr std::array<Attachment, 3> attachments{{
    {"network-security-group", "Microsoft.Network/networkSecurityGroups",
     "properties.networkSecurityGroup"},
    {"route-table", "Microsoft.Network/routeTables", "properties.routeTable"},
    {"nat-gateway", "Microsoft.Network/natGateways", "properties.natGateway"},
}};

Result<Value> attach(Call& call, Value& subnet) {
  for (const Attachment& attachment : attachments) {
    auto set = set_reference(call, subnet, attachment.property, attachment.option, attachment.type);
    if (!set) return set;
  }
  return Value{};
}

// Services by name, or the objects of the JSON form.
Value delegation_list(const Call& call) {
  const Value names = list_value(call, "delegations");
  Value list = make_array(names.place);
  for (const Value& name : *names.array()) {
    const std::string index = std::to_string(list.array()->size());
    const Value* service = name.object() != nullptr ? name.find("serviceName") : &name;
    if (service == nullptr) service = name.find("service-name");
    Value entry = make_object(name.place);
    const Value* label = name.find("name");
    entry.set("name", label != nullptr ? *label : make_string(index, name.place));
    entry.set_path(
        "properties.serviceName",
        service != nullptr && !(service->string() != nullptr && *service->string() == "null")
            ? *service
            : make_unknown("--delegations", "its service is not named", name.place));
    list.array()->push_back(std::move(entry));
  }
  return list;
}

Value endpoint_list(const Call& call) {
  const Value names = list_value(call, "service-endpoints");
  Value list = make_array(names.place);
  for (const Value& name : *names.array()) {
    if (name.object() != nullptr) {
      list.array()->push_back(name);
      continue;
    }
    Value entry = make_object(name.place);
    entry.set("service", name);
    list.array()->push_back(std::move(entry));
  }
  return list;
}

Result<Value> set_endpoint_policies(Call& call, Value& subnet) {
  if (!call.has("service-endpoint-policy")) return Value{};
  auto list =
      references(call, "service-endpoint-policy", "Microsoft.Network/serviceEndpointPolicies");
  if (!list) return list;
  subnet.set_path("properties.serviceEndpointPolicies", std::move(*list));
  return Value{};
}

// TD-06, N-070: --disable-… alone or with true means Disabled and cannot say the half-enabled
// values; the newer option says it by name.
void set_policy(Value& subnet, const Call& call, std::string_view disable, std::string_view named,
                std::string_view property) {
  if (call.has(disable)) {
    const Value disabled = boolean_value(call, disable, true);
    if (disabled.boolean() == nullptr) {
      subnet.set_path(property, disabled);
    } else {
      subnet.set_path(property,
                      make_string(*disabled.boolean() ? "Disabled" : "Enabled", disabled.place));
    }
  }
  set_text(subnet, property, call, named);
}

Result<Value> set_subnet_options(Call& call, const azure::ResourceId& id, Value& subnet) {
  if (call.has("address-prefixes")) {
    const Value prefixes = list_value(call, "address-prefixes");
    auto checked = check_subnet_prefixes(call, id, prefixes);
    if (!checked) return checked;
    set_subnet_prefixes(subnet, prefixes);
  }
  auto attached = attach(call, subnet);
  if (!attached) return attached;
  if (call.has("delegations")) subnet.set_path("properties.delegations", delegation_list(call));
  if (call.has("service-endpoints"))
    subnet.set_path("properties.serviceEndpoints", endpoint_list(call));
  auto policies = set_endpoint_policies(call, subnet);
  if (!policies) return policies;
  set_policy(subnet, call, "disable-private-endpoint-network-policies",
             "private-endpoint-network-policies", "properties.privateEndpointNetworkPolicies");
  set_policy(subnet, call, "disable-private-link-service-network-policies",
             "private-link-service-network-policies",
             "properties.privateLinkServiceNetworkPolicies");
  set_boolean(subnet, "properties.defaultOutboundAccess", call, "default-outbound-access");
  return Value{};
}

std::string joined(const std::vector<net::Prefix>& prefixes) {
  std::vector<std::string> texts;
  for (const net::Prefix& prefix : prefixes) texts.push_back(net::to_string(prefix));
  return join(texts, ", ");
}

Result<Value> check_one(Call& call, const azure::ResourceId& id, const net::Prefix& prefix,
                        const Place& place) {
  const int smallest = prefix.base.family == net::Family::v4 ? 29 : 64;
  if (prefix.length > smallest)
    return refuse(place,
                  net::to_string(prefix) + " is too small; the smallest subnet is /" +
                      std::to_string(smallest),
                  {prefix.base.family == net::Family::v4 ? "N-003" : "N-004"});
  const Value network = current(call.session, id.parent());
  const Value* list = network.at_path("properties.addressSpace.addressPrefixes");
  const auto space =
      prefixes_of(network, "properties.addressPrefix", "properties.addressSpace.addressPrefixes");
  const bool known = list != nullptr && !has_unknown(*list);
  if (known &&
      std::ranges::none_of(space, [&](const net::Prefix& block) { return block.contains(prefix); }))
    return refuse(place,
                  net::to_string(prefix) + " is outside the address space of \"" +
                      std::string(id.parent().name()) + "\": " + joined(space),
                  {"N-001"});
  for (const azure::ResourceId& other : children(call.session, id.parent(), "subnets")) {
    if (other == id) continue;
    for (const net::Prefix& taken : subnet_prefixes(call.session, other)) {
      if (taken.overlaps(prefix))
        return refuse(place,
                      net::to_string(prefix) + " overlaps " + net::to_string(taken) +
                          " of subnet \"" + std::string(other.name()) + "\"",
                      {"N-001"});
    }
  }
  return Value{};
}

// Everything below `value` that is the text of an address in one of these members.
void collect_addresses(const Value& value, std::set<net::Ip>& taken, int depth) {
  if (depth > 20) return;
  if (const Array* array = value.array()) {
    for (const Value& each : *array) collect_addresses(each, taken, depth + 1);
  }
  if (const Object* object = value.object()) {
    for (const Member& member : *object) {
      const auto* text = member.value.string();
      if (text != nullptr && equal_ignoring_case(member.key, "privateIPAddress")) {
        if (const auto ip = net::parse_ip(*text)) taken.insert(*ip);
      }
      collect_addresses(member.value, taken, depth + 1);
    }
  }
}

// Addresses of other subnets do no harm here: they are never candidates.
std::set<net::Ip> taken_addresses(const Session& session) {
  std::set<net::Ip> taken;
  for (const auto& [id, resource] : session.resources.all()) {
    if (const Value* given = resource->find("$addresses"); given != nullptr && given->array()) {
      for (const Value& address : *given->array()) {
        if (const auto ip = address.string() ? net::parse_ip(*address.string())
                                             : Result<net::Ip>(fail("unknown")))
          taken.insert(*ip);
      }
    }
    if (const Value* properties = resource->find("properties"))
      collect_addresses(*properties, taken, 0);
  }
  return taken;
}

bool is_in(const Value& resource, const azure::ResourceId& subnet, int depth = 0) {
  if (depth > 20) return false;
  if (const Array* array = resource.array()) {
    return std::ranges::any_of(*array,
                               [&](const Value& each) { return is_in(each, subnet, depth + 1); });
  }
  const Object* object = resource.object();
  if (object == nullptr) return false;
  const Value* id = resource.at_path("subnet.id");
  if (id != nullptr && id->string() != nullptr && azure::ResourceId(*id->string()) == subnet)
    return true;
  return std::ranges::any_of(
      *object, [&](const Member& member) { return is_in(member.value, subnet, depth + 1); });
}

}  // namespace

void set_subnet_prefixes(Value& subnet, const Value& prefixes) {
  Value& properties = subnet.find("properties") != nullptr
                          ? *subnet.find("properties")
                          : subnet.set("properties", make_object(prefixes.place));
  properties.erase("addressPrefix");
  properties.erase("addressPrefixes");
  if (prefixes.array()->size() == 1) {
    properties.set("addressPrefix", prefixes.array()->front());
  } else {
    properties.set("addressPrefixes", prefixes);
  }
}

Result<Value> check_subnet_prefixes(Call& call, const azure::ResourceId& id,
                                    const Value& prefixes) {
  for (const Value& element : *prefixes.array()) {
    Value one = make_array(element.place);
    one.array()->push_back(element);
    const auto read = read_prefixes(one);
    if (!read) return tl::unexpected<Error>(read.error());
    if (read->empty()) continue;
    auto checked = check_one(call, id, read->front(), element.place);
    if (!checked) return checked;
  }
  return Value{};
}

std::vector<net::Prefix> subnet_prefixes(const Session& session, const azure::ResourceId& subnet) {
  return prefixes_of(current(session, subnet), "properties.addressPrefix",
                     "properties.addressPrefixes");
}

Result<Value> create_subnet(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto network = require(call, id->parent(), call.place_of("vnet-name"), false);
  if (!network) return tl::unexpected<Error>(network.error());
  if (!call.has("address-prefixes"))
    return refuse(call, "--address-prefixes is missing", {"I-404"});
  Value body = make_object(call.place_of("name"));
  auto set = set_subnet_options(call, *id, body);
  if (!set) return set;
  // What the command line writes unless told otherwise (T-102).
  if (body.at_path("properties.privateEndpointNetworkPolicies") == nullptr)
    body.set_path("properties.privateEndpointNetworkPolicies",
                  make_string("Disabled", call.place()));
  if (body.at_path("properties.privateLinkServiceNetworkPolicies") == nullptr)
    body.set_path("properties.privateLinkServiceNetworkPolicies",
                  make_string("Enabled", call.place()));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> update_subnet(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  auto set = set_subnet_options(call, *id, body);
  if (!set) return set;
  return store(call, *id, std::move(body));
}

Result<Value> check_address(Call& call, const azure::ResourceId& subnet) {
  const shell::Word* word = call.options.word("private-ip-address");
  if (word == nullptr || word->unknown || word->text.empty()) return Value{};
  const auto ip = net::parse_ip(word->text);
  if (!ip) return refuse(word->place, "\"" + word->text + "\" is no address", {"N-002"});
  const auto prefixes = subnet_prefixes(call.session, subnet);
  for (const net::Prefix& prefix : prefixes) {
    if (!prefix.contains(*ip)) continue;
    if (!azure::usable_addresses(prefix).contains(*ip))
      return refuse(
          word->place,
          word->text + " is one of Azure's own five addresses of " + net::to_string(prefix),
          {"N-002"});
    return Value{};
  }
  if (prefixes.empty()) return Value{};
  return refuse(word->place,
                word->text + " is not in subnet \"" + std::string(subnet.name()) + "\"", {"N-002"});
}

Result<Value> check_subnet_takes_interfaces(Call& call, const azure::ResourceId& subnet) {
  const auto services = delegations(current(call.session, subnet));
  if (services.empty()) return Value{};
  return refuse(call.place_of("subnet"),
                "subnet \"" + std::string(subnet.name()) + "\" is delegated to " +
                    services.front() + ", so nothing else may be in it",
                {"N-014"});
}

azure::ResourceId make_network(Call& call, const azure::ResourceId& network,
                               std::string_view subnet_name) {
  const auto first_of = [&](std::string_view key, std::string_view otherwise) {
    return make_string(call.has(key) ? call.text(key) : std::string(otherwise), call.place());
  };
  Value body = make_object(call.place());
  body.set("location", location(call));
  append(body, "properties.addressSpace.addressPrefixes",
         first_of("vnet-address-prefix", "10.0.0.0/16"));
  put(call.session, network, std::move(body));
  azure::ResourceId id = network.child("subnets", subnet_name);
  Value subnet = make_object(call.place());
  subnet.set_path("properties.addressPrefix", first_of("subnet-address-prefix", "10.0.0.0/24"));
  put(call.session, id, std::move(subnet));
  return id;
}

Result<azure::ResourceId> subnet_or_new(Call& call) {
  const shell::Word* name = call.options.word("vnet-name");
  const shell::Word* subnet = call.options.word("subnet");
  if (name == nullptr || subnet == nullptr || is_id(subnet->text) || is_id(name->text) ||
      name->unknown)
    return subnet_reference(call);
  const azure::ResourceId network =
      id_in_group(call, "Microsoft.Network/virtualNetworks", name->text);
  // In a group that this session did not make the network may exist.
  if (call.session.resources.find(network) != nullptr || !made_group(call))
    return subnet_reference(call);
  return make_network(call, network, subnet->text);
}

std::vector<std::string> delegations(const Value& subnet) {
  std::vector<std::string> services;
  const Value* list = subnet.at_path("properties.delegations");
  if (list == nullptr || list->array() == nullptr) return services;
  for (const Value& entry : *list->array()) {
    const Value* service = entry.at_path("properties.serviceName");
    services.push_back(service != nullptr && service->string() ? *service->string() : "unknown");
  }
  return services;
}

Value make_delegation(std::string_view name, std::string_view service, const Place& place) {
  Value entry = make_object(place);
  entry.set("name", make_string(std::string(name), place));
  entry.set_path("properties.serviceName", make_string(std::string(service), place));
  return entry;
}

bool is_delegated_to_web(const Value& subnet) {
  return std::ranges::any_of(delegations(subnet), [](const std::string& service) {
    return equal_ignoring_case(service, types::web);
  });
}

Value free_addresses(const Session& session, const azure::ResourceId& subnet, std::size_t count,
                     const Place& place) {
  Value list = make_array(place);
  const auto prefixes = subnet_prefixes(session, subnet);
  const std::set<net::Ip> taken = taken_addresses(session);
  for (const net::Prefix& prefix : prefixes) {
    if (prefix.base.family != net::Family::v4) continue;
    const azure::UsableAddresses usable = azure::usable_addresses(prefix);
    net::Ip ip = usable.first;
    for (; list.array()->size() < count && usable.contains(ip); ip = net::advance(ip, 1)) {
      if (!taken.contains(ip)) list.array()->push_back(make_string(net::to_string(ip), place));
    }
  }
  while (list.array()->size() < count) {
    list.array()->push_back(make_unknown(
        "address in subnet " + std::string(subnet.name()),
        prefixes.empty() ? "the subnet's prefix is unknown" : "the subnet has no free address",
        place));
  }
  return list;
}

std::string occupant(const Session& session, const azure::ResourceId& subnet,
                     std::string_view type) {
  for (const Value* resource : session.resources.of_type(type)) {
    if (is_in(*resource, subnet)) return *resource->find("name")->string();
  }
  return {};
}

}  // namespace airtight::input::az
