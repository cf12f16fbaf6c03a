#include <airtight/base/version.h>
#include <airtight/report/observations.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "probe_measure.h"

// airtight-probe: `airtight probe` without INPUT, in a program that is carried to where the app
// runs (decision 22).

namespace airtight::cli {
namespace {

constexpr auto description =
    "airtight-probe measures from here: DNS, TCP, TLS, and what services answer to a safe "
    "request.\n"
    "Exit codes: 0 all was measured, 2 usage or input, 3 something was left out.";

int run_probe(const Context& context, const ProbeOptions& options) {
  report::Preamble preamble{"probe", {}, {}};
  auto settings = settings_of(options);
  if (!settings) return fail_with(context, settings.error());
  const auto targets = targets_of(options, preamble);
  if (!targets) return fail_with(context, targets.error());
  if (has_errors(preamble.diagnostics)) return refuse(context, preamble);
  if (targets->empty())
    return fail_with(context, options.targets.empty() ? "probe needs a NAME or --targets FILE"
                                                      : "there is no target in the input");
  const auto outcome = measure(context, *targets, std::move(*settings), preamble);
  if (!outcome) return fail_with(context, outcome.error());
  const auto text = [&] { return report::text_observations(outcome->seen, context.colour()); };
  const auto json = [&] { return report::json_observations(preamble, outcome->seen); };
  return write(context, {"", "", {{"text", text}, {"json", json}}}, code_of(*outcome));
}

int parse_and_run(int count, char** values, Context& context) {
  CLI::App app(description, "airtight-probe");
  app.set_version_flag("--version", "airtight-probe " + std::string(version));
  ProbeOptions options;
  std::vector<std::string> names;
  app.add_option("NAME", names, "names to try, NAME or NAME:PORT, as --target");
  add_probe_options(app, options);
  add_common_options(app, context);
  try {
    app.parse(count, values);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, context.streams.out, context.streams.err) == 0 ? holds : bad_input;
  }
  std::ranges::move(names, std::back_inserter(options.names));
  return run_probe(context, options);
}

}  // namespace
}  // namespace airtight::cli

int main(int count, char** values) {
  using namespace airtight::cli;
  Context context{{std::cin, std::cout, std::cerr, isatty(STDOUT_FILENO) == 1}};
  try {
    return parse_and_run(count, values, context);
  } catch (const std::exception& error) {
    return fail_with(context, std::string("internal error: ") + error.what());
  }
}
