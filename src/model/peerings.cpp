#include "index.h"

namespace airtight::model {

void pair_peerings(Network::Index& index) {
  for (const azure::Peering& link : index.written.peerings) {
    const azure::VirtualNetwork* remote = find(index.virtual_networks, link.remote);
    if (remote == nullptr) continue;
    Neighbour neighbour{remote, &link, nullptr};
    for (const azure::Peering& other : index.written.peerings) {
      if (other.virtual_network == link.remote && other.remote == link.virtual_network)
        neighbour.back = &other;
    }
    index.neighbours[link.virtual_network].push_back(neighbour);
  }
}

}  // namespace airtight::model
