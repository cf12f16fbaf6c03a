#include "edges.h"

#include <airtight/base/text.h>
#include <airtight/lab/lab.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>
#include <list>
#include <map>
#include <thread>

#include "authority.h"
#include "edge_http.h"
#include "edge_protocols.h"
#include "edge_worker.h"
#include "sockets.h"

namespace airtight::lab {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds patience{20};  // with a client that says nothing
constexpr std::chrono::seconds sweep{5};
constexpr std::size_t most_connections = 512;
constexpr int waiting_room = 128;
constexpr std::uint16_t plain_http = 80;
constexpr char tls_handshake = 0x16;  // the first octet of a client's hello

// A connection, which is closed when its client has said nothing for too long.
struct Connection {
  tcp::socket& socket;
  Clock::time_point heard = Clock::now();
};
using Connections = std::list<Connection*>;

// On the list while it lasts.
class Listed {
 public:
  Listed(Connections& all, Connection& one) : all_(all), at_(all.insert(all.end(), &one)) {}
  ~Listed() { all_.erase(at_); }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

 private:
  Connections& all_;
  Connections::iterator at_;
};

void close_all(std::map<std::string, int>& descriptors) {
  for (const auto& [_, each] : descriptors) close(each);
  descriptors.clear();
}

// What listens at one address; the gate may change while it does.
struct Listener {
  explicit Listener(Edge what) : edge(std::move(what)) {}
  Edge edge;
  std::vector<tcp::acceptor> acceptors{};
  asio::ssl::context tls{asio::ssl::context::tls_server};
  Authority* authority = nullptr;
  Connections* connections = nullptr;    // of all listeners
  std::map<std::string, int> workers{};  // descriptors of namespaces, its own
  ~Listener() { close_all(workers); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
};
using Shared = std::shared_ptr<Listener>;

// E-012, E-013: the certificate of the name that is asked for, and for any other that of whoever
// is there.
int choose_certificate(SSL* connection, int*, void* argument) {
  Listener& at = *static_cast<Listener*>(argument);
  const char* said = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
  const std::string asked = to_lower(said == nullptr ? "" : said);
  auto door = std::ranges::find(at.edge.doors, asked, &Door::name);
  if (door == at.edge.doors.end()) door = at.edge.doors.begin();
  if (door == at.edge.doors.end()) return SSL_TLSEXT_ERR_ALERT_FATAL;
  SSL_CTX* context = at.authority->context_for(certificate_name(door->name));
  if (context == nullptr) return SSL_TLSEXT_ERR_ALERT_FATAL;
  SSL_set_SSL_CTX(connection, context);
  return SSL_TLSEXT_ERR_OK;
}

net::Ip peer_of(const tcp::socket& socket) {
  error_code failed;
  const auto peer = socket.remote_endpoint(failed);
  if (failed || !peer.address().is_v4()) return net::Ip{};
  return net::Ip{net::Family::v4, 0, peer.address().to_v4().to_uint()};
}

// The next octets of a client, behind those that are in `text`; false when there are no more.
template <class Stream>
awaitable<bool> read_more(Stream& stream, Connection& connection, std::string& text) {
  std::array<char, 4096> octets{};
  const auto [failed, size] = co_await stream.async_read_some(asio::buffer(octets), quietly);
  connection.heard = Clock::now();
  text.append(octets.data(), size);
  co_return !failed;
}

// Answers requests until the client has no more. `text` is what it has said already.
template <class Stream>
awaitable<void> answer(Shared at, Stream& stream, Connection& connection, std::string text,
                       bool by_tls) {
  const net::Ip source = peer_of(connection.socket);
  for (bool open = true; open;) {
    Parsed request = parse_request(text);
    if (request.state == Parsed::State::wrong) co_return;
    if (request.state == Parsed::State::incomplete) {
      open = co_await read_more(stream, connection, text);
      continue;
    }
    text.erase(0, request.used);
    request.asked.by_tls = by_tls;
    request.asked.source = source;
    const Answered answered = reply_at(at->edge, request.asked);
    std::string octets;
    if (const auto worker = at->workers.find(answered.worker); worker != at->workers.end())
      octets = co_await ask_worker(worker->second, handed_on(request));
    const bool by_worker = !octets.empty();
    if (!by_worker) octets = octets_of(answered, request);
    const auto [failed, size] = co_await asio::async_write(stream, asio::buffer(octets), quietly);
    open = !failed && request.keep_alive && !by_worker;
  }
}

// Other protocols end at the greeting: then it listens, as a server does that waits for the rest.
template <class Stream>
awaitable<void> greet(Shared at, Stream& stream, Connection& connection, std::string hello) {
  const std::string_view reply = greeting_for(at->edge, hello, peer_of(connection.socket));
  if (!reply.empty()) co_await asio::async_write(stream, asio::buffer(reply), quietly);
  for (bool open = true; open;) {
    hello.clear();
    open = co_await read_more(stream, connection, hello);
  }
}

awaitable<void> answer_by_tls(Shared at, tcp::socket& socket, Connection& connection,
                              const std::string& hello) {
  asio::ssl::stream<tcp::socket&> stream(socket, at->tls);
  const auto [failed, used] =
      co_await stream.async_handshake(asio::ssl::stream_base::server, asio::buffer(hello), quietly);
  if (failed) co_return;
  std::string text;
  if (!co_await read_more(stream, connection, text)) co_return;
  if (is_greeting(text))
    co_await greet(at, stream, connection, std::move(text));
  else
    co_await answer(at, stream, connection, std::move(text), true);
  co_await stream.async_shutdown(quietly);
}

awaitable<void> serve(Shared at, tcp::socket socket, bool speaks_plain) {
  Connection connection{socket};
  const Listed listed(*at->connections, connection);
  std::string text;
  if (!co_await read_more(socket, connection, text)) co_return;
  if (text.front() == tls_handshake)
    co_await answer_by_tls(at, socket, connection, text);
  else if (speaks_plain)
    co_await answer(at, socket, connection, std::move(text), false);
  else
    co_await greet(at, socket, connection, std::move(text));
}

awaitable<void> close_silent_ones(const Connections& connections) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    timer.expires_after(sweep);
    const auto [failed] = co_await timer.async_wait(quietly);
    if (failed) co_return;
    for (Connection* each : connections)
      if (Clock::now() - each->heard > patience) each->socket.close();
  }
}

