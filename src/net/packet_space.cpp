#include <airtight/net/packet_space.h>

#include <algorithm>
#include <cmath>
#include <map>

// A multi-valued decision diagram with one level for each header field. A node stores the upper
// bounds of its intervals in order, and the child of each; a field that does not discriminate has
// no node. Nodes are interned by content: two diagrams are the same function if they are the same
// number. A bit for each level, as in a BDD, would need dozens of nodes for what is one interval
// here, and a service tag of 4,000 blocks would be walked again in every rule.
//
// An operation walks both diagrams from the root, merges the intervals of the two nodes and
// remembers the result for the pair. The memory is direct-mapped: what it forgets is computed
// again.

namespace airtight::net {
namespace {

constexpr std::size_t first_table = std::size_t{1} << 12U;
constexpr std::size_t memo_slots = std::size_t{1} << 16U;

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
  return hash ^ (hash >> 32U);
}

std::size_t hash_of(std::size_t level, std::span<const std::uint32_t> bounds,
                    std::span<const std::uint32_t> children) {
  std::uint64_t hash = level + 1;
  for (std::size_t i = 0; i < bounds.size(); ++i)
    hash = mix(hash, std::uint64_t{bounds[i]} << 32U | children[i]);
  return hash;
}

constexpr std::uint32_t inner = std::uint32_t{1} << 31U;
constexpr bool is_constant(std::uint32_t id) { return (id & inner) == 0; }

// An operation is a number for the memory, and what it makes of a pair that needs no walk.
struct Over {
  static constexpr std::uint32_t number = 1;
  static std::optional<std::uint32_t> known(std::uint32_t a, std::uint32_t b) {
    if (a == 0) return b;
    if (b == 0 || a == b || is_constant(a)) return a;
    return {};
  }
};

struct Both {
  static constexpr std::uint32_t number = 2;
  static std::optional<std::uint32_t> known(std::uint32_t a, std::uint32_t b) {
    if (a == 0 || b == 0) return 0;
    if (a == b || is_constant(a)) return b;
    return {};
  }
};

struct Minus {
  static constexpr std::uint32_t number = 3;
  static std::optional<std::uint32_t> known(std::uint32_t a, std::uint32_t b) {
    if (a == 0 || a == b) return 0;
    if (b == 0) return a;
    if (is_constant(b)) return 0;
    return {};
  }
};

struct Differ {
  static constexpr std::uint32_t number = 4;
  static std::optional<std::uint32_t> known(std::uint32_t a, std::uint32_t b) {
    if (a == b) return 0;
    if (is_constant(a) && is_constant(b)) return 1;
    return {};
  }
};

}  // namespace

PacketSpace::PacketSpace(std::size_t most_nodes)
    : table_(first_table), memo_(memo_slots), most_nodes_(most_nodes) {}

std::uint32_t PacketSpace::bound(std::uint32_t id, std::uint32_t i) const {
  return pool_[node(id).offset + i];
}

std::uint32_t PacketSpace::child(std::uint32_t id, std::uint32_t i) const {
  return pool_[node(id).offset + node(id).count + i];
}

void PacketSpace::Pending::add(std::uint32_t bound, std::uint32_t child) {
  if (!children.empty() && children.back() == child) {
    bounds.back() = bound;
    return;
  }
  bounds.push_back(bound);
  children.push_back(child);
}

