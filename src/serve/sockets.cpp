#include "sockets.h"

namespace airtight::serve {

asio::ip::address as_asio(const net::Ip& ip) {
  if (ip.family == net::Family::v4)
    return asio::ip::address_v4(static_cast<asio::ip::address_v4::uint_type>(ip.low));
  asio::ip::address_v6::bytes_type bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t half = i < 8 ? ip.high : ip.low;
    bytes[i] = static_cast<unsigned char>(half >> (56U - 8U * (i % 8U)));
  }
  return asio::ip::address_v6(bytes);
}

net::Ip from_asio(const asio::ip::address& address) {
  if (address.is_v4()) return {net::Family::v4, 0, address.to_v4().to_uint()};
  if (address.to_v6().is_v4_mapped())
    return {net::Family::v4, 0,
            asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_uint()};
  net::Ip ip{net::Family::v6, 0, 0};
  const auto bytes = address.to_v6().to_bytes();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::uint64_t& half = i < 8 ? ip.high : ip.low;
    half = half << 8U | bytes[i];
  }
  return ip;
}

asio::awaitable<void> wait(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(quietly);
}

}  // namespace airtight::serve
