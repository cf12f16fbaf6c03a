#include <algorithm>
#include <array>
#include <utility>

#include "policy_finding.h"
#include "witness.h"

namespace airtight::verify {
namespace {

// More public addresses than a /8 has are as good as all: two rules of /1 select nobody.
constexpr std::uint64_t most_selected = std::uint64_t{1} << 24U;

Claim claim_of(Promise promise) {
  switch (promise) {
    case Promise::reachable:
      return Claim::reachable;
    case Promise::inspected:
      return Claim::goes_through;
    case Promise::isolated:
    case Promise::private_path:
    case Promise::private_name:
    case Promise::selected_networks:
    case Promise::unreachable:
      break;
  }
  return Claim::isolated;
}

Question question_of(const Assertion& assertion) {
  Question question;
  question.from = {assertion.app};
  question.to = assertion.back_end;
  question.except = assertion.except;
  question.claim = claim_of(assertion.promise);
  question.through = assertion.through;
  question.ports = assertion.ports;
  question.protocols = assertion.protocols;
  return question;
}

std::string words_of(const Witness& witness) {
  std::string text = witness.source ? net::to_string(*witness.source) : witness.from;
  text += " -> " + witness.destination;
  if (net::has_ports(witness.protocol)) text += ":" + std::to_string(witness.port.number);
  return text + "/" + std::string(net::to_string(witness.protocol));
}

std::string open_points(const Openness& open) { return what_is_open(open.choices, open.unknowns); }

struct Wording {
  Claim claim;
  const char* holds;
  const char* fails;
};
constexpr std::array wordings{
    Wording{Claim::isolated, "no such packet arrives", "a packet arrives"},
    Wording{Claim::reachable, "all such packets arrive", "a packet does not arrive"},
    Wording{Claim::goes_through, "all such packets cross it", "a packet gets around it"}};

Finding finding_of(const Proof& proof, Claim claim) {
  const Wording& words = *std::ranges::find(wordings, claim, &Wording::claim);
  const std::string packet = proof.witness ? ": " + words_of(*proof.witness) : "";
  switch (proof.truth) {
    case Truth::holds:
      return proved(words.holds, proof.open);
    case Truth::uncertain:
      return {Status::undetermined,
              "it may be that " + std::string(words.fails) + packet +
                  "; open: " + open_points(proof.open),
              proof.witness};
    case Truth::fails:
      break;
  }
  return {Status::fail, words.fails + packet, proof.witness};
}

std::uint64_t size_of(const net::PrefixSet::Range& range) {
  if (range.first.family == net::Family::v6) return most_selected;  // there are no small ones
  return range.last.low - range.first.low + 1;
}

// Public addresses that surely get in, each counted once for the part that lets in most.
std::uint64_t let_in(const Proof& proof) {
  std::vector<net::PrefixSet::Range> ranges;
  for (const Part& part : proof.partition) {
    if (part.verdict.judgement != Judgement::allow) continue;
    if (part.sources.empty()) return most_selected + 1;  // whoever sends from such an address
    ranges.insert(ranges.end(), part.sources.begin(), part.sources.end());
  }
  std::ranges::sort(ranges, {}, &net::PrefixSet::Range::first);
  const auto [first, last] = std::ranges::unique(ranges);
  ranges.erase(first, last);
  std::uint64_t all = 0;
  for (const net::PrefixSet::Range& range : ranges) all += size_of(range);
  return all;
}

Finding selected_networks(const Proof& proof) {
  if (proof.truth != Truth::fails) return finding_of(proof, Claim::isolated);
  const std::uint64_t all = let_in(proof);
  if (all > most_selected)
    return {Status::fail, "networks that nobody selected get in", proof.witness};
  // Whether a sender without an address is among the selected is no doubt about the selection; what
  // else is open shows in the parts with addresses too.
  const bool doubt = std::ranges::any_of(proof.partition, [](const Part& part) {
    return part.verdict.judgement == Judgement::uncertain && !part.sources.empty();
  });
  if (doubt)
    return {Status::undetermined,
            "more than the selected networks may get in; open: " + open_points(proof.open),
            proof.witness};
  return {Status::pass, std::to_string(all) + (all == 1 ? " address" : " addresses") +
                            " that its rules name, and no other, get in"};
}

std::vector<std::string> inspecting_devices(const model::Network& network) {
  std::vector<std::string> devices;
  for (const model::Firewall& firewall : network.firewalls())
    devices.push_back(firewall.written->id.text());
  for (const azure::SurroundingAppliance& appliance : network.written().surroundings.appliances)
    devices.push_back(net::to_string(appliance.address));
  return devices;
}

// Where no device is named any firewall or appliance will do, but one for all packets.
Finding inspected_by_any(const model::Network& network, const Assertion& assertion,
                         Proving& proving) {
  Question question = question_of(assertion);
  question.claim = Claim::isolated;
  const auto leaves = proving.ask_briefly(question);
  if (!leaves) return {Status::undetermined, leaves.error().message};
  Finding best = finding_of(*leaves, Claim::isolated);
  if (best.status == Status::pass) return best;
  best.words += "; no firewall inspects it";
  question.claim = Claim::goes_through;
  for (const std::string& device : inspecting_devices(network)) {
    question.through = device;
    const auto proof = proving.ask_briefly(question);
    if (!proof || proof->truth == Truth::fails) continue;
    best = finding_of(*proof, Claim::goes_through);
    if (best.status == Status::pass) break;
  }
  return best;
}

}  // namespace

bool is_nameless(const model::Network& network, const std::string& back_end) {
  return std::ranges::any_of(network.back_ends(), [&](const model::BackEnd& one) {
    return one.names.empty() && display_name(network, one) == back_end;
  });
}

Finding proved(std::string words, const Openness& open) {
  for (const std::string& assumption : open.assumptions) words += "; taken as given: " + assumption;
  return {Status::pass, std::move(words)};
}

Finding finding_of_packets(const model::Network& network, const Assertion& assertion,
                           Proving& proving) {
  if (assertion.promise == Promise::inspected && assertion.through.empty())
    return inspected_by_any(network, assertion, proving);
  if (is_nameless(network, assertion.back_end))
    return {Status::undetermined, "open: the host names of " + assertion.back_end};
  const bool counted = assertion.promise == Promise::selected_networks;
  const Question question = question_of(assertion);
  const auto proof = counted ? proving.ask(question) : proving.ask_briefly(question);
  if (!proof) return {Status::undetermined, proof.error().message};
  if (counted) return selected_networks(*proof);
  return finding_of(*proof, claim_of(assertion.promise));
}

Finding no_private_way(const model::Network& network, const Target& target) {
  const model::BackEnd& back_end = *target.back_end;
  const auto& elsewhere = network.written().surroundings.private_link_elsewhere;
  const bool outside = !back_end.service.approved_elsewhere.empty() ||
                       std::ranges::any_of(back_end.names, [&](const azure::HostName& name) {
                         return std::ranges::count(elsewhere, name.public_name) > 0;
                       });
  const Where where = back_end.service.where;
  if (outside)
    return {Status::undetermined,
            "its private endpoint is outside the input, and no app of the input names it",
            {},
            where};
  return {Status::fail, "no private endpoint of the input leads to it", {}, where};
}

}  // namespace airtight::verify
