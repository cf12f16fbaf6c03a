#include <airtight/verify/prove.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "cells.h"
#include "classes.h"
#include "destinations.h"
#include "devices.h"
#include "parts.h"
#include "proving.h"
#include "senders.h"
#include "unseen.h"

// How a claim about all packets is decided: every header field is cut into classes that nothing in
// the network tells apart (classes.h), and for each combination of a sender's class, a destination,
// a protocol and a class of ports one packet is walked through `reach`, under all readings. It
// stands for its class. Every claim is a statement that some event never happens: a packet arrives,
// a packet arrives around the device. So the verdict of the event decides: deny under every reading
// is proof.

namespace airtight::verify {
namespace {

// Ranges that follow one another are one.
std::vector<net::PortRange> in_one(const std::vector<net::PortRange>& classes) {
  std::vector<net::PortRange> ranges;
  for (const net::PortRange& each : classes) {
    if (!ranges.empty() && ranges.back().last.number + 1 == each.first.number) {
      ranges.back().last = each.last;
    } else {
      ranges.push_back(each);
    }
  }
  return ranges;
}

// a sender that binds another port may meet other rules.
std::set<std::string> assumed_source_ports(const model::Network& network) {
  std::set<std::string> assumed;
  for (const azure::NetworkSecurityGroup& group : network.written().network_security_groups) {
    for (const azure::SecurityRule& rule : group.rules) {
      const bool any = std::ranges::any_of(rule.source_ports, [](const net::PortRange& range) {
        return range.first.number == 0 && range.last.number == UINT16_MAX;
      });
      if (!any && !rule.source_ports.empty())
        assumed.insert("senders use ports from 49152 up (R-18), which rule " + rule.name + " of " +
                       group.name + " asks about");
    }
  }
  return assumed;
}

class Prover {
 public:
  Prover(const model::Network& network, const Question& question, const Assumptions& assumptions,
         const Proving::Basis& basis, bool with_partition)
      : network_(network),
        question_(question),
        assumptions_(assumptions),
        shared_(basis.classes),
        doubtful_(basis.doubtful),
        with_partition_(with_partition),
        assumed_(basis.assumed) {
    for (const net::Prefix& block : blocks_named(question)) {
      if (!own_) own_ = shared_;
      own_->add(block);
    }
  }

  Result<Proof> run() {
    const Classes& classes = own_ ? *own_ : shared_;
    auto destinations = destinations_of(network_, classes, question_);
    if (!destinations) return tl::unexpected(destinations.error());
    auto senders = senders_of(network_, classes, question_, *destinations);
    if (!senders) return tl::unexpected(senders.error());
    if (question_.claim == Claim::goes_through) {
      auto device = device_named(network_, question_.through);
      if (!device) return tl::unexpected(device.error());
      device_ = std::move(*device);
    }
    std::vector<const azure::VirtualNetwork*> networks;
    for (const Destinations& each : *destinations) {
      for (const azure::UnknownInput& unknown : each.unknown) unseen_.insert(unknown.name);
      networks.insert(networks.end(), each.networks.begin(), each.networks.end());
      for (const std::string& assumption : each.assumptions) assumed_.insert(assumption);
      std::vector<std::vector<net::PortRange>> ports;
      for (const Destination& destination : each.list)
        ports.push_back(ports_of(question_, classes, destination));
      for (const Sender& sender : *senders) {
        ask(sender, each, ports);
        add_unfollowed(sender, each);
      }
    }
    if (asks_everybody()) add_unseen_senders(network_, networks, unseen_);
    return conclude();
  }

 private:
  bool asks_everybody() const { return std::ranges::count(question_.from, everybody) > 0; }

  // `classes` are those of ports, for each destination.
  void ask(const Sender& sender, const Destinations& to,
           const std::vector<std::vector<net::PortRange>>& classes) {
    for (std::size_t i = 0; i < to.list.size(); ++i) {
      const Destination& destination = to.list[i];
      if (!is_asked(network_, question_, sender, destination)) continue;
      const PairWalk walk(network_, question_, assumptions_, device_, sender, destination,
                          doubtful_);
      if (walk.ignores_ports()) {
        add_alike(walk, in_one(classes[i]));
        continue;
      }
      for (const net::Protocol protocol : protocols_of(question_)) {
        for (const net::PortRange& ports : ports_for(protocol, classes[i])) {
          if (!is_sent(sender, protocol, ports)) continue;
          if (is_settled() || ++evaluated_ > most_classes) return;
          add(walk.judge(protocol, ports));
        }
      }
    }
  }

