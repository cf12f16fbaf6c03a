#include "probe/identity.h"

#include <airtight/azure/token_request.h>
#include <airtight/report/observations.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>

#include "probe/run.h"

using namespace airtight;
using observe::HttpResult;

namespace {

const std::string canary = "eyJhbGciOiJSUzI1NiJ9.c4n4ry-of-a-token.c2ln";

// Set for one case; nothing else of this process reads them.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

// A token endpoint, and a vault that lets its caller in and lacks the object (KV-14); without a
// token it asks for one. What both were asked is kept.
struct World {
  peer::Thread thread;
  std::vector<std::string> asked_for_token;
  std::vector<std::string> asked_vault;
  std::string answer = R"({"access_token":")" + canary +
                       R"(","expires_on":"4102444800","resource":"r","token_type":"Bearer"})";
  std::uint16_t endpoint = 0;
  std::uint16_t vault = 0;
  std::uint16_t dns = answer_all(thread, "127.2.0.1");

  World() {
    endpoint = peer::listen(
        thread, {"127.0.0.1"}, [this](peer::tcp::socket socket) -> peer::asio::awaitable<void> {
          std::string octets(4096, '\0');
          const auto [failed, size] =
              co_await socket.async_read_some(peer::asio::buffer(octets), peer::quietly);
          asked_for_token.push_back(octets.substr(0, size));
          const std::string text =
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
              std::to_string(answer.size()) + "\r\n\r\n" + answer;
          co_await peer::asio::async_write(socket, peer::asio::buffer(text), peer::quietly);
        });
    vault = peer::listen(
        thread, {"127.2.0.1"},
        peer::serves(service_identity(), [this](const auto&, const std::string& request) {
          asked_vault.push_back(request);
          if (request.find("Authorization: Bearer " + canary + "\r\n") != std::string::npos)
            return std::string(
                "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n"
                R"({"error":{"code":"SecretNotFound","message":"A secret was not found"}})");
          return std::string(
              "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nConnection: close\r\n\r\n"
              R"({"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}})");
        }));
  }

  Measured probe(const std::string& name, bool with_identity = true) {
    auto settings = settings_for(dns);
    settings.with_identity = with_identity;
    settings.metadata = {net::ipv4(127, 0, 0, 1), net::Port{endpoint}};
    return measure({target_at(name, vault)}, settings);
  }
};

std::set<std::string> rows_of(const Measured& measured) {
  std::set<std::string> rows;
  for (const HttpResult& each : results<HttpResult>(measured)) rows.insert(each.row);
  return rows;
}

std::string notes_of(const Measured& measured) {
  std::string text;
  for (const Diagnostic& each : measured.outcome.diagnostics) text += each.message + "\n";
  return text;
}

}  // namespace

TEST_CASE("a token of the app's identity settles what no anonymous answer does",
          "[probe][identity][E-004][E-043][A-240]") {
  World world;
  const Variable endpoint("IDENTITY_ENDPOINT",
                          "http://127.0.0.1:" + std::to_string(world.endpoint) + "/msi/token");
  const Variable header("IDENTITY_HEADER", "c4n4ry-of-a-header");
  const Measured measured = world.probe("kv1.vault.azure.net");
  CHECK(rows_of(measured).count("KV-13") == 1);
  bool open = false;
  for (const HttpResult& each : results<HttpResult>(measured))
    open = open || (each.classification == "PUB_OPEN" && each.grade == "A");
  CHECK(open);
  REQUIRE(world.asked_for_token.size() == 1);
  CHECK_THAT(world.asked_for_token.front(),
             Catch::StartsWith(
                 "GET /msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net ") &&
                 Catch::Contains("X-IDENTITY-HEADER: c4n4ry-of-a-header\r\n"));
  CHECK_THAT(world.asked_vault.back(),
             Catch::StartsWith("GET /secrets/netiso-probe-does-not-exist"));
  CHECK_THAT(notes_of(measured),
             Catch::Contains("a token for https://vault.azure.net was obtained"));
  const std::string document =
      report::json_observations({"probe", {}, measured.outcome.diagnostics}, measured.outcome.seen);
  CHECK_THAT(document, !Catch::Contains("c4n4ry"));
}

