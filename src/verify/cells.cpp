#include "cells.h"

#include <airtight/base/text.h>
#include <airtight/reach/reach.h>

#include <algorithm>
#include <array>

#include "doubts.h"
#include "relays.h"

namespace airtight::verify {
namespace {

using reach::Disposition;

constexpr std::array every_protocol{net::Protocol::tcp,     net::Protocol::udp, net::Protocol::icmp,
                                    net::Protocol::esp,     net::Protocol::ah,  net::Protocol::gre,
                                    net::Protocol::ip_in_ip};

constexpr net::Port https{443};

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

// The Internet, and those in Azure whom nobody described.
bool is_outside(const reach::Workload& workload) {
  return workload.kind == reach::Workload::Kind::internet ||
         (workload.kind == reach::Workload::Kind::service && workload.described == nullptr);
}

// No packet goes from an IPv4 address to an IPv6 one. Addresses of an app are those it has in its
// network; what leaves by the public path has others.
bool are_of_one_family(const Sender& sender, const Destination& destination) {
  const auto& from = sender.addresses.ranges;
  const auto& to = destination.addresses;
  return sender.workload.kind == reach::Workload::Kind::app || from.empty() || to.empty() ||
         from.front().first.family == to.front().first.family;
}

// Relays to any host of a range, not only to the first.
std::vector<azure::UnknownInput> relays_to(const model::Network& network, const Sender& sender,
                                           const Destination& destination) {
  std::vector<azure::UnknownInput> all = ways_around(network, sender.workload, destination.target);
  if (!destination.target.ip || network.written().relays.empty()) return all;
  const net::AddressClass range{destination.addresses};
  for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
    for (const net::Ip& ip : interface.addresses) {
      if (ip == *destination.target.ip || !range.contains(ip)) continue;
      Target host = destination.target;
      host.ip = ip;
      for (azure::UnknownInput& relay : ways_around(network, sender.workload, host))
        all.push_back(std::move(relay));
    }
  }
  return all;
}

// What every reading that lets the packet through has in common, and what one of them has.
void note_crossed(const model::Readings<Disposition>& readings, Cell& cell) {
  bool first = true;
  for (const auto& branch : readings.branches) {
    if (!branch.outcome.allowed) continue;
    const std::set<std::string> crossed(branch.outcome.crossed.begin(),
                                        branch.outcome.crossed.end());
    cell.may_cross.insert(crossed.begin(), crossed.end());
    if (first) cell.crosses = crossed;
    std::erase_if(cell.crosses, [&](const std::string& name) { return !crossed.contains(name); });
    first = false;
  }
  for (const std::string& name : cell.crosses) cell.may_cross.erase(name);
  if (!readings.complete) {
    cell.may_cross.insert(cell.crosses.begin(), cell.crosses.end());
    cell.crosses.clear();
  }
}

}  // namespace

std::vector<net::Protocol> protocols_of(const Question& question) {
  if (!question.protocols.empty()) return question.protocols;
  if (question.claim == Claim::reachable) return {net::Protocol::tcp};
  return {every_protocol.begin(), every_protocol.end()};
}

std::vector<net::PortRange> ports_of(const Question& question, const Classes& classes,
                                     const Destination& destination) {
  if (!question.ports.empty()) return classes.ports(question.ports);
  if (question.claim == Claim::reachable)
    return classes.ports(std::vector{net::PortRange{destination.port, destination.port}});
  return classes.ports(std::vector{net::PortRange{}});
}

std::vector<net::PortRange> ports_for(net::Protocol protocol,
                                      const std::vector<net::PortRange>& classes) {
  return net::has_ports(protocol) ? classes : std::vector{net::PortRange{}};
}

net::Port port_in(const net::PortRange& range, const Destination& destination) {
  if (range.contains(destination.port)) return destination.port;
  return range.first.number == 0 && range.last.number > 0 ? net::Port{1} : range.first;
}

