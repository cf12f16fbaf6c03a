#include <airtight/base/text.h>
#include <airtight/report/lab_replay.h>

#include <algorithm>

#include "json_parts.h"
#include "palette.h"

namespace airtight::report {
namespace {

// All that any step says, in order of first appearance.
std::vector<std::string> cells_of(const std::vector<LabStep>& steps) {
  std::vector<std::string> all;
  for (const LabStep& step : steps)
    for (const LabCell& cell : step.cells)
      if (std::ranges::count(all, cell.what) == 0) all.push_back(cell.what);
  return all;
}

Cell shown(const LabStep& step, const std::string& what) {
  const auto cell = std::ranges::find(step.cells, what, &LabCell::what);
  if (cell == step.cells.end()) return {"-", Colour::faint};
  if (cell->measured.empty()) return {"not measured", Colour::doubtful};
  if (cell->agrees()) return {cell->measured, Colour::good};
  return {cell->measured + ", not " + cell->predicted, Colour::bad};
}

std::string name_of(const LabStep& step) {
  return step.label.empty() ? std::to_string(step.index) : step.label;
}

}  // namespace

bool LabStep::agrees() const {
  return std::ranges::all_of(cells, [](const LabCell& cell) { return cell.agrees(); });
}

std::string text_lab_replay(const std::vector<LabStep>& steps, bool colour) {
  const std::vector<std::string> columns = cells_of(steps);
  std::vector<std::vector<Cell>> rows(1);
  rows.front().push_back({"step", Colour::faint});
  for (const std::string& each : columns) rows.front().push_back({printable(each), Colour::faint});
  for (const LabStep& step : steps) {
    rows.push_back({{printable(name_of(step)), Colour::plain}});
    for (const std::string& each : columns) rows.back().push_back(shown(step, each));
  }
  std::string text = table(rows, colour);
  for (const LabStep& step : steps)
    for (const std::string& note : step.notes)
      text += printable(name_of(step) + ": " + note) + "\n";
  const auto agree = std::ranges::count_if(steps, [](const auto& step) { return step.agrees(); });
  return text + std::to_string(agree) + " of " + std::to_string(steps.size()) +
         " steps are measured as predicted\n";
}

std::string json_lab_replay(const Preamble& preamble, const std::vector<LabStep>& steps) {
  Json json = document(preamble);
  json["steps"] = Json::array();
  for (const LabStep& step : steps) {
    Json one{{"index", step.index}};
    add_text(one, "label", step.label);
    add_text(one, "command", step.command);
    one["predicted"] = one["measured"] = Json::object();
    for (const LabCell& cell : step.cells) {
      one["predicted"][cell.what] = cell.predicted;
      if (!cell.measured.empty()) one["measured"][cell.what] = cell.measured;
    }
    one["agrees"] = step.agrees();
    add_list(one, "notes", step.notes);
    json["steps"].push_back(std::move(one));
  }
  return pretty(json);
}

}  // namespace airtight::report
