#include "probe.h"

#include <airtight/base/text.h>
#include <airtight/input/source.h>
#include <airtight/probe/probe.h>
#include <airtight/report/observations.h>
#include <airtight/report/probe_plan.h>
#include <airtight/serve/dns_server.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <ostream>

#include "probe_targets.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string from;
  std::string targets;
  std::vector<std::string> servers;
  std::vector<std::string> public_servers;
  std::string ca_bundle;
  double timeout = 5;     // seconds
  double deadline = 600;  // seconds
  double rate = 0;
  bool plan = false;
};

std::chrono::milliseconds milliseconds_of(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

// "10.0.0.4", "10.0.0.4:5353", "fd00::4", "[fd00::4]:5353".
Result<probe::Server> server_of(const std::string& option, const std::string& text) {
  constexpr std::uint16_t dns_port = 53;
  const auto address = serve::parse_socket_address(text, dns_port);
  if (!address || address->port == 0)
    return fail(option + " is " + in_quotes(text) + "; expected ADDRESS or ADDRESS:PORT");
  probe::Server server;
  server.ip = address->ip;
  server.port = net::Port{address->port};
  return server;
}

Result<std::vector<probe::Server>> servers_of(const std::string& option,
                                              const std::vector<std::string>& texts) {
  std::vector<probe::Server> servers;
  for (const std::string& text : texts) {
    const auto server = server_of(option, text);
    if (!server) return tl::unexpected(server.error());
    servers.push_back(*server);
  }
  return servers;
}

// Bars on a terminal only, a tenth of a second apart at the least.
class Progress {
 public:
  explicit Progress(const Context& context)
      : context_(context), on_(!context.quiet && isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (shown_) context_.streams.err << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done, std::size_t all) {
    constexpr std::size_t width = 40;
    const auto now = std::chrono::steady_clock::now();
    if (!on_ || (shown_ && now - last_ < std::chrono::milliseconds(100))) return;
    last_ = now;
    shown_ = true;
    const std::size_t full = done * width / all;
    context_.streams.err << "\r[" << std::string(full, '#') << std::string(width - full, ' ')
                         << "] " << done << "/" << all << std::flush;
  }

 private:
  const Context& context_;
  bool on_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

// What there is to measure, and what of the input the document should name.
struct Plan {
  std::vector<probe::Target> targets;
  std::optional<Loaded> loaded{};             // with INPUT
  std::optional<reach::Workload> workload{};  // who this machine is; into `loaded`
  report::Preamble preamble{"probe", {}, {}};
};

void add_file(const std::string& path, Plan& plan) {
  const auto source = input::read_source(path);
  if (!source) {
    plan.preamble.diagnostics.push_back(
        {Severity::error, source.error().where, source.error().message, source.error().facts});
    return;
  }
  plan.preamble.inputs.push_back({path, "targets", source->sha256});
  auto targets = read_targets(source->text, path, plan.preamble.diagnostics);
  std::ranges::move(targets, std::back_inserter(plan.targets));
}

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
  if (!options.targets.empty()) add_file(options.targets, plan);
  if (options.inputs.empty()) return plan;
  if (options.from.empty()) return fail("probe needs --from to choose targets from INPUT");
  if (const auto wrong = add_input(context, options, plan)) return tl::unexpected(*wrong);
  const auto& loaded = plan.loaded;
  const auto& workload = plan.workload;
  if (!loaded || !workload) return plan;
  auto targets = targets_for(loaded->network, *workload);
  std::ranges::move(targets, std::back_inserter(plan.targets));
  settings.known_space = private_space(loaded->network);
  return plan;
}

Result<probe::Settings> settings_of(const Options& options) {
  probe::Settings settings;
  auto servers = servers_of("--servers", options.servers);
  if (!servers) return tl::unexpected(servers.error());
  auto public_servers = servers_of("--public-servers", options.public_servers);
  if (!public_servers) return tl::unexpected(public_servers.error());
  settings.servers = std::move(*servers);
  settings.public_servers = std::move(*public_servers);
  settings.from = options.from;
  settings.ca_bundle = options.ca_bundle;
  settings.timeout = milliseconds_of(options.timeout);
  settings.http_timeout = 3 * settings.timeout;
  settings.target_deadline = 6 * settings.timeout;
  settings.deadline = milliseconds_of(options.deadline);
  settings.rate = options.rate;
  return settings;
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
  return worse(disagrees ? disagreement : holds, outcome.unmeasured > 0 ? undetermined : holds);
}

// Nothing is measured: exit code 0, because a plan promises nothing.
int print_plan(const Context& context, const Options& options) {
  if (options.inputs.empty() || options.from.empty())
    return fail_with(context, "probe --plan needs INPUT and --from");
  if (!options.targets.empty())
    return fail_with(context, "probe --plan chooses the targets itself; leave out --targets");
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
                                  ? "probe needs --targets FILE, or INPUT and --from"
                                  : "there is no target in the input");
  Result<probe::Outcome> outcome = fail("");
  {
    Progress progress(context);
    settings->progress = [&](std::size_t done, std::size_t all) { progress.show(done, all); };
    outcome = probe::run(plan->targets, *settings);
  }
  if (!outcome) return fail_with(context, outcome.error());
  std::ranges::copy(outcome->diagnostics, std::back_inserter(plan->preamble.diagnostics));
  sort_and_unique(plan->preamble.diagnostics);
  print(context, plan->preamble.diagnostics);
  const report::Flows flows = flows_of(*plan, outcome->seen);
  return write(context,
               {report::text_observations(outcome->seen, context.colour(), flows),
                report::json_observations(plan->preamble, outcome->seen, flows)},
               code_of_measurement(*outcome, flows));
}

}  // namespace

void add_probe(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "probe", "measures from here: DNS, TCP, TLS, and what services answer to a safe request");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs,
                   "resources that say what the workload of --from depends on");
  verb->add_option("--from", options->from,
                   "the workload that this machine is; without INPUT only a name for the document");
  verb->add_option("--targets", options->targets,
                   "a file of names to try, JSON or YAML (docs/probe.md)");
  verb->add_option("--servers", options->servers,
                   "DNS servers to ask instead of the system's resolver, ADDRESS[:PORT]")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--public-servers", options->public_servers,
                   "DNS servers that know the public front ends, which are then tried as well")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--ca-bundle", options->ca_bundle,
                   "a PEM file of the authorities to trust instead of the system's");
  verb->add_option("--timeout", options->timeout, "seconds for one question or connection, 5")
      ->check(CLI::Range(0.05, 300.0));
  verb->add_option("--deadline", options->deadline, "seconds for all, 600")
      ->check(CLI::Range(0.05, 86400.0));
  verb->add_option("--rate", options->rate,
                   "questions, connections and requests a second; 0 is no limit")
      ->check(CLI::Range(0.0, 1e6));
  verb->add_flag("--plan", options->plan,
                 "print the fewest probes that exercise all that the verdicts rest on; measure "
                 "nothing");
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_probe(context, *options); });
}

}  // namespace airtight::cli
