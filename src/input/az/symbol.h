#pragma once

#include <string>
#include <string_view>

namespace airtight::input::az {

// Stand-ins for the identifiers that Azure invents: the same text gives the same 32 hexadecimal
// digits, different texts different ones. Nothing secret may go in.
std::string hex_symbol(std::string_view text);
std::string guid_symbol(std::string_view text);

}  // namespace airtight::input::az
