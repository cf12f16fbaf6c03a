#pragma once

#include <airtight/base/where.h>

#include <string>
#include <vector>

namespace airtight {

// One decision on the way of a name or a packet, and what made it.
struct Step {
  std::string stage;               // "zone", "route", "nsg", "service firewall", ...
  std::string summary;             // one sentence in the present tense
  std::vector<std::string> facts;  // ids of the reference
  std::string resource;            // id of the deciding resource, empty when there is none
  std::string rule;                // name of the deciding rule, route, link or record
  Where where;                     // the deciding input

  bool operator==(const Step&) const = default;
};

// All decisions of one name or packet, in the order they were made.
using Trace = std::vector<Step>;

}  // namespace airtight
