#include <airtight/base/text.h>
#include <airtight/reach/reach.h>
#include <airtight/verify/prove.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "classes.h"
#include "destinations.h"
#include "devices.h"
#include "doubts.h"
#include "naming.h"
#include "open_points.h"
#include "parts.h"
#include "relays.h"
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

using reach::Disposition;

constexpr std::array every_protocol{net::Protocol::tcp,     net::Protocol::udp, net::Protocol::icmp,
                                    net::Protocol::esp,     net::Protocol::ah,  net::Protocol::gre,
                                    net::Protocol::ip_in_ip};

constexpr net::Port https{443};

std::vector<net::Protocol> protocols_of(const Question& question) {
  if (!question.protocols.empty()) return question.protocols;
  if (question.claim == Claim::reachable) return {net::Protocol::tcp};
  return {every_protocol.begin(), every_protocol.end()};
}

// One packet of each class of ports; protocols without ports have one class.
std::vector<net::PortRange> ports_for(net::Protocol protocol,
                                      const std::vector<net::PortRange>& classes) {
  return net::has_ports(protocol) ? classes : std::vector{net::PortRange{}};
}

// The port of a class that a witness shows: the service's own if it is one of them, 0 only if no
// other is.
net::Port port_in(const net::PortRange& range, const Destination& destination) {
  if (range.contains(destination.port)) return destination.port;
  return range.first.number == 0 && range.last.number > 0 ? net::Port{1} : range.first;
}

bool crosses(const Disposition& disposition, const std::vector<std::string>& device) {
  return std::ranges::any_of(disposition.crossed, [&](const std::string& name) {
    return std::ranges::any_of(
        device, [&](const std::string& known) { return equal_ignoring_case(known, name); });
  });
}

// The packet itself arrived: "no packet arrives" is no more certain than that nobody minds.
bool is_lost_reply(const Disposition& outcome) {
  return !outcome.trace.empty() && outcome.trace.back().stage == "reply";
}

constexpr const char* arrives_without_reply =
    "whether a packet counts that arrives although its reply is lost";

class Prover {
 public:
  Prover(const model::Network& network, const Question& question, const Assumptions& assumptions)
      : network_(network), question_(question), assumptions_(assumptions), classes_(network) {
    for (const net::Prefix& block : blocks_named(question)) classes_.add(block);
  }

