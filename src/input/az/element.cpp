#include "element.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <vector>

#include "generic.h"
#include "symbols.h"

namespace airtight::input::az {
namespace {

bool is_called(const Value& element, std::string_view name) {
  const Value* own = element.find("name");
  return own != nullptr && own->string() != nullptr && equal_ignoring_case(*own->string(), name);
}

std::string kind_of_list(std::string_view path) {
  return std::string(path.substr(path.rfind('.') + 1));
}

tl::unexpected<Error> missing(const Call& call, const Element& element, std::string_view path) {
  std::vector<std::string> names;
  const Value list = list_at(current(call.session, element.owner), path);
  for (const Value& each : *list.array()) {
    const Value* name = each.find("name");
    if (name != nullptr && name->string() != nullptr) names.push_back(*name->string());
  }
  std::string message = "\"" + std::string(element.owner.name()) + "\" has no " +
                        in_quotes(element.name) + " among its " + kind_of_list(path);
  if (!names.empty()) message += "; existing: " + join(names, ", ");
  return refuse(call.place_of("name"), message, {"I-422"});
}

// The element in the shape the command line shows.
Value shown_element(const Element& element, std::string_view path, const Value& value) {
  Value shape = value;
  shape.set("id", make_string(element_id(element.owner, path, element.name).text(), value.place));
  if (const Value* properties = value.find("properties");
      properties != nullptr && properties->object() != nullptr) {
    for (const Member& member : *properties->object()) {
      if (shape.find(member.key) == nullptr) shape.set(member.key, member.value);
    }
  }
  return shape;
}

}  // namespace

Result<Element> element_of(Call& call) {
  const auto id = target(call);
  if (!id) return tl::unexpected<Error>(id.error());
  const bool by_id = call.has("ids");
  const azure::ResourceId owner = by_id && !id->parent().empty() ? id->parent() : *id;
  const auto known = require(call, owner, call.place(), by_id);
  if (!known) return tl::unexpected<Error>(known.error());
  return Element{*known, by_id ? std::string(id->name()) : call.text("name")};
}

const Value* find_element(const Value& owner, std::string_view path, std::string_view name) {
  const Value* list = owner.at_path(path);
  if (list == nullptr || list->array() == nullptr) return nullptr;
  const auto found = std::ranges::find_if(
      *list->array(), [&](const Value& element) { return is_called(element, name); });
  return found == list->array()->end() ? nullptr : &*found;
}

void put_element(Value& owner, std::string_view path, Value element) {
  Value list = list_at(owner, path);
  const Value* name = element.find("name");
  const auto found = std::ranges::find_if(*list.array(), [&](const Value& each) {
    return name != nullptr && name->string() != nullptr && is_called(each, *name->string());
  });
  if (found != list.array()->end()) {
    *found = std::move(element);
  } else {
    list.array()->push_back(std::move(element));
  }
  owner.set_path(path, std::move(list));
}

Result<Value> write_element(Call& call, const Element& element, std::string_view path,
                            Value value) {
  if (!knows_elements(call.session, element.owner, path))
    add_gap(call.session, call.place(),
            "the other " + kind_of_list(path) + " of " + std::string(element.owner.name()),
            {to_lower(element.owner.type())});
  Value owner = current(call.session, element.owner);
  Value shape = shown_element(element, path, value);
  put_element(owner, path, std::move(value));
  put(call.session, element.owner, std::move(owner));
  return shape;
}

Value element_or_new(const Call& call, const Value& owner, std::string_view path,
                     std::string_view name) {
  if (const Value* found = find_element(owner, path, name)) return *found;
  Value element = make_object(call.place_of("name"));
  element.set("name", make_string(std::string(name), call.place_of("name")));
  return element;
}

Result<Value> show_element(Call& call, std::string_view path) {
  const auto element = element_of(call);
  if (!element) return tl::unexpected<Error>(element.error());
  const Value owner = current(call.session, element->owner);
  if (const Value* found = find_element(owner, path, element->name))
    return shown_element(*element, path, *found);
  if (knows_elements(call.session, element->owner, path)) return missing(call, *element, path);
  return make_unknown("$(az " + std::string(call.command.words) + ")",
                      "\"" + std::string(element->owner.name()) + "\" is outside the input",
                      call.place());
}

Result<Value> list_elements(Call& call, std::string_view path) {
  const auto element = element_of(call);
  if (!element) return tl::unexpected<Error>(element.error());
  Value all = make_array(call.place());
  const Value list = list_at(current(call.session, element->owner), path);
  for (const Value& each : *list.array()) {
    const Value* name = each.find("name");
    const std::string text = name != nullptr && name->string() != nullptr ? *name->string() : "";
    all.array()->push_back(shown_element({element->owner, text}, path, each));
  }
  if (knows_elements(call.session, element->owner, path)) return all;
  return make_unknown("$(az " + std::string(call.command.words) + ")",
                      "\"" + std::string(element->owner.name()) + "\" is outside the input",
                      call.place());
}

Result<Value> remove_element(Call& call, std::string_view path) {
  const auto element = element_of(call);
  if (!element) return tl::unexpected<Error>(element.error());
  Value owner = current(call.session, element->owner);
  if (find_element(owner, path, element->name) == nullptr) {
    if (knows_elements(call.session, element->owner, path)) return missing(call, *element, path);
    add_gap(call.session, call.place(), "az " + std::string(call.command.words),
            {to_lower(element->owner.type())});
    return Value{};
  }
  Value list = list_at(owner, path);
  std::erase_if(*list.array(), [&](const Value& each) { return is_called(each, element->name); });
  owner.set_path(path, std::move(list));
  put(call.session, element->owner, std::move(owner));
  return Value{};
}

azure::ResourceId element_id(const azure::ResourceId& owner, std::string_view path,
                             std::string_view name) {
  return owner.child(path.substr(path.rfind('.') + 1), name);
}

bool knows_elements(const Session& session, const azure::ResourceId& owner, std::string_view path) {
  if (is_undecided(owner) || is_external(session, owner)) return false;
  const Value* resource = session.resources.find(owner);
  const Value* written = resource == nullptr ? nullptr : resource->at_path(path);
  return written == nullptr || (written->array() != nullptr && find_unknown(*written) == nullptr);
}

}  // namespace airtight::input::az
