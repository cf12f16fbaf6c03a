#include <airtight/report/observations.h>

#include <catch2/catch.hpp>

#include "probe/run.h"

using namespace airtight;
using namespace std::chrono_literals;
using observe::ConnectOutcome;
using observe::HttpResult;
using observe::TcpResult;
using observe::TlsOutcome;
using observe::TlsResult;

namespace {

constexpr auto name = "st1.blob.core.windows.net";
constexpr auto slack = 200ms;

// One target at one peer; every limit is the same short time.
Measured at(const peer::Behaviour& behaviour, std::chrono::milliseconds limit = 400ms) {
  peer::Thread thread;
  auto settings = settings_for(answer_all(thread, "127.2.0.1"));
  settings.timeout = limit;
  settings.http_timeout = limit;
  return measure_both_ways({target_at(name, peer::listen(thread, {"127.2.0.1"}, behaviour))},
                           settings);
}

template <class Result>
Result only(const Measured& measured) {
  const auto found = results<Result>(measured);
  REQUIRE(found.size() == 1);
  return found.front();
}

}  // namespace

TEST_CASE("a server that never speaks is a handshake that timed out", "[probe][faults]") {
  const Measured measured = at(peer::holds());
  CHECK(only<TcpResult>(measured).outcome == ConnectOutcome::connected);
  CHECK(only<TlsResult>(measured).outcome == TlsOutcome::timed_out);
  CHECK(only<HttpResult>(measured).classification == "TLS_FAILED");
  CHECK(measured.elapsed >= 400ms);
  CHECK(measured.elapsed < 400ms + slack);
}

TEST_CASE("half a handshake is one that timed out", "[probe][faults]") {
  const Measured measured = at(peer::half_a_handshake());
  CHECK(only<TlsResult>(measured).outcome == TlsOutcome::timed_out);
  CHECK(measured.elapsed < 400ms + slack);
}

TEST_CASE("a connection closed at once is a handshake that failed", "[probe][faults]") {
  for (const auto& behaviour : {peer::closes(), peer::resets()}) {
    const Measured measured = at(behaviour);
    CHECK(only<TcpResult>(measured).outcome == ConnectOutcome::connected);
    const auto tls = only<TlsResult>(measured);
    CHECK(tls.outcome == TlsOutcome::failed);
    CHECK_FALSE(tls.reason.empty());
    CHECK(measured.elapsed < slack);
  }
}

TEST_CASE("headers that drip do not outlive the limit", "[probe][faults]") {
  const Measured measured = at(peer::drips(service_identity()));
  CHECK(only<TlsResult>(measured).verified);
  const auto http = only<HttpResult>(measured);
  CHECK_FALSE(http.status);
  CHECK(http.classification == "INCONCLUSIVE");
  CHECK_FALSE(http.failure.empty());
  CHECK(measured.elapsed < 400ms + slack);
}

TEST_CASE("a body without end is cut and its status counts", "[probe][faults][E-016]") {
  const Measured measured =
      at(peer::pours(service_identity(),
                     "HTTP/1.1 409 Conflict\r\nx-ms-error-code: PublicAccessNotPermitted\r\n\r\n"),
         2s);
  const auto http = only<HttpResult>(measured);
  CHECK(http.status == 409);
  CHECK(http.row == "SB-03");
  CHECK(measured.elapsed < 1s);
}

TEST_CASE("headers without end are no answer", "[probe][faults]") {
  const Measured measured =
      at(peer::pours(service_identity(), "HTTP/1.1 403 Forbidden\r\nX: "), 2s);
  CHECK(only<HttpResult>(measured).classification == "INCONCLUSIVE");
  CHECK(measured.elapsed < 2s + slack);
}

TEST_CASE("what is wrong with a certificate is said, and nothing is sent to its owner",
          "[probe][faults][E-012][E-017]") {
  bool asked = false;
  const auto serving = [&](const Identity& identity) {
    return at(peer::serves(identity, [&](const auto&, const std::string& request) {
      asked = asked || !request.empty();
      return std::string();
    }));
  };
  const auto mismatch =
      only<TlsResult>(serving(sign(test_authority(), {"*.example.org", "example.org"})));
  CHECK(mismatch.outcome == TlsOutcome::name_mismatch);
  CHECK(mismatch.names == std::vector<std::string>{"*.example.org", "example.org"});
  CHECK(mismatch.subject == "CN=*.example.org");
  CHECK_THAT(mismatch.reason, Catch::Contains(name));
  CHECK_FALSE(mismatch.verified);
  const Authority stranger;
  const auto untrusted = only<TlsResult>(serving(sign(stranger, {name})));
  CHECK(untrusted.outcome == TlsOutcome::untrusted);
  CHECK_THAT(untrusted.reason, Catch::Contains("certificate"));
  CHECK_FALSE(asked);
}

TEST_CASE("every address is tried, and the order of a client recorded", "[probe][tcp]") {
  peer::Thread thread;
  const auto port = peer::listen(thread, {"127.2.0.2"}, peer::serves(service_identity(), {}));
  const auto dns = peer::answer_dns(thread, [](const wire::Message& query, bool) {
    auto answer = peer::answer_to(query);
    if (query.questions.at(0).type == wire::type::a) {
      for (const std::uint8_t last : std::initializer_list<std::uint8_t>{3, 2, 1})
        answer.answers.push_back(
            peer::address(peer::asked_name(query), net::ipv4(127, 2, 0, last)));
    } else {
      answer.answers.push_back(
          peer::address(peer::asked_name(query), net::Ip{net::Family::v6, 0, 1}));
    }
    return std::vector{wire::write_message(answer)};
  });
  probe::Target target = target_at(name, port);
  target.part.reset();
  target.tls = false;
  const auto tcp = results<TcpResult>(measure({target}, settings_for(dns)));
  REQUIRE(tcp.size() == 4);  // in the order of addresses
  CHECK(tcp[0].order == 4);
  CHECK(tcp[1].order == 3);
  CHECK(tcp[1].outcome == ConnectOutcome::connected);
  CHECK(tcp[1].local.has_value());
  CHECK(tcp[2].order == 2);
  CHECK(tcp[2].outcome == ConnectOutcome::refused);
  CHECK(tcp[3].order == 1);
  CHECK(tcp[3].address == net::Ip{net::Family::v6, 0, 1});
}

