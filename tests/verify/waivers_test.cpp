#include <airtight/verify/baseline.h>
#include <airtight/verify/waivers.h>

#include <catch2/catch.hpp>

#include "verify/pattern.h"

using namespace airtight;
using namespace airtight::verify;

namespace {

constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::month{11},
                                            std::chrono::day{26}};
constexpr std::chrono::year_month_day yesterday{std::chrono::year{2026}, std::chrono::month{11},
                                                std::chrono::day{25}};

PolicyResult result(const std::string& id, Status status,
                    const std::string& subject = "app1 -> kv1") {
  PolicyResult one;
  one.id = id;
  one.subject = subject;
  one.status = status;
  return one;
}

Waiver waiver(const std::string& id, std::chrono::year_month_day expires,
              const std::string& subject = "") {
  Waiver one;
  one.id = id;
  one.subject = subject;
  one.reason = "moves in March";
  one.expires = expires;
  return one;
}

// What is said of the waivers.
std::string applied(std::vector<PolicyResult>& results, const std::vector<Waiver>& waivers) {
  Diagnostics diagnostics;
  apply_waivers(results, waivers, today, diagnostics);
  std::string text;
  for (const Diagnostic& one : diagnostics) text += one.message + "\n";
  return text;
}

}  // namespace

TEST_CASE("a waiver excuses a failure until its last day and no longer", "[policy][waivers]") {
  std::vector<PolicyResult> results{result("a", Status::fail)};
  CHECK(counts(results[0]));
  CHECK(applied(results, {waiver("a", today)}).empty());
  CHECK_FALSE(counts(results[0]));
  CHECK(results[0].status == Status::fail);  // it is still what it is

  std::vector<PolicyResult> late{result("a", Status::fail)};
  CHECK(applied(late, {waiver("a", yesterday)}).find("expired on 2026-11-25") != std::string::npos);
  CHECK(counts(late[0]));
  REQUIRE(late[0].waiver.has_value());
  CHECK(late[0].waiver->expired);
}

TEST_CASE("of two waivers the one in force counts", "[policy][waivers]") {
  std::vector<PolicyResult> results{result("a", Status::undetermined)};
  applied(results, {waiver("a", yesterday), waiver("*", today)});
  CHECK_FALSE(counts(results[0]));
}

TEST_CASE("a waiver is for its subject only", "[policy][waivers]") {
  std::vector<PolicyResult> results{result("a", Status::fail, "app1 -> kv1"),
                                    result("a", Status::fail, "app2 -> kv1")};
  applied(results, {waiver("a", today, "APP1 -> *")});
  CHECK_FALSE(counts(results[0]));
  CHECK(counts(results[1]));
}

TEST_CASE("waivers that nobody needs are named", "[policy][waivers]") {
  std::vector<PolicyResult> results{result("a", Status::pass)};
  CHECK(applied(results, {waiver("a", today)}).find("is not needed") != std::string::npos);
  CHECK(applied(results, {waiver("b", today)}).find("fits no result") != std::string::npos);
}

TEST_CASE("dates are written as ISO 8601 has them", "[policy][waivers]") {
  CHECK(to_string(today) == "2026-11-26");
  CHECK(to_string(std::chrono::year{987} / 1 / 2) == "0987-01-02");
}

TEST_CASE("patterns know stars and question marks", "[policy][patterns]") {
  for (const char* pattern : {"*", "kv*", "*1", "k?1", "KV1", "k*v*1*", "**1"}) {
    INFO(pattern);
    CHECK(matches(pattern, "kv1"));
  }
  for (const char* pattern : {"", "k", "kv1?", "?kv1", "*2", "k*1v"}) {
    INFO(pattern);
    CHECK_FALSE(matches(pattern, "kv1"));
  }
  CHECK(matches("", ""));
  CHECK(matches("*", ""));
  // Many stars take no exponential time.
  CHECK_FALSE(matches("*a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
}

TEST_CASE("against a baseline only what is new or worse counts", "[policy][baseline]") {
  std::vector<PolicyResult> results{
      result("old", Status::fail),     result("new", Status::fail),
      result("worse", Status::fail),   result("better", Status::undetermined),
      result("excused", Status::fail), result("fixed", Status::pass)};
  const auto comparison = compare(results, {{"old", "app1 -> kv1", Status::fail},
                                            {"worse", "app1 -> kv1", Status::undetermined},
                                            {"better", "app1 -> kv1", Status::fail},
                                            {"excused", "app1 -> kv1", Status::fail, true},
                                            {"fixed", "app1 -> kv1", Status::fail},
                                            {"gone", "app1 -> kv1", Status::fail},
                                            {"passed", "app1 -> kv1", Status::pass}});
  const auto counting = [&](std::size_t i) { return counts(results[i]); };
  CHECK_FALSE(counting(0));
  CHECK(counting(1));
  CHECK(counting(2));
  CHECK_FALSE(counting(3));
  CHECK(counting(4));
  CHECK(comparison.known == 2);
  CHECK(comparison.added == 3);
  REQUIRE(comparison.fixed.size() == 1);
  CHECK(comparison.fixed[0].id == "fixed");
  REQUIRE(comparison.gone.size() == 1);
  CHECK(comparison.gone[0].id == "gone");
}

TEST_CASE("a baseline does not outlive a waiver, and excuses each result once",
          "[policy][baseline]") {
  std::vector<PolicyResult> results{result("a", Status::fail), result("b", Status::fail),
                                    result("b", Status::fail)};
  applied(results, {waiver("a", yesterday)});
  compare(results, {{"a", "app1 -> kv1", Status::fail}, {"b", "app1 -> kv1", Status::fail}});
  CHECK(counts(results[0]));
  CHECK_FALSE(counts(results[1]));
  CHECK(counts(results[2]));
}
