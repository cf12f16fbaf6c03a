#include <airtight/base/text.h>
#include <airtight/reconcile/reconcile.h>
#include <airtight/report/check.h>
#include <airtight/scenario/baseline.h>
#include <airtight/scenario/history.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "observations.h"
#include "policies.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string policy;
  std::vector<std::string> packs;
  std::string baseline;
  std::string history;
  std::string observations;
};

constexpr std::uintmax_t largest_history = std::uintmax_t{64} << 20U;

Result<std::vector<verify::FormerResult>> former_of(const std::string& path) {
  const auto source = input::read_source(path);
  if (!source) return tl::unexpected(source.error());
  return scenario::read_baseline(source->text, path);
}

// A file that is not there yet, or empty, is an empty history.
Result<std::vector<verify::Remembered>> remembered_in(const std::string& path) {
  std::error_code fault;
  if (path.empty() || !std::filesystem::exists(path, fault)) return {};
  const bool regular = std::filesystem::is_regular_file(path, fault);
  const auto size = regular ? std::filesystem::file_size(path, fault) : 0;
  if (!regular)
    return fail({path, 0, 0, ""}, "found no regular file, expected a history or none yet");
  if (size == 0) return {};
  if (size > largest_history)
    return fail({path, 0, 0, ""}, "found a history of " + std::to_string(size >> 20U) +
                                      " MiB, expected at most " +
                                      std::to_string(largest_history >> 20U) + " MiB");
  const auto source = input::read_source(path);
  if (!source) return tl::unexpected(source.error());
  return scenario::read_history(source->text, path);
}

// In one go, so that no check leaves half a history behind.
Result<void> keep(const verify::History& history, const std::string& path) {
  const std::string beside = path + ".new";
  std::ofstream file(beside, std::ios::binary);
  file << report::json_history(history);
  file.close();
  std::error_code fault;
  if (file) std::filesystem::rename(beside, path, fault);
  if (!file || fault) return fail("cannot write " + in_quotes(path));
  return {};
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
  if (!options.packs.empty())
    policy->packs.insert(policy->packs.end(), options.packs.begin(), options.packs.end());
  else if (options.policy.empty())
    policy->packs = {std::string(verify::isolated_backend_pack)};
  const bool compared = !options.baseline.empty();
  const auto former =
      compared ? former_of(options.baseline) : Result<std::vector<verify::FormerResult>>{};
  if (!former) return fail_with(context, former.error());

  const auto before = remembered_in(options.history);
  if (!before) return fail_with(context, before.error());

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
  if (!options.history.empty()) {
    check.history = verify::remember(check.results, *before, *today);
    const auto kept = keep(*check.history, options.history);
    if (!kept) return fail_with(context, kept.error());
  }
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
  verb->add_option("--pack", options->packs, "built-in assertions, without a file or beside it")
      ->check(CLI::IsMember(verify::pack_names()));
  verb->add_option("--history", options->history,
                   "a file that remembers since when what does not hold; it is written anew");
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
