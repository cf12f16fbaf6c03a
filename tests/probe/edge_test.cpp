#include <airtight/base/text.h>

#include <catch2/catch.hpp>
#include <map>

#include "azure/edge_rows.h"
#include "probe/curl_requests.h"
#include "probe/evidence.h"
#include "probe/run.h"

using namespace airtight;

// The edge of every service, in this process: the name of the SNI is that of the row it answers as.

namespace {

std::string suffix_of(const EdgeRow& row) {
  static const std::map<std::string, std::string> suffixes{
      {"vault", ".vault.azure.net"},
      {"*", ".vault.azure.net"},
      {"account", ".cognitiveservices.azure.com"},
      {"blob", ".blob.core.windows.net"},
      {"file", ".file.core.windows.net"},
      {"queue", ".queue.core.windows.net"},
      {"table", ".table.core.windows.net"},
      {"sqlServer", ".database.windows.net"},
      {"Sql", ".documents.azure.com"},
      {"namespace", ".servicebus.windows.net"},
      {"configurationStores", ".azconfig.io"},
      {"registry", ".azurecr.io"},
      {"searchService", ".search.windows.net"},
      {"redisCache", ".redis.cache.windows.net"},
      {"sites", ".azurewebsites.net"},
      {"postgresqlServer", ".postgres.database.azure.com"},
      {"Gateway", ".azure-api.net"}};
  return suffixes.at(row.group);
}

std::string name_of(const EdgeRow& row) { return to_lower(row.id) + suffix_of(row); }

std::string address_of(const EdgeRow& row) {
  return row.address == "private" ? "127.1.0.1" : "127.2.0.1";
}

struct Edge {
  peer::Thread thread;
  std::vector<EdgeRow> rows = edge_rows();
  std::map<std::string, EdgeRow> by_name;
  std::uint16_t port = 0;
  std::uint16_t dns = 0;

  Edge() {
    for (const EdgeRow& row : rows) by_name[name_of(row)] = row;
    port = peer::listen(
        thread, {"127.1.0.1", "127.2.0.1"},
        peer::serves(service_identity(), [this](const std::string& name, const std::string&) {
          return http_of(by_name.at(name));
        }));
    dns = peer::answer_dns(thread, [this](const wire::Message& query, bool) {
      return std::vector{wire::write_message(answer(query))};
    });
  }

  wire::Message answer(const wire::Message& query) const {
    auto answer = peer::answer_to(query);
    const std::string name = peer::asked_name(query);
    const EdgeRow& row = by_name.at(name);
    if (row.code == "NXDOMAIN") answer.rcode = wire::rcode::nxdomain;
    if (row.code == "SERVFAIL") answer.rcode = wire::rcode::servfail;
    if (row.address != "none" && query.questions.at(0).type == wire::type::a)
      answer.answers.push_back(peer::address(name, net::parse_ip(address_of(row)).value()));
    return answer;
  }
};

// Rows whose classification does not depend on what was sent with the request, or that a request
// without a credential gets.
bool is_for_anonymous(const EdgeRow& row) {
  const bool refusal = row.classification.find("REFUSED") != std::string::npos ||
                       row.classification == "PE_WRONG_TARGET";
  return row.status != 0 && (row.probe == "anonymous" || row.probe == "any" || refusal);
}

// A request for a row as the probe sends it, classified as if it had been asked in the row's way:
// what a credential changes is the service's answer, which is the edge's here.
std::string classified_as_asked(const Edge& edge, const EdgeRow& row) {
  const probe::Settings settings = settings_for(edge.dns);
  boost::asio::io_context loop;
  auto http = probe::CurlRequests::make(loop, settings);
  probe::HttpAnswer answer;
  probe::HttpRequest request;
  request.host = name_of(row);
  request.port = net::Port{edge.port};
  request.address = net::parse_ip(address_of(row)).value();
  boost::asio::co_spawn(
      loop,
      [&]() -> boost::asio::awaitable<void> {
        answer = co_await http->get(request, probe::Clock::now() + settings.http_timeout);
      },
      boost::asio::detached);
  loop.run();
  REQUIRE(answer.failure == "");
  azure::EdgeSeen seen = seen_of(row);
  seen.status = answer.status;
  seen.reason = answer.reason;
  seen.codes = probe::error_codes(answer);
  seen.headers = answer.headers;
  seen.body = answer.body;
  return probe::classified(seen).classification;
}

std::string classification(const Measured& measured) {
  const auto found = results<observe::HttpResult>(measured);
  REQUIRE(!found.empty());
  for (const auto& each : found) CHECK(each.classification == found.front().classification);
  return found.front().classification;
}

}  // namespace

