#include <airtight/verify/path_results.h>

#include "witness.h"

namespace airtight::verify {
namespace {

PolicyResult result_of(const Path& path) {
  PolicyResult result;
  result.rule = std::string(dependency_rule);
  result.id = result.rule + "/" + path.from + "/" + path.to;
  result.title =
      path.from + (path.needed ? " reaches " + path.to : " -> " + path.to + " is certain");
  result.severity = path.needed ? Severity::high : Severity::medium;
  result.from = path.from;
  result.to = path.to;
  result.subject = path.from + " -> " + path.to;
  result.path = path;
  result.decided = last_place(path.trace);
  result.where = result.decided;
  return result;
}

}  // namespace

std::vector<PolicyResult> results_of(const std::vector<Path>& paths) {
  std::vector<PolicyResult> results;
  for (const Path& path : paths) {
    const bool doubt = path.verdict.judgement == Judgement::uncertain;
    if (!path.needed && !doubt) continue;
    PolicyResult result = result_of(path);
    result.status = doubt                                       ? Status::undetermined
                    : path.verdict.judgement == Judgement::deny ? Status::fail
                                                                : Status::pass;
    if (result.status != Status::pass) result.witness = witness_of(path);
    if (result.status == Status::fail)
      result.explanation =
          path.from + " needs " + path.to + " and does not reach it: " + reason_of(path.verdict);
    if (doubt)
      result.explanation =
          path.from + " may or may not reach " + path.to + " (" + reason_of(path.verdict) + ")";
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace airtight::verify
