#pragma once

#include <airtight/reach/workload.h>

#include <string_view>
#include <vector>

namespace airtight::verify {

// Types whose resources make routes, and those that make filters, or say where the workload is:
// what the input does to them without being followed leaves the effective ones open.
inline std::vector<std::string_view> route_types(const reach::Workload& workload) {
  std::vector<std::string_view> types{"Microsoft.Network/virtualNetworks",
                                      "Microsoft.Network/routeTables",
                                      "Microsoft.Network/privateEndpoints",
                                      "Microsoft.Network/networkInterfaces",
                                      "Microsoft.Network/virtualNetworkGateways",
                                      "Microsoft.Network/localNetworkGateways",
                                      "Microsoft.Network/connections"};
  if (workload.site != nullptr) types.emplace_back("Microsoft.Web/");
  if (workload.kind == reach::Workload::Kind::machine) types.emplace_back("Microsoft.Compute/");
  return types;
}

inline std::vector<std::string_view> filter_types(const reach::Workload& workload) {
  std::vector<std::string_view> types = route_types(workload);  // VirtualNetwork has them (N-108)
  types.insert(types.end(), {"Microsoft.Network/networkSecurityGroups",
                             "Microsoft.Network/applicationSecurityGroups",
                             "Microsoft.Network/networkManagers"});
  return types;
}

}  // namespace airtight::verify
