#include <airtight/verify/name_answer.h>
#include <airtight/verify/staleness.h>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;

namespace {

const auto site1 = app("web1");
const auto kv1 = vault("kv1");

azure::Site client(const std::string& kind, const std::vector<std::string>& settings = {}) {
  azure::Site site = app("client", "v/apps");
  site.kind = kind;
  for (const std::string& name : settings) {
    azure::Setting setting;
    setting.name = name;
    site.settings.push_back(setting);
  }
  return site;
}

model::Network town(const azure::Site& client_site) {
  return network(
      {vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"), subnet("v/apps", "10.0.1.0/24"),
       nic("nic1", "v/s", "10.0.0.4"), machine("vm1", "nic1"), site1, kv1, client_site,
       endpoint("pe1", "v/s", site1, "sites", "10.0.0.5"),
       endpoint("pe2", "v/s", kv1, "vault", "10.0.0.6"), zone("privatelink.azurewebsites.net"),
       zone(vault_zone), zone_link("privatelink.azurewebsites.net", "v"),
       zone_link(vault_zone, "v"), zone_group("pe1", "privatelink.azurewebsites.net")});
}

verify::Staleness ask(const std::string& from, const std::string& name,
                      const azure::Site& site = client("app,linux")) {
  const auto net = town(site);
  const auto workload = verify::find_workload(net, from).value();
  const auto answer =
      verify::answer_name(net, workload, net::parse_dns_name(name).value(), azure::RecordType::a);
  return verify::staleness(workload, answer.resolution.answer);
}

}  // namespace

TEST_CASE("an old answer lives as long as the longest TTL on its chain",
          "[staleness][D-029][D-031][D-033]") {
  const auto web = ask("vm1", "web1.azurewebsites.net");
  CHECK(web.seconds() == 60);  // the public alias of App Service, not the record's 10
  const auto direct = ask("vm1", "web1.privatelink.azurewebsites.net");
  CHECK(direct.seconds() == 10);
}

TEST_CASE("a negative answer lives as long as the zone says", "[staleness][D-032]") {
  CHECK(ask("vm1", "nobody.privatelink.vaultcore.azure.net").seconds() == 10);
  const auto behind = ask("vm1", "kv1.vault.azure.net");
  CHECK_FALSE(behind.seconds());  // no TTL is on record for the alias of a vault
  CHECK(behind.known_seconds() == 10);
  REQUIRE(behind.unknown.size() == 1);
  CHECK_THAT(behind.unknown[0], Catch::Contains("kv1.vault.azure.net"));
}

TEST_CASE("the worker of an app keeps answers on top", "[staleness][D-310][D-309][A-071][A-075]") {
  const std::string name = "web1.privatelink.azurewebsites.net";
  CHECK(ask("client", name, client("app")).seconds() == 10 + 30);
  CHECK(ask("client", name, client("app,linux")).seconds() == 10);
  CHECK(ask("client", name, client("app,linux", {"WEBSITE_ENABLE_DNS_CACHE"})).seconds() == 40);
  CHECK(ask("client", name, client("app", {"WEBSITE_DNS_MAX_CACHE_TIMEOUT"})).seconds() == 70);
}

TEST_CASE("a name that nobody knows has no bound", "[staleness][R-05]") {
  const auto nobody = ask("vm1", "nobody.example.net");
  CHECK_FALSE(nobody.seconds());
  CHECK(nobody.parts.empty());
}
