#pragma once

#include <airtight/azure/resources.h>
#include <airtight/model/network.h>
#include <airtight/net/dns_name.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace airtight::diagnose {

// The network after a change. What Azure would refuse of it the model leaves out.
model::Network changed(const model::Network& network,
                       const std::function<void(azure::Resources&)>& change);

// Changes of written resources, as a deployment would make them. Lists stay in order of id.

template <class T>
T* editable(std::vector<T>& list, const azure::ResourceId& id) {
  const auto found = std::ranges::find(list, id, &T::id);
  return id.empty() || found == list.end() ? nullptr : &*found;
}

template <class T>
void insert(std::vector<T>& list, T item) {
  const auto at = std::ranges::lower_bound(list, item.id, {}, &T::id);
  list.insert(at, std::move(item));
}

void link(azure::Resources& resources, const azure::ResourceId& zone,
          const azure::ResourceId& network);
void unlink(azure::Resources& resources, const azure::ResourceId& link);

// The A record of a name is this, whoever wrote it before.
void set_record(azure::Resources& resources, const azure::ResourceId& zone,
                const std::string& relative, const std::vector<net::Ip>& addresses);

azure::ResourceId add_zone(azure::Resources& resources, const azure::ResourceId& beside,
                           const net::DnsName& name);

// What a zone made beside a resource is called.
azure::ResourceId zone_beside(const azure::ResourceId& beside, const net::DnsName& name);

// Public DNS leads these names on by an alias again, whatever an earlier state of it had (D-101).
void forget_public_names(azure::Resources& resources, const std::vector<net::DnsName>& names);

// Both halves of a peering, connected, with everything but gateways allowed.
void peer(azure::Resources& resources, const azure::VirtualNetwork& a,
          const azure::VirtualNetwork& b);

}  // namespace airtight::diagnose
