#include <airtight/base/text.h>

#include <atomic>
#include <boost/asio.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "probe/run.h"
#include "serve/endpoint.h"

using Json = nlohmann::json;
using namespace airtight;
using namespace std::chrono_literals;
using endpoint::get;
using endpoint::Running;
using endpoint::say;

namespace {

using Clock = std::chrono::steady_clock;

// A vault in this process, behind an address that stands for a private one.
struct Vault {
  peer::Thread thread;
  std::atomic<int> questions = 0;
  std::uint16_t port = peer::listen(
      thread, {"127.1.0.1"}, peer::serves(service_identity(), [](const auto&, const auto&) {
        return "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer authorization=\"x\"\r\n"
               "x-ms-keyvault-network-info: conn_type=PrivateLink;addr=10.0.0.4\r\n"
               "Content-Length: 0\r\nConnection: close\r\n\r\n";
      }));
  std::uint16_t dns = peer::answer_dns(thread, [this](const wire::Message& query, bool) {
    auto answer = peer::answer_to(query);
    if (query.questions.at(0).type == wire::type::a) {
      ++questions;
      answer.answers.push_back(
          peer::address(peer::asked_name(query), net::parse_ip("127.1.0.1").value()));
    }
    return std::vector{wire::write_message(answer)};
  });

