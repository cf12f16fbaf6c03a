#include "connect.h"

#include <algorithm>
#include <array>

namespace airtight::probe {
namespace {

using observe::ConnectOutcome;

bool is_local(const error_code& failed) {
  constexpr std::array own{EMFILE, ENFILE, ENOBUFS, ENOMEM};
  return failed.category() == boost::system::system_category() &&
         std::ranges::count(own, failed.value()) > 0;
}

ConnectOutcome outcome_of(const error_code& failed) {
  // Reset before we looked: it was accepted, else it would be "refused" (E-003). What is done next
  // fails, and says so.
  if (!failed || failed == asio::error::connection_reset) return ConnectOutcome::connected;
  if (failed == asio::error::connection_refused) return ConnectOutcome::refused;
  if (failed == asio::error::timed_out || failed == asio::error::operation_aborted)
    return ConnectOutcome::timed_out;
  return ConnectOutcome::unreachable;  // no route, or a local filter's EPERM or EACCES
}

awaitable<void> dial(tcp::socket& socket, tcp::endpoint peer, std::optional<error_code>& ended) {
  const auto [failed] = co_await socket.async_connect(peer, quietly);
  ended = failed;
}

}  // namespace

awaitable<Connection> connect(tcp::socket& socket, net::Ip address, net::Port port,
                              Clock::time_point until) {
  Connection connection;
  const tcp::endpoint peer(as_asio(address), port.number);
  std::optional<error_code> ended;
  error_code failed;
  socket.open(peer.protocol(), failed);
  if (failed) {
    ended = failed;
  } else {
    co_await within(until, dial(socket, peer, ended));
  }
  if (ended && is_local(*ended)) connection.local_failure = ended->message();
  connection.outcome = ended ? outcome_of(*ended) : ConnectOutcome::timed_out;
  if (connection.outcome == ConnectOutcome::connected) {
    const auto local = socket.local_endpoint(failed);
    if (!failed) connection.local = from_asio(local.address());
  }
  co_return connection;
}

std::vector<net::Ip> happy_eyeballs_order(const std::vector<net::Ip>& addresses) {
  std::array<std::vector<net::Ip>, 2> by_family;  // IPv6, IPv4
  for (const net::Ip& each : addresses) {
    auto& family = by_family[each.family == net::Family::v6 ? 0 : 1];
    if (std::ranges::count(family, each) == 0) family.push_back(each);
  }
  std::vector<net::Ip> order;
  for (std::size_t i = 0; i < std::max(by_family[0].size(), by_family[1].size()); ++i) {
    for (const auto& family : by_family) {
      if (i < family.size()) order.push_back(family[i]);
    }
  }
  return order;
}

}  // namespace airtight::probe
