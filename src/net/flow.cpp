#include <airtight/base/text.h>
#include <airtight/net/flow.h>

#include <charconv>

namespace airtight::net {
namespace {

bool parse_port(std::string_view text, Port& port) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port.number);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

}  // namespace

std::string_view to_string(Protocol protocol) {
  switch (protocol) {
    case Protocol::tcp:
      return "tcp";
    case Protocol::udp:
      return "udp";
    case Protocol::icmp:
      return "icmp";
    case Protocol::esp:
      return "esp";
    case Protocol::ah:
      return "ah";
    case Protocol::gre:
      return "gre";
    case Protocol::ip_in_ip:
      return "ip-in-ip";
  }
  return "";
}

Result<PortRange> parse_port_range(std::string_view text) {
  if (text == "*") return PortRange{};
  const auto dash = text.find('-');
  PortRange range;
  const bool parsed =
      parse_port(text.substr(0, dash), range.first) &&
      parse_port(dash == std::string_view::npos ? text : text.substr(dash + 1), range.last);
  if (!parsed || range.last < range.first) {
    return fail(in_quotes(text) + " is not a port, a range such as 1000-2000, or *");
  }
  return range;
}

std::string to_string(const PortRange& range) {
  if (range == PortRange{}) return "*";
  if (range.first == range.last) return std::to_string(range.first.number);
  return std::to_string(range.first.number) + "-" + std::to_string(range.last.number);
}

}  // namespace airtight::net
