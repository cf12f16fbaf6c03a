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
  bool operator==(const PortSet&) const = default;
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
};

// All packets from one end to another.
struct MatrixCell {
  std::string from;
  std::string to;
  // allow: some arrive. deny: it is proved that none does. uncertain: none for certain, but some
  // may.
  Judgement verdict = Judgement::uncertain;
  std::vector<PortSet> allowed;
  std::vector<PortSet> uncertain;
  std::vector<Crossing> crossings;  // in order of device
  Openness open;
};

enum class MatrixEnds : std::uint8_t {
  subnets,   // to subnets
  workloads  // of apps, hosted workloads and machines, to hosted workloads, machines and back ends
};

struct Matrix {
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::vector<MatrixCell> cells;  // from each to each that is not itself, row by row
  std::size_t left_out = 0;       // how many more cells there are, past the most classes
};

// Each cell is a proof of its own (`prove`) and costs as much.
Result<Matrix> matrix(const model::Network& network, MatrixEnds ends,
                      const Assumptions& assumptions = {}, std::size_t most = most_classes);

}  // namespace airtight::verify
