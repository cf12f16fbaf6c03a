#include <airtight/probe/probe.h>

#include <algorithm>
#include <array>

#include "measure.h"

namespace airtight::probe {
namespace {

// Ports on which a client starts with TLS: HTTPS, AMQPS, Redis over TLS, HTTPS of others.
constexpr std::array tls_ports{443, 5671, 6380, 8443, 10000};

net::Prefix block(std::string_view text) { return net::parse_prefix(text).value(); }

// What an IPv4 block is inside IPv6: mapped (RFC 4291), translated (RFC 6052), 6to4 (RFC 3056).
void add_with_ipv6_forms(const net::Prefix& ipv4, std::vector<net::Prefix>& prefixes) {
  constexpr std::uint64_t mapped = std::uint64_t{0xffff} << 32U;
  constexpr std::uint64_t translated = std::uint64_t{0x0064ff9b} << 32U;
  constexpr std::uint64_t six_to_four = std::uint64_t{0x2002} << 48U;
  const std::uint64_t low = ipv4.base.low;
  prefixes.push_back(ipv4);
  prefixes.push_back({{net::Family::v6, 0, mapped | low}, 96 + ipv4.length});
  prefixes.push_back({{net::Family::v6, 0, low}, 96 + ipv4.length});
  prefixes.push_back({{net::Family::v6, translated, low}, 96 + ipv4.length});
  prefixes.push_back({{net::Family::v6, six_to_four | low << 16U, 0}, 16 + ipv4.length});
}

struct Work {
  Measurement measurement;
  const std::vector<Target>& targets;
  const Settings& settings;
  std::size_t next = 0;
  std::size_t done = 0;
  std::vector<std::size_t> not_begun{};

  // So many of these run at a time, each taking the next target.
  awaitable<void> take_targets() {
    while (next < targets.size()) {
      const std::size_t place = next++;
      if (Clock::now() < measurement.deadline())
        co_await measurement.measure(targets[place], place);
      else
        not_begun.push_back(place);
      ++done;
      if (settings.progress) settings.progress(done, targets.size());
    }
  }

  awaitable<void> take_all() {
    std::vector<awaitable<void>> workers;
    for (std::size_t i = 0; i < std::min(settings.concurrency, targets.size()); ++i)
      workers.push_back(take_targets());
    co_await all_of(std::move(workers));
  }
};

}  // namespace

Target target_of(const net::DnsName& name, std::optional<net::Port> port) {
  Target target;
  target.name = name;
  target.part = azure::part_of_host(name);
  if (port) {
    target.port = *port;
  } else if (target.part) {
    const auto requests = azure::requests_for(*target.part, name.text());
    if (!requests.empty())
      target.port = net::Port{static_cast<std::uint16_t>(requests.front()->port)};
  }
  target.tls = std::ranges::count(tls_ports, target.port.number) > 0;
  return target;
}

const std::vector<net::Prefix>& not_back_ends() {
  static const std::vector<net::Prefix> prefixes = [] {
    std::vector<net::Prefix> list;
    for (const char* each : {"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32",
                             "100.100.100.200/32", "192.0.0.192/32", "224.0.0.0/4", "240.0.0.0/4"})
      add_with_ipv6_forms(block(each), list);
    for (const char* each : {"::/128", "::1/128", "fe80::/10", "fec0::/10", "ff00::/8",
                             "fd00:ec2::254/128", "64:ff9b:1::/48", "2001::/32"})
      list.push_back(block(each));
    return list;
  }();
  return prefixes;
}

Result<Outcome> run(const std::vector<Target>& targets, const Settings& settings) {
  try {
    auto tls = Tls::make(settings.ca_bundle);
    if (!tls) return tl::unexpected(tls.error());
    asio::io_context loop(1);
    Work work{Measurement(loop, settings, std::move(*tls)), targets, settings};
    std::exception_ptr failure;
    asio::co_spawn(loop, work.take_all(), [&](const std::exception_ptr& thrown) {
      failure = thrown;
      loop.stop();
    });
    {
      const std::stop_callback stop(settings.stop, [&] { loop.stop(); });
      loop.run();
    }
    if (settings.stop.stop_requested()) return fail("the probe was stopped");
    if (failure) std::rethrow_exception(failure);
    Outcome outcome = work.measurement.take_outcome();
    outcome.unmeasured += work.not_begun.size();
    std::ranges::copy(work.not_begun, std::back_inserter(outcome.incomplete));
    std::ranges::sort(outcome.incomplete);
    if (!work.not_begun.empty()) {
      Diagnostic& added = outcome.diagnostics.emplace_back();
      added.severity = Severity::warning;
      added.message = "the deadline left out " + std::to_string(work.not_begun.size()) + " of " +
                      std::to_string(targets.size()) + " targets";
    }
    outcome.seen.host = host();
    outcome.seen.from = settings.from.empty() ? outcome.seen.host.name : settings.from;
    return outcome;
  } catch (const std::exception& error) {
    return fail(std::string("the probe cannot go on: ") + error.what());
  }
}

}  // namespace airtight::probe
