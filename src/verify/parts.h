#pragma once

#include <airtight/verify/prove.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "destinations.h"
#include "senders.h"

namespace airtight::verify {

// One class of packets and what became of it. Sender and destination are borrowed.
struct Cell {
  const Sender* sender = nullptr;
  const Destination* destination = nullptr;
  net::Protocol protocol = net::Protocol::tcp;
  net::PortRange ports;
  Verdict verdict;
  reach::Via via = reach::Via::none;
  Trace trace;
  std::set<std::string> crosses{};    // devices, in every reading that lets it through
  std::set<std::string> may_cross{};  // only in some of them
};

// A part with the first of its senders, and where its packets go. Both are borrowed.
struct JoinedPart {
  Part part;
  const Sender* sender = nullptr;
  const Destination* destination = nullptr;
};

// In order, those that touch as one.
std::vector<net::PrefixSet::Range> joined(std::vector<net::PrefixSet::Range> ranges);

// Joins classes that fare alike into the parts of a partition.
class Parts {
 public:
  void add(Cell cell);
  std::vector<Part> take();
  std::vector<JoinedPart> take_joined();

 private:
  // By the names of sender and destination.
  std::map<std::pair<std::string, std::string>, std::vector<Cell>> groups_;
};

}  // namespace airtight::verify
