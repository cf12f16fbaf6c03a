#include <airtight/base/text.h>
#include <airtight/report/probe_plan.h>

#include <algorithm>

#include "json_parts.h"
#include "palette.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using verify::DecidingPart;
using verify::Judgement;
using verify::PlannedProbe;
using verify::ProbePlan;

std::string name_of(const PlannedProbe& probe) {
  return probe.target.host.text() + ":" + std::to_string(probe.target.port.number);
}

std::string_view kind_of(const PlannedProbe& probe) {
  return probe.front_end ? "front-end" : "name";
}

std::string addresses_of(const dns::Answer& answer) {
  std::vector<std::string> texts;
  for (const dns::Address& each : answer.addresses) texts.push_back(to_string(each));
  return texts.empty() ? std::string(to_string(answer.rcode)) : join(texts, ", ");
}

// "private 10.0.1.4, is let in", "is refused: PAAS_PUBLIC_DISABLED".
std::string expected_of(const PlannedProbe& probe) {
  const verify::Path& path = probe.expected;
  std::string text;
  if (path.resolution)
    text = std::string(to_string(path.resolution->answer_class)) + " " +
           addresses_of(path.resolution->answer) + ", ";
  if (path.verdict.judgement == Judgement::allow) return text + "is let in";
  if (path.verdict.judgement == Judgement::deny)
    return text + "fails: " + std::string(to_string(path.verdict.reason));
  std::vector<std::string> open = path.verdict.choices;
  open.insert(open.end(), path.verdict.unknowns.begin(), path.verdict.unknowns.end());
  return text + "uncertain" + (open.empty() ? "" : ", settles " + join(open, ", "));
}

std::string in_words(const DecidingPart& part) {
  const azure::ResourceId id(part.resource);
  const std::string name(id.empty() ? part.resource : id.name());
  return part.stage + " " + name + (part.rule.empty() ? "" : " " + part.rule);
}

Colour colour_of(const PlannedProbe& probe) {
  switch (probe.expected.verdict.judgement) {
    case Judgement::allow:
      return probe.front_end ? Colour::bad : Colour::good;
    case Judgement::deny:
      return probe.front_end ? Colour::good : Colour::bad;
    case Judgement::uncertain:
      return Colour::doubtful;
  }
  return Colour::plain;
}

std::string untested_lines(const ProbePlan& plan, bool colour) {
  std::vector<std::vector<Cell>> rows;
  for (const std::size_t at : plan.untested) {
    const DecidingPart& part = plan.parts[at];
    rows.push_back({{"  " + printable(in_words(part)), Colour::plain},
                    {"from " + printable(join(part.seen_by, ", ")), Colour::plain},
                    {line_of(part.where), Colour::faint}});
  }
  return rows.empty() ? "" : "cannot be tested from here, but\n" + table(rows, colour);
}

Json json_of(const DecidingPart& part, const std::vector<std::string>& tested_by) {
  Json json{{"stage", part.stage}, {"resource", part.resource}};
  add_text(json, "rule", part.rule);
  add_place(json, part.where);
  json["seenBy"] = part.seen_by;
  json["testedBy"] = tested_by;
  return json;
}

Json json_of(const PlannedProbe& probe) {
  Json expected;
  if (probe.expected.resolution)
    expected["resolution"] = report::json_of(*probe.expected.resolution);
  add_verdict(expected, probe.expected.verdict);
  expected["via"] = to_string(probe.expected.via);
  return {{"target", name_of(probe)},
          {"kind", kind_of(probe)},
          {"name", probe.target.host.text()},
          {"port", probe.target.port.number},
          {"expected", expected},
          {"exercises", probe.exercises}};
}

}  // namespace

std::string json_probe_plan(const Preamble& preamble, const ProbePlan& plan) {
  Json json = document(preamble);
  if (has_errors(preamble.diagnostics)) return pretty(json);
  json["from"] = plan.from;
  json["probes"] = Json::array();
  std::vector<std::vector<std::string>> tested_by(plan.parts.size());
  for (const PlannedProbe& probe : plan.probes) {
    json["probes"].push_back(json_of(probe));
    for (const std::size_t part : probe.exercises)
      tested_by[part].push_back(name_of(probe) + (probe.front_end ? " front end" : ""));
  }
  json["parts"] = Json::array();
  for (std::size_t i = 0; i < plan.parts.size(); ++i)
    json["parts"].push_back(json_of(plan.parts[i], tested_by[i]));
  json["coverage"] = {{"parts", plan.parts.size()},
                      {"exercised", plan.parts.size() - plan.untested.size()},
                      {"considered", plan.considered}};
  return pretty(json);
}

std::string text_probe_plan(const ProbePlan& plan, bool colour) {
  std::vector<std::vector<Cell>> rows;
  for (const PlannedProbe& probe : plan.probes)
    rows.push_back({{printable(name_of(probe)), Colour::plain},
                    {std::string(kind_of(probe)), Colour::faint},
                    {printable(expected_of(probe)), colour_of(probe)},
                    {std::to_string(probe.exercises.size()) + " parts", Colour::faint}});
  const std::size_t tested = plan.parts.size() - plan.untested.size();
  std::string text =
      rows.empty() ? "no probe can be made by " + printable(plan.from) + "\n" : table(rows, colour);
  text += std::to_string(plan.probes.size()) + " of " + std::to_string(plan.considered) +
          " probes exercise " + std::to_string(tested) + " of " +
          std::to_string(plan.parts.size()) + " parts that the verdicts rest on\n";
  return text + untested_lines(plan, colour);
}

}  // namespace airtight::report
