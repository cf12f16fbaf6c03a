#pragma once

#include <airtight/model/reading.h>
#include <airtight/net/dns_name.h>
#include <airtight/reach/disposition.h>
#include <airtight/reach/packet.h>
#include <airtight/reach/workload.h>

namespace airtight::reach {

// Where a flow goes: an address, or the public front end of a back end. `target` is the resource
// the sender means; null for a plain address.
struct Destination {
  std::optional<net::Ip> ip;
  const model::BackEnd* front_end = nullptr;
  const model::BackEnd* target = nullptr;
  net::DnsName host;     // the name the sender used; empty for an address
  std::string group_id;  // of that name
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port{443};
};

// What the network does to one flow under one reading, forth and back: N section 12. References
// are sent as their app's configuration traffic: `references` never enters here, its two attempts
// are (as app traffic into the network, and by the public path).
Disposition reach(const model::Network& network, const Workload& from,
                  const Destination& destination, model::Reading& reading);

// The path that stays outside every virtual network, whatever the workload's integration.
Disposition reach_publicly(const model::Network& network, const Workload& from,
                           const Destination& destination, model::Reading& reading);

// The path through the app's integration, whatever its routing switches say (A-214, D-314).
Disposition reach_through_integration(const model::Network& network, const Workload& from,
                                      const Destination& destination, model::Reading& reading);

// Whether all application traffic of an app enters its network (N-233, R-23, C-15).
bool routes_all(const azure::Site& site, model::Reading& reading);

// Whether the app's workers are Linux, by its kind or its plan.
bool runs_linux(const model::Network& network, const azure::Site& site, model::Reading& reading);

}  // namespace airtight::reach
