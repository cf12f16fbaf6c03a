#pragma once

#include <airtight/azure/resource_id.h>

#include <string>

namespace airtight::bench {

// A network's resource of the made-up group "g".
inline azure::ResourceId network_resource(const std::string& type, const std::string& name) {
  return azure::make_id("s", "g", "Microsoft.Network/" + type, name);
}

// A resource of this id, and of nothing else yet.
template <class T>
T named(const azure::ResourceId& id) {
  T resource;
  resource.id = id;
  resource.name = std::string(id.name());
  resource.location = "westeurope";
  return resource;
}

}  // namespace airtight::bench