std::uint32_t PacketSpace::intern(std::size_t level, const Pending& pending) {
  const auto& [bounds, children] = pending;
  if (children.size() == 1) return children.front();
  const std::size_t mask = table_.size() - 1;
  for (std::size_t slot = hash_of(level, bounds, children) & mask;; slot = (slot + 1) & mask) {
    const std::uint32_t id = table_[slot];
    if (id == 0) {
      if (nodes_.size() >= most_nodes_ || pool_.size() > UINT32_MAX - 2 * bounds.size()) {
        exhausted_ = true;
        return 0;
      }
      const auto made = static_cast<std::uint32_t>(nodes_.size()) | inner;
      nodes_.push_back({static_cast<std::uint32_t>(pool_.size()),
                        static_cast<std::uint32_t>(bounds.size()),
                        static_cast<std::uint8_t>(level)});
      pool_.insert(pool_.end(), bounds.begin(), bounds.end());
      pool_.insert(pool_.end(), children.begin(), children.end());
      table_[slot] = made;
      if (nodes_.size() * 2 > table_.size()) grow_table();
      return made;
    }
    const Node& other = node(id);
    if (other.level == level && other.count == bounds.size() &&
        std::equal(bounds.begin(), bounds.end(), pool_.begin() + other.offset) &&
        std::equal(children.begin(), children.end(), pool_.begin() + other.offset + other.count))
      return id;
  }
}

void PacketSpace::grow_table() {
  table_.assign(table_.size() * 4, 0);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& stored = nodes_[i];
    const std::span bounds(pool_.data() + stored.offset, stored.count);
    const std::span children(pool_.data() + stored.offset + stored.count, stored.count);
    std::size_t slot = hash_of(stored.level, bounds, children) & mask;
    while (table_[slot] != 0) slot = (slot + 1) & mask;
    table_[slot] = static_cast<std::uint32_t>(i) | inner;
  }
}

Diagram PacketSpace::box(const Box& box, std::uint32_t value) {
  std::uint32_t below = value;
  for (std::size_t level = fields; level-- > 0;) {
    Pending& pending = pending_[level];
    pending.bounds.clear();
    pending.children.clear();
    std::uint64_t next = 0;
    for (const Run& run : box.runs[level]) {
      if (run.first > next) pending.add(run.first - 1, 0);
      pending.add(run.last, below);
      next = std::uint64_t{run.last} + 1;
    }
    if (next <= UINT32_MAX) pending.add(UINT32_MAX, 0);
    below = intern(level, pending);
  }
  return {below};
}

PacketSpace::Remembered& PacketSpace::memo(std::uint32_t a, std::uint32_t b,
                                           std::uint32_t operation) {
  return memo_[mix(mix(operation, a), b) & (memo_.size() - 1)];
}

template <class Operation>
std::uint32_t PacketSpace::apply(std::uint32_t a, std::uint32_t b, Operation operation) {
  if (const auto result = Operation::known(a, b)) return *result;
  const Remembered& before = memo(a, b, Operation::number);
  if (before.a == a && before.b == b && before.operation == Operation::number) return before.result;
  const std::size_t here = std::min(level(a), level(b));
  const bool a_here = level(a) == here;
  const bool b_here = level(b) == here;
  Pending& pending = pending_[here];
  pending.bounds.clear();
  pending.children.clear();
  std::uint32_t i = 0;
  std::uint32_t j = 0;
  for (;;) {
    const std::uint32_t end_a = a_here ? bound(a, i) : UINT32_MAX;
    const std::uint32_t end_b = b_here ? bound(b, j) : UINT32_MAX;
    const std::uint32_t end = std::min(end_a, end_b);
    pending.add(end, apply(a_here ? child(a, i) : a, b_here ? child(b, j) : b, operation));
    if (end == UINT32_MAX || exhausted_) break;
    if (end == end_a) ++i;
    if (end == end_b) ++j;
  }
  const std::uint32_t result = exhausted_ ? 0 : intern(here, pending);
  memo(a, b, Operation::number) = {a, b, Operation::number, result};
  return result;
}

Diagram PacketSpace::over(Diagram first, Diagram second) {
  return {apply(first.id, second.id, Over{})};
}
Diagram PacketSpace::both(Diagram a, Diagram b) { return {apply(a.id, b.id, Both{})}; }
Diagram PacketSpace::either(Diagram a, Diagram b) { return over(a, b); }
Diagram PacketSpace::minus(Diagram a, Diagram b) { return {apply(a.id, b.id, Minus{})}; }
Diagram PacketSpace::differ(Diagram a, Diagram b) { return {apply(a.id, b.id, Differ{})}; }
Diagram PacketSpace::complement(Diagram a) { return minus(everything, a); }

