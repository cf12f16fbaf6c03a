#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

constexpr Word<azure::PerimeterMode> modes[] = {{"Learning", azure::PerimeterMode::learning},
                                                {"Transition", azure::PerimeterMode::learning},
                                                {"Enforced", azure::PerimeterMode::enforced}};

// Conditions on whom, other than addresses and subscriptions: each may admit anybody.
constexpr std::string_view other_conditions[] = {"emailAddresses", "phoneNumbers", "serviceTags",
                                                 "networkSecurityPerimeters"};

azure::PerimeterRule read_inbound(const azure::ResourceId& id, const Value& value,
                                  Diagnostics& diagnostics) {
  azure::PerimeterRule rule;
  rule.name = std::string(id.name());
  rule.where = to_where(value.place);
  const Value& body = content(value);
  for (const Value* element : elements(body, "addressPrefixes", diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      rule.unknown.push_back(to_input(*unknown));
    } else if (const auto prefix = to_prefix(*element, diagnostics)) {
      rule.prefixes.push_back(*prefix);
    }
  }
  for (const Value* element : elements(body, "subscriptions", diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      rule.unknown.push_back(to_input(*unknown));
    } else {
      rule.subscriptions.push_back(to_lower(text_at(*element, "id")));
    }
  }
  for (const std::string_view condition : other_conditions) {
    if (!elements(body, condition, diagnostics).empty())
      rule.unknown.push_back(
          {"whom " + std::string(condition) + " of rule " + rule.name + " admit"});
  }
  return rule;
}

azure::PerimeterExit read_outbound(const azure::ResourceId& id, const Value& value,
                                   Diagnostics& diagnostics) {
  azure::PerimeterExit rule;
  rule.name = std::string(id.name());
  rule.where = to_where(value.place);
  const Value& body = content(value);
  for (const Value* element : elements(body, "fullyQualifiedDomainNames", diagnostics)) {
    if (const Unknown* unknown = element->unknown()) {
      rule.unknown.push_back(to_input(*unknown));
    } else if (element->string() != nullptr) {
      rule.names.push_back(to_lower(*element->string()));
    } else {
      complain(*element, "a string", diagnostics, {"N-327"});
    }
  }
  for (const std::string_view condition : other_conditions) {
    if (!elements(body, condition, diagnostics).empty())
      rule.unknown.push_back(
          {"whither " + std::string(condition) + " of rule " + rule.name + " let out"});
  }
  return rule;
}

}  // namespace

void read_perimeter_profile(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::PerimeterProfile profile;
  read_common(id, value, profile);
  profile.perimeter = id.parent();
  for (const auto& [rule_id, rule] : children(reading.set, id, "accessRules")) {
    const Value& body = content(*rule);
    if (equal_ignoring_case(text_at(body, "direction"), "Outbound"))
      profile.outbound.push_back(read_outbound(rule_id, *rule, reading.diagnostics));
    else
      profile.inbound.push_back(read_inbound(rule_id, *rule, reading.diagnostics));
  }
  reading.out.perimeter_profiles.push_back(std::move(profile));
}

void read_perimeter_association(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::PerimeterAssociation association;
  read_common(id, value, association);
  association.perimeter = id.parent();
  association.resource = reading.id_or_gap(value, "properties.privateLinkResource.id",
                                           "the resource of association " + association.name,
                                           {"microsoft.network/networksecurityperimeters", "*"});
  association.profile = reading.id_or_gap(value, "properties.profile.id",
                                          "the profile of association " + association.name,
                                          {"microsoft.network/networksecurityperimeters", "*"});
  association.mode =
      read_enum(value, "properties.accessMode", modes, Words::open, reading.diagnostics);
  reading.out.perimeter_associations.push_back(std::move(association));
}

}  // namespace airtight::input::resources
