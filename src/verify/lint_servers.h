#pragma once

#include <airtight/model/network.h>

namespace airtight::verify {

using ServerList = azure::Property<std::vector<net::Ip>>;

// The network whose links decide about a name that a client in `home` asks for (D-202, D-210): its
// own on Azure-provided DNS, else that of the server which hands the name to Azure. `own` are the
// client's servers, null for those of `home`. Null where nobody hands it on, or where the input
// does not say.
const azure::VirtualNetwork* resolving_network(const model::Network& network, const ServerList* own,
                                               const azure::VirtualNetwork& home,
                                               const net::DnsName& name);

}  // namespace airtight::verify
