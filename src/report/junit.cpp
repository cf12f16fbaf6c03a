#include <airtight/report/check.h>

#include <algorithm>
#include <map>

#include "escape.h"
#include "findings.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
};

void count(const PolicyResult& result, Counts& counts) {
  ++counts.tests;
  if (is_excused(result))
    ++counts.skipped;
  else if (result.status == Status::fail)
    ++counts.failures;
  else if (result.status == Status::undetermined)
    ++counts.errors;
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + xml(value) + "\"";
}

std::string attributes(const Counts& counts) {
  return attribute("tests", std::to_string(counts.tests)) +
         attribute("failures", std::to_string(counts.failures)) +
         attribute("errors", std::to_string(counts.errors));
}

std::string body_of(const Check& check, const PolicyResult& result) {
  Where place = place_of(check, result);
  place.file = path_in(check.tree, place.file);
  return xml_lines(line_of(place) + "\n" + trace_lines(trace_of(result), false));
}

std::string case_of(const Check& check, const PolicyResult& result) {
  std::string text = "    <testcase" + attribute("classname", result.rule) +
                     attribute("name", result.title + " [" + result.id + "]") + ">";
  if (result.status != Status::pass) {
    const std::string waiver = waiver_of(result);
    const char* element = is_excused(result)              ? "skipped"
                          : result.status == Status::fail ? "failure"
                                                          : "error";
    const bool known = waiver.empty() && is_excused(result);
    text += std::string("<") + element + attribute("type", std::string(to_string(result.status))) +
            attribute("message", message_of(result) + (known ? "; known to the baseline" : "")) +
            ">" + body_of(check, result) + "</" + element + ">";
  }
  return text + "</testcase>\n";
}

std::string refusal(const Check& check) {
  std::string text;
  Counts counts;
  for (const Diagnostic& diagnostic : check.preamble.diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    ++counts.tests;
    ++counts.errors;
    text += "    <testcase" + attribute("classname", "input") +
            attribute("name", to_string(diagnostic.where)) + "><error type=\"input\"" +
            attribute("message", to_string(diagnostic)) + "/></testcase>\n";
  }
  return "  <testsuite name=\"input\"" + attributes(counts) + ">\n" + text + "  </testsuite>\n";
}

// In the order in which the senders first appear.
std::vector<std::vector<const PolicyResult*>> by_sender(const Check& check) {
  std::vector<std::vector<const PolicyResult*>> suites;
  std::map<std::string, std::size_t> index;
  for (const PolicyResult& result : check.results) {
    const auto [place, added] = index.emplace(result.from, suites.size());
    if (added) suites.emplace_back();
    suites[place->second].push_back(&result);
  }
  return suites;
}

}  // namespace

std::string junit_check(const Check& check) {
  std::string suites;
  Counts all;
  for (const auto& suite : by_sender(check)) {
    Counts counts;
    std::string cases;
    for (const PolicyResult* result : suite) {
      count(*result, counts);
      count(*result, all);
      cases += case_of(check, *result);
    }
    suites += "  <testsuite" + attribute("name", suite.front()->from) + attributes(counts) +
              attribute("skipped", std::to_string(counts.skipped)) + ">\n" + cases +
              "  </testsuite>\n";
  }
  if (outcome_of(check) == Outcome::refused) {
    suites += refusal(check);
  } else if (check.gate && check.results.empty()) {
    ++all.tests;
    ++all.errors;
    suites +=
        "  <testsuite name=\"input\" tests=\"1\" failures=\"0\" errors=\"1\">\n"
        "    <testcase classname=\"input\" name=\"there is something to check\">"
        "<error type=\"undetermined\" message=\"nothing was there to check\"/></testcase>\n"
        "  </testsuite>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
         attribute("name", "airtight " + check.preamble.command) + attributes(all) + ">\n" +
         suites + "</testsuites>\n";
}

}  // namespace airtight::report
