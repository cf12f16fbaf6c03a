#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/program.h"
#include "cli/schema.h"
#include "probe/run.h"

using Json = nlohmann::json;
using namespace airtight;

namespace {

std::string server(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

TEST_CASE("probe writes a document of its schema, and no secret of a service", "[cli][probe]") {
  peer::Thread thread;
  const std::string canary = "eyJhbGciOiJIUzI1NiJ9-c4n4ry";
  const auto port = peer::listen(
      thread, {"127.2.0.1"}, peer::serves(service_identity(), [&](const auto&, const auto&) {
        return "HTTP/1.1 403 " + canary + "\r\nSet-Cookie: " + canary + "\r\nLocation: /" + canary +
               "\r\nConnection: close\r\n\r\nrefused for token " + canary + " of 1234-5678";
      }));
  const TemporaryFile targets(
      Json{{"targets",
            {{{"name", "kv1.vault.azure.net"}, {"port", port}},
             {{"name", "www.example.org"},
              {"port", port},
              {"service", "sites"},
              {"frontEnd", "127.2.0.1"}},
             {{"name", "st1.blob.core.windows.net"}, {"port", peer::closed_port()}}}}}
          .dump(),
      ".json");
  const Ran ran = run_program({"probe", "--targets", targets.path(), "--servers",
                               server(answer_all(thread, "127.2.0.1")), "--ca-bundle",
                               authority_file(), "--from", "app1", "--format", "json"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(schema_faults("probe", ran.out) == "");
  CHECK_THAT(ran.out, !Catch::Contains("c4n4ry"));
  const Json document = Json::parse(ran.out);
  CHECK(document["from"] == "app1");
  CHECK(document["inputs"][0]["kind"] == "targets");
  std::set<std::string> kinds;
  for (const Json& each : document["observations"]) kinds.insert(each["kind"].get<std::string>());
  CHECK(kinds == std::set<std::string>{"dns", "http", "tcp", "tls"});
}

TEST_CASE("probe says for people what it saw", "[cli][probe]") {
  peer::Thread thread;
  const TemporaryFile targets("targets:\n- name: st1.blob.core.windows.net\n  port: " +
                                  std::to_string(peer::closed_port()) + "\n",
                              ".yaml");
  const Ran ran = run_program(
      {"probe", "--targets", targets.path(), "--servers", server(answer_all(thread, "127.2.0.1"))});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, Catch::Contains("TCP_REFUSED") && Catch::Contains("127.2.0.1") &&
                          Catch::Contains("refused"));
  CHECK_THAT(ran.err, !Catch::Contains("\r"));  // no bar without a terminal
}

TEST_CASE("with INPUT the targets are what the workload depends on", "[cli][probe]") {
  peer::Thread thread;
  std::vector<std::string> arguments{"probe"};
  for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
  for (const char* each :
       {"--from", "langdetect-app", "--timeout", "0.2", "--deadline", "5", "--format", "json"})
    arguments.emplace_back(each);
  // The names have no address here, so that nothing is connected to.
  const auto dns = peer::answer_dns(thread, [](const wire::Message& query, bool) {
    auto answer = peer::answer_to(query);
    answer.rcode = wire::rcode::nxdomain;
    return std::vector{wire::write_message(answer)};
  });
  arguments.insert(arguments.end(), {"--servers", server(dns)});
  const Ran ran = run_program(arguments);
  INFO(ran.err);
  CHECK(ran.code == 4);  // they are predicted to have one
  CHECK(schema_faults("probe", ran.out) == "");
  std::set<std::string> names;
  const Json document = Json::parse(ran.out);
  CHECK(document["flows"].size() == 2);
  for (const Json& each : document["flows"]) CHECK(each["agreement"] == "disagrees");
  for (const Json& each : document["observations"]) {
    if (each["kind"] == "dns") names.insert(each["target"].get<std::string>());
    if (each["kind"] == "http") CHECK(each["result"]["classification"] == "DNS_NXDOMAIN");
  }
  CHECK(names.size() == 2);
}

TEST_CASE("probe refuses what it cannot use, with the place", "[cli][probe]") {
  const auto file = [](const std::string& text) {
    const TemporaryFile targets(text, ".json");
    return run_program({"probe", "--targets", targets.path(), "--servers", "127.0.0.1:9"});
  };
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"targets": [{"name": "a.example", "prot": 443}]})",
       "found the key \"prot\", expected port"},
      {R"({"targets": [{"port": 443}]})", "/targets/0: expected the key \"name\""},
      {R"({"targets": [{"name": "a.example", "port": 0}]})", "/targets/0/port: "},
      {R"({"targets": [{"name": "a.example", "service": "vaults"}]})",
       "Microsoft.KeyVault/vaults/vault"},
      {R"({"targets": [{"name": "a.example", "frontEnd": "here"}]})", "/targets/0/frontEnd: "},
      {R"({"targets": [{"name": "a b"}]})", "/targets/0/name: "},
      {R"({"targets": []})", "no target"},
      {R"({"goals": []})", "expected the key \"targets\""},
      {"{]", "1"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    const Ran ran = file(text);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Catch::Contains(expected));
  }
  CHECK_THAT(run_program({"probe"}).err, Catch::Contains("--targets"));
  CHECK_THAT(run_program({"probe", "--targets", "x", "--servers", "dns.example"}).err,
             Catch::Contains("ADDRESS:PORT"));
  CHECK_THAT(run_program({"probe", "--targets", "/nonexistent"}).err,
             Catch::Contains("/nonexistent"));
}

TEST_CASE("a plan of probes is a document of its schema", "[cli][probe][probe-plan]") {
  std::vector<std::string> arguments{"probe"};
  for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
  for (const char* word : {"--from", "langdetect-app", "--plan"}) arguments.emplace_back(word);
  const Ran people = run_program(arguments);
  CHECK(people.code == 0);
  CHECK_THAT(people.out, Catch::Contains("langdetect-kv.vault.azure.net:443") &&
                             Catch::Contains("private 10.0.1.5, is let in") &&
                             Catch::Contains("fails: PAAS_PUBLIC_DISABLED") &&
                             Catch::Contains(" parts that the verdicts rest on"));
  arguments.insert(arguments.end(), {"--format", "json"});
  const Ran ran = run_program(arguments);
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(schema_faults("probe-plan", ran.out) == "");
  const Json document = Json::parse(ran.out);
  CHECK(document["coverage"]["exercised"].get<int>() > 0);
  for (const Json& part : document["parts"]) CHECK_FALSE(part["seenBy"].empty());
}

TEST_CASE("a plan of probes needs to know for whom", "[cli][probe][probe-plan]") {
  std::vector<std::string> arguments{"probe"};
  for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
  arguments.emplace_back("--plan");
  CHECK(run_program(arguments).code == 2);
  CHECK_THAT(run_program({"probe", "--plan", "--from", "app1"}).err,
             Catch::Contains("needs INPUT and --from"));
}
