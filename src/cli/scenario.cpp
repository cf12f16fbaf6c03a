#include <airtight/base/text.h>
#include <airtight/scenario/scenario.h>

#include <algorithm>
#include <memory>
#include <ostream>

#include "common.h"
#include "scenario_inputs.h"

namespace airtight::cli {
namespace {

struct Options {
  std::string directory;
  std::vector<std::string> names;
};

int list_scenarios(const Context& context, const Options& options) {
  const std::string directory = scenario_directory(options.directory);
  const auto names = scenario::scenario_names(directory);
  if (names.empty())
    return fail_with(context, "no scenarios in \"" + printable(directory) +
                                  "\"; name their folder with --directory");
  int code = holds;
  for (const std::string& name : names) {
    const auto read = scenario::read_scenario(directory, name);
    if (!read) {
      code = fail_with(context, read.error());
      continue;
    }
    context.streams.out << name << ": " << printable(read->title) << '\n';
  }
  return code;
}

// One scenario: 0 as expected, 1 not, 2 unreadable.
int run_one(const Context& context, const std::string& directory, const std::string& name) {
  const auto read = scenario::read_scenario(directory, name);
  if (!read) return fail_with(context, read.error());
  const auto mismatches = scenario::run_scenario(*read);
  context.streams.out << (mismatches.empty() ? "ok      " : "FAILED  ") << name << ": "
                      << printable(read->title) << '\n';
  for (const std::string& mismatch : mismatches)
    context.streams.out << "        " << printable(mismatch) << '\n';
  return mismatches.empty() ? holds : violated;
}

int run_scenarios(const Context& context, const Options& options) {
  const std::string directory = scenario_directory(options.directory);
  const auto names = options.names.empty() ? scenario::scenario_names(directory) : options.names;
  if (names.empty()) return fail_with(context, "no scenarios in \"" + printable(directory) + "\"");
  int passed = 0;
  int code = holds;
  for (const std::string& name : names) {
    const int one = run_one(context, directory, name);
    passed += one == holds ? 1 : 0;
    code = std::max(code, one);
  }
  context.streams.out << passed << " of " << names.size() << " scenarios as expected\n";
  return exit_code(context, code);
}

}  // namespace

void add_scenario(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand("scenario", "the shipped scenarios");
  verb->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  CLI::App* list = verb->add_subcommand("list", "names and titles");
  CLI::App* run = verb->add_subcommand("run", "compare with what is expected");
  run->add_option("NAME", options->names, "all if none is named");
  for (CLI::App* part : {list, run}) {
    part->add_option("--directory", options->directory, "where the scenarios are");
    add_common_options(*part, context);
  }
  list->callback([&context, &code, options] { code = list_scenarios(context, *options); });
  run->callback([&context, &code, options] { code = run_scenarios(context, *options); });
}

}  // namespace airtight::cli