Diagram PacketSpace::mapped(Diagram a, std::span<const std::uint32_t> replacements) {
  std::map<std::uint32_t, std::uint32_t> done;
  const std::function<std::uint32_t(std::uint32_t)> map = [&](std::uint32_t id) -> std::uint32_t {
    if (!is_inner(id)) return id < replacements.size() ? replacements[id] : id;
    if (const auto known = done.find(id); known != done.end()) return known->second;
    const std::size_t here = level(id);
    Pending pending;
    for (std::uint32_t i = 0; i < node(id).count && !exhausted_; ++i)
      pending.add(bound(id, i), map(child(id, i)));
    return done[id] = exhausted_ ? 0 : intern(here, pending);
  };
  return {map(a.id)};
}

std::uint32_t PacketSpace::value_at(Diagram a, const Header& header) const {
  std::uint32_t id = a.id;
  while (is_inner(id)) {
    const Node& at = node(id);
    const auto begin = pool_.begin() + at.offset;
    const auto found = std::lower_bound(begin, begin + at.count, header[at.level]);
    id = *(found + at.count);
  }
  return id;
}

bool PacketSpace::find_from(std::uint32_t id, const Wanted& wanted,
                            std::set<std::uint32_t>& without, Header& header) const {
  if (!is_inner(id)) return wanted(id);
  if (without.contains(id)) return false;
  const std::size_t here = level(id);
  for (std::uint32_t i = 0; i < node(id).count; ++i) {
    header[here] = i == 0 ? 0 : bound(id, i - 1) + 1;
    if (find_from(child(id, i), wanted, without, header)) return true;
  }
  header[here] = 0;
  without.insert(id);
  return false;
}

std::optional<Header> PacketSpace::find(Diagram a, const Wanted& wanted) const {
  std::set<std::uint32_t> without;
  Header header{};
  return find_from(a.id, wanted, without, header) ? std::optional(header) : std::nullopt;
}

std::vector<std::uint32_t> PacketSpace::values(Diagram a) const {
  std::set<std::uint32_t> seen;
  std::set<std::uint32_t> found;
  std::vector<std::uint32_t> open{a.id};
  while (!open.empty()) {
    const std::uint32_t id = open.back();
    open.pop_back();
    if (!is_inner(id)) {
      found.insert(id);
    } else if (seen.insert(id).second) {
      for (std::uint32_t i = 0; i < node(id).count; ++i) open.push_back(child(id, i));
    }
  }
  return {found.begin(), found.end()};
}

bool PacketSpace::visit_boxes(std::uint32_t id, std::size_t level, std::array<Run, fields>& box,
                              const Visit& visit) const {
  if (id == 0) return true;
  if (level == fields) return visit(box, id);
  if (this->level(id) != level) {
    box[level] = Run{};
    return visit_boxes(id, level + 1, box, visit);
  }
  for (std::uint32_t i = 0; i < node(id).count; ++i) {
    box[level] = {i == 0 ? 0 : bound(id, i - 1) + 1, bound(id, i)};
    if (!visit_boxes(child(id, i), level + 1, box, visit)) return false;
  }
  return true;
}

bool PacketSpace::for_each_box(Diagram a, const Visit& visit) const {
  std::array<Run, fields> box;
  return visit_boxes(a.id, 0, box, visit);
}

double PacketSpace::share(Diagram a) const {
  std::map<std::uint32_t, double> done;
  const std::function<double(std::uint32_t)> of = [&](std::uint32_t id) -> double {
    if (!is_inner(id)) return id == 0 ? 0 : 1;
    if (const auto known = done.find(id); known != done.end()) return known->second;
    double sum = 0;
    double from = 0;
    for (std::uint32_t i = 0; i < node(id).count; ++i) {
      const double end = double{1} + bound(id, i);
      sum += (end - from) * of(child(id, i));
      from = end;
    }
    return done[id] = std::ldexp(sum, -32);
  };
  return of(a.id);
}

}  // namespace airtight::net
