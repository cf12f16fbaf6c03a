#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/shared_text.h>
#include <airtight/input/value.h>

#include <optional>
#include <string_view>

namespace airtight::input {

// What read_json gives, without simdjson and without its speed: for small files in programs that
// link no shared library.
std::optional<Value> read_json_by_events(std::string_view text, const SharedText& file,
                                         Diagnostics& diagnostics);

}  // namespace airtight::input
