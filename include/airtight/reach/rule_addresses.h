#pragma once

#include <airtight/azure/filters.h>
#include <airtight/dns/view.h>
#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/packet.h>

#include <string>
#include <vector>

namespace airtight::reach {

// Where health probes come from: what the tag AzureLoadBalancer stands for (N-117), and in
// VirtualNetwork everywhere.
inline constexpr net::Prefix balancer_probes{dns::azure_provided, 32};

// What tags mean at one interface (N-108, N-109).
struct TagAddresses {
  std::vector<net::Prefix> virtual_network;
  std::vector<std::string> routed_tags;     // of user routes by tag towards the Internet (C-08)
  std::vector<azure::UnknownInput> unseen;  // what else may put prefixes into VirtualNetwork

  bool operator==(const TagAddresses&) const = default;
};
TagAddresses tags_at(const model::Network& network, const Attachment& at,
                     azure::Direction direction, model::Reading& reading);

// The addresses of an application security group's members (N-103): interfaces and endpoints.
struct GroupMembers {
  std::vector<net::Prefix> addresses;
  bool unseen = false;  // others may be members, or some do not say their address
};
GroupMembers members_of_group(const azure::ResourceId& group, const model::Network& network);
azure::UnknownInput unseen_members(const azure::ResourceId& group);

// Neither private nor shared: service tags and Internet have no others (N-115, N-116).
bool is_public(const net::Ip& ip);

}  // namespace airtight::reach
