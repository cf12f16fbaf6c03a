#include <airtight/net/blocks.h>
#include <airtight/verify/group_questions.h>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>

#include "estate_lists.h"
#ifdef AIRTIGHT_HAS_Z3
#include "smt.h"
#endif

// Questions to security groups as users ask them, with the model built and tags from a file, beside
// Z3 on the same lists: whether a group is the same as its rewritten copy, and which rules are
// dead.
namespace airtight::verify {
namespace {

constexpr std::uint64_t seed = 7;

using bench::FilterList;

azure::RuleSide side_of(const net::PrefixSet& set,
                        std::map<std::string, std::vector<net::Prefix>>& tags,
                        std::map<const net::PrefixSet*, std::string>& names) {
  azure::RuleSide side;
  if (set.ranges().size() == 1) {
    side.prefixes = net::blocks_of(set.ranges().front());
    return side;
  }
  const auto [name, is_new] = names.emplace(&set, "tag" + std::to_string(names.size()));
  if (is_new) {
    for (const net::PrefixSet::Range& range : set.ranges()) {
      const auto blocks = net::blocks_of(range);
      tags[name->second].insert(tags[name->second].end(), blocks.begin(), blocks.end());
    }
  }
  side.tags = {name->second};
  return side;
}

// Two groups of one network, "first" and "second".
model::Network network_of(const FilterList& first, const FilterList& second) {
  azure::Resources resources;
  azure::ServiceTags file;
  std::map<const net::PrefixSet*, std::string> names;
  for (const auto& [name, list] : {std::pair("first", &first), std::pair("second", &second)}) {
    azure::NetworkSecurityGroup group;
    group.name = name;
    group.id = azure::make_id("s", "g", "Microsoft.Network/networkSecurityGroups", name);
    for (std::size_t i = 0; i < list->rules.size(); ++i) {
      const net::Criteria& criteria = list->rules[i].criteria;
      azure::SecurityRule rule;
      rule.name = "rule" + std::to_string(i);
      rule.priority = 100 + static_cast<int>(i);
      rule.direction = azure::Direction::outbound;
      rule.access = list->allows[i] ? azure::Access::allow : azure::Access::deny;
      rule.protocol = criteria.protocol;
      rule.source = side_of(*criteria.source, file.tags, names);
      rule.destination = side_of(*criteria.destination, file.tags, names);
      rule.source_ports = {net::PortRange{}};
      rule.destination_ports = criteria.ports;
      group.rules.push_back(std::move(rule));
    }
    resources.network_security_groups.push_back(std::move(group));
  }
  resources.surroundings.service_tags = std::move(file);
  Diagnostics diagnostics;
  return model::build(std::move(resources), diagnostics);
}

void same_groups(benchmark::State& state, std::size_t count, bool with_tags) {
  const FilterList list = bench::usual_list(count, with_tags, seed);
  const model::Network network = network_of(list, bench::rewritten(list));
  for ([[maybe_unused]] auto _ : state) {
    const auto comparison = compare_groups(network, "first", "second", {});
    if (!comparison || comparison->truth != Truth::holds) return state.SkipWithError("not equal");
  }
}

void dead_rules(benchmark::State& state, std::size_t count, bool with_tags) {
  const FilterList list = bench::usual_list(count, with_tags, seed);
  const model::Network network = network_of(list, list);
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(unreachable_rules(network, "first", {}));
}

BENCHMARK_CAPTURE(same_groups, plain_1000, 1000, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(same_groups, tags_100, 100, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(same_groups, tags_1000, 1000, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(dead_rules, plain_1000, 1000, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(dead_rules, tags_1000, 1000, true)->Unit(benchmark::kMillisecond);

#ifdef AIRTIGHT_HAS_Z3
void same_smt(benchmark::State& state, std::size_t count, bool with_tags) {
  const FilterList list = bench::usual_list(count, with_tags, seed);
  const FilterList copy = bench::rewritten(list);
  for ([[maybe_unused]] auto _ : state) {
    if (!bench::are_equal(list.rules, list.allows, copy.rules, copy.allows))
      return state.SkipWithError("not equal");
  }
}
BENCHMARK_CAPTURE(same_smt, plain_1000, 1000, false)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(same_smt, tags_100, 100, true)->Unit(benchmark::kMillisecond)->Iterations(1);
#endif

}  // namespace
}  // namespace airtight::verify
