#include "exchange.h"

#include <algorithm>
#include <array>

namespace airtight::probe {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t longest_reply = 512;

constexpr std::array exchanges{
    // RESP, an inline command: "-NOAUTH …" or "+PONG" (E-181).
    Exchange{"redis-ping", true, "PING\r\n"sv, "-+"sv, true, 0},
    // The protocol header of SASL over AMQP 1.0; the answer is a header, too (E-134).
    Exchange{"amqp", true, "AMQP\x03\x01\x00\x00"sv, "AMQP"sv, false, 0},
    // SSLRequest: length 8, code 80877103. One octet, S or N (E-211).
    Exchange{"pg-sslrequest", false, "\x00\x00\x00\x08\x04\xd2\x16\x2f"sv, "SN"sv, true, 0},
    // MS-TDS 2.2.6.5, PRELOGIN with VERSION and ENCRYPTION (off): a packet of type 18, answered by
    // one of type 4 (E-100, E-103).
    Exchange{"tds-prelogin", false,
             "\x12\x01\x00\x1a\x00\x00\x01\x00"
             "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff"
             "\x00\x00\x00\x00\x00\x00\x00"sv,
             "\x04"sv, false, 0},
    // MS-SMB2 2.2.3, NEGOTIATE with the dialect 2.0.2 in a direct TCP frame (E-088).
    Exchange{"smb", false,
             "\x00\x00\x00\x66"
             "\xfeSMB\x40\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
             "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
             "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
             "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
             "\x24\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00"
             "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
             "\x00\x00\x00\x00\x00\x00\x00\x00\x02\x02"sv,
             "\xfeSMB"sv, false, 4},
};

template <class Stream>
awaitable<void> talk(Stream& stream, std::string_view hello, std::string& reply) {
  const auto [not_sent, sent] = co_await asio::async_write(stream, asio::buffer(hello), quietly);
  if (not_sent) co_return;
  std::array<char, longest_reply> bytes{};
  const auto [nothing, size] = co_await stream.async_read_some(asio::buffer(bytes), quietly);
  reply.assign(bytes.data(), size);
}

}  // namespace

const Exchange* exchange_for(std::string_view probe) {
  const auto found = std::ranges::find(exchanges, probe, &Exchange::probe);
  return found == exchanges.end() ? nullptr : &*found;
}

bool fits(const Exchange& exchange, std::string_view reply) {
  if (reply.size() <= exchange.at) return false;
  const std::string_view rest = reply.substr(exchange.at);
  if (exchange.any_of) return exchange.begins.find(rest.front()) != std::string_view::npos;
  return rest.starts_with(exchange.begins);
}

awaitable<std::string> exchange_on(tcp::socket& socket, std::string_view hello,
                                   Clock::time_point until) {
  std::string reply;
  co_await within(until, talk(socket, hello, reply));
  co_return reply;
}

awaitable<std::string> exchange_on(TlsStream& stream, std::string_view hello,
                                   Clock::time_point until) {
  std::string reply;
  co_await within(until, talk(stream, hello, reply));
  co_return reply;
}

}  // namespace airtight::probe