awaitable<void> accept_all(Shared at, std::size_t which) {
  tcp::acceptor& acceptor = at->acceptors[which];
  error_code unknown;
  const std::uint16_t port = acceptor.local_endpoint(unknown).port();
  const bool speaks_plain = at->edge.side == Edge::Side::tokens || port == plain_http;
  while (acceptor.is_open()) {
    auto [failed, socket] = co_await acceptor.async_accept(quietly);
    if (failed || at->connections->size() >= most_connections) continue;
    asio::co_spawn(acceptor.get_executor(), serve(at, std::move(socket), speaks_plain),
                   asio::detached);
  }
}

// -1 with errno where it cannot be.
int listening_socket(const net::Ip& address, std::uint16_t port) {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) return made;
  const int on = 1;
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in at = address_of(address, port);
  if (bind(made, plain(at), sizeof at) == 0 && listen(made, waiting_room) == 0) return made;
  const int why = errno;
  close(made);
  errno = why;
  return -1;
}

Result<std::vector<int>> sockets_of(const Edge& edge, int space) {
  std::vector<int> sockets;
  int why = 0;
  inside(space, [&] {
    for (const std::uint16_t port : edge.ports) {
      sockets.push_back(listening_socket(edge.address, port));
      if (sockets.back() < 0) why = errno;
    }
  });
  if (why == 0) return sockets;
  for (const int each : sockets)
    if (each >= 0) close(each);
  return fail("nobody can listen at " + net::to_string(edge.address) + " in " + edge.space + ": " +
              std::strerror(why));
}

