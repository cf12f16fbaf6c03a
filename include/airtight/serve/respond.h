#pragma once

#include <airtight/report/standings.h>
#include <airtight/serve/config.h>
#include <airtight/serve/http.h>

#include <optional>
#include <string>

namespace airtight::serve {

// What a response depends on beside the request. The page's digests are in `policy`.
struct Surface {
  std::string base_path;
  std::vector<std::string> hosts;
  Access access;
  std::chrono::milliseconds fresh{10'000};
  std::string policy;   // Content-Security-Policy
  bool secure = false;  // served by TLS
};
Surface surface_of(const Config& config);

// What became of measuring first.
enum class Refresh : std::uint8_t { not_tried, done, over_budget, too_slow };

struct Moment {
  observe::Time now{};
  Refresh refresh = Refresh::not_tried;
  std::string own_metrics{};  // of the server, in the exposition format
};

// A response; or what has to be measured before there is one; or that events follow.
struct Answer {
  HttpResponse response;
  std::optional<std::string> refresh{};  // the key to measure; then ask again
  bool events = false;                   // the body is a stream of events, begun by the response
  bool cacheable = false;                // the same for equal requests until something changes
};

// Never fails, whatever the request. Paths: docs/serve.md.
Answer respond(const HttpRequest& request, const Surface& surface,
               const report::Standings& standings, const Moment& moment);

// The headers that every response has.
void add_security_headers(HttpResponse& response, const Surface& surface);

// The OpenAPI document.
std::string openapi(const std::string& base_path);

}  // namespace airtight::serve
