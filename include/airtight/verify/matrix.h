#pragma once

#include <airtight/verify/prove.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace airtight::verify {

// What some packets have in common: these protocols, and of those with ports these ports.
struct PortSet {
  std::vector<net::Protocol> protocols;
  std::vector<net::PortRange> ports;
  auto operator<=>(const PortSet&) const = default;
};

// A device that packets of a pair are sent on by.
struct Crossing {
  enum class How : std::uint8_t {
    always,     // by every packet that arrives, or may
    sometimes,  // by some of them for certain
    perhaps     // only under some readings
  };
  std::string device;  // its id, or its address
  How how = How::always;
  auto operator<=>(const Crossing&) const = default;
};

// All packets from one end to another.
struct MatrixValue {
  // allow: some arrive. deny: it is proved that none does. uncertain: none for certain, but some
  // may.
  Judgement verdict = Judgement::uncertain;
  std::vector<PortSet> allowed;
  std::vector<PortSet> uncertain;
  std::vector<Crossing> crossings;  // in order of device
  Openness open;

  bool operator==(const MatrixValue&) const = default;
};

enum class MatrixEnds : std::uint8_t {
  subnets,   // to subnets
  workloads  // of apps, hosted workloads and machines, to hosted workloads, machines and back ends
};

// From each end to each, row by row, as many rows as `most_cells` has room for. Pairs that fare
// alike share a value.
struct Matrix {
  static constexpr std::size_t most_cells = 25'000'000;
  static constexpr std::uint32_t not_asked = UINT32_MAX;        // a workload and itself
  static constexpr std::uint32_t not_reached = UINT32_MAX - 1;  // past the most classes

  std::vector<std::string> from;
  std::vector<std::string> to;
  std::vector<MatrixValue> values;   // different ones, in order of their first cells
  std::vector<std::uint32_t> cells;  // numbers of values, or one of the above
  std::size_t left_out = 0;          // how many cells were not reached

  // The value from the one to the other of these numbers; null where there is none.
  const MatrixValue* at(std::size_t from_number, std::size_t to_number) const;
};

// How cells are worked out: those between plain subnets all at once and the rest by a proof each,
// or all by proofs. The answers are the same, only the cost is not (decision 21).
enum class MatrixBy : std::uint8_t { plain_pairs_at_once, proofs };

// A proof walks one packet of each class; when `most` classes have been walked, no other cell is
// proved.
Result<Matrix> matrix(const model::Network& network, MatrixEnds ends,
                      const Assumptions& assumptions = {}, std::size_t most = most_classes,
                      MatrixBy by = MatrixBy::plain_pairs_at_once);

}  // namespace airtight::verify
