#pragma once

#include <airtight/azure/surroundings.h>
#include <airtight/base/diagnostic.h>

#include <string>

namespace airtight::input {

// A file of surroundings (CONTRACT section 7), JSON or YAML, schema airtight/surroundings/1. Keys
// that are not known, and values that are none of the allowed ones, are errors with their place.
// A file of service tags it names is read relative to it.
azure::Surroundings read_surroundings(const std::string& path, Diagnostics& diagnostics);

// The weekly file of service tags that Microsoft publishes (N-122).
azure::ServiceTags read_service_tags(const std::string& path, Diagnostics& diagnostics);

}  // namespace airtight::input
