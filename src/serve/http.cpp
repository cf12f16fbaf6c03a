#include <airtight/base/text.h>
#include <airtight/serve/http.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace airtight::serve {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr std::array phrases{Phrase{200, "OK"},
                             Phrase{400, "Bad Request"},
                             Phrase{401, "Unauthorized"},
                             Phrase{403, "Forbidden"},
                             Phrase{404, "Not Found"},
                             Phrase{405, "Method Not Allowed"},
                             Phrase{406, "Not Acceptable"},
                             Phrase{408, "Request Timeout"},
                             Phrase{413, "Content Too Large"},
                             Phrase{414, "URI Too Long"},
                             Phrase{421, "Misdirected Request"},
                             Phrase{429, "Too Many Requests"},
                             Phrase{431, "Request Header Fields Too Large"},
                             Phrase{500, "Internal Server Error"},
                             Phrase{503, "Service Unavailable"},
                             Phrase{504, "Gateway Timeout"},
                             Phrase{505, "HTTP Version Not Supported"}};

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) c = ' ';
    if (c == '%') {
      if (i + 2 >= text.size()) return {};
      const int high = digit_of(text[i + 1]);
      const int low = digit_of(text[i + 2]);
      if (high < 0 || low < 0) return {};
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (is_control(c)) return {};
    result += c;
  }
  return result;
}

// A media range of an Accept header with its weight in thousandths.
struct Range {
  std::string type;
  int weight = 1000;
};

int weight_of(std::string_view text) {
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  if (whole != "0" && whole != "1") return 0;
  int weight = whole == "1" ? 1000 : 0;
  int unit = 100;
  if (dot != text.npos && weight == 0) {
    for (const char c : text.substr(dot + 1)) {
      if (c < '0' || c > '9' || unit == 0) return 0;
      weight += (c - '0') * unit;
      unit /= 10;
    }
  }
  return weight;
}

Range range_of(std::string_view text) {
  const auto parts = split(text, ';');
  Range range{to_lower(trim(parts.front()))};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string_view parameter = trim(parts[i]);
    if (starts_with_ignoring_case(parameter, "q=")) range.weight = weight_of(parameter.substr(2));
  }
  return range;
}

// How much a header wants a type: the most specific range that covers it counts.
int wanted(const std::vector<Range>& ranges, std::string_view offer) {
  const std::string group = std::string(offer.substr(0, offer.find('/'))) + "/*";
  for (const std::string_view each : {offer, std::string_view(group), std::string_view("*/*")}) {
    const auto found = std::ranges::find(ranges, each, &Range::type);
    if (found != ranges.end()) return found->weight;
  }
  return 0;
}

}  // namespace

std::size_t HttpRequest::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      headers, [&](const Header& each) { return equal_ignoring_case(each.first, name); }));
}

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
  if (count(name) != 1) return {};
  const auto found = std::ranges::find_if(
      headers, [&](const Header& each) { return equal_ignoring_case(each.first, name); });
  return std::string_view(found->second);
}

std::string_view reason_phrase(int status) {
  const auto* found = std::ranges::find(phrases, status, &Phrase::status);
  return found == phrases.end() ? "Unknown" : found->text;
}

std::optional<std::string> Location::parameter(std::string_view name, bool& repeated) const {
  std::optional<std::string> value;
  for (const auto& [key, text] : query) {
    if (key != name) continue;
    repeated |= value.has_value();
    value = text;
  }
  return value;
}

std::optional<Location> location_of(std::string_view target) {
  if (!target.starts_with('/')) return {};
  if (target.find('#') != target.npos) return {};
  const auto mark = target.find('?');
  auto path = decoded(target.substr(0, mark), false);
  if (!path) return {};
  Location location{std::move(*path), {}};
  if (mark == target.npos) return location;
  for (const std::string_view pair : split(target.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto key = decoded(pair.substr(0, equals), true);
    auto value = decoded(equals == pair.npos ? "" : pair.substr(equals + 1), true);
    if (!key || !value) return {};
    location.query.emplace_back(std::move(*key), std::move(*value));
  }
  return location;
}

std::optional<std::string_view> preferred(std::optional<std::string_view> accept,
                                          const std::vector<std::string_view>& offers) {
  if (!accept || trim(*accept).empty()) return offers.front();
  std::vector<Range> ranges;
  for (const std::string_view each : split(*accept, ',')) ranges.push_back(range_of(each));
  std::optional<std::string_view> best;
  int weight = 0;
  for (const std::string_view offer : offers) {
    const int this_one = wanted(ranges, offer);
    if (this_one <= weight) continue;
    weight = this_one;
    best = offer;
  }
  return best;
}

HttpResponse problem(int status, std::string_view detail, std::vector<Header> headers) {
  const nlohmann::ordered_json body{{"type", "about:blank"},
                                    {"title", reason_phrase(status)},
                                    {"status", status},
                                    {"detail", detail}};
  HttpResponse response{status, std::move(headers), body.dump(2) + "\n"};
  response.headers.emplace_back("Content-Type", "application/problem+json");
  return response;
}

}  // namespace airtight::serve
