#include "probe/peer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace peer {
namespace {

using namespace airtight;

asio::awaitable<void> accept_all(tcp::acceptor acceptor, Behaviour behaviour) {
  for (;;) {
    auto [failed, socket] = co_await acceptor.async_accept(quietly);
    if (failed) co_return;
    asio::co_spawn(acceptor.get_executor(), behaviour(std::move(socket)), asio::detached);
  }
}

asio::awaitable<void> drain(tcp::socket& socket) {
  std::array<char, 4096> bytes{};
  for (;;) {
    const auto [failed, size] = co_await socket.async_read_some(asio::buffer(bytes), quietly);
    if (failed) co_return;
  }
}

std::shared_ptr<asio::ssl::context> context_of(const Identity& identity) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  context->use_certificate_chain(asio::buffer(identity.certificate));
  context->use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
  return context;
}

asio::awaitable<std::string> read_some(TlsStream& stream) {
  std::string text(4096, '\0');
  const auto [failed, size] = co_await stream.async_read_some(asio::buffer(text), quietly);
  text.resize(failed ? 0 : size);
  co_return text;
}

asio::awaitable<void> serve_one(std::shared_ptr<asio::ssl::context> context, Reply reply,
                                tcp::socket socket) {
  TlsStream stream(std::move(socket), *context);
  const auto [failed] = co_await stream.async_handshake(TlsStream::server, quietly);
  if (failed) co_return;
  const std::string request = co_await read_some(stream);
  if (request.empty() || !reply) co_return;
  const char* name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
  const std::string text = reply(name == nullptr ? "" : name, request);
  co_await asio::async_write(stream, asio::buffer(text), quietly);
  co_await stream.async_shutdown(quietly);
}

asio::awaitable<void> write_on(std::shared_ptr<asio::ssl::context> context, std::string head,
                               std::string more, std::chrono::milliseconds pause,
                               tcp::socket socket) {
  TlsStream stream(std::move(socket), *context);
  const auto [failed] = co_await stream.async_handshake(TlsStream::server, quietly);
  if (failed || (co_await read_some(stream)).empty()) co_return;
  auto [stopped, size] = co_await asio::async_write(stream, asio::buffer(head), quietly);
  asio::steady_timer timer(stream.get_executor());
  while (!stopped) {
    if (pause.count() > 0) {
      timer.expires_after(pause);
      co_await timer.async_wait(quietly);
    }
    std::tie(stopped, size) = co_await asio::async_write(stream, asio::buffer(more), quietly);
  }
}

std::string framed(const std::string& message) {
  return std::string{static_cast<char>(message.size() >> 8U), static_cast<char>(message.size())} +
         message;
}

asio::awaitable<void> answer_udp(udp::socket socket, DnsReply reply) {
  std::array<char, 4096> bytes{};
  for (;;) {
    udp::endpoint from;
    const auto [failed, size] =
        co_await socket.async_receive_from(asio::buffer(bytes), from, quietly);
    if (failed) co_return;
    const auto query = wire::read_message({bytes.data(), size});
    if (!query) continue;
    for (const std::string& octets : reply(*query, false))
      co_await socket.async_send_to(asio::buffer(octets), from, quietly);
  }
}

asio::awaitable<void> answer_tcp(DnsReply reply, tcp::socket socket) {
  for (;;) {
    std::array<unsigned char, 2> length{};
    const auto [failed, size] = co_await asio::async_read(socket, asio::buffer(length), quietly);
    if (failed) co_return;
    std::string octets(static_cast<std::size_t>(length[0]) << 8U | length[1], '\0');
    const auto [broken, count] = co_await asio::async_read(socket, asio::buffer(octets), quietly);
    const auto query = wire::read_message(octets);
    if (broken || !query) co_return;
    for (const std::string& each : reply(*query, true)) {
      const std::string message = framed(each);
      co_await asio::async_write(socket, asio::buffer(message), quietly);
    }
  }
}

wire::Name name_of(const std::string& text) {
  return wire::name_of(net::parse_dns_name(text).value());
}

}  // namespace

Thread::Thread() : thread_([this] { loop_.run(); }) {}

Thread::~Thread() {
  loop_.stop();
  thread_.join();
}

