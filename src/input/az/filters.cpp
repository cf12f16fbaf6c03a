// Network security groups and route tables.

#include <airtight/base/text.h>

#include <array>

#include "generic.h"
#include "input/types.h"
#include "nested.h"
#include "prefixes.h"

namespace airtight::input::az {
namespace {

Result<Value> create_located(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = make_object(call.place_of("name"));
  body.set("location", location(call));
  body.set("properties", make_object(call.place()));
  set_tags(body, call);
  set_boolean(body, "properties.disableBgpRoutePropagation", call, "disable-bgp-route-propagation");
  note_left_out(call, *id, body);
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> create_nsg(Call& call) {
  const auto id = target(call);
  auto created = create_located(call);
  if (!created) return created;
  return shown_as(call, *id, "NewNSG");
}

// One value is the singular property, several the plural one.
struct RuleList {
  std::string_view option;
  std::string_view singular;
  std::string_view plural;
  std::string_view otherwise;
};
constexpr std::array<RuleList, 4> rule_lists{{
    {"source-address-prefixes", "sourceAddressPrefix", "sourceAddressPrefixes", "*"},
    {"source-port-ranges", "sourcePortRange", "sourcePortRanges", "*"},
    {"destination-address-prefixes", "destinationAddressPrefix", "destinationAddressPrefixes", "*"},
    {"destination-port-ranges", "destinationPortRange", "destinationPortRanges", "80"},
}};

struct RuleGroups {
  std::string_view option;
  std::string_view property;
  std::string_view side;  // of the address prefixes it stands for
};
constexpr std::array<RuleGroups, 2> rule_groups{{
    {"source-asgs", "sourceApplicationSecurityGroups", "source"},
    {"destination-asgs", "destinationApplicationSecurityGroups", "destination"},
}};

// Service tags and "*" have no slash; whatever has one is a CIDR block.
Result<Value> check_blocks(const Value& list) {
  Value blocks = make_array(list.place);
  for (const Value& element : *list.array()) {
    if (element.string() != nullptr && element.string()->find('/') != std::string::npos)
      blocks.array()->push_back(element);
  }
  const auto read = read_prefixes(blocks);
  if (!read) return tl::unexpected<Error>(read.error());
  return Value{};
}

// The command line splits "80 443" in one word as well.
Value words_of_list(const Value& list) {
  Value result = make_array(list.place);
  for (const Value& element : *list.array()) {
    if (element.string() == nullptr) {
      result.array()->push_back(element);
      continue;
    }
    for (const std::string_view word : split(*element.string(), ' ')) {
      if (!word.empty()) result.array()->push_back(make_string(std::string(word), element.place));
    }
  }
  return result;
}

Result<Value> set_lists(Call& call, Value& properties) {
  for (const RuleList& row : rule_lists) {
    if (!call.has(row.option)) continue;
    const Value list = words_of_list(list_value(call, row.option));
    if (row.option.ends_with("prefixes")) {
      auto checked = check_blocks(list);
      if (!checked) return checked;
    }
    properties.erase(row.singular);
    properties.erase(row.plural);
    if (list.array()->size() == 1) {
      properties.set(row.singular, list.array()->front());
    } else if (!list.array()->empty()) {
      properties.set(row.plural, list);
    }
  }
  return Value{};
}

Result<Value> set_groups(Call& call, Value& properties) {
  for (const RuleGroups& row : rule_groups) {
    if (!call.has(row.option)) continue;
    Value list = make_array(call.place_of(row.option));
    for (const shell::Word& word : call.options.words(row.option)) {
      if (word.text.empty() && !word.unknown) continue;
      const auto id = reference(call, word, types::asgs);
      if (!id) return tl::unexpected<Error>(id.error());
      list.array()->push_back(id_object(*id, word.place));
    }
    properties.set(row.property, std::move(list));
    properties.erase(std::string(row.side) + "AddressPrefix");
  }
  return Value{};
}

Result<Value> check_priority(Call& call, const azure::ResourceId& id, const Value& properties) {
  const Value* priority = properties.find("priority");
  const auto* number = priority == nullptr ? nullptr : std::get_if<std::int64_t>(&priority->data);
  if (priority == nullptr) return refuse(call, "--priority is missing", {"I-404"});
  if (priority->unknown() != nullptr) return Value{};
  if (number == nullptr || *number < 100 || *number > 4096)
    return refuse(call.place_of("priority"),
                  "the priority is " + to_json(*priority) + ", expected a number from 100 to 4096",
                  {"N-091"});
  for (const azure::ResourceId& other : children(call.session, id.parent(), "securityRules")) {
    if (other == id) continue;
    const Value rule = current(call.session, other);
    const Value* taken = rule.at_path("properties.priority");
    const Value* direction = rule.at_path("properties.direction");
    if (taken != nullptr && same_value(*taken, *priority) && direction != nullptr &&
        properties.find("direction") != nullptr &&
        same_value(*direction, *properties.find("direction")))
      return refuse(call.place_of("priority"),
                    "priority " + std::to_string(*number) + " is taken by rule \"" +
                        std::string(other.name()) + "\"",
                    {"N-091"});
  }
  return Value{};
}

// Spelling as ARM has it, whatever the script writes: "tcp" is Tcp.
void set_word(Value& properties, std::string_view property, const Call& call,
              std::string_view key) {
  if (!call.has(key)) return;
  Value value = text_value(call, key);
  for (const Option& option : call.known) {
    if (option.key() != key || value.string() == nullptr) continue;
    for (const std::string& allowed : option.allowed) {
      if (equal_ignoring_case(allowed, *value.string())) value = make_string(allowed, value.place);
    }
  }
  properties.set(property, std::move(value));
}

Result<Value> write_rule(Call& call, const azure::ResourceId& id, Value body) {
  Value properties = body.find("properties") != nullptr ? *body.find("properties") : make_object();
  set_word(properties, "access", call, "access");
  set_word(properties, "direction", call, "direction");
  set_word(properties, "protocol", call, "protocol");
  if (call.has("priority")) properties.set("priority", integer_value(call, "priority"));
  auto lists = set_lists(call, properties);
  if (!lists) return lists;
  auto groups = set_groups(call, properties);
  if (!groups) return groups;
  auto priority = check_priority(call, id, properties);
  if (!priority) return priority;
  body.set("properties", std::move(properties));
  return store(call, id, std::move(body));
}

Result<Value> create_rule(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto nsg = require(call, id->parent(), call.place_of("nsg-name"), false);
  if (!nsg) return tl::unexpected<Error>(nsg.error());
  Value body = make_object(call.place_of("name"));
  body.set_path("properties.access", make_string("Allow", call.place()));
  body.set_path("properties.direction", make_string("Inbound", call.place()));
  body.set_path("properties.protocol", make_string("*", call.place()));
  for (const RuleList& row : rule_lists)
    body.find("properties")
        ->set(row.singular, make_string(std::string(row.otherwise), call.place()));
  return write_rule(call, *id, std::move(body));
}

Result<Value> update_rule(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return write_rule(call, *id, current(call.session, *id));
}

Result<Value> write_route(Call& call, const azure::ResourceId& id, Value body) {
  if (call.has("address-prefix")) {
    Value list = make_array();
    list.array()->push_back(text_value(call, "address-prefix"));
    auto checked = check_blocks(list);
    if (!checked) return checked;
    body.set_path("properties.addressPrefix", text_value(call, "address-prefix"));
  }
  Value properties = body.find("properties") != nullptr ? *body.find("properties") : make_object();
  set_word(properties, "nextHopType", call, "next-hop-type");
  body.set("properties", std::move(properties));
  set_text(body, "properties.nextHopIpAddress", call, "next-hop-ip-address");
  const Value* hop = body.at_path("properties.nextHopType");
  if (hop != nullptr && hop->string() != nullptr && *hop->string() == "VirtualAppliance" &&
      body.at_path("properties.nextHopIpAddress") == nullptr)
    return refuse(call, "a route to a VirtualAppliance needs --next-hop-ip-address", {"I-204"});
  return store(call, id, std::move(body));
}

Result<Value> create_route(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto table = require(call, id->parent(), call.place_of("route-table-name"), false);
  if (!table) return tl::unexpected<Error>(table.error());
  return write_route(call, *id, make_object(call.place_of("name")));
}

Result<Value> update_route(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return write_route(call, *id, current(call.session, *id));
}

Result<Value> update_table(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_boolean(body, "properties.disableBgpRoutePropagation", call, "disable-bgp-route-propagation");
  set_tags(body, call);
  return store(call, *id, std::move(body));
}

constexpr std::string_view security_rule_options =
    "--nsg-name ! ^; --name -n ! ^; @G @u @ids; --access {Allow|Deny}; --description; "
    "--direction {Inbound|Outbound}; --priority; --protocol {*|Tcp|Udp|Icmp|Esp|Ah}; "
    "--source-address-prefixes --source-address-prefix *; "
    "--source-port-ranges --source-port-range *; "
    "--destination-address-prefixes --destination-address-prefix *; "
    "--destination-port-ranges --destination-port-range *; "
    "--source-asgs --source-application-security-groups *; "
    "--destination-asgs --destination-application-security-groups *";
constexpr std::string_view route_options =
    "--route-table-name ! ^; --name -n ! ^; @G @u @ids; --address-prefix; --next-hop-ip-address; "
    "--next-hop-type {VirtualNetworkGateway|VnetLocal|Internet|VirtualAppliance|None}";

constexpr std::array filters_rows{
    Command{"network nsg create", types::nsgs, "--name -n ! ^; @G @l @t", create_nsg},
    Command{"network nsg update", types::nsgs, "--name -n ! ^; @G @t @u @ids", update},
    Command{"network nsg show", types::nsgs, "--name -n ! ^; @G @ids; --expand", show},
    Command{"network nsg list", types::nsgs, "@g", list},
    Command{"network nsg delete", types::nsgs, "--name -n ! ^; @G @ids", remove},
    Command{"network nsg rule create", types::security_rules, security_rule_options, create_rule},
    Command{"network nsg rule update", types::security_rules, security_rule_options, update_rule},
    Command{"network nsg rule show", types::security_rules,
            "--nsg-name ! ^; --name -n ! ^; @G @ids", show},
    Command{"network nsg rule list", types::security_rules,
            "--nsg-name ! ^; @G; --include-default ?", list},
    Command{"network nsg rule delete", types::security_rules,
            "--nsg-name ! ^; --name -n ! ^; @G @ids", remove},
    Command{"network asg create", types::asgs, "--name -n ! ^; @G @l @t", create_located},
    Command{"network asg show", types::asgs, "--name -n ! ^; @G @ids", show},
    Command{"network asg delete", types::asgs, "--name -n ! ^; @G @ids", remove},
    Command{"network route-table create", types::route_tables,
            "--name -n ! ^; @G @l @t; --disable-bgp-route-propagation ?", create_located},
    Command{"network route-table update", types::route_tables,
            "--name -n ! ^; @G @t @u @ids; --disable-bgp-route-propagation ?", update_table},
    Command{"network route-table show", types::route_tables, "--name -n ! ^; @G @ids", show},
    Command{"network route-table list", types::route_tables, "@g", list},
    Command{"network route-table delete", types::route_tables, "--name -n ! ^; @G @ids", remove},
    Command{"network route-table route create", types::routes, route_options, create_route},
    Command{"network route-table route update", types::routes, route_options, update_route},
    Command{"network route-table route show", types::routes,
            "--route-table-name ! ^; --name -n ! ^; @G @ids", show},
    Command{"network route-table route delete", types::routes,
            "--route-table-name ! ^; --name -n ! ^; @G @ids", remove},
};

}  // namespace

std::span<const Command> filter_commands() { return filters_rows; }

}  // namespace airtight::input::az
