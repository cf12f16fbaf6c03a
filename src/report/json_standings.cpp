#include <airtight/base/version.h>
#include <airtight/report/standings.h>

#include "flows.h"
#include "json_parts.h"
#include "standings_parts.h"

namespace airtight::report {
namespace {

using diagnose::State;

// What anybody may know: that there is such a dependency, how it stands, and since when.
Json brief(const Dependency& dependency) {
  Json json{{"key", dependency.key},
            {"intent", to_string(dependency.intent)},
            {"state", to_string(dependency.standing.state)}};
  if (const auto begin = since(dependency)) json["since"] = observe::to_string(*begin);
  if (dependency.measured) json["measured"] = observe::to_string(*dependency.measured);
  if (dependency.flapping) json["flapping"] = true;
  return json;
}

Json prediction(const reconcile::PathComparison& predicted) {
  Json json = path_json(predicted.path);
  Json comparison = json_of(predicted);
  json["agreement"] = comparison["agreement"];
  json["comparisons"] = comparison["observations"];
  return json;
}

Json whole(const Dependency& dependency) {
  Json json = brief(dependency);
  add_text(json, "title", dependency.title);
  json["sentence"] = dependency.standing.sentence;
  json["host"] = dependency.host;
  json["port"] = dependency.port.number;
  add_text(json, "service", dependency.service);
  json["way"] = to_string(dependency.standing.way);
  json["door"] = to_string(dependency.standing.door);
  if (dependency.readiness) json["readiness"] = true;
  if (dependency.measured) json["elapsedMs"] = dependency.took.count();
  if (dependency.predicted != nullptr) json["predicted"] = prediction(*dependency.predicted);
  json["observations"] = Json::array();
  for (const observe::Observation* each : dependency.seen)
    json["observations"].push_back(json_of(*each));
  json["explanations"] = Json::array();
  for (std::size_t i = 0; i < dependency.explanations.size(); ++i)
    json["explanations"].push_back(json_of(*dependency.explanations[i], i + 1));
  if (!dependency.candidates.empty()) json["candidates"] = dependency.candidates;
  if (const auto* next = next_probe(dependency)) json["nextProbe"] = json_of(*next);
  return json;
}

Json one(const Dependency& dependency, View view) {
  return view == View::details ? whole(dependency) : brief(dependency);
}

// Warnings name files and hosts: for those who see details.
Json head(const Standings& standings, const char* command, View view) {
  Preamble preamble = view == View::details ? standings.preamble : Preamble{};
  preamble.command = command;
  Json json = document(preamble);
  json["view"] = view == View::details ? "details" : "redacted";
  return json;
}

std::string_view status_of(State state) {
  switch (state) {
    case State::isolated:
    case State::reached:
      return "pass";
    case State::undetermined:
      return "warn";
    case State::broken:
    case State::exposed:
      return "fail";
  }
  return "fail";
}

Json check_of(const Dependency& dependency, View view) {
  Json json{{"observedValue", to_string(dependency.standing.state)},
            {"status", status_of(dependency.standing.state)}};
  if (dependency.measured) json["time"] = observe::to_string(*dependency.measured);
  if (view == View::details) {
    add_text(json, "componentId", dependency.host);
    json["output"] = dependency.standing.sentence;
  }
  return json;
}

Json json_of(const Episode& episode) {
  return {{"state", to_string(episode.state)},
          {"from", observe::to_string(episode.from)},
          {"last", observe::to_string(episode.last)},
          {"measurements", episode.measurements}};
}

}  // namespace

std::string json_standings(const Standings& standings, View view) {
  Json json = head(standings, "diagnostics", view);
  if (view == View::details) add_text(json, "from", standings.from);
  json["state"] = to_string(state_of(standings));
  json["sentence"] = sentence_of(standings, view);
  json["dependencies"] = Json::array();
  for (const Dependency& each : standings.dependencies)
    json["dependencies"].push_back(one(each, view));
  return pretty(json);
}

std::string json_dependency(const Standings& standings, const Dependency& dependency, View view) {
  Json json = head(standings, "dependency", view);
  json.update(one(dependency, view));
  return pretty(json);
}

std::string json_dependency_history(const Standings& standings, View view) {
  Json json = head(standings, "episodes", view);
  json["dependencies"] = Json::array();
  for (const Dependency& each : standings.dependencies) {
    Json entry = brief(each);
    entry["episodes"] = Json::array();
    for (const Episode& episode : each.episodes) entry["episodes"].push_back(json_of(episode));
    json["dependencies"].push_back(std::move(entry));
  }
  return pretty(json);
}

Health health_standings(const Standings& standings, View view) {
  Health health;
  const std::string_view status = status_of(state_of(standings));
  health.failed = status == "fail";
  Json json{{"status", status}, {"version", "1"}, {"releaseId", version}};
  if (view == View::details) add_text(json, "serviceId", standings.from);
  json["output"] = sentence_of(standings, view);
  json["checks"] = Json::object();
  for (const Dependency& each : standings.dependencies)
    json["checks"][each.key + ":isolation"] = Json::array({check_of(each, view)});
  health.text = pretty(json);
  return health;
}

}  // namespace airtight::report
