#include <airtight/base/text.h>

#include <atomic>
#include <catch2/catch.hpp>

#include "probe/run.h"
#include "serve/endpoint.h"

using namespace airtight;
using namespace std::chrono_literals;
using endpoint::get;
using endpoint::say;

// Attempts to make the endpoint connect to what nobody declared: a listener that counts. Of all of
// them none may reach it.

namespace {

// Stands for what must not be reached, on loopback addresses of several forms.
struct Forbidden {
  peer::Thread thread;
  std::atomic<int> reached = 0;
  std::uint16_t port =
      peer::listen(thread, {"127.0.0.1", "127.9.9.9"},
                   [this](boost::asio::ip::tcp::socket) -> boost::asio::awaitable<void> {
                     ++reached;
                     co_return;
                   });
};

// Whose name is declared, and leads where `addresses` says, one answer after the other.
struct Declares {
  peer::Thread thread;
  std::vector<std::string> addresses;
  std::atomic<std::size_t> asked = 0;
  std::uint16_t dns;

  explicit Declares(std::vector<std::string> list)
      : addresses(std::move(list)),
        dns(peer::answer_dns(thread, [this](const wire::Message& query, bool) {
          auto answer = peer::answer_to(query);
          const bool v6 = query.questions.at(0).type == wire::type::aaaa;
          const net::Ip ip =
              net::parse_ip(addresses.at(std::min<std::size_t>(asked, addresses.size() - 1)))
                  .value();
          if (v6 == (ip.family == net::Family::v6)) {
            answer.answers.push_back(peer::address(peer::asked_name(query), ip));
            ++asked;
          }
          return std::vector{wire::write_message(answer)};
        })) {}

  serve::Setup setup(std::uint16_t port, const char* declared) const {
    serve::Setup setup;
    serve::Declared one;
    one.key = "kv1";
    one.target = target_at("kv1.vault.azure.net", port);
    if (*declared != '\0') one.target.declared = {net::parse_prefix(declared).value()};
    setup.config.dependencies = {one};
    setup.config.probe = settings_for(dns);
    setup.config.probe.never = probe::not_back_ends();
    setup.config.interval = std::chrono::hours(1);
    setup.config.fresh = 1ms;
    setup.config.limits.requests_per_minute = 0;
    setup.config.access.anonymous_details = true;
    return setup;
  }
};

std::string encoded(const std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    result += {'%', digits[octet >> 4U], digits[octet & 15U]};
  }
  return result;
}

// Ways to write an address where a key is expected; PORT stands for the forbidden port.
const std::vector<std::string>& targets() {
  static const std::vector<std::string> list{"127.0.0.1:PORT",
                                             "http://127.0.0.1:PORT/",
                                             "https://127.0.0.1:PORT/",
                                             "//127.0.0.1:PORT",
                                             "localhost:PORT",
                                             "http://localhost:PORT",
                                             "LOCALHOST:PORT",
                                             "localhost.:PORT",
                                             "0.0.0.0:PORT",
                                             "0:PORT",
                                             "127.1:PORT",
                                             "127.0.1:PORT",
                                             "2130706433:PORT",
                                             "0x7f000001:PORT",
                                             "0x7f.0.0.1:PORT",
                                             "017700000001:PORT",
                                             "0177.0.0.1:PORT",
                                             "127.000.000.001:PORT",
                                             "127.9.9.9:PORT",
                                             "[::1]:PORT",
                                             "[::ffff:127.0.0.1]:PORT",
                                             "[::ffff:7f00:1]:PORT",
                                             "[0:0:0:0:0:0:0:1]:PORT",
                                             "[::127.0.0.1]:PORT",
                                             "[fe80::1%25lo]:PORT",
                                             "[64:ff9b::7f00:1]:PORT",
                                             "169.254.169.254",
                                             "http://169.254.169.254/metadata/instance",
                                             "[fd00:ec2::254]",
                                             "168.63.129.16",
                                             "http://user@127.0.0.1:PORT/",
                                             "http://kv1@127.0.0.1:PORT/",
                                             "kv1@127.0.0.1:PORT",
                                             "http://kv1:x@127.0.0.1:PORT",
                                             "http://127.0.0.1:PORT#kv1",
                                             "http://127.0.0.1:PORT?kv1",
                                             "http://127.0.0.1:PORT\\@kv1",
                                             "kv1.127.0.0.1.nip.io:PORT",
                                             "kv1/../127.0.0.1:PORT",
                                             "gopher://127.0.0.1:PORT/_x",
                                             "file:///etc/passwd",
                                             "dict://127.0.0.1:PORT/",
                                             "ftp://127.0.0.1:PORT/",
                                             "unix:/run/x.sock",
                                             "kv1.vault.azure.net:PORT",
                                             "http://①②⑦.⓪.⓪.①:PORT",
                                             "127。0。0。1:PORT",
                                             "kv1:PORT",
                                             "kv1 127.0.0.1:PORT",
                                             "kv1,127.0.0.1:PORT"};
  return list;
}

