#pragma once

#include <airtight/net/address_line.h>
#include <airtight/net/flow.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace airtight::net {

// The header fields that filters look at, in the order in which a diagram asks for them. Addresses
// are positions on a line (AddressLine, or any other numbering of address classes).
enum class Field : std::uint8_t { protocol, source_port, destination_port, destination, source };

inline constexpr std::size_t fields = 5;

// The header of one packet, a value for each field.
using Header = std::array<std::uint32_t, fields>;

// A product of sets: for each field the runs in order and apart; an empty list covers nothing.
struct Box {
  std::array<std::vector<Run>, fields> runs;

  Box() { runs.fill({Run{}}); }  // all packets
  std::vector<Run>& operator[](Field field) { return runs[static_cast<std::size_t>(field)]; }
  const std::vector<Run>& operator[](Field field) const {
    return runs[static_cast<std::size_t>(field)];
  }
};

// A function from headers to values, as a node of a PacketSpace: equal functions of one space are
// equal ids. 0 to 2^31 - 1 are the constants; 0 says "nothing decides" or "not in the set".
struct Diagram {
  std::uint32_t id = 0;
  bool operator==(const Diagram&) const = default;
};

inline constexpr Diagram nothing{0};
inline constexpr Diagram everything{1};

// Interned interval decision diagrams over the header fields: an inner node cuts one field into
// intervals and has a child for each. A set is a diagram with the values 0 and 1; a compiled list
// of rules has the value of the rule that decides.
//
// A space that would outgrow `most_nodes` is exhausted: what it gives from then on means nothing,
// and is_exhausted() must be asked before an answer is believed.
class PacketSpace {
 public:
  static constexpr std::size_t usual_nodes = 4'000'000;

  explicit PacketSpace(std::size_t most_nodes = usual_nodes);

  bool is_exhausted() const { return exhausted_; }
  std::size_t nodes() const { return nodes_.size(); }

  // `value` inside the box and 0 outside; requires a value below 2^31.
  Diagram box(const Box& box, std::uint32_t value = 1);

  // Where `first` has a value that, else what `second` has: first match wins. Associative, with
  // `nothing` as identity, so any bracketing of a list of rules gives the same diagram.
  Diagram over(Diagram first, Diagram second);

  // Of sets; of two compiled lists the value of `b` inside `a`, and of `a` outside `b`.
  Diagram both(Diagram a, Diagram b);
  Diagram either(Diagram a, Diagram b);
  Diagram minus(Diagram a, Diagram b);
  Diagram complement(Diagram a);

  // The headers at which the values differ: of sets the symmetric difference.
  Diagram differ(Diagram a, Diagram b);

  // Each value v replaced by replacements[v]; a value past the end stays.
  Diagram mapped(Diagram a, std::span<const std::uint32_t> replacements);

  std::uint32_t value_at(Diagram a, const Header& header) const;

  // The least header with a value that `wanted` accepts; of the fields that do not matter zero.
  using Wanted = std::function<bool(std::uint32_t)>;
  std::optional<Header> find(Diagram a, const Wanted& wanted) const;

  // Every value that occurs, in order.
  std::vector<std::uint32_t> values(Diagram a) const;

  // Disjoint boxes of one run for each field that cover all headers with a value other than 0.
  // Stops when `visit` says false.
  using Visit = std::function<bool(const std::array<Run, fields>&, std::uint32_t value)>;
  bool for_each_box(Diagram a, const Visit& visit) const;

  // How many headers have a value other than 0, as a part of all.
  double share(Diagram a) const;

 private:
  struct Node {
    std::uint32_t offset = 0;  // of the bounds in pool_, the children follow
    std::uint32_t count = 0;
    std::uint8_t level = 0;
  };
  struct Pending {  // a node under construction: the last bound of each interval, and its child
    std::vector<std::uint32_t> bounds;
    std::vector<std::uint32_t> children;
    void add(std::uint32_t bound, std::uint32_t child);
  };
  struct Remembered {
    std::uint32_t a = UINT32_MAX;
    std::uint32_t b = 0;
    std::uint32_t operation = 0;
    std::uint32_t result = 0;
  };

  static constexpr std::uint32_t inner = std::uint32_t{1} << 31U;
  static bool is_inner(std::uint32_t id) { return (id & inner) != 0; }
  const Node& node(std::uint32_t id) const { return nodes_[id & ~inner]; }
  std::size_t level(std::uint32_t id) const { return is_inner(id) ? node(id).level : fields; }
  std::uint32_t bound(std::uint32_t id, std::uint32_t i) const;
  std::uint32_t child(std::uint32_t id, std::uint32_t i) const;

  std::uint32_t intern(std::size_t level, const Pending& pending);
  void grow_table();

  template <class Operation>
  std::uint32_t apply(std::uint32_t a, std::uint32_t b, Operation operation);
  Remembered& memo(std::uint32_t a, std::uint32_t b, std::uint32_t operation);

  bool visit_boxes(std::uint32_t id, std::size_t level, std::array<Run, fields>& box,
                   const Visit& visit) const;
  bool find_from(std::uint32_t id, const Wanted& wanted, std::set<std::uint32_t>& without,
                 Header& header) const;

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> pool_;
  std::vector<std::uint32_t> table_;  // ids by hash; 0 is free
  std::vector<Remembered> memo_;
  std::array<Pending, fields> pending_;  // operations go down by level, so one for each is enough
  std::size_t most_nodes_;
  bool exhausted_ = false;
};

}  // namespace airtight::net
