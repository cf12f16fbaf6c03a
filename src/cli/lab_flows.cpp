#include "lab_flows.h"

#include <airtight/verify/subject.h>

#include <algorithm>
#include <set>

#include "lab_explained.h"

namespace airtight::cli {
namespace {

constexpr std::chrono::milliseconds more_patience{1200};

std::set<net::Ip> destinations_in(const lab::Plan& plan, const std::vector<net::Ip>& others) {
  std::set<net::Ip> result(others.begin(), others.end());
  for (const lab::Space& space : plan.spaces) {
    if (space.kind == lab::Kind::app || space.kind == lab::Kind::internet ||
        space.kind == lab::Kind::resolver)
      continue;
    for (const lab::Address& each : space.addresses)
      if (each.device == "eth0") result.insert(each.ip);
  }
  return result;
}

// What is allowed within the networks is not answered by the Internet, nor the other way round.
bool by_somebody_else(const FlowCheck& check) {
  if (check.seen.by.empty() || check.predicted.verdict.judgement != verify::Judgement::allow)
    return false;
  return (check.seen.by == "internet") != (check.predicted.via == reach::Via::public_edge);
}

std::vector<lab::Trial> trials_of(const std::vector<FlowCheck>& checks) {
  std::vector<lab::Trial> trials;
  for (const FlowCheck& each : checks) trials.push_back(each.trial);
  return trials;
}

}  // namespace

std::string_view to_string(Agreement agreement) {
  switch (agreement) {
    case Agreement::agrees:
      return "agrees";
    case Agreement::disagrees:
      return "disagrees";
    case Agreement::explained:
      return "explained";
    case Agreement::open:
      return "open";
  }
  return "";
}

Agreement agreement(const FlowCheck& check) {
  const verify::Judgement predicted = check.predicted.verdict.judgement;
  if (predicted == verify::Judgement::uncertain) return Agreement::open;
  const bool answered = check.seen.outcome == lab::Outcome::answered;
  if (answered && by_somebody_else(check)) return Agreement::disagrees;
  if (answered == (predicted == verify::Judgement::allow)) return Agreement::agrees;
  return explanation_of(check) == nullptr ? Agreement::disagrees : Agreement::explained;
}

verify::Assumptions as_the_lab_does() {
  constexpr std::size_t own_way = 2;
  verify::Assumptions result;
  for (const model::ChoiceRow& row : model::choices())
    result.emplace_back(row.choice,
                        row.choice == model::Choice::c06_reply_through_an_appliance ? own_way : 0);
  return result;
}

std::string workload_name(const lab::Space& space) {
  const std::string name = space.name.substr(space.name.find('/') + 1);
  switch (space.kind) {
    case lab::Kind::machine:
    case lab::Kind::app:
      return space.resource.empty() ? name : space.resource.text();
    case lab::Kind::site:
      return "on-premises:" + name;
    case lab::Kind::internet:
      return "internet";
    case lab::Kind::network:
    case lab::Kind::gateway:
    case lab::Kind::endpoint:
    case lab::Kind::resolver:
      return {};
  }
  return {};
}

std::vector<FlowCheck> flow_checks(const model::Network& network, const lab::Plan& plan,
                                   const std::vector<net::Ip>& others,
                                   const std::vector<Service>& services) {
  const verify::Assumptions assumptions = as_the_lab_does();
  const std::set<net::Ip> destinations = destinations_in(plan, others);
  std::vector<FlowCheck> checks;
  for (const lab::Space& space : plan.spaces) {
    const std::string from = workload_name(space);
    if (from.empty()) continue;
    const auto workload = verify::find_workload(network, from);
    if (!workload) continue;
    for (const net::Ip& to : destinations) {
      if (std::ranges::count(space.addresses, to, &lab::Address::ip) > 0) continue;
      for (const Service& service : services) {
        if (space.kind == lab::Kind::app && service.protocol == net::Protocol::icmp) continue;
        FlowCheck check;
        check.trial = {space.name, std::nullopt, to, service.protocol, service.port};
        check.from = from;
        verify::Target target;
        target.name = net::to_string(to);
        target.ip = to;
        target.protocol = service.protocol;
        target.port = service.port;
        check.predicted = verify::examine(network, *workload, target, assumptions);
        checks.push_back(std::move(check));
      }
    }
  }
  return checks;
}

void measure(lab::Traffic& traffic, std::vector<FlowCheck>& checks,
             std::chrono::milliseconds patience) {
  const auto trials = trials_of(checks);
  const auto seen = traffic.run(trials, patience);
  for (std::size_t i = 0; i < checks.size(); ++i) checks[i].seen = seen[i];
  std::vector<std::size_t> again;
  std::vector<lab::Trial> alone;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (agreement(checks[i]) != Agreement::disagrees) continue;
    again.push_back(i);
    alone.push_back(trials[i]);
  }
  if (again.empty()) return;
  const auto later = traffic.run(alone, more_patience);
  for (std::size_t i = 0; i < again.size(); ++i) checks[again[i]].seen = later[i];
}

}  // namespace airtight::cli
