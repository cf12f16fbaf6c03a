#include "net/partition_checker.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>

namespace checker {
namespace {

using Volume = boost::multiprecision::cpp_int;
using Box = std::array<Interval, dimensions>;

constexpr std::size_t protocol = 0;
constexpr std::size_t source_port = 1;
constexpr std::size_t destination_port = 2;
constexpr std::uint32_t last_with_ports = 1;

bool meet(const Interval& a, const Interval& b) { return a.first <= b.last && b.first <= a.last; }

bool is_port(std::size_t field) { return field == source_port || field == destination_port; }

Volume size_of(const Box& box) {
  Volume volume = 1;
  for (const Interval& side : box) volume *= Volume(side.last) - side.first + 1;
  return volume;
}

bool disjoint(const Box& a, const Box& b) {
  for (std::size_t i = 0; i < dimensions; ++i) {
    if (!meet(a[i], b[i])) return true;
  }
  return false;
}

// The part of a box whose protocols have ports, and the part whose protocols have none.
std::vector<Box> halves(const Box& box) {
  std::vector<Box> result;
  if (box[protocol].first <= last_with_ports) {
    result.push_back(box);
    result.back()[protocol].last = std::min(box[protocol].last, last_with_ports);
  }
  if (box[protocol].last > last_with_ports) {
    result.push_back(box);
    result.back()[protocol].first = std::max(box[protocol].first, last_with_ports + 1);
  }
  return result;
}

// Of a half, so that ports are asked of all of its packets or of none.
bool asks(const Box& half, std::size_t field) {
  return !is_port(field) || half[protocol].last <= last_with_ports;
}

bool meets(const Rule& rule, const Box& half) {
  for (std::size_t i = 0; i < dimensions; ++i) {
    if (asks(half, i) && std::ranges::none_of(rule.fields[i], [&](const Interval& each) {
          return meet(each, half[i]);
        }))
      return false;
  }
  return true;
}

// Every value of the side is in some interval.
bool is_covered(const Interval& side, const std::vector<Interval>& by) {
  std::uint64_t next = side.first;
  bool moved = true;
  while (moved && next <= side.last) {
    moved = false;
    for (const Interval& each : by) {
      if (each.first > next || each.last < next) continue;
      next = std::uint64_t{each.last} + 1;
      moved = true;
    }
  }
  return next > side.last;
}

bool covers(const Rule& rule, const Box& half) {
  for (std::size_t i = 0; i < dimensions; ++i) {
    if (asks(half, i) && !is_covered(half[i], rule.fields[i])) return false;
  }
  return true;
}

std::string fault_of(const std::vector<Rule>& rules, const Part& part, std::size_t number) {
  const std::string name = "part " + std::to_string(number);
  if (part.decided_by > rules.size()) return name + " names no rule";
  const std::size_t before = part.decided_by == 0 ? rules.size() : part.decided_by - 1;
  for (const Box& half : halves(part.box)) {
    for (std::size_t i = 0; i < before; ++i) {
      if (meets(rules[i], half))
        return "rule " + std::to_string(i + 1) + " meets " + name + " before its own";
    }
    if (part.decided_by != 0 && !covers(rules[before], half))
      return name + " is not covered by its rule";
  }
  return {};
}

}  // namespace

std::string faults(const std::vector<Rule>& rules, const std::vector<Part>& parts) {
  Volume sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const Interval& side : parts[i].box) {
      if (side.first > side.last) return "part " + std::to_string(i) + " is empty";
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (!disjoint(parts[i].box, parts[j].box))
        return "parts " + std::to_string(j) + " and " + std::to_string(i) + " overlap";
    }
    if (std::string fault = fault_of(rules, parts[i], i); !fault.empty()) return fault;
    sum += size_of(parts[i].box);
  }
  return sum == size_of(Box{}) ? "" : "some packets are in no part";
}

}  // namespace checker
