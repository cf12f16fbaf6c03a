#include "input/resources/access_restrictions.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "input/resources/fields.h"

namespace airtight::input::resources {
namespace {

constexpr int lowest_priority = 65000;  // of a rule that says none

constexpr Word<azure::DefaultAction> actions[] = {{"Allow", azure::DefaultAction::allow},
                                                  {"Deny", azure::DefaultAction::deny}};

// A block or several with commas, a service tag when `tag` says so, or "Any".
void add_address(const Value& value, const Value& rule, azure::AccessRule& out,
                 Diagnostics& diagnostics) {
  if (const Unknown* unknown = value.unknown()) {
    out.unknown.push_back(to_input(*unknown));
    return;
  }
  if (value.string() == nullptr) {
    complain(value, "an address block", diagnostics, {"N-329"});
    return;
  }
  const bool tag = equal_ignoring_case(text_at(rule, "tag"), "ServiceTag");
  for (const std::string_view part : split(*value.string(), ',')) {
    const std::string text(trim(part));
    if (tag) {
      out.tags.push_back(text);
    } else if (equal_ignoring_case(text, "AnyVnets")) {
      out.any_network = true;
    } else if (!equal_ignoring_case(text, "Any") && !text.empty()) {
      if (const auto prefix = to_prefix(make_string(text, value.place), diagnostics))
        out.prefixes.push_back(*prefix);
    }
  }
}

bool has_headers(const Value& rule) {
  const Value* headers = rule.find("headers");
  return headers != nullptr && headers->object() != nullptr && !headers->object()->empty();
}

azure::AccessRule read_rule(const Value& rule, Diagnostics& diagnostics) {
  azure::AccessRule out;
  out.where = to_where(rule.place);
  out.name = text_at(rule, "name");
  out.priority =
      static_cast<int>(read_integer(rule, "priority", diagnostics).value_or(lowest_priority));
  const auto action = read_enum(rule, "action", actions, Words::open, diagnostics);
  out.allow = action.absent() ||
              (action.known() != nullptr && *action.known() == azure::DefaultAction::allow);
  if (action.unknown() != nullptr) out.unknown.push_back(*action.unknown());
  out.headers = has_headers(rule);
  const auto subnet = read_id(rule, "vnetSubnetResourceId", diagnostics);
  if (subnet.known() != nullptr) out.subnet = *subnet.known();
  if (subnet.unknown() != nullptr) out.unknown.push_back(*subnet.unknown());
  if (const Value* address = lookup(rule, "ipAddress", diagnostics))
    add_address(*address, rule, out, diagnostics);
  return out;
}

}  // namespace

azure::AccessRestrictions read_restrictions(const std::vector<const Value*>& configurations,
                                            std::string_view list, const Value& site,
                                            Diagnostics& diagnostics) {
  azure::AccessRestrictions out;
  out.where = to_where(site.place);
  out.default_action.where = out.where;
  const std::string member(list);
  bool found = false;
  for (const Value* configuration : configurations) {
    if (configuration == nullptr) continue;
    if (out.default_action.absent())
      out.default_action =
          read_enum(*configuration, member + "DefaultAction", actions, Words::open, diagnostics);
    const Value* rules = lookup(*configuration, member, diagnostics);
    if (rules == nullptr || found) continue;
    found = true;
    out.where = to_where(rules->place);
    for (const Value* rule : elements(*configuration, member, diagnostics)) {
      if (const Unknown* unknown = rule->unknown()) {
        out.unknown.push_back(to_input(*unknown));
      } else {
        out.rules.push_back(read_rule(*rule, diagnostics));
      }
    }
  }
  std::ranges::stable_sort(out.rules, {}, &azure::AccessRule::priority);
  return out;
}

}  // namespace airtight::input::resources