TEST_CASE("each row that a request without a credential meets is measured as the row says",
          "[probe][edge][E-240][E-242]") {
  const Edge edge;
  std::vector<probe::Target> targets;
  std::map<std::string, std::string> expected;
  for (const EdgeRow& row : edge.rows) {
    if (!is_for_anonymous(row)) continue;
    targets.push_back(target_at(name_of(row), edge.port));
    expected[name_of(row)] = row.classification;
  }
  REQUIRE(targets.size() > 55);
  const Measured measured = measure_both_ways(targets, settings_for(edge.dns));
  std::map<std::string, int> seen;
  for (const auto& each : measured.outcome.seen.observations) {
    const auto* http = std::get_if<observe::HttpResult>(&each.result);
    if (http == nullptr) continue;
    const std::string name = each.target.substr(8, each.target.find(':', 8) - 8);
    INFO(name << " " << each.target << " " << http->failure);
    CHECK(http->classification == expected.at(name));
    CHECK(http->failure == "");
    ++seen[name];
  }
  CHECK(seen.size() == targets.size());
  CHECK(measured.outcome.unmeasured == 0);
}

TEST_CASE("each row with an HTTP answer is what its octets are classified as", "[probe][edge]") {
  const Edge edge;
  int count = 0;
  for (const EdgeRow& row : edge.rows) {
    if (row.status == 0) continue;
    INFO(row.id);
    CHECK(classified_as_asked(edge, row) == row.classification);
    ++count;
  }
  CHECK(count > 75);
}

TEST_CASE("names without an answer are classified by the resolver's word", "[probe][edge][E-009]") {
  const Edge edge;
  const std::vector<probe::Target> targets{target_at("gx-01.vault.azure.net", edge.port),
                                           target_at("gx-02.vault.azure.net", edge.port)};
  const Measured measured = measure_both_ways(targets, settings_for(edge.dns));
  const auto http = results<observe::HttpResult>(measured);
  REQUIRE(http.size() == 2);
  CHECK(http[0].classification == "DNS_NXDOMAIN");
  CHECK(http[1].classification == "DNS_FAIL");
  CHECK(results<observe::TcpResult>(measured).empty());
}

TEST_CASE("transport failures are rows of their own", "[probe][edge][E-003][E-010][E-012]") {
  peer::Thread thread;
  const std::string name = "kv1.vault.azure.net";
  const auto at = [&](const std::string& address, std::uint16_t port) {
    auto settings = settings_for(answer_all(thread, address));
    settings.timeout = std::chrono::milliseconds(300);
    return classification(measure({target_at(name, port)}, settings));
  };
  const peer::Unanswered silent("127.1.0.1");
  CHECK(at("127.1.0.1", silent.port()) == "TCP_TIMEOUT");
  CHECK(at("127.2.0.1", peer::closed_port()) == "TCP_REFUSED");
  const Identity other = sign(test_authority(), {"*.example.org"});
  const auto mismatch = peer::listen(thread, {"127.2.0.1"}, peer::serves(other, {}));
  CHECK(at("127.2.0.1", mismatch) == "TLS_WRONG_NAME");
  CHECK(at("127.2.0.1", peer::listen(thread, {"127.2.0.1"}, peer::closes())) == "TLS_FAILED");
  CHECK(at("127.2.0.1", peer::listen(thread, {"127.2.0.1"}, peer::resets())) == "TLS_FAILED");
  const Authority stranger;
  const Identity untrusted = sign(stranger, {"*.vault.azure.net"});
  CHECK(at("127.2.0.1", peer::listen(thread, {"127.2.0.1"}, peer::serves(untrusted, {}))) ==
        "TLS_FAILED");
}

