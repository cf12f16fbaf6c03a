#pragma once

#include <airtight/azure/resources.h>

#include <map>
#include <string>
#include <vector>

namespace airtight::lab {

// Public DNS as azure-dns.md chapter 2 has it: what resources and surroundings put there.
struct PublicNames {
  std::map<std::string, std::string> aliases;  // name to target
  std::map<std::string, net::Ip> addresses;    // name to address
  std::map<net::Ip, std::string> front_ends;   // address to the service that is behind it
};
PublicNames public_names(const azure::Resources& resources);

// All resources that can have endpoints, apps among them.
std::vector<azure::Service> services_of(const azure::Resources& resources);

// The lab's addresses of the front ends that a service tag has, of one region where the tag names
// it (N-119, N-122).
std::vector<net::Prefix> front_ends_in_tag(const azure::Resources& resources,
                                           const std::string& tag);

}  // namespace airtight::lab
