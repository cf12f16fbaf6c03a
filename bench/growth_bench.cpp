#include <airtight/net/all_pairs.h>
#include <airtight/net/first_match.h>
#include <airtight/net/rule_diagram.h>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "estate_lists.h"
#include "hub_estate.h"

// How cost grows with size. Each benchmark takes sizes from 100 up to AIRTIGHT_BENCH_LARGEST (1,000
// unless given, 100,000 for docs/performance.md) and reports the processor's time at each, and as
// `exponent` the slope of a line through the logarithms: 1 is linear.
namespace airtight::net {
namespace {

constexpr std::uint64_t seed = 7;
constexpr double shortest_measure = 0.02;  // seconds; less is repeated

// Of this process: others may be busy.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::size_t largest() {
  const char* given = std::getenv("AIRTIGHT_BENCH_LARGEST");
  return given == nullptr ? 1'000U : std::strtoul(given, nullptr, 10);
}

// Of one run: the least of three and of as many as fill the shortest measure, but no more than fit
// into a second.
double seconds_of(const std::function<void()>& run) {
  double least = 0;
  double in_all = 0;
  for (int i = 0; i < 3 || in_all < shortest_measure; ++i) {
    const double start = processor_seconds();
    run();
    const double taken = processor_seconds() - start;
    least = i == 0 ? taken : std::min(least, taken);
    in_all += taken;
    if (in_all > 1) break;
  }
  return least;
}

// The slope of the line with the least squares.
double slope_of(const std::vector<std::pair<double, double>>& points) {
  double x = 0;
  double y = 0;
  for (const auto& [each_x, each_y] : points) {
    x += each_x / static_cast<double>(points.size());
    y += each_y / static_cast<double>(points.size());
  }
  double above = 0;
  double below = 0;
  for (const auto& [each_x, each_y] : points) {
    above += (each_x - x) * (each_y - y);
    below += (each_x - x) * (each_x - x);
  }
  return above / below;
}

// Makes what is measured at a size; none where there is no answer at it.
using Measure = std::function<std::function<bool()>(std::size_t)>;

void growth(benchmark::State& state, std::size_t most, const Measure& measure) {
  for ([[maybe_unused]] auto _ : state) {
    std::vector<std::pair<double, double>> points;
    for (std::size_t size = 100; size <= std::min(most, largest()); size *= 10) {
      const auto run = measure(size);
      bool is_answered = true;
      const double seconds = seconds_of([&] { is_answered = is_answered && run(); });
      if (!is_answered) return state.SkipWithError("no answer");
      state.counters["us_" + std::to_string(size)] = seconds * 1e6;
      points.emplace_back(std::log(static_cast<double>(size)), std::log(seconds));
    }
    if (points.size() < 2) return state.SkipWithError("one size has no slope");
    state.counters["exponent"] = slope_of(points);
  }
}

AddressLine line_of(const bench::FilterList& list) {
  std::vector<const PrefixSet*> tags;
  for (const FilterRule& rule : list.rules)
    if (rule.criteria.destination->ranges().size() > 1)
      tags.push_back(rule.criteria.destination.get());
  std::ranges::sort(tags);
  tags.erase(std::ranges::unique(tags).begin(), tags.end());
  return AddressLine(tags);
}

struct Written {
  bench::FilterList list;
  bench::FilterList copy;
  AddressLine line;
};

std::shared_ptr<const Written> written(std::size_t rules, bool with_tags) {
  auto list = bench::usual_list(rules, with_tags, seed);
  auto copy = bench::rewritten(list);
  auto line = line_of(list);
  return std::make_shared<const Written>(
      Written{std::move(list), std::move(copy), std::move(line)});
}

constexpr std::size_t most_nodes = 40'000'000;

std::function<bool()> compile(std::size_t rules, bool with_tags) {
  return [list = written(rules, with_tags)] {
    PacketSpace space(most_nodes);
    RuleCompiler compiler(space, list->line);
    benchmark::DoNotOptimize(compiler.list(list->list.rules, list->list.values()));
    return !space.is_exhausted();
  };
}

std::function<bool()> equal(std::size_t rules, bool with_tags) {
  return [list = written(rules, with_tags)] {
    PacketSpace space(most_nodes);
    RuleCompiler compiler(space, list->line);
    const Diagram one = compiler.list(list->list.rules, list->list.values());
    return one == compiler.list(list->copy.rules, list->copy.values()) && !space.is_exhausted();
  };
}

// A thousand flows, so that the time of one is a nanosecond for each microsecond.
std::function<bool()> flows(std::size_t rules, bool with_tags) {
  const auto list = bench::rule_list(rules, with_tags, seed);
  const auto compiled = std::make_shared<const FirstMatch>(bench::criteria_of(list));
  return [compiled, flows = bench::flows_at(list, 1'000, seed)] {
    for (const Flow& flow : flows) benchmark::DoNotOptimize(compiled->find(flow));
    return true;
  };
}

// Whether one environment of an estate of so many subnets reaches another, from the rules on.
std::function<bool()> isolation(std::size_t subnets) {
  bench::HubEstateShape shape;
  shape.spokes = static_cast<std::uint32_t>(subnets / bench::HubEstate::subnets);
  const auto world = std::make_shared<const bench::HubEstate>(shape, seed);
  return [world] {
    PacketSpace space;
    const auto all = AllPairs::of(world->estate(), space);
    if (!all) return false;
    benchmark::DoNotOptimize(all->some_open({0U, 1U}).has_value());
    return !space.is_exhausted();
  };
}

using namespace std::placeholders;

constexpr std::size_t any_size = 1'000'000;
// The bits of each class take the square of this; a group has at most 1,000 rules (N-359).
constexpr std::size_t most_rules_of_flows = 10'000;

BENCHMARK_CAPTURE(growth, compile_plain, any_size, std::bind(compile, _1, false))->Iterations(1);
BENCHMARK_CAPTURE(growth, compile_tags, any_size, std::bind(compile, _1, true))->Iterations(1);
BENCHMARK_CAPTURE(growth, equal_plain, any_size, std::bind(equal, _1, false))->Iterations(1);
BENCHMARK_CAPTURE(growth, equal_tags, any_size, std::bind(equal, _1, true))->Iterations(1);
BENCHMARK_CAPTURE(growth, flows_plain, most_rules_of_flows, std::bind(flows, _1, false))
    ->Iterations(1);
BENCHMARK_CAPTURE(growth, flows_tags, most_rules_of_flows, std::bind(flows, _1, true))
    ->Iterations(1);
BENCHMARK_CAPTURE(growth, isolation_of_subnets, any_size, isolation)->Iterations(1);

}  // namespace
}  // namespace airtight::net
