#include "edge_http.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <charconv>

namespace airtight::lab {
namespace {

constexpr std::size_t most_head = 16U << 10U;
constexpr std::size_t most_body = 64U << 10U;
constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

struct Phrase {
  int status;
  const char* words;
};
constexpr Phrase phrases[] = {{200, "OK"},          {301, "Moved Permanently"},
                              {400, "Bad Request"}, {401, "Unauthorized"},
                              {403, "Forbidden"},   {404, "Not Found"},
                              {409, "Conflict"},    {503, "Service Unavailable"}};

std::string phrase_of(const Answered& answered) {
  if (!answered.reason.empty()) return answered.reason;
  const auto* found = std::ranges::find(phrases, answered.status, &Phrase::status);
  return found == std::end(phrases) ? "" : found->words;
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char each) { return each > 0x1f && each < 0x7f; });
}

// "GET /healthstatus HTTP/1.1".
bool read_first_line(std::string_view line, Asked& asked) {
  const auto words = split(line, ' ');
  if (words.size() != 3 || !words[2].starts_with("HTTP/1.") || !is_printable(line)) return false;
  asked.method = words[0];
  asked.target = words[1];
  return asked.target.starts_with('/');
}

bool read_header(std::string_view line, Asked& asked) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  asked.headers.push_back(
      {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  return true;
}

std::string value_of(const Asked& asked, std::string_view name) {
  const azure::Header* found = header_named(asked, name);
  return found == nullptr ? "" : found->value;
}

bool read_head(std::string_view head, Asked& asked) {
  bool first = true;
  while (!head.empty()) {
    const auto end = std::min(head.find(line_end), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(head.size(), end + line_end.size()));
    if (!(first ? read_first_line(line, asked) : read_header(line, asked))) return false;
    first = false;
  }
  return !first;
}

// None where the header says no number.
std::size_t length_of(const Asked& asked, bool& wrong) {
  const std::string text = value_of(asked, "Content-Length");
  std::size_t length = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), length);
  wrong = !value_of(asked, "Transfer-Encoding").empty() || length > most_body ||
          (!text.empty() && (failed != std::errc() || end != text.data() + text.size()));
  return length;
}

}  // namespace

Parsed parse_request(std::string_view text) {
  Parsed parsed;
  const auto end = text.find(head_end);
  if (end == std::string_view::npos) {
    if (text.size() > most_head) parsed.state = Parsed::State::wrong;
    return parsed;
  }
  bool wrong = false;
  if (end > most_head || !read_head(text.substr(0, end), parsed.asked)) wrong = true;
  const std::size_t length = wrong ? 0 : length_of(parsed.asked, wrong);
  if (wrong) {
    parsed.state = Parsed::State::wrong;
    return parsed;
  }
  parsed.used = end + head_end.size() + length;
  if (parsed.used > text.size()) return parsed;
  parsed.state = Parsed::State::complete;
  parsed.body = text.substr(end + head_end.size(), length);
  parsed.asked.host = to_lower(value_of(parsed.asked, "Host"));
  parsed.asked.host = parsed.asked.host.substr(0, parsed.asked.host.find(':'));
  parsed.keep_alive = !equal_ignoring_case(value_of(parsed.asked, "Connection"), "close");
  return parsed;
}

std::string octets_of(const Answered& answered, const Parsed& request) {
  std::string octets =
      "HTTP/1.1 " + std::to_string(answered.status) + " " + phrase_of(answered) + "\r\n";
  for (const azure::Header& each : answered.headers)
    octets += each.name + ": " + each.value + "\r\n";
  octets += "Content-Length: " + std::to_string(answered.body.size()) + "\r\n";
  octets += request.keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  return request.asked.method == "HEAD" ? octets : octets + answered.body;
}

std::string handed_on(const Parsed& request) {
  std::string octets = request.asked.method + " " + request.asked.target + " HTTP/1.1\r\n";
  for (const azure::Header& each : request.asked.headers)
    if (!equal_ignoring_case(each.name, "Connection"))
      octets += each.name + ": " + each.value + "\r\n";
  return octets + "Connection: close\r\n\r\n" + request.body;
}

}  // namespace airtight::lab
