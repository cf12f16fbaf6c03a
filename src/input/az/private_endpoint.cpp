// Private endpoints and their DNS zone groups.

#include "private_endpoint.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "group_ids.h"
#include "input/types.h"
#include "subnet.h"
#include "symbols.h"
#include "zone_records.h"

namespace airtight::input::az {
namespace {

Result<Value> check_group(const Call& call, const azure::ResourceId& service) {
  const std::vector<std::string> allowed = group_ids(service.type());
  const auto given = call.options.words("group-ids");
  if (given.empty()) {
    if (allowed.empty()) return Value{};  // a private link service of one's own has no groups
    return refuse(
        call, "--group-ids is missing; for " + service.type() + " it is " + join(allowed, " or "),
        {"I-210"});
  }
  for (const shell::Word& word : given) {
    if (word.unknown || allowed.empty()) continue;
    const bool slot = equal_ignoring_case(service.type(), "Microsoft.Web/sites") &&
                      starts_with_ignoring_case(word.text, "sites-");
    if (slot || std::ranges::any_of(allowed, [&](const std::string& each) {
          return equal_ignoring_case(each, word.text);
        }))
      continue;
    return refuse(word.place,
                  "\"" + word.text + "\" is no group of " + service.type() + "; expected " +
                      join(allowed, " or "),
                  {"I-210"});
  }
  return Value{};
}

Result<Value> check_subnet(const Call& call, const azure::ResourceId& subnet) {
  const auto services = delegations(current(call.session, subnet));
  if (services.empty()) return Value{};
  return refuse(call.place_of("subnet"),
                "subnet \"" + std::string(subnet.name()) + "\" is delegated to " +
                    services.front() + "; a private endpoint cannot be in it",
                {"N-014"});
}

// The service by full id, or an unknown when the script does not say it. (The id of a resource that
// is not in the input makes a stub.)
Result<Value> service_of(Call& call) {
  const shell::Word& word = *call.options.word("private-connection-resource-id");
  if (!is_id(word.text)) {
    if (word.unknown) return value_of(word);
    if (word.text.empty())
      return refuse(word.place, "--private-connection-resource-id is empty", {"I-406"});
    if (word.text.find('.') != std::string::npos) return value_of(word);  // alias of a service
    return refuse(
        word.place,
        "--private-connection-resource-id is \"" + word.text + "\"; expected a resource id",
        {"I-406"});
  }
  const azure::ResourceId id(id_text(word));
  const auto service = require(call, id, word.place, true);
  if (!service) return tl::unexpected<Error>(service.error());
  auto group = check_group(call, *service);
  if (!group) return group;
  return id_value(*service, word.place);
}

// --ip-config name=… group-id=… member-name=… private-ip-address=…
Value ip_configurations(const Call& call) {
  Value list = make_array(call.place_of("ip-config"));
  Value entry = make_object(call.place_of("ip-config"));
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> members{
      {{"name", "name"},
       {"group-id", "properties.groupId"},
       {"member-name", "properties.memberName"},
       {"private-ip-address", "properties.privateIPAddress"}}};
  for (const shell::Word& word : call.options.words("ip-config")) {
    const auto equals = word.text.find('=');
    for (const auto& [key, path] : members) {
      if (equals != std::string::npos && word.text.substr(0, equals) == key)
        entry.set_path(path, make_string(word.text.substr(equals + 1), word.place));
    }
  }
  list.array()->push_back(std::move(entry));
  return list;
}

// --asg id=…, or the id or name itself; rules that name the group apply to the endpoint.
Result<Value> application_groups(Call& call) {
  Value list = make_array(call.place_of("asg"));
  for (shell::Word word : call.options.words("asg")) {
    if (word.text.starts_with("id=")) word.text.erase(0, 3);
    const auto id = reference(call, word, "Microsoft.Network/applicationSecurityGroups");
    if (!id) return tl::unexpected<Error>(id.error());
    list.array()->push_back(id_object(*id, word.place));
  }
  return list;
}

// Written once: an endpoint keeps its addresses for life (N-002, R-37).
Value addresses(const Call& call, const azure::ResourceId& id, const azure::ResourceId& subnet,
                std::size_t count) {
  const Value before = current(call.session, id);
  if (const Value* kept = before.find("$addresses")) return *kept;
  if (call.has("ip-config")) {
    Value list = make_array(call.place_of("ip-config"));
    const Value configurations = ip_configurations(call);
    for (const Value& entry : *configurations.array()) {
      if (const Value* address = entry.at_path("properties.privateIPAddress"))
        list.array()->push_back(*address);
    }
    if (!list.array()->empty()) return list;
  }
  return free_addresses(call.session, subnet, count, call.place());
}

Value order(Session& session, const azure::ResourceId& id, std::int64_t& counter) {
  const Value before = current(session, id);
  if (const Value* kept = before.find("$order")) return *kept;
  return make_int(++counter);
}

// N-207: without a state the platform decides; the operator of a script owns both sides, so the
// connection is approved unless it is asked for by hand.
Result<Value> create_endpoint(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto subnet = subnet_reference(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  auto allowed = check_subnet(call, *subnet);
  if (!allowed) return allowed;
  auto service = service_of(call);
  if (!service) return service;

  Value connection = make_object(call.place_of("connection-name"));
  connection.set("name", text_value(call, "connection-name"));
  connection.set_path("properties.privateLinkServiceId", *service);
  if (call.has("group-ids"))
    connection.set_path("properties.groupIds", list_value(call, "group-ids"));
  set_text(connection, "properties.requestMessage", call, "request-message");
  Value connections = make_array(call.place());
  connections.array()->push_back(std::move(connection));

  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  set_tags(body, call);
  body.set_path("properties.subnet", id_object(*subnet, call.place_of("subnet")));
  body.set_path(connection_lists[is_true(call, "manual-request") ? 1 : 0], std::move(connections));
  set_text(body, "properties.customNetworkInterfaceName", call, "nic-name");
  if (call.has("ip-config")) body.set_path("properties.ipConfigurations", ip_configurations(call));
  if (call.has("asg")) {
    auto list = application_groups(call);
    if (!list) return list;
    body.set_path("properties.applicationSecurityGroups", std::move(*list));
  }
  const std::string type =
      service->string() == nullptr ? std::string() : azure::ResourceId(*service->string()).type();
  body.set("$order", order(call.session, *id, call.session.endpoints));
  body.set("$addresses",
           addresses(call, *id, *subnet, address_count(type, call.text("group-ids"))));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// I-423: --zone-name is a free label; the zone is --private-dns-zone.
Result<Value> zone_config(Call& call) {
  const auto zone = reference(call, *call.options.word("private-dns-zone"), types::private_zones);
  if (!zone) return tl::unexpected<Error>(zone.error());
  Value config = make_object(call.place_of("zone-name"));
  config.set("name", text_value(call, "zone-name"));
  config.set_path("properties.privateDnsZoneId",
                  id_value(*zone, call.place_of("private-dns-zone")));
  return config;
}

// Every write of a group writes its records again, so the last one wins (D-157).
void put_zone_group(Call& call, const azure::ResourceId& id, Value configs) {
  Value body = make_object(call.place_of("name"));
  body.set_path("properties.privateDnsZoneConfigs", std::move(configs));
  body.set("$order", make_int(++call.session.zone_groups));
  put(call.session, id, std::move(body));
}

Result<Value> create_zone_group(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto endpoint = require(call, id->parent(), call.place_of("endpoint-name"), false);
  if (!endpoint) return tl::unexpected<Error>(endpoint.error());
  auto config = zone_config(call);
  if (!config) return config;
  const auto others = children(call.session, *endpoint, "privateDnsZoneGroups");
  if (!others.empty() && others.front() != *id)
    return refuse(call,
                  "endpoint \"" + std::string(endpoint->name()) + "\" already has zone group \"" +
                      std::string(others.front().name()) + "\"; it may have one",
                  {"I-211"});
  Value configs = make_array(call.place());
  configs.array()->push_back(std::move(*config));
  put_zone_group(call, *id, std::move(configs));
  return shown(call, *id);
}

Value configs_without(const Session& session, const azure::ResourceId& id, std::string_view label) {
  Value configs = make_array();
  const Value body = current(session, id);
  const Value* list = body.at_path("properties.privateDnsZoneConfigs");
  if (list == nullptr || list->array() == nullptr) return configs;
  for (const Value& config : *list->array()) {
    const Value* name = config.find("name");
    if (name == nullptr || name->string() == nullptr ||
        !equal_ignoring_case(*name->string(), label))
      configs.array()->push_back(config);
  }
  return configs;
}

Result<Value> add_zone(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  auto config = zone_config(call);
  if (!config) return config;
  Value configs = configs_without(call.session, *id, call.text("zone-name"));
  configs.array()->push_back(std::move(*config));
  put_zone_group(call, *id, std::move(configs));
  return shown(call, *id);
}

Result<Value> remove_zone(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  auto lost = zones_of(call.session, *id);
  put_zone_group(call, *id, configs_without(call.session, *id, call.text("zone-name")));
  const auto kept = zones_of(call.session, *id);
  std::erase_if(lost, [&](const azure::ResourceId& zone) {
    return std::ranges::find(kept, zone) != kept.end();
  });
  mark_lost_records(call.session, *id, lost);
  return shown(call, *id);
}

constexpr std::array private_endpoint_rows{
    Command{"network private-endpoint create", types::private_endpoints,
            "--name -n ! ^; @G @l @t; --connection-name !; --private-connection-resource-id !; "
            "--group-ids --group-id *; --subnet !; --vnet-name; --manual-request ?; "
            "--request-message; --nic-name; --ip-config --ip-configs *; --asg --asgs *; "
            "--edge-zone",
            create_endpoint},
    Command{"network private-endpoint show", types::private_endpoints,
            "--name -n ! ^; @G @ids; --expand", show},
    Command{"network private-endpoint list", types::private_endpoints, "@g", list},
    Command{"network private-endpoint update", types::private_endpoints,
            "--name -n ! ^; @G @t @u @ids; "
            "--request-message",
            update},
    Command{"network private-endpoint delete", types::private_endpoints, "--name -n ! ^; @G @ids",
            remove},
    Command{"network private-endpoint dns-zone-group create", types::zone_groups,
            "--endpoint-name ! ^; --name -n ! ^; @G; --private-dns-zone !; --zone-name !",
            create_zone_group},
    Command{"network private-endpoint dns-zone-group add", types::zone_groups,
            "--endpoint-name ! ^; --name -n ! ^; @G; --private-dns-zone --private-dns-zone-id !; "
            "--zone-name !",
            add_zone},
    Command{"network private-endpoint dns-zone-group remove", types::zone_groups,
            "--endpoint-name ! ^; --name -n ! ^; @G; --zone-name !", remove_zone},
    Command{"network private-endpoint dns-zone-group show", types::zone_groups,
            "--endpoint-name ! ^; --name -n ! ^; @G", show},
    Command{"network private-endpoint dns-zone-group list", types::zone_groups,
            "--endpoint-name ! ^; @G", list},
    Command{"network private-endpoint dns-zone-group delete", types::zone_groups,
            "--endpoint-name ! ^; --name -n ! ^; @G @ids", remove},
};

}  // namespace

std::span<const Command> private_endpoint_commands() { return private_endpoint_rows; }

}  // namespace airtight::input::az
