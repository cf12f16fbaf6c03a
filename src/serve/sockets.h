#pragma once

#include <airtight/net/ip.h>

#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>

namespace airtight::serve {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

inline constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

asio::ip::address as_asio(const net::Ip& ip);
// An IPv4 address inside IPv6 (RFC 4291) is that IPv4 address.
net::Ip from_asio(const asio::ip::address& address);

asio::awaitable<void> wait(std::chrono::milliseconds time);

}  // namespace airtight::serve
