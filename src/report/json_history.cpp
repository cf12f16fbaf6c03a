#include "json_history.h"

#include <airtight/report/check.h>
#include <airtight/verify/waivers.h>

namespace airtight::report {

Json json_of(const verify::Remembered& one) {
  Json json{{"id", one.id},
            {"subject", one.subject},
            {"status", to_string(one.status)},
            {"since", verify::to_string(one.since)}};
  if (one.fixed) json["fixed"] = verify::to_string(*one.fixed);
  return json;
}

std::string json_history(const verify::History& history) {
  Json json{{"schema", "airtight/history/1"}, {"results", Json::array()}};
  for (const verify::Remembered& one : history.results) json["results"].push_back(json_of(one));
  return pretty(json);
}

}  // namespace airtight::report
