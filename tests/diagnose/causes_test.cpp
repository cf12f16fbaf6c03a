#include <airtight/diagnose/diagnose.h>
#include <airtight/verify/subject.h>

#include <catch2/catch.hpp>

#include "cli/program.h"
#include "cli/schema.h"
#include "diagnose/seen.h"
#include "reach/world.h"

// What the campaign's faults do not reach: causes without a change of configuration, doors,
// observations alone, and the command.

using namespace airtight;
using namespace airtight::world;

namespace {

constexpr auto host = "kv1.vault.azure.net";

// Codes of the explanations, best first.
std::vector<std::string> codes(const model::Network& network, const std::string& from,
                               const Seen& seen) {
  const auto workload = verify::find_workload(network, from);
  REQUIRE(workload.has_value());
  std::vector<std::string> all;
  for (const auto& each : diagnose::diagnose(network, *workload, seen.all()).explanations) {
    std::string text;
    for (const diagnose::Cause& cause : each.causes) text += (text.empty() ? "" : "+") + cause.code;
    all.push_back(text);
  }
  return all;
}

std::string first(const model::Network& network, const std::string& from, const Seen& seen) {
  const auto all = codes(network, from, seen);
  return all.empty() ? "nothing" : all.front();
}

}  // namespace

TEST_CASE("nothing is wrong with a network that does what it should", "[diagnose]") {
  const auto network = world::network(app_with_vault());
  CHECK(first(network, "app1",
              Seen("app1")
                  .dns(host, "10.1.3.4")
                  .tcp("kv1.vault.azure.net:443", "10.1.3.4")
                  .http(host, "PE_OK")) == "nothing");
  // The Internet is meant to be refused.
  CHECK(first(network, "internet",
              Seen("internet").dns(host, "203.0.113.7").http(host, "PUB_REFUSED_DISABLED")) ==
        "nothing");
}

TEST_CASE("a client goes on with what it knew before", "[diagnose]") {
  const auto network = world::network(app_with_vault());
  const std::string target = std::string(host) + ":443";
  CHECK(first(network, "app1",
              Seen("app1")
                  .dns(host, "10.1.3.4")
                  .tcp(target, "203.0.113.7")
                  .http(host, "PUB_REFUSED")) == "CLIENT_STALE_STATE");
  // D-312: the servers of an earlier configuration.
  CHECK(first(network, "app1", Seen("app1").no_name(host, observe::Rcode::timeout, "10.1.9.9")) ==
        "CLIENT_STALE_STATE");
}

TEST_CASE("D-447: what failed at first and then works was not yet in force", "[diagnose]") {
  const auto network = world::network(app_with_vault());
  CHECK(first(network, "app1",
              Seen("app1")
                  .dns(host, "203.0.113.7")
                  .http(host, "PUB_REFUSED_DISABLED")
                  .dns(host, "10.1.3.4")
                  .http(host, "PE_OK")) == "TIMING_NOT_CONVERGED");
}

TEST_CASE("a refusal behind the gate is no matter of the network", "[diagnose]") {
  const auto network = world::network(app_with_vault());
  CHECK(first(network, "app1", Seen("app1").dns(host, "10.1.3.4").http(host, "AUTH_AFTER_GATE")) ==
        "IDENTITY_NOT_NETWORK");
}

TEST_CASE("N-209: the Internet gets to a resource that has an endpoint", "[diagnose]") {
  const auto network = world::network(app_with_vault(open_rules()));
  CHECK(first(network, "internet",
              Seen("internet").dns(host, "203.0.113.7").http(host, "PUB_OPEN")) ==
        "PAAS_PUBLIC_LEFT_OPEN");
}

TEST_CASE("N-181: half a service endpoint", "[diagnose]") {
  azure::Service kv1 = vault("kv1", rules(azure::DefaultAction::deny, {}, {"vnet1/app"}));
  const auto network =
      world::network({vnet("vnet1", {"10.1.0.0/16"}), subnet("vnet1/app", "10.1.1.0/24"),
                      app("app1", "vnet1/app"), kv1});
  const Seen seen = Seen("app1").dns(host, "203.0.113.7").http(host, "PUB_REFUSED_RULES");
  CHECK(first(network, "app1", seen) == "PAAS_SE_MISCONFIGURED");
}

TEST_CASE("N-311: rules count for nothing while public access is disabled", "[diagnose]") {
  azure::Service kv1 = vault("kv1", rules(azure::DefaultAction::deny, {}, {"vnet1/app"}));
  kv1.public_network_access = known(azure::PublicNetworkAccess::disabled);
  const auto network = world::network(
      {vnet("vnet1", {"10.1.0.0/16"}),
       subnet("vnet1/app", "10.1.1.0/24", {.service_endpoints = {"Microsoft.KeyVault"}}),
       app("app1", "vnet1/app"), kv1});
  const Seen seen = Seen("app1").dns(host, "203.0.113.7").http(host, "PUB_REFUSED_DISABLED");
  CHECK(first(network, "app1", seen) == "PAAS_PUBLIC_DISABLED_FOR_SE");
}

