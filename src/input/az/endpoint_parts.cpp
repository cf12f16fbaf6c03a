// Parts of private endpoints that are added one by one (I-210), and public prefixes (I-206).

#include "endpoint_parts.h"

#include <array>

#include "generic.h"
#include "input/types.h"

namespace airtight::input::az {
namespace {

Result<azure::ResourceId> endpoint(Call& call) {
  return require(call, id_in_group(call, types::private_endpoints, call.text("endpoint-name")),
                 call.place_of("endpoint-name"), false);
}

// Static addresses are the endpoint's own, whatever was predicted for it.
void take_addresses(Value& body, const Value& configurations) {
  Value addresses = make_array(body.place);
  for (const Value& each : *configurations.array()) {
    if (const Value* address = each.at_path("properties.privateIPAddress"))
      addresses.array()->push_back(*address);
  }
  if (!addresses.array()->empty()) body.set("$addresses", std::move(addresses));
}

Result<Value> add_configuration(Call& call) {
  const auto id = endpoint(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  Value entry = make_object(call.place_of("name"));
  entry.set("name", text_value(call, "name"));
  set_text(entry, "properties.groupId", call, "group-id");
  set_text(entry, "properties.memberName", call, "member-name");
  set_text(entry, "properties.privateIPAddress", call, "private-ip-address");
  Value list = list_at(body, "properties.ipConfigurations");
  list.array()->push_back(std::move(entry));
  take_addresses(body, list);
  body.set_path("properties.ipConfigurations", std::move(list));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> add_group(Call& call) {
  const auto id = endpoint(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const shell::Word& word = *call.options.word("asg-id");
  const auto group = reference(call, word, types::asgs);
  if (!group) return tl::unexpected<Error>(group.error());
  Value body = current(call.session, *id);
  Value list = list_at(body, "properties.applicationSecurityGroups");
  list.array()->push_back(id_object(*group, word.place));
  body.set_path("properties.applicationSecurityGroups", std::move(list));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> create_prefix(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set_path("sku.name", make_string("Standard", call.place()));
  body.set_path("properties.publicIPAddressVersion", make_string("IPv4", call.place()));
  set_text(body, "properties.publicIPAddressVersion", call, "version");
  if (call.has("length")) body.set_path("properties.prefixLength", integer_value(call, "length"));
  set_tags(body, call);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

constexpr std::array endpoint_parts_rows{
    Command{"network private-endpoint ip-config add", types::private_endpoints,
            "--endpoint-name !; --name -n !; @G; --group-id; --member-name; --private-ip-address",
            add_configuration},
    Command{"network private-endpoint asg add", types::private_endpoints,
            "--endpoint-name !; @G; --asg-id !", add_group},
    Command{"network public-ip prefix create", types::public_prefixes,
            "--name -n ! ^; @G @l @t; --length; --version {IPv4|IPv6}; --zone -z *; --sku; --tier; "
            "--type; --ip-tags *; --edge-zone; --custom-ip-prefix-name",
            create_prefix},
    Command{"network public-ip prefix show", types::public_prefixes, "--name -n ! ^; @G @ids",
            show},
    Command{"network public-ip prefix delete", types::public_prefixes, "--name -n ! ^; @G @ids",
            remove},
};

}  // namespace

std::span<const Command> endpoint_part_commands() { return endpoint_parts_rows; }

}  // namespace airtight::input::az
