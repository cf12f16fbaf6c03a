#include <algorithm>

#include "index.h"

namespace airtight::model {

namespace {

Neighbour& neighbour(Network::Index& index, const azure::ResourceId& local,
                     const azure::VirtualNetwork& remote) {
  std::vector<Neighbour>& list = index.neighbours[local];
  const auto known = std::ranges::find(list, &remote, &Neighbour::network);
  return known == list.end() ? list.emplace_back(Neighbour{&remote, nullptr, nullptr}) : *known;
}

}  // namespace

void pair_peerings(Network::Index& index) {
  for (const azure::Peering& link : index.written.peerings) {
    const azure::VirtualNetwork* local = find(index.virtual_networks, link.virtual_network);
    const azure::VirtualNetwork* remote = find(index.virtual_networks, link.remote);
    if (local == nullptr || remote == nullptr) continue;
    neighbour(index, local->id, *remote).link = &link;
    neighbour(index, remote->id, *local).back = &link;
  }
}

}  // namespace airtight::model
