#pragma once

#include <airtight/base/result.h>
#include <airtight/net/ip.h>
#include <airtight/serve/dns_view.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace airtight::serve {

struct SocketAddress {
  net::Ip ip;
  std::uint16_t port = 0;
};

// "127.0.0.1:5353", "[::1]:5353", or an address alone, which gets `port`.
Result<SocketAddress> parse_socket_address(std::string_view text, std::uint16_t port);
std::string to_string(const SocketAddress& address);  // "127.0.0.1:5353", "[::1]:5353"
bool is_loopback(const net::Ip& ip);

// Answers DNS over UDP and over TCP (RFC 7766) on one address from a predicted view.
class DnsServer {
 public:
  struct Options {
    SocketAddress listen{net::ipv4(127, 0, 0, 1), 5353};  // port 0: a free one
    std::optional<SocketAddress> forward;                 // for public names nobody predicts
    std::chrono::milliseconds idle{10'000};               // a TCP client gets for each message
    std::chrono::milliseconds forward_time_out{3'000};
    std::size_t most_connections = 64;            // more are closed at once
    std::size_t most_forwards = 256;              // at a time; more are SERVFAIL
    bool ends_on_signals = false;                 // SIGINT and SIGTERM end run()
    std::function<void(const std::string&)> log;  // one line for each reply
  };

  // Listens from here on; an error says why it cannot.
  static Result<DnsServer> listen(const PredictedView& view, const Options& options);

  SocketAddress address() const;

  // Answers until stop(), which any thread may call, or a signal.
  void run();
  void stop();

  DnsServer(DnsServer&&) noexcept;
  DnsServer& operator=(DnsServer&&) noexcept;
  ~DnsServer();

 private:
  class Sockets;
  explicit DnsServer(std::unique_ptr<Sockets> sockets);
  std::unique_ptr<Sockets> sockets_;
};

}  // namespace airtight::serve
