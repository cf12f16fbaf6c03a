#include "oracle/three_ways.h"

#include <airtight/verify/prove.h>

#include <algorithm>
#include <array>
#include <random>

#include "oracle/compare.h"

namespace airtight::oracle {
namespace {

using verify::Judgement;
using verify::Part;
using verify::Proof;

constexpr int proofs_per_world = 4;
constexpr int packets_per_proof = 25;

using Random = std::mt19937_64;

std::uint64_t below(Random& random, std::uint64_t end) { return random() % end; }

template <class List>
const auto& one_of(const List& list, Random& random) {
  return list[below(random, list.size())];
}

// What else an app sends, the oracle does not know.
std::vector<net::Protocol> protocols_of(const Question& question) {
  if (question.from.text().find("/sites/") != std::string::npos)
    return {net::Protocol::tcp, net::Protocol::udp};
  return {net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp, net::Protocol::esp};
}

Case random_case(Random& random) {
  std::vector<std::uint8_t> draws(draws_per_case);
  for (std::uint8_t& each : draws) each = static_cast<std::uint8_t>(below(random, 255));
  return draw_case(draws);
}

verify::Assumptions assumptions_of(const Branches& branches) {
  verify::Assumptions all;
  for (const model::ChoiceRow& row : model::choices())
    all.emplace_back(row.choice, branches[static_cast<std::size_t>(row.choice)]);
  return all;
}

// The block of a subnet around an address, or the address alone.
net::Prefix block_around(const model::Network& network, const net::Ip& ip) {
  for (const azure::Subnet& subnet : network.written().subnets) {
    for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
      if (written.prefix.contains(ip)) return written.prefix;
    }
  }
  return net::host_prefix(ip);
}

// Where rules of the worlds begin and end, and anywhere.
net::Port some_port(Random& random) {
  static constexpr std::array<std::uint64_t, 15> edges{0,   1,   21,  22,  23,  79,  80, 81,
                                                       399, 400, 442, 443, 444, 445, 446};
  const bool anywhere = below(random, 4) == 0;
  return net::Port{
      static_cast<std::uint16_t>(anywhere ? below(random, 65536) : one_of(edges, random))};
}

net::Ip some_address(const std::vector<net::PrefixSet::Range>& ranges, Random& random) {
  const net::PrefixSet::Range& range = one_of(ranges, random);
  return net::advance(range.first, below(random, range.last.low - range.first.low + 1));
}

bool has(const std::vector<net::PrefixSet::Range>& ranges, const net::Ip& ip) {
  return std::ranges::any_of(
      ranges, [&](const auto& range) { return range.first <= ip && ip <= range.last; });
}

bool holds(const Part& part, const Question& packet) {
  const bool source = packet.source ? has(part.sources, *packet.source) : part.sources.empty();
  const bool ports = !net::has_ports(packet.protocol) ||
                     std::ranges::any_of(part.ports, [&](const net::PortRange& range) {
                       return range.contains(packet.port);
                     });
  return source && ports && has(part.destinations, packet.destination) &&
         std::ranges::count(part.protocols, packet.protocol) > 0;
}

// What all readings of a packet come to. One that arrives and whose reply is lost may count.
Judgement judgement_of(const Theirs& alone) {
  const bool some = std::ranges::any_of(alone.all, &Answer::allowed) || alone.loses_reply;
  const bool all = std::ranges::all_of(alone.all, &Answer::allowed);
  if (!alone.complete || (some && !all)) return Judgement::uncertain;
  return some ? Judgement::allow : Judgement::deny;
}

// A proof must not say of a packet what the oracle denies, whatever the sender's port.
bool is_sound(Judgement proved, const Answers& scanned) {
  if (scanned.left_out != nullptr || proved == Judgement::uncertain) return true;
  return std::ranges::all_of(scanned.all, [&](const Answer& answer) {
    return answer.allowed == (proved == Judgement::allow);
  });
}

class Comparison {
 public:
  Comparison(std::uint64_t seed, std::uint64_t most, ThreeWays& met)
      : random_(seed), case_(random_case(random_)), most_(most), met_(met) {}

