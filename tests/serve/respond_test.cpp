#include <airtight/base/text.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "cli/schema.h"
#include "serve/endpoint.h"

using Json = nlohmann::json;
using namespace airtight;
using endpoint::ask;
using endpoint::header_of;
using endpoint::street;

namespace {

const std::string token = "a-token-of-thirty-two-characters";

serve::Config with_token() {
  serve::Config config;
  config.access.token = serve::digest_of(token);
  return config;
}

const std::vector<serve::Header> credential{{"Authorization", "Bearer " + token}};

// What only those who may see details see.
const std::vector<std::string> details{"203.0.113.7",   "10.0.1.5",   "vault.azure.net",
                                       "DNS_ZONE_LINK", "az network", "app<1>",
                                       "app&lt;1"};

}  // namespace

TEST_CASE("liveness says nothing of dependencies", "[serve][A-180][A-182]") {
  const auto answer = ask(street(), "/healthz");
  CHECK(answer.response.status == 200);
  CHECK(answer.response.body == "{\"status\":\"pass\"}\n");
  CHECK(ask({}, "/healthz").response.status == 200);
}

TEST_CASE("a health request of the platform is told by its token", "[serve][A-181]") {
  serve::Config config;
  config.access.platform = serve::platform_token("key");
  config.access.health_needs_platform = true;
  // base64(SHA-256("key")), as OpenSSL's program says.
  const std::string genuine = "LHDhK3oGRvkiefQnx7OOczTY5Tic/xZ6HcMOc/gmtoM=";
  const auto status = [&](const std::string& sent) {
    return ask(street(), "/healthz", {{"X-MS-AUTH-INTERNAL-TOKEN", sent}}, config).response.status;
  };
  CHECK(status(genuine) == 200);
  CHECK(status("x" + genuine) == 403);
  CHECK(status("key") == 403);
  CHECK(ask(street(), "/healthz", {}, config).response.status == 403);
}

TEST_CASE("readiness is of those that count for it", "[serve]") {
  auto standings = street();
  CHECK(ask(standings, "/readyz").response.status == 200);
  standings.dependencies[0].readiness = true;
  CHECK(ask(standings, "/readyz").response.status == 200);
  standings.dependencies[2].readiness = true;
  const auto answer = ask(standings, "/readyz");
  CHECK(answer.response.status == 503);
  CHECK(Json::parse(answer.response.body)["waitingFor"] == Json::array({"kv-down"}));
}

TEST_CASE("who may not see details sees keys, states and times", "[serve]") {
  for (const char* target : {"/diagnostics", "/diagnostics/kv-open", "/diagnostics/history",
                             "/metrics", "/probe?target=kv-open"}) {
    for (const char* accept : {"application/json", "text/html", "application/health+json"}) {
      INFO(target << " as " << accept);
      const auto answer = ask(street(), target, {{"Accept", accept}}, with_token());
      REQUIRE(!answer.response.body.empty());
      CHECK_THAT(answer.response.body, Catch::Contains("kv-open") || Catch::Contains("probe_"));
      for (const std::string& each : details)
        CHECK_THAT(answer.response.body, !Catch::Contains(each));
    }
  }
}

TEST_CASE("details are for a token, a principal, a certificate, or everybody if so told",
          "[serve][A-183]") {
  const auto sees = [](const serve::HttpRequest& request, const serve::Access& access) {
    return serve::view_of(request, access) == report::View::details;
  };
  const auto with = [](std::vector<serve::Header> headers) {
    return serve::HttpRequest{"GET", "/diagnostics", std::move(headers), 11, false};
  };
  serve::Access access;
  CHECK(!sees(with(credential), access));
  access.token = serve::digest_of(token);
  CHECK(sees(with(credential), access));
  CHECK(sees(with({{"authorization", "bearer " + token}}), access));
  CHECK(sees(with({{"Authorization", "Basic " + serve::base64("anyone:" + token)}}), access));
  for (const std::string& each :
       {"Bearer " + token.substr(1), "Bearer " + token + "x", std::string("Bearer "),
        "Basic " + serve::base64(token), "Basic " + serve::base64(token + ":"),
        std::string("Basic %%%"), token, "Digest " + token, "Bearer" + token})
    CHECK(!sees(with({{"Authorization", each}}), access));
  CHECK(!sees(with({{"Authorization", "Bearer " + token}, {"Authorization", "Bearer x"}}), access));

  const auto principal =
      with({{"X-MS-CLIENT-PRINCIPAL", "e30="}, {"X-MS-CLIENT-PRINCIPAL-ID", "u1"}});
  CHECK(!sees(principal, access));  // nobody said that the platform sets it
  access = {};
  access.easy_auth = true;
  CHECK(sees(principal, access));
  CHECK(!sees(with({{"X-MS-CLIENT-PRINCIPAL-ID", "u1"}}), access));
  access.principals = {"u2"};
  CHECK(!sees(principal, access));

  auto certified = with({});
  certified.verified_client = true;
  CHECK(!sees(certified, {}));
  access = {};
  access.client_certificate = true;
  CHECK(sees(certified, access));
  CHECK(!sees(with({}), access));
}

