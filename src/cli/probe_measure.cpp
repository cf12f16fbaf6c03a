#include "probe_measure.h"

#include <airtight/base/text.h>
#include <airtight/input/text_file.h>
#include <airtight/serve/dns_server.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ostream>

#include "probe_targets.h"

namespace airtight::cli {
namespace {

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

void add_file(const std::string& path, std::vector<probe::Target>& targets,
              report::Preamble& preamble) {
  const auto file = input::read_text_file(path);
  if (!file) {
    preamble.diagnostics.push_back(
        {Severity::error, file.error().where, file.error().message, file.error().facts});
    return;
  }
  preamble.inputs.push_back({path, "targets", file->sha256});
  targets = read_targets(file->text, path, preamble.diagnostics);
}

// "kv1.vault.azure.net", "db1.example.com:5432".
Result<probe::Target> target_named(const std::string& text) {
  const auto colon = text.find(':');
  std::optional<net::Port> port;
  if (colon != std::string::npos) {
    const char* const end = text.data() + text.size();
    std::uint16_t number = 0;
    const auto [stop, failed] = std::from_chars(text.data() + colon + 1, end, number);
    if (failed != std::errc{} || stop != end || number == 0)
      return fail("the target is " + in_quotes(text) + "; expected NAME or NAME:PORT");
    port = net::Port{number};
  }
  const auto name = net::parse_dns_name(text.substr(0, colon));
  if (!name) return fail("the target is " + in_quotes(text) + ": " + name.error().message);
  return probe::target_of(*name, port);
}

}  // namespace

Result<probe::Settings> settings_of(const ProbeOptions& options) {
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
  settings.with_identity = options.with_identity;
  return settings;
}

Result<std::vector<probe::Target>> targets_of(const ProbeOptions& options,
                                              report::Preamble& preamble) {
  std::vector<probe::Target> targets;
  if (!options.targets.empty()) add_file(options.targets, targets, preamble);
  for (const std::string& each : options.names) {
    auto target = target_named(each);
    if (!target) return tl::unexpected(target.error());
    targets.push_back(std::move(*target));
  }
  return targets;
}

Result<probe::Outcome> measure(const Context& context, const std::vector<probe::Target>& targets,
                               probe::Settings settings, report::Preamble& preamble) {
  Result<probe::Outcome> outcome = fail("");
  {
    Progress progress(context);
    settings.progress = [&](std::size_t done, std::size_t all) { progress.show(done, all); };
    outcome = probe::run(targets, settings);
  }
  if (!outcome) return outcome;
  std::ranges::copy(outcome->diagnostics, std::back_inserter(preamble.diagnostics));
  sort_and_unique(preamble.diagnostics);
  print(context, preamble.diagnostics);
  return outcome;
}

int code_of(const probe::Outcome& outcome) { return outcome.unmeasured > 0 ? undetermined : holds; }

void add_probe_options(CLI::App& verb, ProbeOptions& options) {
  verb.add_option("--from", options.from,
                  "the workload that this machine is; without INPUT only a name for the document");
  verb.add_option("--targets", options.targets,
                  "a file of names to try, JSON or YAML (docs/probe.md)");
  verb.add_option("--target", options.names, "a name to try, NAME[:PORT]; may be repeated")
      ->allow_extra_args(false);
  verb.add_option("--servers", options.servers,
                  "DNS servers to ask instead of the system's resolver, ADDRESS[:PORT]")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_option("--public-servers", options.public_servers,
                  "DNS servers that know the public front ends, which are then tried as well")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_option("--ca-bundle", options.ca_bundle,
                  "a PEM file of the authorities to trust instead of the system's");
  verb.add_option("--timeout", options.timeout, "seconds for one question or connection, 5")
      ->check(CLI::Range(0.05, 300.0));
  verb.add_option("--deadline", options.deadline, "seconds for all, 600")
      ->check(CLI::Range(0.05, 86400.0));
  verb.add_option("--rate", options.rate,
                  "questions, connections and requests a second; 0 is no limit")
      ->check(CLI::Range(0.0, 1e6));
  verb.add_flag("--with-identity", options.with_identity,
                "where an answer without a credential leaves the gate open, ask again with a token "
                "of this app's managed identity, which is neither kept nor shown");
}

}  // namespace airtight::cli
