#include "http_octets.h"

#include <array>
#include <ctime>

namespace airtight::serve {

namespace http = boost::beast::http;

std::shared_ptr<const Octets> octets_of(HttpResponse response, const ReplyForm& form) {
  auto octets = std::make_shared<Octets>();
  std::string& head = octets->head;
  head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += reason_phrase(response.status);
  head += "\r\n";
  for (const auto& [name, value] : response.headers)
    head.append(name).append(": ").append(value).append("\r\n");
  if (!form.endless) head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  head += form.keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  if (!form.head_only) octets->body = std::move(response.body);
  return octets;
}

const std::string& date_line() {
  static thread_local std::string line;
  static thread_local std::time_t written = 0;
  const std::time_t now = std::time(nullptr);
  if (now == written) return line;
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n\r\n",
                days.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                parts.tm_hour, parts.tm_min, parts.tm_sec);
  line = text.data();
  written = now;
  return line;
}

HttpRequest request_of(const Parser::value_type& message) {
  const auto text = [](const auto& view) { return std::string(view.data(), view.size()); };
  HttpRequest request;
  request.method = text(message.method_string());
  request.target = text(message.target());
  request.version = static_cast<int>(message.version());
  for (const auto& field : message)
    request.headers.emplace_back(text(field.name_string()), text(field.value()));
  return request;
}

std::optional<HttpResponse> refusal_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return problem(431, "the header is longer than this takes");
  if (error == http::error::body_limit)
    return problem(413, "this takes no content: it is read-only");
  if (error == http::error::bad_version) return problem(505, "expected HTTP/1.1");
  const bool nobody_waits = error == http::error::end_of_stream ||
                            error == http::error::partial_message ||
                            error.category() != make_error_code(http::error::bad_method).category();
  if (nobody_waits) return {};
  return problem(400, "this is no HTTP request");
}

}  // namespace airtight::serve
