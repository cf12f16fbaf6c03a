#include <airtight/pull/pull.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "pull/server.h"

using namespace airtight;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

const std::string subscription = "11111111-2222-3333-4444-555555555555";
const std::string group = "/subscriptions/" + subscription + "/resourceGroups/rg";
const std::string graph_path = "/providers/Microsoft.ResourceGraph/resources";

const Authority& authority() {
  static const Authority made;
  return made;
}

const std::string& bundle() {
  static const TemporaryFile file(authority().certificate, ".pem");
  return file.path();
}

Json row(const std::string& type, const std::string& name, Json properties = Json::object()) {
  return {{"id", group + "/providers/" + type + "/" + name},
          {"name", name},
          {"type", type},
          {"properties", std::move(properties)}};
}

Given page(const std::vector<Json>& rows, const std::string& skip = {}) {
  Json body{{"totalRecords", rows.size()},
            {"count", rows.size()},
            {"data", rows},
            {"facets", Json::array()},
            {"resultTruncated", skip.empty() ? "false" : "true"}};
  if (!skip.empty()) body["$skipToken"] = skip;
  return {.body = body.dump()};
}

Given value(const std::vector<Json>& elements, const std::string& next = {}) {
  Json body{{"value", elements}};
  if (!next.empty()) body["nextLink"] = next;
  return {.body = body.dump()};
}

bool is_graph(const Asked& asked) { return asked.target.starts_with(graph_path); }

// Pulls from a server, without real waits.
struct Trial {
  std::vector<std::chrono::milliseconds> waits;
  pull::HttpSettings http{.ca_bundle = bundle(), .connect_timeout = 5s, .timeout = 5s};
  pull::Settings settings{.subscriptions = {subscription},
                          .wait = [this](std::chrono::milliseconds t) { waits.push_back(t); }};

  Result<pull::Pulled> operator()(const std::string& endpoint) {
    settings.endpoint = endpoint;
    pull::Http client(http);
    return pull::pull(client, {"the-token"}, settings);
  }
};

