#include "network_rules.h"

#include <airtight/base/text.h>
#include <airtight/net/ip.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"

namespace airtight::input::az {
namespace {

// What an account without rules gets with its first one. E-061: Cognitive Services close the
// account for all others; a storage account or a vault stays open until --default-action says so.
struct Start {
  std::string_view type;
  std::string_view default_action;
  std::string_view bypass;
};
constexpr std::array<Start, 3> starts{{
    {"Microsoft.CognitiveServices/accounts", "Deny", ""},
    {"Microsoft.KeyVault/vaults", "Allow", "AzureServices"},
    {"Microsoft.Storage/storageAccounts", "Allow", "AzureServices"},
}};

void ensure_rules(const Call& call, const azure::ResourceId& id, Value& body) {
  for (const Start& start : starts) {
    if (!equal_ignoring_case(start.type, id.type()) || is_external(call.session, id)) continue;
    if (body.at_path("properties.networkAcls.defaultAction") != nullptr) continue;
    body.set_path("properties.networkAcls.defaultAction",
                  make_string(std::string(start.default_action), call.place()));
    if (!start.bypass.empty())
      body.set_path("properties.networkAcls.bypass",
                    make_string(std::string(start.bypass), call.place()));
  }
}

Value rules(const Value& body, std::string_view member) {
  return list_at(body, "properties.networkAcls." + std::string(member));
}

Value rule(const Call& call, const azure::ResourceId& id, std::string_view member, Value value) {
  Value entry = make_object(value.place);
  entry.set(member, std::move(value));
  if (equal_ignoring_case(id.type(), "Microsoft.Storage/storageAccounts"))
    entry.set("action", make_string("Allow", call.place()));
  return entry;
}

bool is_rule(const Value& entry, std::string_view member, const Value& value) {
  const Value* other = entry.find(member);
  if (other == nullptr) return false;
  if (other->string() != nullptr && value.string() != nullptr)
    return equal_ignoring_case(*other->string(), *value.string());
  return same_value(*other, value);
}

void add(Value& list, Value entry, std::string_view member) {
  const bool there = std::ranges::any_of(
      *list.array(), [&](const Value& each) { return is_rule(each, member, *entry.find(member)); });
  if (!there) list.array()->push_back(std::move(entry));
}

Result<Value> check_address(const shell::Word& word) {
  if (word.unknown || net::parse_prefix(word.text)) return Value{};
  return refuse(word.place, "\"" + word.text + "\" is no IP address or CIDR block", {"TD-01"});
}

// The two kinds of rules that the options name.
struct Named {
  std::vector<Value> addresses;
  std::vector<Value> subnets;
};

Result<Named> named_rules(Call& call) {
  Named named;
  for (const shell::Word& word : call.options.words("ip-address")) {
    const auto checked = check_address(word);
    if (!checked) return tl::unexpected<Error>(checked.error());
    named.addresses.push_back(value_of(word));
  }
  if (call.has("subnet")) {
    const auto subnet = subnet_reference(call);
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    named.subnets.push_back(id_value(*subnet, call.place_of("subnet")));
  }
  if (named.addresses.empty() && named.subnets.empty())
    return refuse(call, "--ip-address or --subnet is missing", {"I-404"});
  return named;
}

}  // namespace

Result<Value> add_network_rule(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto named = named_rules(call);
  if (!named) return tl::unexpected<Error>(named.error());
  Value body = current(call.session, *id);
  ensure_rules(call, *id, body);
  Value addresses = rules(body, "ipRules");
  Value subnets = rules(body, "virtualNetworkRules");
  for (const Value& each : named->addresses)
    add(addresses, rule(call, *id, "value", each), "value");
  for (const Value& each : named->subnets) add(subnets, rule(call, *id, "id", each), "id");
  body.set_path("properties.networkAcls.ipRules", std::move(addresses));
  body.set_path("properties.networkAcls.virtualNetworkRules", std::move(subnets));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> remove_network_rule(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto named = named_rules(call);
  if (!named) return tl::unexpected<Error>(named.error());
  Value body = current(call.session, *id);
  Value addresses = rules(body, "ipRules");
  Value subnets = rules(body, "virtualNetworkRules");
  for (const Value& each : named->addresses)
    std::erase_if(*addresses.array(), [&](const Value& r) { return is_rule(r, "value", each); });
  for (const Value& each : named->subnets)
    std::erase_if(*subnets.array(), [&](const Value& r) { return is_rule(r, "id", each); });
  body.set_path("properties.networkAcls.ipRules", std::move(addresses));
  body.set_path("properties.networkAcls.virtualNetworkRules", std::move(subnets));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> set_initial_rules(Call& call, Value& body) {
  if (call.has("network-acls")) {
    warn(call.session, call.place_of("network-acls"), "the value of --network-acls is not read",
         {"I-404"});
    body.set_path("properties.networkAcls", make_unknown("--network-acls", "its value is not read",
                                                         call.place_of("network-acls")));
    return Value{};
  }
  Value addresses = make_array(call.place());
  for (const shell::Word& word : call.options.words("network-acls-ips")) {
    auto checked = check_address(word);
    if (!checked) return checked;
    Value entry = make_object(word.place);
    entry.set("value", value_of(word));
    addresses.array()->push_back(std::move(entry));
  }
  Value subnets = make_array(call.place());
  for (const shell::Word& word : call.options.words("network-acls-vnets")) {
    const auto slash = word.text.find('/');
    Result<azure::ResourceId> subnet = azure::ResourceId();
    if (is_id(word.text) || slash == std::string::npos) {
      subnet = reference(call, word, types::subnets);
    } else {  // "vnet/subnet"
      subnet =
          require(call,
                  id_in_group(call, "Microsoft.Network/virtualNetworks", word.text.substr(0, slash))
                      .child("subnets", word.text.substr(slash + 1)),
                  word.place, false);
    }
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    subnets.array()->push_back(id_object(*subnet, word.place));
  }
  if (!addresses.array()->empty())
    body.set_path("properties.networkAcls.ipRules", std::move(addresses));
  if (!subnets.array()->empty())
    body.set_path("properties.networkAcls.virtualNetworkRules", std::move(subnets));
  return Value{};
}

}  // namespace airtight::input::az
