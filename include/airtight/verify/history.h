#pragma once

#include <airtight/verify/policy.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// What is remembered of a result that did not hold. `fixed`: the day on which it was first seen to
// hold again, or was asked no more.
struct Remembered {
  std::string id;
  std::string subject;
  Status status = Status::undetermined;
  std::chrono::year_month_day since{};
  std::optional<std::chrono::year_month_day> fixed{};
  bool operator==(const Remembered&) const = default;
};

// What `today` adds to what is remembered, sorted by id and subject.
struct History {
  std::vector<Remembered> results;  // to be remembered from now on; of fixed ones the last time
  std::vector<Remembered> fixed;    // of them those that were mended since the last check
  std::size_t added = 0;            // results that do not hold and were not remembered so
};

// Says of each result that does not hold since when its status is so. A status that changes, say
// from undetermined to fail, starts anew; a result that was mended and fails again is new. A day
// before the one remembered counts: two checks may come in any order.
History remember(std::vector<PolicyResult>& results, const std::vector<Remembered>& before,
                 std::chrono::year_month_day today);

}  // namespace airtight::verify