std::map<std::string, int> workers_of(const Edge& edge,
                                      const std::function<int(const std::string&)>& space) {
  std::map<std::string, int> workers;
  for (const Door& door : edge.doors)
    if (!door.worker.empty() && !workers.contains(door.worker))
      workers[door.worker] = fcntl(space(door.worker), F_DUPFD_CLOEXEC, 0);
  return workers;
}

using Place = std::pair<std::string, net::Ip>;
Place place_of(const Edge& edge) { return {edge.space, edge.address}; }

}  // namespace

// The lab's thread opens sockets, which takes going into namespaces; all else is the loop's.
class Edges::Loop {
 public:
  Loop() {
    asio::co_spawn(context_, close_silent_ones(connections_), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Loop() {
    context_.stop();
    thread_.join();
    listeners_.clear();
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  std::string authority() const { return authority_.certificate(); }

  Result<void> become(const std::vector<Edge>& wanted,
                      const std::function<int(const std::string&)>& space) {
    std::map<Place, const Edge*> by_place;
    for (const Edge& each : wanted) by_place[place_of(each)] = &each;
    end_those([&](const Edge& edge) {
      const auto at = by_place.find(place_of(edge));
      return at == by_place.end() || at->second->ports != edge.ports;
    });
    for (const Edge& edge : wanted) {
      if (!listeners_.contains(place_of(edge))) {
        const auto sockets = sockets_of(edge, space(edge.space));
        if (!sockets) return tl::unexpected(sockets.error());
        in_loop([&] { open(edge, *sockets); });
      }
      auto workers = workers_of(edge, space);
      in_loop([&] {
        Listener& at = *listeners_[place_of(edge)];
        at.edge = edge;
        at.workers.swap(workers);
      });
      close_all(workers);  // those it had
    }
    return {};
  }

  void end_those(const std::function<bool(const Edge&)>& ends) {
    in_loop([&] {
      std::erase_if(listeners_, [&](auto& each) {
        const bool done = ends(each.second->edge);
        for (tcp::acceptor& acceptor : each.second->acceptors)
          if (done) acceptor.close();
        return done;
      });
    });
  }

 private:
  void in_loop(const std::function<void()>& work) {
    std::promise<void> done;
    asio::post(context_, [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  void open(const Edge& edge, const std::vector<int>& sockets) {
    const auto at = std::make_shared<Listener>(edge);
    at->authority = &authority_;
    at->connections = &connections_;
    SSL_CTX_set_min_proto_version(at->tls.native_handle(), TLS1_2_VERSION);
    SSL_CTX_callback_ctrl(
        at->tls.native_handle(), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
        reinterpret_cast<void (*)()>(choose_certificate));  // NOLINT: OpenSSL's own
    SSL_CTX_set_tlsext_servername_arg(at->tls.native_handle(), at.get());
    for (const int each : sockets) at->acceptors.emplace_back(context_, tcp::v4(), each);
    for (std::size_t i = 0; i < at->acceptors.size(); ++i)
      asio::co_spawn(context_, accept_all(at, i), asio::detached);
    listeners_[place_of(edge)] = at;
  }

  Authority authority_;
  Connections connections_;
  std::map<Place, Shared> listeners_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  std::thread thread_;
};

Edges::Edges() : loop_(std::make_unique<Loop>()) {}
Edges::~Edges() = default;

Result<void> Edges::become(const std::vector<Edge>& wanted,
                           const std::function<int(const std::string&)>& space) {
  return loop_->become(wanted, space);
}

void Edges::leave(const std::function<bool(const std::string&)>& goes) {
  loop_->end_those([&](const Edge& edge) { return goes(edge.space); });
}

std::string Edges::authority() const { return loop_->authority(); }

}  // namespace airtight::lab
