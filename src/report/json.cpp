#include <airtight/report/json.h>

#include <algorithm>

#include "json_names.h"
#include "json_parts.h"
#include "json_set_changes.h"

namespace airtight::report {
namespace {

Json json_of(const verify::PathChange& change) {
  Json json{{"from", change.from}, {"to", change.to}};
  if (change.before) json["before"] = path_json(*change.before);
  if (change.after) json["after"] = path_json(*change.after);
  return json;
}

Json json_of(const Violation& violation) {
  return {{"id", violation.id},
          {"title", violation.title},
          {"from", violation.from},
          {"to", violation.to},
          {"explanation", violation.explanation}};
}

Json json_of(const verify::PolicyResult& result) {
  Json json{{"id", result.id},
            {"title", result.title},
            {"status", to_string(result.status)},
            {"severity", to_string(result.severity)},
            {"subject", result.subject},
            {"explanation", result.explanation},
            {"where", report::json_of(result.where)}};
  if (result.waiver) json["waiver"] = report::json_of(*result.waiver);
  return json;
}

void add_results(Json& json, const std::vector<verify::PolicyResult>* results) {
  if (results == nullptr) return;
  json["results"] = Json::array();
  for (const verify::PolicyResult& result : *results) json["results"].push_back(json_of(result));
}

Json json_of(const rollout::AppState& app) {
  Json actions = Json::object();
  for (const rollout::ActionResult& action : app.actions) actions[action.action] = action.result;
  return {{"variant", app.variant}, {"actions", actions}};
}

Json json_of(const rollout::Step& step) {
  Json json{{"index", step.index}, {"label", step.label}, {"line", step.where.line}};
  if (!step.where.file.empty()) json["file"] = step.where.file;
  json["command"] = step.command;
  json["changes"] = Json::array();
  for (const azure::ResourceId& id : step.changed) json["changes"].push_back(id.text());
  json["paths"] = Json::array();
  for (const verify::Path& path : step.paths) json["paths"].push_back(path_json(path));
  if (step.references != rollout::References::unknown)
    json["references"] = to_string(step.references);  // absent means unknown
  json["apps"] = Json::array();
  for (const rollout::AppState& app : step.apps) json["apps"].push_back(json_of(app));
  if (!step.notes.empty()) json["notes"] = step.notes;
  return json;
}

std::string label_of(const rollout::Replay& replay, std::size_t index) {
  const rollout::Step& step = replay.steps[index];
  return step.label.empty() ? "step " + std::to_string(index) : step.label;
}

Json json_of(const rollout::Replay& replay, const rollout::Window& window) {
  Json json{{"kind", window.kind == rollout::Window::Kind::outage ? "outage" : "exposure"},
            {"path", window.path}};
  if (!window.variants.empty()) json["variants"] = window.variants;
  json["opens"] = label_of(replay, window.opens);
  json["closes"] = window.closes ? Json(label_of(replay, *window.closes)) : Json(nullptr);
  return json;
}

// The reply of an allowed flow follows its state (N-098); a refused reply left its own step.
Json reply_of(const verify::Path& path) {
  Trace trace;
  std::ranges::copy_if(path.trace, std::back_inserter(trace),
                       [](const airtight::Step& step) { return step.stage == "reply"; });
  if (!trace.empty()) return {{"verdict", "deny"}, {"trace", report::json_of(trace)}};
  if (path.verdict.judgement == verify::Judgement::deny) return nullptr;
  trace.push_back({"reply", "replies follow the state of the flow", {"N-098"}, "", "", {}});
  return {{"verdict", to_string(path.verdict.judgement)}, {"trace", report::json_of(trace)}};
}

// What the nominal reading says, and what others say, wherever they do not agree.
void add_forks(Json& json, const verify::Path& path) {
  const bool open = path.verdict.judgement == verify::Judgement::uncertain;
  if (!open && path.forks.empty()) return;
  Json nominal{{"verdict", path.nominally_allowed ? "allow" : "deny"}};
  if (!path.nominally_allowed) nominal["reason"] = to_string(path.verdict.reason);
  nominal["via"] = to_string(path.via);
  json["nominal"] = nominal;
  if (!path.forks.empty()) json["forks"] = report::json_of(path.forks, "verdict", "reason");
}

void add_explanation(Json& json, const verify::Path& path) {
  json["from"] = path.from;
  json["to"] = path.to;
  Json flow{{"source", path.source}};
  if (!path.destination.empty()) flow["destination"] = path.destination;
  flow["port"] = path.port.number;
  flow["protocol"] = to_string(path.protocol);
  json["flow"] = flow;
  if (path.resolution) json["resolution"] = report::json_of(*path.resolution);
  add_verdict(json, path.verdict);
  json["via"] = to_string(path.via);
  add_forks(json, path);
  json["trace"] = report::json_of(path.trace);
  const Json reply = reply_of(path);
  if (!reply.is_null()) json["reply"] = reply;
  if (path.public_access) {
    Json access;
    add_verdict(access, *path.public_access);
    json["publicAccess"] = access;
  }
}

void add_resolution(Json& json, const std::string& from, const verify::Resolution& resolution,
                    const verify::Staleness& staleness) {
  json["from"] = from;
  json.update(report::json_of(resolution));
  if (!staleness.parts.empty() || !staleness.unknown.empty())
    json["staleAfterChange"] = report::json_of(staleness);
}

}  // namespace

std::string json_replay(const Preamble& preamble, const rollout::Replay& replay,
                        const std::vector<verify::PolicyResult>* results) {
  Json json = document(preamble);
  json["steps"] = Json::array();
  for (const rollout::Step& step : replay.steps) json["steps"].push_back(json_of(step));
  json["windows"] = Json::array();
  for (const rollout::Window& window : replay.windows)
    json["windows"].push_back(json_of(replay, window));
  add_results(json, results);
  return pretty(json);
}

std::string json_what_if(const Preamble& preamble, const std::vector<verify::Path>& paths,
                         const std::vector<verify::PathChange>& changes,
                         const std::vector<Violation>& violations,
                         const std::vector<verify::PolicyResult>* results,
                         const verify::NameMatrix& matrix, const verify::Forecast* forecast,
                         const verify::SetChanges* sets) {
  Json json = document(preamble);
  json["paths"] = Json::array();
  for (const verify::Path& path : paths) json["paths"].push_back(path_json(path));
  json["changes"] = Json::array();
  for (const verify::PathChange& change : changes) json["changes"].push_back(json_of(change));
  json["violations"] = Json::array();
  for (const Violation& violation : violations) json["violations"].push_back(json_of(violation));
  add_results(json, results);
  json["resolutionMatrix"] = report::json_of(matrix);
  if (forecast != nullptr) json["forecast"] = report::json_of(*forecast);
  if (sets != nullptr) json["reachability"] = report::json_of(*sets);
  return pretty(json);
}

std::string json_explain(const Preamble& preamble, const verify::Path& path) {
  Json json = document(preamble);
  add_explanation(json, path);
  return pretty(json);
}

std::string json_resolve(const Preamble& preamble, const std::string& from,
                         const verify::Resolution& resolution, const verify::Staleness& staleness) {
  Json json = document(preamble);
  add_resolution(json, from, resolution, staleness);
  return pretty(json);
}

std::string batch_explain(const verify::Path& path) {
  Json json;
  add_explanation(json, path);
  return compact(json);
}

std::string batch_resolve(const std::string& from, const verify::Resolution& resolution,
                          const verify::Staleness& staleness) {
  Json json;
  add_resolution(json, from, resolution, staleness);
  return compact(json);
}

std::string batch_error(const std::string& message) { return compact({{"error", message}}); }

}  // namespace airtight::report
