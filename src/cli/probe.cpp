#include "probe.h"

#include <airtight/report/observations.h>
#include <airtight/report/probe_plan.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "probe_measure.h"
#include "probe_targets.h"

namespace airtight::cli {
namespace {

struct Options : ProbeOptions {
  std::vector<std::string> inputs;
  bool plan = false;
};

// What there is to measure, and what of the input the document should name.
struct Plan {
  std::vector<probe::Target> targets;
  std::optional<Loaded> loaded{};             // with INPUT
  std::optional<reach::Workload> workload{};  // who this machine is; into `loaded`
  report::Preamble preamble{"probe", {}, {}};
};

// Nothing where it is well, or where the input has errors, which are in the plan's preamble.
std::optional<Error> add_input(const Context& context, const Options& options, Plan& plan) {
  plan.loaded = load(context, options.inputs);
  const Loaded& loaded = *plan.loaded;
  for (const report::InputFile& file : files_of(loaded.inputs.sources))
    plan.preamble.inputs.push_back(file);
  std::ranges::copy(loaded.diagnostics, std::back_inserter(plan.preamble.diagnostics));
  if (has_errors(loaded.diagnostics)) return {};
  const auto workload = verify::find_workload(loaded.network, options.from);
  if (!workload) return workload.error();
  plan.workload = *workload;
  return {};
}

Result<Plan> plan_of(const Context& context, const Options& options, probe::Settings& settings) {
  Plan plan;
  auto targets = targets_of(options, plan.preamble);
  if (!targets) return tl::unexpected(targets.error());
  plan.targets = std::move(*targets);
  if (options.inputs.empty()) return plan;
  if (options.from.empty()) return fail("probe needs --from to choose targets from INPUT");
  if (const auto wrong = add_input(context, options, plan)) return tl::unexpected(*wrong);
  const auto& loaded = plan.loaded;
  const auto& workload = plan.workload;
  if (!loaded || !workload) return plan;
  auto needed = targets_for(loaded->network, *workload);
  std::ranges::move(needed, std::back_inserter(plan.targets));
  settings.known_space = private_space(loaded->network);
  return plan;
}

// What is predicted beside what was seen, where INPUT says what to predict.
report::Flows flows_of(const Plan& plan, const observe::Observations& seen) {
  if (!plan.loaded || !plan.workload) return {};
  return reconcile::reconcile(plan.loaded->network, *plan.workload, seen).paths;
}

int code_of_measurement(const probe::Outcome& outcome, const report::Flows& flows) {
  const bool disagrees = std::ranges::any_of(flows, [](const reconcile::PathComparison& flow) {
    return flow.agreement == reconcile::Agreement::disagrees;
  });
  return worse(disagrees ? disagreement : holds, code_of(outcome));
}

// Nothing is measured: exit code 0, because a plan promises nothing.
int print_plan(const Context& context, const Options& options) {
  if (options.inputs.empty() || options.from.empty())
    return fail_with(context, "probe --plan needs INPUT and --from");
  if (!options.targets.empty() || !options.names.empty())
    return fail_with(context,
                     "probe --plan chooses the targets itself; leave out --target and --targets");
  Plan plan;
  plan.preamble.command = "probe-plan";
  if (const auto wrong = add_input(context, options, plan)) return fail_with(context, *wrong);
  const auto& loaded = plan.loaded;
  const auto& workload = plan.workload;
  if (!loaded || !workload || has_errors(plan.preamble.diagnostics))
    return refuse(context, plan.preamble);
  sort_and_unique(plan.preamble.diagnostics);
  print(context, plan.preamble.diagnostics);
  const auto planned = verify::probe_plan(loaded->network, *workload);
  return write(context,
               {report::text_probe_plan(planned, context.colour()),
                report::json_probe_plan(plan.preamble, planned)},
               holds);
}

int run_probe(const Context& context, const Options& options) {
  if (options.plan) return print_plan(context, options);
  auto settings = settings_of(options);
  if (!settings) return fail_with(context, settings.error());
  auto plan = plan_of(context, options, *settings);
  if (!plan) return fail_with(context, plan.error());
  if (has_errors(plan->preamble.diagnostics)) return refuse(context, plan->preamble);
  if (plan->targets.empty())
    return fail_with(context, options.inputs.empty() && options.targets.empty()
                                  ? "probe needs --target NAME, --targets FILE, or INPUT and --from"
                                  : "there is no target in the input");
  const auto outcome = measure(context, plan->targets, std::move(*settings), plan->preamble);
  if (!outcome) return fail_with(context, outcome.error());
  const report::Flows flows = flows_of(*plan, outcome->seen);
  const auto text = [&] {
    return report::text_observations(outcome->seen, context.colour(), flows);
  };
  const auto json = [&] { return report::json_observations(plan->preamble, outcome->seen, flows); };
  return write(context, {"", "", {{"text", text}, {"json", json}}},
               code_of_measurement(*outcome, flows));
}

}  // namespace

void add_probe(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "probe", "measures from here: DNS, TCP, TLS, and what services answer to a safe request");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs,
                   "resources that say what the workload of --from depends on");
  add_probe_options(*verb, *options);
  verb->add_flag("--plan", options->plan,
                 "print the fewest probes that exercise all that the verdicts rest on; measure "
                 "nothing");
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_probe(context, *options); });
}

}  // namespace airtight::cli
