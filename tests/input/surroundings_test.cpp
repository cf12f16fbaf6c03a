#include <airtight/input/surroundings.h>

#include <algorithm>

#include "cli/program.h"

using namespace airtight;

namespace {

struct ReadFile {
  azure::Surroundings surroundings;
  std::string said;
};

ReadFile read(const std::string& text) {
  const TemporaryFile file(text, ".yaml");
  ReadFile result;
  Diagnostics diagnostics;
  result.surroundings = input::read_surroundings(file.path(), diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) result.said += to_string(diagnostic) + "\n";
  return result;
}

}  // namespace

TEST_CASE("surroundings are read from YAML and JSON alike", "[surroundings]") {
  const ReadFile yaml = read(
      "sites:\n- name: hq\n  prefixes: [192.168.0.0/16]\n"
      "dnsServers:\n- address: 10.1.0.4\n  site: hq\n  forwarders:\n"
      "  - {suffix: '.', to: [168.63.129.16]}\n"
      "publicNames: [{name: kv9.vault.azure.net, type: NXDOMAIN}]\n");
  CHECK(yaml.said.empty());
  REQUIRE(yaml.surroundings.sites.size() == 1);
  CHECK(yaml.surroundings.sites[0].prefixes.size() == 1);
  REQUIRE(yaml.surroundings.dns_servers.size() == 1);
  CHECK(yaml.surroundings.dns_servers[0].forwarders[0].suffix.empty());
  CHECK(yaml.surroundings.public_names[0].kind == azure::PublicName::Kind::nxdomain);
  const ReadFile json = read(R"({"sites": [{"name": "hq", "prefixes": ["192.168.0.0/16"]}]})");
  CHECK(json.said.empty());
  CHECK(json.surroundings.sites.size() == 1);
}

TEST_CASE("all faults of surroundings are told, each with its place", "[surroundings]") {
  const ReadFile wrong = read(
      "schema: airtight/surroundings/1\n"
      "site: []\n"
      "workloads:\n"
      "- {name: a, kind: robot}\n"
      "- {kind: vm, address: 10.0.0.256}\n"
      "dnsServers: [{address: 10.0.0.4, forwarders: [{suffix: '.', to: []}]}]\n");
  for (const char* part :
       {":2: /site: found the key \"site\", expected sites",
        ":4: /workloads/0/kind: found \"robot\", expected vm, ci-runner",
        ":5: /workloads/1: expected the key \"name\" in it",
        ":5: /workloads/1/address: \"10.0.0.256\" is not an IP address",
        ":6: /dnsServers/0/forwarders/0: found object, expected an address at least"}) {
    CAPTURE(part, wrong.said);
    CHECK(wrong.said.find(part) != std::string::npos);
  }
}

TEST_CASE("YAML that could multiply or sink a reader is refused", "[surroundings]") {
  CHECK(read("sites: &a []\nworkloads: *a\n").said.find("anchor") != std::string::npos);
  CHECK(read("sites: " + std::string(200, '[') + std::string(200, ']')).said.find("deeper") !=
        std::string::npos);
  CHECK(read("sites: []\nsites: []\n").said.find("twice") != std::string::npos);
}

TEST_CASE("service tags come from the published file and from az's print of it", "[N-122]") {
  const auto tags_of = [](const std::string& text) {
    const TemporaryFile file(text, ".json");
    Diagnostics diagnostics;
    auto tags = input::read_service_tags(file.path(), diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    CHECK(diagnostics.empty());
    return tags;
  };
  const auto published = tags_of(
      R"({"changeNumber": 7, "cloud": "Public", "values": [{"name": "Sql", "id": "Sql",
          "properties": {"changeNumber": 1, "region": "", "regionId": 0, "platform": "Azure",
          "systemService": "AzureSQL", "addressPrefixes": ["203.0.113.0/24"],
          "networkFeatures": ["API", "NSG"]}}]})");
  const auto printed = tags_of(
      R"({"changeNumber": "7", "cloud": "Public", "id": "/subscriptions/s/providers/x/Public",
          "name": "Public", "nextLink": null, "type": "Microsoft.Network/serviceTags",
          "values": [{"id": "Sql", "name": "Sql", "serviceTagChangeNumber": "1",
          "properties": {"addressPrefixes": ["203.0.113.0/24"], "changeNumber": "1",
          "region": null, "state": null, "systemService": "AzureSQL"}}]})");
  CHECK(published.tags == printed.tags);
  REQUIRE(printed.tags.contains("sql"));
  CHECK(printed.tags.at("sql").size() == 1);
}
