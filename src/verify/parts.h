#pragma once

#include <airtight/verify/prove.h>

#include <map>
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
};

// Joins classes that fare alike into the parts of a partition.
class Parts {
 public:
  void add(Cell cell);
  std::vector<Part> take();

 private:
  // By the names of sender and destination.
  std::map<std::pair<std::string, std::string>, std::vector<Cell>> groups_;
};

}  // namespace airtight::verify