// Requests that name the forbidden place elsewhere than in a parameter.
const std::vector<std::string>& requests() {
  static const std::vector<std::string> list{
      "GET http://127.0.0.1:PORT/ HTTP/1.1\r\nHost: a\r\n",
      "GET https://127.0.0.1:PORT/probe?target=kv1 HTTP/1.1\r\nHost: a\r\n",
      "CONNECT 127.0.0.1:PORT HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n",
      "GET /probe?target=kv1 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n",
      "GET /probe?target=kv1 HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: 127.0.0.1:PORT\r\n",
      "GET /probe?target=kv1 HTTP/1.1\r\nHost: a\r\nForwarded: host=127.0.0.1:PORT\r\n",
      "GET /probe?target=kv1 HTTP/1.1\r\nHost: a\r\nX-Original-URL: http://127.0.0.1:PORT/\r\n",
      "GET /probe?target=kv1&hostname=127.0.0.1:PORT HTTP/1.1\r\nHost: a\r\n",
      "GET /probe?target=kv1&port=PORT&address=127.0.0.1 HTTP/1.1\r\nHost: a\r\n",
      "GET /probe?target=kv1&target=127.0.0.1:PORT HTTP/1.1\r\nHost: a\r\n",
      "GET /probe?target=kv1%00127.0.0.1:PORT HTTP/1.1\r\nHost: a\r\n",
      "GET /probe?target=kv1%0d%0aHost:127.0.0.1:PORT HTTP/1.1\r\nHost: a\r\n",
      "GET /diagnostics/127.0.0.1:PORT HTTP/1.1\r\nHost: a\r\n",
      "GET /diagnostics/http:%2f%2f127.0.0.1:PORT HTTP/1.1\r\nHost: a\r\n",
      "GET /diagnostics/../probe?target=127.0.0.1:PORT HTTP/1.1\r\nHost: a\r\n"};
  return list;
}

std::string with_port(std::string text, std::uint16_t port) {
  for (std::size_t at = 0; (at = text.find("PORT", at)) != std::string::npos;)
    text.replace(at, 4, std::to_string(port));
  return text;
}

}  // namespace

TEST_CASE("no request makes the endpoint connect to what nobody declared", "[serve][ssrf]") {
  const Forbidden forbidden;
  const Declares world({"127.1.0.1"});
  const endpoint::Running running(world.setup(peer::closed_port(), "127.1.0.1/32"));
  CHECK(targets().size() + requests().size() >= 60);
  for (const std::string& each : targets()) {
    const std::string target = with_port(each, forbidden.port);
    INFO(target);
    CHECK(get(running.port(), "/probe?target=" + encoded(target)).status == 404);
    CHECK(get(running.port(), "/diagnostics/" + encoded(target)).status == 404);
  }
  for (const std::string& each : requests())
    say(running.port(), with_port(each, forbidden.port) + "Connection: close\r\n\r\n");
  CHECK(forbidden.reached == 0);
}

TEST_CASE("a declared name that leads to loopback is not followed there", "[serve][ssrf][probe]") {
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "0.0.0.0"}) {
    INFO(address);
    const Forbidden forbidden;
    const Declares world({address});
    const endpoint::Running running(world.setup(forbidden.port, ""));
    const auto reply = get(running.port(), "/probe?target=kv1&module=tcp_connect");
    CHECK(reply.status == 200);
    CHECK_THAT(reply.body, Catch::Contains("\nprobe_success 0\n"));
    CHECK(forbidden.reached == 0);
    CHECK_THAT(get(running.port(), "/diagnostics").body, Catch::Contains("where no back end is"));
  }
}

TEST_CASE("a second answer leads nowhere else: what was checked is what is connected to",
          "[serve][ssrf][probe]") {
  const Forbidden forbidden;
  peer::Thread thread;
  std::atomic<int> served = 0;
  const std::string away = "http://127.0.0.1:" + std::to_string(forbidden.port) + "/";
  const auto port = peer::listen(
      thread, {"127.1.0.1"}, peer::serves(service_identity(), [&](const auto&, const auto&) {
        ++served;
        return "HTTP/1.1 302 Found\r\nLocation: " + away + "\r\nRefresh: 0; url=" + away +
               "\r\nAlt-Svc: h3=\"127.0.0.1:" + std::to_string(forbidden.port) +
               "\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      }));
  const Declares world({"127.1.0.1", "127.0.0.1"});
  auto setup = world.setup(port, "127.1.0.1/32");
  const endpoint::Running running(std::move(setup));
  for (int i = 0; i < 3; ++i) CHECK(get(running.port(), "/probe?target=kv1").status == 200);
  CHECK(served >= 1);
  CHECK(forbidden.reached == 0);
}

TEST_CASE("where no back end is, is on the list in every form", "[serve][ssrf][N-125]") {
  const auto is_listed = [](const char* text) {
    const net::Ip ip = net::parse_ip(text).value();
    return std::ranges::any_of(probe::not_back_ends(),
                               [&](const net::Prefix& each) { return each.contains(ip); });
  };
  for (const char* address : {"127.0.0.1",
                              "127.255.255.254",
                              "0.0.0.0",
                              "0.1.2.3",
                              "169.254.169.254",
                              "169.254.0.1",
                              "168.63.129.16",
                              "100.100.100.200",
                              "192.0.0.192",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:127.0.0.1",
                              "::ffff:169.254.169.254",
                              "::ffff:168.63.129.16",
                              "::127.0.0.1",
                              "64:ff9b::a9fe:a9fe",
                              "2002:a9fe:a9fe::1",
                              "2002:7f00:1::",
                              "fe80::1",
                              "fec0::1",
                              "ff02::1",
                              "fd00:ec2::254",
                              "2001:0:1::1"}) {
    INFO(address);
    CHECK(is_listed(address));
  }
  for (const char* address : {"10.0.1.5", "172.16.0.4", "192.168.1.1", "100.64.0.4", "20.1.2.3",
                              "168.63.129.17", "fd12::4", "2603:1020::5", "::ffff:10.0.1.5"}) {
    INFO(address);
    CHECK(!is_listed(address));
  }
}
