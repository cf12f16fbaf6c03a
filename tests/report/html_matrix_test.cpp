#include "report/html_matrix.h"

#include <catch2/catch.hpp>
#include <random>

using namespace airtight;
using verify::Status;

namespace {

verify::PolicyResult page_result(const std::string& from, const std::string& to, Status status,
                                 const std::string& reason = "") {
  verify::PolicyResult one;
  one.rule = "isolated-backend";
  one.title = to + " is isolated for " + from;
  one.from = from;
  one.to = to;
  one.subject = from + " -> " + to;
  one.status = status;
  if (status != Status::pass) one.explanation = from + " does not reach " + to + ": " + reason;
  return one;
}

std::string called(const char* what, int number) { return what + std::to_string(number); }

// All by all; `status` and `reason` say what each comes to.
template <typename StatusOf, typename ReasonOf>
report::Check square(int size, StatusOf status, ReasonOf reason) {
  report::Check check;
  check.preamble.command = "check";
  for (int from = 0; from < size; ++from) {
    for (int to = 0; to < size; ++to)
      check.results.push_back(
          page_result(called("app", from), called("kv", to), status(from, to), reason(from, to)));
  }
  return check;
}

std::size_t told(const report::PageMatrix& matrix) {
  std::size_t sum = matrix.results_left;
  for (const auto& row : matrix.cells) {
    for (const auto& cell : row) sum += cell.results.size() * cell.each;
  }
  return sum;
}

std::size_t members(const std::vector<report::Members>& lines) {
  std::size_t sum = 0;
  for (const report::Members& line : lines) sum += line.size();
  return sum;
}

Status every_third_fails(int /*from*/, int to) { return to % 3 == 0 ? Status::fail : Status::pass; }

std::string no_route(int /*from*/, int /*to*/) { return "NO_ROUTE"; }

}  // namespace

TEST_CASE("a small matrix has a row and a column for each", "[report][html][matrix]") {
  const report::Check check = square(25, every_third_fails, no_route);
  const report::PageMatrix matrix = report::page_matrix(check);
  CHECK_FALSE(matrix.grouped);
  CHECK(matrix.rows.size() == 25);
  CHECK(matrix.columns.size() == 25);
  CHECK(told(matrix) == 625);
}

TEST_CASE("of many, those that fare alike share a row and a column", "[report][html][matrix]") {
  const report::Check check = square(200, every_third_fails, no_route);
  const report::PageMatrix matrix = report::page_matrix(check);
  CHECK(matrix.grouped);
  CHECK(matrix.same_reasons);
  REQUIRE(matrix.rows.size() == 1);
  REQUIRE(matrix.columns.size() == 2);
  CHECK(matrix.columns[0].size() == 67);
  CHECK(matrix.cells[0][0].each == 67 * 200);
  CHECK(told(matrix) == 40'000);
  const std::string table = report::html_table(check, matrix, report::shown_in(matrix));
  for (int i = 0; i < 200; ++i) {
    for (const char* what : {"app", "kv"}) CHECK(table.find(called(what, i)) != std::string::npos);
  }
  CHECK(table.find("× 13400") != std::string::npos);
}

TEST_CASE("who fails for another reason is not alike", "[report][html][matrix]") {
  const report::Check check = square(30, every_third_fails, [](int from, int to) {
    return from == 7 && to == 9 ? "NSG_DENY" : "NO_ROUTE";
  });
  const report::PageMatrix matrix = report::page_matrix(check);
  REQUIRE(matrix.rows.size() == 2);
  CHECK(matrix.rows[1] == report::Members{"app7"});
  CHECK(matrix.columns.size() == 3);
  CHECK(told(matrix) == 900);
}

TEST_CASE("a name that is part of another word does not make results alike",
          "[report][html][matrix]") {
  report::Check check = square(26, every_third_fails, no_route);
  check.results[0].explanation = "app0 does not reach kv0x: NO_ROUTE";
  CHECK(report::page_matrix(check).rows.size() == 2);
}

TEST_CASE("where few name each other, each has a line", "[report][html][matrix]") {
  report::Check check;
  for (int i = 0; i < 2000; ++i)
    check.results.push_back(page_result(called("app", i), called("kv", i),
                                        i % 2 == 0 ? Status::fail : Status::pass, "NO_ROUTE"));
  const report::PageMatrix matrix = report::page_matrix(check);
  CHECK(matrix.lines);
  CHECK(matrix.rows.size() == 2000);
  CHECK(told(matrix) == 2000);
  const std::string table = report::html_table(check, matrix, report::shown_in(matrix));
  CHECK(table.size() < 400'000);
  CHECK(table.find("<b>kv1999</b>") != std::string::npos);
}

TEST_CASE("nothing leaves a matrix in silence", "[report][html][matrix]") {
  std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): the same matrix each time
  const report::Check check = square(
      200, [&](int, int) { return random() % 2 == 0 ? Status::fail : Status::pass; }, no_route);
  const report::PageMatrix matrix = report::page_matrix(check);
  CHECK_FALSE(matrix.same_reasons);
  CHECK(matrix.rows_left > 0);
  CHECK(members(matrix.rows) + matrix.rows_left == 200);
  CHECK(members(matrix.columns) == 200);
  CHECK(told(matrix) == 40'000);
  const std::string table = report::html_table(check, matrix, report::shown_in(matrix));
  CHECK(table.size() < 1'000'000);
  CHECK(table.find(std::to_string(matrix.rows_left) + " more with " +
                   std::to_string(matrix.results_left) + " results") != std::string::npos);
  CHECK(report::html_check(check, "").size() < 2'000'000);
}

TEST_CASE("rows without room are those of fewest open results", "[report][html][matrix]") {
  std::mt19937 random(11);  // NOLINT(bugprone-random-generator-seed): the same matrix each time
  const report::Check check = square(
      200,
      [&](int from, int) {
        const unsigned one_in = from == 150 ? 1 : 4;
        return random() % one_in == 0 ? Status::fail : Status::pass;
      },
      no_route);
  const report::PageMatrix matrix = report::page_matrix(check);
  CHECK(matrix.rows_left > 0);
  CHECK(std::ranges::count(matrix.rows, report::Members{"app150"}) == 1);
}