TEST_CASE("429 and 5xx are asked again, twice at most", "[probe][E-014]") {
  peer::Thread thread;
  int count = 0;
  const auto busy =
      peer::listen(thread, {"127.2.0.1"},
                   peer::serves(service_identity(), [&](const auto&, const auto& request) {
                     if (!request.empty()) ++count;
                     return "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                   }));
  const auto http = only<HttpResult>(
      measure_both_ways({target_at(name, busy)}, settings_for(answer_all(thread, "127.2.0.1"))));
  CHECK(http.attempts == 3);
  CHECK(http.classification == "INCONCLUSIVE");
  CHECK(count == 6);  // three times each way
}

TEST_CASE("no redirection is followed and no credential sent", "[probe][E-016][E-017]") {
  peer::Thread thread;
  std::vector<std::string> requests;
  const auto port =
      peer::listen(thread, {"127.2.0.1"},
                   peer::serves(service_identity(), [&](const auto&, const auto& request) {
                     if (!request.empty()) requests.push_back(request);
                     return "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\n"
                            "Content-Length: 0\r\nConnection: close\r\n\r\n";
                   }));
  measure_both_ways({target_at(name, port)}, settings_for(answer_all(thread, "127.2.0.1")));
  REQUIRE(requests.size() == 2);
  for (const std::string& each : requests) {
    CHECK_THAT(each, Catch::StartsWith("GET /?comp=list HTTP/1.1\r\n"));
    CHECK_THAT(each, Catch::Contains("x-ms-version: 2021-12-02\r\n"));
    CHECK_THAT(each, !Catch::Contains("uthorization") && !Catch::Contains("ookie"));
  }
}

TEST_CASE("the deadline of all is kept, and what it left out is said", "[probe][faults]") {
  peer::Thread thread;
  const auto port = peer::listen(thread, {"127.2.0.1"}, peer::holds());
  auto settings = settings_for(answer_all(thread, "127.2.0.1"));
  settings.deadline = 700ms;
  settings.timeout = 400ms;
  settings.concurrency = 20;
  std::vector<probe::Target> targets;
  for (int i = 0; i < 200; ++i)
    targets.push_back(target_at("st" + std::to_string(i) + ".blob.core.windows.net", port));
  const Measured measured = measure(targets, settings);
  CHECK(measured.elapsed < 700ms + slack);
  CHECK(measured.outcome.unmeasured >= 150);
  CHECK_FALSE(measured.outcome.diagnostics.empty());
}

TEST_CASE("the rate is not exceeded", "[probe]") {
  peer::Thread thread;
  const auto port = peer::closed_port();
  auto settings = settings_for(answer_all(thread, "127.2.0.1"));
  settings.rate = 100;
  std::vector<probe::Target> targets;
  for (int i = 0; i < 10; ++i)
    targets.push_back(target_at("st" + std::to_string(i) + ".blob.core.windows.net", port));
  // Two questions and a connection for each: the last of thirty starts after 290 ms.
  CHECK(measure(targets, settings).elapsed >= 280ms);
}

TEST_CASE("two runs that see the same say the same", "[probe]") {
  peer::Thread thread;
  const auto port = peer::listen(
      thread, {"127.2.0.1"}, peer::serves(service_identity(), [](const auto&, const auto&) {
        return "HTTP/1.1 409 Conflict\r\nx-ms-error-code: PublicAccessNotPermitted\r\n"
               "Content-Length: 0\r\nConnection: close\r\n\r\n";
      }));
  const auto settings = settings_for(answer_all(thread, "127.2.0.1"));
  std::vector<probe::Target> targets;
  for (int i = 0; i < 40; ++i)
    targets.push_back(target_at("st" + std::to_string(i) + ".blob.core.windows.net", port));
  const auto document = [&] {
    Measured measured = measure(targets, settings);
    for (auto& each : measured.outcome.seen.observations) {
      each.time.reset();
      each.elapsed.reset();
    }
    return report::json_observations({"probe", {}, {}}, measured.outcome.seen);
  };
  const std::string first = document();
  CHECK(document() == first);
  std::ranges::reverse(targets);
  CHECK(document() == first);
}

TEST_CASE("ten thousand targets are measured on one loop", "[probe]") {
  peer::Thread thread;
  const auto port = peer::closed_port();
  auto settings = settings_for(answer_all(thread, "127.2.0.1"));
  settings.deadline = 60s;
  // A busy machine drops datagrams, and every target must have an answer all the same.
  settings.timeout = 5s;
  settings.dns_tries = 4;
  std::vector<probe::Target> targets;
  for (int i = 0; i < 10'000; ++i)
    targets.push_back(target_at("st" + std::to_string(i) + ".blob.core.windows.net", port));
  const Measured measured = measure(targets, settings);
  CHECK(measured.outcome.unmeasured == 0);
  CHECK(results<TcpResult>(measured).size() == 10'000);
  CHECK(results<HttpResult>(measured).size() == 10'000);
}
