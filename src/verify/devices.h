#pragma once

#include <airtight/model/network.h>

#include <string>
#include <vector>

namespace airtight::verify {

// Ids and addresses by which a walk names a device it crosses: a firewall, an interface, a machine
// by its interfaces, an address.
Result<std::vector<std::string>> device_named(const model::Network& network,
                                              const std::string& text);

}  // namespace airtight::verify
