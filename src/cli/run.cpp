#include <airtight/base/version.h>
#include <airtight/cli/run.h>

#include <algorithm>
#include <ostream>

#include "common.h"
#include "diagnose.h"
#include "lab.h"
#include "probe.h"
#include "serve.h"

namespace airtight::cli {
namespace {

constexpr auto description =
    "airtight predicts what resolves and what reaches what in Azure, before it is deployed.\n"
    "Exit codes: 0 holds, 1 violated or broken, 2 usage or input, 3 undetermined,\n"
    "4 prediction and observation disagree.";

int parse_and_run(CLI::App& app, std::vector<std::string> arguments, Context& context, int& code) {
  std::ranges::reverse(arguments);  // as CLI11 takes them
  try {
    app.parse(std::move(arguments));
    return code;
  } catch (const CLI::ParseError& error) {
    const int result = app.exit(error, context.streams.out, context.streams.err);
    return result == 0 ? holds : bad_input;
  }
}

}  // namespace

int run(const std::vector<std::string>& arguments, Streams streams) {
  Context context{streams};
  try {
    CLI::App app(description, "airtight");
    app.set_version_flag("--version", "airtight " + std::string(version));
    app.require_subcommand(1);
    int code = bad_input;
    add_replay(app, context, code);
    add_what_if(app, context, code);
    add_explain(app, context, code);
    add_resolve(app, context, code);
    add_dns(app, context, code);
    add_effective_routes(app, context, code);
    add_effective_nsg(app, context, code);
    add_next_hop(app, context, code);
    add_check(app, context, code);
    add_prove(app, context, code);
    add_inventory(app, context, code);
    add_pull(app, context, code);
    add_probe(app, context, code);
    add_diagnose(app, context, code);
    add_serve(app, context, code);
    add_scenario(app, context, code);
    add_lab(app, context, code);
    return parse_and_run(app, arguments, context, code);
  } catch (const std::exception& error) {
    return fail_with(context, std::string("internal error: ") + error.what());
  }
}

}  // namespace airtight::cli
