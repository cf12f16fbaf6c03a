#include "golden.h"

#include <airtight/base/text.h>

#include <array>

namespace airtight::scenario {
namespace {

struct Named {
  std::string_view name;
  std::string_view meaning;
};
constexpr std::array types{Named{"kv", "Microsoft.KeyVault/vaults"},
                           Named{"cs", "Microsoft.CognitiveServices/accounts"}};
constexpr std::array observers{Named{"app", "app"}, Named{"platform", "platform"},
                               Named{"ext", "internet"}, Named{"vm", "vm"}};
constexpr std::array variants{Named{"php", "php"}, Named{"dotnet", "dotnet"},
                              Named{"js", "javascript"}, Named{"py", "python"}};
constexpr std::array addresses{Named{"PE4", "10.0.1.4"}, Named{"PE5", "10.0.1.5"}};

template <class Table>
std::string_view meaning_of(const Table& table, std::string_view name) {
  for (const Named& row : table) {
    if (row.name == name) return row.meaning;
  }
  return {};
}

ExpectedPath& path_of(ExpectedStep& step, std::string_view from, std::string_view to) {
  for (ExpectedPath& path : step.paths) {
    if (path.from == from && path.to == to) return path;
  }
  step.paths.push_back({std::string(from), std::string(to), "", "", "", step.where});
  return step.paths.back();
}

// Columns are named BACKEND_dns_OBSERVER, BACKEND_from_OBSERVER, refs, ACTION_VARIANT.
bool take_cell(ExpectedStep& step, std::string_view column, std::string_view cell) {
  if (cell == "-") return true;
  if (column == "refs") {
    step.references = std::string(cell);
    return true;
  }
  const auto parts = split(column, '_');
  if (parts.size() == 2) {
    const std::string_view variant = meaning_of(variants, parts[1]);
    step.apps[std::string(variant)][std::string(parts[0])] = std::string(cell);
    return !variant.empty();
  }
  if (parts.size() != 3 || meaning_of(observers, parts[2]).empty()) return false;
  ExpectedPath& path = path_of(step, meaning_of(observers, parts[2]), parts[0]);
  if (parts[1] == "from") {
    path.reach = std::string(cell);
    return true;
  }
  path.address = std::string(meaning_of(addresses, cell));
  path.resolves = path.address.empty() ? std::string(cell) : "PE";
  return parts[1] == "dns";
}

}  // namespace

std::string_view golden_type(std::string_view name) { return meaning_of(types, name); }

Result<std::vector<ExpectedStep>> read_golden(const std::string& text, const std::string& path) {
  std::vector<ExpectedStep> steps;
  std::vector<std::string> columns;
  int number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const auto cells = split(trim(line), ',');
    if (trim(line).empty()) continue;
    if (columns.empty()) {
      columns.assign(cells.begin(), cells.end());
      continue;
    }
    if (cells.size() != columns.size())
      return fail({path, number, 0, ""}, "expected " + std::to_string(columns.size()) + " cells");
    if (cells[0].ends_with("-stuck")) continue;
    ExpectedStep step;
    step.where = {path, number, 0, ""};
    step.at = std::string(cells[0].substr(0, cells[0].find("-early")));
    for (std::size_t i = 1; i < cells.size(); ++i) {
      if (!take_cell(step, columns[i], cells[i]))
        return fail({path, number, 0, ""}, "column \"" + columns[i] + "\" is not known");
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace airtight::scenario
