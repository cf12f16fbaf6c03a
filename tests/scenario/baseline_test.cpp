#include <airtight/scenario/baseline.h>

#include <catch2/catch.hpp>

using namespace airtight;

namespace {

std::string fault_of(const std::string& text) {
  const auto read = scenario::read_baseline(text, "b.json");
  if (read) return "none";
  return to_string(read.error().where) + ": " + read.error().message;
}

}  // namespace

TEST_CASE("a baseline is a former report and nothing else", "[scenario][baseline]") {
  CHECK(fault_of("{") == "b.json:1: the baseline is no JSON");
  CHECK(fault_of("[]").find("expected a report of check") != std::string::npos);
  CHECK(fault_of(R"({"schema": "airtight/what-if/1", "results": []})")
            .find("found \"airtight/what-if/1\"") != std::string::npos);
  CHECK(fault_of(R"({"schema": "airtight/check/1"})").find("was refused") != std::string::npos);
  CHECK(
      fault_of(R"({"schema": "airtight/check/1", "results": [{"id": "a"}]})").find("/results/0") !=
      std::string::npos);
  CHECK(fault_of(R"({"schema": "airtight/check/1", "results": [
    {"id": "a", "subject": "s", "status": "green"}]})") != "none");
}

TEST_CASE("what was waived in a baseline is known as such", "[scenario][baseline]") {
  const auto read = scenario::read_baseline(R"({"schema": "airtight/check/1", "results": [
    {"id": "a", "subject": "s", "status": "fail", "waiver": {"expired": false}},
    {"id": "b", "subject": "s", "status": "fail", "waiver": {"expired": true}},
    {"id": "c", "subject": "s", "status": "pass"}]})",
                                            "b.json");
  REQUIRE(read.has_value());
  REQUIRE(read->size() == 3);
  CHECK((*read)[0].waived);
  CHECK_FALSE((*read)[1].waived);
  CHECK((*read)[2].status == verify::Status::pass);
}
