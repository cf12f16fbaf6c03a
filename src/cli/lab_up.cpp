#include <airtight/base/text.h>
#include <airtight/lab/lab.h>
#include <airtight/lab/session.h>

#include <chrono>
#include <memory>
#include <ostream>

#include "lab.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string name = "lab";
  std::string from;
  std::vector<std::string> command;
};

void add_name(CLI::App& verb, Options& options) {
  verb.add_option("--name", options.name, "of the lab, where several are up");
}

int run_up(const Context& context, const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  const Loaded loaded = load(context, options.inputs);
  print(context, loaded.diagnostics);
  if (has_errors(loaded.diagnostics)) return bad_input;
  lab::Plan plan = lab::plan(loaded.network.written());
  if (const auto missing = lab::missing_programs(plan); !missing.empty()) {
    context.streams.err << "note: no names in the lab without " << join(missing, ", ")
                        << "; expected the Debian packages nsd, unbound and dnsmasq-base\n";
    plan.servers.clear();
  }
  for (const lab::LeftOut& each : plan.left_out)
    context.streams.err << "note: the lab leaves out " << each.what << " (" << each.fact << ")\n";
  const auto up = lab::bring_up(options.name, plan);
  if (!up) return fail_with(context, up.error());
  if (context.quiet) return holds;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  for (const lab::Space& each : plan.spaces) {
    if (each.kind == lab::Kind::network || each.kind == lab::Kind::gateway ||
        each.kind == lab::Kind::resolver)
      continue;
    context.streams.out << each.name;
    for (const lab::Address& address : each.addresses)
      context.streams.out << "  " << net::to_string(address.ip);
    context.streams.out << "\n";
  }
  context.streams.err << "the lab is up after " << took.count() << " ms\n";
  return holds;
}

int run_command(const Context& context, const Options& options) {
  const auto code = lab::run_in(options.name, options.from, options.command);
  return code ? *code : fail_with(context, code.error());
}

int run_down(const Context& context, const Options& options) {
  const auto done = lab::take_down(options.name);
  return done ? holds : fail_with(context, done.error());
}

}  // namespace

void add_lab_up(CLI::App& lab, Context& context, int& code) {
  const auto options = std::make_shared<Options>();
  CLI::App* up = lab.add_subcommand("up", "brings the network up, and leaves it up");
  up->add_option("INPUT", options->inputs, "resource lists, templates, plans and az scripts")
      ->required();
  add_name(*up, *options);
  add_input_options(*up, context);
  up->callback([&context, &code, options] { code = run_up(context, *options); });

  CLI::App* run = lab.add_subcommand("run", "runs a program as a workload of the lab");
  run->add_option("--from", options->from, "the workload: vm1, app/app1, internet, …")->required();
  run->add_option("COMMAND", options->command, "and its arguments, behind --")->required();
  add_name(*run, *options);
  run->callback([&context, &code, options] { code = run_command(context, *options); });

  CLI::App* down = lab.add_subcommand("down", "ends the lab and everything in it");
  add_name(*down, *options);
  down->callback([&context, &code, options] { code = run_down(context, *options); });
}

}  // namespace airtight::cli
