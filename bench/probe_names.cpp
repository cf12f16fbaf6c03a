#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "probe/dns.h"

// The rate at which `airtight probe` asks for names, beside dnsperf (bench/probe_load.sh): the
// names of a file in its order, WINDOW of them at a time, each with its chain, TTLs and addresses
// kept.
//   probe_names PORT FILE WINDOW SECONDS    of a server on 127.0.0.1; prints JSON

namespace {

using namespace airtight;
using namespace airtight::probe;

struct Run {
  asio::io_context loop{1};
  Settings settings;
  Pace pace{0};
  std::vector<net::DnsName> names;
  Clock::time_point until;
  std::vector<observe::DnsResult> kept;  // of each name, the last
  std::vector<double> milliseconds;
  std::size_t next = 0;
  std::size_t lost = 0;
  int asking = 0;
};

awaitable<void> ask(Run& run, Resolver& resolver) {
  while (Clock::now() < run.until) {
    const std::size_t place = run.next++ % run.names.size();
    const auto start = Clock::now();
    auto result = co_await resolver.resolve(run.names[place], net::Family::v4,
                                            start + std::chrono::seconds(2));
    run.milliseconds.push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    if (result.rcode == observe::Rcode::timeout) ++run.lost;
    run.kept[place] = std::move(result);
  }
  if (--run.asking == 0) run.loop.stop();  // the resolver's socket waits on
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double at(std::vector<double>& sorted, double part) {
  return sorted.empty()
             ? 0
             : sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int count, char** values) {
  if (count != 5) {
    std::cerr << "usage: probe_names PORT FILE WINDOW SECONDS\n";
    return 2;
  }
  Run run;
  run.settings.servers = {
      {net::ipv4(127, 0, 0, 1), net::Port{static_cast<std::uint16_t>(std::stoi(values[1]))}}};
  run.settings.dns_tries = 1;
  std::ifstream file(values[2]);
  for (std::string name, type; file >> name >> type;)
    run.names.push_back(net::parse_dns_name(name).value());
  run.kept.resize(run.names.size());
  const int window = std::stoi(values[3]);
  Resolver resolver(run.loop, run.pace, run.settings.servers, run.settings);
  const double before = processor_seconds();
  const auto start = Clock::now();
  run.until = start + std::chrono::milliseconds(static_cast<int>(std::stod(values[4]) * 1000));
  run.asking = window;
  for (int i = 0; i < window; ++i) asio::co_spawn(run.loop, ask(run, resolver), asio::detached);
  run.loop.run();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const auto queries = static_cast<double>(run.milliseconds.size());
  const auto chained = std::ranges::count_if(run.kept, [](const observe::DnsResult& each) {
    return !each.chain.empty() && each.chain.front().ttl.has_value() && !each.addresses.empty();
  });
  std::ranges::sort(run.milliseconds);
  std::cout << "{\"window\":" << window << ",\"rate\":" << queries / seconds
            << ",\"cpuMicroseconds\":" << (processor_seconds() - before) / queries * 1e6
            << ",\"lost\":" << run.lost << ",\"p50\":" << at(run.milliseconds, 0.5)
            << ",\"p99\":" << at(run.milliseconds, 0.99) << ",\"namesWithChain\":" << chained
            << "}\n";
}
