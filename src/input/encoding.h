#pragma once

#include <airtight/base/result.h>

#include <string>

namespace airtight::input {

// Text as UTF-8 without a byte-order mark. UTF-16 with one is converted (I-010); NUL bytes and
// bytes that are no UTF-8 are an error with their line and column.
Result<std::string> to_utf8(std::string bytes);

}  // namespace airtight::input
