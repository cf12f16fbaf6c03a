#include "parts.h"

#include <algorithm>
#include <tuple>

// Cells of one sender, destination and outcome join by ports, then by sources, then by protocols,
// so that each packet stays in exactly one part.

namespace airtight::verify {
namespace {

// Cells of one key are told apart by nobody who reads the partition.
auto outcome_of(const Cell& cell) {
  const Step last = cell.trace.empty() ? Step{} : cell.trace.back();
  return std::tuple(cell.sender->excepted, cell.verdict.judgement, cell.verdict.reason, cell.via,
                    cell.verdict.choices, cell.verdict.unknowns, cell.verdict.assumptions,
                    last.stage, last.resource, last.rule, cell.crosses, cell.may_cross);
}

using Ports = std::vector<net::PortRange>;
using Sources = std::vector<const Sender*>;

void extend(Ports& ports, const net::PortRange& range) {
  if (!ports.empty() && ports.back().last.number + 1 == range.first.number) {
    ports.back().last = range.last;
  } else {
    ports.push_back(range);
  }
}

// The classes of one outcome, as products of sources, protocols and ports.
struct Product {
  Sources sources;
  std::vector<net::Protocol> protocols;
  Ports ports;
};

// The cells come by sender, protocol and port in order, as they were asked.
std::vector<Product> products_of(const std::vector<const Cell*>& cells) {
  std::map<std::pair<net::Protocol, std::size_t>, Ports> by_sender;
  Sources senders;
  for (const Cell* cell : cells) {
    if (senders.empty() || senders.back() != cell->sender) senders.push_back(cell->sender);
    extend(by_sender[{cell->protocol, senders.size() - 1}], cell->ports);
  }
  std::map<std::pair<net::Protocol, Ports>, std::vector<std::size_t>> by_ports;
  for (const auto& [key, ports] : by_sender) by_ports[{key.first, ports}].push_back(key.second);
  std::map<std::pair<std::vector<std::size_t>, Ports>, std::vector<net::Protocol>> joined;
  for (const auto& [key, numbers] : by_ports) joined[{numbers, key.second}].push_back(key.first);
  std::vector<Product> products;
  for (const auto& [key, protocols] : joined) {
    Product product{{}, protocols, key.second};
    for (const std::size_t number : key.first) product.sources.push_back(senders[number]);
    products.push_back(std::move(product));
  }
  return products;
}

Part part_of(const Cell& like) {
  Part part;
  part.from = like.sender->workload.name;
  part.to = like.destination->target.name;
  part.destination = like.destination->label;
  part.destinations = like.destination->addresses;
  part.verdict = like.verdict;
  part.via = like.via;
  if (!like.trace.empty()) part.decided_by = like.trace.back();
  part.excepted = like.sender->excepted;
  part.crosses.assign(like.crosses.begin(), like.crosses.end());
  part.may_cross.assign(like.may_cross.begin(), like.may_cross.end());
  return part;
}

Part part_of(const Cell& like, const Product& product) {
  Part part = part_of(like);
  part.protocols = product.protocols;
  part.ports = product.ports;
  for (const Sender* sender : product.sources) {
    const auto& ranges = sender->addresses.ranges;
    part.sources.insert(part.sources.end(), ranges.begin(), ranges.end());
  }
  part.sources = joined(std::move(part.sources));
  return part;
}

}  // namespace

std::vector<net::PrefixSet::Range> joined(std::vector<net::PrefixSet::Range> ranges) {
  std::ranges::sort(ranges, {}, &net::PrefixSet::Range::first);
  std::vector<net::PrefixSet::Range> result;
  for (const net::PrefixSet::Range& range : ranges) {
    const bool touches = !result.empty() && result.back().last.family == range.first.family &&
                         net::advance(result.back().last, 1) == range.first;
    if (touches) {
      result.back().last = range.last;
    } else {
      result.push_back(range);
    }
  }
  return result;
}

void Parts::add(Cell cell) {
  const Destination& to = *cell.destination;
  groups_[{cell.sender->workload.name, to.target.name + "\n" + to.label}].push_back(
      std::move(cell));
}

std::vector<Part> Parts::take() {
  std::vector<Part> parts;
  for (JoinedPart& joined : take_joined()) parts.push_back(std::move(joined.part));
  return parts;
}

std::vector<JoinedPart> Parts::take_joined() {
  std::vector<JoinedPart> parts;
  for (const auto& [name, cells] : groups_) {
    std::map<decltype(outcome_of(cells.front())), std::vector<const Cell*>> by_outcome;
    for (const Cell& cell : cells) by_outcome[outcome_of(cell)].push_back(&cell);
    for (const auto& [outcome, alike] : by_outcome) {
      for (const Product& product : products_of(alike))
        parts.push_back({part_of(*alike.front(), product), product.sources.front(),
                         alike.front()->destination});
    }
  }
  return parts;
}

}  // namespace airtight::verify
