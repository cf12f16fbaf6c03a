#include <algorithm>
#include <map>

#include "situation.h"

namespace airtight::diagnose {
namespace {

// What tells a code from its neighbours, where a look at the configuration does not.
struct Row {
  std::string_view code;
  std::string_view kind;
  std::string_view vantage;
  std::string_view question;
  std::string_view yes;  // what is seen if it is this code
};
constexpr Row rows[] = {
    {"CLIENT_STALE_STATE", "http", "a new process beside the application",
     "does a process that starts now get through?", "it gets through"},
    {"CLIENT_PROXY_PATH", "http", "the client, without its proxy variables",
     "does the same request without a proxy get through?", "it gets through"},
    {"TIMING_NOT_CONVERGED", "dns", "the same workload, a minute later",
     "has the answer become private by now?", "a private address"},
    {"CLIENT_HOSTNAME_WRONG", "tls", "the same workload",
     "does the certificate cover the ordinary host name?", "verified"},
    {"APP_CONFIG_TRAFFIC_PUBLIC", "look", "the service's log",
     "which source address does the service report for the refused call?",
     "a shared address of the platform"},
    {"IDENTITY_NOT_NETWORK", "look", "the service's log", "which permission does the caller lack?",
     "an authorization failure"},
};

const Row* row_of(const std::string& code) {
  const auto* row = std::ranges::find(rows, code, &Row::code);
  return row == std::end(rows) ? nullptr : row;
}

std::string code_of(const Explanation& explanation) {
  return explanation.causes.empty() ? std::string() : explanation.causes.front().code;
}

// The flow that has the symptom: the one that was seen to fail, else the first.
const reconcile::PathComparison* main_flow(const Diagnosis& diagnosis) {
  for (const reconcile::PathComparison& each : diagnosis.flows) {
    if (last_sign(each) == reconcile::Sign::fails) return &each;
  }
  return diagnosis.flows.empty() ? nullptr : &diagnosis.flows.front();
}

// After the first fix: what each explanation says will be seen.
NextProbe after_the_fix(const Diagnosis& diagnosis, const reconcile::PathComparison& flow,
                        const std::string& from) {
  NextProbe probe;
  probe.kind = flow.path.resolution ? "dns" : "tcp";
  probe.target = flow.flow.text();
  probe.vantage = from;
  probe.question = "after the first fix, what does " + from + " see of " + flow.flow.host + "?";
  std::map<std::string, std::vector<std::string>> results;
  for (const Explanation& each : diagnosis.explanations) {
    for (const Mended& mended : each.mended) {
      if (mended.flow != flow.flow.text()) continue;
      const std::string seen = std::string(to_string(mended.answer_class)) + ", " +
                               std::string(to_string(mended.verdict));
      results[seen].push_back(code_of(each));
    }
  }
  for (auto& [seen, codes] : results) probe.results.push_back({seen, std::move(codes)});
  return probe;
}

}  // namespace

std::optional<NextProbe> next_probe(const Diagnosis& diagnosis, const std::string& from) {
  const reconcile::PathComparison* flow = main_flow(diagnosis);
  if (flow == nullptr || (diagnosis.explanations.empty() && diagnosis.unexplained.empty()))
    return {};
  if (diagnosis.explanations.empty())
    return NextProbe{"look",
                     flow->flow.text(),
                     from,
                     "what do the resources, the surroundings or the client have that the input "
                     "does not show?",
                     {}};
  const std::string first = code_of(diagnosis.explanations.front());
  const Row* row = row_of(first);
  if (row == nullptr) return after_the_fix(diagnosis, *flow, from);
  NextProbe probe{std::string(row->kind),
                  flow->flow.text(),
                  std::string(row->vantage),
                  std::string(row->question),
                  {{std::string(row->yes), {first}}}};
  std::vector<std::string> others;
  for (const Explanation& each : diagnosis.explanations) {
    const std::string code = code_of(each);
    if (code != first && std::ranges::count(others, code) == 0) others.push_back(code);
  }
  if (!others.empty()) probe.results.push_back({"anything else", std::move(others)});
  return probe;
}

}  // namespace airtight::diagnose
