// The IP configurations of network interfaces (I-207).

#include "interface_parts.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "element.h"
#include "generic.h"
#include "input/types.h"
#include "subnet.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view list_path = "properties.ipConfigurations";

// An option that names elements of another resource, by id or by name in the owner's list.
struct Membership {
  std::string_view option;
  std::string_view owner_option;
  std::string_view owner_type;
  std::string_view list;      // of the owner
  std::string_view property;  // of the configuration
};
constexpr std::array memberships{
    Membership{"lb-address-pools", "lb-name", types::load_balancers, "backendAddressPools",
               "properties.loadBalancerBackendAddressPools"},
    Membership{"lb-inbound-nat-rules", "lb-name", types::load_balancers, "inboundNatRules",
               "properties.loadBalancerInboundNatRules"},
    Membership{"app-gateway-address-pools", "gateway-name", types::app_gateways,
               "backendAddressPools", "properties.applicationGatewayBackendAddressPools"},
};

Result<azure::ResourceId> member_id(Call& call, const shell::Word& word, const Membership& row) {
  if (is_id(word.text)) {
    azure::ResourceId id(word.text);
    auto owner = require(call, id.parent(), word.place, true);
    if (!owner) return owner;
    return id;
  }
  const shell::Word* name = call.options.word(row.owner_option);
  if (name == nullptr)
    return refuse(word.place,
                  "\"" + word.text + "\" is a name; it needs --" + std::string(row.owner_option) +
                      " or must be a resource id",
                  {"I-406"});
  auto owner = reference(call, *name, row.owner_type);
  if (!owner) return owner;
  return owner->child(row.list, word.text);
}

Value private_address(const Value& configuration) {
  const Value* address = configuration.at_path("properties.privateIPAddress");
  return address == nullptr ? Value{} : *address;
}

// "" turns a static address into a dynamic one.
void set_private_address(Call& call, Value& configuration) {
  const shell::Word* word = call.options.word("private-ip-address");
  if (word == nullptr) return;
  const bool given = word->unknown || !word->text.empty();
  configuration.set_path("properties.privateIPAllocationMethod",
                         make_string(given ? "Static" : "Dynamic", word->place));
  if (given) {
    configuration.set_path("properties.privateIPAddress", value_of(*word));
  } else {
    erase_path(configuration, "properties.privateIPAddress");
  }
}

// An IPv4 configuration without --subnet is in the subnet of the interface.
Result<Value> set_subnet(Call& call, const Value& interface, Value& configuration) {
  if (call.has("subnet")) {
    const auto subnet = subnet_reference(call);
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    auto taken = check_subnet_takes_interfaces(call, *subnet);
    if (!taken) return taken;
    configuration.set_path("properties.subnet", id_object(*subnet, call.place_of("subnet")));
  }
  if (configuration.at_path("properties.subnet") != nullptr) return Value{};
  const Value list = list_at(interface, list_path);
  const Value* first = list.array()->empty() ? nullptr : &list.array()->front();
  for (const Value& each : *list.array()) {
    const Value* primary = each.at_path("properties.primary");
    if (primary != nullptr && primary->boolean() != nullptr && *primary->boolean()) first = &each;
  }
  const Value* subnet = first == nullptr ? nullptr : first->at_path("properties.subnet");
  configuration.set_path("properties.subnet",
                         subnet != nullptr
                             ? *subnet
                             : make_unknown("subnet of " + call.text("name"),
                                            "the interface is outside the input", call.place()));
  return Value{};
}

Result<Value> configuration_set_options(Call& call, const Value& interface, Value& configuration) {
  auto subnet = set_subnet(call, interface, configuration);
  if (!subnet) return subnet;
  set_text(configuration, "properties.privateIPAllocationMethod", call,
           "private-ip-allocation-method");
  const Value* in = configuration.at_path("properties.subnet.id");
  if (in != nullptr && in->string() != nullptr) {
    auto inside = check_address(call, azure::ResourceId(*in->string()));
    if (!inside) return inside;
  }
  set_private_address(call, configuration);
  auto address = set_reference(call, configuration, "properties.publicIPAddress",
                               "public-ip-address", types::public_ips);
  if (!address) return address;
  if (call.has("application-security-groups")) {
    auto list = references(call, "application-security-groups", types::asgs);
    if (!list) return list;
    configuration.set_path("properties.applicationSecurityGroups", std::move(*list));
  }
  return set_memberships(call, configuration);
}

