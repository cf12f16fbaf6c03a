#include "client.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "url.h"

namespace airtight::pull {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int most_failures = 5;  // then the service is down, and waiting for it comes to an end

bool is_whole(const Response& response) {
  return response.status != 200 || Json::accept(response.body);
}

// Throttled, failing for now, or an answer that broke off.
bool may_pass(const Response& response) {
  if (response.status == 0) return response.worth_retrying;
  return response.status == 429 || response.status == 408 ||
         (response.status >= 500 && response.status != 501 && response.status != 505) ||
         !is_whole(response);
}

// Path and no query: a query may be long, and skip tokens tell nobody anything.
std::string path_of(const std::string& url) { return printable(url.substr(0, url.find('?'))); }

}  // namespace

std::string text_member(const Json& json, const char* key) {
  if (!json.is_object()) return "";
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<std::string> Client::absolute(const std::string& url) const {
  if (url.starts_with('/')) return settings_.endpoint + url;
  const auto here = origin_of(settings_.endpoint);
  const auto there = origin_of(url);
  if (!there || there != here)
    return fail("a page of the service leads to another host, " + path_of(url) +
                "; expected one of " + settings_.endpoint);
  return url;
}

// The service's own wish first (RFC 9110, 10.2.3; seconds, as Azure writes it), else twice as long
// each time.
milliseconds Client::pause(const Response& response, int attempt) const {
  const milliseconds longest = settings_.longest_wait;
  std::int64_t wanted = 0;
  const std::string& text = response.retry_after;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), wanted);
  if (!text.empty() && read.ec == std::errc() && wanted >= 0)
    return std::min<milliseconds>(seconds(std::min<std::int64_t>(wanted, 86400)), longest);
  return std::min<milliseconds>(seconds(std::int64_t{1} << std::min(attempt, 10)), longest);
}

Response Client::send_patiently(const Request& request) {
  if (failed_in_a_row_ >= most_failures) {
    Response none;
    none.failure = "not asked, because the service has not answered " +
                   std::to_string(most_failures) + " requests before";
    return none;
  }
  Response response = http_.send(request);
  bool failing = may_pass(response);  // reads a body of up to 64 MiB
  for (int attempt = 0; failing && attempt + 1 < settings_.tries; ++attempt) {
    settings_.wait(pause(response, attempt));
    response = http_.send(request);
    failing = may_pass(response);
  }
  failed_in_a_row_ = failing ? failed_in_a_row_ + 1 : 0;
  return response;
}

// Azure's code and message, shortened and without the token if the service should echo it.
std::string Client::reason(const Response& response) const {
  if (response.status == 0) return response.failure;
  if (!response.location.empty())
    return std::to_string(response.status) + ", a redirection, which is not followed";
  std::string text = std::to_string(response.status);
  const Json json = Json::parse(response.body, nullptr, false);
  const auto error = json.is_object() ? json.find("error") : json.end();
  if (json.is_object() && error != json.end()) {
    text +=
        " " + text_member(*error, "code") + ": " + text_member(*error, "message").substr(0, 300);
  } else if (response.status == 200) {
    text += ", but no JSON";
  }
  for (auto at = text.find(token_.text); at != std::string::npos; at = text.find(token_.text))
    text.replace(at, token_.text.size(), "…");
  return printable(text);
}

Result<Json> Client::send(const std::string& url, const std::optional<std::string>& body) {
  const auto where = absolute(url);
  if (!where) return tl::unexpected(where.error());
  Request request{
      *where, {"Authorization: Bearer " + token_.text, "Accept: application/json"}, body};
  if (body) request.headers.emplace_back("Content-Type: application/json");
  const Response response = send_patiently(request);
  if (response.status != 200) return fail(path_of(*where) + ": " + reason(response));
  Json json = Json::parse(response.body, nullptr, false);
  if (!json.is_object()) return fail(path_of(*where) + ": " + reason(response));
  return json;
}

Result<Json> Client::get(const std::string& url) { return send(url, std::nullopt); }

Result<Json> Client::post(const std::string& path, const Json& body) {
  return send(path, body.dump());
}

Result<std::vector<Json>> Client::list(const std::string& path) {
  std::vector<Json> all;
  std::set<std::string> seen;
  for (std::string next = path; !next.empty();) {
    if (!seen.insert(next).second)
      return fail(path_of(path) + ": the pages of the service lead back to an earlier one");
    if (seen.size() > settings_.most_pages)
      return fail(path_of(path) + ": more than " + std::to_string(settings_.most_pages) + " pages");
    auto page = get(next);
    if (!page) return tl::unexpected(page.error());
    const auto value = page->find("value");
    if (value == page->end() || !value->is_array()) {
      all.push_back(std::move(*page));
      return all;
    }
    for (Json& element : *value) all.push_back(std::move(element));
    next = text_member(*page, "nextLink");
  }
  return all;
}

}  // namespace airtight::pull
