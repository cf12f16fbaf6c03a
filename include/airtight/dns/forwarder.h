#pragma once

#include <airtight/azure/surroundings.h>

namespace airtight::dns {

// Where a server sends a name: the condition with the most labels, else its default, which has an
// empty suffix (D-210). Null where it has neither. The pointer is into the server.
const azure::Forwarder* forwarder_for(const azure::DnsServer& server, const net::DnsName& name);

}  // namespace airtight::dns
