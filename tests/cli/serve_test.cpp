#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/program.h"
#include "cli/schema.h"
#include "cli/serve_config.h"

using Json = nlohmann::json;
using namespace airtight;

namespace {

const Json whole_config = Json::parse(R"({
  "schema": "airtight/serve/1", "listen": "[::1]:0", "basePath": "/diag", "hosts": ["app.example"],
  "inputs": ["state.json"], "surroundings": "s.yaml", "from": "app1", "assume": ["C-06=symmetric"],
  "dependencies": [
    {"key": "vault", "title": "Key vault", "name": "kv1.vault.azure.net", "port": 8443,
     "service": "Microsoft.KeyVault/vaults", "tls": true, "frontEnd": ["203.0.113.7"],
     "serverName": "kv2.vault.azure.net", "intent": "isolated", "readiness": true,
     "addresses": ["127.1.0.0/16"]},
    {"key": "api", "name": "api.example.com"}],
  "probe": {"servers": ["10.0.0.4:5353"], "publicServers": ["192.0.2.53"], "caBundle": "ca.pem",
    "timeoutSeconds": 2, "deadlineSeconds": 20, "intervalSeconds": 30, "freshSeconds": 5,
    "perMinute": 10},
  "access": {"easyAuth": true, "principals": ["u1"], "clientCertificate": true,
    "anonymousDetails": false},
  "limits": {"connections": 100, "subscribers": 5, "requestsPerMinute": 0, "patienceSeconds": 5,
    "drainSeconds": 3},
  "history": {"file": "h.db", "keepDays": 7, "flaps": 3, "flapMinutes": 10}})");

std::string first_error(const std::string& text) {
  Diagnostics diagnostics;
  cli::read_serve_file(text, "dir/serve.yaml", diagnostics);
  return diagnostics.empty() ? "" : to_string(diagnostics.front());
}

std::string changed(const char* pointer, const Json& value) {
  Json config = whole_config;
  config[Json::json_pointer(pointer)] = value;
  return config.dump();
}

}  // namespace

TEST_CASE("a configuration is read whole, as its schema has it", "[cli][serve]") {
  CHECK(schema_faults("serve", whole_config.dump()) == "");
  Diagnostics diagnostics;
  const auto file = cli::read_serve_file(whole_config.dump(), "dir/serve.yaml", diagnostics);
  INFO((diagnostics.empty() ? std::string() : to_string(diagnostics.front())));
  REQUIRE(diagnostics.empty());
  CHECK(file.inputs == std::vector<std::string>{"dir/state.json"});
  CHECK(file.surroundings == "dir/s.yaml");
  const serve::Config& config = file.config;
  CHECK(config.listen.port == 0);
  CHECK(config.probe.ca_bundle == "dir/ca.pem");
  CHECK(config.probe.servers.at(0).port.number == 5353);
  CHECK(config.interval == std::chrono::seconds(30));
  CHECK(config.history.keep == std::chrono::hours(24 * 7));
  REQUIRE(config.dependencies.size() == 2);
  const serve::Declared& vault = config.dependencies[0];
  CHECK(vault.target.port.number == 8443);
  CHECK(vault.target.server_name == "kv2.vault.azure.net");
  CHECK(vault.intent == diagnose::Intent::isolated);
  CHECK(vault.readiness);
  CHECK(vault.target.declared.size() == 1);
  // Nobody can prove isolation of a name without a service on record, so it is not asked for.
  CHECK(config.dependencies[1].intent == diagnose::Intent::reached);
  CHECK(!config.access.anonymous_details);
}

TEST_CASE("what a configuration does not say is safe", "[cli][serve]") {
  Diagnostics diagnostics;
  const auto file = cli::read_serve_file(
      "schema: airtight/serve/1\ndependencies: [{key: a, name: kv1.vault.azure.net}]\n", "s.yaml",
      diagnostics);
  CHECK(diagnostics.empty());
  CHECK(serve::is_loopback(file.config.listen.ip));
  CHECK(serve::view_of({"GET", "/", {}, 11, true}, file.config.access) == report::View::redacted);
  CHECK(!file.config.probe.never.empty());
}

