#include "references.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "symbols.h"

namespace airtight::input::az {
namespace {

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

// A name of a service that several groups have, or a name nobody knows, may be in any group.
azure::ResourceId top(Call& call, const shell::Word& name) {
  const std::string type = outer_type(call.command.type);
  if (call.has("resource-group") || call.session.defaults.contains("group"))
    return id_in_group(call, type, name.text);
  const auto found = named(call.session, type, segment(name.text));
  if (found.size() == 1) return found.front();
  if (found.empty() && !name.unknown) return id_in_group(call, type, name.text);
  note_symbol(call.session, "unknown", "");
  return azure::make_id(call.session.subscription, "unknown", type, segment(name.text));
}

// "" and "null" name no resource: they detach (I-406).
bool names_nothing(const shell::Word& word) {
  return !word.unknown && (word.text.empty() || word.text == "null");
}

// The id that a word names in full, or nothing.
std::optional<azure::ResourceId> whole_id(const shell::Word& word) {
  if (!is_id(word.text)) return std::nullopt;
  return azure::ResourceId(id_text(word));
}

Result<azure::ResourceId> decided(Call& call, const azure::ResourceId& id, const Place& place,
                                  bool anywhere) {
  const bool made = call.session.resources.find(id) != nullptr && !is_external(call.session, id);
  if (!may_be_another(call.session, id, made, anywhere)) return id;
  warn(call.session, place,
       "which " + id.type() + " \"" + std::string(id.name()) + "\" is, is not known", {"I-401"});
  return undecided(id);
}

}  // namespace

azure::ResourceId group_id(const Session& session, std::string_view group) {
  return azure::ResourceId("/subscriptions/" + session.subscription + "/resourceGroups/" +
                           std::string(group));
}

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
    if (const auto whole = whole_id(*id)) return *whole;
    return azure::make_id(call.session.subscription, "unknown", call.command.type,
                          segment(id->text));
  }
  const auto parts = id_parts(call);
  const auto types = split_type(call.command.type);
  if (parts.empty() || parts.size() >= types.size()) return azure::ResourceId();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == nullptr || (parts[i]->text.empty() && !parts[i]->unknown))
      return refuse(call, "the " + types[i + 1] + " has no name", {"I-404"});
  }
  azure::ResourceId id = whole_id(*parts[0]).value_or(azure::ResourceId());
  if (id.empty()) id = top(call, *parts[0]);
  for (std::size_t next = 1; next < parts.size(); ++next)
    id = id.child(types[next + 1], segment(parts[next]->text));
  return id;
}

Result<azure::ResourceId> require(Call& call, const azure::ResourceId& id, const Place& place,
                                  bool by_id) {
  if (is_undecided(id)) return id;
  if (is_symbolic(call.session, id)) {
    auto one = decided(call, id, place, false);
    if (!one || is_undecided(*one)) return one;
    by_id = true;
  }
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
  if (const auto whole = whole_id(word)) {
    const azure::ResourceId& id = *whole;
    if (!equal_ignoring_case(id.type(), type))
      return refuse(word.place,
                    "\"" + word.text + "\" is a " + id.type() + "; expected a " + std::string(type),
                    {"I-406"});
    return require(call, id, word.place, true);
  }
  // A child has no id by its own name alone.
  if (split_type(type).size() > 2) {
    if (word.unknown)
      return undecided(
          azure::make_id(call.session.subscription, "unknown", outer_type(type), "unknown")
              .child(split_type(type).back(), segment(word.text)));
    return refuse(
        word.place,
        "\"" + word.text + "\" is a name; expected the resource id of a " + std::string(type),
        {"I-406"});
  }
  const azure::ResourceId id = id_in_group(call, type, word.text);
  // Nothing but a symbol may as well be a whole id, of any group.
  if (word.unknown && is_symbol(call.session, segment(word.text))) {
    auto one = decided(call, id, word.place, true);
    if (!one || is_undecided(*one)) return one;
  }
  return require(call, id, word.place, word.unknown.has_value());
}

Result<azure::ResourceId> reference_below(Call& call, const shell::Word& word,
                                          const azure::ResourceId& parent, std::string_view child) {
  return require(call, parent.child(child, segment(word.text)), word.place,
                 word.unknown.has_value());
}

Result<Value> references(Call& call, std::string_view key, std::string_view type) {
  Value list = make_array(call.place_of(key));
  for (const shell::Word& word : call.options.words(key)) {
    if (names_nothing(word)) continue;
    const auto id = reference(call, word, type);
    if (!id) return tl::unexpected<Error>(id.error());
    list.array()->push_back(id_object(*id, word.place));
  }
  return list;
}

Result<std::optional<azure::ResourceId>> optional_reference(Call& call, std::string_view key,
                                                            std::string_view type) {
  const shell::Word* word = call.options.word(key);
  if (word == nullptr || names_nothing(*word)) return std::optional<azure::ResourceId>();
  const auto id = reference(call, *word, type);
  if (!id) return tl::unexpected<Error>(id.error());
  return std::optional<azure::ResourceId>(*id);
}

Result<Value> set_reference(Call& call, Value& body, std::string_view path, std::string_view key,
                            std::string_view type) {
  if (call.options.word(key) == nullptr) return Value{};
  const auto id = optional_reference(call, key, type);
  if (!id) return tl::unexpected<Error>(id.error());
  if (const auto& given = *id) {
    body.set_path(path, id_object(*given, call.place_of(key)));
  } else {
    erase_path(body, path);
  }
  return Value{};
}

Result<azure::ResourceId> subnet_reference(Call& call, std::string_view vnet_key) {
  const shell::Word* subnet = call.options.word("subnet");
  if (subnet == nullptr) return refuse(call, "--subnet is missing", {"I-404"});
  if (is_id(subnet->text))
    return reference(call, *subnet, "Microsoft.Network/virtualNetworks/subnets");
  const shell::Word* vnet = call.options.word(vnet_key);
  if (vnet == nullptr) {
    if (subnet->unknown) {  // most likely an id: "$(az … --query id)" that could not be answered
      note_symbol(call.session, "unknown", "");
      const azure::ResourceId id = azure::make_id(call.session.subscription, "unknown",
                                                  "Microsoft.Network/virtualNetworks", "unknown")
                                       .child("subnets", segment(subnet->text));
      auto one = decided(call, id, subnet->place, true);
      if (!one || is_undecided(*one)) return one;
      return require(call, id, subnet->place, true);
    }
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
  if (!is_undecided(id)) return make_string(id.text(), place);
  const azure::ResourceId parent = id.parent();
  return make_unknown(
      (parent.empty() ? "" : std::string(parent.name()) + "/") + std::string(id.name()),
      "it is not known which resource this is", place);
}

Value id_object(const azure::ResourceId& id, const Place& place) {
  Value object = make_object(place);
  object.set("id", id_value(id, place));
  return object;
}

bool made_group(const Call& call) {
  return call.session.groups_made.contains(group_id(call.session, group(call)).key());
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
