#include "packet_atoms.h"

#include <airtight/net/rule_diagram.h>

#include <algorithm>

namespace airtight::net {
namespace {

constexpr std::size_t bits = 64;

std::vector<Diagram> diagrams_of(std::span<const Service> services, PacketSpace& space) {
  const AddressLine line;
  RuleCompiler compiler(space, line);
  std::vector<Diagram> diagrams;
  for (const Service& service : services) {
    const FilterRule rule{{service.protocol, service.ports, nullptr, nullptr},
                          service.source_ports};
    diagrams.push_back(compiler.rule(rule, everything.id));
  }
  return diagrams;
}

}  // namespace

PacketAtoms::PacketAtoms(std::span<const Service> services, PacketSpace& space)
    : space_(&space), table_(std::size_t{1} << 12U) {
  const std::vector<Diagram> diagrams = diagrams_of(services, space);
  cut(diagrams);
  width_ = count_ / bits + 1;
  for (const Diagram covered : diagrams) {
    std::vector<Word> words(width_);
    for (const std::uint32_t value : space.values(space.both(covered, atoms_)))
      if (value != 0) words[(value - 1) / bits] |= Word{1} << (value - 1) % bits;
    services_.push_back(std::move(words));
  }
  made_.assign(width_, 0);
  intern();
  for (std::size_t atom = 0; atom < count_; ++atom) made_[atom / bits] |= Word{1} << atom % bits;
  intern();
}

// Each service cuts the atoms that it has a part of: that part gets a number of its own.
void PacketAtoms::cut(std::span<const Diagram> services) {
  atoms_ = everything;
  count_ = 1;
  for (const Diagram covered : services) {
    const Diagram inside = space_->both(covered, atoms_);
    const std::vector<std::uint32_t> outside = space_->values(space_->minus(atoms_, covered));
    std::vector<std::uint32_t> replacements(count_ + 1);
    for (std::uint32_t value = 0; value < replacements.size(); ++value) replacements[value] = value;
    for (const std::uint32_t value : space_->values(inside))
      if (value != 0 && std::ranges::binary_search(outside, value))
        replacements[value] = static_cast<std::uint32_t>(++count_);
    atoms_ = space_->over(space_->mapped(inside, replacements), atoms_);
  }
}

std::uint32_t PacketAtoms::hash_of(std::span<const Word> words) {
  std::uint64_t hash = 0;
  for (const Word word : words) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29U;
  }
  return static_cast<std::uint32_t>(hash ^ hash >> 32U);
}

bool PacketAtoms::is_made(std::uint32_t id) const {
  const Word* known = pool_.data() + std::size_t{id} * width_;
  for (std::size_t i = 0; i < width_; ++i)
    if (known[i] != made_[i]) return false;
  return true;
}

PacketSet PacketAtoms::intern() {
  const std::uint32_t hash = hash_of(made_);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot known = table_[at];
    if (known.id_plus_one == 0) {
      const auto made = static_cast<std::uint32_t>(pool_.size() / width_);
      pool_.insert(pool_.end(), made_.begin(), made_.end());
      table_[at] = {hash, made + 1};
      if (std::size_t{made} * 2 > table_.size()) grow_table();
      return {made};
    }
    if (known.hash == hash && is_made(known.id_plus_one - 1)) return {known.id_plus_one - 1};
  }
}

void PacketAtoms::grow_table() {
  table_.assign(table_.size() * 4, {});
  const std::size_t mask = table_.size() - 1;
  for (std::uint32_t id = 0; id < pool_.size() / width_; ++id) {
    const std::uint32_t hash = hash_of(words({id}));
    std::size_t at = hash & mask;
    while (table_[at].id_plus_one != 0) at = (at + 1) & mask;
    table_[at] = {hash, id + 1};
  }
}

PacketSet PacketAtoms::apply(std::uint16_t service, bool allows, PacketSet below) {
  const std::vector<Word>& covered = services_[service];
  const auto before = words(below);
  for (std::size_t i = 0; i < width_; ++i)
    made_[i] = allows ? before[i] | covered[i] : before[i] & ~covered[i];
  return intern();
}

PacketSet PacketAtoms::both(PacketSet a, PacketSet b) {
  if (a == no_packets || b == no_packets) return no_packets;
  if (a == b || a == all_packets) return b;
  if (b == all_packets) return a;
  const auto in_a = words(a);
  const auto in_b = words(b);
  for (std::size_t i = 0; i < width_; ++i) made_[i] = in_a[i] & in_b[i];
  return intern();
}

Diagram PacketAtoms::diagram(PacketSet set) const {
  std::vector<std::uint32_t> is_in(count_ + 1);
  for (std::size_t atom = 0; atom < count_; ++atom)
    is_in[atom + 1] = words(set)[atom / bits] >> atom % bits & 1U;
  return space_->mapped(atoms_, is_in);
}

}  // namespace airtight::net