// A claim about packets goes by addresses, one about reachability by the sender's names. The
// platform fetches references by the names of the vaults, and sends nothing else.
bool is_asked(const model::Network& network, const Question& question, const Sender& sender,
              const Destination& destination) {
  if (sender.workload.kind == reach::Workload::Kind::references)
    return destination.by_name && question.claim != Claim::goes_through &&
           names_vault(network, *sender.workload.site, destination.target.back_end);
  if (destination.is_outside && is_outside(sender.workload)) return false;
  if (!are_of_one_family(sender, destination)) return false;
  return destination.by_name == (question.claim == Claim::reachable);
}

bool is_sent(const Sender& sender, net::Protocol protocol, const net::PortRange& ports) {
  return sender.workload.kind != reach::Workload::Kind::references ||
         (protocol == net::Protocol::tcp && ports.contains(https));
}

bool names_vault(const model::Network& network, const azure::Site& site,
                 const model::BackEnd* target) {
  return std::ranges::any_of(site.references, [&](const azure::KeyVaultReference& reference) {
    const auto host = net::parse_dns_name(reference.vault_host);
    const auto* named = host ? network.by_public_name(*host) : nullptr;
    return named != nullptr && named->back_end == target;
  });
}

PairWalk::PairWalk(const model::Network& network, const Question& question,
                   const Assumptions& assumptions, const std::vector<std::string>& device,
                   const Sender& sender, const Destination& destination, const Doubtful& doubtful)
    : network_(network),
      question_(question),
      assumptions_(assumptions),
      device_(device),
      sender_(sender),
      destination_(destination),
      doubted_(doubts(network, sender.workload, destination.target, doubtful)),
      around_(relays_to(network, sender, destination)) {}

bool PairWalk::ignores_ports() const {
  const reach::Workload& from = sender_.workload;
  const bool outside =
      from.kind == reach::Workload::Kind::internet || from.kind == reach::Workload::Kind::service;
  if (!outside || destination_.by_name) return false;
  const reach::Destination& sent = destination_.sent;
  return sent.front_end != nullptr || (sent.ip && net::is_private(*sent.ip));
}

Cell PairWalk::judge(net::Protocol protocol, const net::PortRange& ports) const {
  Cell cell;
  cell.sender = &sender_;
  cell.destination = &destination_;
  cell.protocol = protocol;
  cell.ports = ports;
  const net::Port port = port_in(ports, destination_);
  if (destination_.by_name) {
    Target target = destination_.target;
    target.protocol = protocol;
    target.port = port;
    const Path path = examine(network_, sender_.workload, target, assumptions_);
    cell.verdict = path.verdict;
    cell.via = path.via;
    cell.trace = path.trace;
  } else {
    walk(cell, port);
  }
  return cell;
}

void PairWalk::walk(Cell& cell, net::Port port) const {
  reach::Destination sent = destination_.sent;
  sent.protocol = cell.protocol;
  sent.port = port;
  auto readings = model::explore(
      [&](model::Reading& reading) {
        Disposition outcome = reach::reach(network_, sender_.workload, sent, reading);
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
  cell.verdict = join(readings, doubted_);
  if (proves_isolation(cell.verdict) && !around_.empty()) {
    std::vector<azure::UnknownInput> all = doubted_;
    all.insert(all.end(), around_.begin(), around_.end());
    cell.verdict = join(readings, all);
  }
  note_crossed(readings, cell);
  cell.via = readings.nominal().via;
  cell.trace = std::move(readings.branches.front().outcome.trace);
}

Witness witness_of(const Cell& cell) {
  Witness witness;
  witness.from = cell.sender->workload.name;
  witness.to = cell.destination->target.name;
  witness.source = cell.sender->workload.address;
  const auto& addresses = cell.destination->addresses;
  witness.destination =
      addresses.empty() ? cell.destination->label : to_string(addresses.front().first);
  witness.protocol = cell.protocol;
  witness.port = port_in(cell.ports, *cell.destination);
  witness.verdict = cell.verdict;
  witness.via = cell.via;
  witness.trace = cell.trace;
  return witness;
}

}  // namespace airtight::verify
