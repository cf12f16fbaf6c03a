#include <airtight/report/observations.h>
#include <airtight/scenario/observations.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace airtight;
using namespace airtight::observe;

namespace {

struct Read {
  Observations seen;
  Diagnostics diagnostics;
};

Read read(const std::string& text) {
  Read made;
  made.seen = scenario::read_observations(text, "seen.json", made.diagnostics);
  return made;
}

// One observation in a document that is fine but for it.
std::string with(const std::string& observation) {
  return "{\"from\": \"app1\",\n \"observations\": [\n" + observation + "]}";
}

Observations everything() {
  const net::Ip ip = net::ipv4(10, 0, 1, 5);
  Observations seen;
  seen.from = "app1";
  seen.host = {.name = "vm",
               .addresses = {ip},
               .dns_servers = {net::ipv4(168, 63, 129, 16)},
               .search = {"corp.example"},
               .app = "app1",
               .instance = "i1",
               .private_address = ip,
               .resolver_overrides = {"WEBSITE_DNS_SERVER"},
               .proxy_variables = {"HTTPS_PROXY"}};
  const auto time = parse_time("2026-11-26T09:00:00.120Z");
  const std::chrono::milliseconds elapsed(12);
  seen.observations = {
      {"dns-1", "kv1.vault.azure.net", time, elapsed,
       DnsResult{.rcode = Rcode::noerror,
                 .type = "A",
                 .chain = {{"kv1.vault.azure.net", "A", 10, "10.0.1.5"}},
                 .addresses = {ip},
                 .server = "168.63.129.16",
                 .transport = "tcp",
                 .attempts = {{"168.63.129.16", "udp", Rcode::timeout},
                              {"168.63.129.16", "tcp", Rcode::noerror}},
                 .omitted = 3,
                 .loop = true,
                 .truncated = true,
                 .by_system = true,
                 .disagrees = true}},
      {"tcp-1", "kv1.vault.azure.net:443", time, elapsed,
       TcpResult{ConnectOutcome::unreachable, ip, ip, Path::front_end, 2}},
      {"tls-1", "kv1.vault.azure.net:443", time, elapsed,
       TlsResult{TlsOutcome::name_mismatch,
                 "CN=x",
                 {"x"},
                 false,
                 "why",
                 "y",
                 ip,
                 "TLSv1.3",
                 "2027-01-01T00:00:00.000Z",
                 Path::front_end}},
      {"http-1", "https://kv1.vault.azure.net/", time, elapsed,
       HttpResult{403, "ForbiddenByFirewall", "Client address", "PUB_REFUSED_RULES", "A", "KV-06",
                  "", ip, ip, "id", "excerpt", 2, Path::front_end}}};
  return seen;
}

}  // namespace

TEST_CASE("what probe writes is read as it was", "[observe][scenario]") {
  const Observations seen = everything();
  const Read again = read(report::json_observations({"probe", {}, {}}, seen));
  CHECK(again.diagnostics.empty());
  CHECK(again.seen == seen);
}

TEST_CASE("what is wrong with observations is named with its place", "[observe][scenario]") {
  const std::string tcp = R"({"id": "t", "kind": "tcp", "target": "a:443", "result": )";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "seen.json"},
      {"[]", "expected an object"},
      {"{", "seen.json:1"},
      {R"({"observations": []})", "expected the key \"from\""},
      {R"({"from": "a"})", "expected the key \"observations\""},
      {R"({"from": "a", "observations": {}})", "/observations: "},
      {with("7"), "seen.json:3: /observations/0: found number, expected an object"},
      {with(R"({"kind": "tcp"})"), "expected the key \"id\""},
      {with(R"({"id": "t", "target": "a", "result": {}})"), "expected the key \"kind\""},
      {with(R"({"id": "t", "kind": "icmp", "target": "a", "result": {}})"),
       "/observations/0/kind: found \"icmp\", expected dns, tcp, tls or http"},
      {with(R"({"id": "t", "kind": "tcp", "target": "a"})"), "expected the key \"result\""},
      {with(tcp + R"({"outcome": "open"}})"),
       "/observations/0/result/outcome: found \"open\", expected connected, refused, timed-out or "
       "unreachable"},
      {with(tcp + "{}}"), "/observations/0/result: expected the key \"outcome\""},
      {with(tcp + R"({"outcome": "refused", "address": "10.0.0"}})"), "/result/address: "},
      {with(tcp + R"({"outcome": "refused"}},)" + "\n" + tcp + R"({"outcome": "refused"}})"),
       "seen.json:4: /observations/1/id: found \"t\", expected an id that no other observation "
       "has"},
      {with(R"({"id": "d", "kind": "dns", "target": "a", "result": {"rcode": "NOPE"}})"),
       "found \"NOPE\", expected a DNS rcode"},
      {with(
           R"({"id": "d", "kind": "dns", "target": "a", "time": "now", "result": {"rcode": "NOERROR"}})"),
       "/observations/0/time: found \"now\", expected a time"},
      {with(R"({"id": "h", "kind": "http", "target": "a", "result": {"status": -1}})"),
       "expected a number from 0"},
      {R"({"schema": "airtight/policy/1", "from": "a", "observations": []})", "airtight/probe/1"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    const Read made = read(text);
    REQUIRE(has_errors(made.diagnostics));
    std::string all;
    for (const Diagnostic& each : made.diagnostics) all += to_string(each) + "\n";
    CHECK_THAT(all, Catch::Contains(expected));
  }
}

TEST_CASE("a key that a newer probe may write is a warning", "[observe][scenario]") {
  const Read made = read(with(
      R"({"id": "t", "kind": "tcp", "target": "a:443", "result": {"outcome": "refused", "mood": 1}})"));
  REQUIRE(made.diagnostics.size() == 1);
  CHECK(made.diagnostics[0].severity == Severity::warning);
  CHECK(made.diagnostics[0].where.pointer == "/observations/0/result/mood");
  CHECK(made.seen.observations.size() == 1);
}

TEST_CASE("the observations of the incidents are read without a complaint", "[observe][scenario]") {
  namespace fs = std::filesystem;
  const fs::path folder =
      fs::path(AIRTIGHT_SOURCE_DIR).parent_path() / "shared" / "data" / "incidents";
  if (!fs::exists(folder)) {
    WARN("skipped: no ../shared/data/incidents");
    return;
  }
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!fs::exists(entry.path() / "observations.json")) continue;
    std::ifstream file(entry.path() / "observations.json");
    std::ostringstream text;
    text << file.rdbuf();
    const Read made = read(text.str());
    INFO(entry.path());
    CHECK(made.diagnostics.empty());
    CHECK_FALSE(made.seen.observations.empty());
    ++count;
  }
  CHECK(count > 50);
}
