#include <catch2/catch.hpp>

#include "cli/program.h"
#include "probe/dns_answer.h"
#include "probe/run.h"
#include "probe/system_resolver.h"

using namespace airtight;
using namespace std::chrono_literals;
using observe::DnsResult;
using observe::Rcode;
using peer::answer_to;

namespace {

constexpr auto name = "kv1.vault.azure.net";
constexpr auto alias = "kv1.privatelink.vaultcore.azure.net";

bool asks_a(const wire::Message& query) { return query.questions.at(0).type == wire::type::a; }

std::vector<std::string> one(const wire::Message& message) {
  return {wire::write_message(message)};
}

// The two questions about one name, without any connection: the port is closed anyway.
struct Answers {
  DnsResult a;
  DnsResult aaaa;
  std::chrono::milliseconds elapsed{};
};

Answers ask(const probe::Settings& settings) {
  probe::Target target = target_at(name, peer::closed_port());
  target.part.reset();
  const Measured measured = measure({target}, settings);
  const auto found = results<DnsResult>(measured);
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].type == "A");
  return {found[0], found[1], measured.elapsed};
}

Answers ask(const peer::DnsReply& reply, std::chrono::milliseconds timeout = 1s) {
  peer::Thread thread;
  auto settings = settings_for(peer::answer_dns(thread, reply));
  settings.timeout = timeout;
  return ask(settings);
}

}  // namespace

TEST_CASE("an answer is recorded with its chain, TTLs and server", "[probe][dns]") {
  bool edns = false;
  const Answers asked = ask([&](const wire::Message& query, bool) {
    edns = query.edns.has_value();
    auto answer = answer_to(query);
    answer.answers.push_back(peer::alias(name, alias));
    if (asks_a(query)) answer.answers.push_back(peer::address(alias, net::ipv4(127, 1, 0, 1)));
    return one(answer);
  });
  CHECK(edns);
  CHECK(asked.a.rcode == Rcode::noerror);
  REQUIRE(asked.a.chain.size() == 2);
  CHECK(asked.a.chain[0] == observe::ChainLink{name, "CNAME", 60, alias});
  CHECK(asked.a.chain[1] == observe::ChainLink{alias, "A", 10, "127.1.0.1"});
  CHECK(asked.a.addresses == std::vector{net::ipv4(127, 1, 0, 1)});
  CHECK(asked.a.server.starts_with("127.0.0.1:"));
  CHECK(asked.a.transport == "udp");
  CHECK(asked.a.attempts.empty());
  CHECK(asked.aaaa.rcode == Rcode::noerror);
  CHECK(asked.aaaa.addresses.empty());
}

TEST_CASE("NXDOMAIN keeps the alias that leads to it", "[probe][dns][E-009]") {
  const Answers asked = ask([](const wire::Message& query, bool) {
    auto answer = answer_to(query);
    answer.rcode = wire::rcode::nxdomain;
    answer.answers.push_back(peer::alias(name, alias));
    return one(answer);
  });
  CHECK(asked.a.rcode == Rcode::nxdomain);
  REQUIRE(asked.a.chain.size() == 1);
  CHECK(asked.a.chain[0].data == alias);
  CHECK(asked.a.addresses.empty());
}

TEST_CASE("aliases that lead back end the chain", "[probe][dns]") {
  const Answers asked = ask([](const wire::Message& query, bool) {
    auto answer = answer_to(query);
    answer.answers.push_back(peer::alias(name, "a.example"));
    answer.answers.push_back(peer::alias("a.example", "b.example"));
    answer.answers.push_back(peer::alias("b.example", "a.example"));
    return one(answer);
  });
  CHECK(asked.a.loop);
  CHECK(asked.a.chain.size() == 3);
  CHECK(asked.a.addresses.empty());
}

TEST_CASE("a truncated answer is asked for again over TCP", "[probe][dns]") {
  const Answers asked = ask([](const wire::Message& query, bool by_tcp) {
    auto answer = answer_to(query);
    answer.truncated = !by_tcp;
    if (by_tcp && asks_a(query))
      answer.answers.push_back(peer::address(name, net::ipv4(127, 1, 0, 1)));
    return one(answer);
  });
  CHECK(asked.a.transport == "tcp");
  CHECK_FALSE(asked.a.truncated);
  CHECK(asked.a.addresses.size() == 1);
  REQUIRE(asked.a.attempts.size() == 2);
  CHECK(asked.a.attempts[0].transport == "udp");
}

