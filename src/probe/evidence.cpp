#include "evidence.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace airtight::probe {
namespace {

using Json = nlohmann::json;

constexpr int deepest_error = 4;
constexpr std::size_t longest_code = 100;
constexpr std::size_t longest_excerpt = 200;
constexpr std::size_t longest_word = 15;

void add(std::vector<std::string>& codes, std::string_view code) {
  if (code.empty() || code.size() > longest_code) return;
  std::string text = printable(trim(code));
  if (std::ranges::count(codes, text) == 0) codes.push_back(std::move(text));
}

void add_code(std::vector<std::string>& codes, const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return;
  if (found->is_string()) add(codes, found->get_ref<const std::string&>());
  if (found->is_number_integer()) add(codes, std::to_string(found->get<long long>()));
}

// {"error":{"code":…,"innererror":{"code":…}}}, the innermost first.
void add_error(std::vector<std::string>& codes, const Json& error, int depth) {
  if (!error.is_object() || depth > deepest_error) return;
  const auto inner = error.find("innererror");
  if (inner != error.end()) add_error(codes, *inner, depth + 1);
  add_code(codes, error, "code");
}

void add_json(std::vector<std::string>& codes, const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return;
  if (const auto error = json.find("error"); error != json.end()) add_error(codes, *error, 0);
  if (const auto errors = json.find("errors"); errors != json.end() && errors->is_array()) {
    for (const Json& each : *errors) add_error(codes, each, 0);
  }
  add_code(codes, json, "code");
  add_code(codes, json, "statusCode");
}

// The text after `before` up to any of `end`. The services' XML is flat (E-132), and what is looked
// for is a word, so no document is built from it.
void add_between(std::vector<std::string>& codes, std::string_view body, std::string_view before,
                 std::string_view end) {
  const auto at = body.find(before);
  if (at == body.npos) return;
  const std::string_view rest = body.substr(at + before.size());
  const auto stop = rest.find_first_of(end);
  if (stop != rest.npos) add(codes, rest.substr(0, stop));
}

}  // namespace

std::vector<std::string> error_codes(const HttpAnswer& answer) {
  std::vector<std::string> codes;
  for (const azure::Header& header : answer.headers) {
    if (equal_ignoring_case(header.name, "x-ms-error-code")) add(codes, header.value);
  }
  add_between(codes, answer.body, "SubCode=", ". \r\n<");
  const std::string_view start = trim(answer.body);
  if (start.starts_with('{')) add_json(codes, answer.body);
  add_between(codes, answer.body, "<Code>", "<");
  add_between(codes, answer.body, "<ErrorCode>", "<");
  return codes;
}

std::string masked_excerpt(std::string_view body) {
  constexpr std::string_view blank = " \t\r\n<>()[]{}\"',;:=";
  std::string text;
  for (std::size_t at = 0; at < body.size() && text.size() < longest_excerpt;) {
    if (blank.find(body[at]) != blank.npos) {
      const bool space = static_cast<unsigned char>(body[at++]) <= ' ';
      if (!space)
        text += body[at - 1];
      else if (!text.empty() && text.back() != ' ')
        text += ' ';
      continue;
    }
    const std::string_view word = body.substr(at, body.find_first_of(blank, at) - at);
    at += word.size();
    const bool plain = word.size() <= longest_word && std::ranges::all_of(word, [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
                                c == '-' || c == '!';
                       });
    text += plain ? std::string(word) : "*";
  }
  return std::string(trim(text.substr(0, longest_excerpt)));
}

std::string private_endpoint_of(const std::vector<azure::Header>& headers) {
  constexpr std::string_view key = "private_endpoint=";
  for (const azure::Header& header : headers) {
    if (!equal_ignoring_case(header.name, "x-ms-keyvault-network-info")) continue;
    const auto at = header.value.find(key);
    if (at == std::string::npos) continue;
    const std::string_view rest = std::string_view(header.value).substr(at + key.size());
    return printable(rest.substr(0, std::min<std::size_t>(rest.find(';'), 300)));
  }
  return {};
}

observe::HttpResult classified(const azure::EdgeSeen& seen) {
  const azure::EdgeMatch match = azure::match_edge(seen);
  observe::HttpResult result;
  if (seen.status != 0) result.status = seen.status;
  result.error_code = match.error_code;
  result.marker = std::string(match.marker);
  result.classification = std::string(match.classification);
  result.grade = std::string(1, match.grade);
  result.seen_source = match.seen_source;
  result.private_endpoint = private_endpoint_of(seen.headers);
  if (match.row != nullptr)
    result.row = std::string(match.row->id);
  else if (seen.status == 401 || seen.status == 403)
    result.excerpt = masked_excerpt(seen.body);
  return result;
}

}  // namespace airtight::probe