  Result<Proof> run() {
    auto destinations = destinations_of(network_, classes_, question_);
    if (!destinations) return tl::unexpected(destinations.error());
    auto senders = senders_of(network_, classes_, question_);
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
      std::vector<std::vector<net::PortRange>> classes;
      for (const Destination& destination : each.list)
        classes.push_back(classes_.ports(ports_of(destination)));
      for (const Sender& sender : *senders) {
        ask(sender, each, classes);
        add_unfollowed(sender, each);
      }
    }
    if (asks_everybody()) add_unseen_senders(network_, networks, unseen_);
    add_source_ports();
    return conclude();
  }

 private:
  bool asks_everybody() const { return std::ranges::count(question_.from, "any") > 0; }

  // `classes` are those of ports, for each destination.
  void ask(const Sender& sender, const Destinations& to,
           const std::vector<std::vector<net::PortRange>>& classes) {
    for (std::size_t i = 0; i < to.list.size(); ++i) {
      const Destination& destination = to.list[i];
      if (!is_asked(sender, destination)) continue;
      const std::vector<azure::UnknownInput> doubted =
          doubts(network_, sender.workload, destination.target);
      const std::vector<azure::UnknownInput> around = relays_to(sender, destination);
      for (const net::Protocol protocol : protocols_of(question_)) {
        for (const net::PortRange& ports : ports_for(protocol, classes[i])) {
          if (!is_sent(sender, protocol, ports)) continue;
          if (++evaluated_ > most_classes) return;
          judge(sender, destination, protocol, ports, doubted, around);
        }
      }
    }
  }

  std::vector<net::PortRange> ports_of(const Destination& destination) const {
    if (!question_.ports.empty()) return question_.ports;
    if (question_.claim == Claim::reachable) return {{destination.port, destination.port}};
    return {net::PortRange{}};
  }

  // Relays to any host of a range, not only to the first.
  std::vector<azure::UnknownInput> relays_to(const Sender& sender,
                                             const Destination& destination) const {
    std::vector<azure::UnknownInput> all =
        ways_around(network_, sender.workload, destination.target);
    if (!destination.target.ip) return all;
    const net::AddressClass range{destination.addresses};
    for (const azure::NetworkInterface& interface : network_.written().network_interfaces) {
      for (const net::Ip& ip : interface.addresses) {
        if (ip == *destination.target.ip || !range.contains(ip)) continue;
        Target host = destination.target;
        host.ip = ip;
        for (azure::UnknownInput& relay : ways_around(network_, sender.workload, host))
          all.push_back(std::move(relay));
      }
    }
    return all;
  }

  // A claim about packets goes by addresses, one about reachability by the sender's names. The
  // platform fetches references by the names of the vaults, and sends nothing else.
  bool is_asked(const Sender& sender, const Destination& destination) const {
    if (sender.workload.kind == reach::Workload::Kind::references)
      return destination.by_name && question_.claim != Claim::goes_through &&
             names_vault(*sender.workload.site, destination.target.back_end);
    return destination.by_name == (question_.claim == Claim::reachable);
  }

  bool names_vault(const azure::Site& site, const model::BackEnd* target) const {
    return std::ranges::any_of(site.references, [&](const azure::KeyVaultReference& reference) {
      const auto host = net::parse_dns_name(reference.vault_host);
      const auto* named = host ? network_.by_public_name(*host) : nullptr;
      return named != nullptr && named->back_end == target;
    });
  }

  static bool is_sent(const Sender& sender, net::Protocol protocol, const net::PortRange& ports) {
    return sender.workload.kind != reach::Workload::Kind::references ||
           (protocol == net::Protocol::tcp && ports.contains(https));
  }

  // Which devices the platform's own packets cross, nobody says.
  void add_unfollowed(const Sender& sender, const Destinations& to) {
    const reach::Workload& workload = sender.workload;
    if (question_.claim == Claim::goes_through && !sender.excepted &&
        workload.kind == reach::Workload::Kind::references &&
        names_vault(*workload.site, to.target.back_end))
      unseen_.insert("the way of " + workload.name);
  }

  // a sender that binds another port may meet other rules.
  void add_source_ports() {
    for (const azure::NetworkSecurityGroup& group : network_.written().network_security_groups) {
      for (const azure::SecurityRule& rule : group.rules) {
        const bool any = std::ranges::any_of(rule.source_ports, [](const net::PortRange& range) {
          return range.first.number == 0 && range.last.number == UINT16_MAX;
        });
        if (!any && !rule.source_ports.empty())
          assumed_.insert("senders use ports from 49152 up (R-18), which rule " + rule.name +
                          " of " + group.name + " asks about");
      }
    }
  }

  void judge(const Sender& sender, const Destination& destination, net::Protocol protocol,
             const net::PortRange& ports, const std::vector<azure::UnknownInput>& doubted,
             const std::vector<azure::UnknownInput>& around) {
    Cell cell;
    cell.sender = &sender;
    cell.destination = &destination;
    cell.protocol = protocol;
    cell.ports = ports;
    const net::Port port = port_in(ports, destination);
    if (destination.by_name) {
      Target target = destination.target;
      target.protocol = protocol;
      target.port = port;
      const Path path = examine(network_, sender.workload, target, assumptions_);
      cell.verdict = path.verdict;
      cell.via = path.via;
      cell.trace = path.trace;
    } else {
      walk(cell, destination, protocol, port, doubted, around);
    }
    note(cell, port);
    parts_.add(std::move(cell));
  }

  void walk(Cell& cell, const Destination& destination, net::Protocol protocol, net::Port port,
            const std::vector<azure::UnknownInput>& doubted,
            const std::vector<azure::UnknownInput>& around) const {
    reach::Destination sent = destination.sent;
    sent.protocol = protocol;
    sent.port = port;
    auto readings = model::explore(
        [&](model::Reading& reading) {
          Disposition outcome = reach::reach(network_, cell.sender->workload, sent, reading);
          if (question_.claim == Claim::goes_through && outcome.allowed &&
              crosses(outcome, device_)) {
            outcome.allowed = false;
            outcome.reason = reach::Reason::none;
          } else if (!outcome.allowed && is_lost_reply(outcome)) {
            outcome.allowed = reading.guess({arrives_without_reply}) == 1;
          }
          return outcome;
        },
        reading_under(assumptions_));
    cell.verdict = join(readings, doubted);
    if (proves_isolation(cell.verdict) && !around.empty()) {
      std::vector<azure::UnknownInput> all = doubted;
      all.insert(all.end(), around.begin(), around.end());
      cell.verdict = join(readings, all);
    }
    cell.via = readings.nominal().via;
    cell.trace = std::move(readings.branches.front().outcome.trace);
  }

  // What the claim comes to in one class.
  Truth truth_of(const Cell& cell) const {
    const Judgement bad = question_.claim == Claim::reachable ? Judgement::deny : Judgement::allow;
    if (cell.sender->excepted) return Truth::holds;
    if (cell.verdict.judgement == Judgement::uncertain) return Truth::uncertain;
    return cell.verdict.judgement == bad ? Truth::fails : Truth::holds;
  }

  void note(const Cell& cell, net::Port port) {
    const Truth truth = truth_of(cell);
    if (truth != Truth::holds) {
      // The best witness is certain, to the service's own port, and by TCP.
      const auto rank =
          std::tuple(truth == Truth::fails ? 0 : 1, port == cell.destination->port ? 0 : 1,
                     static_cast<int>(cell.protocol));
      if (!witness_ || rank < rank_) {
        rank_ = rank;
        witness_ = witness_of(cell, port);
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

  static Witness witness_of(const Cell& cell, net::Port port) {
    Witness witness;
    witness.from = cell.sender->workload.name;
    witness.to = cell.destination->target.name;
    if (cell.sender->workload.address) {
      witness.source = cell.sender->workload.address;
    }
    witness.destination = cell.destination->label;
    witness.protocol = cell.protocol;
    witness.port = port;
    witness.verdict = cell.verdict;
    witness.via = cell.via;
    witness.trace = cell.trace;
    return witness;
  }

  Proof conclude() {
    Proof proof;
    proof.evaluated = std::min(evaluated_, most_classes);
    if (evaluated_ > most_classes)
      unseen_.insert("the question has more than " + std::to_string(most_classes) +
                     " classes of packets; name senders or ports");
    if (evaluated_ == 0) unseen_.insert("no packet that the question asks about");
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
  Classes classes_;
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
  return Prover(network, question, assumptions).run();
}

}  // namespace airtight::verify
