// A policy of any bytes, and a baseline and a history of the same: what is wrong is said with its
// place, and a policy that is read without errors can be judged.
#include <airtight/model/network.h>
#include <airtight/scenario/baseline.h>
#include <airtight/scenario/history.h>
#include <airtight/scenario/policy.h>
#include <airtight/verify/policy.h>

#include "target.h"

using namespace airtight;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  static_cast<void>(scenario::read_baseline(text, "fuzz.json"));
  static_cast<void>(scenario::read_history(text, "fuzz.json"));

  Diagnostics diagnostics;
  const verify::Policy policy = scenario::read_policy(text, "fuzz.yaml", diagnostics);
  for (const Diagnostic& each : diagnostics)
    fuzz::require(!each.message.empty() && each.where.file == "fuzz.yaml", "what is wrong is said");
  if (has_errors(diagnostics)) return 0;

  const model::Network nothing = model::build({}, diagnostics);
  const auto results = verify::judge(nothing, policy);
  for (const verify::PolicyResult& each : results) {
    fuzz::require(!each.explanation.empty(), "a result says why");
    fuzz::require(each.status != verify::Status::pass,
                  "nothing holds of a network without anything");
  }
  return 0;
}