TEST_CASE("I-250: a cluster's own range has the destination's address", "[diagnose]") {
  auto aks = named<azure::HostedWorkload>("Microsoft.ContainerService/managedClusters", "aks1");
  aks.type = "Microsoft.ContainerService/managedClusters";
  aks.subnets = {known(subnet_id("v/nodes"))};
  aks.internal_ranges = {prefix("10.0.0.0/16")};
  const auto net = world::network({vnet("v", {"10.1.0.0/16"}), subnet("v/nodes", "10.1.0.0/24"),
                                   vnet("far", {"10.0.0.0/16"}), subnet("far/s", "10.0.4.0/24"),
                                   peering_link("v", "far"), peering_link("far", "v"),
                                   nic("vm", "far/s", "10.0.4.4"), aks});
  CHECK(first(net, "aks1", Seen("aks1").tcp("10.0.4.4:443", "10.0.4.4", false)) ==
        "ADDRESS_OVERLAP");
}

TEST_CASE("each explanation says what the model makes of its fix", "[diagnose]") {
  const auto network = world::network(without_links(app_with_vault()));
  const Seen seen = Seen("app1").dns(host, "203.0.113.7").http(host, "PUB_REFUSED");
  const auto diagnosis = diagnose::diagnose(network, app_sender(network, "app1"), seen.all());
  REQUIRE_FALSE(diagnosis.explanations.empty());
  const auto& best = diagnosis.explanations.front();
  REQUIRE(best.causes.size() == 1);
  CHECK(best.causes.front().code == "DNS_ZONE_LINK_MISSING");
  CHECK_THAT(best.causes.front().fix.front(),
             Catch::StartsWith("az network private-dns link vnet create"));
  REQUIRE(best.mended.size() == 1);
  CHECK(best.mended.front().verdict == verify::Judgement::allow);
  CHECK(best.mended.front().answer_class == verify::AnswerClass::private_address);
  CHECK(best.explains == std::vector<std::string>{"dns-1", "http-2"});
  CHECK(best.contradicts.empty());
  CHECK(diagnosis.next_probe.has_value());
}

TEST_CASE("names of the input are words in a command, whatever is in them", "[diagnose]") {
  Pieces pieces = app_with_vault();
  for (Piece& piece : pieces) {
    if (auto* zone = piece.as<azure::PrivateDnsZone>())
      zone->id = azure::ResourceId(
          "/subscriptions/s/resourceGroups/$(rm -rf "
          "~)/providers/Microsoft.Network/privateDnsZones/" +
          zone->name);
  }
  std::erase_if(pieces, [](const Piece& piece) {
    return piece.as<azure::VirtualNetworkLink>() != nullptr ||
           piece.as<azure::ZoneGroup>() != nullptr;
  });
  const auto network = world::network(pieces);
  const Seen seen = Seen("app1").dns(host, "203.0.113.7").http(host, "PUB_REFUSED");
  const auto diagnosis = diagnose::diagnose(network, app_sender(network, "app1"), seen.all());
  REQUIRE_FALSE(diagnosis.explanations.empty());
  bool quoted = false;
  for (const auto& each : diagnosis.explanations) {
    for (const diagnose::Cause& cause : each.causes) {
      for (const std::string& command : cause.fix) {
        INFO(command);
        const auto at = command.find("$(rm");
        if (at == std::string::npos || command.starts_with("#")) continue;
        CHECK(std::ranges::count(command.substr(0, at), '\'') % 2 == 1);  // inside quotes
        quoted = true;
      }
    }
  }
  CHECK(quoted);
}

TEST_CASE("what failed without a reason is said, beside what has one", "[diagnose]") {
  const auto network = world::network(without_links(app_with_vault()));
  Seen seen("app1");
  seen.dns(host, "203.0.113.7")
      .http(host, "PUB_REFUSED")
      .tcp("198.51.100.9:443", "198.51.100.9", false);
  seen.tcp("bad host!:1433", "10.1.3.4", false);
  const auto diagnosis = diagnose::diagnose(network, app_sender(network, "app1"), seen.all());
  CHECK(diagnosis.outcome == diagnose::Outcome::unexplained);
  CHECK(std::ranges::count(diagnosis.unexplained, "tcp-4") == 1);
  REQUIRE_FALSE(diagnosis.explanations.empty());
  CHECK(diagnosis.explanations.front().causes.front().code == "DNS_ZONE_LINK_MISSING");
}

