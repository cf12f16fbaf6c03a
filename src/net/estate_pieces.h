#pragma once

#include <airtight/net/all_pairs.h>

#include <string>
#include <vector>

#include "address_sets.h"

namespace airtight::net {

// Addresses of one place of which no set has a part only.
struct Piece {
  Run addresses;
  std::uint32_t place = 0;
  std::uint32_t hosts = 0;
};

// What is wrong with an estate; empty if nothing is.
std::string faults(const Estate& estate);

// All addresses of all places, in order. Requires an estate without faults.
std::vector<Piece> pieces_of(const Estate& estate, const AddressSets& sets);

}  // namespace airtight::net
