#include "sockets.h"

namespace airtight::serve {

net::Ip client_of(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return probe::from_asio(asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()));
  return probe::from_asio(address);
}

asio::awaitable<void> wait(std::chrono::milliseconds time) {
  return probe::sleep_until(probe::Clock::now() + time);
}

}  // namespace airtight::serve
