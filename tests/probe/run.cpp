#include "probe/run.h"

#include <airtight/report/observations.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "cli/program.h"

using namespace airtight;
using namespace std::chrono_literals;

const Authority& test_authority() {
  static const Authority authority;
  return authority;
}

const std::string& authority_file() {
  static const TemporaryFile file(test_authority().certificate, ".pem");
  return file.path();
}

const Identity& service_identity() {
  static const Identity identity =
      sign(test_authority(),
           {"*.vault.azure.net", "*.cognitiveservices.azure.com", "*.openai.azure.com",
            "*.blob.core.windows.net", "*.file.core.windows.net", "*.queue.core.windows.net",
            "*.table.core.windows.net", "*.database.windows.net", "*.documents.azure.com",
            "*.servicebus.windows.net", "*.azconfig.io", "*.azurecr.io", "*.search.windows.net",
            "*.redis.cache.windows.net", "*.azurewebsites.net", "*.azure-api.net"});
  return identity;
}

std::uint16_t answer_all(peer::Thread& thread, const std::string& address) {
  const net::Ip ip = net::parse_ip(address).value();
  return peer::answer_dns(thread, [ip](const wire::Message& query, bool) {
    auto answer = peer::answer_to(query);
    if (query.questions.at(0).type == wire::type::a)
      answer.answers.push_back(peer::address(peer::asked_name(query), ip));
    return std::vector{wire::write_message(answer)};
  });
}

probe::Settings settings_for(std::uint16_t dns_port) {
  probe::Settings settings;
  settings.from = "test";
  settings.servers = {{net::ipv4(127, 0, 0, 1), net::Port{dns_port}}};
  settings.ca_bundle = authority_file();
  settings.timeout = 2s;
  settings.http_timeout = 2s;
  settings.target_deadline = 6s;
  settings.deadline = 20s;
  settings.http_backoff = 10ms;
  settings.known_space = {
      {net::parse_prefix("127.1.0.0/16").value(), azure::AddressClass::is_private},
      {net::parse_prefix("127.0.0.0/8").value(), azure::AddressClass::is_public}};
  return settings;
}

Measured measure(const std::vector<probe::Target>& targets, const probe::Settings& settings) {
  const auto start = std::chrono::steady_clock::now();
  auto outcome = probe::run(targets, settings);
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  REQUIRE(outcome.has_value());
  return {std::move(*outcome), elapsed};
}

namespace {

std::vector<std::string> lines_of(const Measured& measured) {
  std::vector<std::string> lines;
  for (const auto& each : measured.outcome.seen.observations) {
    auto said = each;
    said.elapsed = {};
    said.time = {};
    if (auto* tcp = std::get_if<observe::TcpResult>(&said.result)) tcp->local = {};
    if (auto* tls = std::get_if<observe::TlsResult>(&said.result))
      tls->reason = tls->reason.empty() ? "" : "why";
    if (auto* http = std::get_if<observe::HttpResult>(&said.result))
      http->failure = http->failure.empty() ? "" : "why";
    lines.push_back(report::json_observations({"probe", {}, {}}, {{}, {}, {said}}));
  }
  return lines;
}

}  // namespace

Measured measure_both_ways(const std::vector<probe::Target>& targets,
                           const probe::Settings& settings) {
  Measured by_libcurl = measure(targets, settings);
  auto without = settings;
  without.libcurl = false;
  const Measured by_connection = measure(targets, without);
  CHECK(lines_of(by_connection) == lines_of(by_libcurl));
  CHECK(by_connection.outcome.unmeasured == by_libcurl.outcome.unmeasured);
  by_libcurl.elapsed = std::max(by_libcurl.elapsed, by_connection.elapsed);
  return by_libcurl;
}

probe::Target target_at(const std::string& name, std::uint16_t port) {
  return probe::target_of(net::parse_dns_name(name).value(), net::Port{port});
}
