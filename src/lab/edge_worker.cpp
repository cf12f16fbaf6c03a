#include "edge_worker.h"

#include <airtight/lab/edge.h>
#include <airtight/lab/lab.h>

#include <array>

namespace airtight::lab {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_octets = 1U << 20U;

}  // namespace

// A socket stays in the namespace in which it was opened.
asio::awaitable<std::string> ask_worker(int space, std::string request) {
  tcp::socket socket(co_await asio::this_coro::executor);
  boost::system::error_code no_socket;
  inside(space, [&] { socket.open(tcp::v4(), no_socket); });
  const tcp::endpoint worker(asio::ip::address_v4::loopback(), worker_port);
  if (no_socket) co_return std::string();
  const auto [refused] = co_await socket.async_connect(worker, quietly);
  if (refused) co_return std::string();
  const auto [unsent, size] = co_await asio::async_write(socket, asio::buffer(request), quietly);
  std::string answer;
  std::array<char, 4096> octets{};
  while (!unsent && answer.size() < most_octets) {
    const auto [ended, count] = co_await socket.async_read_some(asio::buffer(octets), quietly);
    answer.append(octets.data(), count);
    if (ended) break;
  }
  co_return answer;
}

}  // namespace airtight::lab
