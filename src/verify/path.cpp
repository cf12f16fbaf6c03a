#include <airtight/base/text.h>
#include <airtight/dns/resolve.h>
#include <airtight/reach/paas_edge.h>
#include <airtight/reach/reach.h>
#include <airtight/verify/name_answer.h>
#include <airtight/verify/path.h>

#include <algorithm>
#include <functional>

#include "agreement.h"
#include "doubts.h"
#include "names.h"
#include "open_points.h"
#include "relays.h"
#include "targets.h"

// A path is evaluated whole under each reading: the name, then a packet to the address it gave.
// So a choice that changes the answer also changes the packet, and the two never disagree about
// which reading they speak of.

namespace airtight::verify {
namespace {

using dns::Answer;
using dns::Rcode;
using reach::Disposition;
using reach::Reason;
using reach::Workload;

// One reading's answer and what became of the packet.
struct Outcome {
  Answer answer;
  AnswerClass answer_class = AnswerClass::unproven;
  Disposition disposition;
};

// why a name that leads nowhere stops the flow.
Reason reason_of(Rcode rcode) {
  switch (rcode) {
    case Rcode::nxdomain:
      return Reason::name_nxdomain;
    case Rcode::servfail:
      return Reason::name_servfail;
    case Rcode::timeout:
      return Reason::name_timeout;
    case Rcode::blocked:
      return Reason::name_blocked;
    case Rcode::none:
    case Rcode::noerror:
      return Reason::name_nodata;
  }
  return Reason::name_nodata;
}

// The address the client takes of several: any of them.
const dns::Address& chosen_address(const Answer& answer, model::Reading& reading) {
  if (answer.addresses.size() == 1) return answer.addresses.front();
  const azure::UnknownInput which{"which address of " + answer.name.text() + " the client takes"};
  return answer.addresses[reading.guess(which, answer.addresses.size())];
}

using Reach = std::function<Disposition(const reach::Destination&)>;

// What the address admits is asked of the address, never of the name (D-107).
Outcome follow(const model::Network& network, const Target& target, Answer answer,
               model::Reading& reading, const Reach& send) {
  Outcome outcome;
  outcome.answer_class = class_of(network, answer, target.back_end, target.group_id);
  outcome.answer = std::move(answer);
  if (outcome.answer.addresses.empty()) {
    outcome.disposition.reason = reason_of(outcome.answer.rcode);
    return outcome;
  }
  const dns::Address& address = chosen_address(outcome.answer, reading);
  reach::Destination destination = sent_to(target);
  destination.ip = address.ip;
  const bool in_public = !address.ip || !is_private_here(network, *address.ip);
  destination.front_end = in_public ? target.back_end : nullptr;
  outcome.disposition = send(destination);
  return outcome;
}

Answer ask(const model::Network& network, const Workload& from, const dns::View& view,
           const Target& target, model::Reading& reading) {
  return dns::resolve(network, view, target.host, azure::RecordType::a, reading,
                      delivers(network, from, reading));
}

// A-216, N-242, A-217: which apps fetch references through their integration.
bool fetches_through_network(const model::Network& network, const azure::Site& site,
                             model::Reading& reading) {
  if (site.integration_subnet.known() == nullptr) return false;
  if (reach::runs_linux(network, site, reading)) return reach::routes_all(site, reading);
  const bool container = to_lower(site.kind).find("container") != std::string::npos;
  return !container || reading.branch(model::Choice::ca07_windows_container_references) == 0;
}

// The public attempt first; if it is refused and the app is integrated, one through the network
// with the names of that network. Either is enough (N-241).
Outcome fetch_reference(const model::Network& network, const Workload& from, const Target& target,
                        model::Reading& reading) {
  Outcome first = follow(network, target, ask(network, from, dns::public_view(), target, reading),
                         reading, [&](const reach::Destination& destination) {
                           return reach::reach_publicly(network, from, destination, reading);
                         });
  if (const auto* unknown = from.site->integration_subnet.unknown();
      unknown != nullptr && !first.disposition.allowed && reading.guess(*unknown) == 1) {
    first.disposition.allowed = true;
    first.disposition.via = reach::Via::vnet;
    return first;
  }
  if (first.disposition.allowed || !fetches_through_network(network, *from.site, reading))
    return first;
  Outcome second =
      follow(network, target, ask(network, from, view_of(network, from, reading), target, reading),
             reading, [&](const reach::Destination& destination) {
               return destination.front_end != nullptr
                          ? reach::reach_publicly(network, from, destination, reading)
                          : reach::reach_through_integration(network, from, destination, reading);
             });
  Trace trace = first.disposition.trace;
  trace.push_back({"references",
                   "the public attempt is refused; the second goes through the network",
                   {"A-214", "N-241"},
                   from.site->id.text(),
                   "",
                   from.site->where});
  trace.insert(trace.end(), second.disposition.trace.begin(), second.disposition.trace.end());
  second.disposition.trace = std::move(trace);
  return second;
}

bool is_bypassed(const azure::Proxy& proxy, const net::DnsName& host) {
  return std::ranges::any_of(proxy.bypass, [&](const std::string& pattern) {
    if (!pattern.starts_with("*.")) return equal_ignoring_case(pattern, host.text());
    return host.text().ends_with(to_lower(pattern.substr(1)));
  });
}

// D-218, D-436: the client's HTTP goes to its proxy, which resolves the name where it stands.
std::optional<Workload> proxy_of(const model::Network& network, const Workload& from,
                                 const Target& target) {
  if (from.described == nullptr || !from.described->proxy || target.ip) return {};
  const azure::Proxy& proxy = *from.described->proxy;
  const bool web = target.port.number == 443 || target.port.number == 80;
  if (!web || is_bypassed(proxy, target.host)) return {};
  Workload there = internet_workload();
  there.name = "proxy " + proxy.host;
  there.described = from.described;
  for (const azure::PublicName& name : network.written().surroundings.public_names) {
    if (equal_ignoring_case(name.name.text(), proxy.host)) there.address = name.address;
  }
  if (!proxy.resolves_from.starts_with("site:")) return there;
  const auto* site = site_named(network.written(), proxy.resolves_from.substr(5));
  if (site == nullptr) return there;
  there.kind = Workload::Kind::on_premises;
  there.outside = site;
  return there;
}

Outcome through_proxy(const model::Network& network, const Workload& proxy, const Target& target,
                      model::Reading& reading) {
  const dns::View view = proxy.outside == nullptr
                             ? dns::public_view()
                             : dns::view_outside(*proxy.described, proxy.outside);
  Outcome outcome = follow(network, target, ask(network, proxy, view, target, reading), reading,
                           [&](const reach::Destination& destination) {
                             return reach::reach(network, proxy, destination, reading);
                           });
  outcome.answer.trace.insert(
      outcome.answer.trace.begin(),
      {"proxy",
       "the client sends HTTP to " + proxy.name + ", which resolves the name itself",
       {"D-218"},
       "",
       "",
       proxy.described->where});
  return outcome;
}

Outcome evaluate(const model::Network& network, const Workload& from, const Target& target,
                 model::Reading& reading) {
  if (const auto proxy = proxy_of(network, from, target))
    return through_proxy(network, *proxy, target, reading);
  const auto send = [&](const reach::Destination& destination) {
    return reach::reach(network, from, destination, reading);
  };
  if (target.ip) {
    Outcome outcome;
    reach::Destination destination;
    destination.ip = target.ip;
    destination.protocol = target.protocol;
    destination.port = target.port;
    outcome.disposition = send(destination);
    return outcome;
  }
  if (from.kind == Workload::Kind::references)
    return fetch_reference(network, from, target, reading);
  return follow(network, target,
                ask(network, from, view_of(network, from, reading), target, reading), reading,
                send);
}

// A `deny` says that there is no way at all; what is not followed may be one.
Verdict join_with_ways_around(const model::Network& network, const Workload& from,
                              const Target& target, const model::Readings<Disposition>& readings,
                              std::vector<azure::UnknownInput> unknowns) {
  Verdict verdict = join(readings, unknowns);
  if (!proves_isolation(verdict)) return verdict;
  for (azure::UnknownInput& relay : ways_around(network, from, target))
    unknowns.push_back(std::move(relay));
  return join(readings, unknowns);
}

Openness openness_of(const Verdict& verdict) {
  return {verdict.choices, verdict.assumptions, verdict.unknowns};
}

std::pair<std::string, std::string> in_words(const Disposition& disposition) {
  return {std::string(to_string(disposition.allowed ? Judgement::allow : Judgement::deny)),
          std::string(to_string(disposition.reason))};
}

model::Readings<Disposition> dispositions(const model::Readings<Outcome>& readings) {
  model::Readings<Disposition> result;
  result.complete = readings.complete;
  for (const auto& branch : readings.branches)
    result.branches.push_back({branch.points, branch.outcome.disposition});
  return result;
}

std::vector<azure::UnknownInput> unproven(const model::Readings<Outcome>& readings) {
  std::vector<azure::UnknownInput> unknowns;
  for (const auto& branch : readings.branches) {
    const auto& of_branch = branch.outcome.answer.unknowns;
    unknowns.insert(unknowns.end(), of_branch.begin(), of_branch.end());
  }
  return unknowns;
}

std::string blocks_of(const azure::Subnet& subnet) {
  std::string text;
  for (const azure::WrittenPrefix& written : subnet.address_prefixes)
    text += (text.empty() ? "" : ", ") + to_string(written.prefix);
  return text;
}

// Of a site: one of its addresses inside, its public one outside.
std::string source_outside(const Workload& from, reach::Via via) {
  const azure::SurroundingSite& site = *from.outside;
  if (via == reach::Via::public_edge)
    return site.public_address ? to_string(*site.public_address)
                               : "a public address of " + site.name;
  if (from.address) return to_string(*from.address);
  std::string text;
  for (const net::Prefix& prefix : site.prefixes)
    text += (text.empty() ? "" : ", ") + to_string(prefix);
  return text.empty() ? "an address of " + site.name : text;
}

// Whom the packet comes from, as its receiver sees it (N-190): of an app in a network any address
// of its subnet, never a certain one (A-062, N-247).
std::string source_of(const model::Network& network, const Workload& from, reach::Via via) {
  if (from.kind == Workload::Kind::internet)
    return from.address ? to_string(*from.address) : "any public address";
  if (from.kind == Workload::Kind::on_premises && from.outside != nullptr)
    return source_outside(from, via);
  if (from.interface != nullptr && !from.interface->addresses.empty())
    return to_string(from.interface->addresses.front());
  const azure::ResourceId* integration =
      from.site == nullptr ? nullptr : from.site->integration_subnet.known();
  const azure::Subnet* subnet = integration == nullptr ? from.subnet : network.subnet(*integration);
  if (subnet != nullptr && (from.site == nullptr || via != reach::Via::public_edge))
    return blocks_of(*subnet);
  return "an outbound address of " + from.name;
}

std::string destination_of(const Outcome& outcome, const Target& target) {
  if (target.ip) return to_string(*target.ip);
  const auto& addresses = outcome.answer.addresses;
  return addresses.empty() ? std::string() : to_string(addresses.front());
}

azure::ResourceId id_of(const Workload& from) {
  if (from.site != nullptr) return from.site->id;
  if (from.interface != nullptr) return from.interface->id;
  return from.assumed == nullptr && from.subnet != nullptr ? from.subnet->id : azure::ResourceId();
}

}  // namespace

std::string_view to_string(AnswerClass answer_class) {
  switch (answer_class) {
    case AnswerClass::open_public:
      return "public";
    case AnswerClass::unproven:
      return "unproven";
    case AnswerClass::wrong:
      return "wrong";
    case AnswerClass::broken:
      return "broken";
    case AnswerClass::private_address:
      return "private";
  }
  return "";
}

model::Reading reading_under(const Assumptions& assumptions) {
  model::Reading reading;
  for (const auto& [choice, branch] : assumptions) reading.fix(choice, branch);
  return reading;
}

Path examine(const model::Network& network, const Workload& from, const Target& target,
             const Assumptions& assumptions) {
  const auto readings = model::explore(
      [&](model::Reading& reading) { return evaluate(network, from, target, reading); },
      reading_under(assumptions));
  const Outcome& nominal = readings.nominal();
  Path path;
  path.from = from.name;
  path.to = target.name;
  path.from_id = id_of(from);
  if (target.back_end != nullptr) path.to_id = target.back_end->id();
  path.source = source_of(network, from, nominal.disposition.via);
  path.destination = destination_of(nominal, target);
  path.protocol = target.protocol;
  path.port = target.port;
  if (!target.ip) path.resolution = resolution_of(readings);
  std::vector<azure::UnknownInput> unknowns = unproven(readings);
  for (azure::UnknownInput& doubt : doubts(network, from, target))
    unknowns.push_back(std::move(doubt));
  const auto all = dispositions(readings);
  path.verdict = join_with_ways_around(network, from, target, all, std::move(unknowns));
  path.nominally_allowed = nominal.disposition.allowed;
  path.forks = forks_of(all.branches, openness_of(path.verdict), in_words);
  path.via = nominal.disposition.via;
  path.trace = nominal.answer.trace;
  path.trace.insert(path.trace.end(), nominal.disposition.trace.begin(),
                    nominal.disposition.trace.end());
  if (target.back_end != nullptr) path.public_access = public_access(network, target, assumptions);
  return path;
}

Resolution resolve(const model::Network& network, const Workload& from, const net::DnsName& name,
                   azure::RecordType type, const model::BackEnd* intended,
                   const std::string& group_id) {
  return answer_name(network, from, name, type, intended, group_id).resolution;
}

Verdict public_access(const model::Network& network, const Target& target,
                      const Assumptions& assumptions) {
  const Workload client = internet_workload();
  reach::Destination destination;
  destination.front_end = target.back_end;
  destination.target = target.back_end;
  const auto readings = model::explore(
      [&](model::Reading& reading) {
        return reach::reach_publicly(network, client, destination, reading);
      },
      reading_under(assumptions));
  return join_with_ways_around(network, client, target, readings, doubts(network, client, target));
}

}  // namespace airtight::verify