TEST_CASE("a token is asked for on request only", "[probe][identity][E-017]") {
  World world;
  const Variable endpoint("IDENTITY_ENDPOINT",
                          "http://127.0.0.1:" + std::to_string(world.endpoint) + "/");
  const Variable header("IDENTITY_HEADER", "h");
  world.probe("kv1.vault.azure.net", false);
  world.probe("www1.azurewebsites.net");  // nothing is on record for it
  CHECK(world.asked_for_token.empty());
}

TEST_CASE("a token goes to the hosts of its audience only", "[probe][identity][E-017]") {
  World world;
  auto settings = settings_for(world.dns);
  settings.with_identity = true;
  settings.metadata = {net::ipv4(127, 0, 0, 1), net::Port{world.endpoint}};
  auto said_to_be_a_vault = target_at("app1.azurewebsites.net", world.vault);
  said_to_be_a_vault.part = azure::part_named("vault");
  auto by_another_name = target_at("kv1.vault.azure.net", world.vault);
  by_another_name.server_name = "app1.azurewebsites.net";
  measure({said_to_be_a_vault, by_another_name}, settings);
  CHECK(world.asked_for_token.empty());
  for (const std::string& each : world.asked_vault)
    CHECK_THAT(each, !Catch::Contains("Authorization"));
  for (const azure::TokenRequest& row : azure::token_requests()) {
    const azure::ServicePart part{std::string(row.resource_type), std::string(row.group_id)};
    CHECK(azure::token_request_for(part, "X1" + std::string(row.host_suffix)) == &row);
    CHECK(azure::token_request_for(part, "x1.example.org") == nullptr);
  }
}

TEST_CASE("the older variables, and a machine's metadata service, give tokens, too",
          "[probe][identity][A-241][A-265]") {
  World world;
  world.probe("kv1.vault.azure.net");
  REQUIRE(world.asked_for_token.size() == 1);
  CHECK_THAT(
      world.asked_for_token.front(),
      Catch::StartsWith("GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=") &&
          Catch::Contains("Metadata: true\r\n"));
  const Variable endpoint("MSI_ENDPOINT",
                          "http://localhost:" + std::to_string(world.endpoint) + "/token/");
  const Variable secret("MSI_SECRET", "s");
  world.probe("kv1.vault.azure.net");
  REQUIRE(world.asked_for_token.size() == 2);
  CHECK_THAT(world.asked_for_token.back(),
             Catch::Contains("api-version=2017-09-01") && Catch::Contains("secret: s\r\n"));
}

TEST_CASE("without a token the anonymous answers stand", "[probe][identity][A-242][A-245]") {
  World world;
  const auto with = [&](const std::string& url, const std::string& answer) {
    const Variable endpoint("IDENTITY_ENDPOINT", url);
    const Variable header("IDENTITY_HEADER", "h");
    world.answer = answer;
    const Measured measured = world.probe("kv1.vault.azure.net");
    CHECK(measured.outcome.unmeasured == 0);
    CHECK(rows_of(measured).count("KV-13") == 0);
    return notes_of(measured);
  };
  const std::string here = "http://127.0.0.1:" + std::to_string(world.endpoint) + "/";
  CHECK_THAT(with(here, "{}"), Catch::Contains("no access_token"));
  CHECK_THAT(with(here, R"({"access_token":"a b"})"), Catch::Contains("no access_token"));
  CHECK_THAT(with(here, "\"access_token\""), Catch::Contains("no access_token"));
  CHECK_THAT(with("http://127.0.0.1:" + std::to_string(peer::closed_port()) + "/", "{}"),
             Catch::Contains("no token"));
  for (const char* elsewhere : {"http://192.0.2.1/", "https://127.0.0.1/", "http://tokens.example/",
                                "http://127.0.0.1:x/", "http://127.0.0.1/\r\nX: y", ""}) {
    INFO(elsewhere);
    CHECK_THAT(with(elsewhere, "{}"), Catch::Contains("IDENTITY_ENDPOINT is not an address"));
  }
}

TEST_CASE("what an answer says of a token", "[probe][identity]") {
  probe::Token token =
      probe::token_in(R"({ "access_token" : "ab.c-d_e~+/=" , "expires_on" : 12 })");
  CHECK(token.value.text() == "ab.c-d_e~+/=");
  CHECK(token.expires == 12);
  CHECK(probe::token_in(R"({"access_token":"a","expires_on":"x"})").expires == std::nullopt);
  CHECK(probe::token_in(R"({"access_token":"a)").value.empty());
  CHECK(probe::token_in("").value.empty());
}
