#include <airtight/base/text.h>
#include <airtight/pull/token.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "url.h"

namespace airtight::pull {

Result<Token> read_token(std::string text) {
  text = std::string(trim(text));
  constexpr std::string_view others = "-._~+/=";
  const bool valid = !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != others.npos;
  });
  if (!valid) return fail("the access token is empty or has characters that no token has");
  return Token{std::move(text)};
}

Result<Token> identity_token(Http& http, const std::string& identity_endpoint,
                             const std::string& identity_header, const std::string& audience) {
  const char joint = identity_endpoint.find('?') == std::string::npos ? '?' : '&';
  Request request;
  request.url = identity_endpoint + joint + "api-version=2019-08-01&resource=" + encoded(audience);
  request.headers = {"X-IDENTITY-HEADER: " + identity_header, "Metadata: true"};
  request.direct = true;
  const Response response = http.send(request);
  if (response.status == 0) return fail("the managed identity's endpoint: " + response.failure);
  if (response.status != 200)
    return fail("the managed identity's endpoint answers " + std::to_string(response.status));
  const auto json = nlohmann::json::parse(response.body, nullptr, false);
  const auto member = json.is_object() ? json.find("access_token") : json.end();
  if (!json.is_object() || member == json.end() || !member->is_string())
    return fail("the managed identity's endpoint gives no access_token");
  return read_token(member->get<std::string>());
}

}  // namespace airtight::pull