TEST_CASE("a wrong credential is refused, not shown less", "[serve]") {
  const auto answer =
      ask(street(), "/diagnostics", {{"Authorization", "Bearer wrong"}}, with_token());
  CHECK(answer.response.status == 401);
  CHECK_THAT(header_of(answer.response, "WWW-Authenticate"), Catch::Contains("Bearer"));
  CHECK(ask(street(), "/diagnostics?view=details", {}, with_token()).response.status == 401);
  CHECK(ask(street(), "/diagnostics?view=details").response.status == 403);
  CHECK(ask(street(), "/diagnostics?view=all").response.status == 400);
  // The platform's own headers may be there; without a token they are nobody's credential.
  CHECK(ask(street(), "/diagnostics", {{"Authorization", "Bearer x"}}).response.status == 200);
}

TEST_CASE("documents fit their schemas", "[serve]") {
  for (const bool whole : {false, true}) {
    const auto headers = whole ? credential : std::vector<serve::Header>{};
    INFO(whole);
    const auto all = ask(street(), "/diagnostics", headers, with_token());
    CHECK(schema_faults("diagnostics", all.response.body) == "");
    const auto json = Json::parse(all.response.body);
    CHECK(json["state"] == "exposed");
    CHECK(json["dependencies"].size() == 5);
    CHECK(json["dependencies"][1].contains("explanations") == whole);
    const auto one = ask(street(), "/diagnostics/kv-down", headers, with_token());
    CHECK(schema_faults("dependency", one.response.body) == "");
    CHECK(Json::parse(one.response.body)["state"] == "broken");
    const auto history = ask(street(), "/diagnostics/history", headers, with_token());
    CHECK(schema_faults("episodes", history.response.body) == "");
    CHECK(Json::parse(history.response.body)["dependencies"][0]["episodes"].size() == 2);
  }
}

TEST_CASE("what is sent is what Accept prefers", "[serve]") {
  const auto type = [](const char* accept) {
    return header_of(ask(street(), "/diagnostics", {{"Accept", accept}}).response, "Content-Type");
  };
  CHECK(type("*/*") == "application/json");
  CHECK(type("") == "application/json");
  CHECK(type("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8") ==
        "text/html; charset=utf-8");
  CHECK(type("application/health+json") == "application/health+json");
  CHECK(type("application/json;q=0.5, text/html;q=0.1") == "application/json");
  CHECK(type("application/json;q=0, */*;q=0.1") == "application/health+json");
  CHECK(type("image/png") == "application/problem+json");
}

TEST_CASE("health as a document fails where something is exposed or broken", "[serve]") {
  const std::vector<serve::Header> health{{"Accept", "application/health+json"}};
  const auto bad = ask(street(), "/diagnostics", health);
  CHECK(bad.response.status == 503);
  CHECK(Json::parse(bad.response.body)["checks"]["kv-ok:isolation"][0]["status"] == "pass");
  auto good = street();
  good.dependencies.resize(1);
  CHECK(ask(good, "/diagnostics", health).response.status == 200);
}