// One configuration of an interface is the primary one.
void make_primary(Call& call, Value& interface, Value& configuration) {
  if (!is_true(call, "make-primary")) return;
  Value list = list_at(interface, list_path);
  for (Value& each : *list.array())
    each.set_path("properties.primary", make_bool(false, call.place()));
  interface.set_path(list_path, std::move(list));
  configuration.set_path("properties.primary", make_bool(true, call.place()));
}

Result<Value> write_configuration(Call& call) {
  const auto element = element_of(call);
  if (!element) return tl::unexpected<Error>(element.error());
  Value interface = current(call.session, element->owner);
  Value configuration = element_or_new(call, interface, list_path, element->name);
  if (call.command.words.ends_with(" create")) {
    configuration.set("properties", make_object(call.place()));
    configuration.set_path("properties.privateIPAllocationMethod",
                           make_string("Dynamic", call.place()));
    configuration.set_path("properties.privateIPAddressVersion",
                           text_or(call, "private-ip-address-version", "IPv4"));
  }
  auto set = configuration_set_options(call, interface, configuration);
  if (!set) return set;
  apply_generic_update(call, configuration);
  note_unread(call, {"gateway-lb", "asgs-obj"});
  make_primary(call, interface, configuration);
  if (!knows_elements(call.session, element->owner, list_path))
    add_gap(call.session, call.place(),
            "the other IP configurations of " + std::string(element->owner.name()),
            {to_lower(types::nics)});
  put_element(interface, list_path, std::move(configuration));
  predict_addresses(call, interface);
  put(call.session, element->owner, std::move(interface));
  return show_element(call, list_path);
}

// The prediction of the configuration goes with it.
Result<Value> remove_configuration(Call& call) {
  const auto element = element_of(call);
  if (!element) return tl::unexpected<Error>(element.error());
  Value interface = current(call.session, element->owner);
  const Value* found = find_element(interface, list_path, element->name);
  Value* predicted = interface.find("$addresses");
  if (found != nullptr && predicted != nullptr && predicted->array() != nullptr) {
    const auto at = found - interface.at_path(list_path)->array()->data();
    if (at < static_cast<std::ptrdiff_t>(predicted->array()->size()))
      predicted->array()->erase(predicted->array()->begin() + at);
    put(call.session, element->owner, std::move(interface));
  }
  return remove_element(call, list_path);
}

Result<Value> show_configuration(Call& call) { return show_element(call, list_path); }
Result<Value> list_configurations(Call& call) { return list_elements(call, list_path); }

// "ip-config address-pool add" and "remove": one pool of one configuration.
Result<Value> change_pool(Call& call) {
  const auto nic = element_of(call);
  if (!nic) return tl::unexpected<Error>(nic.error());
  const shell::Word& pool = *call.options.word("address-pool");
  if (pool.unknown) {
    note_unread(call, {"address-pool"});
    return Value{};
  }
  const Membership& row = call.has("gateway-name") ? memberships.back() : memberships.front();
  const auto id = member_id(call, pool, row);
  if (!id) return tl::unexpected<Error>(id.error());
  Value interface = current(call.session, nic->owner);
  const std::string name = call.text("ip-config-name");
  if (find_element(interface, list_path, name) == nullptr &&
      knows_elements(call.session, nic->owner, list_path))
    return refuse(
        call.place_of("ip-config-name"),
        "\"" + std::string(nic->owner.name()) + "\" has no IP configuration \"" + name + "\"",
        {"I-422"});
  Value configuration = element_or_new(call, interface, list_path, name);
  Value list = list_at(configuration, row.property);
  std::erase_if(*list.array(), [&](const Value& each) {
    const Value* other = each.find("id");
    return other != nullptr && other->string() != nullptr &&
           azure::ResourceId(*other->string()) == *id;
  });
  if (call.command.words.ends_with(" add")) list.array()->push_back(id_object(*id, pool.place));
  configuration.set_path(row.property, std::move(list));
  return write_element(call, {nic->owner, name}, list_path, std::move(configuration));
}