  // One packet stands for all.
  void add_alike(const PairWalk& walk, const std::vector<net::PortRange>& ports) {
    std::optional<Cell> one;
    for (const net::Protocol protocol : protocols_of(question_)) {
      for (const net::PortRange& range : ports_for(protocol, ports)) {
        if (is_settled() || ++evaluated_ > most_classes) return;
        if (!one) one = walk.judge(protocol, range);
        one->protocol = protocol;
        one->ports = range;
        add(*one);
      }
    }
  }

  void add(Cell cell) {
    note(cell);
    if (with_partition_) parts_.add(std::move(cell));
  }

  // No packet is left that could show the failure better.
  bool is_settled() const {
    return !with_partition_ && worst_ == Truth::fails && rank_ == std::tuple(0, 0, 0);
  }

  // Which devices the platform's own packets cross, nobody says.
  void add_unfollowed(const Sender& sender, const Destinations& to) {
    const reach::Workload& workload = sender.workload;
    if (question_.claim == Claim::goes_through && !sender.excepted &&
        workload.kind == reach::Workload::Kind::references &&
        names_vault(network_, *workload.site, to.target.back_end))
      unseen_.insert("the way of " + workload.name);
  }

  // What the claim comes to in one class.
  Truth truth_of(const Cell& cell) const {
    const Judgement bad = question_.claim == Claim::reachable ? Judgement::deny : Judgement::allow;
    if (cell.sender->excepted) return Truth::holds;
    if (cell.verdict.judgement == Judgement::uncertain) return Truth::uncertain;
    return cell.verdict.judgement == bad ? Truth::fails : Truth::holds;
  }

  void note(const Cell& cell) {
    const net::Port port = port_in(cell.ports, *cell.destination);
    const Truth truth = truth_of(cell);
    if (truth != Truth::holds) {
      // The best witness is certain, to the service's own port, and by TCP.
      const auto rank =
          std::tuple(truth == Truth::fails ? 0 : 1, port == cell.destination->port ? 0 : 1,
                     static_cast<int>(cell.protocol));
      if (!witness_ || rank < rank_) {
        rank_ = rank;
        witness_ = witness_of(cell);
      }
    }
    if (truth == Truth::uncertain) {
      choices_.insert(cell.verdict.choices.begin(), cell.verdict.choices.end());
      unseen_.insert(cell.verdict.unknowns.begin(), cell.verdict.unknowns.end());
    } else if (!cell.sender->excepted) {
      assumed_.insert(cell.verdict.assumptions.begin(), cell.verdict.assumptions.end());
    }
    worst_ = worse(worst_, truth);
  }

  static Truth worse(Truth a, Truth b) {
    if (a == Truth::fails || b == Truth::fails) return Truth::fails;
    return a == Truth::uncertain || b == Truth::uncertain ? Truth::uncertain : Truth::holds;
  }

  Proof conclude() {
    Proof proof;
    proof.evaluated = std::min(evaluated_, most_classes);
    if (evaluated_ > most_classes)
      unseen_.insert("the question has more than " + std::to_string(most_classes) +
                     " classes of packets; name senders or ports");
    if (evaluated_ == 0 && unseen_.empty())
      unseen_.insert("no packet that the question asks about");
    proof.truth = worst_;
    if (proof.truth == Truth::holds && !unseen_.empty()) proof.truth = Truth::uncertain;
    proof.witness = std::move(witness_);
    proof.partition = parts_.take();
    proof.open = {{choices_.begin(), choices_.end()},
                  {assumed_.begin(), assumed_.end()},
                  {unseen_.begin(), unseen_.end()}};
    return proof;
  }

  const model::Network& network_;
  const Question& question_;
  const Assumptions& assumptions_;
  const Classes& shared_;
  const Doubtful& doubtful_;
  std::optional<Classes> own_;  // where the question names blocks itself
  bool with_partition_ = true;
  std::vector<std::string> device_;
  Parts parts_;
  std::optional<Witness> witness_;
  std::tuple<int, int, int> rank_{};
  std::set<std::string> choices_;
  std::set<std::string> assumed_;
  std::set<std::string> unseen_;
  Truth worst_ = Truth::holds;
  std::size_t evaluated_ = 0;
};

}  // namespace

Result<Proof> prove(const model::Network& network, const Question& question,
                    const Assumptions& assumptions) {
  return Proving(network, assumptions).ask(question);
}

Result<Proof> Proving::ask(const Question& question) { return answer(question, true); }

Result<Proof> Proving::ask_briefly(const Question& question) { return answer(question, false); }

const Proving::Basis& Proving::basis() {
  if (!basis_)
    basis_.emplace(Basis{Classes(network_), doubtful(network_), assumed_source_ports(network_)});
  return *basis_;
}

Result<Proof> Proving::answer(const Question& question, bool with_partition) {
  return Prover(network_, question, assumptions_, basis(), with_partition).run();
}

}  // namespace airtight::verify
