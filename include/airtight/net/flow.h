#pragma once

#include <airtight/base/result.h>
#include <airtight/net/ip.h>

#include <cstdint>
#include <string_view>

namespace airtight::net {

enum class Protocol : std::uint8_t { tcp, udp, icmp, esp, ah, gre, ip_in_ip };

std::string_view to_string(Protocol protocol);

// The others have no ports that a rule could name (N-092).
constexpr bool has_ports(Protocol protocol) {
  return protocol == Protocol::tcp || protocol == Protocol::udp;
}

// A TCP or UDP port.
struct Port {
  std::uint16_t number = 0;
  auto operator<=>(const Port&) const = default;
};

// Ports from `first` to `last`, both included.
struct PortRange {
  Port first{0};
  Port last{65535};

  bool contains(Port port) const { return first <= port && port <= last; }
  auto operator<=>(const PortRange&) const = default;
};

// "443", "1000-2000" or "*".
Result<PortRange> parse_port_range(std::string_view text);
std::string to_string(const PortRange& range);

// The ports an operating system gives to outgoing connections.
inline constexpr PortRange ephemeral{Port{49152}, Port{65535}};

// Header fields of one packet as it leaves its sender. The source port is ephemeral.
struct Flow {
  Ip source;
  Ip destination;
  Protocol protocol = Protocol::tcp;
  Port port;  // of the destination; meaningless for all but TCP and UDP (N-092)

  auto operator<=>(const Flow&) const = default;
};

}  // namespace airtight::net
