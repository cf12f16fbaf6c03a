#include <airtight/input/setting_value.h>

#include <algorithm>

using namespace airtight::input;

namespace {

Value keep(std::string_view name, const Value& value) {
  return keep_setting(name, value, [](std::string_view text) { return text == "cs1"; });
}

Value keep(std::string_view name, std::string value) {
  return keep(name, make_string(std::move(value)));
}

std::vector<std::string> hosts(const Value& kept) {
  std::vector<std::string> names;
  if (const Value* list = kept.find("hosts")) {
    for (const Value& host : *list->array()) names.push_back(*host.string());
  }
  return names;
}

}  // namespace

TEST_CASE("a Key Vault reference is kept as it is written", "[settings][A-210]") {
  const std::string text = "@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/secrets/a)";
  CHECK(*keep("ANY", text).string() == text);
  CHECK(*keep("ANY", "@Microsoft.KeyVault(SecretUri=)").string() ==
        "@Microsoft.KeyVault(SecretUri=)");
  CHECK(keep("ANY", "@Microsoft.KeyVault(half").string() == nullptr);
}

TEST_CASE("the platform's network switches are kept when they look like one",
          "[settings][A-041][A-071]") {
  const auto [name, text, kept] = GENERATE(table<std::string, std::string, bool>({
      {"WEBSITE_VNET_ROUTE_ALL", "1", true},
      {"website_vnet_route_all", "true", true},
      {"WEBSITE_DNS_SERVER", "168.63.129.16", true},
      {"WEBSITE_DNS_ALT_SERVER", "fd00::53", true},
      {"WEBSITE_DNS_SERVER", "hunter2", false},
      {"WEBSITE_NODE_DEFAULT_VERSION", "1", false},
  }));
  CAPTURE(name, text);
  CHECK((keep(name, text).string() != nullptr) == kept);
}

TEST_CASE("of any other value only the host names stay", "[settings][CONTRACT-5]") {
  struct Case {
    std::string name;
    std::string text;
    std::vector<std::string> hosts;
  };
  const std::vector<Case> cases{
      {"URL", "https://kv1.vault.azure.net/secrets/a?sig=CANARY", {"kv1.vault.azure.net"}},
      {"X", "HTTPS://user:CANARY.word@Api.Corp.Example:8443/p", {"api.corp.example"}},
      {"X", "redis://user:CANARY.se/cret", {}},
      {"X",
       "Server=tcp:sql1.database.windows.net,1433;User=a;Password=CANARY.x",
       {"sql1.database.windows.net"}},
      {"X", "Host=db.corp.example;Password=CANARY.example", {"db.corp.example"}},
      {"X",
       "AccountName=st1;AccountKey=CANARY==;EndpointSuffix=core.windows.net",
       {"st1.blob.core.windows.net"}},
      {"X",
       "mongodb://u:CANARY@a.mongo.cosmos.azure.com:10255,b.mongo.cosmos.azure.com:10255/db",
       {"a.mongo.cosmos.azure.com", "b.mongo.cosmos.azure.com"}},
      {"DB_HOST", "db.corp.example:5432", {"db.corp.example"}},
      {"DB_HOST", "10.0.1.4", {"10.0.1.4"}},
      {"TOKEN", "eyJhbGciOi.eyJzdWIiOi.CANARY", {}},
      {"TOKEN", "correct.horse.CANARY", {}},
      {"X", "see kv1.vault.azure.net and KV1.vault.azure.net", {"kv1.vault.azure.net"}},
      {"X", "azure.net", {}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name, c.text);
    const Value kept = keep(c.name, c.text);
    CHECK(*kept.find("$setting")->string() == "dropped");
    CHECK(hosts(kept) == c.hosts);
    CHECK(to_json(kept).find("CANARY") == std::string::npos);
    CHECK(to_json(kept).find("canary") == std::string::npos);
  }
}

TEST_CASE("a value that is exactly a resource's name names that resource", "[settings]") {
  CHECK(*keep("CS_ACCOUNT_NAME", "cs1").find("resourceName")->string() == "cs1");
  CHECK(keep("CS_ACCOUNT_NAME", "cs12").find("resourceName") == nullptr);
}

TEST_CASE("an unknown stays unknown and a kept setting stays as it is", "[settings][I-002]") {
  const Value unknown = make_unknown("$KEY", "the variable is never set");
  CHECK(same_value(keep("KEY", unknown), unknown));
  const Value once = keep("URL", "https://kv1.vault.azure.net/");
  CHECK(same_value(keep("URL", once), once));
}

TEST_CASE("an object that pretends to be a kept setting smuggles nothing", "[settings]") {
  Value forged = make_object();
  forged.set("$setting", make_string("CANARY"));
  forged.set("value", make_string("CANARY"));
  Value list = make_array();
  list.array()->push_back(make_string("CANARY no host"));
  forged.set("hosts", list);
  CHECK(to_json(keep("X", forged)).find("CANARY") == std::string::npos);
}

TEST_CASE("numbers and nested objects are values like any other", "[settings]") {
  CHECK(*keep("PIN", make_int(1234)).find("$setting")->string() == "dropped");
  CHECK(*keep("WEBSITE_VNET_ROUTE_ALL", make_int(1)).string() == "1");
  Value nested = make_object();
  nested.set("secret", make_string("CANARY"));
  CHECK(to_json(keep("X", nested)).find("CANARY") == std::string::npos);
}
