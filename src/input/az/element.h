#pragma once

#include <string>
#include <string_view>

#include "references.h"

namespace airtight::input::az {

// A named element of a list inside a resource: a frontend, a pool or a rule of a load balancer, an
// IP configuration of an interface, a route of a hub's table. It has an id, but it is no resource
// of its own (I-123): writing it writes its owner.
struct Element {
  azure::ResourceId owner;
  std::string name;
};

// The element that --ids, or the options of its owner and --name, are about. Its owner exists or
// becomes a stub.
Result<Element> element_of(Call& call);

// The element of that name in a list at a path of its owner; null when there is none.
const Value* find_element(const Value& owner, std::string_view path, std::string_view name);

// Writes the element: over the one of its name, or behind the others. Members that `element` does
// not name are gone.
void put_element(Value& owner, std::string_view path, Value element);

// The same in the set. Of an owner outside the input the other elements stay unknown, a gap.
Result<Value> write_element(Call& call, const Element& element, std::string_view path, Value value);

// The element as it is, or one that has its name only.
Value element_or_new(const Call& call, const Value& owner, std::string_view path,
                     std::string_view name);

// "… show", "… list" and "… delete" of such elements; an error names what there is.
Result<Value> show_element(Call& call, std::string_view path);
Result<Value> list_elements(Call& call, std::string_view path);
Result<Value> remove_element(Call& call, std::string_view path);

// The id that others refer to the element by: "<owner>/<list>/<name>".
azure::ResourceId element_id(const azure::ResourceId& owner, std::string_view path,
                             std::string_view name);

// Whether the owner's elements are all known: it is not a stub, and none is an unknown.
bool knows_elements(const Session& session, const azure::ResourceId& owner, std::string_view path);

}  // namespace airtight::input::az
