#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/base/result.h>

#include <string>
#include <vector>

namespace airtight::verify {

// Ways a user may name one resource: its id, its name, the tail of its id, "type/name".
bool is_named(const azure::ResourceId& id, const std::string& text);

// "vnet1/snet1" names a child by its parent's name and its own.
bool is_named_child(const azure::ResourceId& id, const std::string& text);

// The error for a text that names none or several of `all`, with the candidates.
tl::unexpected<Error> not_one(const std::string& what, const std::string& text,
                              const std::vector<azure::ResourceId>& matching,
                              const std::vector<azure::ResourceId>& all);

// What an app is called in answers: "app1"; a slot, whose own name many apps have,
// "app1/slots/blue".
std::string name_of_app(const azure::ResourceId& id);

}  // namespace airtight::verify
