#include "references.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::input::az {
namespace {

// A stand-in such as "$(az a/b)" must not look like more segments of an id.
std::string segment(std::string_view text) {
  std::string result(text);
  std::ranges::replace(result, '/', '_');
  return result;
}

azure::ResourceId group_id(const Session& session, std::string_view group) {
  return azure::ResourceId("/subscriptions/" + session.subscription + "/resourceGroups/" +
                           std::string(group));
}

std::vector<std::string> split_type(std::string_view type) {
  std::vector<std::string> segments;
  for (const std::string_view part : split(type, '/')) segments.emplace_back(part);
  return segments;  // "Microsoft.Network", "virtualNetworks", "subnets"
}

std::string outer_type(std::string_view type) {
  const auto segments = split_type(type);
  return segments[0] + "/" + segments[1];
}

std::vector<const shell::Word*> id_parts(const Call& call) {
  std::vector<const shell::Word*> parts;
  for (const Option& option : call.known) {
    if (option.id_part) parts.push_back(call.options.word(option.key()));
  }
  return parts;
}

std::vector<std::string> names_like(const Session& session, const azure::ResourceId& id) {
  std::vector<std::string> names;
  for (const auto& [other, resource] : session.resources.all()) {
    const bool beside = id.parent().empty()
                            ? equal_ignoring_case(other.resource_group(), id.resource_group())
                            : other.parent() == id.parent();
    if (beside && equal_ignoring_case(other.type(), id.type()) && !is_external(session, other))
      names.emplace_back(other.name());
  }
  return names;
}

std::string missing(const Session& session, const azure::ResourceId& id) {
  std::string message =
      id.type() + " \"" + std::string(id.name()) + "\" does not exist in " +
      (id.parent().empty() ? "resource group \"" + std::string(id.resource_group()) + "\""
                           : "\"" + std::string(id.parent().name()) + "\"");
  std::vector<std::string> names = names_like(session, id);
  const std::vector<std::string> near = nearest(id.name(), names);
  if (!near.empty()) return message + "; did you mean " + join(near, ", ") + "?";
  if (names.size() > 5) names.resize(5);
  return names.empty() ? message : message + "; existing: " + join(names, ", ");
}

// Whether the session made whatever there is beside `id`, so that what it lacks does not exist.
bool is_whole_story(const Session& session, const azure::ResourceId& id) {
  if (!id.parent().empty())
    return session.resources.find(id.parent()) != nullptr && !is_external(session, id.parent());
  const std::string group = group_id(session, id.resource_group()).key();
  return session.groups_made.contains(group) ||
         session.types_made.contains({group, to_lower(id.type())});
}

void make_stub(Session& session, const azure::ResourceId& id, const Place& place) {
  if (session.resources.find(id) != nullptr) return;
  if (!id.parent().empty()) make_stub(session, id.parent(), place);
  Value stub = make_object(place);
  stub.set("$external", make_bool(true, place));
  put(session, id, std::move(stub));
  warn(session, place,
       id.type() + " \"" + std::string(id.name()) +
           "\" is not in the input; it is taken to exist, its properties are unknown",
       {"I-420"});
}

// I-421: a service's name is unique, so commands of some services need no group.
std::vector<azure::ResourceId> named(const Session& session, std::string_view type,
                                     std::string_view name) {
  std::vector<azure::ResourceId> found;
  for (const auto& [id, resource] : session.resources.all()) {
    if (equal_ignoring_case(id.type(), type) && equal_ignoring_case(id.name(), name))
      found.push_back(id);
  }
  return found;
}

std::string group_of_top(const Call& call, std::string_view name) {
  if (call.has("resource-group") || call.session.defaults.contains("group")) return group(call);
  const auto found = named(call.session, outer_type(call.command.type), name);
  return found.empty() ? group(call) : std::string(found.front().resource_group());
}

}  // namespace

bool is_id(std::string_view text) { return starts_with_ignoring_case(text, "/subscriptions/"); }

std::string group(const Call& call) {
  if (call.has("resource-group")) return segment(call.text("resource-group"));
  const auto found = call.session.defaults.find("group");
  if (found != call.session.defaults.end()) return found->second;
  return call.session.last_group.empty() ? "unknown" : call.session.last_group;
}

Value location(const Call& call) {
  if (call.has("location")) return text_value(call, "location");
  const Value* resource_group = call.session.resources.find(group_id(call.session, group(call)));
  const Value* of_group = resource_group == nullptr ? nullptr : resource_group->find("location");
  if (of_group != nullptr) return *of_group;
  const auto found = call.session.defaults.find("location");
  if (found != call.session.defaults.end()) return make_string(found->second, call.place());
  return make_unknown("location of resource group " + group(call),
                      "the resource group is not in the input", call.place());
}

azure::ResourceId id_in_group(const Call& call, std::string_view type, std::string_view name) {
  return azure::make_id(call.session.subscription, group(call), type, segment(name));
}

