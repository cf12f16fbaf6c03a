#include <airtight/base/text.h>
#include <airtight/lab/lab.h>

#include <filesystem>
#include <memory>
#include <ostream>

#include "lab.h"
#include "lab_measure.h"
#include "scenario_inputs.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string directory;
};

// One word that is no file is the name of a scenario.
Result<Loaded> load_world(const Context& context, const Options& options) {
  std::error_code failed;
  if (options.inputs.size() > 1 || std::filesystem::exists(options.inputs.front(), failed) ||
      options.inputs.front() == "-")
    return load(context, options.inputs);
  const auto found =
      scenario::read_scenario(scenario_directory(options.directory), options.inputs.front());
  if (!found) return tl::unexpected(found.error());
  return load_scenario(context, *found);
}

// What the plan cannot be made of: the reasons, and the plan without it.
std::vector<std::string> without_missing(lab::Plan& plan) {
  std::vector<std::string> reasons;
  if (const auto missing = lab::missing_programs(plan); !missing.empty()) {
    reasons.push_back("names: " + join(missing, ", ") +
                      " cannot be run; expected the Debian "
                      "packages nsd, unbound and dnsmasq-base");
    plan.servers.clear();
  }
  return reasons;
}

int test_in_lab(const Context& context, const Loaded& loaded, lab::Plan plan,
                const std::vector<std::string>& reasons) {
  lab::Lab lab;
  if (const auto made = lab.become(std::move(plan)); !made) return fail_with(context, made.error());
  report::LabTest test = measure_all(lab, loaded.network);
  test.untested.insert(test.untested.begin(), reasons.begin(), reasons.end());
  const int code = write(context,
                         {report::text_lab_test(test, context.colour()),
                          report::json_lab_test(loaded.preamble("lab-test"), test)},
                         code_of(test));
  context.streams.out << std::flush;
  return code;
}

int run_test(const Context& context, const Options& options) {
  const auto loaded = load_world(context, options);
  if (!loaded) return fail_with(context, loaded.error());
  if (has_errors(loaded->diagnostics)) return refuse(context, loaded->preamble("lab-test"));
  print(context, loaded->diagnostics);
  lab::Plan plan = lab::plan(loaded->network.written());
  for (const lab::LeftOut& each : plan.left_out)
    if (!context.quiet)
      context.streams.err << "note: the lab leaves out " << each.what << " (" << each.fact << ")\n";
  const std::vector<std::string> reasons = without_missing(plan);
  return in_lab(context, [&] { return test_in_lab(context, *loaded, std::move(plan), reasons); });
}

}  // namespace

void add_lab_test(CLI::App& lab, Context& context, int& code) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = lab.add_subcommand(
      "test", "probes from every workload of a lab, beside what is predicted for them");
  verb->add_option("INPUT", options->inputs,
                   "the name of a scenario, or resource lists, templates, plans and az scripts")
      ->required();
  verb->add_option("--directory", options->directory, "where scenarios are");
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_test(context, *options); });
}

}  // namespace airtight::cli
