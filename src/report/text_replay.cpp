#include <airtight/base/text.h>
#include <airtight/report/text.h>

#include <algorithm>

#include "palette.h"

namespace airtight::report {
namespace {

using Column = std::pair<std::string, std::string>;  // observer, back end

bool is_shown(const verify::Path& path) { return !path.from.starts_with("platform"); }

// Every observer with every back end that ever exists, in order of first appearance. What the
// platform reaches is in the column of references.
std::vector<Column> columns_of(const rollout::Replay& replay) {
  std::vector<Column> columns;
  for (const rollout::Step& step : replay.steps) {
    for (const verify::Path& path : step.paths) {
      const Column column{path.from, path.to};
      if (is_shown(path) && std::ranges::count(columns, column) == 0) columns.push_back(column);
    }
  }
  std::ranges::stable_sort(columns, {}, [&](const Column& column) {
    return std::ranges::find(columns, column.first, &Column::first) - columns.begin();
  });
  return columns;
}

// "az network vnet create" without options: what a reader needs to find the line.
std::string words_of(const std::string& command) {
  constexpr std::size_t most = 38;
  std::string words;
  for (const std::string_view word : split(command, ' ')) {
    if (word.starts_with('-')) break;
    words += (words.empty() ? "" : " ") + std::string(word);
  }
  return words.size() > most ? words.substr(0, most - 1) + "…" : words;
}

Cell cell_of(const rollout::Step& step, const Column& column) {
  const auto found = std::ranges::find_if(step.paths, [&](const verify::Path& path) {
    return path.from == column.first && path.to == column.second;
  });
  return found == step.paths.end() ? Cell{"-", Colour::faint}
                                   : Cell{word_of(*found), colour_of(*found)};
}

Cell references_of(const rollout::Step& step) {
  switch (step.references) {
    case rollout::References::none:
      return {"-", Colour::faint};
    case rollout::References::resolved:
      return {"resolved", Colour::good};
    case rollout::References::cached:
      return {"cached", Colour::doubtful};
    case rollout::References::denied:
      return {"denied", Colour::bad};
    case rollout::References::unknown:
      return {"?", Colour::doubtful};
  }
  return {};
}

// The first variant speaks for the app; JSON has them all.
Cell app_of(const rollout::Step& step) {
  if (step.apps.empty()) return {"-", Colour::faint};
  Cell cell{"", Colour::good};
  for (const rollout::ActionResult& action : step.apps.front().actions) {
    cell.text += (cell.text.empty() ? "" : ", ") + action.action + " " + action.result;
    if (!action.works) cell.colour = Colour::bad;
  }
  return cell;
}

std::string first_variant(const rollout::Replay& replay) {
  for (const rollout::Step& step : replay.steps) {
    if (!step.apps.empty()) return " (" + step.apps.front().variant + ")";
  }
  return "";
}

std::vector<std::vector<Cell>> header(const rollout::Replay& replay,
                                      const std::vector<Column>& columns) {
  std::vector<Cell> above{{"", Colour::plain}, {"", Colour::plain}};
  std::vector<Cell> below{{"step", Colour::strong}, {"command", Colour::strong}};
  std::string last;
  for (const Column& column : columns) {
    above.push_back({column.first == last ? "" : "from " + column.first, Colour::strong});
    below.push_back({column.second, Colour::strong});
    last = column.first;
  }
  above.push_back({"", Colour::plain});
  below.push_back({"references", Colour::strong});
  below.push_back({"app" + first_variant(replay), Colour::strong});
  return {above, below};
}

std::string name_of(const rollout::Replay& replay, std::size_t index) {
  const rollout::Step& step = replay.steps[index];
  return step.label.empty() ? "step " + std::to_string(index) : step.label;
}

std::vector<Cell> row_of(const rollout::Replay& replay, const rollout::Window& window) {
  const bool outage = window.kind == rollout::Window::Kind::outage;
  std::string subject = window.path;
  if (!window.variants.empty()) subject += " (" + join(window.variants, ", ") + ")";
  return {{outage ? "outage" : "exposure", outage ? Colour::bad : Colour::doubtful},
          {"opens " + name_of(replay, window.opens), Colour::plain},
          {window.closes ? "closes " + name_of(replay, *window.closes) : "still open",
           window.closes ? Colour::plain : Colour::bad},
          {subject, Colour::plain}};
}

}  // namespace

std::string text_replay(const rollout::Replay& replay, bool colour) {
  const std::vector<Column> columns = columns_of(replay);
  std::vector<std::vector<Cell>> rows = header(replay, columns);
  for (const rollout::Step& step : replay.steps) {
    std::vector<Cell> row{{name_of(replay, step.index), Colour::plain},
                          {words_of(step.command), Colour::faint}};
    for (const Column& column : columns) row.push_back(cell_of(step, column));
    row.push_back(references_of(step));
    row.push_back(app_of(step));
    rows.push_back(std::move(row));
  }
  std::string text = table(rows, colour) + "\n";
  if (replay.windows.empty()) return text + "no outage and no exposure\n";
  std::vector<std::vector<Cell>> windows;
  for (const rollout::Window& window : replay.windows) windows.push_back(row_of(replay, window));
  return text + table(windows, colour);
}

}  // namespace airtight::report
