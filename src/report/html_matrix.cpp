#include "html_matrix.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <numeric>

#include "escape.h"
#include "findings.h"
#include "html_parts.h"

// Rows that are equal in every column become one, and columns that are equal in every row. Since
// both look at the whole matrix, all results of a joined cell are alike, whichever row and column
// they stand in. Results are compared as small numbers that stand for what they say, so that the
// cost is one text for each result and one comparison for each cell.

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

// Of more rows or columns nobody sees which differ.
constexpr std::size_t most_told_apart = 25;
// Results in a table: each takes some hundred bytes.
constexpr std::size_t most_entries = 6'000;

enum class Likeness : std::uint8_t { none, reason, status };

using Numbers = std::vector<std::size_t>;
// The cells of a row that say something: the results of each by column.
using Row = std::map<std::size_t, Numbers>;

struct Whole {
  Members rows;
  Members columns;
  std::vector<Row> cells;
};

std::size_t index_in(const Members& sorted, const std::string& name) {
  return static_cast<std::size_t>(std::ranges::lower_bound(sorted, name) - sorted.begin());
}

Whole whole_of(const Check& check) {
  std::set<std::string> rows;
  std::set<std::string> columns;
  for (const PolicyResult& result : check.results) {
    rows.insert(result.from);
    columns.insert(result.to);
  }
  Whole whole{{rows.begin(), rows.end()}, {columns.begin(), columns.end()}, {}};
  whole.cells.resize(whole.rows.size());
  for (std::size_t i = 0; i < check.results.size(); ++i) {
    const PolicyResult& result = check.results[i];
    Row& row = whole.cells[index_in(whole.rows, result.from)];
    row[index_in(whole.columns, result.to)].push_back(i);
  }
  return whole;
}

bool is_part_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// `text` with a blank for each `name` that stands alone in it.
std::string without(std::string text, const std::string& name, const char* blank) {
  if (name.empty()) return text;
  std::size_t from = 0;
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, from)) {
    const std::size_t end = at + name.size();
    const bool alone = (at == 0 || !is_part_of_name(text[at - 1])) &&
                       (end == text.size() || !is_part_of_name(text[end]));
    from = alone ? at + std::char_traits<char>::length(blank) : end;
    if (alone) text.replace(at, name.size(), blank);
  }
  return text;
}

std::string likeness_of(const PolicyResult& result, Likeness likeness) {
  std::string text =
      class_of(result) + word_of(result) + "\1" + result.rule + "\1" + join(result.controls, ",");
  if (likeness != Likeness::reason) return text;
  text += "\1" + without(without(message_of(result), result.to, "\3"), result.from, "\2");
  for (const Step& step : trace_of(result)) text += "\1" + step.stage + join(step.facts, ",");
  return text;
}

template <typename Key>
std::size_t number_of(std::map<Key, std::size_t>& known, const Key& key) {
  return known.emplace(key, known.size()).first->second;
}

// A row or a column: what each of its cells says, as a number, beside the cell's place.
using Line = std::vector<std::pair<std::size_t, std::size_t>>;

std::vector<Line> kinds_of(const Check& check, const Whole& whole, Likeness likeness) {
  std::map<std::string, std::size_t> texts;
  std::map<Numbers, std::size_t> sorts;
  std::vector<Line> kinds(whole.rows.size());
  for (std::size_t row = 0; row < whole.rows.size(); ++row) {
    for (const auto& [column, results] : whole.cells[row]) {
      Numbers said;
      for (const std::size_t result : results)
        said.push_back(number_of(texts, likeness_of(check.results[result], likeness)));
      kinds[row].emplace_back(column, number_of(sorts, said));
    }
  }
  return kinds;
}

std::vector<Line> turned(const std::vector<Line>& kinds, std::size_t columns) {
  std::vector<Line> result(columns);
  for (std::size_t row = 0; row < kinds.size(); ++row) {
    for (const auto& [column, kind] : kinds[row]) result[column].emplace_back(row, kind);
  }
  return result;
}

std::vector<Numbers> each_alone(std::size_t size) {
  std::vector<Numbers> groups(size);
  for (std::size_t i = 0; i < size; ++i) groups[i] = {i};
  return groups;
}

// Indices of equal lines, in order of the first of each.
std::vector<Numbers> alike(const std::vector<Line>& lines) {
  std::map<Line, std::size_t> known;
  std::vector<Numbers> groups;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t group = number_of(known, lines[i]);
    if (group == groups.size()) groups.emplace_back();
    groups[group].push_back(i);
  }
  return groups;
}

Members named(const Members& all, const Numbers& group) {
  Members names;
  for (const std::size_t i : group) names.push_back(all[i]);
  return names;
}

