#include <airtight/base/text.h>
#include <airtight/serve/respond.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace airtight::serve {
namespace {

using diagnose::State;
using report::Dependency;
using report::Standings;
using report::View;

constexpr std::string_view json_type = "application/json";
constexpr std::string_view health_type = "application/health+json";
constexpr std::string_view html_type = "text/html";
constexpr std::string_view html_content = "text/html; charset=utf-8";
constexpr std::string_view metrics_content = "text/plain; version=0.0.4; charset=utf-8";

struct Asked {
  const HttpRequest& request;
  const Surface& surface;
  const Standings& standings;
  const Moment& moment;
  Location location{};
  View view = View::redacted;
};

HttpResponse with_body(std::string body, std::string_view type, int status = 200) {
  return {status, {{"Content-Type", std::string(type)}}, std::move(body)};
}

Answer fixed(HttpResponse response) { return {std::move(response)}; }

Answer cacheable(HttpResponse response) {
  Answer answer{std::move(response)};
  answer.cacheable = true;
  return answer;
}

std::vector<Header> challenges() {
  return {{"WWW-Authenticate", "Bearer realm=\"airtight\""},
          {"WWW-Authenticate", "Basic realm=\"airtight\", charset=\"UTF-8\""}};
}

// A credential that is none is told so, rather than shown less.
std::optional<HttpResponse> refused_credential(const Asked& asked) {
  const bool given = asked.request.count("Authorization") > 0;
  if (!given || asked.view == View::details || !asked.surface.access.token) return {};
  return problem(401, "the credential is not the one that was configured", challenges());
}

std::optional<HttpResponse> refused_view(const Asked& asked) {
  bool repeated = false;
  const auto view = asked.location.parameter("view", repeated);
  if (!view) return {};
  if (repeated || (*view != "details" && *view != "redacted"))
    return problem(400, "the parameter view is \"details\" or \"redacted\"");
  if (*view == "redacted" || asked.view == View::details) return {};
  if (asked.surface.access.token) return problem(401, "details take a credential", challenges());
  return problem(403, "details are not for everybody, and no token is configured");
}

View view_asked(const Asked& asked) {
  bool repeated = false;
  const auto view = asked.location.parameter("view", repeated);
  return view && *view == "redacted" ? View::redacted : asked.view;
}

const Dependency* find(const Standings& standings, std::string_view key) {
  const auto found = std::ranges::find(standings.dependencies, key, &Dependency::key);
  return found == standings.dependencies.end() ? nullptr : &*found;
}

// Alive: this answers. What the app depends on is nobody's reason to restart it.
Answer healthz(const Asked& asked) {
  const Access& access = asked.surface.access;
  if (access.health_needs_platform && !is_from_platform(asked.request, access))
    return fixed(problem(403, "only the platform's own health requests are answered"));
  return fixed(with_body("{\"status\":\"pass\"}\n", health_type));
}

Answer readyz(const Asked& asked) {
  bool ready = true;
  std::vector<std::string> waiting;
  for (const Dependency& each : asked.standings.dependencies) {
    if (!each.readiness) continue;
    const bool works = each.measured && each.standing.way != diagnose::Way::none &&
                       each.standing.state != State::broken;
    ready = ready && works;
    if (!works) waiting.push_back(each.key);
  }
  nlohmann::ordered_json body{{"status", ready ? "pass" : "fail"}};
  if (!waiting.empty()) body["waitingFor"] = waiting;
  return fixed(with_body(body.dump() + "\n", health_type, ready ? 200 : 503));
}

Answer diagnostics(const Asked& asked) {
  if (auto refused = refused_view(asked)) return fixed(std::move(*refused));
  const auto type = preferred(asked.request.header("Accept"), {json_type, health_type, html_type});
  if (!type)
    return fixed(problem(406, "expected application/json, application/health+json or text/html"));
  const View view = view_asked(asked);
  if (*type == html_type)
    return cacheable(with_body(
        report::html_standings(asked.standings, view,
                               {asked.surface.base_path, asked.surface.access.token.has_value()}),
        html_content));
  if (*type == json_type)
    return cacheable(with_body(report::json_standings(asked.standings, view), json_type));
  const report::Health health = report::health_standings(asked.standings, view);
  return cacheable(with_body(health.text, health_type, health.failed ? 503 : 200));
}

Answer history(const Asked& asked) {
  if (auto refused = refused_view(asked)) return fixed(std::move(*refused));
  return cacheable(
      with_body(report::json_dependency_history(asked.standings, view_asked(asked)), json_type));
}

Answer events(const Asked&) {
  Answer answer{{200, {{"Content-Type", "text/event-stream"}}, {}}};
  answer.events = true;
  return answer;
}

HttpResponse unknown_dependency() {
  return problem(404,
                 "no dependency has this key; targets are keys of the configuration, never "
                 "names or addresses");
}

Answer dependency(const Asked& asked, std::string_view key) {
  if (auto refused = refused_view(asked)) return fixed(std::move(*refused));
  const Dependency* found = find(asked.standings, key);
  if (found == nullptr) return fixed(unknown_dependency());
  return cacheable(
      with_body(report::json_dependency(asked.standings, *found, view_asked(asked)), json_type));
}

bool is_fresh(const Dependency& dependency, const Asked& asked) {
  return dependency.measured && asked.moment.now - *dependency.measured < asked.surface.fresh;
}

Answer probe(const Asked& asked) {
  bool repeated = false;
  const auto target = asked.location.parameter("target", repeated);
  const auto name = asked.location.parameter("module", repeated);
  if (repeated) return fixed(problem(400, "target and module may be given once"));
  if (!target) return fixed(problem(400, "the parameter target is missing"));
  const auto module = report::module_of(name.value_or("isolated"));
  if (!module)
    return fixed(
        problem(400, "unknown module; expected one of " + join(report::module_names(), ", ")));
  const Dependency* found = find(asked.standings, *target);
  if (found == nullptr) return fixed(unknown_dependency());
  const Refresh refresh = asked.moment.refresh;
  if (!is_fresh(*found, asked) && refresh == Refresh::not_tried) {
    Answer answer;
    answer.refresh = found->key;
    return answer;
  }
  if (!found->measured && refresh == Refresh::over_budget)
    return fixed(
        problem(429, "the budget of probes of this minute is spent", {{"Retry-After", "60"}}));
  if (!found->measured)
    return fixed(problem(504, "the probe did not end in time", {{"Retry-After", "10"}}));
  return fixed(with_body(report::metrics_probe(*found, *module), metrics_content));
}

Answer metrics(const Asked& asked) {
  return fixed(with_body(report::metrics_standings(asked.standings, asked.moment.own_metrics),
                         metrics_content));
}

Answer interface_of(const Asked& asked) {
  return cacheable(with_body(openapi(asked.surface.base_path), json_type));
}

struct Route {
  std::string_view path;
  Answer (*answer)(const Asked&);
  bool takes_credentials;
};
constexpr std::array routes{
    Route{"/healthz", healthz, false},          Route{"/readyz", readyz, false},
    Route{"/diagnostics", diagnostics, true},   Route{"/diagnostics/history", history, true},
    Route{"/diagnostics/events", events, true}, Route{"/probe", probe, true},
    Route{"/metrics", metrics, true},           Route{"/openapi.json", interface_of, false},
};
constexpr std::string_view below_diagnostics = "/diagnostics/";

Answer routed(Asked& asked, std::string_view path) {
  const auto* route = std::ranges::find(routes, path, &Route::path);
  const bool is_dependency = route == routes.end() && path.starts_with(below_diagnostics);
  if (route == routes.end() && !is_dependency)
    return fixed(problem(404, "expected one of the paths in /openapi.json, such as /diagnostics"));
  if (asked.request.method != "GET" && asked.request.method != "HEAD")
    return fixed(problem(405, "this is read-only: GET and HEAD", {{"Allow", "GET, HEAD"}}));
  asked.view = view_of(asked.request, asked.surface.access);
  if (is_dependency || route->takes_credentials) {
    if (auto refused = refused_credential(asked)) return fixed(std::move(*refused));
  }
  return is_dependency ? dependency(asked, path.substr(below_diagnostics.size()))
                       : route->answer(asked);
}

// "app.example:8080" is of "app.example", which may be any letter case.
bool is_host(std::string_view written, std::string_view host) {
  if (!starts_with_ignoring_case(written, host)) return false;
  const std::string_view rest = written.substr(host.size());
  return rest.empty() ||
         (rest.front() == ':' && rest.find_first_not_of("0123456789", 1) == rest.npos);
}

std::optional<HttpResponse> refused_host(const HttpRequest& request, const Surface& surface) {
  const std::size_t count = request.count("Host");
  if (count > 1 || (count == 0 && request.version >= 11))
    return problem(400, "a request has one Host header");
  if (surface.hosts.empty()) return {};
  const auto host = request.header("Host");
  const bool known = host && std::ranges::any_of(surface.hosts, [&](const std::string& each) {
                       return is_host(*host, each);
                     });
  if (known) return {};
  return problem(421, "the Host header names no host that was configured");
}

Answer answered(const HttpRequest& request, const Surface& surface, const Standings& standings,
                const Moment& moment) {
  if (auto refused = refused_host(request, surface)) return fixed(std::move(*refused));
  auto location = location_of(request.target);
  if (!location) return fixed(problem(400, "the target is not a path with parameters"));
  Asked asked{request, surface, standings, moment, std::move(*location)};
  const std::string path = asked.location.path;
  const std::string& base = surface.base_path;
  if (!path.starts_with(base)) return fixed(problem(404, "paths begin with the base path"));
  return routed(asked, std::string_view(path).substr(base.size()));
}

std::string source_of(std::string_view text) {
  const Digest digest = digest_of(text);
  return "'sha256-" + base64({reinterpret_cast<const char*>(digest.data()), digest.size()}) + "'";
}

}  // namespace

Surface surface_of(const Config& config) {
  Surface surface;
  surface.base_path = config.base_path;
  surface.hosts = config.hosts;
  surface.access = config.access;
  surface.fresh = config.fresh;
  surface.secure = !config.tls.certificate.empty();
  surface.policy = "default-src 'none'; style-src " + source_of(report::standings_style()) +
                   "; script-src " + source_of(report::standings_script()) +
                   "; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                   "frame-ancestors 'none'";
  return surface;
}

void add_security_headers(HttpResponse& response, const Surface& surface) {
  for (const auto& [name, value] :
       {std::pair<std::string_view, std::string_view>{"Cache-Control", "no-store"},
        {"Content-Security-Policy", surface.policy},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Vary", "Accept, Authorization"}})
    response.headers.emplace_back(name, value);
  if (surface.secure)
    response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
}

Answer respond(const HttpRequest& request, const Surface& surface,
               const report::Standings& standings, const Moment& moment) {
  Answer answer = answered(request, surface, standings, moment);
  if (!answer.refresh) add_security_headers(answer.response, surface);
  return answer;
}

}  // namespace airtight::serve
