#pragma once

#include <airtight/reach/effective_routes.h>

namespace airtight::reach {

// A user or learned route that may take a packet to `ip` (none: to a public front end) from
// `chosen` (null: nothing covers it) and that the input does not say.
std::optional<azure::UnknownInput> unseen_route(const model::Network& network, const Attachment& at,
                                                const Route* chosen,
                                                const std::optional<net::Ip>& ip,
                                                model::Reading& reading);

// What is not known of whether a network uses a peer's gateway, and with it learned routes (N-156).
std::optional<azure::UnknownInput> unseen_transit(const model::Network& network,
                                                  const azure::VirtualNetwork& home);

// A connected site whose gateway's network is not said, so that which routes bring packets there is
// not known, and that may have `ip`. System routes of networks win, and a user route as long
// (N-045, N-046).
std::optional<azure::UnknownInput> unplaced_site(const model::Network& network,
                                                 const std::optional<net::Ip>& ip,
                                                 const Route* taken);

}  // namespace airtight::reach
