#include <airtight/base/text.h>
#include <airtight/reconcile/reconcile.h>

#include <algorithm>

namespace airtight::reconcile {
namespace {

verify::Status status_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::agrees:
      return verify::Status::pass;
    case Agreement::disagrees:
      return verify::Status::fail;
    case Agreement::unsettled:
      return verify::Status::undetermined;
  }
  return verify::Status::undetermined;
}

// "predicted 10.0.1.5, dns-1 saw 203.0.113.7", of those that disagree, else of all.
std::string explanation_of(const PathComparison& path) {
  std::vector<std::string> words;
  for (const Comparison& each : path.comparisons) {
    if (path.agreement == Agreement::disagrees && each.agreement != Agreement::disagrees) continue;
    words.push_back("predicted " + (each.predicted.empty() ? "nothing" : each.predicted) + ", " +
                    each.observation + " saw " + each.observed);
  }
  return join(words, "; ");
}

verify::PolicyResult result_about(const std::string& what) {
  verify::PolicyResult result;
  result.rule = std::string(observed_rule);
  result.id = result.rule + ":" + what;
  result.title = "what was seen of " + what + " is what is predicted";
  result.severity = verify::Severity::medium;
  return result;
}

}  // namespace

std::vector<verify::PolicyResult> as_results(const Reconciled& reconciled) {
  std::vector<verify::PolicyResult> results;
  for (const LeftOut& each : reconciled.left_out) {
    verify::PolicyResult result = result_about(each.observation->id);
    result.subject = each.observation->id;
    result.explanation = each.why;
    results.push_back(std::move(result));
  }
  for (const PathComparison& path : reconciled.paths) {
    verify::PolicyResult result = result_about(path.flow.text());
    result.status = status_of(path.agreement);
    result.from = path.path.from;
    result.to = path.flow.text();
    result.subject = result.from + " -> " + result.to;
    if (result.status != verify::Status::pass) result.explanation = explanation_of(path);
    result.path = path.path;
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace airtight::reconcile
