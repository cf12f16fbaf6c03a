// reference, references and resourceInfo (I-062, I-080).
#include <airtight/base/text.h>

#include <utility>

#include "input/arm/functions.h"

namespace airtight::input::arm {
namespace {

bool is_full(const Call& call) {
  const std::size_t last = call.size() - 1;
  return last > 0 && call.text(last) != nullptr && equal_ignoring_case(*call.text(last), "full");
}

Ref properties_of(const Call& call, const Ref& resource) {
  if (resource->unknown() != nullptr) return call.unknown(*resource->unknown());
  const Value* properties = resource->find("properties");
  if (properties != nullptr) return part(resource, *properties);
  Ref none = call.result(make_object(call.place));
  none.open = resource.open;
  return none;
}

Ref seen(const Call& call, const Ref& resource) {
  return is_full(call) ? resource : properties_of(call, resource);
}

// A resource that is not in the input says only what follows from its id.
Ref outside(const Call& call, const std::string& text) {
  return call.expansion.view_outside(azure::ResourceId(text.starts_with('/') ? text : ""),
                                     call.place);
}

Ref reference(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a symbol, a name or a resource id");
  const auto found = call.expansion.find(*call.text(0), *call.context.frame);
  if (found.empty()) return seen(call, outside(call, *call.text(0)));
  return seen(call, call.expansion.view(*found.back()));
}

Ref references(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "the symbol of a loop");
  Array all;
  for (Instance* instance : call.expansion.find(*call.text(0), *call.context.frame))
    all.push_back(*seen(call, call.expansion.view(*instance)));
  Ref result = call.result(std::move(all));
  result.open = std::make_shared<const std::string>("the loop " + *call.text(0));
  return result;
}

Ref resource_info(const Call& call) {
  if (call.text(0) == nullptr) return call.wrong(0, "a symbol");
  const auto found = call.expansion.find(*call.text(0), *call.context.frame);
  if (found.empty() || found.back()->unnamed)
    return call.unknown(std::string(call.expression.source), "the resource's name is not known");
  const Instance& instance = *found.back();
  Value info = make_object(call.place);
  info.set("id", make_string(instance.id.text(), call.place));
  info.set("name", make_string(instance.name, call.place));
  info.set("type", make_string(instance.type, call.place));
  if (const Value* version = instance.node->find("apiVersion")) info.set("apiVersion", *version);
  return call.result(std::move(info));
}

constexpr Function reference_functions_rows[] = {
    {"reference", 1, 3, Arguments::known, reference},
    {"references", 1, 2, Arguments::known, references},
    {"resourceinfo", 1, 1, Arguments::known, resource_info},
};

}  // namespace

std::span<const Function> reference_functions() { return reference_functions_rows; }

}  // namespace airtight::input::arm