TEST_CASE("what answers no question of ours is not believed", "[probe][dns]") {
  const Answers asked = ask([](const wire::Message& query, bool) {
    auto answer = answer_to(query);
    if (asks_a(query)) answer.answers.push_back(peer::address(name, net::ipv4(127, 1, 0, 1)));
    auto spoofed = answer;
    spoofed.id = static_cast<std::uint16_t>(query.id + 1);
    spoofed.answers = {peer::address(name, net::ipv4(127, 9, 9, 9))};
    auto other = answer;
    other.questions[0].name = wire::name_of(net::parse_dns_name("other.example").value());
    other.answers = {peer::address("other.example", net::ipv4(127, 9, 9, 9))};
    return std::vector{wire::write_message(spoofed), wire::write_message(other),
                       wire::write_message(answer)};
  });
  CHECK(asked.a.rcode == Rcode::noerror);
  CHECK(asked.a.addresses == std::vector{net::ipv4(127, 1, 0, 1)});
}

TEST_CASE("a server that only sends spoofed answers has not answered", "[probe][dns]") {
  const Answers asked = ask(
      [](const wire::Message& query, bool) {
        auto answer = answer_to(query);
        answer.id = static_cast<std::uint16_t>(query.id + 1);
        answer.answers.push_back(peer::address(name, net::ipv4(127, 9, 9, 9)));
        return one(answer);
      },
      200ms);
  CHECK(asked.a.rcode == Rcode::timeout);
  CHECK(asked.a.addresses.empty());
  CHECK(asked.a.attempts.size() == 2);
  CHECK(asked.elapsed >= 400ms);
  CHECK(asked.elapsed < 600ms);
}

TEST_CASE("the next server is asked after silence and after SERVFAIL", "[probe][dns]") {
  peer::Thread thread;
  const auto failing = peer::answer_dns(thread, [](const wire::Message& query, bool) {
    auto answer = answer_to(query);
    answer.rcode = wire::rcode::servfail;
    return one(answer);
  });
  const auto silent = peer::answer_dns(
      thread, [](const wire::Message&, bool) { return std::vector<std::string>{}; });
  auto settings = settings_for(answer_all(thread, "127.1.0.1"));
  settings.timeout = 100ms;
  const net::Ip here = net::ipv4(127, 0, 0, 1);
  const probe::Server last = settings.servers.front();
  settings.servers = {{here, net::Port{failing}},
                      {here, net::Port{silent}},
                      {here, net::Port{peer::closed_port()}},
                      last};
  const Answers asked = ask(settings);
  CHECK(asked.a.rcode == Rcode::noerror);
  CHECK(asked.a.server == "127.0.0.1:" + std::to_string(last.port.number));
  REQUIRE(asked.a.attempts.size() == 4);
  CHECK(asked.a.attempts[0].rcode == Rcode::servfail);
  CHECK(asked.a.attempts[1].rcode == Rcode::timeout);
  CHECK(asked.a.attempts[2].rcode == Rcode::unreachable);
  CHECK(asked.a.attempts[3].rcode == Rcode::noerror);
}

TEST_CASE("as many addresses as a message can hold are counted, and some kept", "[probe][dns]") {
  const Answers asked = ask([](const wire::Message& query, bool by_tcp) {
    auto answer = answer_to(query);
    answer.truncated = !by_tcp;
    for (std::uint32_t i = 0; by_tcp && asks_a(query) && i < 4000; ++i)
      answer.answers.push_back(peer::address(name, net::advance(net::ipv4(127, 3, 0, 1), i)));
    return one(answer);
  });
  CHECK(asked.a.addresses.size() == 64);
  CHECK(asked.a.omitted == 4000 - 64);
}

TEST_CASE("an answer that is no message says so", "[probe][dns]") {
  const Answers asked = ask([](const wire::Message& query, bool) {
    auto octets = wire::write_message(answer_to(query));
    octets[7] = 1;  // an answer is promised and none is there
    return std::vector{octets};
  });
  CHECK(asked.a.rcode == Rcode::malformed);
}

TEST_CASE("what a static program cannot ask for names is read from the name service switch",
          "[probe][dns][A-073]") {
  const TemporaryFile file(
      "passwd: files\n# hosts: wins\nhosts: files mdns4_minimal [NOTFOUND=return] dns # wins\n",
      "");
  CHECK(probe::SystemResolver::not_asked(file.path()) == std::vector<std::string>{"mdns4_minimal"});
  CHECK(probe::SystemResolver::not_asked("/nowhere").empty());
}
