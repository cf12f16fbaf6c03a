#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/outside.h"
#include "cli/program.h"
#include "cli/schema.h"

using Json = nlohmann::json;

namespace {

const std::vector<std::string> formats{"text",     "json",   "sarif",        "junit",
                                       "markdown", "github", "azure-devops", "html"};

std::string tutorial_state(const std::string& until) {
  std::vector<std::string> arguments{"replay", "--emit", "-", "--quiet"};
  if (!until.empty()) arguments.insert(arguments.end(), {"--until", until});
  for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
  return run_program(arguments).out;
}

Ran check(const std::string& input, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"check", input, "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

std::string contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Secrets wherever an input can hold one. Nothing may print them.
const std::string canary = "c4n4ry";
const std::string with_secrets = R"json([
 {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv1",
  "type": "Microsoft.KeyVault/vaults", "name": "kv1", "location": "westeurope",
  "tags": {"env": "prod", "owner": "c4n4ry-tag"}, "properties": {"tenantId": "t"}},
 {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st1",
  "type": "Microsoft.Storage/storageAccounts", "name": "st1", "location": "westeurope",
  "properties": {"primaryKey": "c4n4ry-key"}},
 {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app1",
  "type": "Microsoft.Web/sites", "name": "app1", "location": "westeurope",
  "tags": {"env": "prod", "password": "c4n4ry-tag"},
  "properties": {"siteConfig": {
    "appSettings": [
      {"name": "VAULT", "value": "https://kv1.vault.azure.net/secrets/s?token=c4n4ry-token"},
      {"name": "KEY", "value": "c4n4ry-plain"},
      {"name": "SAS", "value": "https://st1.blob.core.windows.net/c?sv=1&sig=c4n4ry-sas"},
      {"name": "REF",
       "value": "@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/secrets/s)"}],
    "connectionStrings": [
      {"name": "SQL", "type": "SQLAzure", "connectionString":
       "Server=tcp:sql1.database.windows.net,1433;User ID=c4n4ry-user;Password=c4n4ry-password;"},
      {"name": "BUS", "connectionString":
       "Endpoint=sb://bus1.servicebus.windows.net/;SharedAccessKeyName=r;SharedAccessKey=c4n4ryKEY="},
      {"name": "COSMOS", "connectionString":
       "AccountEndpoint=https://cos1.documents.azure.com:443/;AccountKey=c4n4ry=="},
      {"name": "REDIS", "connectionString": "r1.redis.cache.windows.net:6380,password=c4n4ry,ssl=True"},
      {"name": "URL", "connectionString": "postgres://u:c4n4ry@pg1.postgres.database.azure.com/d"},
      {"name": "DB", "connectionString":
       "DefaultEndpointsProtocol=https;AccountName=st1;AccountKey=c4n4ryc4n4ry=="}]}}}
])json";

}  // namespace

TEST_CASE("no secret of an input is in any report", "[cli][reports][secrets]") {
  const TemporaryFile file(with_secrets, ".json");
  for (const char* command : {"inventory", "explain", "resolve", "prove"}) {
    for (const char* format : {"text", "json"}) {
      INFO(command << " " << format);
      std::vector<std::string> arguments{command, file.path(), "--verbose", "--format", format};
      if (command != std::string("inventory"))
        arguments.insert(arguments.end(), {"--from", "app1"});
      if (command == std::string("resolve")) arguments.emplace_back("kv1.vault.azure.net");
      if (command == std::string("explain") || command == std::string("prove"))
        arguments.insert(arguments.end(), {"--to", "kv1"});
      const Ran ran = run_program(arguments);
      CHECK(ran.code != 2);
      CHECK((ran.out + ran.err).find(canary) == std::string::npos);
    }
  }
  const TemporaryFile history("", ".json");
  run_program(
      {"check", file.path(), "--pack", "mcsb", "--pack", "cis", "--history", history.path()});
  CHECK(contents(history.path()).find("kv1") != std::string::npos);
  CHECK(contents(history.path()).find(canary) == std::string::npos);
  for (const char* command : {"check", "what-if"}) {
    for (const std::string& format : formats) {
      INFO(command << " " << format);
      const Ran ran = run_program({command, file.path(), "--format", format});
      CHECK(ran.code == (command == std::string("check") ? 1 : 0));
      // The report is about them; a pass needs no annotation and no alert.
      const bool quiet = ran.code == 0 && format != "text" && format != "json" &&
                         format != "junit" && format != "html";
      CHECK((quiet || ran.out.find("kv1") != std::string::npos));
      CHECK((ran.out + ran.err).find(canary) == std::string::npos);
    }
  }
}

