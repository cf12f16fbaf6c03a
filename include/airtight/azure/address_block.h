#pragma once

#include <airtight/net/ip.h>

#include <cstdint>
#include <span>

namespace airtight::azure {

// What the platform does with a block of addresses of its own accord.
enum class BlockUse : std::uint8_t {
  dropped,    // a None route of every subnet (N-031, N-032)
  forbidden,  // in no network's address space (N-005)
};

struct AddressBlock {
  net::Prefix prefix;
  BlockUse use = BlockUse::dropped;
};

// Compiled in from data/address-blocks.json.
std::span<const AddressBlock> address_blocks();

}  // namespace airtight::azure
