#include <airtight/serve/http_server.h>
#include <airtight/serve/respond.h>

#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <map>
#include <thread>

#include "bounds.h"
#include "connection.h"
#include "events.h"
#include "http_octets.h"
#include "own_metrics.h"
#include "prober.h"
#include "rate_limit.h"
#include "reply_cache.h"
#include "sockets.h"
#include "tls_context.h"

// One thread. Each connection is a coroutine of its own, which waits for a request within the
// configured time and sends what `respond` says. What a client holds open is bounded: when there is
// no room for another connection, the one that has waited longest for its request makes it.

namespace airtight::serve {
namespace {

namespace beast = boost::beast;
using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using TlsStream = asio::ssl::stream<beast::tcp_stream>;

constexpr milliseconds heartbeat{15'000};

observe::Time now_time() {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

bool is_for_health(const HttpRequest& request, const std::string& base) {
  return request.target == base + "/healthz" || request.target == base + "/readyz";
}

}  // namespace

class HttpServer::Loop {
 public:
  Loop(const Setup& setup, Options options) : options_(std::move(options)) { take(setup); }

  ~Loop() {
    if (reloader_.joinable()) reloader_.join();
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  Result<bool> open(Setup setup) {
    auto tls = tls_of(setup.config.tls);
    if (!tls) return tl::unexpected(tls.error());
    tls_ = *tls;
    const SocketAddress at = setup.config.listen;
    const tcp::endpoint endpoint(as_asio(at.ip), at.port);
    error_code failed;
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(4096, failed);
    if (failed) return fail("cannot listen on " + to_string(at) + ": " + failed.message());
    listen_ = {at.ip, acceptor_.local_endpoint(failed).port()};
    standings_ = std::make_shared<report::Standings>(assemble(setup, {}, {}));
    prober_ = std::make_unique<Prober>(std::move(setup), listener());
    return true;
  }

  SocketAddress address() const { return listen_; }

  void run() {
    if (options_.takes_signals) {
      for (const int signal : {SIGINT, SIGTERM, SIGHUP}) signals_.add(signal);
      wait_for_signals();
    }
    asio::co_spawn(context_, accept(), asio::detached);
    context_.run();
  }

  void stop() {
    asio::post(context_, [this] { drain(); });
  }

  void reload() {
    asio::post(context_, [this] { begin_reload(); });
  }

 private:
  // ---- what is known

  Prober::Listener listener() {
    return {[this](Prober::Standings made, std::vector<std::string> measured) {
              asio::post(context_, [this, made = std::move(made), measured = std::move(measured)] {
                standings_ = made;
                for (const std::string& key : measured) ++measured_[key];
                progress_ = {};
                cache_.clear();
                tell();
              });
            },
            [this](std::size_t done, std::size_t all) {
              asio::post(context_, [this, done, all] {
                progress_ = {done, all};
                tell();
              });
            }};
  }

  // Wakes whoever waits for something new.
  void tell() { changed_.cancel(); }

  asio::awaitable<void> change(milliseconds most) {
    asio::steady_timer timer(context_, most);
    co_await (changed_.async_wait(quietly) || timer.async_wait(quietly));
  }

  void take(const Setup& setup) {
    surface_ = surface_of(setup.config);
    limits_ = setup.config.limits;
    limits_.connections = room_for(limits_.connections);
    rate_ = RateLimit(limits_.requests_per_minute);
    cache_.clear();
  }

  void begin_reload() {
    if (!options_.reload || reloading_ || draining_) return;
    reloading_ = true;
    if (reloader_.joinable()) reloader_.join();
    reloader_ = std::thread([this] {
      auto setup = std::make_shared<std::optional<Setup>>(options_.reload());
      asio::post(context_, [this, setup] {
        reloading_ = false;
        if (*setup && !draining_) apply(std::move(**setup));
      });
    });
  }

  void apply(Setup setup) {
    const auto tls = tls_of(setup.config.tls);
    if (!tls) return log(tls.error().message + "; the configuration stays as it was");
    if ((*tls == nullptr) == (tls_ == nullptr)) tls_ = *tls;
    take(setup);
    prober_->reload(std::move(setup));
    log("the configuration was read anew");
  }

  void log(const std::string& line) const {
    if (options_.log) options_.log(line);
  }

  // ---- the end

  void wait_for_signals() {
    signals_.async_wait([this](error_code failed, int signal) {
      if (failed) return;
      if (signal == SIGHUP) {
        begin_reload();
        wait_for_signals();
      } else {
        drain();
      }
    });
  }

  void drain() {
    if (draining_) return;
    draining_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    signals_.cancel(ignored);
    prober_->stop();
    while (!waiting_.empty()) make_room();
    tell();
    if (counts_.connections == 0) return;
    drained_.expires_after(limits_.drain);
    drained_.async_wait([this](error_code failed) {
      if (!failed) context_.stop();
    });
  }

  void left() {
    --counts_.connections;
    if (draining_ && counts_.connections == 0) drained_.cancel();
  }

  // ---- connections

  void make_room() {
    if (waiting_.empty()) return;
    waiting_.close_longest();
    ++counts_.closed_early;
  }

  asio::awaitable<void> accept() {
    while (acceptor_.is_open()) {
      auto [failed, socket] = co_await acceptor_.async_accept(quietly);
      if (draining_) co_return;
      if (failed) {
        make_room();  // out of descriptors
        co_await wait(milliseconds(20));
        continue;
      }
      if (counts_.connections >= limits_.connections) make_room();
      if (counts_.connections >= 2 * limits_.connections)
        continue;  // all are busy: closed as it goes
      ++counts_.connections;
      asio::co_spawn(context_, serve(std::move(socket)),
                     [this](const std::exception_ptr&) { left(); });
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    error_code failed;
    socket.set_option(tcp::no_delay(true), failed);
    const auto peer = socket.remote_endpoint(failed);
    if (failed) co_return;
    Connection connection;
    connection.client = client_of(peer.address());
    if (const TlsContext tls = tls_) {
      TlsStream stream(std::move(socket), *tls);
      connection.stream = &stream.next_layer();
      stream.next_layer().expires_after(limits_.patience);
      waiting_.add(connection);
      const auto [no_hand] = co_await stream.async_handshake(TlsStream::server, quietly);
      waiting_.remove(connection);
      if (no_hand) co_return;
      const std::unique_ptr<X509, decltype(&X509_free)> certificate(
          SSL_get1_peer_certificate(stream.native_handle()), X509_free);
      connection.verified =
          certificate != nullptr && SSL_get_verify_result(stream.native_handle()) == X509_V_OK;
      co_await converse(stream, connection);
      stream.next_layer().expires_after(std::chrono::seconds(1));
      co_await stream.async_shutdown(quietly);
    } else {
      beast::tcp_stream stream(std::move(socket));
      connection.stream = &stream;
      co_await converse(stream, connection);
      stream.socket().shutdown(tcp::socket::shutdown_send, failed);
    }
  }

  template <class Stream>
  asio::awaitable<void> converse(Stream& stream, Connection& connection) {
    beast::flat_buffer buffer(limits_.header_octets + limits_.body_octets);
    for (bool goes_on = true; goes_on && !draining_;) {
      Parser parser;
      parser.header_limit(static_cast<std::uint32_t>(limits_.header_octets));
      parser.body_limit(limits_.body_octets);
      connection.stream->expires_after(limits_.patience);
      waiting_.add(connection);
      const auto [failed, size] = co_await beast::http::async_read(stream, buffer, parser, quietly);
      waiting_.remove(connection);
      if (failed) {
        auto refusal = refusal_of(failed);
        if (refusal) co_await refuse(stream, connection, std::move(*refusal));
        co_return;
      }
      goes_on = co_await reply(stream, connection, parser);
    }
  }

  template <class Stream>
  asio::awaitable<void> refuse(Stream& stream, Connection& connection, HttpResponse response) {
    add_security_headers(response, surface_);
    ++counts_.requests[response.status];
    co_await send(stream, connection, *octets_of(std::move(response), {false, false, false}));
    // What is still on its way would reset the connection before the response is read.
    connection.stream->expires_after(milliseconds(500));
    error_code ignored;
    connection.stream->socket().shutdown(tcp::socket::shutdown_send, ignored);
    std::array<char, 4096> rest{};
    for (int i = 0; i < 64; ++i) {
      const auto [failed, size] =
          co_await connection.stream->async_read_some(asio::buffer(rest), quietly);
      if (failed) co_return;
    }
  }

  // Whether the connection goes on.
  template <class Stream>
  asio::awaitable<bool> reply(Stream& stream, Connection& connection, const Parser& parser) {
    HttpRequest request = request_of(parser.get());
    request.verified_client = connection.verified;
    const bool has_body = !parser.get().body().empty() || parser.chunked();
    ReplyForm form;
    form.keep_alive = parser.keep_alive() && !has_body && !draining_;
    form.head_only = request.method == "HEAD";
    if (auto refused = refused_by_rate(request, connection)) {
      ++counts_.requests[429];
      const bool told = co_await send(stream, connection, *octets_of(std::move(*refused), form));
      co_return told&& form.keep_alive;
    }
    const std::string key = cache_key(request, form, surface_);
    std::shared_ptr<const Octets> octets = cache_.find(key);
    if (octets != nullptr) {
      ++counts_.requests[200];
    } else {
      Answer answer = co_await answered(request);
      ++counts_.requests[answer.response.status];
      if (answer.events && !form.head_only) {
        co_await tell_events(stream, connection, std::move(answer.response));
        co_return false;
      }
      const bool keeps = answer.cacheable && answer.response.status == 200;
      octets = octets_of(std::move(answer.response), form);
      if (keeps) cache_.keep(key, octets);
    }
    const bool sent = co_await send(stream, connection, *octets);
    co_return sent&& form.keep_alive;
  }

  std::optional<HttpResponse> refused_by_rate(const HttpRequest& request,
                                              const Connection& connection) {
    if (is_for_health(request, surface_.base_path)) return {};
    const auto wait = rate_.refuses(connection.client, Clock::now());
    if (!wait) return {};
    HttpResponse response =
        problem(429, "too many requests", {{"Retry-After", std::to_string(wait->count())}});
    add_security_headers(response, surface_);
    return response;
  }

  asio::awaitable<Answer> answered(const HttpRequest& request) {
    Answer answer;
    if (request.target.size() > limits_.target_octets) {
      answer.response = problem(414, "the target is longer than this takes");
      add_security_headers(answer.response, surface_);
      co_return answer;
    }
    Moment moment{now_time(), Refresh::not_tried, {}};
    if (request.target.starts_with(surface_.base_path + "/metrics"))
      moment.own_metrics = own_metrics(counts_);
    answer = respond(request, surface_, *standings_, moment);
    if (answer.refresh) {
      moment.refresh = co_await refresh(*answer.refresh, patience_of(request));
      answer = respond(request, surface_, *standings_, moment);
    }
    const bool one_too_many = answer.events && counts_.subscribers >= limits_.subscribers;
    if (one_too_many) {
      answer = {};
      answer.response = problem(503, "as many listen to events as may", {{"Retry-After", "30"}});
      add_security_headers(answer.response, surface_);
    }
    co_return answer;
  }

  asio::awaitable<Refresh> refresh(const std::string& key, milliseconds patience) {
    const std::uint64_t before = measured_[key];
    if (!prober_->ask(key)) co_return Refresh::over_budget;
    const auto until = Clock::now() + patience;
    while (measured_[key] == before && !draining_) {
      const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
      if (left <= milliseconds(0)) co_return Refresh::too_slow;
      co_await change(left);
    }
    co_return measured_[key] == before ? Refresh::too_slow : Refresh::done;
  }

  template <class Stream>
  asio::awaitable<bool> send(Stream& stream, Connection& connection, const Octets& octets) {
    connection.stream->expires_after(limits_.patience);
    // The line changes while this is written.
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
    const std::string date = date_line();
    const std::array<asio::const_buffer, 3> parts{asio::buffer(octets.head), asio::buffer(date),
                                                  asio::buffer(octets.body)};
    const auto [failed, size] = co_await asio::async_write(stream, parts, quietly);
    co_return !failed;
  }

  // ---- events

  template <class Stream>
  asio::awaitable<void> tell_events(Stream& stream, Connection& connection, HttpResponse response) {
    struct Subscription {
      std::size_t& count;
      explicit Subscription(std::size_t& all) : count(all) { ++count; }
      ~Subscription() { --count; }
    } const subscription(counts_.subscribers);
    Told told;
    response.body = "retry: 3000\n\n" + events_since(told, *standings_, progress_);
    const auto head = octets_of(std::move(response), {false, false, true});
    bool open = co_await send(stream, connection, *head);
    while (open && !draining_) {
      connection.stream->expires_never();
      co_await change(heartbeat);
      std::string text = events_since(told, *standings_, progress_);
      if (text.empty()) text = ": here\n\n";
      connection.stream->expires_after(limits_.patience);
      const auto [failed, size] = co_await asio::async_write(stream, asio::buffer(text), quietly);
      open = !failed;
    }
  }

  Options options_;
  Surface surface_;
  HttpLimits limits_;
  RateLimit rate_{0};
  SocketAddress listen_;
  TlsContext tls_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::signal_set signals_{context_};
  asio::steady_timer changed_{context_, asio::steady_timer::time_point::max()};
  asio::steady_timer drained_{context_};
  Prober::Standings standings_;
  Progress progress_;
  std::map<std::string, std::uint64_t> measured_;
  ReplyCache cache_;
  WaitingConnections waiting_;
  HttpCounts counts_;
  bool draining_ = false;
  bool reloading_ = false;
  std::thread reloader_;
  std::unique_ptr<Prober> prober_;  // before all that it tells
};

HttpServer::HttpServer(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

Result<HttpServer> HttpServer::listen(Setup setup, Options options) {
  auto loop = std::make_unique<Loop>(setup, std::move(options));
  const auto opened = loop->open(std::move(setup));
  if (!opened) return tl::unexpected(opened.error());
  return HttpServer(std::move(loop));
}

SocketAddress HttpServer::address() const { return loop_->address(); }
void HttpServer::run() { loop_->run(); }
void HttpServer::stop() { loop_->stop(); }
void HttpServer::reload() { loop_->reload(); }

}  // namespace airtight::serve
