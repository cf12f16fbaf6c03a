#include <airtight/report/json.h>
#include <airtight/report/text.h>
#include <airtight/scenario/profile.h>
#include <airtight/scenario/stages.h>

#include <algorithm>
#include <memory>

#include "policies.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> scripts;
  std::string app;
  std::string policy;
  std::string emit;
  std::string until;
};

Result<rollout::Profile> profile_of(const Options& options) {
  if (options.app.empty()) return scenario::language_detector();
  auto source = input::read_source(options.app);
  if (!source) return tl::unexpected(source.error());
  return scenario::read_profile(source->text, options.app);
}

// Only scripts can be replayed; anything else is an error at its first line.
void expect_scripts(const input::Inputs& inputs, Diagnostics& diagnostics) {
  for (const input::Source& source : inputs.sources) {
    if (source.kind == input::Kind::az_script || source.kind == input::Kind::unknown) continue;
    diagnostics.push_back({Severity::error,
                           {source.path, 1, 0, ""},
                           "found " + std::string(to_string(source.kind)) +
                               ", expected a script of az commands to replay",
                           {}});
  }
}

void expect_label(const input::Inputs& inputs, const std::string& until, Diagnostics& diagnostics) {
  if (until.empty()) return;
  const bool found = std::ranges::any_of(
      inputs.steps, [&](const input::ScriptStep& step) { return step.label == until; });
  if (!found)
    diagnostics.push_back({Severity::error, {}, "no step has the label \"" + until + "\"", {}});
}

// The policy is about the state after the last step; the replay has said what is wrong with it.
std::vector<verify::PolicyResult> judge_end(const input::Inputs& inputs, const Options& options,
                                            const verify::Policy& policy,
                                            std::chrono::year_month_day today,
                                            Diagnostics& diagnostics) {
  if (options.policy.empty()) return {};
  Diagnostics said;
  const input::ResourceSet set = scenario::resources_after(inputs.steps, options.until);
  const model::Network network = model::build(input::to_resources(set, said), said);
  return judge(network, set, policy, {}, today, diagnostics);
}

int run_replay(const Context& context, const Options& options) {
  const auto profile = profile_of(options);
  if (!profile) return fail_with(context, profile.error());
  const auto policy = policy_of(context, options.policy);
  if (!policy) return bad_input;
  const auto today = today_of(context);
  if (!today) return fail_with(context, today.error());
  const input::Inputs inputs = input::read_inputs(options.scripts, context.streams.in);
  report::Preamble preamble{"replay", files_of(inputs.sources), inputs.diagnostics};
  expect_scripts(inputs, preamble.diagnostics);
  expect_label(inputs, options.until, preamble.diagnostics);
  const rollout::Replay replay = scenario::replay(inputs.steps, *profile, options.until);
  preamble.diagnostics.insert(preamble.diagnostics.end(), replay.diagnostics.begin(),
                              replay.diagnostics.end());
  sort_and_unique(preamble.diagnostics);
  if (has_errors(preamble.diagnostics)) return refuse(context, preamble);
  const auto results = judge_end(inputs, options, *policy, *today, preamble.diagnostics);
  sort_and_unique(preamble.diagnostics);
  print(context, preamble.diagnostics);
  if (!options.emit.empty()) {
    const int code =
        emit(context, options.emit,
             input::to_resource_list(scenario::resources_after(inputs.steps, options.until)));
    if (code != holds || options.emit == "-") return code;
  }
  return write(context,
               {report::text_replay(replay, context.colour()) +
                    report::text_results(results, context.colour()),
                report::json_replay(preamble, replay, options.policy.empty() ? nullptr : &results)},
               code_of(results));
}

}  // namespace

void add_replay(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "replay", "follow az scripts step by step: who resolves and reaches what after each");
  const auto options = std::make_shared<Options>();
  verb->add_option("SCRIPT", options->scripts, "scripts, run as one shell session")->required();
  verb->add_option("--app", options->app, "profile of the app (airtight/app/1)");
  verb->add_option("--policy", options->policy, "assertions about the state after the last step");
  verb->add_option("--emit", options->emit, "write the resources after the last step to FILE");
  verb->add_option("--until", options->until, "end after the step with this label");
  add_policy_options(*verb, context);
  add_common_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_replay(context, *options); });
}

}  // namespace airtight::cli
