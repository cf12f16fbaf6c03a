#pragma once

#include <airtight/report/check.h>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace airtight::report {

// Senders or targets that stand in one row or column, in order.
using Members = std::vector<std::string>;

// Who by what, as the page shows it. Of many senders or targets those whose results are alike are
// one row or one column; `cells` holds for each the results that stand for all of it, one of each
// sort. Alike are results that say the same, names apart, and by the same steps; where that leaves
// too many cells, those of the same status and controls.
struct PageMatrix {
  struct Cell {
    std::size_t column = 0;
    std::vector<std::size_t> results;  // indices of Check::results
    std::size_t each = 0;              // how many like each of them there are
  };
  std::vector<Members> rows;
  std::vector<Members> columns;
  std::vector<std::vector<Cell>> cells;  // of each row those that say something
  bool lines = false;                    // few say something: a line for each row, no columns
  bool grouped = false;
  bool same_reasons = true;      // of results in one cell, where grouped
  std::size_t rows_left = 0;     // for which there was no room: those of the fewest open results
  std::size_t results_left = 0;  // that stand in those rows
};

PageMatrix page_matrix(const Check& check);

// Its table. Only results in `written` have a section that a cell can lead to.
std::string html_table(const Check& check, const PageMatrix& matrix,
                       const std::set<std::size_t>& written);

// The results that a cell stands for.
std::set<std::size_t> shown_in(const PageMatrix& matrix);

}  // namespace airtight::report