TEST_CASE("observations alone give the candidates and what would tell them apart", "[diagnose]") {
  Seen nothing_there("app1");
  nothing_there.no_name(host, observe::Rcode::nxdomain);
  const auto diagnosis = diagnose::diagnose(nothing_there.all());
  CHECK(diagnosis.explanations.size() > 5);
  CHECK(diagnosis.explanations.front().causes.front().code == "DNS_RECORD_MISSING");
  REQUIRE(diagnosis.next_probe.has_value());
  CHECK_THAT(diagnosis.next_probe->question, Catch::Contains("on the Internet"));
  CHECK(diagnose::diagnose(Seen("app1").dns(host, "10.1.3.4").http(host, "PE_OK").all())
            .explanations.empty());
}

TEST_CASE("a certificate that does not hold has the candidates of a failed handshake",
          "[diagnose]") {
  for (const auto outcome : {observe::TlsOutcome::untrusted, observe::TlsOutcome::failed}) {
    auto seen =
        Seen("app1").dns(host, "10.1.3.4").tcp(std::string(host) + ":443", "10.1.3.4").all();
    observe::TlsResult tls;
    tls.outcome = outcome;
    tls.reason = "self-signed certificate in certificate chain";
    seen.observations.push_back({"tls-3", std::string(host) + ":443", {}, {}, tls});
    const auto diagnosis = diagnose::diagnose(seen);
    REQUIRE(diagnosis.explanations.size() == 2);
    CHECK(diagnosis.explanations.front().causes.front().code == "CLIENT_HOSTNAME_WRONG");
    CHECK(diagnosis.explanations.back().causes.front().code == "IDENTITY_NOT_NETWORK");
    REQUIRE(diagnosis.next_probe.has_value());
    CHECK_THAT(diagnosis.next_probe->question, Catch::Contains("who issued the certificate"));
  }
}

TEST_CASE("diagnose writes a document of its schema", "[cli][diagnose]") {
  const TemporaryFile seen(R"({"from": "langdetect-app", "observations": [
    {"id": "dns-1", "kind": "dns", "target": "langdetect-kv.vault.azure.net",
     "result": {"rcode": "NXDOMAIN", "chain": [], "addresses": [], "server": "168.63.129.16"}}]})",
                           ".json");
  std::vector<std::string> arguments{"diagnose"};
  for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
  for (const char* word : {"--observations", seen.path().c_str(), "--format", "json"})
    arguments.emplace_back(word);
  const Ran ran = run_program(arguments);
  INFO(ran.err);
  CHECK(ran.code == 1);
  CHECK(schema_faults("diagnose", ran.out) == "");
  const Ran alone = run_program({"diagnose", "--observations", seen.path(), "--format", "json"});
  CHECK(alone.code == 1);
  CHECK(schema_faults("diagnose", alone.out) == "");
  const Ran text = run_program({"diagnose", "--observations", seen.path()});
  CHECK_THAT(text.out, Catch::Contains("DNS_RECORD_MISSING") && Catch::Contains("next: "));
}

TEST_CASE("check compares what was seen with what is predicted", "[cli][reconcile]") {
  const auto checked = [](const std::string& address) {
    const TemporaryFile seen(R"({"from": "langdetect-app", "observations": [
      {"id": "dns-1", "kind": "dns", "target": "langdetect-kv.vault.azure.net",
       "result": {"rcode": "NOERROR", "chain": [], "addresses": [")" +
                                 address + R"("], "server": "168.63.129.16"}}]})",
                             ".json");
    std::vector<std::string> arguments{"check"};
    for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
    for (const char* word : {"--observations", seen.path().c_str(), "--format", "json"})
      arguments.emplace_back(word);
    return run_program(arguments);
  };
  const Ran same = checked("10.0.1.5");
  INFO(same.err);
  CHECK(same.code == 0);
  CHECK(schema_faults("check", same.out) == "");
  CHECK_THAT(same.out, Catch::Contains("langdetect-app -> langdetect-kv.vault.azure.net:443"));
  const Ran other = checked("203.0.113.9");
  CHECK(other.code == 4);
  CHECK_THAT(other.out, Catch::Contains("predicted 10.0.1.5, dns-1 saw 203.0.113.9"));
}

TEST_CASE("diagnose names what is wrong with its input", "[cli][diagnose]") {
  CHECK(run_program({"diagnose"}).code == 2);
  CHECK(run_program({"diagnose", "--observations", "/nowhere/seen.json"}).code == 2);
  const TemporaryFile broken(R"({"observations": [{"id": "x", "kind": "dns"}]})", ".json");
  const Ran ran = run_program({"diagnose", "--observations", broken.path()});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, Catch::Contains("target"));
  const TemporaryFile nobody(R"({"observations": []})", ".json");
  CHECK(
      run_program({"diagnose", tutorial_scripts().front(), "--observations", nobody.path()}).code ==
      2);
  CHECK(run_program({"diagnose", tutorial_scripts().front(), "--from", "who", "--observations",
                     nobody.path()})
            .code == 2);
}
