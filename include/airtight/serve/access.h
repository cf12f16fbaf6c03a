#pragma once

#include <airtight/base/result.h>
#include <airtight/report/standings.h>
#include <airtight/serve/http.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::serve {

// The SHA-256 of a secret. The secret itself is not kept.
using Digest = std::array<unsigned char, 32>;
Digest digest_of(std::string_view secret);
void wipe(std::string& secret);  // overwrites its octets
std::string base64(std::string_view octets);

// Compares in constant time, whatever the length of `secret`.
bool is_secret(std::string_view secret, const Digest& digest);

// What App Service sends with genuine health requests, base64(SHA-256(key)), as a digest.
Digest platform_token(std::string_view encryption_key);

// Who sees details. Whatever is not configured gives them to nobody.
struct Access {
  std::optional<Digest> token{};  // "Authorization: Bearer …", or the password of "Basic …"
  bool easy_auth = false;         // trust X-MS-CLIENT-PRINCIPAL-ID, which the platform sets
  std::vector<std::string> principals{};  // the ids that may; empty: any that signed in
  bool client_certificate = false;        // a verified one may
  bool anonymous_details = false;         // everybody may
  std::optional<Digest> platform{};       // of platform_token
  bool health_needs_platform = false;     // /healthz refuses requests without it
};

// The bearer token or basic password of a request is compared, and nothing of it is kept.
report::View view_of(const HttpRequest& request, const Access& access);

// Whether a request is the platform's own health request.
bool is_from_platform(const HttpRequest& request, const Access& access);

}  // namespace airtight::serve
