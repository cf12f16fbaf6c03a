#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/shared_text.h>
#include <airtight/input/value.h>

#include <optional>
#include <string>
#include <string_view>

namespace airtight::input {

// The JSON of ARM templates (I-010): with comments, and with line breaks and tabs inside strings.
// Lines stay true; so do columns, but for the line on which a string with a line break ends.
std::optional<Value> read_relaxed_json(std::string_view text, const SharedText& file,
                                       Diagnostics& diagnostics);

// The same text as strict JSON.
std::string strict_json(std::string_view text);

}  // namespace airtight::input
