#include <airtight/verify/name_answer.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "agreement.h"
#include "doubts.h"
#include "names.h"
#include "open_points.h"

namespace airtight::verify {
namespace {

using dns::Answer;
using dns::Rcode;

struct Answered {
  Answer answer;
  AnswerClass answer_class = AnswerClass::unproven;
};

using Readings = model::Readings<Answered>;

// What a client sees of an answer.
auto seen(const Answer& answer) { return std::tie(answer.rcode, answer.chain, answer.addresses); }

net::DnsName tail_of(const Answer& answer) {
  if (answer.chain.empty() || answer.chain.back().type != azure::RecordType::cname)
    return answer.name;
  return net::parse_dns_name(answer.chain.back().data).value_or(answer.name);
}

// The open points of the readings in which a client would see another answer.
Openness openness_of(const Readings& readings, const std::vector<azure::UnknownInput>& doubts) {
  OpenPoints points;
  for (const azure::UnknownInput& doubt : doubts) points.add_unknown(doubt.name);
  if (!readings.complete) points.add_unknown("more open points than are examined together");
  const Answer& nominal = readings.nominal().answer;
  for (const auto& branch : readings.branches) {
    const bool assumed = is_assumed_away(branch);
    if (!assumed) {
      for (const azure::UnknownInput& unknown : branch.outcome.answer.unknowns)
        points.add_unknown(unknown.name);
    }
    if (seen(branch.outcome.answer) == seen(nominal)) continue;
    for (const model::OpenPoint& point : branch.points) {
      const bool not_contested = point.choice && !model::describe(*point.choice).contested;
      if (point.branch != 0 && (!assumed || not_contested)) points.add(point);
    }
  }
  return points.list();
}

// The same where something is missing.
Resolution resolution_with(const Readings& readings, std::vector<azure::UnknownInput> doubts) {
  Resolution resolution = resolution_of(readings);
  auto& unknowns = resolution.answer.unknowns;
  unknowns.insert(unknowns.end(), std::make_move_iterator(doubts.begin()),
                  std::make_move_iterator(doubts.end()));
  if (!readings.complete || !unknowns.empty()) resolution.answer_class = AnswerClass::unproven;
  return resolution;
}

std::vector<net::DnsName> visited_in(const model::Network& network, const Readings& readings) {
  std::set<net::DnsName> names{readings.nominal().answer.name};
  for (const auto& branch : readings.branches) {
    for (const dns::ChainLink& link : branch.outcome.answer.chain) {
      if (link.type != azure::RecordType::cname) continue;
      if (auto target = net::parse_dns_name(link.data)) names.insert(std::move(*target));
    }
  }
  std::set<net::DnsName> all = names;
  for (const net::DnsName& name : names) {
    if (const auto* named = network.by_public_name(name)) all.insert(named->name.private_name);
  }
  all.erase(net::DnsName());
  return {all.begin(), all.end()};
}

}  // namespace

std::string public_name_unknown(const net::DnsName& name) { return "public name " + name.text(); }

NameAnswer answer_name(const model::Network& network, const reach::Workload& from,
                       const net::DnsName& name, azure::RecordType type,
                       const model::BackEnd* intended, const std::string& group_id,
                       const Assumptions& assumptions) {
  const Readings readings = model::explore(
      [&](model::Reading& reading) {
        Answered outcome;
        outcome.answer = dns::resolve(network, view_of(network, from, reading), name, type, reading,
                                      delivers(network, from, reading));
        outcome.answer_class = class_of(network, outcome.answer, intended, group_id);
        return outcome;
      },
      reading_under(assumptions));
  Target target;
  target.host = name;
  const std::vector<azure::UnknownInput> found = doubts(network, from, target);
  NameAnswer result;
  result.open = openness_of(readings, found);
  result.resolution = resolution_with(readings, found);
  const Answer& nominal = readings.nominal().answer;
  const net::DnsName tail = tail_of(nominal);
  const bool nothing_else =
      result.open.choices.empty() && result.open.unknowns == std::vector{public_name_unknown(tail)};
  if (nominal.rcode == Rcode::none && nothing_else) result.unsaid = tail;
  result.visited = visited_in(network, readings);
  return result;
}

NameAnswer answer_name(const model::Network& network, const reach::Workload& from,
                       const net::DnsName& name, azure::RecordType type,
                       const Assumptions& assumptions) {
  const auto* named = network.by_public_name(name);
  return answer_name(network, from, name, type, named == nullptr ? nullptr : named->back_end,
                     named == nullptr ? "" : named->name.group_id, assumptions);
}

}  // namespace airtight::verify
