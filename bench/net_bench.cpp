#include <airtight/net/dns_name.h>
#include <airtight/net/first_match.h>
#include <airtight/net/ip.h>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "rule_lists.h"
#ifdef AIRTIGHT_HAS_ACL
#include "acl.h"
#endif

namespace airtight::net {
namespace {

constexpr std::array<std::string_view, 4> prefixes{"10.0.0.0/16", "100.64.0.0/10", "fd00::/8",
                                                   "2001:db8:1234::/48"};

void parse_prefixes(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state)
    for (const auto text : prefixes) benchmark::DoNotOptimize(parse_prefix(text));
  state.SetItemsProcessed(state.iterations() * std::ssize(prefixes));
}
BENCHMARK(parse_prefixes);

void prefix_contains_ip(benchmark::State& state) {
  std::vector<Prefix> parsed;
  parsed.reserve(prefixes.size());
  for (const auto text : prefixes) parsed.push_back(parse_prefix(text).value());
  const Ip ip = ipv4(10, 0, 200, 7);
  for ([[maybe_unused]] auto _ : state)
    for (const Prefix& prefix : parsed) benchmark::DoNotOptimize(prefix.contains(ip));
  state.SetItemsProcessed(state.iterations() * std::ssize(parsed));
}
BENCHMARK(prefix_contains_ip);

void parse_a_vault_name(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(parse_dns_name("Contoso-KV1.privatelink.vaultcore.azure.net."));
}
BENCHMARK(parse_a_vault_name);

constexpr std::uint64_t seed = 7;
constexpr std::size_t some_flows = 4096;

bool is_within(const Ip& ip, const std::vector<Prefix>& blocks) {
  return std::ranges::any_of(blocks, [&](const Prefix& block) { return block.contains(ip); });
}

// The peer: every rule in order, every block in order.
std::optional<std::size_t> scan(const std::vector<bench::WrittenRule>& rules, const Flow& flow) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const bench::WrittenRule& rule = rules[i];
    if (rule.protocol == flow.protocol && rule.ports.contains(flow.port) &&
        is_within(flow.source, *rule.source) && is_within(flow.destination, *rule.destination))
      return i;
  }
  return {};
}

template <class Find>
void find_rules(benchmark::State& state, const std::vector<Flow>& flows, const Find& find) {
  std::size_t next = 0;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(find(flows[next]));
    next = (next + 1) % flows.size();
  }
  state.SetItemsProcessed(state.iterations());
}

void first_match_by_scan(benchmark::State& state, std::size_t count, bool with_tags) {
  const auto rules = bench::rule_list(count, with_tags, seed);
  find_rules(state, bench::flows_at(rules, some_flows, seed),
             [&](const Flow& flow) { return scan(rules, flow); });
}

void first_match_compiled(benchmark::State& state, std::size_t count, bool with_tags) {
  const auto rules = bench::rule_list(count, with_tags, seed);
  const FirstMatch compiled(bench::criteria_of(rules));
  const auto flows = bench::flows_at(rules, some_flows, seed);
  for (const Flow& flow : flows) {
    if (compiled.find(flow) != scan(rules, flow)) return state.SkipWithError("answers differ");
  }
  find_rules(state, flows, [&](const Flow& flow) { return compiled.find(flow); });
}

void compile_first_match(benchmark::State& state, std::size_t count, bool with_tags) {
  const auto rules = bench::rule_list(count, with_tags, seed);
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(FirstMatch(bench::criteria_of(rules)).size());
}

#ifdef AIRTIGHT_HAS_ACL
void first_match_by_acl(benchmark::State& state, std::size_t count) {
  const auto rules = bench::rule_list(count, false, seed);
  const bench::Acl acl(rules);
  if (!acl.is_built()) return state.SkipWithError("rte_acl was not built");
  std::vector<bench::Acl::Packet> packets;
  for (const Flow& flow : bench::flows_at(rules, some_flows, seed)) {
    packets.push_back(bench::Acl::packet_of(flow));
    const auto found = scan(rules, flow);
    if (acl.find(packets.back()) != (found ? *found + 1 : 0))
      return state.SkipWithError("answers differ");
  }
  std::size_t next = 0;
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(acl.find(packets[next]));
    next = (next + 1) % packets.size();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(first_match_by_acl, plain_100, 100);
BENCHMARK_CAPTURE(first_match_by_acl, plain_1000, 1000);
#endif

BENCHMARK_CAPTURE(first_match_by_scan, plain_100, 100, false);
BENCHMARK_CAPTURE(first_match_compiled, plain_100, 100, false);
BENCHMARK_CAPTURE(first_match_by_scan, plain_1000, 1000, false);
BENCHMARK_CAPTURE(first_match_compiled, plain_1000, 1000, false);
BENCHMARK_CAPTURE(first_match_by_scan, tags_1000, 1000, true);
BENCHMARK_CAPTURE(first_match_compiled, tags_1000, 1000, true);
BENCHMARK_CAPTURE(compile_first_match, plain_1000, 1000, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(compile_first_match, tags_1000, 1000, true)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace airtight::net
