#include <airtight/probe/probe.h>

#include <iostream>

// The example of docs/serve.md, with a DNS server that is nobody, so that no packet leaves.
int main() {
  airtight::probe::Settings settings;
  settings.never = airtight::probe::not_back_ends();
  settings.servers = {{airtight::net::ipv4(127, 0, 0, 1), airtight::net::Port{1}}};
  settings.timeout = std::chrono::milliseconds(200);
  const auto name = airtight::net::parse_dns_name("kv1.vault.azure.net").value();
  const auto outcome = airtight::probe::run({airtight::probe::target_of(name, {})}, settings);
  if (!outcome) return 2;
  for (const auto& each : outcome->seen.observations)
    std::cout << each.id << ' ' << each.target << '\n';
}
