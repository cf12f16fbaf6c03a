#include <airtight/net/rule_diagram.h>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "estate_lists.h"
#ifdef AIRTIGHT_HAS_BUDDY
#include "bdd.h"
#endif
#ifdef AIRTIGHT_HAS_Z3
#include "smt.h"
#endif

// Rule lists as sets of packets, beside what others take for it: encode a list, prove it equal to
// a rewritten copy, edit one rule.
namespace airtight::net {
namespace {

constexpr std::uint64_t seed = 7;

using List = bench::FilterList;

List list_of(std::size_t count, bool with_tags) {
  return bench::usual_list(count, with_tags, seed);
}

AddressLine line_of(const List& list) {
  std::vector<const PrefixSet*> tags;
  for (const FilterRule& rule : list.rules) {
    if (rule.criteria.destination->ranges().size() > 1)
      tags.push_back(rule.criteria.destination.get());
  }
  std::ranges::sort(tags);
  tags.erase(std::ranges::unique(tags).begin(), tags.end());
  return AddressLine(tags);
}

void encode_diagram(benchmark::State& state, std::size_t count, bool with_tags) {
  const List list = list_of(count, with_tags);
  const AddressLine line = line_of(list);
  std::size_t nodes = 0;
  for ([[maybe_unused]] auto _ : state) {
    PacketSpace space;
    RuleCompiler compiler(space, line);
    benchmark::DoNotOptimize(compiler.list(list.rules, list.values()));
    if (space.is_exhausted()) return state.SkipWithError("exhausted");
    nodes = space.nodes();
  }
  state.counters["nodes"] = static_cast<double>(nodes);
}

void build_line(benchmark::State& state) {
  const List list = list_of(1000, true);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(line_of(list));
}

void equal_diagram(benchmark::State& state, std::size_t count, bool with_tags) {
  const List list = list_of(count, with_tags);
  const List copy = bench::rewritten(list);
  const AddressLine line = line_of(list);
  for ([[maybe_unused]] auto _ : state) {
    PacketSpace space;
    RuleCompiler compiler(space, line);
    const Diagram a = compiler.list(list.rules, list.values());
    if (a != compiler.list(copy.rules, copy.values()) || space.is_exhausted())
      return state.SkipWithError("not equal");
  }
}

// Ports and actions of one rule after another, each undone.
void edit_diagram(benchmark::State& state, std::size_t count, bool with_tags) {
  const List list = list_of(count, with_tags);
  const AddressLine line = line_of(list);
  PacketSpace space;
  RuleCompiler compiler(space, line);
  RuleTree tree(space);
  for (std::uint32_t i = 0; i < count; ++i)
    tree.put(100 + i, compiler.rule(list.rules[i], list.allows[i] ? 2 : 1));
  std::mt19937_64 random(seed);
  std::vector<double> times;
  for ([[maybe_unused]] auto _ : state) {
    const auto at = static_cast<std::uint32_t>(random() % count);
    const Diagram before = tree.root();
    const auto start = std::chrono::steady_clock::now();
    tree.put(100 + at, compiler.rule(list.rules[at], list.allows[at] ? 1 : 2));
    benchmark::DoNotOptimize(space.differ(before, tree.root()));
    const std::chrono::duration<double, std::micro> taken =
        std::chrono::steady_clock::now() - start;
    times.push_back(taken.count());
    state.SetIterationTime(taken.count() * 1e-6);
    tree.put(100 + at, compiler.rule(list.rules[at], list.allows[at] ? 2 : 1));
  }
  if (space.is_exhausted()) return state.SkipWithError("exhausted");
  std::ranges::sort(times);
  state.counters["p50_us"] = times[times.size() / 2];
  state.counters["p99_us"] = times[times.size() * 99 / 100];
}

BENCHMARK(build_line)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_diagram, plain_1000, 1000, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_diagram, tags_1000, 1000, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(equal_diagram, tags_100, 100, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(equal_diagram, plain_1000, 1000, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(equal_diagram, tags_1000, 1000, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(edit_diagram, plain_1000, 1000, false)
    ->Unit(benchmark::kMicrosecond)
    ->UseManualTime()
    ->Iterations(400);
BENCHMARK_CAPTURE(edit_diagram, tags_1000, 1000, true)
    ->Unit(benchmark::kMicrosecond)
    ->UseManualTime()
    ->Iterations(400);

#ifdef AIRTIGHT_HAS_BUDDY
void encode_bdd(benchmark::State& state, std::size_t count, bool with_tags,
                const bench::BddCompiler::Order& order) {
  const List list = list_of(count, with_tags);
  bench::start_bdd();
  for ([[maybe_unused]] auto _ : state) {
    bench::BddCompiler compiler(order);
    benchmark::DoNotOptimize(compiler.list(list.rules, list.allows).id());
  }
}
BENCHMARK_CAPTURE(encode_bdd, plain_1000_ports_first, 1000, false, bench::BddCompiler::ports_first)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);
BENCHMARK_CAPTURE(encode_bdd, plain_1000_addresses_first, 1000, false,
                  bench::BddCompiler::addresses_first)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);
BENCHMARK_CAPTURE(encode_bdd, tags_1000_ports_first, 1000, true, bench::BddCompiler::ports_first)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);
BENCHMARK_CAPTURE(encode_bdd, tags_1000_addresses_first, 1000, true,
                  bench::BddCompiler::addresses_first)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);
#endif

#ifdef AIRTIGHT_HAS_Z3
void equal_smt(benchmark::State& state, std::size_t count, bool with_tags) {
  const List list = list_of(count, with_tags);
  const List copy = bench::rewritten(list);
  for ([[maybe_unused]] auto _ : state) {
    if (!bench::are_equal(list.rules, list.allows, copy.rules, copy.allows))
      return state.SkipWithError("not equal");
  }
}
BENCHMARK_CAPTURE(equal_smt, plain_1000, 1000, false)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK_CAPTURE(equal_smt, tags_100, 100, true)->Unit(benchmark::kMillisecond)->Iterations(1);
#endif

}  // namespace
}  // namespace airtight::net
