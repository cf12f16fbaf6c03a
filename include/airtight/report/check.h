#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/baseline.h>
#include <airtight/verify/history.h>
#include <airtight/verify/policy.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::report {

// Where files lie, for formats that name them from the root of a repository. Absolute paths with
// "/"; empty: paths stay as the user wrote them.
struct SourceTree {
  std::string root;       // of the repository
  std::string directory;  // that paths on the command line start from
};

// The results of a policy, or of what-if in its words, and all that a report says of them. With
// errors among the diagnostics nothing was checked, and every format says so.
struct Check {
  Preamble preamble;
  std::vector<verify::PolicyResult> results;
  std::optional<verify::Comparison> baseline{};
  std::optional<verify::History> history{};
  SourceTree tree{};
  bool gate = false;  // `preamble.command` promises something: no results at all are no pass
};

std::string json_check(const Check& check);

// The document airtight/history/1 (docs/schemas/history.json), which the next check reads.
std::string json_history(const verify::History& history);

// What fails first, each with its packet; then what is not certain, then what holds in a line each.
std::string text_check(const Check& check, bool colour);

// SARIF 2.1.0 as GitHub code scanning takes it: a rule for each assertion and one more for what it
// leaves undetermined; results at places of the input; the packet as a code flow; what decided
// on its way as related locations; fingerprints of who and what, which outlive moved lines. Waived
// results are suppressed.
std::string sarif_check(const Check& check);

// JUnit as the Jenkins schema has it: a suite for each sender, a case for each assertion. What is
// undetermined is an error, what is waived is skipped.
std::string junit_check(const Check& check);

// A comment for a pull request: starts with a marker that finds it again, says the verdict first,
// and stays below 60,000 bytes.
std::string markdown_check(const Check& check);

// Lines that make GitHub Actions, or Azure Pipelines, mark files.
std::string github_check(const Check& check);
std::string azure_devops_check(const Check& check);

// The topology as Graphviz input, for html_check. Ids of nodes and edges are numbers of ours.
std::string topology_dot(const Check& check);

// One page without scripts and without any other resource. `topology` is what `dot -Tsvg` made of
// topology_dot; empty: the page has no picture and says so.
std::string html_check(const Check& check, const std::string& topology);

}  // namespace airtight::report
