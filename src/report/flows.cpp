#include "flows.h"

#include <airtight/base/text.h>

#include "palette.h"

namespace airtight::report {
namespace {

using reconcile::Agreement;

Colour colour_for(Agreement agreement) {
  switch (agreement) {
    case Agreement::agrees:
      return Colour::good;
    case Agreement::disagrees:
      return Colour::bad;
    case Agreement::unsettled:
      return Colour::faint;
  }
  return Colour::plain;
}

}  // namespace

Json json_of(const reconcile::PathComparison& flow) {
  Json json{{"flow", flow.flow.text()}, {"agreement", to_string(flow.agreement)}};
  add_verdict(json, flow.path.verdict);
  if (flow.path.resolution) json["class"] = to_string(flow.path.resolution->answer_class);
  json["observations"] = Json::array();
  for (const reconcile::Comparison& each : flow.comparisons)
    json["observations"].push_back({{"id", each.observation},
                                    {"agreement", to_string(each.agreement)},
                                    {"predicted", each.predicted},
                                    {"observed", each.observed}});
  return json;
}

std::string flow_lines(const std::vector<reconcile::PathComparison>& flows, bool colour) {
  std::vector<std::vector<Cell>> rows{{{"flow", Colour::faint},
                                       {"observation", Colour::faint},
                                       {"predicted", Colour::faint},
                                       {"seen", Colour::faint},
                                       {"", Colour::faint}}};
  for (const auto& flow : flows) {
    for (const reconcile::Comparison& each : flow.comparisons)
      rows.push_back({{printable(flow.flow.text()), Colour::plain},
                      {printable(each.observation), Colour::faint},
                      {printable(each.predicted), Colour::plain},
                      {printable(each.observed), Colour::plain},
                      {std::string(to_string(each.agreement)), colour_for(each.agreement)}});
  }
  return rows.size() == 1 ? "nothing that was observed speaks of a host\n" : table(rows, colour);
}

}  // namespace airtight::report
