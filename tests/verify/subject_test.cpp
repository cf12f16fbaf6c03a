#include <airtight/verify/subject.h>

#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using reach::Workload;

namespace {

const auto kv = vault("kv1");
const auto st = storage("st1");
const auto sql = service("Microsoft.Sql/servers", "sql1");

model::Network town() {
  return network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"),
                  subnet("v/pe", "10.0.1.0/24"), nic("nic1", "v/s", "10.0.0.4"),
                  machine("vm1", "nic1"), app("app1"), app("both"), vault("both"), kv, st, sql,
                  endpoint("pe1", "v/pe", kv, "vault", "10.0.1.4")});
}

bool mentions(const Error& error, const std::string& what) {
  return error.message.find(what) != std::string::npos;
}

const std::vector<std::string>& hostile() {
  static const std::vector<std::string> texts{"",
                                              ":",
                                              "[",
                                              "]",
                                              "[]",
                                              "[]:",
                                              "[::1",
                                              "::",
                                              ":443",
                                              "kv1:",
                                              "kv1:0",
                                              "kv1:65536",
                                              "kv1:-1",
                                              "kv1:99999999999999999999",
                                              "/",
                                              "//",
                                              "subnet:",
                                              "subnet:/",
                                              "subnet:v/",
                                              "subnet:v",
                                              "internet:",
                                              "internet:x",
                                              "references:",
                                              "internet:999.1.1.1",
                                              "\x1b[31mred",
                                              std::string("a\0b", 3),
                                              "..",
                                              "@",
                                              "*",
                                              "a/b/c/d/e",
                                              "/subscriptions",
                                              "\xff\xfe",
                                              "1.2.3",
                                              "1.2.3.4.5",
                                              "[1.2.3.4]:443:443"};
  return texts;
}

}  // namespace

TEST_CASE("workloads are found by every way to write them") {
  const auto net = town();
  const std::pair<std::string, Workload::Kind> cases[] = {
      {"app1", Workload::Kind::app},
      {"APP1", Workload::Kind::app},
      {"Microsoft.Web/sites/app1", Workload::Kind::app},
      {"microsoft.web/SITES/both", Workload::Kind::app},
      {app("app1").id.text(), Workload::Kind::app},
      {app("app1").id.key(), Workload::Kind::app},
      {"references:app1", Workload::Kind::references},
      {"vm1", Workload::Kind::machine},
      {"subnet:v/s", Workload::Kind::subnet},
      {"internet", Workload::Kind::internet},
      {"internet:203.0.113.7", Workload::Kind::internet}};
  for (const auto& [text, kind] : cases) {
    CAPTURE(text);
    const auto found = verify::find_workload(net, text);
    REQUIRE(found.has_value());
    CHECK(found->kind == kind);
    CHECK((found->site != nullptr) ==
          (kind == Workload::Kind::app || kind == Workload::Kind::references));
    CHECK((found->subnet != nullptr) ==
          (kind == Workload::Kind::machine || kind == Workload::Kind::subnet));
  }
  CHECK(verify::find_workload(net, "internet:203.0.113.7")->address == ip("203.0.113.7"));
  CHECK(verify::find_workload(net, "vm1")->interface->name == "nic1");
}

TEST_CASE("an ambiguous or unknown sender is an error with candidates") {
  const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"),
                            nic("nic1", "v/s", "10.0.0.4"), machine("same", "nic1"), app("same"),
                            app("application")});
  const auto ambiguous = verify::find_workload(net, "same");
  REQUIRE_FALSE(ambiguous.has_value());
  CHECK(mentions(ambiguous.error(), "Microsoft.Web/sites/same"));
  CHECK(mentions(ambiguous.error(), "Microsoft.Compute/virtualMachines/same"));
  CHECK(verify::find_workload(net, "Microsoft.Web/sites/same").has_value());

  const auto unknown_name = verify::find_workload(net, "aplication");
  REQUIRE_FALSE(unknown_name.has_value());
  CHECK(mentions(unknown_name.error(), "application"));
}