std::string error_of(const Result<pull::Pulled>& result) {
  return result ? "" : result.error().message;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("all pages of Resource Graph and the children it leaves out", "[pull][I-370][I-372]") {
  const Json zone = row("microsoft.network/privatednszones", "z.example");
  const Server server(authority(), [&](const Asked& asked) {
    if (is_graph(asked)) {
      const Json body = Json::parse(asked.body);
      CHECK(body["subscriptions"] == Json{subscription});
      if (!has(body["query"], "resourceGroup")) return page({});  // zones of other groups
      CHECK(has(body["query"], "where resourceGroup in~ ('rg', 'it\\'s')"));
      CHECK(has(body["query"], "order by id"));
      if (!body["options"].contains("$skipToken")) return page({zone}, "second");
      CHECK(body["options"]["$skipToken"] == "second");
      return page({row("microsoft.network/virtualnetworks", "v")});
    }
    if (has(asked.target, "/ALL?"))
      return value({row("microsoft.network/privatednszones", "z.example/A/a")},
                   server.url() + zone["id"].get<std::string>() + "/page2");
    if (has(asked.target, "/page2"))
      return value({row("microsoft.network/privatednszones", "z.example/A/b")});
    return value({});
  });
  Trial trial;
  trial.settings.resource_groups = {"rg", "it's"};
  const auto pulled = trial(server.url());
  INFO(error_of(pulled));
  REQUIRE(pulled.has_value());
  CHECK(pulled->missing.empty());
  CHECK(pulled->resources.size() == 4);
  CHECK(trial.waits.empty());
  for (const Asked& asked : server.asked()) CHECK(asked.authorization == "Bearer the-token");
}

TEST_CASE("a throttled request waits as long as the service asks", "[pull]") {
  int calls = 0;
  const Server server(authority(), [&](const Asked&) -> Given {
    if (++calls == 1) return {.status = 429, .headers = {"Retry-After: 7"}};
    if (calls == 2) return {.status = 429, .headers = {"Retry-After: 100000"}};
    if (calls == 3) return {.status = 429, .headers = {"Retry-After: soon"}};
    return page({});
  });
  Trial trial;
  CHECK(trial(server.url()).has_value());
  CHECK(trial.waits == std::vector<std::chrono::milliseconds>{7s, 60s, 4s});
}

TEST_CASE("what fails for a while is tried again, and not for ever", "[pull]") {
  struct Case {
    std::string name;
    Given fault;
    std::string message;
    bool once = false;
  };
  const std::vector<Case> cases{
      {"500",
       {.status = 500, .body = R"({"error":{"code":"Oops","message":"the-token"}})"},
       "500 Oops: …"},
      {"503", {.status = 503, .body = "not JSON"}, "503"},
      {"truncated JSON", {.body = R"({"data":[{"id":"/sub)"}, "200, but no JSON"},
      {"cut", {.body = R"({"data":[)", .fault = Given::Fault::cut}, ""},
      {"slow", {.delay = 700ms}, "Timeout was reached"},
      {"endless", {.fault = Given::Fault::endless}, "longer than 1 MiB", true},
      {"401",
       {.status = 401, .body = R"({"error":{"code":"ExpiredAuthenticationToken"}})"},
       "401 ExpiredAuthenticationToken",
       true},
      {"no rows", {.body = R"({"count":0})"}, "has no \"data\"", true},
  };
  for (const Case& each : cases) {
    CAPTURE(each.name);
    const Server broken(authority(), [&](const Asked&) { return each.fault; });
    Trial trial;
    trial.http.timeout = 400ms;
    trial.http.most_bytes = std::size_t{1} << 20;
    if (each.name == "endless") trial.http.timeout = 20s;
    trial.settings.tries = 3;
    const std::string message = error_of(trial(broken.url()));
    CHECK(has(message, each.message));
    CHECK_FALSE(message.empty());
    CHECK_FALSE(has(message, "the-token"));
    // A server that is still busy with the request before does not hear the next one.
    if (each.name != "slow") CHECK(broken.asked().size() == (each.once ? 1 : 3));
    CHECK(trial.waits.size() == (each.once ? 0 : 2));

    int calls = 0;  // it passes
    const Server passing(authority(),
                         [&](const Asked&) { return ++calls == 1 ? each.fault : page({}); });
    CHECK(trial(passing.url()).has_value() == !each.once);
  }
}

TEST_CASE("a server without the right certificate learns nothing", "[pull]") {
  const Authority other;
  const Server impostor(other, [](const Asked&) { return page({}); });
  const Server named_otherwise(
      authority(), [](const Asked&) { return page({}); }, "management.example");
  for (const Server* server : {&impostor, &named_otherwise}) {
    Trial trial;
    const auto pulled = trial(server->url());
    CHECK_FALSE(pulled.has_value());
    CHECK_THAT(error_of(pulled), Catch::Contains("SSL"));
    CHECK(server->asked().empty());
    CHECK(trial.waits.empty());
  }
}

TEST_CASE("the token goes to one host only", "[pull]") {
  const Server elsewhere(authority(), [](const Asked&) { return page({}); });
  const Server redirecting(authority(), [&](const Asked&) -> Given {
    return {.status = 307, .headers = {"Location: " + elsewhere.url() + graph_path}};
  });
  Trial trial;
  CHECK(has(error_of(trial(redirecting.url())), "307, a redirection, which is not followed"));

  const std::string user = "https://localhost@" + elsewhere.url().substr(8);
  for (const std::string& next : {elsewhere.url() + "/x", user + "/x", std::string("//evil/x"),
                                  std::string("http://localhost/x")}) {
    CAPTURE(next);
    const Server paging(authority(), [&](const Asked& asked) {
      if (is_graph(asked)) return page({row("microsoft.sql/servers", "s")});
      return value({}, next);
    });
    const auto pulled = trial(paging.url());
    INFO(error_of(pulled));
    REQUIRE(pulled.has_value());
    CHECK(pulled->missing.size() == 3);  // two lists of the server, and the role assignments
  }
  CHECK(elsewhere.asked().empty());
}

TEST_CASE("pages that lead in circles come to an end", "[pull]") {
  const Server graph(authority(), [](const Asked&) { return page({}, "again"); });
  Trial trial;
  CHECK(has(error_of(trial(graph.url())), "lead back"));
  CHECK(graph.asked().size() == 2);

  const Server lists(authority(), [](const Asked& asked) {
    if (is_graph(asked)) return page({row("microsoft.cache/redis", "r")});
    return value({}, asked.target);
  });
  const auto pulled = trial(lists.url());
  REQUIRE(pulled.has_value());
  REQUIRE(pulled->missing.size() == 2);
  CHECK(has(pulled->missing[0].what, "lead back"));
  CHECK(pulled->missing[0].types == std::vector<std::string>{"microsoft.cache/redis"});

  int pages = 0;
  const Server endless(authority(),
                       [&](const Asked&) { return page({}, std::to_string(++pages)); });
  trial.settings.most_pages = 20;
  CHECK(has(error_of(trial(endless.url())), "more than 20 pages"));
}

TEST_CASE("a truncated answer that cannot go on is an error", "[pull][I-372]") {
  const Server server(authority(), [](const Asked&) -> Given {
    return {.body = R"({"data":[],"resultTruncated":"true"})"};
  });
  Trial trial;
  CHECK(has(error_of(trial(server.url())), "truncated"));
}

TEST_CASE("a child that may not be read is a shortfall, and ids are not trusted", "[pull]") {
  Json strange = row("microsoft.sql/servers", "s");
  strange["id"] = group + "/../../x?y";
  const Server server(authority(), [&](const Asked& asked) -> Given {
    if (is_graph(asked)) return page({row("microsoft.sql/servers", "s"), strange});
    if (has(asked.target, "/firewallRules"))
      return {.status = 403, .body = R"({"error":{"code":"AuthorizationFailed"}})"};
    // A child of somebody else is not taken.
    if (has(asked.target, "/virtualNetworkRules"))
      return value({row("microsoft.sql/servers/virtualnetworkrules", "other/rule")});
    return value({});
  });
  Trial trial;
  const auto pulled = trial(server.url());
  REQUIRE(pulled.has_value());
  CHECK(pulled->resources.size() == 2);
  CHECK(pulled->missing.size() == 3);  // two of the strange one
  for (const Asked& asked : server.asked()) CHECK_FALSE(has(asked.target, ".."));
}

TEST_CASE("a service that is down is not asked about every child", "[pull]") {
  std::vector<Json> rows;
  for (int i = 0; i < 20; ++i) rows.push_back(row("microsoft.cache/redis", std::to_string(i)));
  const Server server(authority(), [&](const Asked& asked) -> Given {
    return is_graph(asked) ? page(rows) : Given{.status = 503};
  });
  Trial trial;
  trial.settings.tries = 2;
  const auto pulled = trial(server.url());
  REQUIRE(pulled.has_value());
  CHECK(pulled->missing.size() == 21);
  CHECK(server.asked().size() == 1 + 5 * 2);
}

TEST_CASE("zones of other groups that are linked to a network come too", "[pull][D-001]") {
  const Json network = row("microsoft.network/virtualnetworks", "v");
  const Json zone = row("microsoft.network/privatednszones", "linked.example");
  const Json other = row("microsoft.network/privatednszones", "other.example");
  const auto link = [](const Json& owner, const Json& to) {
    Json made = row("microsoft.network/privatednszones/virtualnetworklinks", "l",
                    {{"virtualNetwork", {{"id", to["id"]}}}});
    made["id"] = owner["id"].get<std::string>() + "/virtualNetworkLinks/l";
    return made;
  };
  const Server server(authority(), [&](const Asked& asked) {
    if (is_graph(asked) && has(asked.body, "resourceGroup in~")) return page({network});
    if (is_graph(asked))
      return page({zone, other, link(zone, network), link(other, row("x", "elsewhere"))});
    if (has(asked.target, "linked.example/virtualNetworkLinks"))
      return value({link(zone, network)});
    return value({});
  });
  Trial trial;
  trial.settings.resource_groups = {"rg"};
  const auto pulled = trial(server.url());
  INFO(error_of(pulled));
  REQUIRE(pulled.has_value());
  std::string all;
  for (const std::string& resource : pulled->resources) all += resource;
  CHECK(pulled->resources.size() == 3);
  CHECK(has(all, "linked.example/virtualNetworkLinks/l"));
  CHECK_FALSE(has(all, "other.example"));
}

TEST_CASE("endpoints and subscriptions that are none", "[pull]") {
  Trial trial;
  for (const char* endpoint : {"http://localhost", "localhost", "https://", "https://a:b@c"})
    CHECK(has(error_of(trial(endpoint)), "expected https://HOST"));
  trial.settings.subscriptions = {"prod"};
  CHECK(has(error_of(trial("https://localhost")), "expected its id"));
}

TEST_CASE("a token is text that may stand in a header", "[pull]") {
  CHECK(pull::read_token(" eyJ0.eyJp_-~+/Zg== \n").value().text == "eyJ0.eyJp_-~+/Zg==");
  for (const char* text : {"", "  ", "a b", "a\r\nX-Other: b", "ä"})
    CHECK_FALSE(pull::read_token(text).has_value());
}

TEST_CASE("the managed identity's endpoint gives the token", "[pull]") {
  const Server server(authority(), [](const Asked& asked) -> Given {
    if (asked.identity != "secret") return {.status = 400};
    CHECK(asked.target ==
          "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com%2F");
    return {.body = R"({"access_token":"abc","expires_on":"1"})"};
  });
  pull::Http http({.ca_bundle = bundle()});
  const auto token = [&](const std::string& header) {
    return pull::identity_token(http, server.url() + "/msi/token", header,
                                "https://management.azure.com/");
  };
  CHECK(token("secret").value().text == "abc");
  CHECK(has(token("wrong").error().message, "answers 400"));
}

TEST_CASE("a proxy is taken, and never on the way to the managed identity", "[pull]") {
  const Server server(authority(), [](const Asked& asked) -> Given {
    return is_graph(asked) ? page({}) : Given{.body = R"({"access_token":"abc"})"};
  });
  Trial trial;
  trial.http.proxy = "http://127.0.0.1:1";  // nobody listens there
  trial.settings.tries = 1;
  CHECK(has(error_of(trial(server.url())), "127.0.0.1 port 1"));
  CHECK(server.asked().empty());
  pull::Http http(trial.http);
  const auto token = pull::identity_token(http, server.url() + "/msi", "h", "https://x/");
  INFO((token ? "" : token.error().message));
  CHECK(token.has_value());
}