  std::string compare() {
    Diagnostics diagnostics;
    const azure::Resources resources = world::resources(case_.pieces);
    const model::Network network = model::build(resources, diagnostics);
    if (has_errors(diagnostics)) return {};
    const Oracle oracle(resources);
    ++met_.worlds;
    for (int i = 0; i < proofs_per_world; ++i) {
      std::string fault = compare_proof(network, oracle, one_of(case_.questions, random_));
      if (!fault.empty()) return fault;
    }
    return {};
  }

 private:
  // All packets from the question's sender to the subnet around its destination.
  std::string compare_proof(const model::Network& network, const Oracle& oracle,
                            const Question& question) {
    const net::Prefix to = block_around(network, question.destination);
    verify::Question asked{{question.from.text()}, net::to_string(to), {}};
    asked.protocols = protocols_of(question);
    const auto proof = verify::prove(network, asked, assumptions_of(case_.branches));
    if (!proof) return proof.error().message;
    ++met_.proofs;
    for (int i = 0; i < packets_per_proof && met_.packets < most_; ++i) {
      const auto packet = packet_of(*proof, to, question);
      if (!packet) continue;
      std::string fault = compare_packet(network, oracle, *proof, *packet);
      if (!fault.empty()) return fault;
    }
    return {};
  }

  // Half of them from a part, so that small parts are met; half from the block, so that gaps are.
  std::optional<Question> packet_of(const Proof& proof, const net::Prefix& to,
                                    const Question& question) {
    std::vector<const Part*> parts;
    for (const Part& part : proof.partition) {
      if (!part.destinations.empty()) parts.push_back(&part);
    }
    if (parts.empty()) return {};
    const Part& part = *one_of(parts, random_);
    Question packet;
    packet.from = question.from;
    if (!part.sources.empty()) packet.source = some_address(part.sources, random_);
    packet.protocol = one_of(protocols_of(question), random_);
    packet.port = some_port(random_);
    packet.destination = some_address({{to.base, to.last()}}, random_);
    if (below(random_, 2) == 0) {
      packet.destination = some_address(part.destinations, random_);
      packet.protocol = one_of(part.protocols, random_);
      if (!part.ports.empty()) packet.port = one_of(part.ports, random_).first;
    }
    if (packet.destination == packet.source) return {};  // nobody asks for the way to himself
    return packet;
  }

  std::string compare_packet(const model::Network& network, const Oracle& oracle,
                             const Proof& proof, const Question& packet) {
    Tally tally;
    const Answers scanned = oracle.ask(packet, case_.branches, tally);
    const Theirs alone = ask_reach(network, packet, case_.branches);
    std::vector<const Part*> parts;
    for (const Part& part : proof.partition) {
      if (holds(part, packet)) parts.push_back(&part);
    }
    count(scanned, parts);
    if (parts.size() == 1 && agree(scanned, alone) &&
        parts.front()->verdict.judgement == judgement_of(alone) &&
        is_sound(parts.front()->verdict.judgement, scanned))
      return {};
    std::string words = report(case_, packet, scanned, alone);
    for (const Part* part : parts) words += "  proof: " + world::in_words(part->verdict) + "\n";
    return words + "  in " + std::to_string(parts.size()) + " parts of the proof\n";
  }

  void count(const Answers& scanned, const std::vector<const Part*>& parts) {
    ++met_.packets;
    if (scanned.left_out != nullptr) ++met_.left_out;
    for (const Part* part : parts) {
      if (part->verdict.judgement == Judgement::allow) ++met_.allowed;
      if (part->verdict.judgement == Judgement::deny) ++met_.denied;
    }
  }

  Random random_;
  Case case_;
  std::uint64_t most_;
  ThreeWays& met_;
};

}  // namespace

std::string first_disagreement_of_three(std::uint64_t seed, std::uint64_t most, ThreeWays& met) {
  return Comparison(seed, most, met).compare();
}

}  // namespace airtight::oracle