TEST_CASE("errors are problems, and repeat nothing that was sent", "[serve]") {
  struct Case {
    const char* target;
    int status;
  };
  for (const Case& each :
       {Case{"/", 404}, Case{"/nothing?x=canary", 404}, Case{"/diagnostics/canary", 404},
        Case{"/diagnostics/", 404}, Case{"/diagnostics/kv-ok/", 404}, Case{"/probe", 400},
        Case{"/probe?target=canary", 404}, Case{"/probe?target=kv-ok&module=canary", 400},
        Case{"/probe?target=kv-ok&target=kv-open", 400}, Case{"/%zzcanary", 400},
        Case{"/%00canary", 400}, Case{"/a%0d%0acanary", 400}, Case{"canary", 400},
        Case{"http://canary/diagnostics", 400}, Case{"*", 400}}) {
    INFO(each.target);
    const auto answer = ask(street(), each.target);
    CHECK(answer.response.status == each.status);
    CHECK(header_of(answer.response, "Content-Type") == "application/problem+json");
    CHECK(Json::parse(answer.response.body)["status"] == each.status);
    CHECK_THAT(answer.response.body, !Catch::Contains("canary"));
  }
  serve::HttpRequest post{"POST", "/diagnostics", {{"Host", "a"}}, 11, false};
  const auto answer = serve::respond(post, serve::surface_of({}), street(), {});
  CHECK(answer.response.status == 405);
  CHECK(header_of(answer.response, "Allow") == "GET, HEAD");
}

TEST_CASE("a request has one Host, which may have to be a known one", "[serve]") {
  const auto status = [](std::vector<serve::Header> headers, std::vector<std::string> hosts,
                         int version) {
    serve::Config config;
    config.hosts = std::move(hosts);
    serve::HttpRequest request{"GET", "/healthz", std::move(headers), version, false};
    return serve::respond(request, serve::surface_of(config), {}, {}).response.status;
  };
  CHECK(status({}, {}, 11) == 400);
  CHECK(status({}, {}, 10) == 200);
  CHECK(status({{"Host", "a"}, {"Host", "b"}}, {}, 11) == 400);
  CHECK(status({{"Host", "App.example:8080"}}, {"app.example"}, 11) == 200);
  for (const char* other : {"app.example.evil", "evil", "app.example:80@evil", "127.0.0.1", ""})
    CHECK(status({{"Host", other}}, {"app.example"}, 11) == 421);
}

TEST_CASE("every response has the security headers, and the page no other resource", "[serve]") {
  for (const char* target : {"/healthz", "/diagnostics", "/nothing", "/metrics"}) {
    const auto answer = ask(street(), target);
    CHECK(header_of(answer.response, "X-Content-Type-Options") == "nosniff");
    CHECK(header_of(answer.response, "Cache-Control") == "no-store");
    CHECK_THAT(header_of(answer.response, "Content-Security-Policy"),
               Catch::StartsWith("default-src 'none'") && !Catch::Contains("unsafe"));
  }
  const auto page =
      ask(street(), "/diagnostics", {{"Accept", "text/html"}, {"Authorization", "Bearer " + token}},
          with_token());
  const std::string& html = page.response.body;
  const std::string policy = header_of(page.response, "Content-Security-Policy");
  for (const char* element : {"style", "script"}) {
    const std::string open = std::string("<") + element + ">";
    const auto begin = html.find(open) + open.size();
    const auto text = html.substr(begin, html.find(std::string("</") + element, begin) - begin);
    const auto digest = serve::digest_of(text);
    CHECK_THAT(policy, Catch::Contains("'sha256-" +
                                       serve::base64({reinterpret_cast<const char*>(digest.data()),
                                                      digest.size()}) +
                                       "'"));
  }
  CHECK_THAT(html, !Catch::Contains("http://") && !Catch::Contains("https://") &&
                       !Catch::Contains(" src=") && !Catch::Contains("style=") &&
                       !Catch::Contains("onclick") && !Catch::Contains("<b>"));
}

TEST_CASE("the page says the verdict first, then each dependency and why", "[serve]") {
  const auto page =
      ask(street(), "/diagnostics", {{"Accept", "text/html"}, {"Authorization", "Bearer " + token}},
          with_token());
  const std::string& html = page.response.body;
  CHECK_THAT(html, Catch::Contains("1 of 5 back ends is exposed: kv-open. 1 of 5 back ends is "
                                   "broken: kv-down. 1 of 5 back ends is undetermined: kv-what."));
  CHECK(html.find("back ends is exposed") < html.find("<main"));
  for (const char* each :
       {"kv-down is broken: no answer (10.0.1.6).", "DNS_ZONE_LINK_MISSING",
        "az network private-dns link vnet create", "&lt;b&gt;privatelink", "app&lt;1&gt;"})
    CHECK_THAT(html, Catch::Contains(each));
}

