#include "input/resources/network_rules.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "input/resources/address_range.h"
#include "input/resources/fields.h"

// Azure's services agree on what a firewall is and not on how to write it (I-240…I-247):
//
//   properties.networkAcls      vaults, storage, AI services, and others
//   properties.networkRuleSet   registries, search; flat exports of storage
//   properties.ipRules, …       Cosmos DB, beside a switch of its own
//   properties.inboundIpRules   Event Grid
//   …/networkRuleSets/default   Service Bus, Event Hubs, Relay
//   …/firewallRules/<name>      SQL, PostgreSQL, MySQL, Redis, Synapse: ranges
//   …/virtualNetworkRules/<name>
//
// All are read alike: whichever is there adds to one NetworkRules. A rule that may let in somebody
// whom the model cannot tell is an unknown ipRules entry, so that no caller counts as kept out.
namespace airtight::input::resources {
namespace {

using azure::DefaultAction;
using azure::NetworkRules;
using azure::PublicNetworkAccess;

constexpr Word<PublicNetworkAccess> public_access[] = {
    {"Enabled", PublicNetworkAccess::enabled},
    {"Disabled", PublicNetworkAccess::disabled},
    {"SecuredByPerimeter", PublicNetworkAccess::secured_by_perimeter},
};

constexpr Word<DefaultAction> default_actions[] = {{"Allow", DefaultAction::allow},
                                                   {"Deny", DefaultAction::deny}};

constexpr std::string_view bypass_words[] = {"AzureServices", "Logging", "Metrics", "None",
                                             "AzurePortal"};

// Members that hold the same thing in different services.
constexpr std::string_view address_members[] = {"value", "ipAddressOrRange", "ipMask",
                                                "addressRange", "ipAddress"};
constexpr std::string_view subnet_members[] = {"id", "subnet.id", "virtualNetworkSubnetId"};

const Value* first_of(const Value& owner, auto& paths, Diagnostics& diagnostics) {
  for (const std::string_view path : paths) {
    const Value* value = owner.object() == nullptr ? nullptr : lookup(owner, path, diagnostics);
    if (value != nullptr) return value;
  }
  return nullptr;
}

void add_unknown(NetworkRules& rules, std::string name, const Value& at) {
  rules.ip_rules.push_back({azure::UnknownInput{std::move(name)}, to_where(at.place)});
}

// "Deny" rules exist in no service today; one must not read as an allow, nor vanish.
bool allows(const Value& element, Diagnostics& diagnostics) {
  const auto action = read_enum(element, "action", default_actions, Words::open, diagnostics);
  return action.absent() || (action.known() != nullptr && *action.known() == DefaultAction::allow);
}

void add_ip_rule(const Value& element, NetworkRules& rules, Diagnostics& diagnostics) {
  const Value* value =
      element.object() == nullptr ? &element : first_of(element, address_members, diagnostics);
  if (value == nullptr) {
    complain(element, "an object with an address in \"value\"", diagnostics, {"I-240"});
  } else if (const Unknown* unknown = value->unknown()) {
    add_unknown(rules, to_input(*unknown).name, *value);
  } else if (element.object() != nullptr && !allows(element, diagnostics)) {
    add_unknown(rules, "a rule whose action is not Allow", element);
  } else if (const auto prefix = to_prefix(*value, diagnostics)) {
    rules.ip_rules.push_back({*prefix, to_where(value->place)});
  }
}

void add_subnet_rule(const Value& element, NetworkRules& rules, Diagnostics& diagnostics) {
  const Value* id =
      element.object() == nullptr ? &element : first_of(element, subnet_members, diagnostics);
  if (id == nullptr) {
    complain(element, "an object with the subnet's \"id\"", diagnostics, {"I-240"});
  } else if (const Unknown* unknown = id->unknown()) {
    add_unknown(rules, to_input(*unknown).name, *id);  // which subnet it admits is not known
  } else if (auto subnet = to_id(*id, diagnostics)) {
    rules.subnet_rules.push_back({std::move(*subnet), to_where(id->place)});
  }
}

// "Logging, Metrics", "None" or a list of words.
azure::Property<std::vector<std::string>> read_bypass(const Value& owner, std::string_view path,
                                                      Diagnostics& diagnostics) {
  azure::Property<std::vector<std::string>> bypass;
  const Value* value = lookup(owner, path, diagnostics);
  bypass.where = to_where(value != nullptr ? value->place : owner.place);
  if (value == nullptr) return bypass;
  if (const Unknown* unknown = value->unknown()) {
    bypass.value = to_input(*unknown);
    return bypass;
  }
  if (value->string() == nullptr) {
    complain(*value, "a string of words", diagnostics, {"I-242"});
    return bypass;
  }
  std::vector<std::string> words;
  for (const std::string_view part : split(*value->string(), ',')) {
    const Value word = make_string(std::string(trim(part)), value->place);
    const auto index = find_word(word, bypass_words, Words::open, diagnostics);
    if (!index) {
      bypass.value = azure::UnknownInput{"bypass \"" + word.string()->substr(0, 60) + "\""};
      return bypass;
    }
    if (bypass_words[*index] != "None") words.emplace_back(bypass_words[*index]);
  }
  bypass.value = std::move(words);
  return bypass;
}

// The first of two spellings that is there.
template <class T>
void keep_first(azure::Property<T>& into, azure::Property<T> other) {
  if (into.absent() && !other.absent()) into = std::move(other);
}

// Messaging services have a switch where others have words.
void read_trusted(const Value& body, NetworkRules& rules, Diagnostics& diagnostics) {
  const auto trusted = read_bool(body, "trustedServiceAccessEnabled", diagnostics);
  if (trusted.absent() || !rules.bypass.absent()) return;
  rules.bypass.where = trusted.where;
  if (trusted.unknown() != nullptr) {
    rules.bypass.value = *trusted.unknown();
  } else {
    rules.bypass.value =
        *trusted.known() ? std::vector<std::string>{"AzureServices"} : std::vector<std::string>{};
  }
}

// Rules for single resources, which show their identity (N-322).
constexpr std::string_view instance_lists[] = {"resourceAccessRules",
                                               "networkAclBypassResourceIds"};

void add_resource_rule(const Value& element, NetworkRules& rules, Diagnostics& diagnostics) {
  const Value* id =
      element.object() == nullptr ? &element : lookup(element, "resourceId", diagnostics);
  if (id == nullptr) {
    add_unknown(rules, "a rule for a single resource that it does not name", element);
  } else if (const Unknown* unknown = id->unknown()) {
    add_unknown(rules, to_input(*unknown).name, *id);
  } else if (auto resource = to_id(*id, diagnostics)) {
    rules.resource_rules.push_back({std::move(*resource), to_where(id->place)});
  }
}

constexpr std::string_view known_members[] = {
    "defaultAction",       "bypass",      "ipRules",
    "virtualNetworkRules", "serviceTags", "resourceAccessRules",
    "publicNetworkAccess", "tags",        "trustedServiceAccessEnabled",
    "provisioningState",   "ipv6Rules",   "networkAclBypassResourceIds"};

// A member that the service does not have, or not yet, may be a misspelt one that counts.
void check_members(const Value& body, NetworkRules& rules, Diagnostics& diagnostics) {
  if (body.object() == nullptr) return;
  for (const Member& member : *body.object()) {
    const bool known = std::ranges::any_of(known_members, [&](std::string_view name) {
      return equal_ignoring_case(name, member.key);
    });
    if (known || member.key.starts_with('$') || member.value.is_null()) continue;
    diagnostics.push_back(
        {Severity::warning,
         to_where(member.value.place),
         "found the member \"" + member.key.str().substr(0, 60) +
             "\" of network rules, expected one of " +
             join(std::vector<std::string>(std::begin(known_members), std::end(known_members)),
                  ", "),
         {"I-240"}});
    rules.default_action.value =
        azure::UnknownInput{"\"" + member.key.str().substr(0, 60) + "\" among network rules"};
    rules.default_action.where = to_where(member.value.place);
  }
  for (const std::string_view list : {"serviceTags", "ipv6Rules"}) {
    for (const Value* element : elements(body, list, diagnostics))
      add_unknown(rules, std::string(list) + " are not followed", *element);
  }
}

void add_rules(const Value& body, NetworkRules& rules, Diagnostics& diagnostics) {
  keep_first(rules.default_action,
             read_enum(body, "defaultAction", default_actions, Words::closed, diagnostics));
  keep_first(rules.bypass, read_bypass(body, "bypass", diagnostics));
  read_trusted(body, rules, diagnostics);
  for (const std::string_view list : {"ipRules", "inboundIpRules"}) {
    for (const Value* element : elements(body, list, diagnostics))
      add_ip_rule(*element, rules, diagnostics);
  }
  for (const Value* element : elements(body, "virtualNetworkRules", diagnostics))
    add_subnet_rule(*element, rules, diagnostics);
  for (const std::string_view list : instance_lists) {
    for (const Value* element : elements(body, list, diagnostics))
      add_resource_rule(*element, rules, diagnostics);
  }
}

void add_range(const Value& rule, NetworkRules& rules, Diagnostics& diagnostics) {
  const Value& body = content(rule);
  std::array<std::optional<net::Ip>, 2> ends;
  for (const std::size_t i : {0U, 1U}) {
    const std::string_view member = i == 0 ? "startIpAddress" : "endIpAddress";
    const Value* value = body.unknown() != nullptr ? &body : lookup(body, member, diagnostics);
    if (value == nullptr) value = lookup(body, i == 0 ? "startIP" : "endIP", diagnostics);  // Redis
    if (value == nullptr) {
      complain(rule, "\"" + std::string(member) + "\" in it", diagnostics, {"I-243"});
    } else if (const Unknown* unknown = value->unknown()) {
      add_unknown(rules, to_input(*unknown).name, *value);
      return;
    } else {
      ends[i] = to_ip(*value, diagnostics);
    }
  }
  if (!ends[0] || !ends[1]) return;
  if (ends[0]->family != ends[1]->family || *ends[1] < *ends[0]) {
    complain(rule, "a range whose start is not after its end", diagnostics, {"I-243"});
    return;
  }
  for (const net::Prefix& prefix : prefixes_of_range(*ends[0], *ends[1]))
    rules.ip_rules.push_back({prefix, to_where(rule.place)});
}

// I-244: a filter of its own decides whether the lists mean anything.
void read_cosmos(const Value& body, NetworkRules& rules, Diagnostics& diagnostics) {
  keep_first(rules.bypass, read_bypass(body, "networkAclBypass", diagnostics));
  const auto filter = read_bool(body, "isVirtualNetworkFilterEnabled", diagnostics);
  if (!rules.default_action.absent()) return;
  rules.default_action.where = filter.where;
  if (filter.unknown() != nullptr && rules.ip_rules.empty()) {
    rules.default_action.value = *filter.unknown();
    return;
  }
  const bool filtered = filter.known() != nullptr && *filter.known();
  if (filter.known() != nullptr && !filtered) rules.subnet_rules.clear();
  rules.default_action.value =
      filtered || !rules.ip_rules.empty() ? DefaultAction::deny : DefaultAction::allow;
}

// Old exports write Cosmos DB's rules as one text of addresses (ipRangeFilter).
void read_range_filter(const Value& body, NetworkRules& rules, Diagnostics& diagnostics) {
  const Value* filter = lookup(body, "ipRangeFilter", diagnostics);
  if (filter == nullptr || !rules.ip_rules.empty()) return;
  if (filter->string() == nullptr) {
    add_unknown(rules, "ipRangeFilter", *filter);
    return;
  }
  for (const std::string_view part : split(*filter->string(), ',')) {
    if (trim(part).empty()) continue;
    add_ip_rule(make_string(std::string(trim(part)), filter->place), rules, diagnostics);
  }
}

// Services whose firewall is made of children: their absence from an export proves nothing.
constexpr std::string_view ranged_types[] = {
    "microsoft.sql/servers",
    "microsoft.dbforpostgresql/flexibleservers",
    "microsoft.dbforpostgresql/servers",
    "microsoft.dbformysql/flexibleservers",
    "microsoft.dbformysql/servers",
    "microsoft.dbformariadb/servers",
    "microsoft.cache/redis",
    "microsoft.synapse/workspaces",
    "microsoft.servicebus/namespaces",
    "microsoft.eventhub/namespaces",
    "microsoft.relay/namespaces",
};

// What only the service itself writes.
bool is_live(const Value& service) {
  for (const std::string_view path :
       {"properties.fullyQualifiedDomainName", "properties.provisioningState", "properties.state",
        "properties.status", "properties.serviceBusEndpoint"}) {
    if (service.at_path(path) != nullptr) return true;
  }
  return false;
}

bool may_have_unlisted_rules(const azure::ResourceId& id, const Value& service) {
  const std::string type = to_lower(id.type());
  if (std::ranges::find(ranged_types, type) == std::end(ranged_types)) return false;
  const Value* properties = service.find("properties");
  const bool says_nothing = properties == nullptr || properties->is_null() ||
                            (properties->object() != nullptr && properties->object()->empty());
  return says_nothing || is_live(service);
}

}  // namespace

azure::Property<PublicNetworkAccess> read_public_network_access(const Value& owner,
                                                                std::string_view path,
                                                                Diagnostics& diagnostics) {
  const Value* value = lookup(owner, path, diagnostics);
  if (value != nullptr && value->string() != nullptr && value->string()->empty()) {
    azure::Property<PublicNetworkAccess> absent;  // some services answer "" for "not set"
    absent.where = to_where(value->place);
    return absent;
  }
  return read_enum(owner, path, public_access, Words::open, diagnostics);
}

const Value* network_rule_set(const azure::ResourceId& id, const ResourceSet& set) {
  return child(set, id, "networkRuleSets", "default");
}

azure::Property<NetworkRules> read_network_rules(const azure::ResourceId& id, const Value& service,
                                                 Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::Property<NetworkRules> property;
  property.where = to_where(service.place);
  NetworkRules rules;
  rules.where = property.where;
  bool found = false;
  const auto note = [&](const Value& at) {
    if (!found) property.where = rules.where = to_where(at.place);
    found = true;
  };
  for (const std::string_view path : {"properties.networkAcls", "properties.networkRuleSet"}) {
    const Value* body = lookup(service, path, diagnostics);
    if (body == nullptr) continue;
    if (const Unknown* unknown = body->unknown()) {
      property.where = to_where(body->place);
      property.value = to_input(*unknown);
      return property;
    }
    note(*body);
    add_rules(*body, rules, diagnostics);
    check_members(*body, rules, diagnostics);
  }
  keep_first(rules.bypass,
             read_bypass(service, "properties.networkRuleBypassOptions", diagnostics));
  const Value& body = content(service);
  const bool cosmos = equal_ignoring_case(id.type(), "Microsoft.DocumentDB/databaseAccounts");
  if (body.object() != nullptr &&
      (cosmos || body.find("ipRules") != nullptr || body.find("inboundIpRules") != nullptr)) {
    note(body);
    add_rules(body, rules, diagnostics);
    if (cosmos) read_range_filter(body, rules, diagnostics);
    if (cosmos) read_cosmos(body, rules, diagnostics);
  }
  if (const Value* child_rules = network_rule_set(id, reading.set)) {
    note(*child_rules);
    add_rules(content(*child_rules), rules, diagnostics);
  }
  for (const auto& [rule_id, rule] : children(reading.set, id, "firewallRules")) {
    note(*rule);
    add_range(*rule, rules, diagnostics);
  }
  for (const auto& [rule_id, rule] : children(reading.set, id, "virtualNetworkRules")) {
    note(*rule);
    add_subnet_rule(content(*rule), rules, diagnostics);
  }
  if (found) {
    property.value = std::move(rules);
  } else if (may_have_unlisted_rules(id, service)) {
    property.value =
        azure::UnknownInput{"the firewall rules of " + std::string(id.name()) + " are not listed"};
  }
  return property;
}

}  // namespace airtight::input::resources
