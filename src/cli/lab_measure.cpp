#include "lab_measure.h"

#include <airtight/azure/edge_request.h>
#include <airtight/base/text.h>
#include <airtight/probe/probe.h>
#include <airtight/verify/probe_plan.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "common.h"
#include "lab_explained.h"
#include "lab_flows.h"
#include "probe_targets.h"

namespace airtight::cli {
namespace {

using reconcile::Agreement;
using reconcile::PathComparison;
using verify::Judgement;

constexpr const char* authorities = "/run/airtight-lab-authority.pem";

std::vector<net::Ip> front_ends_of(const lab::Plan& plan, const verify::Target& target) {
  std::vector<net::Ip> addresses;
  for (const auto& [address, service] : plan.front_ends)
    if (target.back_end != nullptr && service == target.back_end->service.name)
      addresses.push_back(address);
  return addresses;
}

std::vector<probe::Target> targets_in(const lab::Plan& plan, const model::Network& network,
                                      const reach::Workload& workload) {
  std::vector<probe::Target> targets;
  for (const verify::Target& each : verify::needed_targets(network, workload)) {
    probe::Target target = target_for(each);
    target.front_ends = front_ends_of(plan, each);
    targets.push_back(std::move(target));
  }
  return targets;
}

// As on one machine that has nothing else to do, and as on one that has; what disagrees at first is
// measured again with more.
constexpr std::chrono::milliseconds patience{1500};
constexpr std::chrono::milliseconds more_patience{10000};

probe::Settings settings_for(const model::Network& network, const std::string& from,
                             std::chrono::milliseconds wait) {
  probe::Settings settings;
  settings.from = from;
  settings.known_space = private_space(network);
  settings.ca_bundle = authorities;
  settings.timeout = wait;
  settings.http_timeout = 2 * wait;
  settings.target_deadline = 8 * wait;
  settings.http_tries = 1;
  return settings;
}

// Of several, what tells most: a connection that came about, an answer of a service.
void take(const observe::Observation& seen, report::LabMeasured& measured) {
  if (const auto* dns = std::get_if<observe::DnsResult>(&seen.result)) {
    if (dns->type == "AAAA") return;
    std::string names;
    for (const net::Ip& each : dns->addresses)
      names += (names.empty() ? "" : " ") + to_string(each);
    if (measured.names.empty() || !names.empty())
      measured.names = names.empty() ? std::string(to_string(dns->rcode)) : names;
  } else if (const auto* tcp = std::get_if<observe::TcpResult>(&seen.result)) {
    if (measured.connection != "connected") measured.connection = to_string(tcp->outcome);
  } else if (const auto* tls = std::get_if<observe::TlsResult>(&seen.result)) {
    if (tls->outcome != observe::TlsOutcome::ok)
      measured.answer = "TLS " + std::string(to_string(tls->outcome));
  } else if (const auto* http = std::get_if<observe::HttpResult>(&seen.result)) {
    if (http->classification.empty()) return;
    measured.answer = http->classification;
    measured.status = http->status.value_or(0);
  }
}

bool refused_by_service(const verify::Path& path) {
  return path.verdict.reason == reach::Reason::paas_firewall ||
         path.verdict.reason == reach::Reason::paas_public_disabled;
}

// An edge of a lab asks its gate before it asks who is there, so that its 401 says that the gate is
// open, which a real service's may not (CE-01).
Agreement agreement_of(const reconcile::Comparison& comparison, const observe::Observation& seen,
                       const verify::Path& predicted) {
  const auto* http = std::get_if<observe::HttpResult>(&seen.result);
  const bool let_in = http != nullptr && http->status && http->classification == "PUB_GATE_UNKNOWN";
  if (!let_in || comparison.agreement != Agreement::unsettled ||
      predicted.verdict.judgement == Judgement::uncertain)
    return comparison.agreement;
  if (predicted.verdict.judgement == Judgement::allow) return Agreement::agrees;
  return refused_by_service(predicted) ? Agreement::disagrees : Agreement::unsettled;
}

Agreement both(Agreement a, Agreement b) {
  if (a == Agreement::disagrees || b == Agreement::disagrees) return Agreement::disagrees;
  return a == Agreement::agrees ? a : b;
}

// What the lab is known to do otherwise, where it bears on this path.
std::string difference_of(const lab::Plan& plan, const report::LabPath& path,
                          const std::string& from) {
  FlowCheck check;
  check.from = from;
  check.predicted = path.predicted;
  check.seen.outcome =
      path.measured.connection == "connected" ? lab::Outcome::answered : lab::Outcome::timed_out;
  if (const Explanation* found = explanation_of(check))
    return std::string(found->fact) + ", " + std::string(found->why);
  for (const lab::LeftOut& each : plan.left_out)
    if (cites(path.predicted.trace, each.fact))
      return "the lab leaves out " + each.what + " (" + each.fact + ")";
  return {};
}

std::string why_unsettled(const verify::Verdict& verdict) {
  if (verdict.judgement != Judgement::uncertain) return "nothing that was seen settles it";
  std::vector<std::string> open = verdict.choices;
  open.insert(open.end(), verdict.unknowns.begin(), verdict.unknowns.end());
  return "the prediction hangs on " + join(open, ", ");
}

bool has(const report::LabTest& test, Agreement agreement) {
  return std::ranges::count(test.paths, agreement, &report::LabPath::agreement) > 0;
}

class Measurement {
 public:
  Measurement(const lab::Lab& lab, const model::Network& network) : lab_(lab), network_(network) {}

