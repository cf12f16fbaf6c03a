#include <airtight/report/check.h>
#include <airtight/verify/waivers.h>

#include "findings.h"
#include "json_history.h"
#include "json_parts.h"

namespace airtight::report {
namespace {

Json json_of(const std::vector<verify::FormerResult>& list) {
  Json json = Json::array();
  for (const verify::FormerResult& one : list)
    json.push_back({{"id", one.id}, {"subject", one.subject}, {"status", to_string(one.status)}});
  return json;
}

Json json_of(const verify::PolicyResult& result) {
  Json json{{"id", result.id},
            {"title", result.title},
            {"status", to_string(result.status)},
            {"severity", to_string(result.severity)},
            {"subject", result.subject}};
  add_text(json, "explanation", result.explanation);
  if (result.witness) json["witness"] = report::json_of(*result.witness);
  add_place(json, result.where);
  json["controls"] = result.controls;
  if (result.waiver) json["waiver"] = report::json_of(*result.waiver);
  if (result.standing != verify::Standing::unsaid)
    json["baseline"] = result.standing == verify::Standing::known ? "known" : "new";
  add_text(json, "owner", result.owner);
  if (result.since) json["since"] = verify::to_string(*result.since);
  return json;
}

}  // namespace

std::string json_check(const Check& check) {
  Json json = document(check.preamble);
  if (has_errors(check.preamble.diagnostics)) return pretty(json);
  json["results"] = Json::array();
  for (const verify::PolicyResult& result : check.results)
    json["results"].push_back(json_of(result));
  json["summary"] = Json::object();
  for (const auto status :
       {verify::Status::pass, verify::Status::fail, verify::Status::undetermined})
    json["summary"][std::string(to_string(status))] = count(check, status);
  if (const auto n = count_waived(check); n > 0) json["summary"]["waived"] = n;
  if (check.baseline)
    json["baseline"] = {{"new", check.baseline->added},
                        {"known", check.baseline->known},
                        {"fixed", json_of(check.baseline->fixed)},
                        {"gone", json_of(check.baseline->gone)}};
  if (check.history) {
    json["history"] = {{"new", check.history->added}, {"fixed", Json::array()}};
    for (const verify::Remembered& one : check.history->fixed)
      json["history"]["fixed"].push_back(report::json_of(one));
  }
  return pretty(json);
}

}  // namespace airtight::report
