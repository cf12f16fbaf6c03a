#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace airtight::lab {

// One statement about a random network: an entry of a resource list, or of a list of surroundings
// (CONTRACT section 7). A network is a list of them, so that a disagreement shrinks by leaving
// statements out.
struct Statement {
  std::string section;  // "appliances", "sites", …; empty: a resource
  std::string json;
  bool operator==(const Statement&) const = default;
};
using Statements = std::vector<Statement>;

// How large a network is, and how much of each feature it has: 0 none, 1 as usual, more is more.
struct Dials {
  unsigned networks = 3;
  unsigned groups = 1;  // of security rules
  unsigned tables = 1;  // of routes
  unsigned peerings = 1;
  unsigned appliances = 1;
  unsigned endpoints = 1;
  unsigned gateways = 1;
  unsigned apps = 1;
  unsigned admin = 1;  // rules of a network manager
  unsigned zones = 1;  // of private names
};

// The same for the same seed, everywhere. Azure would take it.
Statements random_network(std::uint32_t seed, const Dials& dials);

std::string resource_list(const Statements& statements);
std::string surroundings_file(const Statements& statements);

}  // namespace airtight::lab
