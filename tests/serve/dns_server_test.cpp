#include <airtight/serve/dns_server.h>

#include <catch2/catch.hpp>
#include <thread>

#include "client.h"
#include "town.h"

using namespace airtight;
using namespace std::chrono_literals;
using serve::DnsServer;

namespace {

// A server on a free loopback port in a thread of its own, for the time of a test.
class Running {
 public:
  Running(const serve::PredictedView& view, DnsServer::Options options)
      : server_(start(view, std::move(options))), thread_([this] { server_.run(); }) {}
  ~Running() {
    server_.stop();
    thread_.join();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  std::uint16_t port() const { return server_.address().port; }

 private:
  static DnsServer start(const serve::PredictedView& view, DnsServer::Options options) {
    options.listen.port = 0;
    return DnsServer::listen(view, options).value();
  }

  DnsServer server_;
  std::thread thread_;
};

serve::PredictedView machine_view(bool forwards = false) {
  return town::view(town::network(town::pieces()), "vm1", {forwards, {}});
}

// Somebody else's server, which knows www.example.com only.
serve::PredictedView public_view() { return town::view(town::network({}), "internet"); }

DnsServer::Options forwarding_to(std::uint16_t port, std::chrono::milliseconds time_out = 5s) {
  DnsServer::Options options;
  options.forward = serve::SocketAddress{net::ipv4(127, 0, 0, 1), port};
  options.forward_time_out = time_out;
  return options;
}

std::string query_for(const std::string& name) {
  wire::Message query;
  query.id = 99;
  query.questions.push_back(
      {wire::name_of(net::parse_dns_name(name).value()), wire::type::a, wire::class_in});
  return wire::write_message(query);
}

std::string framed(const std::string& message) {
  return std::string() + static_cast<char>(message.size() >> 8U) +
         static_cast<char>(message.size() & 0xffU) + message;
}

std::string words_of(const std::optional<std::string>& octets) {
  if (!octets) return "nothing";
  if (octets->empty()) return "closed";
  const auto message = wire::read_message(*octets);
  return message ? serve::in_words(*message) : message.error().message;
}

}  // namespace

TEST_CASE("c-ares gets the predicted answers by UDP and by TCP", "[serve][server]") {
  const Running server(machine_view(), {});
  for (const bool by_tcp : {false, true}) {
    const auto ask = [&](const std::string& name) {
      return client::ask(server.port(), name, by_tcp);
    };
    INFO((by_tcp ? "TCP" : "UDP"));
    CHECK(ask("kv1.vault.azure.net") == "Successful completion 10.0.0.5");
    CHECK(ask("KV1.Vault.Azure.Net") == "Successful completion 10.0.0.5");
    CHECK(ask("kv2.vault.azure.net") == "Domain name not found");
    CHECK(ask("written.corp.example") == "Successful completion 192.0.2.80");
    CHECK(ask("kv3.vault.azure.net") == "DNS server returned general failure");
    CHECK(ask("nobody.example.net") == "DNS server refused query");
  }
}

TEST_CASE("an answer too large for UDP is had by TCP", "[serve][server]") {
  const Running server(machine_view(), {});
  const std::string all = client::ask(server.port(), "many.corp.example", false, true);
  CHECK(std::ranges::count(all, ' ') == 1 + 20);  // "Successful completion" and the addresses
}

TEST_CASE("malformed datagrams get FORMERR or nothing, and the server goes on", "[serve][server]") {
  const Running server(machine_view(), {});
  const std::string good = query_for("kv1.vault.azure.net");
  CHECK(words_of(client::datagram(server.port(), good.substr(0, 20), 5s)) == "FORMERR");
  CHECK(words_of(client::datagram(server.port(), good + "x", 5s)) == "FORMERR");
  CHECK(words_of(client::datagram(server.port(), std::string(5000, '\x01'), 5s)) == "FORMERR");
  for (const std::string& octets :
       {std::string("x"), std::string(11, '\0'), std::string(400, '\xff')})
    CHECK(words_of(client::datagram(server.port(), octets, 50ms)) == "nothing");
  CHECK_THAT(words_of(client::datagram(server.port(), good, 5s)), Catch::Contains("10.0.0.5"));
}

TEST_CASE("a TCP connection carries several messages, cut wherever", "[serve][server]") {
  const Running server(machine_view(), {});
  const client::Connection connection(server.port());
  const std::string twice =
      framed(query_for("kv1.vault.azure.net")) + framed(query_for("kv2.vault.azure.net"));
  for (const char octet : twice) connection.send(std::string(1, octet));
  std::string received;
  while (received.size() < std::size_t{2} * 14) {
    const auto some = connection.receive(5s);
    REQUIRE(some);
    REQUIRE_FALSE(some->empty());
    received += *some;
  }
  const auto first = static_cast<std::size_t>(static_cast<unsigned char>(received[1]));
  CHECK_THAT(words_of(received.substr(2, first)), Catch::Contains("10.0.0.5"));
}

TEST_CASE("TCP connections that say nothing good are closed", "[serve][server]") {
  DnsServer::Options options;
  options.idle = 200ms;
  options.most_connections = 2;
  const Running server(machine_view(), options);
  const client::Connection idle(server.port());
  const client::Connection slow(server.port());
  slow.send(std::string("\0\x20half", 6));
  const client::Connection third(server.port());
  CHECK(third.receive(5s) == "");
  CHECK(idle.receive(5s) == "");
  CHECK(slow.receive(5s) == "");
  const client::Connection endless(server.port());
  endless.send("\xff\xff");
  CHECK(endless.receive(5s) == "");
  CHECK(client::ask(server.port(), "kv1.vault.azure.net", true) ==
        "Successful completion 10.0.0.5");
}

TEST_CASE("public names nobody predicts are asked of the server to forward to", "[serve][server]") {
  const Running upstream(public_view(), {});
  const Running server(town::view(world::network(town::pieces()), "vm1", {true, {}}),
                       forwarding_to(upstream.port()));
  for (const bool by_tcp : {false, true}) {
    CHECK(client::ask(server.port(), "www.example.com", by_tcp) ==
          "Successful completion 192.0.2.80");
    CHECK(client::ask(server.port(), "written.corp.example", by_tcp) ==
          "Successful completion 192.0.2.80");
    CHECK(client::ask(server.port(), "nobody.example.net", by_tcp) == "DNS server refused query");
    CHECK(client::ask(server.port(), "kv1.vault.azure.net", by_tcp) ==
          "Successful completion 10.0.0.5");
  }
}

TEST_CASE("a server to forward to that is mute is a failure in time", "[serve][server]") {
  const client::Mute mute;
  const Running server(machine_view(true), forwarding_to(mute.port(), 300ms));
  CHECK(client::ask(server.port(), "nobody.example.net", false) ==
        "DNS server returned general failure");
  CHECK(client::ask(server.port(), "nobody.example.net", true) ==
        "DNS server returned general failure");
}

TEST_CASE("an address that is taken is an error with its name", "[serve][server]") {
  const Running server(machine_view(), {});
  DnsServer::Options options;
  options.listen.port = server.port();
  const auto second = DnsServer::listen(machine_view(), options);
  REQUIRE_FALSE(second);
  CHECK_THAT(second.error().message, Catch::Contains("127.0.0.1:" + std::to_string(server.port())));
}

TEST_CASE("a socket address is an address with a port", "[serve]") {
  const auto text_of = [](const std::string& text) {
    const auto address = serve::parse_socket_address(text, 53);
    return address ? to_string(*address) : address.error().message;
  };
  CHECK(text_of("127.0.0.1:5353") == "127.0.0.1:5353");
  CHECK(text_of("127.0.0.1") == "127.0.0.1:53");
  CHECK(text_of("[::1]:5353") == "[::1]:5353");
  CHECK(text_of("::1") == "[::1]:53");
  CHECK(text_of("[::1]") == "[::1]:53");
  CHECK_THAT(text_of("127.0.0.1:99999"), Catch::Contains("0 to 65535"));
  CHECK_THAT(text_of("127.0.0.1:"), Catch::Contains("0 to 65535"));
  CHECK_THAT(text_of("localhost:53"), Catch::Contains("not ADDRESS:PORT"));
  CHECK_THAT(text_of(""), Catch::Contains("not ADDRESS:PORT"));
  CHECK(serve::is_loopback(net::ipv4(127, 8, 8, 8)));
  CHECK_FALSE(serve::is_loopback(net::ipv4(0, 0, 0, 0)));
  CHECK_FALSE(serve::is_loopback(net::parse_ip("::").value()));
}
