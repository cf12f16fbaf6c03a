#include <airtight/net/rule_diagram.h>

#include <algorithm>
#include <numeric>

namespace airtight::net {
namespace {

std::vector<Run> runs_of(const std::vector<PortRange>& ranges) {
  if (ranges.empty()) return {Run{}};
  std::vector<PortRange> sorted = ranges;
  std::ranges::sort(sorted);
  std::vector<Run> runs;
  for (const PortRange& range : sorted) {
    if (range.last < range.first) continue;
    if (!runs.empty() && range.first.number <= runs.back().last + 1) {
      runs.back().last = std::max<std::uint32_t>(runs.back().last, range.last.number);
    } else {
      runs.push_back({range.first.number, range.last.number});
    }
  }
  // Past the last port there is none, so the last run may as well be open.
  if (!runs.empty() && runs.back().last == UINT16_MAX) runs.back().last = UINT32_MAX;
  return runs;
}

constexpr Run run_of(Protocol protocol) {
  return {static_cast<std::uint32_t>(protocol), static_cast<std::uint32_t>(protocol)};
}

static_assert(run_of(Protocol::tcp).first == 0 && run_of(Protocol::udp).first == 1,
              "those with ports come first");
constexpr Run with_ports{0, 1};
constexpr Run without_ports{2, UINT32_MAX};

}  // namespace

const std::vector<Run>& RuleCompiler::runs_of(const std::shared_ptr<const PrefixSet>& set) {
  const auto known = lowered_.find(set);
  if (known != lowered_.end()) return known->second;
  return lowered_.emplace(set, set == nullptr ? std::vector<Run>{Run{}} : line_->runs(*set))
      .first->second;
}

Diagram RuleCompiler::rule(const FilterRule& rule, std::uint32_t value) {
  Box box;
  box[Field::source] = runs_of(rule.criteria.source);
  box[Field::destination] = runs_of(rule.criteria.destination);
  const bool any_port = rule.criteria.ports.empty() && rule.source_ports.empty();
  const auto& protocol = rule.criteria.protocol;
  if (protocol) box[Field::protocol] = {run_of(*protocol)};
  if (any_port || (protocol && !has_ports(*protocol))) return space_->box(box, value);
  Diagram others = nothing;
  if (!protocol) {
    box[Field::protocol] = {without_ports};
    others = space_->box(box, value);
    box[Field::protocol] = {with_ports};
  }
  box[Field::source_port] = net::runs_of(rule.source_ports);
  box[Field::destination_port] = net::runs_of(rule.criteria.ports);
  return space_->over(space_->box(box, value), others);
}

Diagram RuleCompiler::merged(std::span<const Diagram> leaves) {
  if (leaves.empty()) return nothing;
  if (leaves.size() == 1) return leaves.front();
  const std::size_t half = leaves.size() / 2;
  return space_->over(merged(leaves.first(half)), merged(leaves.subspan(half)));
}

Diagram RuleCompiler::list(std::span<const FilterRule> rules,
                           std::span<const std::uint32_t> values) {
  std::vector<Diagram> leaves;
  leaves.reserve(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) leaves.push_back(rule(rules[i], values[i]));
  return merged(leaves);
}

Diagram RuleCompiler::list(std::span<const FilterRule> rules) {
  std::vector<std::uint32_t> values(rules.size());
  std::iota(values.begin(), values.end(), 1U);
  return list(rules, values);
}

RuleTree::RuleTree(PacketSpace& space)
    : space_(&space), nodes_(std::size_t{2} * priorities, nothing) {}

void RuleTree::put(std::uint32_t priority, Diagram rule) {
  std::size_t at = std::size_t{priorities} + priority;
  nodes_[at] = rule;
  while (at > 1) {
    at /= 2;
    nodes_[at] = space_->over(nodes_[2 * at], nodes_[2 * at + 1]);
  }
}

}  // namespace airtight::net