Result<azure::ResourceId> target(Call& call) {
  if (const shell::Word* id = call.options.word("ids")) {
    if (!is_id(id->text) && !id->unknown)
      return refuse(id->place, "--ids is \"" + id->text + "\"; expected a resource id", {"I-406"});
    return azure::ResourceId(
        is_id(id->text) ? id->text : id_in_group(call, call.command.type, id->text).text());
  }
  const auto parts = id_parts(call);
  const auto types = split_type(call.command.type);
  if (parts.empty() || parts.size() >= types.size()) return azure::ResourceId();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == nullptr || (parts[i]->text.empty() && !parts[i]->unknown))
      return refuse(call, "the " + types[i + 1] + " has no name", {"I-404"});
  }
  azure::ResourceId id;
  std::size_t next = 1;
  if (is_id(parts[0]->text)) {
    id = azure::ResourceId(parts[0]->text);
  } else {
    id = azure::make_id(call.session.subscription, group_of_top(call, parts[0]->text),
                        outer_type(call.command.type), segment(parts[0]->text));
  }
  for (; next < parts.size(); ++next) id = id.child(types[next + 1], segment(parts[next]->text));
  return id;
}

Result<azure::ResourceId> require(Call& call, const azure::ResourceId& id, const Place& place,
                                  bool by_id) {
  if (call.session.resources.find(id) != nullptr) return id;
  if (!by_id && !id.parent().empty()) {
    auto parent = require(call, id.parent(), place, by_id);
    if (!parent) return parent;
  }
  if (!by_id && is_whole_story(call.session, id))
    return refuse(place, missing(call.session, id), {"I-422"});
  make_stub(call.session, id, place);
  return id;
}

Result<azure::ResourceId> existing_target(Call& call) {
  auto id = target(call);
  if (!id || id->empty()) return id;
  bool by_id = call.has("ids");
  for (const shell::Word* part : id_parts(call))
    by_id = by_id || (part != nullptr && part->unknown.has_value());
  return require(call, *id, call.place(), by_id);
}

Result<azure::ResourceId> reference(Call& call, const shell::Word& word, std::string_view type) {
  if (is_id(word.text)) {
    const azure::ResourceId id(word.text);
    if (!equal_ignoring_case(id.type(), type))
      return refuse(word.place,
                    "\"" + word.text + "\" is a " + id.type() + "; expected a " + std::string(type),
                    {"I-406"});
    return require(call, id, word.place, true);
  }
  return require(call, id_in_group(call, type, word.text), word.place, word.unknown.has_value());
}

Result<azure::ResourceId> reference_below(Call& call, const shell::Word& word,
                                          const azure::ResourceId& parent, std::string_view child) {
  return require(call, parent.child(child, segment(word.text)), word.place,
                 word.unknown.has_value());
}

Result<azure::ResourceId> subnet_reference(Call& call, std::string_view vnet_key) {
  const shell::Word* subnet = call.options.word("subnet");
  if (subnet == nullptr) return refuse(call, "--subnet is missing", {"I-404"});
  if (is_id(subnet->text))
    return reference(call, *subnet, "Microsoft.Network/virtualNetworks/subnets");
  const shell::Word* vnet = call.options.word(vnet_key);
  if (vnet == nullptr) {
    if (subnet->unknown)  // most likely an id: "$(az … --query id)" that could not be answered
      return require(call,
                     id_in_group(call, "Microsoft.Network/virtualNetworks", "unknown")
                         .child("subnets", segment(subnet->text)),
                     subnet->place, true);
    return refuse(subnet->place,
                  "--subnet is the name \"" + subnet->text + "\"; it needs --" +
                      std::string(vnet_key) + " or must be a resource id",
                  {"I-406"});
  }
  auto network = reference(call, *vnet, "Microsoft.Network/virtualNetworks");
  if (!network) return network;
  return reference_below(call, *subnet, *network, "subnets");
}

Value id_value(const azure::ResourceId& id, const Place& place) {
  return make_string(id.text(), place);
}

Value id_object(const azure::ResourceId& id, const Place& place) {
  Value object = make_object(place);
  object.set("id", id_value(id, place));
  return object;
}

bool is_external(const Session& session, const azure::ResourceId& id) {
  const Value* resource = session.resources.find(id);
  return resource != nullptr && resource->find("$external") != nullptr;
}

Value current(const Session& session, const azure::ResourceId& id) {
  const Value* resource = session.resources.find(id);
  return resource == nullptr ? make_object() : *resource;
}

std::vector<azure::ResourceId> children(const Session& session, const azure::ResourceId& parent,
                                        std::string_view type) {
  std::vector<azure::ResourceId> found;
  for (const auto& [id, resource] : session.resources.all()) {
    if (id.parent() == parent &&
        equal_ignoring_case(id.type(), parent.type() + "/" + std::string(type)))
      found.push_back(id);
  }
  return found;
}

}  // namespace airtight::input::az
