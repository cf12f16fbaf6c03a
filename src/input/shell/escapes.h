#pragma once

#include <string>
#include <string_view>

namespace airtight::input::shell {

// Resolves the C escapes of $'…', printf and echo -e: \n \t \r \a \b \f \v \e \\ \' \" \xHH \NNN
// \uHHHH. Unknown ones stay as written.
std::string unescape(std::string_view text);

}  // namespace airtight::input::shell
