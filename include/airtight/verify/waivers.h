#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/verify/policy.h>

#include <chrono>
#include <vector>

namespace airtight::verify {

// Marks each failing or undetermined result with the first waiver that fits its id and subject: one
// that is still in force before one that has expired. The status stays what it is; `counts` asks.
// `today` comes from the caller, because nothing here may look at a clock. Says of each waiver
// that has expired, or that fits nothing, so that old exceptions do not pile up.
void apply_waivers(std::vector<PolicyResult>& results, const std::vector<Waiver>& waivers,
                   std::chrono::year_month_day today, Diagnostics& diagnostics);

// Names who answers for each result: its waiver's owner, or the first of `owners` that fits.
void apply_owners(std::vector<PolicyResult>& results, const std::vector<Owner>& owners);

std::string to_string(std::chrono::year_month_day date);  // "2026-12-31"

}  // namespace airtight::verify
