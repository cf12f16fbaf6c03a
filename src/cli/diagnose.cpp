#include "diagnose.h"

#include <airtight/report/diagnose.h>

#include <memory>

#include "fixes.h"
#include "observations.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string from;
  std::string observations;
};

int code_of_diagnosis(const diagnose::Diagnosis& diagnosis) {
  switch (diagnosis.outcome) {
    case diagnose::Outcome::in_order:
      return holds;
    case diagnose::Outcome::unsettled:
    case diagnose::Outcome::nothing_seen:
      return undetermined;
    case diagnose::Outcome::differs:
      return disagreement;
    case diagnose::Outcome::explained:
    case diagnose::Outcome::unexplained:
      return violated;
  }
  return undetermined;
}

int answer(const Context& context, report::Preamble preamble,
           const diagnose::Diagnosis& diagnosis) {
  for (airtight::Diagnostic& each : reconcile::diagnostics_of(diagnosis.left_out))
    preamble.diagnostics.push_back(std::move(each));
  sort_and_unique(preamble.diagnostics);
  print(context, preamble.diagnostics);
  return write(context,
               {report::text_diagnose(diagnosis, context.colour(), context.verbose),
                report::json_diagnose(preamble, diagnosis)},
               code_of_diagnosis(diagnosis));
}

int run_without_resources(const Context& context, const Options& options) {
  report::Preamble preamble{"diagnose", {}, {}};
  const auto seen = read_seen(options.observations, preamble);
  if (!seen) return fail_with(context, seen.error());
  if (has_errors(preamble.diagnostics)) return refuse(context, preamble);
  const auto diagnosis = diagnose::diagnose(*seen);
  return answer(context, std::move(preamble), diagnosis);
}

int run_diagnose(const Context& context, const Options& options) {
  if (options.observations.empty())
    return fail_with(context, "diagnose needs --observations, the document that probe writes");
  if (options.inputs.empty()) return run_without_resources(context, options);
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const Loaded loaded = load(context, options.inputs);
  report::Preamble preamble = loaded.preamble("diagnose");
  const auto seen = read_seen(options.observations, preamble);
  if (!seen) return fail_with(context, seen.error());
  if (has_errors(preamble.diagnostics)) return refuse(context, preamble);
  const std::string& from = options.from.empty() ? seen->from : options.from;
  if (from.empty())
    return fail_with(context, "diagnose needs --from, or observations that name their host");
  const auto workload = verify::find_workload(loaded.network, from);
  if (!workload) return fail_with(context, workload.error());
  auto diagnosis = diagnose::diagnose(loaded.network, *workload, *seen, *assumptions);
  follow_fixes(context, loaded.inputs.resources, {*workload, *seen, *assumptions}, diagnosis);
  return answer(context, std::move(preamble), diagnosis);
}

}  // namespace

void add_diagnose(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "diagnose", "the smallest sets of causes that explain what a probe saw, with the fix");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs,
                   "what is deployed; without it, the causes that such observations may have");
  verb->add_option("--from", options->from, "the workload in which the probe ran");
  verb->add_option("--observations", options->observations,
                   "what was seen: the document of probe, JSON or YAML");
  add_assume_option(*verb, context);
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_diagnose(context, *options); });
}

}  // namespace airtight::cli
