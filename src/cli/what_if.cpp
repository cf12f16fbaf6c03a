#include <airtight/report/json.h>
#include <airtight/report/set_changes.h>
#include <airtight/report/text.h>
#include <airtight/verify/path_results.h>
#include <airtight/verify/what_if.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "policies.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::vector<std::string> base;
  std::string policy;
};

// Broken goes before undetermined; the Internet's own paths are facts, not failures.
int code_of_paths(const std::vector<verify::Path>& paths) {
  if (std::ranges::any_of(paths, verify::is_broken)) return violated;
  const bool doubt = std::ranges::any_of(paths, [](const verify::Path& path) {
    return path.verdict.judgement == verify::Judgement::uncertain;
  });
  return doubt ? undetermined : holds;
}

std::vector<report::Violation> broken(const std::vector<verify::Path>& paths) {
  std::vector<report::Violation> violations;
  for (const verify::Path& path : paths) {
    if (!verify::is_broken(path)) continue;
    violations.push_back({"dependency-unreachable", "dependency unreachable", path.from, path.to,
                          path.from + " needs " + path.to + " and does not reach it: " +
                              std::string(to_string(path.verdict.reason))});
  }
  return violations;
}

report::Check as_check(const report::Preamble& preamble, const std::vector<verify::Path>& paths,
                       const std::vector<verify::PolicyResult>& results) {
  report::Check check;
  check.preamble = preamble;
  check.results = verify::results_of(paths);
  check.results.insert(check.results.end(), results.begin(), results.end());
  return check;
}

int run_what_if(const Context& context, const Options& options) {
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const auto policy = policy_of(context, options.policy);
  if (!policy) return bad_input;
  const auto today = today_of(context);
  if (!today) return fail_with(context, today.error());
  const Loaded after = load(context, options.inputs);
  report::Preamble preamble = after.preamble("what-if");
  std::optional<model::Network> before;
  if (!options.base.empty()) {
    const Loaded base = load(context, options.base, true);
    preamble.diagnostics.insert(preamble.diagnostics.end(), base.diagnostics.begin(),
                                base.diagnostics.end());
    for (const report::InputFile& file : files_of(base.inputs.sources))
      preamble.inputs.push_back(file);
    before = base.network;
  } else if (after.inputs.before) {
    // A plan or a what-if result says what there is now, so it is its own base (I-302).
    before = model_of(context, *after.inputs.before, preamble.diagnostics);
  }
  sort_and_unique(preamble.diagnostics);
  if (has_errors(preamble.diagnostics)) {
    print(context, preamble.diagnostics);
    return write(context, {"", report::json_diagnostics(preamble), check_reports([&] {
                             return as_check(preamble, {}, {});
                           })},
                 bad_input);
  }
  const std::vector<verify::Path> paths = verify::what_if(after.network, *assumptions);
  std::vector<verify::PathChange> changes;
  std::optional<verify::Forecast> forecast;
  std::optional<verify::SetChanges> sets;
  if (before) {
    changes = verify::changes(verify::what_if(*before, *assumptions), paths);
    forecast = verify::forecast(*before, after.network, *assumptions);
    // Everybody and everything are in every state.
    if (auto found =
            verify::set_changes(*before, after.network, verify::all_packets(), *assumptions))
      sets = std::move(*found);
  }
  const auto results = judge(after.network, after.inputs.resources, *policy, *assumptions, *today,
                             preamble.diagnostics);
  add_lints(after.network, preamble.diagnostics);
  print(context, preamble.diagnostics);
  const verify::NameMatrix matrix =
      forecast ? forecast->matrix : verify::name_matrix(after.network, *assumptions);
  auto violations = broken(paths);
  for (const verify::PolicyResult& result : results) {
    if (result.status == verify::Status::fail && verify::counts(result))
      violations.push_back({result.id, result.title, result.from, result.to, result.explanation});
  }
  return write(
      context,
      {report::text_what_if(paths, changes, violations, context.colour()) +
           report::text_results(results, context.colour()) +
           report::text_names(matrix, context.colour()) +
           (forecast ? report::text_forecast(*forecast, context.colour()) : "") +
           (sets ? report::text_set_changes(*sets, context.verbose, context.colour()) : ""),
       report::json_what_if(preamble, paths, changes, violations,
                            options.policy.empty() ? nullptr : &results, matrix,
                            forecast ? &*forecast : nullptr, sets ? &*sets : nullptr),
       check_reports([&] { return as_check(preamble, paths, results); })},
      worse(code_of_paths(paths), code_of(results)));
}

}  // namespace

void add_what_if(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "what-if", "predict names and reachability of every workload and its back ends");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs,
                   "resource lists, ARM templates with parameter files, what-if results, Terraform "
                   "plans and az scripts, overlaid in order")
      ->required();
  verb->add_option("--base", options->base,
                   "the state before: what changes? plans and what-if results have it inside");
  verb->add_option("--policy", options->policy, "assertions that must hold");
  add_assume_option(*verb, context);
  add_policy_options(*verb, context);
  add_input_options(*verb, context, check_formats);
  verb->callback([&context, &code, options] { code = run_what_if(context, *options); });
}

}  // namespace airtight::cli
