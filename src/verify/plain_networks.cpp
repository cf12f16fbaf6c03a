#include "plain_networks.h"

#include <airtight/reach/effective_routes.h>

#include <algorithm>

namespace airtight::verify {
namespace {

struct Space {
  net::Prefix prefix;
  const azure::VirtualNetwork* owner = nullptr;
};

std::vector<Space> spaces_of(const model::Network& network) {
  std::vector<Space> spaces;
  for (const azure::VirtualNetwork& each : network.written().virtual_networks) {
    for (const azure::WrittenPrefix& written : each.address_prefixes) {
      if (written.prefix.base.family == net::Family::v4) spaces.push_back({written.prefix, &each});
    }
  }
  std::ranges::sort(spaces, {}, &Space::prefix);
  return spaces;
}

bool has_prefixes_of(const std::vector<azure::WrittenPrefix>& known,
                     const azure::VirtualNetwork& owner) {
  std::set<net::Prefix> blocks;
  for (const azure::WrittenPrefix& written : known) blocks.insert(written.prefix);
  const auto own = model::prefixes(owner);
  return blocks == std::set<net::Prefix>(own.begin(), own.end());
}

// The other network's view of the same peering.
const model::Neighbour* seen_from(const model::Network& network, const azure::VirtualNetwork& other,
                                  const azure::VirtualNetwork& home) {
  const auto& all = network.neighbours_of(other);
  const auto found = std::ranges::find(all, &home, &model::Neighbour::network);
  return found == all.end() ? nullptr : &*found;
}

bool is_complete(const azure::Peering& link) {
  return link.complete && !link.only_ipv6 && link.state.unknown() == nullptr;
}

bool is_known(const model::Network& network, const azure::VirtualNetwork& home,
              const model::Neighbour& neighbour) {
  if (is_down(neighbour)) return true;
  if (!is_complete(*neighbour.link) || !is_complete(*neighbour.back)) return false;
  const model::Neighbour* back = seen_from(network, *neighbour.network, home);
  return back != nullptr && !neighbour.network->external &&
         has_prefixes_of(reach::peered_prefixes(network, neighbour), *neighbour.network) &&
         has_prefixes_of(reach::peered_prefixes(network, *back), home);
}

bool allows(const azure::Property<bool>& property) {
  return property.absent() || (property.known() != nullptr && *property.known());
}

bool says_no_gateway(const azure::Peering* link) {
  return link == nullptr || (link->use_remote_gateways.unknown() == nullptr &&
                             link->allow_gateway_transit.unknown() == nullptr);
}

}  // namespace

std::set<const azure::VirtualNetwork*> networks_apart(const model::Network& network) {
  std::set<const azure::VirtualNetwork*> apart;
  for (const azure::VirtualNetwork& each : network.written().virtual_networks) apart.insert(&each);
  // Sorted blocks are beside each other or one in the other, so the last that reaches furthest
  // meets all that any earlier one meets.
  const Space* furthest = nullptr;
  const std::vector<Space> spaces = spaces_of(network);
  for (const Space& space : spaces) {
    if (furthest != nullptr && furthest->owner != space.owner &&
        space.prefix.base <= furthest->prefix.last()) {
      apart.erase(furthest->owner);
      apart.erase(space.owner);
    }
    if (furthest == nullptr || furthest->prefix.last() < space.prefix.last()) furthest = &space;
  }
  return apart;
}

bool may_have_plain_pairs(const model::Network& network, const Doubtful& doubtful) {
  const azure::Resources& written = network.written();
  const auto is_unplaced = [](const azure::SurroundingSite& site) {
    return site.connection != azure::SurroundingSite::Connection::none &&
           site.gateway_network.empty();
  };
  if (!written.admin_rule_collections.empty() || !written.relays.empty() ||
      std::ranges::any_of(written.surroundings.sites, is_unplaced))
    return false;
  // Of two subnets all have the same doubts (doubts.cpp).
  reach::Workload hosts;
  hosts.kind = reach::Workload::Kind::subnet;
  Target address;
  address.ip = net::ipv4(10, 0, 0, 0);
  return doubts(network, hosts, address, doubtful).empty();
}

bool has_plain_routes(const model::Network& network, const azure::VirtualNetwork& home) {
  return network.own_gateway(home) == nullptr && network.gateway_of(home) == nullptr &&
         network.hub_of(home) == nullptr &&
         std::ranges::all_of(network.neighbours_of(home), [&](const model::Neighbour& each) {
           return is_known(network, home, each) && says_no_gateway(each.link) &&
                  says_no_gateway(each.back);
         });
}

bool is_plainly_open(const model::Neighbour& neighbour) {
  return allows(neighbour.link->allow_virtual_network_access) &&
         allows(neighbour.back->allow_virtual_network_access);
}

}  // namespace airtight::verify
