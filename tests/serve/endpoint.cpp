#include "serve/endpoint.h"

#include <airtight/base/text.h>

#include <boost/asio.hpp>
#include <catch2/catch.hpp>

using namespace airtight;

namespace endpoint {
namespace {

observe::Time at(int minutes) {
  return observe::parse_time("2026-11-26T09:00:00Z").value() + std::chrono::minutes(minutes);
}

observe::Observation dns(const std::string& host, const char* address) {
  observe::DnsResult result;
  result.rcode = observe::Rcode::noerror;
  result.type = "A";
  result.chain = {{host, "CNAME", 60, "x.privatelink.vaultcore.azure.net"}};
  result.addresses = {net::parse_ip(address).value()};
  result.server = "168.63.129.16";
  return {"", host, at(0), std::chrono::milliseconds(4), result};
}

observe::Observation http(const std::string& host, const char* address, const char* word) {
  observe::HttpResult result;
  result.status = 401;
  result.classification = word;
  result.grade = "A";
  result.address = net::parse_ip(address).value();
  return {"", "https://" + host + "/", at(0), std::chrono::milliseconds(30), result};
}

struct House {
  const char* key;
  const char* address;
  const char* word;
  diagnose::State state;
  const char* sentence;
};

diagnose::Explanation cause(const std::string& host) {
  diagnose::Explanation explanation;
  explanation.causes = {{"DNS_ZONE_LINK_MISSING",
                         "zone <b>privatelink</b> is not linked to vnet1",
                         {},
                         {"az network private-dns link vnet create --name \"x\""},
                         {"D-404"},
                         {}}};
  explanation.flows = {host + ":443"};
  return explanation;
}

}  // namespace

report::Standings street() {
  using diagnose::State;
  static const std::vector<House> houses{
      {"kv-ok", "10.0.1.5", "PE_OK", State::isolated, "is isolated: it answers privately"},
      {"kv-open", "203.0.113.7", "PUB_OPEN", State::exposed, "is exposed: open"},
      {"kv-down", "10.0.1.6", "TCP_TIMEOUT", State::broken, "is broken: no answer (10.0.1.6)"},
      {"kv-what", "203.0.113.8", "PUB_GATE_UNKNOWN", State::undetermined, "is undetermined: why"},
      {"kv-any", "203.0.113.9", "PUB_OPEN", State::reached, "is reached"}};
  report::Standings standings;
  standings.from = "app<1>";
  standings.number = 7;
  auto measured = std::make_shared<report::Measured>();
  for (const House& house : houses) {
    const std::string host = std::string(house.key) + ".vault.azure.net";
    measured->seen.observations.push_back(dns(host, house.address));
    measured->seen.observations.push_back(http(host, house.address, house.word));
  }
  measured->diagnosis.emplace();
  for (const char* key : {"kv-open", "kv-down"})
    measured->diagnosis->explanations.push_back(cause(std::string(key) + ".vault.azure.net"));
  observe::sort_and_number(measured->seen.observations);
  for (const House& house : houses) {
    report::Dependency made;
    made.key = house.key;
    made.host = std::string(house.key) + ".vault.azure.net";
    made.port = net::Port{443};
    made.service = "Microsoft.KeyVault/vaults/vault";
    made.standing = {house.state, diagnose::Way::none, diagnose::Door::unknown,
                     std::string(house.key) + " " + house.sentence};
    if (house.state == State::isolated) made.standing.way = diagnose::Way::by_private_endpoint;
    if (house.state == State::reached) made.intent = diagnose::Intent::reached;
    made.evidence = measured;
    made.measured = at(9);
    made.took = std::chrono::milliseconds(120);
    made.measurements = 3;
    made.episodes = {{State::undetermined, at(0), at(3), 4}, {house.state, at(4), at(9), 6}};
    for (const auto& each : measured->seen.observations) {
      if (reconcile::pointed_at(each.target).host == made.host) made.seen.push_back(&each);
    }
    for (const auto& each : measured->diagnosis->explanations) {
      if (each.flows.front() == made.host + ":443") made.explanations.push_back(&each);
    }
    standings.dependencies.push_back(std::move(made));
  }
  return standings;
}

serve::Answer ask(const report::Standings& standings, const std::string& target,
                  std::vector<serve::Header> headers, const serve::Config& config) {
  headers.emplace_back("Host", "app.example");
  serve::HttpRequest request{"GET", target, std::move(headers), 11, false};
  return serve::respond(request, serve::surface_of(config), standings, {at(9), {}, {}});
}

std::string header_of(const serve::HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

namespace {

serve::HttpServer started(serve::Setup setup, serve::HttpServer::Options options) {
  setup.config.listen = {net::ipv4(127, 0, 0, 1), 0};
  auto server = serve::HttpServer::listen(std::move(setup), std::move(options));
  if (!server) throw std::runtime_error(server.error().message);
  return std::move(*server);
}

}  // namespace

Running::Running(serve::Setup setup, serve::HttpServer::Options options)
    : server_(started(std::move(setup), std::move(options))), thread_([this] { server_.run(); }) {}

Running::~Running() { stop(); }

void Running::stop() {
  if (!thread_.joinable()) return;
  server_.stop();
  thread_.join();
}

Reply say(std::uint16_t port, const std::string& octets, std::chrono::milliseconds patience) {
  namespace asio = boost::asio;
  using asio::ip::tcp;
  asio::io_context loop;
  tcp::socket socket(loop);
  Reply reply;
  boost::system::error_code failed;
  socket.connect({asio::ip::address_v4::loopback(), port}, failed);
  if (failed) return reply;
  asio::write(socket, asio::buffer(octets), failed);
  std::string text;
  std::array<char, 16'384> part{};
  std::function<void()> read = [&] {
    socket.async_read_some(asio::buffer(part), [&](auto ended, std::size_t size) {
      text.append(part.data(), size);
      if (!ended) read();
    });
  };
  read();
  loop.run_for(patience);
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos || !text.starts_with("HTTP/1.1 ")) return reply;
  reply.status = std::stoi(text.substr(9, 3));
  reply.head = text.substr(0, end);
  reply.body = text.substr(end + 4);
  return reply;
}

Reply get(std::uint16_t port, const std::string& target, const std::string& headers) {
  return say(port, "GET " + target + " HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n" +
                       headers + "\r\n");
}

}  // namespace endpoint
