#include <airtight/reconcile/reconcile.h>
#include <airtight/report/check.h>
#include <airtight/scenario/baseline.h>

#include <memory>

#include "observations.h"
#include "policies.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string policy;
  std::string baseline;
  std::string observations;
};

Result<std::vector<verify::FormerResult>> former_of(const std::string& path) {
  const auto source = input::read_source(path);
  if (!source) return tl::unexpected(source.error());
  return scenario::read_baseline(source->text, path);
}

Report report_of(const Context& context, const report::Check& check) {
  const bool refused = has_errors(check.preamble.diagnostics);
  return {refused ? "" : report::text_check(check, context.colour()), report::json_check(check),
          check_reports([&check] { return check; })};
}

// Adds what was seen beside what is predicted, if that is asked for. The exit code of that part.
Result<int> add_observed(const Options& options, const model::Network& network,
                         const verify::Assumptions& assumptions, report::Check& check) {
  if (options.observations.empty()) return holds;
  const auto seen = read_seen(options.observations, check.preamble);
  if (!seen) return tl::unexpected(seen.error());
  if (has_errors(check.preamble.diagnostics)) return bad_input;
  auto results = compare(network, *seen, assumptions);
  if (!results) return tl::unexpected(results.error());
  const int code = code_of_comparison(*results);
  std::ranges::move(*results, std::back_inserter(check.results));
  return code;
}

// Of what was promised; what was seen has a code of its own.
int code_of_check(const std::vector<verify::PolicyResult>& results) {
  std::vector<verify::PolicyResult> promised;
  std::ranges::copy_if(results, std::back_inserter(promised),
                       [](const auto& each) { return each.rule != reconcile::observed_rule; });
  return code_of(promised);
}

int run_check(const Context& context, const Options& options) {
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const auto today = today_of(context);
  if (!today) return fail_with(context, today.error());
  auto policy = policy_of(context, options.policy);
  if (!policy) return bad_input;
  if (options.policy.empty()) policy->packs = {std::string(verify::isolated_backend_pack)};
  const bool compared = !options.baseline.empty();
  const auto former =
      compared ? former_of(options.baseline) : Result<std::vector<verify::FormerResult>>{};
  if (!former) return fail_with(context, former.error());

  const Loaded loaded = load(context, options.inputs);
  report::Check check;
  check.preamble = loaded.preamble("check");
  check.gate = true;
  if (has_errors(loaded.diagnostics)) {
    print(context, loaded.diagnostics);
    return write(context, report_of(context, check), bad_input);
  }
  check.results = judge(loaded.network, loaded.inputs.resources, *policy, *assumptions, *today,
                        check.preamble.diagnostics);
  const bool nothing = check.results.empty();  // that was checked: no promise is kept
  const auto seen = add_observed(options, loaded.network, *assumptions, check);
  if (!seen) return fail_with(context, seen.error());
  if (compared) check.baseline = verify::compare(check.results, *former);
  sort_and_unique(check.preamble.diagnostics);
  print(context, check.preamble.diagnostics);
  const int code = worse(nothing ? undetermined : code_of_check(check.results), *seen);
  return write(context, report_of(context, check), code);
}

}  // namespace

void add_check(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "check", "what the back ends are promised: isolated for each app that names them");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs, "resource lists, templates and az scripts")
      ->required();
  verb->add_option("--policy", options->policy, "assertions of one's own instead");
  verb->add_option("--observations", options->observations,
                   "what a probe saw: its document; exit code 4 where it is not what is predicted");
  verb->add_option("--baseline", options->baseline,
                   "a former report (--format json): only what is new fails");
  add_assume_option(*verb, context);
  add_policy_options(*verb, context);
  add_input_options(*verb, context, check_formats);
  verb->callback([&context, &code, options] { code = run_check(context, *options); });
}

}  // namespace airtight::cli
