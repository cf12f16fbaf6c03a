#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "pull/server.h"

using Json = nlohmann::json;

namespace {

const std::string subscription = "11111111-2222-3333-4444-555555555555";

// Sets a variable of the environment for a test.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* old = std::getenv(name_.c_str())) before_ = old;
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Variable() { setenv(name_.c_str(), before_.c_str(), 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_;
  std::string before_;
};

Json read(const std::string& path) {
  std::ifstream file(path);
  return Json::parse(file);
}

// The live export of a scenario as the service would give it: Resource Graph has its top level,
// and an app's settings are shown to nobody.
Given azure(const Json& rows, const Asked& asked) {
  Json list = Json::array();
  const bool graph = asked.target.starts_with("/providers/Microsoft.ResourceGraph");
  for (const Json& row : rows) {
    const std::string id = row["id"];
    const std::string type = row["type"];
    const bool child = std::count(type.begin(), type.end(), '/') > 1;
    if (type.ends_with("sites/config")) continue;
    const bool records = asked.target.find("/ALL?") != std::string::npos && type.ends_with("/a");
    const std::string path = asked.target.substr(0, asked.target.find('?'));
    const bool below = child && (id.starts_with(path + "/") ||
                                 (records && id.starts_with(path.substr(0, path.size() - 4))));
    if (graph ? !child : below) list.push_back(row);
  }
  if (graph)
    return {.body =
                Json{{"data", list}, {"count", list.size()}, {"resultTruncated", "false"}}.dump()};
  if (asked.target.find("/configreferences/") != std::string::npos)
    list = {{{"name", "DB_PASSWORD"},
             {"properties",
              {{"reference",
                "@Microsoft.KeyVault(SecretUri=https://vault-five-ways.vault.azure.net/secrets/p)"},
               {"status", "Resolved"}}}}};
  if (asked.target.find("/config/web") != std::string::npos) {
    const std::string id = asked.target.substr(0, asked.target.find('?'));
    return {.body = Json{{"id", id},
                         {"name", "web"},
                         {"type", "Microsoft.Web/sites/config"},
                         {"properties",
                          {{"vnetRouteAllEnabled", true},
                           {"publishingPassword", "canary-password"},
                           {"azureStorageAccounts", {{"a", {{"accessKey", "canary-key"}}}}},
                           {"appSettings", nullptr}}}}
                        .dump()};
  }
  return {.body = Json{{"value", list}}.dump()};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Pulled {
  Authority authority;
  TemporaryFile bundle{authority.certificate, ".pem"};
  Json rows = read(scenarios + "/five-ways-app-and-vault/live.json")["data"];
  Server server{authority, [this](const Asked& asked) { return azure(rows, asked); }};

  Ran run(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"pull",           "--subscription", subscription,
                                       "--arm-endpoint", server.url(),     "--ca-bundle",
                                       bundle.path()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments);
  }
};

}  // namespace

TEST_CASE("what pull writes is read by the other commands and holds no secret", "[cli][pull]") {
  const Variable token("AZURE_ACCESS_TOKEN", "canary-token");
  Pulled azure;
  const Ran ran = azure.run();
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  for (const char* canary : {"canary-token", "canary-password", "canary-key"}) {
    CHECK_FALSE(has(ran.out, canary));
    CHECK_FALSE(has(ran.err, canary));
  }
  CHECK(azure.run().out == ran.out);
  const TemporaryFile list(ran.out, ".json");
  const Ran explained = run_program(
      {"explain", list.path(), "--from", "app1", "--to", "vault-five-ways", "--format", "json"});
  INFO(explained.out << explained.err);
  const Json json = Json::parse(explained.out);
  CHECK(json["via"] == "private-endpoint");
  CHECK(json["resolution"]["addresses"] == Json{"10.10.2.4"});
  // Settings may name DNS servers, and Reader does not see them.
  CHECK(json["verdict"] == "uncertain");
  REQUIRE(json["unknowns"].is_array());
  CHECK(has(json["unknowns"].dump(), "other app settings of app1"));
  // What the user knows of the settings may be laid over the list.
  const TemporaryFile settings(
      R"([{"id":")" + azure.rows[2]["id"].get<std::string>() +
          R"(/config/appsettings","type":"Microsoft.Web/sites/config","properties":{"":null}}])",
      ".json");
  const Ran known = run_program({"explain", list.path(), settings.path(), "--from", "app1", "--to",
                                 "vault-five-ways", "--format", "json"});
  INFO(known.out);
  CHECK(Json::parse(known.out)["verdict"] == "allow");
}

TEST_CASE("pull takes the token of az where nobody gives one", "[cli][pull]") {
  const Variable none("AZURE_ACCESS_TOKEN", "");
  const Variable no_identity("IDENTITY_ENDPOINT", "");
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("airtight-az-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string az = (folder / "az").string();
  std::ofstream(az) << "#!/bin/sh\nif [ \"$1 $2\" = 'account get-access-token' ]; then\n"
                       "  echo token-of-az; else exit 3; fi\n";
  chmod(az.c_str(), 0700);
  const Variable path("PATH", folder.string() + ":/bin:/usr/bin");
  Pulled azure;
  const Ran ran = azure.run({"-g", "resource-group"});
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK(azure.server.asked().front().authorization == "Bearer token-of-az");

  std::ofstream(az) << "#!/bin/sh\nexit 1\n";
  const Ran refused = azure.run();
  CHECK(refused.code == 2);
  CHECK(has(refused.err, "az login may be needed"));
  std::filesystem::remove_all(folder);
  const Variable nowhere("PATH", folder.string());
  CHECK(has(azure.run().err, "az cannot be run"));
}

TEST_CASE("pull says what it does not take", "[cli][pull]") {
  const Variable token("AZURE_ACCESS_TOKEN", "t");
  CHECK(run_program({"pull"}).code == 2);
  CHECK(run_program({"pull", "--subscription", "prod"}).code == 2);
  CHECK(run_program({"pull", "--subscription", subscription, "--timeout", "0"}).code == 2);
  CHECK(run_program({"pull", "--subscription", subscription, "--arm-endpoint", "http://x"}).code ==
        2);
}
