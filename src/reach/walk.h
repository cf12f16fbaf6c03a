#pragma once

#include <airtight/model/reading.h>
#include <airtight/reach/reach.h>

#include <vector>

namespace airtight::reach {

// Where a walk begins, and as whom.
struct Start {
  Attachment at;
  std::vector<net::Prefix> sources;  // empty: the addresses of `at`
  EdgeSource shared_egress;  // what a public edge sees where the subnet has no egress of its own
  const azure::SurroundingSite* site = nullptr;  // of a client that comes through a gateway
  const model::Hub* hub = nullptr;               // the one that it comes through instead
  const model::Gateway* client_of = nullptr;     // of an app that is a client of a gateway (N-254)
  bool unfiltered = false;  // what comes from a site or a firewall passes no filter of a sender
  bool inbound = false;     // from public space to the interface of `at`, by `public_address`
  const azure::PublicIpAddress* public_address = nullptr;
  int translations = 0;  // firewalls that have sent the packet on
};

// "app1.scm.azurewebsites.net": the deployment site of an app, with restrictions of its own
// (N-330).
bool is_deployment_site(const net::DnsName& host);

// The forward walk from where a packet enters the network, with the reply (N section 12 D and H).
Disposition walk(const model::Network& network, const Start& start, const Destination& destination,
                 model::Reading& reading);

}  // namespace airtight::reach
