#include <airtight/base/version.h>
#include <airtight/report/standings.h>

#include <algorithm>
#include <array>
#include <map>

#include "escape.h"
#include "format.h"
#include "standings_parts.h"

// The text format of Prometheus: HELP, TYPE, and the samples of a metric together. Names and
// meanings are blackbox_exporter's where it has them.

namespace airtight::report {
namespace {

using diagnose::State;
using observe::Path;

constexpr std::array states{State::isolated, State::reached, State::undetermined, State::broken,
                            State::exposed};

struct ModuleName {
  std::string_view name;
  Module module;
};
constexpr std::array modules{
    ModuleName{"isolated", Module::isolated}, ModuleName{"dns", Module::dns},
    ModuleName{"tcp_connect", Module::tcp_connect}, ModuleName{"tls_connect", Module::tls_connect},
    ModuleName{"http", Module::http}};

std::string label(std::string_view text) {
  std::string escaped;
  for (const char c : clean(text)) {
    if (c == '"' || c == '\\') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else
      escaped += c;
  }
  return escaped;
}

std::string of(const Dependency& dependency) {
  return "dependency=\"" + label(dependency.key) + "\"";
}

class Exposition {
 public:
  void metric(std::string_view name, std::string_view type, std::string_view help) {
    text_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
    name_ = name;
  }
  void sample(double value, const std::string& labels = {}) {
    text_ += name_ + (labels.empty() ? "" : "{" + labels + "}") + fmt::format(" {}\n", value);
  }
  void one(std::string_view name, std::string_view help, double value) {
    metric(name, "gauge", help);
    sample(value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

double seconds(std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; }

double unix_seconds(observe::Time time) { return seconds(time.time_since_epoch()); }

// What the app's own way came to, as the numbers of one probe.
struct Numbers {
  bool resolved = false;
  bool connected = false;
  bool tls_ok = false;
  bool tls_seen = false;
  bool http_seen = false;
  std::optional<int> status{};
  std::optional<observe::Time> expiry{};
  std::string tls_version{};
  int family = 0;
  std::map<std::string, double> phases{};  // "resolve", "connect", "tls", "processing"
};

// Each phase takes as long as its slowest question.
void add_phase(const observe::Observation& seen, const char* phase, Numbers& numbers) {
  if (!seen.elapsed) return;
  double& slowest = numbers.phases[phase];
  slowest = std::max(slowest, seconds(*seen.elapsed));
}

void take(const observe::Observation& seen, const observe::DnsResult& dns, Numbers& numbers) {
  numbers.resolved |= !dns.addresses.empty();
  add_phase(seen, "resolve", numbers);
}

void take(const observe::Observation& seen, const observe::TcpResult& tcp, Numbers& numbers) {
  if (tcp.path == Path::front_end) return;
  add_phase(seen, "connect", numbers);
  if (tcp.outcome != observe::ConnectOutcome::connected) return;
  numbers.connected = true;
  if (numbers.family == 0 && tcp.address)
    numbers.family = tcp.address->family == net::Family::v6 ? 6 : 4;
}

void take(const observe::Observation& seen, const observe::TlsResult& tls, Numbers& numbers) {
  if (tls.path == Path::front_end) return;
  add_phase(seen, "tls", numbers);
  numbers.tls_ok = tls.verified && (numbers.tls_ok || !numbers.tls_seen);
  numbers.tls_seen = true;
  if (numbers.tls_version.empty()) numbers.tls_version = tls.version;
  const auto until = observe::parse_time(tls.not_after);
  if (until && (!numbers.expiry || *until < *numbers.expiry)) numbers.expiry = until;
}

void take(const observe::Observation& seen, const observe::HttpResult& http, Numbers& numbers) {
  if (http.path == Path::front_end || !http.status || *http.status == 0) return;
  add_phase(seen, "processing", numbers);
  numbers.http_seen = true;
  if (!numbers.status) numbers.status = http.status;
}

Numbers numbers_of(const Dependency& dependency) {
  Numbers numbers;
  for (const observe::Observation* each : dependency.seen)
    std::visit([&](const auto& result) { take(*each, result, numbers); }, each->result);
  return numbers;
}

bool is_good(State state) { return state == State::isolated || state == State::reached; }

bool succeeded(const Dependency& dependency, const Numbers& numbers, Module module) {
  switch (module) {
    case Module::isolated:
      return is_good(dependency.standing.state);
    case Module::dns:
      return numbers.resolved;
    case Module::tcp_connect:
      return numbers.connected;
    case Module::tls_connect:
      return numbers.tls_ok;
    case Module::http:
      return numbers.http_seen;
  }
  return false;
}

double phase(const Numbers& numbers, const char* name) {
  const auto found = numbers.phases.find(name);
  return found == numbers.phases.end() ? 0 : found->second;
}

void states_of(const Standings& standings, Exposition& out) {
  out.metric("airtight_dependency_state", "gauge",
             "1 for the state in which a dependency stands, 0 for the others");
  for (const Dependency& each : standings.dependencies) {
    for (const State state : states)
      out.sample(each.standing.state == state ? 1 : 0,
                 of(each) + ",state=\"" + std::string(to_string(state)) + "\"");
  }
}

template <class Value>
void gauge(const Standings& standings, Exposition& out, std::string_view name,
           std::string_view help, const Value& value, std::string_view type = "gauge") {
  out.metric(name, type, help);
  for (const Dependency& each : standings.dependencies) {
    const std::optional<double> number = value(each);
    if (number) out.sample(*number, of(each));
  }
}

}  // namespace

std::optional<Module> module_of(std::string_view name) {
  const auto* row = std::ranges::find(modules, name, &ModuleName::name);
  if (row == modules.end()) return {};
  return row->module;
}

std::vector<std::string> module_names() {
  std::vector<std::string> names;
  for (const ModuleName& each : modules) names.emplace_back(each.name);
  return names;
}

std::string metrics_standings(const Standings& standings, const std::string& own) {
  using Number = std::optional<double>;
  Exposition out;
  out.metric("airtight_build_info", "gauge", "The version that answers");
  out.sample(1, "version=\"" + std::string(version) + "\"");
  states_of(standings, out);
  gauge(standings, out, "airtight_dependency_isolated",
        "Whether a dependency is reached privately and its public endpoint is proved closed",
        [](const Dependency& each) -> Number {
          if (each.intent != diagnose::Intent::isolated) return {};
          return each.standing.state == State::isolated ? 1 : 0;
        });
  gauge(standings, out, "airtight_dependency_disagrees",
        "Whether what was seen is not what the resources predict",
        [](const Dependency& each) -> Number {
          if (each.predicted == nullptr) return {};
          return each.predicted->agreement == reconcile::Agreement::disagrees ? 1 : 0;
        });
  gauge(standings, out, "airtight_dependency_flapping", "Whether the state changed often of late",
        [](const Dependency& each) -> Number { return each.flapping ? 1 : 0; });
  gauge(standings, out, "airtight_dependency_state_since_timestamp_seconds",
        "Since when a dependency stands as it does", [](const Dependency& each) -> Number {
          const auto begin = since(each);
          return begin ? Number(unix_seconds(*begin)) : Number();
        });
  gauge(standings, out, "airtight_dependency_measured_timestamp_seconds",
        "When a dependency was last measured", [](const Dependency& each) -> Number {
          return each.measured ? Number(unix_seconds(*each.measured)) : Number();
        });
  gauge(standings, out, "airtight_dependency_measurement_duration_seconds",
        "How long the last measurement took", [](const Dependency& each) -> Number {
          return each.measured ? Number(seconds(each.took)) : Number();
        });
  gauge(
      standings, out, "airtight_dependency_measurements_total", "Measurements since the start",
      [](const Dependency& each) -> Number { return static_cast<double>(each.measurements); },
      "counter");
  return out.take() + own;
}

std::string metrics_probe(const Dependency& dependency, Module module) {
  const Numbers numbers = numbers_of(dependency);
  Exposition out;
  out.one("probe_success", "Displays whether or not the probe was a success",
          succeeded(dependency, numbers, module) ? 1 : 0);
  out.one("probe_duration_seconds", "Returns how long the probe took to complete in seconds",
          seconds(dependency.took));
  out.one("probe_dns_lookup_time_seconds", "Returns the time taken for probe dns lookup in seconds",
          phase(numbers, "resolve"));
  if (numbers.family != 0)
    out.one("probe_ip_protocol", "Specifies whether probe ip protocol is IP4 or IP6",
            numbers.family);
  if (numbers.tls_seen && numbers.expiry)
    out.one("probe_ssl_earliest_cert_expiry", "Returns last SSL chain expiry in unixtime",
            unix_seconds(*numbers.expiry));
  if (!numbers.tls_version.empty()) {
    out.metric("probe_tls_version_info", "gauge",
               "Returns the TLS version used or NaN when unknown");
    out.sample(1, "version=\"" + label(numbers.tls_version) + "\"");
  }
  if (numbers.status) {
    out.metric("probe_http_duration_seconds", "gauge",
               "Duration of http request by phase, summed over all redirects");
    for (const auto& [name, time] : numbers.phases) out.sample(time, "phase=\"" + name + "\"");
    out.one("probe_http_status_code", "Response HTTP status code", *numbers.status);
    out.one("probe_http_redirects", "The number of redirects", 0);
    out.one("probe_http_ssl", "Indicates if SSL was used for the final redirect",
            numbers.tls_seen ? 1 : 0);
  }
  out.one("airtight_probe_isolated", "Whether the dependency is isolated",
          dependency.standing.state == State::isolated ? 1 : 0);
  if (dependency.measured)
    out.one("airtight_probe_measured_timestamp_seconds", "When this was measured",
            unix_seconds(*dependency.measured));
  return out.take();
}

}  // namespace airtight::report
