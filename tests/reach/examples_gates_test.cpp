#include "input/az/run.h"
#include "reach/world.h"

// The examples of azure-network.md section 9 that no other test has.

using namespace airtight;
using namespace airtight::world;
using azure::DefaultAction;
using azure::PerimeterMode;

namespace {

const auto around = id("Microsoft.Network/networkSecurityPerimeters", "p");

azure::PerimeterProfile profile(const std::vector<std::string>& names_out) {
  azure::PerimeterProfile result;
  result.id = around.child("profiles", "default");
  result.name = "default";
  result.perimeter = around;
  result.outbound = {{"out", names_out, {}, {}}};
  return result;
}

azure::PerimeterAssociation association(const azure::Service& member, PerimeterMode mode) {
  azure::PerimeterAssociation result;
  result.id = around.child("resourceAssociations", member.name);
  result.name = member.name;
  result.perimeter = around;
  result.profile = around.child("profiles", "default");
  result.resource = member.id;
  result.mode = known(mode);
  return result;
}

// A search service calls a storage account that trusts such.
std::string search_calls(const Pieces& pieces, const azure::Service& target) {
  const auto net = network(pieces + Pieces{target});
  auto destination = to_front_end(net, target);
  destination.host = net::parse_dns_name("st1.blob.core.windows.net").value();
  return outcome(net, managed("Microsoft.Search/searchServices"), destination);
}

}  // namespace

TEST_CASE("VM via NAT 20.1.2.3, ipRules contain it, defaultAction Deny, no endpoint",
          "[EX][N-318]") {
  const auto with = [](const std::string& region) {
    auto st = storage("st1", rules(DefaultAction::deny, {"20.1.2.3"}));
    st.location = region;
    auto behind_nat = subnet("v/s", "10.0.0.0/24");
    behind_nat.nat_gateway = known(id("Microsoft.Network/natGateways", "nat"));
    const auto net = network({vnet("v", {"10.0.0.0/16"}), behind_nat, nic("vm", "v/s", "10.0.0.4"),
                              nat_gateway("nat", "pip"), public_address("pip", "20.1.2.3"), st});
    return outcome(net, sender(net, "vm"), to_front_end(net, st));
  };
  CHECK(with("westeurope") == "deny PAAS_FIREWALL");
  CHECK(with("northeurope") == "allow");
}

TEST_CASE("az keyvault update --default-action Deny: bypass is AzureServices, not None",
          "[EX][N-321]") {
  input::az::test::Script az;
  az("az group create -n rg -l westeurope");
  az("az keyvault create -g rg -n k --bypass None");
  CHECK(az.text("Microsoft.KeyVault/vaults/k", "properties.networkAcls.bypass") == "None");
  az("az keyvault update -g rg -n k --default-action Deny");
  CHECK(az.text("Microsoft.KeyVault/vaults/k", "properties.networkAcls.bypass") == "AzureServices");
  CHECK(az.text("Microsoft.KeyVault/vaults/k", "properties.networkAcls.defaultAction") == "Deny");
}

TEST_CASE("what a perimeter's member sends out passes by outbound rules", "[edge][N-326]") {
  const auto st = storage("st1");
  auto search = service("Microsoft.Search/searchServices", "search1");
  const auto with = [&](PerimeterMode mode, const std::vector<std::string>& names_out) {
    return search_calls({search, profile(names_out), association(search, mode)}, st);
  };
  // Which resource of its type a managed caller is, nobody says.
  const auto may_be_kept = "uncertain whether a Microsoft.Search/searchServices is search1";
  CHECK(search_calls({search}, st) == "allow");
  CHECK(with(PerimeterMode::learning, {}) == "allow");
  CHECK(with(PerimeterMode::enforced, {}) == may_be_kept);
  CHECK(with(PerimeterMode::enforced, {"*.core.windows.net"}) == "allow");
  search.public_network_access = known(azure::PublicNetworkAccess::secured_by_perimeter);
  CHECK(search_calls({search}, st) == may_be_kept);
  CHECK(with(PerimeterMode::learning, {}) == may_be_kept);
}

TEST_CASE("members of one perimeter may talk to each other", "[edge][N-327]") {
  const auto open = storage("st1");
  const auto search = service("Microsoft.Search/searchServices", "search1");
  auto learning = association(open, PerimeterMode::learning);
  CHECK(search_calls({search, profile({}), association(search, PerimeterMode::enforced), learning},
                     open) == "allow");
}