std::vector<PageMatrix::Cell> cells_of(const Row& row, std::size_t rows,
                                       const std::vector<Numbers>& columns) {
  std::vector<PageMatrix::Cell> cells;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto cell = row.find(columns[i][0]);
    if (cell != row.end()) cells.push_back({i, cell->second, rows * columns[i].size()});
  }
  return cells;
}

PageMatrix joined(const Check& check, const Whole& whole, Likeness likeness, bool lines) {
  std::vector<Numbers> rows = each_alone(whole.rows.size());
  std::vector<Numbers> columns = each_alone(whole.columns.size());
  if (likeness != Likeness::none) {
    const std::vector<Line> kinds = kinds_of(check, whole, likeness);
    rows = alike(kinds);
    if (!lines) columns = alike(turned(kinds, whole.columns.size()));
  }
  PageMatrix matrix;
  for (const Numbers& column : columns) matrix.columns.push_back(named(whole.columns, column));
  for (const Numbers& row : rows) {
    matrix.rows.push_back(named(whole.rows, row));
    matrix.cells.push_back(cells_of(whole.cells[row[0]], row.size(), columns));
  }
  matrix.lines = lines;
  matrix.grouped = rows.size() < whole.rows.size() || columns.size() < whole.columns.size();
  matrix.same_reasons = likeness == Likeness::reason;
  return matrix;
}

std::size_t entries_of(const std::vector<PageMatrix::Cell>& row) {
  return std::accumulate(
      row.begin(), row.end(), std::size_t{0},
      [](std::size_t sum, const PageMatrix::Cell& cell) { return sum + cell.results.size(); });
}

std::size_t entries_of(const PageMatrix& matrix) {
  return std::accumulate(matrix.cells.begin(), matrix.cells.end(), std::size_t{0},
                         [](std::size_t sum, const auto& row) { return sum + entries_of(row); });
}

// Most cells say nothing: then who names what is told in a line for each sender.
bool is_sparse(const Whole& whole) {
  std::size_t filled = 0;
  for (const Row& row : whole.cells) filled += row.size();
  return whole.columns.size() > most_told_apart &&
         filled * 4 < whole.rows.size() * whole.columns.size();
}

// An empty cell takes a third of what a result does.
std::size_t empty_cells(const PageMatrix& matrix, std::size_t rows) {
  return matrix.lines ? 0 : rows * matrix.columns.size() / 3;
}

bool has_room(const PageMatrix& matrix) {
  return entries_of(matrix) + empty_cells(matrix, matrix.rows.size()) <= most_entries;
}

std::size_t open_in(const Check& check, const std::vector<PageMatrix::Cell>& row) {
  std::size_t open = 0;
  for (const PageMatrix::Cell& cell : row) {
    open += static_cast<std::size_t>(std::ranges::count_if(cell.results, [&](std::size_t result) {
      return check.results[result].status != Status::pass;
    }));
  }
  return open;
}

// Keeps the rows of most open results, in their order.
PageMatrix cut(const Check& check, PageMatrix matrix) {
  Numbers order(matrix.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Numbers open;
  for (const auto& row : matrix.cells) open.push_back(open_in(check, row));
  std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t row) { return open[row]; });
  std::vector<bool> kept(matrix.rows.size());
  std::size_t taken = 0;
  for (const std::size_t row : order) {
    const std::size_t entries = entries_of(matrix.cells[row]) + empty_cells(matrix, 1);
    kept[row] = taken + entries <= most_entries;
    if (kept[row]) taken += entries;
  }
  PageMatrix result = matrix;
  result.rows.clear();
  result.cells.clear();
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    if (kept[row]) {
      result.rows.push_back(matrix.rows[row]);
      result.cells.push_back(matrix.cells[row]);
      continue;
    }
    result.rows_left += matrix.rows[row].size();
    for (const PageMatrix::Cell& cell : matrix.cells[row])
      result.results_left += cell.results.size() * cell.each;
  }
  return result;
}

// "app-1", or one that opens: "app-1 and 29 more".
std::string heading_of(const Members& members) {
  if (members.size() == 1) return xml(members[0]);
  std::string text = "<details><summary>" + xml(members[0]) + " and " +
                     std::to_string(members.size() - 1) + " more</summary><small>";
  for (std::size_t i = 1; i < members.size(); ++i) text += (i == 1 ? "" : ", ") + xml(members[i]);
  return text + "</small></details>";
}

