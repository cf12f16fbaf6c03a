#include <airtight/base/diagnostic.h>

using namespace airtight;

namespace {

Diagnostic at(const std::string& file, int line, const std::string& message) {
  return {Severity::error, {file, line, 0, ""}, message, {"N-003"}};
}

}  // namespace

TEST_CASE("a diagnostic is printed as editors can jump to it", "[base]") {
  Diagnostic found = at("hub.json", 42, "found 10.0.0.0/30, expected a /29 or larger");
  CHECK(to_string(found) == "hub.json:42: found 10.0.0.0/30, expected a /29 or larger (N-003)");
  found.where.pointer = "/resources/3";
  CHECK(to_string(found).find("hub.json:42: /resources/3: found") == 0);
  CHECK(to_string(Where{}).empty());
}

TEST_CASE("diagnostics are in order of their places, each once", "[base]") {
  Diagnostics all{at("b", 1, "x"), at("a", 10, "x"), at("a", 2, "y"), at("a", 2, "x"),
                  at("a", 2, "y")};
  sort_and_unique(all);
  CHECK(all == Diagnostics{at("a", 2, "x"), at("a", 2, "y"), at("a", 10, "x"), at("b", 1, "x")});
}

TEST_CASE("only an error is an error", "[base]") {
  Diagnostics all{{Severity::note, {}, "a", {}}, {Severity::warning, {}, "b", {}}};
  CHECK_FALSE(has_errors(all));
  all.push_back(at("f", 1, "c"));
  CHECK(has_errors(all));
}
