#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource_id.h>
#include <airtight/base/diagnostic.h>
#include <airtight/input/value.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::input::resources {

// Something a resource says that no table knows: a member, or a word of a member that nothing reads
// as long as it has the words it had when the tables were made. `name` is what the user sees.
struct StrangeMember {
  std::string name;  // "\"futureSwitch\" of subnet1"
  Place place;
};

// The strange members of a resource of this type (lower case), in the order written. Of types that
// packets and names rest on every member is looked at, of services and apps those whose names speak
// of the network: a service has hundreds of others. JSON null is absent.
std::vector<StrangeMember> strange_members(std::string_view type, std::string_view name,
                                           const Value& resource);

// Whether strange_members has something to ask of just this type (lower case), and the properties
// that it asks of any.
bool has_known_members(std::string_view type);
std::vector<std::string_view> members_of_any_type();

// A warning at its place.
void report_strange(const StrangeMember& member, Diagnostics& diagnostics);

// Reports those of a rule or route and makes each an unknown part of it.
void add_strange(const azure::ResourceId& id, const Value& value,
                 std::vector<azure::UnknownInput>& unknown, Diagnostics& diagnostics);

}  // namespace airtight::input::resources