TEST_CASE("one run writes a report in every format", "[cli][reports]") {
  const TemporaryFile state(tutorial_state("T-112"), ".json");
  std::vector<std::string> arguments;
  std::vector<std::unique_ptr<TemporaryFile>> files;
  for (const std::string& format : formats) {
    files.push_back(std::make_unique<TemporaryFile>("", "." + format));
    arguments.insert(arguments.end(), {"-o", format + "=" + files.back()->path()});
  }
  const Ran ran = check(state.path(), arguments);
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  for (std::size_t i = 0; i < formats.size(); ++i) {
    INFO(formats[i]);
    CHECK(contents(files[i]->path()) == check(state.path(), {"--format", formats[i]}).out);
  }
  CHECK(sarif_faults(contents(files[2]->path())).empty());
  const Json results = Json::parse(contents(files[2]->path()))["runs"][0]["results"];
  for (const Json& result : results) {
    const Json& place = result["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == "file://" + state.path());
    CHECK(place["region"]["startLine"] > 1);
    CHECK_FALSE(result["codeFlows"].empty());
    CHECK_FALSE(result["relatedLocations"].empty());
  }
  const std::string faults = junit_faults(contents(files[3]->path()));
  CHECK((faults.empty() || faults == "skipped"));
}

TEST_CASE("a page says what the facts say that its steps name", "[cli][reports]") {
  const TemporaryFile state(tutorial_state("T-112"), ".json");
  const std::string page = check(state.path(), {"--format", "html"}).out;
  const std::string link = "<a href=\"#N-";
  std::size_t links = 0;
  for (auto at = page.find(link); at != std::string::npos; at = page.find(link, at + 1)) {
    const std::string id = page.substr(at + link.size() - 2, 5);
    CAPTURE(id);
    CHECK(page.find("<dt id=\"" + id + "\">" + id + "</dt><dd>") != std::string::npos);
    ++links;
  }
  CHECK(links > 0);
}

TEST_CASE("what-if reports its broken paths in the same formats", "[cli][reports]") {
  const TemporaryFile state(tutorial_state("T-112"), ".json");
  const auto what_if = [&](const std::string& format) {
    return run_program({"what-if", state.path(), "--quiet", "--format", format});
  };
  const std::string sarif = what_if("sarif").out;
  CHECK(sarif_faults(sarif).empty());
  CHECK(sarif.find("dependency-reachable") != std::string::npos);
  const std::string faults = junit_faults(what_if("junit").out);
  CHECK((faults.empty() || faults == "skipped"));
  CHECK(what_if("github").out.starts_with("::error file="));
  CHECK(what_if("markdown").out.starts_with("<!-- airtight:what-if -->"));
}

TEST_CASE("wrong input is told in every format", "[cli][reports]") {
  const TemporaryFile broken(
      R"([{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n",
    "type": "Microsoft.Network/networkSecurityGroups", "name": "n", "properties": {"securityRules": [
    {"name": "r", "properties": {"direction": "Sideways", "priority": 100, "access": "Allow",
     "protocol": "*", "sourceAddressPrefix": "*", "destinationAddressPrefix": "*",
     "sourcePortRange": "*", "destinationPortRange": "*"}}]}}])",
      ".json");
  for (const std::string& format : formats) {
    INFO(format);
    const Ran ran = check(broken.path(), {"--format", format});
    CHECK(ran.code == 2);
    CHECK(ran.err.find("Sideways") != std::string::npos);
    if (format != "text") CHECK(ran.out.find("Sideways") != std::string::npos);
    if (format == "json") CHECK(schema_faults("check", ran.out).empty());
    if (format == "sarif") CHECK(sarif_faults(ran.out).empty());
  }
}

TEST_CASE("formats and outputs that do not exist are refused", "[cli][reports]") {
  const TemporaryFile state("[]", ".json");
  CHECK(check(state.path(), {"--format", "pdf"}).code == 2);
  CHECK(check(state.path(), {"-o", "pdf=x"}).code == 2);
  CHECK(check(state.path(), {"-o", "sarif"}).err.find("expected FORMAT=FILE") != std::string::npos);
  CHECK(check(state.path(), {"-o", "sarif=/no/such/folder/x"}).code == 2);
  CHECK(run_program({"inventory", state.path(), "--format", "sarif"}).code == 2);
}

