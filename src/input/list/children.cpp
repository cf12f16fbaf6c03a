#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/list/entries.h"

namespace airtight::input::list {
namespace {

// I-003, I-252. A site's siteConfig stays inside: it is no resource of its own.
constexpr Collection all_collections[] = {
    {"microsoft.network/virtualnetworks", "subnets", true},
    {"microsoft.network/virtualnetworks", "virtualNetworkPeerings", true},
    {"microsoft.network/networksecuritygroups", "securityRules", true},
    {"microsoft.network/routetables", "routes", true},
    {"microsoft.network/serviceendpointpolicies", "serviceEndpointPolicyDefinitions", true},
    {"microsoft.network/privateendpoints", "privateDnsZoneGroups", false},
    {"microsoft.sql/servers", "firewallRules", false},
    {"microsoft.sql/servers", "virtualNetworkRules", false},
    {"", "privateEndpointConnections", false},
};

const std::string* text_of(const Value& element, std::string_view key) {
  const Value* member = element.find(key);
  return member == nullptr ? nullptr : member->string();
}

// A child's own id if it has one, else its name under the parent's.
std::optional<azure::ResourceId> child_id(const azure::ResourceId& parent, const Value& element,
                                          std::string_view segment) {
  if (const std::string* id = text_of(element, "id"); id != nullptr && !id->empty()) {
    azure::ResourceId own(*id);
    if (parent.contains(own) && !(own == parent)) return own;
  }
  const std::string* name = text_of(element, "name");
  if (name == nullptr || name->empty()) return std::nullopt;
  return parent.child(segment, name->substr(name->rfind('/') + 1));
}

// Elements that are written without "name" may still be ids of children read elsewhere.
void take_child(const Entry& parent, Value element, std::string_view segment, Entries& entries,
                Diagnostics& diagnostics) {
  const Where where = to_where(element.place);
  const Value* name = element.find("name");
  const Unknown* unknown = name != nullptr ? name->unknown() : element.unknown();
  if (unknown != nullptr && text_of(element, "id") == nullptr) {
    entries.gaps.push_back(
        {unknown->name + " among the " + std::string(segment) + " of " +
             std::string(parent.id.name()),
         {to_lower(parent.id.type() + "/" + std::string(segment)), to_lower(parent.id.type())},
         element.place});
    return;
  }
  if (element.object() == nullptr) {
    diagnostics.push_back({Severity::error,
                           where,
                           "found " + std::string(kind_of(element)) + ", expected an object of " +
                               std::string(segment),
                           {"I-003"}});
    return;
  }
  const auto id = child_id(parent.id, element, segment);
  if (!id) {
    diagnostics.push_back(
        {Severity::error,
         where,
         "found one of the " + std::string(segment) + " without \"name\", expected a name",
         {"I-003"}});
    return;
  }
  Value shaped = in_arm_shape(std::move(element));
  const std::string type = id->type();
  shaped.set("id", make_string(id->text(), shaped.place));
  shaped.set("type", make_string(type, shaped.place));
  shaped.set("name", make_string(std::string(id->name()), shaped.place));
  if (shaped.find("properties") == nullptr) shaped.set("properties", make_object(shaped.place));
  Entry child{*id, std::move(shaped)};
  take_children(child, to_lower(type), entries, diagnostics);
  entries.inline_children.push_back(std::move(child));
}

void take_collection(Entry& parent, std::string_view name, Entries& entries,
                     Diagnostics& diagnostics) {
  Value* properties = parent.resource.find("properties");
  Value* member = properties == nullptr ? nullptr : properties->find(name);
  if (member == nullptr) return;
  if (Array* items = member->array()) {
    for (Value& item : *items) take_child(parent, std::move(item), name, entries, diagnostics);
  } else if (member->unknown() != nullptr) {
    take_child(parent, *member, name, entries, diagnostics);
  } else if (!member->is_null()) {
    diagnostics.push_back(
        {Severity::error,
         to_where(member->place),
         "found " + std::string(kind_of(*member)) + ", expected an array of " + std::string(name),
         {"I-003"}});
  }
  properties->erase(name);
}

}  // namespace

std::span<const Collection> collections() { return all_collections; }

void take_children(Entry& parent, Entries& entries, Diagnostics& diagnostics) {
  take_children(parent, to_lower(parent.id.type()), entries, diagnostics);
}

void take_children(Entry& parent, std::string_view type, Entries& entries,
                   Diagnostics& diagnostics) {
  for (const Collection& collection : all_collections) {
    if (collection.parent.empty() || collection.parent == type)
      take_collection(parent, collection.member, entries, diagnostics);
  }
}

}  // namespace airtight::input::list
