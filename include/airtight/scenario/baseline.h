#pragma once

#include <airtight/base/result.h>
#include <airtight/verify/baseline.h>

#include <string>
#include <vector>

namespace airtight::scenario {

// The results of a document that `check --format json` wrote (airtight/check/1). Anything else is
// an error: a baseline that is read wrongly would excuse what is new.
Result<std::vector<verify::FormerResult>> read_baseline(const std::string& text,
                                                        const std::string& path);

}  // namespace airtight::scenario