std::uint16_t listen(Thread& thread, const std::vector<std::string>& addresses,
                     const Behaviour& behaviour) {
  std::uint16_t port = 0;
  for (const std::string& each : addresses) {
    tcp::acceptor acceptor(thread.loop(), {asio::ip::make_address(each), port});
    port = acceptor.local_endpoint().port();
    asio::co_spawn(thread.loop(), accept_all(std::move(acceptor), behaviour), asio::detached);
  }
  return port;
}

Unanswered::Unanswered(const std::string& address) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(asio::ip::make_address_v4(address).to_uint());
  socklen_t size = sizeof at;
  auto* const where = reinterpret_cast<sockaddr*>(&at);
  sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (bind(sockets_[0], where, size) != 0 || ::listen(sockets_[0], 0) != 0 ||
      getsockname(sockets_[0], where, &size) != 0)
    throw std::runtime_error("no port");
  port_ = ntohs(at.sin_port);
  for (int i = 0; i < 8; ++i) {  // more than the queue holds
    sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    static_cast<void>(connect(sockets_.back(), where, size));
  }
}

Unanswered::~Unanswered() {
  for (const int each : sockets_) close(each);
}

std::uint16_t closed_port() {
  asio::io_context loop;
  tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
  return acceptor.local_endpoint().port();
}

Behaviour holds() {
  return [](tcp::socket socket) -> asio::awaitable<void> { co_await drain(socket); };
}

Behaviour closes() {
  return [](tcp::socket socket) -> asio::awaitable<void> {
    socket.close();
    co_return;
  };
}

Behaviour resets() {
  return [](tcp::socket socket) -> asio::awaitable<void> {
    socket.set_option(asio::socket_base::linger(true, 0));
    socket.close();
    co_return;
  };
}

Behaviour says(const std::string& octets) {
  return [octets](tcp::socket socket) -> asio::awaitable<void> {
    std::array<char, 512> bytes{};
    const auto [failed, size] = co_await socket.async_read_some(asio::buffer(bytes), quietly);
    if (failed) co_return;
    co_await asio::async_write(socket, asio::buffer(octets), quietly);
    co_await drain(socket);
  };
}

Behaviour serves(const Identity& identity, const Reply& reply) {
  return [context = context_of(identity), reply](tcp::socket socket) {
    return serve_one(context, reply, std::move(socket));
  };
}

// The header of a TLS record of 512 octets and four of them.
Behaviour half_a_handshake() {
  return says(std::string("\x16\x03\x03\x02\x00\x02\x00\x01\xfc", 9));
}

Behaviour drips(const Identity& identity) {
  return [context = context_of(identity)](tcp::socket socket) {
    return write_on(context, "HTTP/1.1 200 OK\r\nX: ", "x", std::chrono::milliseconds(50),
                    std::move(socket));
  };
}

Behaviour pours(const Identity& identity, const std::string& head) {
  return [context = context_of(identity), head](tcp::socket socket) {
    return write_on(context, head, std::string(16384, 'x'), std::chrono::milliseconds(0),
                    std::move(socket));
  };
}

std::uint16_t answer_dns(Thread& thread, const DnsReply& reply) {
  const std::uint16_t port =
      listen(thread, {"127.0.0.1"}, [reply](tcp::socket socket) -> asio::awaitable<void> {
        return answer_tcp(reply, std::move(socket));
      });
  udp::socket socket(thread.loop(), udp::endpoint(asio::ip::address_v4::loopback(), port));
  asio::co_spawn(thread.loop(), answer_udp(std::move(socket), reply), asio::detached);
  return port;
}

wire::Message answer_to(const wire::Message& query) {
  wire::Message answer;
  answer.id = query.id;
  answer.response = true;
  answer.recursion_desired = true;
  answer.recursion_available = true;
  answer.questions = query.questions;
  return answer;
}

wire::Record alias(const std::string& owner, const std::string& target) {
  return {name_of(owner), wire::type::cname, wire::class_in, 60, name_of(target)};
}

wire::Record address(const std::string& owner, const net::Ip& ip) {
  const auto type = ip.family == net::Family::v4 ? wire::type::a : wire::type::aaaa;
  return {name_of(owner), type, wire::class_in, 10, ip};
}

std::string asked_name(const wire::Message& query) {
  return wire::host_name(query.questions.at(0).name).value().text();
}

}  // namespace peer