  report::LabTest run() {
    std::ofstream(authorities) << lab_.authority();
    for (const lab::Space& space : lab_.plan().spaces) {
      const std::string from = workload_name(space);
      if (!from.empty()) measure(space, from);
    }
    if (test_.paths.empty()) test_.untested.push_back("anything: nobody depends on a back end");
    std::ranges::sort(test_.untested);
    return std::move(test_);
  }

 private:
  void measure(const lab::Space& space, const std::string& from) {
    const auto workload = verify::find_workload(network_, from);
    if (!workload && space.resource.empty()) return;  // a server, and nobody's workload
    if (!workload) return test_.untested.push_back(space.name + ": " + workload.error().message);
    const auto targets = targets_in(lab_.plan(), network_, *workload);
    if (targets.empty()) return;
    report::LabTest seen = seen_by(space, from, *workload, targets, patience);
    if (has(seen, Agreement::disagrees))
      seen = seen_by(space, from, *workload, targets, more_patience);
    std::ranges::move(seen.paths, std::back_inserter(test_.paths));
    std::ranges::move(seen.untested, std::back_inserter(test_.untested));
  }

  report::LabTest seen_by(const lab::Space& space, const std::string& from,
                          const reach::Workload& workload,
                          const std::vector<probe::Target>& targets,
                          std::chrono::milliseconds each) const {
    report::LabTest test;
    Result<probe::Outcome> outcome = fail("");
    lab::as_workload(lab_, space,
                     [&] { outcome = probe::run(targets, settings_for(network_, from, each)); });
    if (!outcome) {
      test.untested.push_back(space.name + ": " + outcome.error().message);
      return test;
    }
    for (const std::size_t unfinished : outcome->incomplete)
      test.untested.push_back(space.name + ": " + targets[unfinished].name.text() +
                              " was not measured to its end");
    const auto found = reconcile::reconcile(network_, workload, outcome->seen, as_the_lab_does());
    for (const PathComparison& flow : found.paths) {
      test.paths.push_back(compared(flow, false, from));
      if (flow.front_end) test.paths.push_back(compared(flow, true, from));
    }
    return test;
  }

  report::LabPath compared(const PathComparison& flow, bool front_end,
                           const std::string& from) const {
    report::LabPath path;
    path.front_end = front_end;
    path.predicted = front_end ? *flow.front_end : flow.path;
    for (std::size_t i = 0; i < flow.flow.seen.size(); ++i) {
      const observe::Observation& seen = *flow.flow.seen[i];
      if (reconcile::tries_front_end(seen) != front_end) continue;
      take(seen, path.measured);
      path.agreement =
          both(path.agreement, agreement_of(flow.comparisons[i], seen, path.predicted));
    }
    if (path.agreement == Agreement::disagrees) {
      path.reason = difference_of(lab_.plan(), path, from);
      if (!path.reason.empty()) path.agreement = Agreement::unsettled;
    } else if (path.agreement == Agreement::unsettled) {
      path.reason = why_unsettled(path.predicted.verdict);
    }
    return path;
  }

  const lab::Lab& lab_;
  const model::Network& network_;
  report::LabTest test_;
};

}  // namespace

report::LabTest measure_all(const lab::Lab& lab, const model::Network& network) {
  return Measurement(lab, network).run();
}

int code_of(const report::LabTest& test) {
  if (has(test, reconcile::Agreement::disagrees)) return disagreement;
  return has(test, reconcile::Agreement::unsettled) || !test.untested.empty() ? undetermined
                                                                              : holds;
}

}  // namespace airtight::cli
