#include "run.h"

using namespace airtight;
using namespace airtight::input;
using az::test::Script;

namespace {

const std::string resolver = "Microsoft.Network/dnsResolvers/r";
const std::string ruleset = "Microsoft.Network/dnsForwardingRulesets/s";
const std::string network =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/"
    "Microsoft.Network/virtualNetworks/hub";

Script prepared() {
  Script az;
  az("az group create -n rg -l west");
  az("az network vnet create -g rg -n hub --subnet-name in");
  az("az dns-resolver create -g rg -n r --id " + network);
  return az;
}

}  // namespace

TEST_CASE("endpoints of a resolver in JSON and in shorthand", "[az][I-213][I-404]") {
  const std::vector<std::string> forms{
      "'[{\"private-ip-address\":\"10.0.0.4\",\"private-ip-allocation-method\":\"Static\",\"id\":"
      "\"" +
          network + "/subnets/in\"}]'",
      "'[{private-ip-address:10.0.0.4,private-ip-allocation-method:Static,id:" + network +
          "/subnets/in}]'",
      "'{private-ip-address: 10.0.0.4, private-ip-allocation-method: Static, id: \"" + network +
          "/subnets/in\"}'"};
  for (const std::string& form : forms) {
    CAPTURE(form);
    Script az = prepared();
    // Single quotes hide double ones from this test's own splitting.
    az("az dns-resolver inbound-endpoint create -g rg --dns-resolver-name r -n e "
       "--ip-configurations " +
       form);
    CHECK(az.errors().empty());
    const Value body = az.get(resolver + "/inboundEndpoints/e");
    const Value* list = body.at_path("properties.ipConfigurations");
    REQUIRE(list != nullptr);
    REQUIRE(list->array() != nullptr);
    REQUIRE(list->array()->size() == 1);
    const Value& first = list->array()->front();
    CHECK(*first.find("privateIpAddress")->string() == "10.0.0.4");
    CHECK(*first.find("privateIpAllocationMethod")->string() == "Static");
    CHECK(*first.at_path("subnet.id")->string() == network + "/subnets/in");
  }
}

TEST_CASE("what is neither JSON nor shorthand is unknown", "[az][I-404]") {
  Script az = prepared();
  az("az dns-resolver inbound-endpoint create -g rg --dns-resolver-name r -n e "
     "--ip-configurations '[{oops]'");
  const Value body = az.get(resolver + "/inboundEndpoints/e");
  CHECK(body.at_path("properties.ipConfigurations")->unknown() != nullptr);
}

TEST_CASE("a symbol inside an object is unknown there and nowhere else", "[az][I-401]") {
  for (const std::string& address : {std::string("ip-address:$IP,port:53"),
                                     std::string("\"ip-address\":\"$IP\",\"port\":\"53\"")}) {
    Script az = prepared();
    az("az dns-resolver forwarding-ruleset create -g rg -n s");
    shell::Invocation call = az::test::invocation(
        "az dns-resolver forwarding-rule create -g rg --ruleset-name s -n x --domain-name a. "
        "--target-dns-servers '[{" +
        address + "}]'");
    call.words.back().unknown = Unknown{"$IP", "the variable is never set"};
    run(az.session, call);
    CAPTURE(address, az.errors());
    const Value rule = az.get(ruleset + "/forwardingRules/x");
    const Value* list = rule.at_path("properties.targetDnsServers");
    REQUIRE(list != nullptr);
    REQUIRE(list->array() != nullptr);
    const Value& target = list->array()->front();
    CHECK(target.find("ipAddress")->unknown() != nullptr);
    CHECK(*target.find("port")->string() == "53");
  }
}

TEST_CASE("a ruleset with its rules and links", "[az][I-213]") {
  Script az = prepared();
  az("az dns-resolver outbound-endpoint create -g rg --dns-resolver-name r -n o --id " + network +
     "/subnets/in");
  az("az dns-resolver forwarding-ruleset create -g rg -n s --outbound-endpoints '[{id:" + network +
     "}]'");
  az("az dns-resolver forwarding-rule create -g rg --ruleset-name s -n corp --domain-name "
     "corp.example. --forwarding-rule-state Enabled --target-dns-servers "
     "'[{ip-address:192.168.0.53,port:53}]'");
  az("az dns-resolver vnet-link create -g rg --ruleset-name s -n l --id " + network);
  CHECK(az.errors().empty());
  CHECK(az.text(resolver, "properties.virtualNetwork.id") == network);
  CHECK(az.text(resolver + "/outboundEndpoints/o", "properties.subnet.id") ==
        network + "/subnets/in");
  CHECK(az.text(ruleset + "/forwardingRules/corp", "properties.domainName") == "corp.example.");
  CHECK(az.text(ruleset + "/virtualNetworkLinks/l", "properties.virtualNetwork.id") == network);
  const Value rule = az.get(ruleset + "/forwardingRules/corp");
  const Value& target = rule.at_path("properties.targetDnsServers")->array()->front();
  CHECK(*target.find("ipAddress")->string() == "192.168.0.53");
  az("az dns-resolver forwarding-rule create -g rg --ruleset-name none -n x --domain-name a.");
  CHECK(az.errors().find("none") != std::string::npos);
}
