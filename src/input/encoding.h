#pragma once

#include <airtight/base/result.h>

#include <optional>
#include <string>
#include <string_view>

namespace airtight::input {

// Makes text UTF-8 without a byte-order mark. UTF-16 with one is converted (I-010); NUL bytes and
// bytes that are no UTF-8 are an error with their line and column.
std::optional<Error> make_utf8(std::string& bytes);

// True only of UTF-8, and fast; where it is false the text is looked at slowly.
bool is_surely_utf8(std::string_view text);

}  // namespace airtight::input
