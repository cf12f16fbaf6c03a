#pragma once

#include <airtight/dns/answer.h>
#include <airtight/dns/view.h>
#include <airtight/model/reading.h>

namespace airtight::dns {

// What a client gets for a name under one reading: azure-dns.md section 6. Looks at linked zones,
// longest match first, chases CNAMEs in the view's context, and falls to the public chain, which
// follows from the resources of the input (D-101…D-104). A name that nothing in the input speaks
// of has no rcode and names itself among `unknowns`.
Answer resolve(const model::Network& network, const View& view, const net::DnsName& name,
               azure::RecordType type, model::Reading& reading);

}  // namespace airtight::dns
