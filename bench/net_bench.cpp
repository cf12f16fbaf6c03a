#include <airtight/net/dns_name.h>
#include <airtight/net/ip.h>
#include <benchmark/benchmark.h>

#include <array>
#include <string_view>
#include <vector>

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

}  // namespace
}  // namespace airtight::net
