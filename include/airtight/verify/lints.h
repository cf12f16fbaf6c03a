#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/base/diagnostic.h>
#include <airtight/model/network.h>

#include <string>
#include <vector>

namespace airtight::verify {

// A configuration of names that has been seen to fail, or to work by luck. It is advice: no verdict
// looks at it. docs/lints.md lists all, with what makes each fire and what keeps it silent.
struct Lint {
  std::string code;  // of cause-codes.md where one fits, else a word of the same form
  airtight::Severity severity =
      airtight::Severity::warning;  // a note where a design may want it so
  azure::ResourceId resource;       // whose configuration it is; may be empty
  Where where;
  std::string story;             // what happens, to whom, and why
  std::vector<std::string> fix;  // az commands; empty where the fix is no resource of Azure
  std::vector<std::string> facts;
};

// In order of place and code, each once. Costs about the number of endpoints times the number of
// zones and of apps.
std::vector<Lint> lint_names(const model::Network& network);

// "CODE: story; fix: az …".
Diagnostic as_diagnostic(const Lint& lint);

}  // namespace airtight::verify
