#pragma once

#include <airtight/net/ip.h>

#include <boost/asio.hpp>
#include <chrono>

// Asio with the addresses of `net`, and errors as values.
namespace airtight::probe {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

inline constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

asio::ip::address as_asio(const net::Ip& ip);
net::Ip from_asio(const asio::ip::address& address);

awaitable<void> sleep_until(Clock::time_point time);

}  // namespace airtight::probe
