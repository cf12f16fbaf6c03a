#include <airtight/base/text.h>
#include <airtight/serve/dns_server.h>

#include <charconv>

namespace airtight::serve {

Result<SocketAddress> parse_socket_address(std::string_view text, std::uint16_t port) {
  SocketAddress address{{}, port};
  std::string_view host = text;
  const auto colon = text.rfind(':');
  const bool bare_v6 = colon != text.npos && text.find(':') != colon && !text.starts_with('[');
  if (colon != text.npos && !bare_v6 && !text.ends_with(']')) {
    const std::string_view digits = text.substr(colon + 1);
    const auto [stop, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (failed != std::errc{} || stop != digits.data() + digits.size())
      return fail(in_quotes(text) + " has the port " + in_quotes(digits) +
                  ", expected a number from 0 to 65535");
    host = text.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto ip = net::parse_ip(host);
  if (!ip) return fail(in_quotes(text) + " is not ADDRESS:PORT: " + ip.error().message);
  address.ip = *ip;
  return address;
}

std::string to_string(const SocketAddress& address) {
  const std::string ip = net::to_string(address.ip);
  return (address.ip.family == net::Family::v6 ? "[" + ip + "]" : ip) + ":" +
         std::to_string(address.port);
}

bool is_loopback(const net::Ip& ip) {
  return net::Prefix{net::ipv4(127, 0, 0, 0), 8}.contains(ip) ||
         ip == net::Ip{net::Family::v6, 0, 1};
}

}  // namespace airtight::serve