TEST_CASE("everything that is wrong with a configuration is said with its place", "[cli][serve]") {
  struct Case {
    std::string text;
    const char* message;
  };
  const std::vector<Case> cases{
      {"schema: airtight/serve/1\ndependancies: []\n",
       "dir/serve.yaml:2: /dependancies: found the key \"dependancies\", expected dependencies"},
      {"listen: 127.0.0.1:1\n", "expected the key \"schema\""},
      {changed("/schema", "airtight/serve/2"), "expected \"airtight/serve/1\""},
      {changed("/listen", "localhost"), "expected ADDRESS:PORT such as 127.0.0.1:9090"},
      {changed("/basePath", "diag/"), "expected a path such as /diag"},
      {changed("/dependencies/0/key", "a/b"), "expected letters, digits"},
      {changed("/dependencies/0/key", "history"), "this is a path of the endpoint"},
      {changed("/dependencies/1/key", "vault"), "a key that no other dependency has"},
      {changed("/dependencies/0/intent", "open"), "expected isolated or reached"},
      {changed("/dependencies/0/port", 0), "expected a number from 1 to 65535"},
      {changed("/dependencies/0/addresses", {"127.0.0.1/8"}), "/dependencies/0/addresses/0"},
      {changed("/probe/perMinute", 0), "expected a number from 1 to 100000"},
      {changed("/probe/servers", {"dns.example"}), "ADDRESS or ADDRESS:PORT"},
      {changed("/limits/connections", -1), "expected a number from 16 to 100000"},
      {changed("/access/token", "secret-in-the-file"), "found the key \"token\", expected"},
      {changed("/access/tokenVariable", "AIRTIGHT_TEST_UNSET"), "a variable of the environment"},
      {changed("/access/tokenFile", "missing"), "a file that can be read"},
      {changed("/access/easyAuth", false), "expected easyAuth: true beside it"},
      {changed("/access/healthNeedsPlatform", true), "expected platformToken: true beside it"},
      {changed("/from", ""), "the workload that this machine is"}};
  for (const Case& each : cases) {
    INFO(each.text);
    CHECK_THAT(first_error(each.text), Catch::Contains(each.message));
  }
}

TEST_CASE("a token is digested, and said nowhere", "[cli][serve]") {
  const std::string secret = "c4n4ry-of-a-token-of-enough-length";
  const TemporaryFile token(secret + "\n", ".token");
  Json config = whole_config;
  config["access"] = {{"tokenFile", token.path()}};
  Diagnostics diagnostics;
  const auto file = cli::read_serve_file(config.dump(), "serve.yaml", diagnostics);
  REQUIRE(diagnostics.empty());
  REQUIRE(file.config.access.token);
  CHECK(serve::is_secret(secret, *file.config.access.token));
  const TemporaryFile brief("short", ".token");
  config["access"]["tokenFile"] = brief.path();
  CHECK_THAT(first_error(config.dump()), Catch::Contains("of 16 to 1024 characters"));
}

TEST_CASE("serve refuses what it cannot serve, with exit code 2", "[cli][serve]") {
  CHECK(run_program({"serve"}).code == 2);
  CHECK(run_program({"serve", "--config", "/nowhere/serve.yaml"}).code == 2);
  const TemporaryFile nothing("schema: airtight/serve/1\n", ".yaml");
  const Ran none = run_program({"serve", "--config", nothing.path()});
  CHECK(none.code == 2);
  CHECK_THAT(none.err, Catch::Contains("found no dependency"));
  const TemporaryFile eager(
      "schema: airtight/serve/1\ndependencies:\n- {key: a, name: a.example}\n"
      "- {key: b, name: b.example}\nprobe: {intervalSeconds: 1}\n",
      ".yaml");
  CHECK_THAT(run_program({"serve", "--config", eager.path()}).err,
             Catch::Contains("expected no more than probe.perMinute, which is 60"));
  const TemporaryFile lost(
      "schema: airtight/serve/1\ninputs: [" + tutorial_scripts()[0] + "]\nfrom: nobody\n", ".yaml");
  const Ran unknown = run_program({"serve", "--config", lost.path()});
  CHECK(unknown.code == 2);
  CHECK_THAT(unknown.err, Catch::Contains("nobody"));
}

TEST_CASE("the tutorial's configuration is read", "[cli][serve]") {
  std::ifstream stream(scenarios + "/tutorial/serve.yaml");
  std::stringstream text;
  text << stream.rdbuf();
  Diagnostics diagnostics;
  const auto file =
      cli::read_serve_file(text.str(), scenarios + "/tutorial/serve.yaml", diagnostics);
  CHECK(diagnostics.empty());
  CHECK(file.inputs == tutorial_scripts());
  CHECK(file.config.dependencies.size() == 2);
}
