#include <airtight/net/rule_diagram.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "effort.h"
#include "net/partition_checker.h"
#include "net/random.h"

using namespace airtight::net;

namespace {

constexpr std::uint64_t usual_proofs = airtight::effort::has_sanitizers ? 500 : 10'000;

std::uint64_t proofs() { return airtight::effort::number("AIRTIGHT_PROOFS", usual_proofs); }

using Random = std::mt19937_64;

std::uint64_t below(Random& random, std::uint64_t end) { return random() % end; }

// Few addresses, so that rules meet.
std::shared_ptr<const PrefixSet> some_set(Random& random) {
  if (below(random, 3) == 0) return nullptr;
  std::vector<Prefix> blocks(1 + below(random, 2));
  for (Prefix& block : blocks) {
    const int length = 24 + static_cast<int>(below(random, 9));
    const std::uint64_t size = std::uint64_t{1} << static_cast<unsigned>(32 - length);
    block = {{Family::v4, 0, 0x0a000000U + below(random, 512) / size * size}, length};
  }
  return std::make_shared<const PrefixSet>(blocks);
}

PortRange some_ports(Random& random) {
  const auto a = static_cast<std::uint16_t>(below(random, 4) * 443);
  const auto b = static_cast<std::uint16_t>(below(random, 4) * 443);
  return {Port{std::min(a, b)}, Port{std::max(a, b)}};
}

std::vector<FilterRule> some_rules(Random& random) {
  std::vector<FilterRule> rules(1 + below(random, 8));
  for (FilterRule& rule : rules) {
    if (below(random, 2) == 0) rule.criteria.protocol = static_cast<Protocol>(below(random, 4));
    if (below(random, 2) == 0) rule.criteria.ports = {some_ports(random), some_ports(random)};
    if (below(random, 4) == 0) rule.source_ports = {some_ports(random)};
    rule.criteria.source = some_set(random);
    rule.criteria.destination = some_set(random);
  }
  return rules;
}

std::vector<checker::Interval> intervals(const std::vector<PortRange>& ports) {
  if (ports.empty()) return {{}};
  std::vector<checker::Interval> result;
  // Past the last port there is none, so that the last interval may as well be open.
  for (const PortRange& range : ports)
    result.push_back(
        {range.first.number, range.last.number == UINT16_MAX ? UINT32_MAX : range.last.number});
  return result;
}

std::vector<checker::Interval> intervals(const std::shared_ptr<const PrefixSet>& set) {
  if (set == nullptr) return {{}};
  std::vector<checker::Interval> result;
  for (const PrefixSet::Range& range : set->ranges())
    result.push_back(
        {static_cast<std::uint32_t>(range.first.low), static_cast<std::uint32_t>(range.last.low)});
  return result;
}

std::vector<checker::Rule> plain(const std::vector<FilterRule>& rules) {
  std::vector<checker::Rule> result;
  for (const FilterRule& rule : rules) {
    checker::Rule each;
    const auto& protocol = rule.criteria.protocol;
    const auto number = protocol ? static_cast<std::uint32_t>(*protocol) : 0;
    each.fields[0] = protocol ? std::vector{checker::Interval{number, number}}
                              : std::vector{checker::Interval{}};
    each.fields[1] = intervals(rule.source_ports);
    each.fields[2] = intervals(rule.criteria.ports);
    each.fields[3] = intervals(rule.criteria.destination);
    each.fields[4] = intervals(rule.criteria.source);
    result.push_back(std::move(each));
  }
  return result;
}

// The boxes of a compiled list, and of what no rule covers.
std::vector<checker::Part> partition_of(const std::vector<FilterRule>& rules) {
  PacketSpace space;
  const AddressLine line;
  RuleCompiler compiler(space, line);
  const Diagram list = compiler.list(rules);
  std::vector<checker::Part> parts;
  const auto add = [&](const std::array<Run, fields>& box, std::uint32_t value) {
    checker::Part part;
    for (std::size_t i = 0; i < fields; ++i) part.box[i] = {box[i].first, box[i].last};
    part.decided_by = value;
    parts.push_back(part);
    return true;
  };
  space.for_each_box(list, add);
  space.for_each_box(space.complement(list), [&](const std::array<Run, fields>& box,
                                                 std::uint32_t) { return add(box, 0); });
  return parts;
}

void tamper(std::vector<checker::Part>& parts, Random& random) {
  const std::size_t at = below(random, parts.size());
  checker::Part& part = parts[at];
  const std::size_t field = below(random, fields);
  switch (below(random, 4)) {
    case 0:
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    case 1:
      parts.push_back(part);
      return;
    case 2:
      part.decided_by = part.decided_by == 0 ? 1 : part.decided_by - 1;
      return;
    default:
      if (part.box[field].last == part.box[field].first) {
        parts.push_back(part);
      } else {
        --part.box[field].last;
      }
  }
}

}  // namespace

TEST_CASE("every partition of a compiled list passes a checker of its own",
          "[net][flow_set][nightly]") {
  Random random(airtight::effort::seed(11));
  std::size_t parts = 0;
  for (std::uint64_t i = 0; i < proofs(); ++i) {
    const auto rules = some_rules(random);
    const auto partition = partition_of(rules);
    parts += partition.size();
    const std::string faults = checker::faults(plain(rules), partition);
    if (!faults.empty()) FAIL("list " << i << ": " << faults);
  }
  CHECK(parts > proofs());
}

TEST_CASE("the checker refuses every partition that was tampered with",
          "[net][flow_set][nightly]") {
  Random random(airtight::effort::seed(12));
  const std::uint64_t tampered = proofs() / 10;
  for (std::uint64_t i = 0; i < tampered; ++i) {
    const auto rules = some_rules(random);
    auto partition = partition_of(rules);
    tamper(partition, random);
    if (checker::faults(plain(rules), partition).empty()) FAIL("list " << i << " passes");
  }
  CHECK(tampered > 0);
}
