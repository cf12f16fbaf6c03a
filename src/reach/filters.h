#pragma once

#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/disposition.h>
#include <airtight/reach/packet.h>

namespace airtight::reach {

// Runs the network security groups a packet meets, appending one step for each (N-096). True if it
// passes. Outbound: the interface's group, then the subnet's; inbound the other way round.
bool passes_outbound(const model::Network& network, const Attachment& at, const Packet& packet,
                     model::Reading& reading, Trace& trace);
bool passes_inbound(const model::Network& network, const Attachment& at, const Packet& packet,
                    model::Reading& reading, Trace& trace);

// Into a private endpoint: only where its subnet's policies say so (N-130).
bool passes_into_endpoint(const model::Network& network, const model::Endpoint& endpoint,
                          const Packet& packet, model::Reading& reading, Trace& trace);

// Addresses that the platform answers on every interface: name, metadata and health services. They
// are in no route and ordinary rules do not see them (N-025, N-125).
bool is_platform(const net::Ip& ip);

// Only rules that name the tag of the platform's service act on it (N-125).
bool passes_to_platform(const model::Network& network, const Attachment& at, const Packet& packet,
                        model::Reading& reading, Trace& trace);

// False for the names of the six default rules and for none.
bool is_custom_rule(std::string_view name);

}  // namespace airtight::reach