std::string entry_of(const Check& check, std::size_t number, const PageMatrix::Cell& cell,
                     bool linked, const std::string& target) {
  const PolicyResult& result = check.results[number];
  std::string inside = std::string(sign_of(result)) + " ";
  if (!target.empty()) inside += "<b>" + xml(target) + "</b> ";
  inside += "<span class=\"word\">" + word_of(result) + "</span>";
  if (cell.each > 1) inside += " <small>× " + std::to_string(cell.each) + "</small>";
  if (cell.results.size() > 1 && !result.controls.empty())
    inside += " <small>" + xml(join(result.controls, ", ")) + "</small>";
  if (linked)
    return "<a class=\"" + class_of(result) + "\" href=\"#r" + std::to_string(number) + "\">" +
           inside + "</a>";
  return "<span class=\"" + class_of(result) + "\">" + inside + "</span>";
}

std::string as_lines(const Check& check, const PageMatrix& matrix,
                     const std::set<std::size_t>& written) {
  std::string text =
      "<table class=\"lines\"><thead><tr><th scope=\"col\">from</th><th scope=\"col\">to</th></tr>"
      "</thead><tbody>";
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    text += "<tr><th scope=\"row\">" + heading_of(matrix.rows[row]) + "</th><td>";
    for (const PageMatrix::Cell& cell : matrix.cells[row]) {
      for (const std::size_t result : cell.results)
        text += entry_of(check, result, cell, written.contains(result),
                         matrix.columns[cell.column].front());
    }
    text += "</td></tr>";
  }
  return text + "</tbody></table>";
}

// On paper narrow columns have signs without words, and there is no paper for very many.
std::string_view width_of(const PageMatrix& matrix) {
  if (matrix.columns.size() > most_told_apart) return " class=\"wide endless\"";
  return matrix.columns.size() > 6 ? " class=\"wide\"" : "";
}

std::string empty_until(std::size_t from, std::size_t to) {
  std::string text;
  for (; from < to; ++from) text += "<td class=\"none\">–</td>";
  return text;
}

std::string as_matrix(const Check& check, const PageMatrix& matrix,
                      const std::set<std::size_t>& written) {
  std::string text =
      "<table" + std::string(width_of(matrix)) + "><thead><tr><th scope=\"col\">from</th>";
  for (const Members& column : matrix.columns)
    text += "<th scope=\"col\">" + heading_of(column) + "</th>";
  text += "</tr></thead><tbody>";
  for (std::size_t row = 0; row < matrix.rows.size(); ++row) {
    text += "<tr><th scope=\"row\">" + heading_of(matrix.rows[row]) + "</th>";
    std::size_t column = 0;
    for (const PageMatrix::Cell& cell : matrix.cells[row]) {
      text += empty_until(column, cell.column) + "<td>";
      for (const std::size_t result : cell.results)
        text += entry_of(check, result, cell, written.contains(result), "");
      text += "</td>";
      column = cell.column + 1;
    }
    text += empty_until(column, matrix.columns.size()) + "</tr>";
  }
  return text + "</tbody></table>";
}

std::string notes_of(const PageMatrix& matrix) {
  std::string text;
  if (matrix.grouped)
    text += "Those that fare alike share a row or a column; open it to see who they are. ";
  if (matrix.grouped && !matrix.same_reasons)
    text += "They come to the same, not always for the same reason. ";
  if (matrix.rows_left > 0)
    text += std::to_string(matrix.rows_left) + " more with " + std::to_string(matrix.results_left) +
            " results, of which fewest are open, have no room here; the JSON report has all. ";
  if (!text.empty()) text = "<p>" + text + "</p>";
  if (matrix.columns.size() > 6 && !matrix.lines)
    text += "<p class=\"paper\">✓ holds, ✗ fails, ? undetermined, ○ waived or known</p>";
  if (matrix.columns.size() > most_told_apart && !matrix.lines)
    text +=
        "<p class=\"paper\">The matrix is wider than paper; the results below say all of "
        "it.</p>";
  return text;
}

}  // namespace

PageMatrix page_matrix(const Check& check) {
  const Whole whole = whole_of(check);
  if (whole.rows.size() <= most_told_apart && whole.columns.size() <= most_told_apart)
    return joined(check, whole, Likeness::none, false);
  PageMatrix matrix;
  for (const Likeness likeness : {Likeness::reason, Likeness::status}) {
    matrix = joined(check, whole, likeness, is_sparse(whole));
    if (has_room(matrix)) return matrix;
  }
  return cut(check, std::move(matrix));
}

std::string html_table(const Check& check, const PageMatrix& matrix,
                       const std::set<std::size_t>& written) {
  return notes_of(matrix) +
         "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"matrix\">" +
         (matrix.lines ? as_lines(check, matrix, written) : as_matrix(check, matrix, written)) +
         "</div>";
}

std::set<std::size_t> shown_in(const PageMatrix& matrix) {
  std::set<std::size_t> shown;
  for (const auto& row : matrix.cells) {
    for (const PageMatrix::Cell& cell : row) shown.insert(cell.results.begin(), cell.results.end());
  }
  return shown;
}

}  // namespace airtight::report
