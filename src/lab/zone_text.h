#pragma once

#include <string>

#include "public_names.h"

// Zones as files that NSD and Unbound read (RFC 1035 section 5).
namespace airtight::lab {

// Public DNS as one zone, which is the root.
std::string root_text(const PublicNames& names);

// A private zone with what people, machines and zone groups wrote there (D-025, D-152, D-161).
std::string zone_text(const azure::Resources& resources, const azure::PrivateDnsZone& zone);

// A zone that a custom server has itself.
std::string zone_text(const azure::ServerZone& zone);

}  // namespace airtight::lab
