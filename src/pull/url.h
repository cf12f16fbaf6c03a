#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace airtight::pull {

// Percent-encoded as a part of a query (RFC 3986, 2.3).
std::string encoded(std::string_view text);

// "https://host[:port]" of an absolute URL, in lower case; nothing for any other scheme, for a
// URL with user information, and for text that is no URL.
std::optional<std::string> origin_of(std::string_view url);

}  // namespace airtight::pull
