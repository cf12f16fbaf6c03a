#include <airtight/base/version.h>
#include <airtight/cli/run.h>

#include <algorithm>
#include <array>
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

struct Verb {
  std::string_view name;
  void (*add)(CLI::App& app, Context& context, int& code);
};

constexpr std::array verbs{Verb{"replay", add_replay},
                           Verb{"what-if", add_what_if},
                           Verb{"explain", add_explain},
                           Verb{"resolve", add_resolve},
                           Verb{"dns", add_dns},
                           Verb{"effective-routes", add_effective_routes},
                           Verb{"effective-nsg", add_effective_nsg},
                           Verb{"next-hop", add_next_hop},
                           Verb{"check", add_check},
                           Verb{"prove", add_prove},
                           Verb{"inventory", add_inventory},
                           Verb{"pull", add_pull},
                           Verb{"probe", add_probe},
                           Verb{"diagnose", add_diagnose},
                           Verb{"serve", add_serve},
                           Verb{"scenario", add_scenario},
                           Verb{"lab", add_lab}};

// The verb that the first word names, because the options of all the others take a tenth of the
// time of a small question; all verbs where it names none, for help and for what is wrong with it.
std::vector<const Verb*> asked(const std::vector<std::string>& arguments) {
  std::vector<const Verb*> all;
  for (const Verb& verb : verbs) {
    if (!arguments.empty() && arguments.front() == verb.name) return {&verb};
    all.push_back(&verb);
  }
  return all;
}

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
    for (const Verb* verb : asked(arguments)) verb->add(app, context, code);
    return parse_and_run(app, arguments, context, code);
  } catch (const std::exception& error) {
    return fail_with(context, std::string("internal error: ") + error.what());
  }
}

}  // namespace airtight::cli
