#pragma once

#include <airtight/base/result.h>
#include <airtight/pull/http.h>

#include <string>

namespace airtight::pull {

// A bearer token. It is sent to the one host it is for and never written, printed or stored.
struct Token {
  std::string text;
};

// Takes a token as somebody passed it: the text of a JWT or any other token68 (RFC 6750, 2.1).
Result<Token> read_token(std::string text);

// The token of the managed identity that App Service, Functions, Container Apps and Automation give
// their workloads: IDENTITY_ENDPOINT and IDENTITY_HEADER (api-version 2019-08-01).
Result<Token> identity_token(Http& http, const std::string& identity_endpoint,
                             const std::string& identity_header, const std::string& audience);

}  // namespace airtight::pull
