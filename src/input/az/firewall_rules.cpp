// Rules of firewalls, one by one: in policies, and classic in the firewall itself (I-214).

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"

namespace airtight::input::az {
namespace {

// A list option and the member of the rule it writes. Names of IP groups become ids.
struct ListMember {
  std::string_view option;
  std::string_view member;
  bool groups = false;
};
constexpr std::array<ListMember, 11> list_members{{
    {"source-addresses", "sourceAddresses"},
    {"source-ip-groups", "sourceIpGroups", true},
    {"destination-addresses", "destinationAddresses"},
    {"destination-ip-groups", "destinationIpGroups", true},
    {"destination-fqdns", "destinationFqdns"},
    {"destination-ports", "destinationPorts"},
    {"ip-protocols", "ipProtocols"},
    {"target-fqdns", "targetFqdns"},
    {"target-urls", "targetUrls"},
    {"fqdn-tags", "fqdnTags"},
    {"web-categories", "webCategories"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> text_members{{
    {"translated-address", "translatedAddress"},
    {"translated-fqdn", "translatedFqdn"},
    {"translated-port", "translatedPort"},
    {"description", "description"},
}};

Result<Value> group_ids(Call& call, std::string_view key) {
  Value list = make_array(call.place_of(key));
  for (const shell::Word& word : call.options.words(key)) {
    if (word.text.empty() && !word.unknown) continue;
    const auto id = reference(call, word, types::ip_groups);
    if (!id) return tl::unexpected<Error>(id.error());
    list.array()->push_back(id_value(*id, word.place));
  }
  return list;
}

// "Https=443" is a protocol of an application rule.
Value protocols(const Call& call) {
  Value list = make_array(call.place_of("protocols"));
  const Value given = list_value(call, "protocols");
  for (const Value& written : *given.array()) {
    const std::string* text = written.string();
    const auto equals = text == nullptr ? std::string::npos : text->find('=');
    if (equals == std::string::npos) {
      list.array()->push_back(written);
      continue;
    }
    const std::string digits = text->substr(equals + 1);
    const bool number = !digits.empty() && digits.size() < 6 &&
                        digits.find_first_not_of("0123456789") == std::string::npos;
    Value protocol = make_object(written.place);
    protocol.set("protocolType", make_string(text->substr(0, equals), written.place));
    protocol.set("port", number ? make_int(std::stoi(digits), written.place)
                                : make_string(digits, written.place));
    list.array()->push_back(std::move(protocol));
  }
  return list;
}

// The members that the options write. Lists of protocols stand as pairs only in policies' and
// classic application rules; a classic network rule has the plain words.
Result<Value> rule_members(Call& call, std::string_view name_key, bool pairs) {
  Value rule = make_object(call.place());
  rule.set("name", text_value(call, name_key));
  for (const ListMember& row : list_members) {
    if (!call.has(row.option)) continue;
    auto list =
        row.groups ? group_ids(call, row.option) : Result<Value>(list_value(call, row.option));
    if (!list) return list;
    rule.set(row.member, std::move(*list));
  }
  for (const auto& [option, member] : text_members) set_text(rule, member, call, option);
  if (call.has("protocols"))
    rule.set("protocols", pairs ? protocols(call) : list_value(call, "protocols"));
  return rule;
}

bool has_name(const Value& element, std::string_view name) {
  const Value* written = element.find("name");
  return written != nullptr && written->string() != nullptr &&
         equal_ignoring_case(*written->string(), name);
}

Value* element_of(Value* list, std::string_view name) {
  if (list == nullptr || list->array() == nullptr) return nullptr;
  const auto found = std::ranges::find_if(
      *list->array(), [&](const Value& element) { return has_name(element, name); });
  return found == list->array()->end() ? nullptr : &*found;
}

// The element of that name, in a list that is made where there is none.
Value& element_in(Value& owner, std::string_view member, std::string_view name,
                  const Place& place) {
  Value* list = owner.find(member);
  if (list == nullptr || list->array() == nullptr) list = &owner.set(member, make_array(place));
  if (Value* found = element_of(list, name)) return *found;
  Value element = make_object(place);
  element.set("name", make_string(std::string(name), place));
  list->array()->push_back(std::move(element));
  return list->array()->back();
}

void put_element(Value& owner, std::string_view member, Value element) {
  const Value* name = element.find("name");
  const std::string text = name != nullptr && name->string() != nullptr ? *name->string() : "";
  element_in(owner, member, text, element.place) = std::move(element);
}

Value& properties_of(Value& body, const Place& place) {
  Value* properties = body.find("properties");
  if (properties == nullptr) properties = &body.set("properties", make_object(place));
  return *properties;
}

struct Group {
  azure::ResourceId id;
  Value body;
};

Result<Group> group_of(Call& call) {
  const auto id = existing_target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  return Group{*id, current(call.session, *id)};
}

Result<Value> policy_rule(Call& call, std::string_view name_key, std::string_view type) {
  auto rule = rule_members(call, name_key, true);
  if (!rule) return rule;
  rule->set("ruleType", make_string(std::string(type), call.place()));
  return rule;
}

std::string rule_type(const Call& call) {
  return equal_ignoring_case(call.text("rule-type"), "ApplicationRule") ? "ApplicationRule"
         : equal_ignoring_case(call.text("rule-type"), "NatRule")       ? "NatRule"
                                                                        : "NetworkRule";
}

Result<Value> add_collection(Call& call, std::string_view kind, std::string_view type) {
  auto group = group_of(call);
  if (!group) return tl::unexpected<Error>(group.error());
  Value collection = make_object(call.place());
  collection.set("ruleCollectionType", make_string(std::string(kind), call.place()));
  collection.set("name", text_value(call, "name"));
  collection.set("priority", integer_value(call, "collection-priority"));
  collection.set_path("action.type", text_value(call, "action"));
  collection.set("rules", make_array(call.place()));
  if (call.has("rule-name")) {
    auto rule = policy_rule(call, "rule-name", type);
    if (!rule) return rule;
    put_element(collection, "rules", std::move(*rule));
  }
  put_element(properties_of(group->body, call.place()), "ruleCollections", std::move(collection));
  put(call.session, group->id, std::move(group->body));
  return shown(call, group->id);
}

Result<Value> add_filter_collection(Call& call) {
  return add_collection(call, "FirewallPolicyFilterRuleCollection", rule_type(call));
}

Result<Value> add_nat_collection(Call& call) {
  return add_collection(call, "FirewallPolicyNatRuleCollection", "NatRule");
}

Result<Value> add_rule(Call& call) {
  auto group = group_of(call);
  if (!group) return tl::unexpected<Error>(group.error());
  const std::string name = call.text("collection-name");
  Value* collection =
      element_of(properties_of(group->body, call.place()).find("ruleCollections"), name);
  if (collection == nullptr)
    return refuse(call.place_of("collection-name"),
                  "the group has no rule collection \"" + name + "\"", {"I-422"});
  auto rule = policy_rule(call, "name", rule_type(call));
  if (!rule) return rule;
  put_element(*collection, "rules", std::move(*rule));
  put(call.session, group->id, std::move(group->body));
  return shown(call, group->id);
}

void drop(Value* list, std::string_view name) {
  if (list == nullptr || list->array() == nullptr) return;
  std::erase_if(*list->array(), [&](const Value& element) { return has_name(element, name); });
}

Result<Value> remove_collection(Call& call) {
  auto group = group_of(call);
  if (!group) return tl::unexpected<Error>(group.error());
  drop(properties_of(group->body, call.place()).find("ruleCollections"), call.text("name"));
  put(call.session, group->id, std::move(group->body));
  return shown(call, group->id);
}

Result<Value> remove_rule(Call& call) {
  auto group = group_of(call);
  if (!group) return tl::unexpected<Error>(group.error());
  Value* collection = element_of(properties_of(group->body, call.place()).find("ruleCollections"),
                                 call.text("collection-name"));
  if (collection != nullptr) drop(collection->find("rules"), call.text("name"));
  put(call.session, group->id, std::move(group->body));
  return shown(call, group->id);
}

// Classic: a rule goes into a collection of the firewall, which the first rule makes.
Result<Value> add_classic(Call& call, std::string_view member, bool pairs) {
  const auto id = require(call, id_in_group(call, types::firewalls, call.text("firewall-name")),
                          call.place_of("firewall-name"), false);
  if (!id) return tl::unexpected<Error>(id.error());
  auto rule = rule_members(call, "name", pairs);
  if (!rule) return rule;
  Value body = current(call.session, *id);
  Value& collection = element_in(properties_of(body, call.place()), member,
                                 call.text("collection-name"), call.place());
  Value& properties = properties_of(collection, call.place());
  if (call.has("priority")) properties.set("priority", integer_value(call, "priority"));
  if (call.has("action")) properties.set_path("action.type", text_value(call, "action"));
  put_element(properties, "rules", std::move(*rule));
  put(call.session, *id, std::move(body));
  return shown(call, *id);
}

Result<Value> add_classic_network(Call& call) {
  return add_classic(call, "networkRuleCollections", false);
}
Result<Value> add_classic_application(Call& call) {
  return add_classic(call, "applicationRuleCollections", true);
}
Result<Value> add_classic_nat(Call& call) { return add_classic(call, "natRuleCollections", false); }

constexpr std::string_view filter_options =
    "--policy-name ! ^; --rule-collection-group-name --rcg-name ! ^; @G; --name -n !; "
    "--collection-priority !; --action !; --rule-name; --rule-type "
    "{NetworkRule|ApplicationRule}; --description; --source-addresses *; --source-ip-groups *; "
    "--destination-addresses --dest-addr *; --destination-ip-groups --dest-ipg *; "
    "--destination-fqdns *; --destination-ports *; --ip-protocols *; --protocols *; "
    "--target-fqdns *; --target-urls *; --fqdn-tags *; --web-categories *; "
    "--enable-tls-inspection --enable-tls-insp ?";
constexpr std::string_view nat_options =
    "--policy-name ! ^; --rule-collection-group-name --rcg-name ! ^; @G; --name -n !; "
    "--collection-priority !; --action !; --rule-name; --description; --source-addresses *; "
    "--source-ip-groups *; --destination-addresses --dest-addr *; --destination-ports *; "
    "--ip-protocols *; --translated-address; --translated-fqdn; --translated-port";
constexpr std::string_view firewall_rule_options =
    "--policy-name ! ^; --rule-collection-group-name --rcg-name ! ^; @G; --collection-name !; "
    "--name -n !; --rule-type {NetworkRule|ApplicationRule|NatRule}; --description; "
    "--source-addresses *; --source-ip-groups *; --destination-addresses --dest-addr *; "
    "--destination-ip-groups --dest-ipg *; --destination-fqdns *; --destination-ports *; "
    "--ip-protocols *; --protocols *; --target-fqdns *; --target-urls *; --fqdn-tags *; "
    "--web-categories *; --enable-tls-inspection --enable-tls-insp ?; --translated-address; "
    "--translated-fqdn; --translated-port";
constexpr std::string_view classic_options =
    "--firewall-name -f !; --collection-name -c !; @G; --name -n !; --priority; --action; "
    "--description; --source-addresses *; --source-ip-groups *; "
    "--destination-addresses --dest-addr *; --destination-ip-groups --dest-ipg *; "
    "--destination-fqdns *; --destination-ports *; --protocols *; --target-fqdns *; "
    "--fqdn-tags *; --translated-address; --translated-fqdn; --translated-port";

constexpr std::array firewall_rules_rows{
    Command{"network firewall policy rule-collection-group collection add-filter-collection",
            types::rule_collections, filter_options, add_filter_collection},
    Command{"network firewall policy rule-collection-group collection add-nat-collection",
            types::rule_collections, nat_options, add_nat_collection},
    Command{"network firewall policy rule-collection-group collection remove",
            types::rule_collections,
            "--policy-name ! ^; --rule-collection-group-name --rcg-name ! ^; @G; --name -n !",
            remove_collection},
    Command{"network firewall policy rule-collection-group collection rule add",
            types::rule_collections, firewall_rule_options, add_rule},
    Command{"network firewall policy rule-collection-group collection rule update",
            types::rule_collections, firewall_rule_options, add_rule},
    Command{"network firewall policy rule-collection-group collection rule remove",
            types::rule_collections,
            "--policy-name ! ^; --rule-collection-group-name --rcg-name ! ^; @G; "
            "--collection-name !; --name -n !",
            remove_rule},
    Command{"network firewall network-rule create", types::firewalls, classic_options,
            add_classic_network},
    Command{"network firewall application-rule create", types::firewalls, classic_options,
            add_classic_application},
    Command{"network firewall nat-rule create", types::firewalls, classic_options, add_classic_nat},
};

}  // namespace

std::span<const Command> firewall_rule_commands() { return firewall_rules_rows; }

}  // namespace airtight::input::az
