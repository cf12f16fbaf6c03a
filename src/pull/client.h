#pragma once

#include <airtight/pull/pull.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace airtight::pull {

using Json = nlohmann::json;

// Empty if it is absent or no text.
std::string text_member(const Json& json, const char* key);

// Azure Resource Manager as one user sees it.
class Client {
 public:
  Client(Http& http, const Token& token, const Settings& settings)
      : http_(http), token_(token), settings_(settings) {}

  // The JSON object that a path below the endpoint, or an absolute URL of it, answers. The error
  // names the path, the status and Azure's own code and message.
  Result<Json> get(const std::string& url);
  Result<Json> post(const std::string& path, const Json& body);

  // All elements of a list, page by page ("value" and "nextLink"). A single object is a list of
  // one.
  Result<std::vector<Json>> list(const std::string& path);

 private:
  Result<Json> send(const std::string& url, const std::optional<std::string>& body);
  Result<std::string> absolute(const std::string& url) const;
  Response send_patiently(const Request& request);
  std::chrono::milliseconds pause(const Response& response, int attempt) const;
  std::string reason(const Response& response) const;

  Http& http_;
  const Token& token_;
  const Settings& settings_;
  int failed_in_a_row_ = 0;  // requests, each with all its tries
};

}  // namespace airtight::pull
