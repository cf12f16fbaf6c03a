// What a resource says, and what reference() sees of it.
#include <airtight/base/text.h>

#include <utility>

#include "input/arm/expansion.h"
#include "input/arm/runtime_values.h"

namespace airtight::input::arm {
namespace {

// Members of a template's resource that are part of the resource (I-047).
constexpr std::string_view members[] = {
    "apiVersion", "location", "kind", "sku",       "identity",         "tags",
    "zones",      "plan",     "etag", "managedBy", "extendedLocation", "properties"};

// "Microsoft.Network/azureFirewalls hub-fwl"
Ref opened(Ref view, const azure::ResourceId& id) {
  view.open =
      std::make_shared<const std::string>(id.empty() ? std::string("a resource outside the input")
                                                     : id.type() + " " + std::string(id.name()));
  return view;
}

}  // namespace

Ref Expansion::once(Slot& slot, Instance& instance, Ref (Expansion::*make_value)(Instance&)) {
  if (slot.state == Slot::State::running) {
    ++cycles_;
    return unknown(instance.name, "it depends on itself", instance.node->place);
  }
  if (slot.state == Slot::State::done) return slot.value;
  slot.state = Slot::State::running;
  const int cycles = cycles_;
  Ref value = (this->*make_value)(instance);
  keep(slot, value, cycles);
  return value;
}

Ref Expansion::body(Instance& instance) {
  return once(instance.body, instance, &Expansion::evaluate_body);
}

Ref Expansion::evaluate_body(Instance& instance) {
  const Place& place = instance.node->place;
  Value resource = make_object(place);
  resource.set("id", make_string(instance.id.text(), place));
  const bool deployment = equal_ignoring_case(instance.type, "Microsoft.Resources/deployments");
  for (const std::string_view member : members) {
    if (deployment && member == "properties") continue;  // its template is not its own
    const Ref value = evaluated(instance, member);
    if (value.value && !value->is_null()) resource.set(member, *value);
  }
  if (resource.find("properties") == nullptr) resource.set("properties", make_object(place));
  return make(std::move(resource), place);
}

Ref Expansion::view(Instance& instance) {
  if (instance.existing) {
    const auto real = instance.unnamed ? by_id_.end() : by_id_.find(instance.id.key());
    if (real != by_id_.end() && !real->second->existing) return view(*real->second);
    return view_outside(instance.unnamed ? azure::ResourceId() : instance.id, instance.node->place);
  }
  return once(instance.view, instance, &Expansion::evaluate_view);
}

Ref Expansion::evaluate_view(Instance& instance) {
  const Place& place = instance.node->place;
  Ref own = body(instance);
  if (own->object() == nullptr) return own;
  Value resource = *own;
  resource.set("name", make_string(instance.name, place));
  resource.set("type", make_string(instance.type, place));
  resource.set("resourceId", make_string(instance.id.text(), place));
  if (Frame* inner = nested(instance)) {
    resource.set_path("properties.outputs", *outputs(*inner));
  } else if (Value* properties = resource.find("properties"); !instance.unnamed) {
    add_runtime_values(instance.id, *properties);
  }
  return opened(make(std::move(resource), place), instance.id);
}

Ref Expansion::view_outside(const azure::ResourceId& id, const Place& place) {
  Value resource = make_object(place);
  Value properties = make_object(place);
  if (!id.empty()) {
    resource.set("id", make_string(id.text(), place));
    resource.set("name", make_string(std::string(id.name()), place));
    resource.set("type", make_string(id.type(), place));
    add_runtime_values(id, properties);
  }
  resource.set("properties", std::move(properties));
  return opened(make(std::move(resource), place), id);
}

}  // namespace airtight::input::arm
