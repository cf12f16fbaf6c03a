#include <airtight/serve/dns_server.h>

#include <array>
#include <csignal>
#include <random>

#include "sockets.h"

// One thread. Each TCP connection and each forwarded question is a coroutine of its own; what the
// model answers is computed where the query came in. Whatever a client sends costs it at most one
// message of bounded size at a time, and whatever it holds open is closed when its time is over.

namespace airtight::serve {
namespace {

using asio::ip::udp;
using namespace asio::experimental::awaitable_operators;

constexpr std::size_t longest_query = 4096;
constexpr std::size_t longest_message = 65535;

template <class Protocol>
typename Protocol::endpoint as_endpoint(const SocketAddress& address) {
  return {as_asio(address.ip), address.port};
}

std::string with_length(const std::string& message) {
  std::string framed;
  framed += static_cast<char>(message.size() >> 8U);
  framed += static_cast<char>(message.size() & 0xffU);
  return framed + message;
}

std::size_t length_in(const std::array<char, 2>& octets) {
  return static_cast<std::size_t>(static_cast<unsigned char>(octets[0])) << 8U |
         static_cast<unsigned char>(octets[1]);
}

// A message with its length before it, within the socket's time; none where it does not come whole,
// or is longer than `most`.
asio::awaitable<std::optional<std::string>> receive(tcp::socket& socket, std::size_t most) {
  std::array<char, 2> length{};
  const auto [no_length, length_size] =
      co_await asio::async_read(socket, asio::buffer(length), quietly);
  if (no_length || length_in(length) > most) co_return std::nullopt;
  std::string message(length_in(length), '\0');
  const auto [no_message, size] = co_await asio::async_read(socket, asio::buffer(message), quietly);
  if (no_message) co_return std::nullopt;
  co_return message;
}

asio::awaitable<bool> send(tcp::socket& socket, const std::string& message) {
  const std::string framed = with_length(message);
  const auto [failed, size] = co_await asio::async_write(socket, asio::buffer(framed), quietly);
  co_return !failed;
}

// The result of `work`, or a value of nothing when `time` is over first; then its sockets'
// operations are cancelled.
template <class T>
asio::awaitable<T> within(std::chrono::milliseconds time, asio::awaitable<T> work) {
  auto first = co_await (std::move(work) || wait(time));
  if (first.index() == 0) co_return std::move(std::get<0>(first));
  co_return T{};
}

// Unpredictable, so that nobody else can answer for the server that is asked (RFC 5452).
std::uint16_t random_id() {
  static std::random_device device;
  return static_cast<std::uint16_t>(device());
}

}  // namespace

class DnsServer::Sockets {
 public:
  Sockets(PredictedView view, Options options)
      : view_(std::move(view)), options_(std::move(options)) {}

