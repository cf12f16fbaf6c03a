#include <airtight/base/version.h>
#include <airtight/report/standings.h>
#include <airtight/serve/respond.h>

#include <array>
#include <nlohmann/json.hpp>

namespace airtight::serve {
namespace {

using Json = nlohmann::ordered_json;

struct Path {
  std::string_view path;
  std::string_view summary;
  std::vector<std::string_view> types;
  std::vector<int> failures;
};

const std::vector<Path>& paths() {
  static const std::vector<Path> list{
      {"/healthz", "Alive; says nothing of dependencies", {"application/health+json"}, {403}},
      {"/readyz",
       "Whether the dependencies that count for readiness are reached",
       {"application/health+json"},
       {503}},
      {"/diagnostics",
       "Where all dependencies stand",
       {"application/json", "application/health+json", "text/html"},
       {400, 401, 403, 406, 503}},
      {"/diagnostics/history",
       "Since when, and how it was before",
       {"application/json"},
       {400, 401, 403}},
      {"/diagnostics/events",
       "Server-sent events: progress and standings",
       {"text/event-stream"},
       {401, 503}},
      {"/diagnostics/{dependency}",
       "One dependency: predicted, observed, and why",
       {"application/json"},
       {400, 401, 403, 404}},
      {"/probe",
       "Measures one dependency, in the names of blackbox_exporter",
       {"text/plain"},
       {400, 401, 404, 504}},
      {"/metrics", "All dependencies, for Prometheus", {"text/plain"}, {401}},
      {"/openapi.json", "This document", {"application/json"}, {}}};
  return list;
}

Json parameter(std::string_view name, std::string_view in, bool required, Json schema) {
  return {{"name", name}, {"in", in}, {"required", required}, {"schema", std::move(schema)}};
}

Json parameters_of(std::string_view path) {
  const Json text{{"type", "string"}};
  if (path == "/probe")
    return {parameter("target", "query", true, text),
            parameter("module", "query", false,
                      {{"type", "string"}, {"enum", report::module_names()}})};
  Json list = Json::array();
  if (path == "/diagnostics/{dependency}")
    list.push_back(parameter("dependency", "path", true, text));
  if (path.starts_with("/diagnostics") && path != "/diagnostics/events")
    list.push_back(
        parameter("view", "query", false, {{"type", "string"}, {"enum", {"details", "redacted"}}}));
  return list;
}

Json responses_of(const Path& path) {
  Json responses;
  Json content;
  for (const std::string_view type : path.types) content[type] = Json::object();
  responses["200"] = {{"description", path.summary}, {"content", content}};
  const bool is_health = path.types.front() == std::string_view("application/health+json");
  for (const int status : path.failures) {
    const std::string_view type = status == 503 && (is_health || path.types.size() > 1)
                                      ? "application/health+json"
                                      : "application/problem+json";
    responses[std::to_string(status)] = {{"description", reason_phrase(status)},
                                         {"content", {{type, Json::object()}}}};
  }
  responses["429"] = {{"description", reason_phrase(429)},
                      {"content", {{"application/problem+json", Json::object()}}}};
  return responses;
}

}  // namespace

std::string openapi(const std::string& base_path) {
  Json document{{"openapi", "3.0.3"},
                {"info", {{"title", "airtight diagnostic endpoint"}, {"version", version}}},
                {"servers", {{{"url", base_path.empty() ? "/" : base_path}}}},
                {"paths", Json::object()}};
  for (const Path& each : paths()) {
    Json get{{"summary", each.summary}, {"responses", responses_of(each)}};
    Json parameters = parameters_of(each.path);
    if (!parameters.empty()) get["parameters"] = std::move(parameters);
    document["paths"][each.path]["get"] = std::move(get);
  }
  document["components"]["securitySchemes"] = {
      {"token", {{"type", "http"}, {"scheme", "bearer"}}},
      {"password", {{"type", "http"}, {"scheme", "basic"}}}};
  document["security"] = {
      Json::object(), {{"token", Json::array()}}, {{"password", Json::array()}}};
  return document.dump(2) + "\n";
}

}  // namespace airtight::serve
