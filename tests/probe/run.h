#pragma once

#include <airtight/probe/probe.h>

#include <string>
#include <vector>

#include "probe/peer.h"

// One authority for all tests of the probe, and certificates for the services' names (E-220).
const Authority& test_authority();
const std::string& authority_file();
const Identity& service_identity();

// Every name has these addresses. 127.1.0.0/16 stands for private space, the rest of 127.0.0.0/8
// for public.
std::uint16_t answer_all(peer::Thread& thread, const std::string& address);

// Short limits, the test's authority, this DNS server and the address space above.
airtight::probe::Settings settings_for(std::uint16_t dns_port);

struct Measured {
  airtight::probe::Outcome outcome;
  std::chrono::milliseconds elapsed;
};
Measured measure(const std::vector<airtight::probe::Target>& targets,
                 const airtight::probe::Settings& settings);
// Requests by libcurl, then over the connections of the handshakes; both must see the same, but for
// the words in which they say why there is no answer.
Measured measure_both_ways(const std::vector<airtight::probe::Target>& targets,
                           const airtight::probe::Settings& settings);
airtight::probe::Target target_at(const std::string& name, std::uint16_t port);

// All results of one kind, in the document's order.
template <class Result>
std::vector<Result> results(const Measured& measured) {
  std::vector<Result> found;
  for (const auto& each : measured.outcome.seen.observations) {
    if (const auto* result = std::get_if<Result>(&each.result)) found.push_back(*result);
  }
  return found;
}
