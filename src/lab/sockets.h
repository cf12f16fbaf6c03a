#pragma once

#include <airtight/net/ip.h>
#include <arpa/inet.h>
#include <netinet/in.h>

// Addresses of IPv4 as the sockets API has them.
namespace airtight::lab {

inline sockaddr_in address_of(const net::Ip& ip, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(static_cast<std::uint32_t>(ip.low));
  return address;
}

inline const sockaddr* plain(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);  // NOLINT: the sockets API
}
inline sockaddr* plain(sockaddr_in& address) {
  return reinterpret_cast<sockaddr*>(&address);  // NOLINT: the sockets API
}

}  // namespace airtight::lab