  // Both sockets on one port; the error of the first that cannot be bound.
  error_code open() {
    error_code failed;
    const auto at = as_endpoint<udp>(options_.listen);
    udp_.open(at.protocol(), failed);
    if (!failed) udp_.bind(at, failed);
    if (failed) return failed;
    const auto bound = udp_.local_endpoint(failed);
    const tcp::endpoint beside(bound.address(), bound.port());
    if (!failed) acceptor_.open(beside.protocol(), failed);
    if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor_.bind(beside, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    return failed;
  }

  SocketAddress address() const { return {options_.listen.ip, udp_.local_endpoint().port()}; }

  void run() {
    if (options_.ends_on_signals) {
      signals_.add(SIGINT);
      signals_.add(SIGTERM);
      signals_.async_wait([this](error_code failed, int) {
        if (!failed) context_.stop();
      });
    }
    asio::co_spawn(context_, serve_udp(), asio::detached);
    asio::co_spawn(context_, serve_tcp(), asio::detached);
    context_.run();
  }

  void stop() { context_.stop(); }

 private:
  asio::awaitable<void> serve_udp() {
    std::array<char, longest_query> buffer{};
    while (udp_.is_open()) {
      udp::endpoint client;
      const auto [failed, size] =
          co_await udp_.async_receive_from(asio::buffer(buffer), client, quietly);
      // An error of an earlier reply (port unreachable) is reported here, and is nobody's matter.
      if (failed) {
        co_await wait(std::chrono::milliseconds(10));
        continue;
      }
      std::string query(buffer.data(), size);
      Response response = view_.respond(query);
      if (auto* forward = std::get_if<Forward>(&response)) {
        asio::co_spawn(context_, forward_udp(std::move(*forward), std::move(query), client),
                       asio::detached);
      } else if (const auto* reply = std::get_if<wire::Message>(&response)) {
        co_await reply_udp(*reply, query, client);
      }
    }
  }

  asio::awaitable<void> reply_udp(const wire::Message& reply, const std::string& query,
                                  const udp::endpoint& client) {
    log(reply);
    const std::string octets = wire::write_message(reply, largest_reply(reply, query));
    co_await udp_.async_send_to(asio::buffer(octets), client, quietly);
  }

  asio::awaitable<void> forward_udp(Forward forward, std::string query, udp::endpoint client) {
    const wire::Message reply = co_await ask_upstream(forward, false);
    co_await reply_udp(reply, query, client);
  }

  asio::awaitable<void> serve_tcp() {
    while (acceptor_.is_open()) {
      auto [failed, socket] = co_await acceptor_.async_accept(quietly);
      if (failed) {
        co_await wait(std::chrono::milliseconds(100));  // out of descriptors: some will be closed
        continue;
      }
      if (connections_ >= options_.most_connections) continue;  // closed as it goes
      ++connections_;
      asio::co_spawn(context_, serve_connection(std::move(socket)),
                     [this](const std::exception_ptr&) { --connections_; });
    }
  }

  asio::awaitable<void> serve_connection(tcp::socket socket) {
    for (;;) {
      const auto query = co_await within(options_.idle, receive(socket, longest_query));
      if (!query) co_return;
      Response response = view_.respond(*query);
      std::optional<wire::Message> reply;
      if (auto* forward = std::get_if<Forward>(&response)) {
        reply = co_await ask_upstream(*forward, true);
      } else if (auto* message = std::get_if<wire::Message>(&response)) {
        reply = std::move(*message);
      }
      if (!reply) co_return;  // no query at all: nothing good will follow it
      log(*reply);
      const std::string octets = wire::write_message(*reply);
      if (!co_await within(options_.idle, send(socket, octets))) co_return;
    }
  }

  // The transport is the client's, so that it hears of truncation and comes again by TCP.
  asio::awaitable<wire::Message> ask_upstream(const Forward& forward, bool by_tcp) {
    const auto& server = options_.forward;
    if (!server || forwards_ >= options_.most_forwards) co_return forwarded_reply(forward, {});
    ++forwards_;
    const std::uint16_t id = random_id();
    const std::string query = forwarded_query(forward, id);
    // Two statements, because g++ 12 destroys the operands of a conditional one twice.
    std::optional<std::string> octets;
    if (by_tcp) {
      auto asked = upstream_by_tcp(*server, query, forward, id);
      octets = co_await within(options_.forward_time_out, std::move(asked));
    } else {
      auto asked = upstream_by_udp(*server, query, forward, id);
      octets = co_await within(options_.forward_time_out, std::move(asked));
    }
    --forwards_;
    co_return forwarded_reply(forward, octets);
  }

  asio::awaitable<std::optional<std::string>> upstream_by_udp(SocketAddress server,
                                                              std::string query,
                                                              const Forward& forward,
                                                              std::uint16_t id) {
    udp::socket socket(context_);
    error_code failed;
    socket.connect(as_endpoint<udp>(server), failed);
    if (failed) co_return std::nullopt;
    const auto [not_sent, sent] = co_await socket.async_send(asio::buffer(query), quietly);
    if (not_sent) co_return std::nullopt;
    for (;;) {
      std::string octets(longest_query, '\0');
      const auto [nothing, size] = co_await socket.async_receive(asio::buffer(octets), quietly);
      if (nothing) co_return std::nullopt;
      octets.resize(size);
      if (answers(octets, forward, id)) co_return octets;
    }
  }

  asio::awaitable<std::optional<std::string>> upstream_by_tcp(SocketAddress server,
                                                              std::string query,
                                                              const Forward& forward,
                                                              std::uint16_t id) {
    tcp::socket socket(context_);
    const auto [failed] = co_await socket.async_connect(as_endpoint<tcp>(server), quietly);
    if (failed || !co_await send(socket, query)) co_return std::nullopt;
    auto octets = co_await receive(socket, longest_message);
    if (!octets || !answers(*octets, forward, id)) co_return std::nullopt;
    co_return octets;
  }

  void log(const wire::Message& reply) const {
    if (options_.log) options_.log(in_words(reply));
  }

  PredictedView view_;
  Options options_;
  asio::io_context context_{1};
  udp::socket udp_{context_};
  tcp::acceptor acceptor_{context_};
  asio::signal_set signals_{context_};
  std::size_t connections_ = 0;
  std::size_t forwards_ = 0;
};

DnsServer::DnsServer(std::unique_ptr<Sockets> sockets) : sockets_(std::move(sockets)) {}
DnsServer::DnsServer(DnsServer&&) noexcept = default;
DnsServer& DnsServer::operator=(DnsServer&&) noexcept = default;
DnsServer::~DnsServer() = default;

Result<DnsServer> DnsServer::listen(const PredictedView& view, const Options& options) {
  // A free UDP port may be taken on TCP: then another one.
  constexpr int tries = 16;
  const SocketAddress at = options.listen;
  error_code failed;
  for (int i = 0; i < (at.port == 0 ? tries : 1); ++i) {
    auto sockets = std::make_unique<Sockets>(view, options);
    failed = sockets->open();
    if (!failed) return DnsServer(std::move(sockets));
  }
  return fail("cannot listen on " + to_string(at) + ": " + failed.message());
}

SocketAddress DnsServer::address() const { return sockets_->address(); }
void DnsServer::run() { sockets_->run(); }
void DnsServer::stop() { sockets_->stop(); }

}  // namespace airtight::serve
