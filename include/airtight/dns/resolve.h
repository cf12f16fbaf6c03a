#pragma once

#include <airtight/dns/answer.h>
#include <airtight/dns/view.h>
#include <airtight/model/reading.h>

#include <functional>

namespace airtight::dns {

// A DNS query as a packet: who sends it to which server, on UDP port 53. `from` is the
// forwarding server, null for the client itself.
struct Query {
  const model::NameServer* from = nullptr;
  Context context;
  net::Ip server;
  const model::NameServer* to = nullptr;  // null: Azure-provided, or a public resolver
};

// Whether such a packet arrives. This folder states which packets it needs and never looks at the
// network itself; Azure-provided DNS is asked about too, because rules may name it (N-125).
using Delivers = std::function<bool(const Query&)>;

// What a client gets for a name under one reading: azure-dns.md section 6. Servers are asked in
// order and one that answers is final (D-208). Azure-provided DNS looks at linked zones, longest
// match first, then at rulesets, and falls to the public chain, which follows from the resources of
// the input (D-101…D-104) and the surroundings. A name that nothing speaks of has no rcode
// and names itself among `unknowns`.
Answer resolve(const model::Network& network, const View& view, const net::DnsName& name,
               azure::RecordType type, model::Reading& reading, const Delivers& delivers = {});

}  // namespace airtight::dns
