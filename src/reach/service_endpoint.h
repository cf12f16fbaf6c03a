#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/effective_routes.h>

#include <optional>

namespace airtight::reach {

// Whether a subnet sends traffic for this back end through a service endpoint of its own (N-180,
// N-183). SQL's
// endpoints serve the network's region only, Storage's that and the paired one, unless they are
// global (N-184).
bool has_service_endpoint(const model::Network& network, const azure::Subnet& subnet,
                          const model::BackEnd& target, model::Reading& reading);

// Whether a public address of nobody's service is behind one of the subnet's service endpoints, as
// far as the service tag file says it (N-041, R-22).
bool is_behind_service_endpoint(const model::Network& network, const azure::Subnet& subnet,
                                const net::Ip& ip, model::Reading& reading);

// Whether a service endpoint's route to `ip` (none: a front end) wins over another. What a gateway
// learned always loses (N-047), and so does a shorter user route (N-048, N-060): a default route is
// shorter than any prefix of a service. Else C-04 is open. A route by service tag (`tagged`) is as
// long as the endpoint's own.
bool wins_over(const Route* route, bool tagged, const model::Network& network,
               const azure::Subnet& subnet, const std::optional<net::Ip>& ip,
               model::Reading& reading);

// Whether a packet to a public address goes that way although `chosen` (null: none) covers it: the
// routes of networks win.
bool takes_service_endpoint(const model::Network& network, const azure::Subnet& subnet,
                            const net::Ip& ip, const Route* chosen, model::Reading& reading);

// Whether the service endpoint policies of a subnet let its traffic through (N-186): to an account
// that one of them lists, by itself or with its group or subscription. They are asked about storage
// only. What a policy outside the input says is not known, nor whose a null target is.
bool passes_endpoint_policies(const model::Network& network, const azure::Subnet& subnet,
                              const model::BackEnd* target, model::Reading& reading);

}  // namespace airtight::reach
