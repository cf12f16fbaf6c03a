#include <airtight/report/check.h>

#include <algorithm>

#include "json_parts.h"

namespace airtight::report {
namespace {

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
  return json;
}

}  // namespace

std::string json_check(const Preamble& preamble, const std::vector<verify::PolicyResult>& results) {
  Json json = document(preamble);
  json["results"] = Json::array();
  for (const verify::PolicyResult& result : results) json["results"].push_back(json_of(result));
  json["summary"] = Json::object();
  for (const auto status :
       {verify::Status::pass, verify::Status::fail, verify::Status::undetermined})
    json["summary"][std::string(to_string(status))] =
        std::ranges::count(results, status, &verify::PolicyResult::status);
  return pretty(json);
}

}  // namespace airtight::report
