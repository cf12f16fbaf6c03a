#pragma once

#include <airtight/net/ip.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace airtight::serve {

// HTTP messages as values, apart from any socket.

using Header = std::pair<std::string, std::string>;

struct HttpRequest {
  std::string method;
  std::string target;  // as sent: path and query
  std::vector<Header> headers{};
  int version = 11;              // 10: HTTP/1.0
  bool verified_client = false;  // TLS: its certificate is signed by who the configuration says

  // The value of a header, whatever the case of its name; none where it is absent or there are
  // several.
  std::optional<std::string_view> header(std::string_view name) const;
  std::size_t count(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::vector<Header> headers{};
  std::string body{};
};

std::string_view reason_phrase(int status);

// The path and the parameters of a request's target, decoded (RFC 3986). None where the target is
// not "/…" or holds something that is no percent-encoding, a NUL or another control character.
struct Location {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;

  // The value of a parameter; none where it is absent. `repeated` where there are several.
  std::optional<std::string> parameter(std::string_view name, bool& repeated) const;
};
std::optional<Location> location_of(std::string_view target);

// The one of the offers that an Accept header (RFC 9110 section 12.5.1) prefers, the first of
// equals; none where it takes none of them. Without a header the first.
std::optional<std::string_view> preferred(std::optional<std::string_view> accept,
                                          const std::vector<std::string_view>& offers);

// An error as RFC 9457 has it. `detail` never repeats what a client sent.
HttpResponse problem(int status, std::string_view detail, std::vector<Header> headers = {});

}  // namespace airtight::serve
