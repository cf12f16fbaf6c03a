#pragma once

#include <airtight/net/all_pairs.h>

#include <cstdint>
#include <span>
#include <vector>

namespace airtight::net {

// A set over protocol and ports, as a number of PacketAtoms: equal sets are equal numbers.
struct PacketSet {
  std::uint32_t id = 0;
  bool operator==(const PacketSet&) const = default;
};

inline constexpr PacketSet no_packets{0};
inline constexpr PacketSet all_packets{1};

// Protocols and ports cut into atoms, which no service tells apart. Rules are made of services, so
// every set that they can make is a set of atoms: a bit for each, a word for each 64, and what two
// sets have in common is an AND. A diagram is made only of what is shown.
class PacketAtoms {
 public:
  PacketAtoms(std::span<const Service> services, PacketSpace& space);

  // What passes if a rule stands before what passes without it.
  PacketSet apply(std::uint16_t service, bool allows, PacketSet below);
  PacketSet both(PacketSet a, PacketSet b);

  Diagram diagram(PacketSet set) const;

 private:
  using Word = std::uint64_t;

  void cut(std::span<const Diagram> services);
  std::span<const Word> words(PacketSet set) const {
    return {pool_.data() + std::size_t{set.id} * width_, width_};
  }
  // A slot of the table: a set, and so much of its hash that others are seldom looked at.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t id_plus_one = 0;  // 0: free
  };
  static std::uint32_t hash_of(std::span<const Word> words);
  bool is_made(std::uint32_t id) const;
  PacketSet intern();  // what is in made_
  void grow_table();

  PacketSpace* space_;
  Diagram atoms_;  // the number of the atom of each header, plus one
  std::size_t count_ = 0;
  std::size_t width_ = 0;
  std::vector<std::vector<Word>> services_;
  std::vector<Word> pool_;
  std::vector<Word> made_;
  std::vector<Slot> table_;
};

}  // namespace airtight::net
