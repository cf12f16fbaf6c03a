// Rules of registries, databases and messaging namespaces, one by one (I-244…I-246).

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"
#include "paas.h"

namespace airtight::input::az {
namespace {

// Adds an entry to a list of the body, once.
void add_entry(Value& body, std::string_view path, Value entry) {
  Value list = list_at(body, path);
  const bool there = std::ranges::any_of(
      *list.array(), [&](const Value& each) { return same_value(each, entry); });
  if (!there) list.array()->push_back(std::move(entry));
  body.set_path(path, std::move(list));
}

Value entry_of(const Call& call, std::string_view member, Value value) {
  Value entry = make_object(value.place);
  entry.set("action", make_string("Allow", call.place()));
  entry.set(member, std::move(value));
  return entry;
}

// An address list that starts with the first rule closes the registry for all others: the service
// keeps the action it has, and that is Allow where nobody set it.
Result<Value> add_registry_rule(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  for (const shell::Word& word : call.options.words("ip-address"))
    add_entry(body, "properties.networkRuleSet.ipRules", entry_of(call, "value", value_of(word)));
  if (call.has("subnet")) {
    const auto subnet = subnet_reference(call);
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    add_entry(body, "properties.networkRuleSet.virtualNetworkRules",
              entry_of(call, "id", id_value(*subnet, call.place_of("subnet"))));
  }
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> add_cosmos_rule(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const auto subnet = subnet_reference(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  Value body = current(call.session, *id);
  Value entry = id_object(*subnet, call.place_of("subnet"));
  entry.set("ignoreMissingVNetServiceEndpoint",
            boolean_value(call, "ignore-missing-endpoint", false));
  add_entry(body, "properties.virtualNetworkRules", std::move(entry));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

// The one rule set of a namespace, "default"; its owner exists or becomes a stub.
Result<azure::ResourceId> rule_set(Call& call) {
  const std::string owner_type(call.command.type.substr(0, call.command.type.rfind('/')));
  const std::string key = call.has("namespace-name") ? "namespace-name" : "name";
  const auto owner =
      require(call, id_in_group(call, owner_type, call.text(key)), call.place_of(key), false);
  if (!owner) return tl::unexpected<Error>(owner.error());
  if (is_external(call.session, *owner))
    add_gap(call.session, call.place(), "the other network rules of " + std::string(owner->name()),
            {to_lower(owner_type)});
  return owner->child("networkRuleSets", "default");
}

Result<Value> write_rules(Call& call, const azure::ResourceId& id, Value body) {
  if (body.find("properties") == nullptr) body.set("properties", make_object(call.place()));
  put(call.session, id, std::move(body));
  return shown(call, id);
}

Result<Value> update_rule_set(Call& call) {
  const auto id = rule_set(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  set_text(body, "properties.defaultAction", call, "default-action");
  set_text(body, "properties.publicNetworkAccess", call, "public-network-access");
  set_boolean(body, "properties.trustedServiceAccessEnabled", call,
              "enable-trusted-service-access");
  for (const char* key : {"ip-rules", "virtual-network-rules"}) {
    if (call.has(key))
      body.set_path(
          std::string("properties.") +
              (key == std::string_view("ip-rules") ? "ipRules" : "virtualNetworkRules"),
          make_unknown("--" + std::string(key), "its value is not read", call.place_of(key)));
  }
  return write_rules(call, *id, std::move(body));
}

// "--ip-rule ip-address=10.0.0.1 action=Allow" of newer releases, "--ip-address" of older ones.
Result<Value> add_ip_rule(Call& call) {
  const auto id = rule_set(call);
  if (!id) return tl::unexpected<Error>(id.error());
  Value body = current(call.session, *id);
  for (const shell::Word& word : call.options.words("ip-address"))
    add_entry(body, "properties.ipRules", entry_of(call, "ipMask", value_of(word)));
  for (const shell::Word& word : call.options.words("ip-rule")) {
    if (word.unknown || !starts_with_ignoring_case(word.text, "action="))
      add_entry(body, "properties.ipRules",
                entry_of(call, "ipMask",
                         word.text.starts_with("ip-address=")
                             ? make_string(word.text.substr(11), word.place)
                             : value_of(word)));
  }
  return write_rules(call, *id, std::move(body));
}

Result<Value> add_network_rule_of(Call& call) {
  const auto id = rule_set(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const shell::Word* given = call.options.word("subnet");
  if (given == nullptr) return add_ip_rule(call);
  shell::Word word = *given;
  if (word.text.starts_with("id=")) word.text.erase(0, 3);
  const auto subnet =
      call.has("vnet-name") ? subnet_reference(call) : reference(call, word, types::subnets);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  Value body = current(call.session, *id);
  Value entry = make_object(call.place());
  entry.set("subnet", id_object(*subnet, word.place));
  entry.set("ignoreMissingVnetServiceEndpoint",
            boolean_value(call, "ignore-missing-endpoint", false));
  add_entry(body, "properties.virtualNetworkRules", std::move(entry));
  return write_rules(call, *id, std::move(body));
}

constexpr std::string_view service_rule_update_options =
    "--name -n --namespace-name !; @G; --default-action {Allow|Deny}; --public-network-access "
    "--public-network {Enabled|Disabled|SecuredByPerimeter}; --enable-trusted-service-access -t ?; "
    "--ip-rules *; --virtual-network-rules *";
constexpr std::string_view service_rule_options =
    "--namespace-name --name -n !; @G; --ip-address *; --ip-rule *; --subnet *; --vnet-name; "
    "--ignore-missing-endpoint ?; --action {Allow}";

constexpr std::array paas_rules_rows{
    Command{"acr network-rule add", types::registries,
            "--name -n ! ^; @g; --ip-address; --subnet; --vnet-name", add_registry_rule},
    Command{"cosmosdb network-rule add", types::cosmos,
            "--name -n ! ^; @g @ids; --subnet !; --vnet-name --virtual-network; "
            "--ignore-missing-endpoint --ignore-missing-vnet-service-endpoint ?",
            add_cosmos_rule},
    Command{"servicebus namespace network-rule-set update", types::bus_rules,
            service_rule_update_options, update_rule_set},
    Command{"servicebus namespace network-rule-set ip-rule add", types::bus_rules,
            service_rule_options, add_ip_rule},
    Command{"servicebus namespace network-rule-set virtual-network-rule add", types::bus_rules,
            service_rule_options, add_network_rule_of},
    Command{"servicebus namespace network-rule add", types::bus_rules, service_rule_options,
            add_network_rule_of},
    Command{"eventhubs namespace network-rule-set update", types::hub_rules,
            service_rule_update_options, update_rule_set},
    Command{"eventhubs namespace network-rule-set ip-rule add", types::hub_rules,
            service_rule_options, add_ip_rule},
    Command{"eventhubs namespace network-rule-set virtual-network-rule add", types::hub_rules,
            service_rule_options, add_network_rule_of},
    Command{"eventhubs namespace network-rule add", types::hub_rules, service_rule_options,
            add_network_rule_of},
};

}  // namespace

std::span<const Command> paas_rule_commands() { return paas_rules_rows; }

}  // namespace airtight::input::az
