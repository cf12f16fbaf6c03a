#include "serve.h"

#include <airtight/base/text.h>
#include <airtight/input/source.h>
#include <airtight/serve/http_server.h>

#include <memory>
#include <ostream>
#include <set>

#include "probe_targets.h"
#include "serve_config.h"

namespace airtight::cli {
namespace {

struct Options {
  std::string config;
  std::string listen;
};

// What the input says that the workload depends on, where the file declares nothing itself.
void declare_from_input(const serve::Plan& plan, serve::Config& config) {
  std::set<std::string> keys;
  for (probe::Target& target : targets_for(plan.network, plan.from)) {
    serve::Declared declared;
    declared.key = key_of(target);
    for (int i = 2; !keys.insert(declared.key).second; ++i)
      declared.key = key_of(target) + "-" + std::to_string(i);
    declared.title = target.name.text();
    declared.target = std::move(target);
    config.dependencies.push_back(std::move(declared));
  }
}

// Reads what the file names and models it.
void add_plan(const Context& context, const ServeFile& file, serve::Setup& setup) {
  Diagnostics& diagnostics = setup.preamble.diagnostics;
  Context of_file = context;
  of_file.surroundings = file.surroundings;
  of_file.assume = file.assume;
  const auto complain = [&](const Error& error) {
    diagnostics.push_back({Severity::error, error.where, error.message, error.facts});
  };
  const auto assumptions = assumptions_of(of_file);
  if (!assumptions) return complain(assumptions.error());
  Loaded loaded = load(of_file, file.inputs);
  for (const report::InputFile& each : files_of(loaded.inputs.sources))
    setup.preamble.inputs.push_back(each);
  std::ranges::copy(loaded.diagnostics, std::back_inserter(diagnostics));
  if (has_errors(loaded.diagnostics)) return;
  auto plan = std::make_shared<serve::Plan>();
  plan->network = std::move(loaded.network);
  plan->assumptions = *assumptions;
  const auto workload = verify::find_workload(plan->network, file.from);
  if (!workload) return complain(workload.error());
  plan->from = *workload;
  setup.config.probe.known_space = private_space(plan->network);
  if (setup.config.dependencies.empty()) declare_from_input(*plan, setup.config);
  setup.plan = std::move(plan);
}

// Complains and gives none where anything is wrong.
std::optional<serve::Setup> read_setup(const Context& context, const Options& options) {
  serve::Setup setup;
  Diagnostics& diagnostics = setup.preamble.diagnostics;
  const auto source = input::read_source(options.config);
  if (!source) {
    fail_with(context, source.error());
    return {};
  }
  ServeFile file = read_serve_file(source->text, options.config, diagnostics);
  setup.config = std::move(file.config);
  if (!has_errors(diagnostics) && !file.inputs.empty()) add_plan(context, file, setup);
  if (!has_errors(diagnostics)) check_serve(setup.config, options.config, diagnostics);
  sort_and_unique(diagnostics);
  print(context, diagnostics);
  if (has_errors(diagnostics)) return {};
  std::erase_if(diagnostics,
                [](const Diagnostic& each) { return each.severity == Severity::note; });
  return setup;
}

int run_serve(const Context& context, const Options& options) {
  auto setup = read_setup(context, options);
  if (!setup) return bad_input;
  if (!options.listen.empty()) {
    const auto address = serve::parse_socket_address(options.listen, setup->config.listen.port);
    if (!address) return fail_with(context, address.error());
    setup->config.listen = *address;
  }
  serve::HttpServer::Options how;
  how.takes_signals = true;
  how.reload = [&] { return read_setup(context, options); };
  how.log = [&](const std::string& line) {
    if (!context.quiet) context.streams.err << line << std::endl;
  };
  const bool secure = !setup->config.tls.certificate.empty();
  const std::string base = setup->config.base_path;
  auto server = serve::HttpServer::listen(std::move(*setup), std::move(how));
  if (!server) return fail_with(context, server.error());
  if (!context.quiet)
    context.streams.err << "listening on http" << (secure ? "s" : "") << "://"
                        << serve::to_string(server->address()) << base << "/diagnostics"
                        << std::endl;
  server->run();
  return holds;
}

}  // namespace

void add_serve(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "serve", "the diagnostic endpoint: measures by schedule, and says over HTTP what stands");
  const auto options = std::make_shared<Options>();
  verb->add_option("--config", options->config,
                   "what the app depends on and who may see what, YAML or JSON (docs/serve.md)")
      ->required();
  verb->add_option("--listen", options->listen,
                   "ADDRESS:PORT instead of the configuration's; port 0 takes a free one");
  verb->add_flag("-q,--quiet", context.quiet, "only errors");
  verb->callback([&context, &code, options] { code = run_serve(context, *options); });
}

}  // namespace airtight::cli