TEST_CASE("a baseline lets only what is new fail", "[cli][reports][baseline]") {
  const TemporaryFile open(tutorial_state("T-112"), ".json");
  const TemporaryFile former(check(open.path(), {"--format", "json"}).out, ".json");
  const Ran again = check(open.path(), {"--baseline", former.path(), "--format", "json"});
  CHECK(again.code == 0);
  CHECK(schema_faults("check", again.out).empty());
  const Json known = Json::parse(again.out);
  CHECK(known["summary"]["fail"] == 2);  // it is still what it is
  CHECK(known["baseline"]["known"] == 2);
  const TemporaryFile closed(tutorial_state(""), ".json");
  const Ran fixed = check(closed.path(), {"--baseline", former.path(), "--format", "json"});
  CHECK(fixed.code == 0);
  CHECK(Json::parse(fixed.out)["baseline"]["fixed"].size() == 2);
  const TemporaryFile good(check(closed.path(), {"--format", "json"}).out, ".json");
  CHECK(check(open.path(), {"--baseline", good.path()}).code == 1);
  CHECK(check(open.path(), {"--baseline", "no-such-file"}).code == 2);
  CHECK(check(open.path(), {"--baseline", open.path()}).code == 2);
}

TEST_CASE("a waiver excuses until its date, and then fails with a message",
          "[cli][reports][waivers]") {
  const TemporaryFile open(tutorial_state("T-112"), ".json");
  const TemporaryFile policy(R"(schema: airtight/policy/1
packs: [isolated-backend]
waivers:
  - {id: isolated-backend/*, reason: closed in March, owner: team-a, expires: 2027-03-31}
)",
                             ".yaml");
  const Ran before =
      check(open.path(), {"--policy", policy.path(), "--today", "2027-03-31", "--format", "json"});
  CHECK(before.code == 0);
  CHECK(schema_faults("check", before.out).empty());
  CHECK(Json::parse(before.out)["summary"]["waived"] == 2);
  const Ran after = check(open.path(), {"--policy", policy.path(), "--today", "2027-04-01"});
  CHECK(after.code == 1);
  CHECK(after.out.find("the waiver expired on 2027-03-31: closed in March") != std::string::npos);
  CHECK(check(open.path(), {"--policy", policy.path(), "--today", "soon"}).code == 2);
  const Ran replayed = run_program({"what-if", open.path(), "--policy", policy.path(), "--today",
                                    "2027-03-31", "--format", "json", "--quiet"});
  CHECK(schema_faults("what-if", replayed.out).empty());
}

TEST_CASE("groups are what their selectors fit, and nothing is no pass", "[cli][policy][groups]") {
  const TemporaryFile file(with_secrets, ".json");
  const auto subjects = [&](const std::string& app, const std::string& back_end) {
    const TemporaryFile policy("schema: airtight/policy/1\ngroups:\n  apps: {workloads: [" + app +
                                   "]}\n  targets: {targets: [" + back_end +
                                   "]}\nassertions:\n  - id: a\n    isolated: {app: "
                                   "\"group:apps\", backend: \"group:targets\"}\n",
                               ".yaml");
    const Ran ran = check(file.path(), {"--policy", policy.path(), "--format", "json"});
    INFO(ran.err);
    CHECK(ran.out.find(canary) == std::string::npos);
    std::vector<std::string> found;
    const Json report = Json::parse(ran.out);
    for (const Json& result : report["results"])
      found.push_back(result["status"].get<std::string>() + " " +
                      result["subject"].get<std::string>());
    return found;
  };
  using Subjects = std::vector<std::string>;
  const Subjects vault{"fail app1 -> kv1"};
  CHECK(subjects("{tags: {env: p*}}", "{type: microsoft.keyvault/*}") == vault);
  CHECK(subjects("{name: 'APP?'}", "{tags: {ENV: prod}}") == vault);
  CHECK(subjects("{name: app1}", "{id: '*/vaults/kv1', used: true}") == vault);
  const Subjects nothing{"undetermined group:apps -> group:targets"};
  CHECK(subjects("{name: app2}", "{name: '*'}") == nothing);
  // The reader keeps no value of a tag, so a tag's name decides and its value may be meant.
  CHECK(subjects("{tags: {env: test}}", "{type: '*/vaults'}") == vault);
  CHECK(subjects("{tags: {stage: test}}", "{name: '*'}") == nothing);
}

TEST_CASE("all mistakes of a policy are told at once", "[cli][policy]") {
  const TemporaryFile input("[]", ".json");
  const TemporaryFile policy("schema: airtight/policy/1\nassertons: []\npacks: [mcbs]\n", ".yaml");
  const Ran ran = check(input.path(), {"--policy", policy.path()});
  CHECK(ran.code == 2);
  CHECK(ran.err.find(policy.path() + ":2: /assertons: unknown key \"assertons\"; did you mean "
                                     "\"assertions\"?") != std::string::npos);
  CHECK(ran.err.find(policy.path() + ":3: /packs/0: there is no pack \"mcbs\"") !=
        std::string::npos);
}