  serve::Setup setup() const {
    serve::Setup setup;
    serve::Declared declared;
    declared.key = "kv1";
    declared.target = target_at("kv1.vault.azure.net", port);
    declared.target.declared = {net::parse_prefix("127.1.0.1/32").value()};
    setup.config.dependencies = {declared};
    setup.config.probe = settings_for(dns);
    setup.config.probe.never = probe::not_back_ends();
    setup.config.interval = std::chrono::hours(1);
    setup.config.limits.requests_per_minute = 0;
    setup.config.access.anonymous_details = true;
    return setup;
  }
};

Json diagnostics(const Running& running) {
  return Json::parse(get(running.port(), "/diagnostics").body);
}

template <class Condition>
bool comes_true(const Condition& condition, std::chrono::milliseconds patience = 8s) {
  const auto until = Clock::now() + patience;
  while (Clock::now() < until) {
    if (condition()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

bool is_measured(const Running& running) {
  return diagnostics(running)["dependencies"][0].contains("measured");
}

class Slow {
 public:
  explicit Slow(std::uint16_t port) : socket_(loop_) {
    boost::system::error_code failed;
    socket_.connect({boost::asio::ip::address_v4::loopback(), port}, failed);
    boost::asio::write(socket_, boost::asio::buffer(std::string("GET /diag")), failed);
  }

 private:
  boost::asio::io_context loop_;
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace

TEST_CASE("the endpoint measures by itself and says what it saw", "[serve][probe]") {
  const Vault vault;
  const Running running(vault.setup());
  REQUIRE(comes_true([&] { return is_measured(running); }));
  const Json one = Json::parse(get(running.port(), "/diagnostics/kv1").body);
  INFO(one.dump(2));
  CHECK(one["state"] == "undetermined");  // private, and nobody says that the public door is closed
  CHECK(one["way"] == "private-endpoint");
  CHECK(one["observations"].size() >= 4);
  const auto page = get(running.port(), "/diagnostics", "Accept: text/html\r\n");
  CHECK(page.status == 200);
  CHECK_THAT(page.body, Catch::Contains("whether its public endpoint is closed was neither seen"));
}

TEST_CASE("who asks for what is being measured gets that result", "[serve][probe]") {
  const Vault vault;
  auto setup = vault.setup();
  setup.config.fresh = 1ms;
  const Running running(std::move(setup));
  REQUIRE(comes_true([&] { return is_measured(running); }));
  const int before = vault.questions;
  std::vector<std::thread> clients;
  std::atomic<int> served = 0;
  for (int i = 0; i < 20; ++i)
    clients.emplace_back([&] {
      const auto reply = get(running.port(), "/probe?target=kv1&module=http");
      served += reply.status == 200 && reply.body.find("\nprobe_success 1\n") != std::string::npos;
    });
  for (std::thread& each : clients) each.join();
  CHECK(served == 20);
  const int runs = vault.questions - before;
  CHECK(runs >= 1);
  CHECK(runs <= 6);  // some may have come after the first run's end
}

TEST_CASE("the budget bounds what requests set off", "[serve][probe]") {
  const Vault vault;
  auto setup = vault.setup();
  setup.config.fresh = 1ms;
  setup.config.probes_per_minute = 3;
  const Running running(std::move(setup));
  REQUIRE(comes_true([&] { return is_measured(running); }));
  for (int i = 0; i < 12; ++i) CHECK(get(running.port(), "/probe?target=kv1").status == 200);
  CHECK(vault.questions <= 4);
}

TEST_CASE("events tell of progress and of what is new", "[serve][probe]") {
  const Vault vault;
  const Running running(vault.setup());
  const auto events =
      say(running.port(), "GET /diagnostics/events HTTP/1.1\r\nHost: a\r\n\r\n", 3s);
  CHECK(events.status == 200);
  CHECK_THAT(events.head, Catch::Contains("text/event-stream"));
  CHECK_THAT(events.body, Catch::Contains("event: standings\ndata: {\"number\":"));
  CHECK_THAT(events.body, Catch::Contains("\"state\":\"undetermined\"}"));
}

TEST_CASE("requests that are too long, too slow or none are refused", "[serve]") {
  auto setup = Vault().setup();
  setup.config.limits.patience = 300ms;
  const Running running(std::move(setup));
  const std::uint16_t port = running.port();
  CHECK(get(port, "/" + std::string(4000, 'x')).status == 414);
  CHECK(get(port, "/healthz", "X: " + std::string(20'000, 'x') + "\r\n").status == 431);
  CHECK(get(port, "/healthz", "Content-Length: 5000\r\n").status == 413);
  CHECK(get(port, "/healthz", "Content-Length: 5\r\nContent-Length: 6\r\n").status == 400);
  CHECK(get(port, "/healthz", "Bad Header\r\n").status == 400);
  CHECK(say(port, std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)).status == 400);
  CHECK(say(port, "GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n").status == 505);
  const auto start = Clock::now();
  CHECK(say(port, "GET /healthz HT").status == 0);
  CHECK(Clock::now() - start < 2s);
}

TEST_CASE("a connection takes several requests, and HEAD has no body", "[serve]") {
  const Running running(Vault().setup());
  const std::string one = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string last = "HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  const auto replies = say(running.port(), one + one + last);
  CHECK(replies.status == 200);
  std::size_t count = 0;
  for (std::size_t at = 0; (at = replies.body.find("HTTP/1.1 200 OK", at)) != std::string::npos;
       ++at)
    ++count;
  CHECK(count == 2);
  CHECK_THAT(replies.body, Catch::EndsWith("GMT\r\n\r\n"));
}

TEST_CASE("slow connections make room, and health answers at once", "[serve]") {
  auto setup = Vault().setup();
  setup.config.limits.connections = 64;
  const Running running(std::move(setup));
  std::vector<std::unique_ptr<Slow>> slow;
  for (int i = 0; i < 300; ++i) slow.push_back(std::make_unique<Slow>(running.port()));
  const auto start = Clock::now();
  CHECK(get(running.port(), "/healthz").status == 200);
  CHECK(Clock::now() - start < 1s);
  const auto metrics = get(running.port(), "/metrics").body;
  CHECK_THAT(metrics, !Catch::Contains("airtight_http_connections_closed_early_total 0\n"));
}

TEST_CASE("an address may ask so often, health apart", "[serve]") {
  auto setup = Vault().setup();
  setup.config.limits.requests_per_minute = 60;
  const Running running(std::move(setup));
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    const auto reply = get(running.port(), "/openapi.json");
    if (reply.status != 429) continue;
    ++refused;
    CHECK_THAT(reply.head, Catch::Contains("Retry-After: "));
  }
  CHECK(refused >= 15);
  CHECK(get(running.port(), "/healthz").status == 200);
}

TEST_CASE("stopping ends what is measured and what listens", "[serve][probe]") {
  const peer::Unanswered unanswered("127.1.0.1");
  const Vault vault;
  auto setup = vault.setup();
  setup.config.dependencies[0].target.port = net::Port{unanswered.port()};
  setup.config.probe.timeout = 20s;
  setup.config.probe.target_deadline = 30s;
  Running running(std::move(setup));
  std::thread listener(
      [&] { say(running.port(), "GET /diagnostics/events HTTP/1.1\r\nHost: a\r\n\r\n", 10s); });
  std::this_thread::sleep_for(300ms);
  const auto start = Clock::now();
  running.stop();
  CHECK(Clock::now() - start < 5s);
  listener.join();
}

TEST_CASE("a configuration that is read anew counts from then on", "[serve][probe]") {
  const Vault vault;
  auto next = vault.setup();
  next.config.dependencies[0].key = "renamed";
  std::atomic<bool> good = false;
  serve::HttpServer::Options options;
  options.reload = [&]() -> std::optional<serve::Setup> {
    if (!good) return {};
    return next;
  };
  Running running(vault.setup(), std::move(options));
  running.server().reload();
  std::this_thread::sleep_for(100ms);
  CHECK(diagnostics(running)["dependencies"][0]["key"] == "kv1");
  good = true;
  running.server().reload();
  CHECK(comes_true([&] { return diagnostics(running)["dependencies"][0]["key"] == "renamed"; }));
  CHECK(comes_true([&] { return is_measured(running); }));
}