TEST_CASE("metrics are Prometheus' text, each metric once and with its help", "[serve]") {
  const std::regex sample(R"(([a-z_]+)(\{([a-z_]+="([^"\\]|\\.)*",?)+\})? [0-9.e+-]+)");
  for (const char* target :
       {"/metrics", "/probe?target=kv-ok", "/probe?target=kv-down&module=dns"}) {
    const auto answer = ask(street(), target);
    CHECK(header_of(answer.response, "Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
    std::set<std::string> declared;
    std::string current;
    for (const std::string_view line : split(answer.response.body, '\n')) {
      if (line.empty()) continue;
      if (line.starts_with("# HELP ")) continue;
      if (line.starts_with("# TYPE ")) {
        current = std::string(split(line, ' ').at(2));
        CHECK(declared.insert(current).second);
        continue;
      }
      INFO(line);
      std::smatch parts;
      const std::string text(line);
      REQUIRE(std::regex_match(text, parts, sample));
      CHECK(parts[1] == current);
    }
  }
  const auto all = ask(street(), "/metrics").response.body;
  CHECK_THAT(all, Catch::Contains(
                      "airtight_dependency_state{dependency=\"kv-open\",state=\"exposed\"} 1\n"));
  CHECK_THAT(all, Catch::Contains("airtight_dependency_isolated{dependency=\"kv-ok\"} 1\n"));
  CHECK_THAT(all, !Catch::Contains("airtight_dependency_isolated{dependency=\"kv-any\"}"));
}

TEST_CASE("a probe is measured first unless it is fresh", "[serve]") {
  auto standings = street();
  CHECK(!ask(standings, "/probe?target=kv-ok").refresh);
  standings.dependencies[0].measured =
      *standings.dependencies[0].measured - std::chrono::minutes(1);
  const auto stale = ask(standings, "/probe?target=kv-ok");
  CHECK(stale.refresh == std::optional<std::string>("kv-ok"));
  const auto then = [&](serve::Refresh refresh) {
    serve::HttpRequest request{"GET", "/probe?target=kv-ok", {{"Host", "a"}}, 11, false};
    return serve::respond(request, serve::surface_of({}), standings,
                          {*street().dependencies[0].measured, refresh, {}})
        .response;
  };
  CHECK(then(serve::Refresh::over_budget).status == 200);  // with the time of what there is
  standings.dependencies[0].measured.reset();
  CHECK(then(serve::Refresh::over_budget).status == 429);
  CHECK(header_of(then(serve::Refresh::over_budget), "Retry-After") == "60");
  CHECK(then(serve::Refresh::too_slow).status == 504);
}

TEST_CASE("a module says what success is", "[serve]") {
  const auto success = [](const char* key, const char* module) {
    const auto body =
        ask(street(), std::string("/probe?target=") + key + "&module=" + module).response.body;
    return body.find("\nprobe_success 1\n") != std::string::npos;
  };
  CHECK(success("kv-ok", "isolated"));
  CHECK(success("kv-any", "isolated"));
  CHECK(!success("kv-open", "isolated"));
  CHECK(!success("kv-what", "isolated"));
  CHECK(success("kv-open", "dns"));
  CHECK(success("kv-open", "http"));
  CHECK(!success("kv-open", "tcp_connect"));  // no connection is among what was seen
}

TEST_CASE("the interface's document has every path, and every path answers", "[serve]") {
  serve::Config config;
  config.base_path = "/diag";
  const auto document = Json::parse(ask(street(), "/diag/openapi.json", {}, config).response.body);
  CHECK(document["openapi"] == "3.0.3");
  CHECK(document["paths"].size() == 9);
  for (const auto& [path, item] : document["paths"].items()) {
    std::string target = "/diag" + path;
    if (target.ends_with("{dependency}")) target = "/diag/diagnostics/kv-ok";
    if (target.ends_with("/probe")) target += "?target=kv-ok";
    INFO(target);
    const auto answer = ask(street(), target, {}, config);
    CHECK(answer.response.status == 200);
    const std::string type = header_of(answer.response, "Content-Type");
    CHECK(item["get"]["responses"]["200"]["content"].contains(type.substr(0, type.find(';'))));
    CHECK(ask(street(), path, {}, config).response.status == 404);
  }
}
