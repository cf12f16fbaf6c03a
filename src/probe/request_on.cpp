#include "request_on.h"

#include <openssl/crypto.h>

#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http.hpp>

// Beast reads the answer; what is written is one text. So a token is in no memory but ours, and an
// answer costs no handshake beside the one that looked at the certificate (decision 22).

namespace airtight::probe {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Parser = http::response_parser<http::buffer_body>;

constexpr int most_interim = 8;  // 100 Continue and the like before the answer
constexpr int https_port = 443;

// Octets on their way, zeroed when they are done with.
struct Room {
  explicit Room(std::size_t size) : octets(size, '\0') {}
  ~Room() { OPENSSL_cleanse(octets.data(), octets.size()); }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  std::string octets;
};

void take_head(const Parser& parser, HttpAnswer& answer) {
  const auto& message = parser.get();
  answer.status = static_cast<int>(message.result_int());
  answer.reason = std::string(message.reason());
  for (const auto& field : message)
    answer.headers.push_back({std::string(field.name_string()), std::string(field.value())});
}

// Some servers close without saying so, which ends a body that has no length.
bool ends_body(const error_code& failed, const Parser& parser) {
  return !failed || failed == http::error::need_buffer ||
         (failed == asio::ssl::error::stream_truncated && !parser.content_length() &&
          !parser.chunked());
}

template <class Stream>
awaitable<void> talk(Stream& stream, std::string_view request, std::size_t most,
                     HttpAnswer& answer) {
  const auto [not_sent, sent] = co_await asio::async_write(stream, asio::buffer(request), quietly);
  if (not_sent) {
    answer.failure = not_sent.message();
    co_return;
  }
  Room head(most);
  Room body(most);
  beast::flat_static_buffer_base buffer(head.octets.data(), head.octets.size());
  for (int interim = 0; interim < most_interim; ++interim) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(most));
    parser.body_limit(boost::none);
    const auto [no_head, head_size] =
        co_await http::async_read_header(stream, buffer, parser, quietly);
    if (no_head) {
      answer.failure = no_head.message();
      co_return;
    }
    if (parser.get().result_int() < 200) continue;
    auto& into = parser.get().body();
    into.data = body.octets.data();
    into.size = most;
    const auto [no_body, body_size] = co_await http::async_read(stream, buffer, parser, quietly);
    if (!ends_body(no_body, parser)) {
      answer.failure = no_body.message();  // what broke off is no answer
      co_return;
    }
    take_head(parser, answer);
    answer.body.assign(body.octets.data(), most - into.size);
    answer.kind = HttpAnswer::Kind::answer;
    co_return;
  }
  answer.failure = "no answer but interim ones";
}

}  // namespace

std::string text_of(const HttpRequest& request) {
  std::string text = "GET " + request.path + " HTTP/1.1\r\nHost: " + request.host;
  if (request.port.number != https_port) text += ":" + std::to_string(request.port.number);
  text += "\r\nUser-Agent: airtight-probe\r\nAccept: */*\r\n";
  if (!request.header.empty()) text += request.header + "\r\n";
  return text + "\r\n";
}

awaitable<void> request_on(tcp::socket& socket, std::string_view request, std::size_t most,
                           HttpAnswer& answer) {
  return talk(socket, request, most, answer);
}

awaitable<void> request_on(TlsStream& stream, std::string_view request, std::size_t most,
                           HttpAnswer& answer) {
  return talk(stream, request, most, answer);
}

}  // namespace airtight::probe
