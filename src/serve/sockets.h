#pragma once

#include <airtight/probe/sockets.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>

// Asio as `probe` uses it.
namespace airtight::serve {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using probe::as_asio;
using probe::quietly;

// Who is at the other end. An IPv4 address inside IPv6 (RFC 4291) is that IPv4 address.
net::Ip client_of(const asio::ip::address& address);

asio::awaitable<void> wait(std::chrono::milliseconds time);

}  // namespace airtight::serve
