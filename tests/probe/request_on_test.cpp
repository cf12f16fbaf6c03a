#include "probe/request_on.h"

#include <catch2/catch.hpp>

#include "probe/connect.h"
#include "probe/run.h"

using namespace airtight;
using namespace airtight::probe;
using namespace std::chrono_literals;
using Kind = HttpAnswer::Kind;

namespace {

constexpr std::size_t most = 4096;

HttpRequest request_for(std::uint16_t port) {
  return {"st1.blob.core.windows.net", net::Port{port}, "/?comp=list", "x-ms-version: 2021-12-02",
          net::ipv4(127, 2, 0, 1)};
}

awaitable<void> ask_of(asio::io_context& loop, Tls& tls, std::uint16_t port, HttpAnswer& answer) {
  tcp::socket socket(loop);
  const auto until = Clock::now() + 400ms;
  co_await connect(socket, net::ipv4(127, 2, 0, 1), net::Port{port}, until);
  const HttpRequest request = request_for(port);
  const std::string text = text_of(request);
  const Talk talk = [&](TlsStream& stream) -> awaitable<void> {
    co_await within(until, request_on(stream, text, most, answer));
  };
  const auto result = co_await tls.handshake(std::move(socket), request.host, until, &talk);
  CHECK(result.verified);
}

// The answer of a TLS server that behaves so.
HttpAnswer answer_of(const peer::Behaviour& behaviour) {
  peer::Thread thread;
  const auto port = peer::listen(thread, {"127.2.0.1"}, behaviour);
  const auto tls = Tls::make(authority_file());
  REQUIRE(tls);
  asio::io_context loop(1);
  HttpAnswer answer;
  asio::co_spawn(loop, ask_of(loop, **tls, port, answer), asio::detached);
  loop.run();
  return answer;
}

HttpAnswer answer_to(const std::string& octets) {
  return answer_of(peer::serves(service_identity(), [octets](auto&&, auto&&) { return octets; }));
}

}  // namespace

TEST_CASE("a request says what libcurl says", "[probe][http][E-016]") {
  CHECK(text_of(request_for(443)) ==
        "GET /?comp=list HTTP/1.1\r\nHost: st1.blob.core.windows.net\r\nUser-Agent: "
        "airtight-probe\r\n"
        "Accept: */*\r\nx-ms-version: 2021-12-02\r\n\r\n");
  CHECK_THAT(text_of(request_for(8443)), Catch::Contains("net:8443\r\n"));
}

TEST_CASE("an answer has its status, phrase, headers and body", "[probe][http]") {
  for (const char* body : {"Content-Length: 5\r\n\r\nhello",
                           "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                           "Connection: close\r\n\r\nhello"}) {
    INFO(body);
    const HttpAnswer answer =
        answer_to(std::string("HTTP/1.1 403 Ip Forbidden\r\nx-ms-error-code: A\r\n") + body);
    CHECK(answer.failure == "");
    CHECK(answer.kind == Kind::answer);
    CHECK(answer.status == 403);
    CHECK(answer.reason == "Ip Forbidden");
    REQUIRE(answer.headers.size() == 2);
    CHECK(answer.headers.front().value == "A");
    CHECK(answer.body == "hello");
  }
}

TEST_CASE("what comes before an answer is no answer", "[probe][http]") {
  const HttpAnswer answer = answer_to(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\na: b\r\n\r\n"
      "HTTP/1.1 204 No Content\r\nc: d\r\n\r\n");
  CHECK(answer.status == 204);
  REQUIRE(answer.headers.size() == 1);
  CHECK(answer.headers.front().name == "c");
  std::string endless;
  for (int i = 0; i < 20; ++i) endless += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(answer_to(endless).kind == Kind::broken);
}

TEST_CASE("an answer that has no end is cut", "[probe][http][faults]") {
  const HttpAnswer body =
      answer_of(peer::pours(service_identity(), "HTTP/1.1 409 Conflict\r\n\r\n"));
  CHECK(body.kind == Kind::answer);
  CHECK(body.status == 409);
  CHECK(body.body.size() == most);
  const HttpAnswer length = answer_of(
      peer::pours(service_identity(), "HTTP/1.1 409 Conflict\r\nContent-Length: 99999999\r\n\r\n"));
  CHECK(length.status == 409);
  CHECK(length.body.size() == most);
  const HttpAnswer head =
      answer_of(peer::pours(service_identity(), "HTTP/1.1 403 Forbidden\r\nX: "));
  CHECK(head.body == "");
}

TEST_CASE("an answer that breaks off is none", "[probe][http][faults]") {
  for (const char* octets :
       {"", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-"}) {
    INFO(octets);
    const HttpAnswer answer = answer_to(octets);
    CHECK(answer.kind != Kind::answer);
    CHECK(answer.status == 0);
  }
  CHECK(answer_of(peer::drips(service_identity())).kind == Kind::broken);
}
