#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/prove.h>

#include <string>

namespace airtight::report {

std::string json_prove(const Preamble& preamble, const verify::Proof& proof);

// The claim in words, the witness, and the partition where it is short or `verbose`.
std::string text_prove(const verify::Question& question, const verify::Proof& proof, bool verbose,
                       bool colour);

// "10.0.1.0/24", or "10.0.1.4-10.0.1.7" where no block says it.
std::string text_of(const net::PrefixSet::Range& range);

}  // namespace airtight::report