TEST_CASE("services that do not speak HTTP are sent their own first message",
          "[probe][edge][E-088][E-100][E-103][E-134][E-181][E-211]") {
  using namespace std::string_literals;
  struct Case {
    std::string name;
    std::string service;
    std::string address;
    std::string reply;
    std::string expected;
    bool tls = false;
  };
  const std::string negotiated = "\x00\x00\x00\x40\xfeSMB"s + std::string(60, '\0');
  const std::vector<Case> cases{
      {"sql1.database.windows.net", "", "127.1.0.1", "\x04\x01\x00\x1a\x00\x00\x01\x00"s, "PE_OK"},
      {"sql1.database.windows.net", "", "127.2.0.1", "\x04\x01\x00\x1a\x00\x00\x01\x00"s,
       "PUB_GATE_UNKNOWN"},
      {"sql1.database.windows.net", "", "127.1.0.1", "HTTP/1.1 400 Bad Request\r\n",
       "INCONCLUSIVE"},
      {"pg1.postgres.database.azure.com", "", "127.1.0.1", "S", "PE_OK"},
      {"pg1.postgres.database.azure.com", "", "127.2.0.1", "S", "PUB_GATE_UNKNOWN"},
      {"r1.redis.cache.windows.net", "", "127.1.0.1", "-NOAUTH Authentication required.\r\n",
       "PE_OK", true},
      {"r1.redis.cache.windows.net", "", "127.2.0.1", "-NOAUTH Authentication required.\r\n",
       "PUB_OPEN", true},
  };
  for (const Case& each : cases) {
    peer::Thread thread;
    INFO(each.name << " " << each.expected);
    const auto behaviour =
        each.tls
            ? peer::serves(service_identity(), [&](const auto&, const auto&) { return each.reply; })
            : peer::says(each.reply);
    const auto port = peer::listen(thread, {each.address}, behaviour);
    CHECK(classification(measure({target_at(each.name, port)},
                                 settings_for(answer_all(thread, each.address)))) == each.expected);
  }
}

TEST_CASE("the public front end is measured while the name resolves privately",
          "[probe][edge][E-243]") {
  peer::Thread thread;
  EdgeRow private_row;
  EdgeRow public_row;
  for (const EdgeRow& row : edge_rows()) {
    if (row.id == "KV-02") private_row = row;
    if (row.id == "KV-07") public_row = row;
  }
  std::uint16_t port = 0;
  const auto answering = [](const EdgeRow& row) {
    return peer::serves(service_identity(),
                        [row](const auto&, const auto&) { return http_of(row); });
  };
  port = peer::listen(thread, {"127.1.0.1"}, answering(private_row));
  boost::asio::ip::tcp::acceptor taken(thread.loop());
  // The same port on the other address, with the other answer.
  const auto listen_at = [&](const std::string& address, const peer::Behaviour& behaviour) {
    boost::asio::ip::tcp::acceptor acceptor(thread.loop(),
                                            {boost::asio::ip::make_address(address), port});
    boost::asio::co_spawn(
        thread.loop(),
        [](boost::asio::ip::tcp::acceptor at,
           peer::Behaviour each) -> boost::asio::awaitable<void> {
          for (;;) {
            auto [failed, socket] = co_await at.async_accept(peer::quietly);
            if (failed) co_return;
            boost::asio::co_spawn(at.get_executor(), each(std::move(socket)),
                                  boost::asio::detached);
          }
        }(std::move(acceptor), behaviour),
        boost::asio::detached);
  };
  listen_at("127.2.0.1", answering(public_row));
  auto settings = settings_for(answer_all(thread, "127.1.0.1"));
  probe::Target target = target_at("kv1.vault.azure.net", port);
  SECTION("named by the target") { target.front_ends = {net::ipv4(127, 2, 0, 1)}; }
  SECTION("told by a public DNS server") {
    settings.public_servers = {
        {net::ipv4(127, 0, 0, 1), net::Port{answer_all(thread, "127.2.0.1")}}};
  }
  const Measured measured = measure({target}, settings);
  const auto http = results<observe::HttpResult>(measured);
  REQUIRE(http.size() == 4);  // two requests on each path
  for (const auto& each : http) {
    const bool front = each.path == observe::Path::front_end;
    CHECK(each.address == (front ? net::ipv4(127, 2, 0, 1) : net::ipv4(127, 1, 0, 1)));
    CHECK(each.classification == (front ? "PUB_REFUSED_RULES" : "PE_OK"));
  }
}