TEST_CASE("targets are found by name, host name and address, with and without a port") {
  const auto net = town();
  struct Case {
    const char* text;
    const azure::Resource* back_end;
    const char* host;
    const char* address;
    int port;
  };
  const Case cases[] = {
      {"kv1", &kv, "kv1.vault.azure.net", "", 443},
      {"kv1:8443", &kv, "kv1.vault.azure.net", "", 8443},
      {"Microsoft.KeyVault/vaults/both:1", nullptr, "both.vault.azure.net", "", 1},
      {"sql1", &sql, "sql1.database.windows.net", "", 1433},
      {"st1/blob", &st, "st1.blob.core.windows.net", "", 443},
      {"st1/file:445", &st, "st1.file.core.windows.net", "", 445},
      {"KV1.vault.azure.net", &kv, "kv1.vault.azure.net", "", 443},
      {"sql1.database.windows.net:11001", &sql, "sql1.database.windows.net", "", 11001},
      {"corp.example:8080", nullptr, "corp.example", "", 8080},
      {"10.0.1.4", nullptr, "", "10.0.1.4", 443},
      {"10.0.1.4:22", nullptr, "", "10.0.1.4", 22},
      {"fd00::4", nullptr, "", "fd00::4", 443},
      {"[fd00::4]:22", nullptr, "", "fd00::4", 22}};
  for (const Case& each : cases) {
    CAPTURE(each.text);
    const auto found = verify::find_target(net, each.text);
    REQUIRE(found.has_value());
    if (each.back_end != nullptr) {
      REQUIRE(found->back_end != nullptr);
      CHECK(found->back_end->id() == each.back_end->id);
    }
    CHECK(found->host.text() == each.host);
    CHECK(found->ip.has_value() == (*each.address != '\0'));
    if (found->ip) CHECK(net::to_string(*found->ip) == each.address);
    CHECK(found->port.number == each.port);
  }
}

TEST_CASE("a name of two back ends is an error that names both - the type settles it") {
  const auto net = town();
  const auto ambiguous = verify::find_target(net, "both");
  REQUIRE_FALSE(ambiguous.has_value());
  CHECK(mentions(ambiguous.error(), "Microsoft.Web/sites/both"));
  CHECK(mentions(ambiguous.error(), "Microsoft.KeyVault/vaults/both"));
  CHECK(verify::find_target(net, "Microsoft.KeyVault/vaults/both").has_value());
}

TEST_CASE("hostile words are refused or found, and steer no terminal") {
  const auto net = town();
  std::vector<std::string> texts = hostile();
  texts.emplace_back(1U << 20U, 'a');
  texts.emplace_back(1U << 20U, ':');
  texts.emplace_back(1U << 20U, '/');
  texts.push_back("subnet:" + std::string(1U << 20U, 'v'));
  for (const std::string& text : texts) {
    CAPTURE(text.substr(0, 40));
    const auto workload = verify::find_workload(net, text);
    CHECK_FALSE(workload.has_value());
    const auto target = verify::find_target(net, text);
    for (const std::string& message : {workload.has_value() ? "" : workload.error().message,
                                       target.has_value() ? "" : target.error().message}) {
      CHECK(std::ranges::none_of(message, [](char c) { return c >= 0 && c < ' '; }));
      CHECK(message.size() < 5000);
    }
  }
}

TEST_CASE("a target with a malformed port is refused") {
  const auto net = town();
  for (const char* text : {"", ":", ":443", "[", "[fd00::4", "kv1:", "kv1:65536", "kv1:-1", "kv1:x",
                           "10.0.1.4:", "10.0.1.4:99999"}) {
    CAPTURE(text);
    CHECK_FALSE(verify::find_target(net, text).has_value());
  }
}

TEST_CASE("dependencies are the back ends an app's settings and references name") {
  auto site = app("app1");
  azure::Setting url;
  url.name = "URL";
  url.hosts = {"st1.blob.core.windows.net", "example.org"};
  site.settings.push_back(url);
  site.references.push_back({.setting = "KEY",
                             .vault = "kv1",
                             .vault_host = "kv1.vault.azure.net",
                             .text = "@Microsoft.KeyVault(VaultName=kv1;SecretName=x)",
                             .where = {}});
  const auto net = network({site, kv, st, sql});
  std::vector<std::string> names;
  for (const auto* back_end : verify::dependencies(net, *net.site(site.id)))
    names.push_back(back_end->service.name);
  std::ranges::sort(names);
  CHECK(names == std::vector<std::string>{"kv1", "st1"});
}

TEST_CASE("back ends are shown by the shortest name that is unique") {
  const auto net = town();
  CHECK(verify::display_name(net, *net.back_end(kv.id)) == "kv1");
  const std::string shown = verify::display_name(net, *net.back_end(vault("both").id));
  CHECK(shown != "both");
  const auto found = verify::find_target(net, shown);
  REQUIRE(found.has_value());
  CHECK(found->back_end->id() == vault("both").id);
}

TEST_CASE("a host nobody wrote has no filters and no user routes", "[T-000]") {
  const auto net = town();
  const Workload host = verify::host_of(*net.virtual_network(vnet_id("v")));
  CHECK(outcome(net, host, to_endpoint(net, "10.0.1.4", kv, "vault")) == "allow");
}
