#include <airtight/probe/probe.h>

#include <algorithm>
#include <array>

#include "measure.h"

namespace airtight::probe {
namespace {

// Ports on which a client starts with TLS: HTTPS, AMQPS, Redis over TLS, HTTPS of others.
constexpr std::array tls_ports{443, 5671, 6380, 8443, 10000};

struct Work {
  Measurement measurement;
  const std::vector<Target>& targets;
  const Settings& settings;
  std::size_t next = 0;
  std::size_t done = 0;
  std::size_t not_begun = 0;

  // So many of these run at a time, each taking the next target.
  awaitable<void> take_targets() {
    while (next < targets.size()) {
      const Target& target = targets[next++];
      if (Clock::now() < measurement.deadline())
        co_await measurement.measure(target);
      else
        ++not_begun;
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
    loop.run();
    if (failure) std::rethrow_exception(failure);
    Outcome outcome = work.measurement.take_outcome();
    outcome.unmeasured += work.not_begun;
    if (work.not_begun > 0) {
      Diagnostic& added = outcome.diagnostics.emplace_back();
      added.severity = Severity::warning;
      added.message = "the deadline left out " + std::to_string(work.not_begun) + " of " +
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
