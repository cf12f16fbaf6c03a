#pragma once

#include <cstddef>
#include <string_view>

namespace airtight::input {

// Behind the bracket that closes the one at `open`, by strings and brackets alone: whether what is
// between them is JSON, a parser will see. npos where the text ends before.
std::size_t behind_closing(std::string_view text, std::size_t open);

}  // namespace airtight::input
