#include <airtight/azure/address_block.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "index.h"

namespace airtight::model {
namespace {

constexpr int smallest_v4 = 29;  // N-003
constexpr int largest_v4 = 8;    // N-003; accepted above it (C-01)
constexpr int only_v6 = 64;      // N-004

void check_size(const azure::WrittenPrefix& written, Diagnostics& diagnostics) {
  const bool v4 = written.prefix.base.family == net::Family::v4;
  if (v4 && written.prefix.length > smallest_v4)
    error(diagnostics, written.where,
          to_string(written.prefix) + " is too small; the smallest subnet is /29", {"N-003"});
  if (v4 && written.prefix.length < largest_v4)
    warning(diagnostics, written.where,
            to_string(written.prefix) + " is larger than a /8, which Azure may refuse",
            {"N-003", "C-01"});
  if (!v4 && written.prefix.length != only_v6)
    error(diagnostics, written.where,
          to_string(written.prefix) + " is not a /64, the only size of an IPv6 subnet", {"N-004"});
}

void check_inside(const azure::VirtualNetwork* network, const azure::WrittenPrefix& written,
                  Diagnostics& diagnostics) {
  if (network == nullptr || network->external || !network->unknown_prefixes.empty()) return;
  const bool inside = std::ranges::any_of(
      prefixes(*network), [&](const net::Prefix& p) { return p.contains(written.prefix); });
  if (!inside)
    error(diagnostics, written.where,
          to_string(written.prefix) + " is outside the address space of " + network->name,
          {"N-001"});
}

void check_overlap(const azure::Subnet& subnet, const azure::Subnet& other,
                   Diagnostics& diagnostics) {
  for (const azure::WrittenPrefix& a : subnet.address_prefixes) {
    for (const azure::WrittenPrefix& b : other.address_prefixes) {
      if (a.prefix.overlaps(b.prefix))
        error(
            diagnostics, b.where,
            to_string(b.prefix) + " overlaps " + to_string(a.prefix) + " of subnet " + subnet.name,
            {"N-001"});
    }
  }
}

// N-012: of subnet peerings only the subnets must be apart (N-166).
void check_peering(const Network::Index& index, const azure::Peering& link,
                   Diagnostics& diagnostics) {
  const azure::VirtualNetwork* local = find(index.virtual_networks, link.virtual_network);
  const azure::VirtualNetwork* remote = find(index.virtual_networks, link.remote);
  if (local == nullptr || remote == nullptr || !link.complete) return;
  for (const net::Prefix& own : prefixes(*local)) {
    for (const net::Prefix& other : prefixes(*remote)) {
      if (own.overlaps(other))
        error(diagnostics, link.where,
              to_string(own) + " of " + local->name + " overlaps " + to_string(other) + " of " +
                  remote->name + "; networks with a peering have disjoint address spaces",
              {"N-012"});
    }
  }
}

}  // namespace

void validate_addressing(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::VirtualNetwork& network : index.written.virtual_networks) {
    for (const azure::WrittenPrefix& written : network.address_prefixes) {
      for (const azure::AddressBlock& block : azure::address_blocks()) {
        if (block.use == azure::BlockUse::forbidden && block.prefix.overlaps(written.prefix))
          error(diagnostics, written.where,
                to_string(written.prefix) + " overlaps " + to_string(block.prefix) +
                    ", which no virtual network may use",
                {"N-005"});
      }
    }
  }
  const auto& subnets = index.written.subnets;
  for (auto subnet = subnets.begin(); subnet != subnets.end(); ++subnet) {
    const azure::VirtualNetwork* network = find(index.virtual_networks, subnet->virtual_network);
    for (const azure::WrittenPrefix& written : subnet->address_prefixes) {
      check_size(written, diagnostics);
      check_inside(network, written, diagnostics);
    }
    // Subnets are in order of id, so those of one network stand together.
    for (auto other = std::next(subnet);
         other != subnets.end() && other->virtual_network == subnet->virtual_network; ++other)
      check_overlap(*subnet, *other, diagnostics);
  }
  for (const azure::Peering& link : index.written.peerings) check_peering(index, link, diagnostics);
}

}  // namespace airtight::model
