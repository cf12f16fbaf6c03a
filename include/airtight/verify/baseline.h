#pragma once

#include <airtight/verify/policy.h>

#include <string>
#include <vector>

namespace airtight::verify {

// A result as a former report had it.
struct FormerResult {
  std::string id;
  std::string subject;
  Status status = Status::undetermined;
  bool waived = false;
  bool operator==(const FormerResult&) const = default;
};

// What became of those that did not hold then; in the former report's order.
struct Comparison {
  std::vector<FormerResult> fixed;  // they hold now
  std::vector<FormerResult> gone;   // nobody asks any more: not the same as fixed
  std::size_t known = 0;
  std::size_t added = 0;
};

// Marks each result that does not hold as known or added. Known is one that did not hold then and
// is no worse now: what was undetermined and fails now is added. So is what only a waiver excused,
// then or until it expired: a baseline must not outlive it.
Comparison compare(std::vector<PolicyResult>& results, const std::vector<FormerResult>& former);

}  // namespace airtight::verify
