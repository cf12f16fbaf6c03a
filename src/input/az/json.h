#pragma once

#include <airtight/base/result.h>
#include <airtight/input/value.h>

namespace airtight::input::az {

// JSON written in a word of a script, at most 100 levels deep. Every value has the word's place.
Result<Value> parse_json(std::string_view text, const Place& place);

}  // namespace airtight::input::az
