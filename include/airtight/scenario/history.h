#pragma once

#include <airtight/base/result.h>
#include <airtight/verify/history.h>

#include <string>
#include <vector>

namespace airtight::scenario {

// A document airtight/history/1 (docs/schemas/history.json), as `check --history` writes it. An
// empty text is an empty history. Anything else is an error: a history that is read wrongly would
// be overwritten.
Result<std::vector<verify::Remembered>> read_history(const std::string& text,
                                                     const std::string& path);

}  // namespace airtight::scenario
