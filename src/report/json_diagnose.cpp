#include <airtight/report/diagnose.h>

#include <cmath>

#include "flows.h"

namespace airtight::report {
namespace {

using diagnose::Cause;

Json json_of(const Cause& cause) {
  Json json{{"code", cause.code}, {"summary", cause.summary}};
  add_text(json, "resource", cause.resource.text());
  json["fix"] = cause.fix;
  add_list(json, "facts", cause.facts);
  add_place(json, cause.where);
  return json;
}

Json json_of(const diagnose::Mended& mended) {
  return {{"flow", mended.flow},
          {"verdict", to_string(mended.verdict)},
          {"class", to_string(mended.answer_class)}};
}

Json json_of(const diagnose::Patch& patch) {
  Json json{{"resources", Json::array()}};
  for (const diagnose::ResourceChange& each : patch.resources) {
    Json change{{"resource", each.resource.text()}, {"change", to_string(each.kind)}};
    if (!each.body.empty()) change["body"] = Json::parse(each.body);
    json["resources"].push_back(std::move(change));
  }
  for (const diagnose::Mended& each : patch.then) json["then"].push_back(json_of(each));
  add_list(json, "byHand", patch.by_hand);
  return json;
}

// Three digits: more would be noise.
double rounded(double score) { return std::round(score * 1000) / 1000; }

}  // namespace

Json json_of(const diagnose::Explanation& explanation, std::size_t rank) {
  Json json{{"rank", rank}, {"causes", Json::array()}};
  for (const Cause& cause : explanation.causes) json["causes"].push_back(json_of(cause));
  json["explains"] = explanation.explains;
  json["contradicts"] = explanation.contradicts;
  json["flows"] = explanation.flows;
  json["score"] = rounded(explanation.score);
  for (const diagnose::Mended& each : explanation.mended) json["mended"].push_back(json_of(each));
  if (explanation.patch) json["patch"] = json_of(*explanation.patch);
  return json;
}

Json json_of(const diagnose::NextProbe& probe) {
  Json json{{"kind", probe.kind},
            {"target", probe.target},
            {"vantage", probe.vantage},
            {"question", probe.question}};
  for (const diagnose::NextProbe::Result& each : probe.results)
    json["results"].push_back({{"seen", each.seen}, {"codes", each.codes}});
  return json;
}

std::string json_diagnose(const Preamble& preamble, const diagnose::Diagnosis& diagnosis) {
  Json json = document(preamble);
  json["outcome"] = to_string(diagnosis.outcome);
  add_list(json, "learned", diagnosis.learned);
  json["flows"] = Json::array();
  for (const auto& flow : diagnosis.flows) json["flows"].push_back(report::json_of(flow));
  json["explanations"] = Json::array();
  for (std::size_t i = 0; i < diagnosis.explanations.size(); ++i)
    json["explanations"].push_back(json_of(diagnosis.explanations[i], i + 1));
  add_list(json, "unexplained", diagnosis.unexplained);
  if (diagnosis.explanations_left_out > 0)
    json["explanationsLeftOut"] = diagnosis.explanations_left_out;
  if (diagnosis.trials_left_out > 0) json["trialsLeftOut"] = diagnosis.trials_left_out;
  if (diagnosis.next_probe) json["nextProbe"] = json_of(*diagnosis.next_probe);
  return pretty(json);
}

}  // namespace airtight::report