constexpr std::string_view configuration_options =
    "--nic-name ! ^; --name -n !; @G @u @ids; --subnet; --vnet-name; --private-ip-address; "
    "--private-ip-address-version {IPv4|IPv6}; --private-ip-allocation-method {Static|Dynamic}; "
    "--public-ip-address; --application-security-groups --asgs *; --make-primary ?; --lb-name; "
    "--lb-address-pools --load-balancer-backend-address-pools *; "
    "--lb-inbound-nat-rules --load-balancer-inbound-nat-rules *; --gateway-name; "
    "--app-gateway-address-pools --ag-address-pools --application-gateway-backend-address-pools *; "
    "--gateway-lb; --asgs-obj *";
constexpr std::string_view one_part = "--nic-name ! ^; --name -n !; @G @ids";
constexpr std::string_view pool_options =
    "--nic-name ! ^; --ip-config-name -n !; @G; --address-pool !; --lb-name; --gateway-name";

constexpr std::array interface_parts_rows{
    Command{"network nic ip-config create", types::nics, configuration_options,
            write_configuration},
    Command{"network nic ip-config update", types::nics, configuration_options,
            write_configuration},
    Command{"network nic ip-config show", types::nics, one_part, show_configuration},
    Command{"network nic ip-config list", types::nics, "--nic-name ! ^; @G", list_configurations},
    Command{"network nic ip-config delete", types::nics, one_part, remove_configuration},
    Command{"network nic ip-config address-pool add", types::nics, pool_options, change_pool},
    Command{"network nic ip-config address-pool remove", types::nics, pool_options, change_pool},
};

}  // namespace

Result<Value> set_memberships(Call& call, Value& configuration) {
  for (const Membership& row : memberships) {
    if (!call.has(row.option)) continue;
    Value list = make_array(call.place_of(row.option));
    for (const shell::Word& word : call.options.words(row.option)) {
      if (word.text.empty() && !word.unknown) continue;
      if (word.unknown) {
        Value object = make_object(word.place);
        object.set("id", value_of(word));
        list.array()->push_back(std::move(object));
        continue;
      }
      const auto id = member_id(call, word, row);
      if (!id) return tl::unexpected<Error>(id.error());
      list.array()->push_back(id_object(*id, word.place));
    }
    configuration.set_path(row.property, std::move(list));
  }
  return Value{};
}

void predict_addresses(Call& call, Value& interface) {
  const Value list = list_at(interface, list_path);
  const Value* before = interface.find("$addresses");
  const Array kept = before != nullptr && before->array() != nullptr ? *before->array() : Array{};
  Value addresses = make_array(interface.place);
  for (std::size_t i = 0; i < list.array()->size(); ++i) {
    const Value& configuration = (*list.array())[i];
    Value address = private_address(configuration);
    const Value* subnet = configuration.at_path("properties.subnet.id");
    if (address.is_null() && i < kept.size()) address = kept[i];
    if (address.is_null() && subnet != nullptr && subnet->string() != nullptr) {
      // The interface's own addresses are not in the set yet.
      const std::size_t asked = addresses.array()->size() + 1;
      const Value free = free_addresses(call.session, azure::ResourceId(*subnet->string()), asked,
                                        interface.place);
      for (const Value& each : *free.array()) {
        const bool taken = std::ranges::any_of(
            *addresses.array(), [&](const Value& other) { return same_value(other, each); });
        if (address.is_null() && !taken) address = each;
      }
    }
    if (address.is_null())
      address =
          make_unknown("an address of the interface", "its subnet is not known", interface.place);
    addresses.array()->push_back(std::move(address));
  }
  interface.set("$addresses", std::move(addresses));
}

std::span<const Command> interface_part_commands() { return interface_parts_rows; }

}  // namespace airtight::input::az
