#include <airtight/report/check.h>

#include <memory>

#include "common.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string policy;
};

int run_check(const Context& context, const Options& options) {
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const auto written = policy_of(options.policy);
  if (!written) return fail_with(context, written.error());
  const Loaded loaded = load(context, options.inputs);
  const report::Preamble preamble = loaded.preamble("check");
  if (has_errors(loaded.diagnostics)) return refuse(context, preamble);
  const verify::Policy policy =
      options.policy.empty() ? verify::isolated_backends(loaded.network) : *written;
  const auto results = verify::judge(loaded.network, policy, *assumptions);
  print(context, loaded.diagnostics);
  // Nothing that was checked is no promise kept.
  const int code = results.empty() ? undetermined : code_of(results);
  return write(
      context,
      {report::text_check(results, context.colour()), report::json_check(preamble, results)}, code);
}

}  // namespace

void add_check(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "check", "what the back ends are promised: isolated for each app that names them");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs, "resource lists, templates and az scripts")
      ->required();
  verb->add_option("--policy", options->policy, "assertions of one's own instead");
  verb->add_option("--assume", context.assume, "CHOICE=BRANCH")->allow_extra_args(false);
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_check(context, *options); });
}

}  // namespace airtight::cli
