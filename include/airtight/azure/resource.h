#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/base/where.h>

#include <string>

namespace airtight::azure {

// What every resource has. A stub (`external`) is only referred to: nothing else of it is known
// (I-005), so its absent properties are unknown and not the service's defaults (I-262).
struct Resource {
  ResourceId id;
  std::string name;
  std::string location;  // lower case without blanks: "westeurope"
  bool external = false;
  Where where;

  bool operator==(const Resource&) const = default;
};

}  // namespace airtight::azure
