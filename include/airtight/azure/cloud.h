#pragma once

#include <string_view>

namespace airtight::azure {

// The cloud of a region, in the catalogue's words: "AzureCloud", "AzureUSGovernment",
// "AzureChinaCloud". Names and zones differ between clouds (D-437).
std::string_view cloud_of_region(std::string_view location);

}  // namespace airtight::azure
