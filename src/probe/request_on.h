#pragma once

#include <string_view>

#include "http.h"
#include "tls.h"

namespace airtight::probe {

// "GET … HTTP/1.1" with its few headers: no cookie, no credential but one in `header`.
std::string text_of(const HttpRequest& request);

// HTTP/1.1, whose reason phrases some services use, no redirection and no proxy (E-015, E-016).
// Sends a request as it stands on an open connection and reads the answer, of its headers and its
// body at most `most` octets each. What was read is zeroed but for what the answer holds. Until an
// answer has come its kind is `broken`.
awaitable<void> request_on(tcp::socket& socket, std::string_view request, std::size_t most,
                           HttpAnswer& answer);
awaitable<void> request_on(TlsStream& stream, std::string_view request, std::size_t most,
                           HttpAnswer& answer);

}  // namespace airtight::probe
