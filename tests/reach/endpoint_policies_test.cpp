#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;

namespace {

const auto st = storage("st1");
const auto kv = vault("kv1");

azure::ResourceId policy_id(const std::string& name) {
  return id("Microsoft.Network/serviceEndpointPolicies", name);
}

// A machine in a subnet with endpoints for storage and vaults and the policies p1 and p2, if the
// case has them.
Pieces guarded(const std::vector<std::string>& names) {
  auto client = subnet("v/s", "10.1.0.0/24",
                       {.service_endpoints = {"Microsoft.Storage", "Microsoft.KeyVault"}});
  for (const std::string& name : names) client.service_endpoint_policies.push_back(policy_id(name));
  return {vnet("v", {"10.1.0.0/16"}), client, nic("vm", "v/s", "10.1.0.4"), st, kv};
}

std::string to_service(const azure::Service& target, const Pieces& pieces) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vm"), to_front_end(net, target));
}

azure::ResourceId scope(const std::string& text) { return azure::ResourceId(text); }

const auto other = id("Microsoft.Storage/storageAccounts", "st2");

}  // namespace

TEST_CASE("a service endpoint leads to the accounts that a policy lists", "[egress][N-186]") {
  const auto with = [](const std::vector<azure::ResourceId>& listed) {
    return to_service(st, guarded({"p1"}) + Pieces{endpoint_policy("p1", listed)});
  };
  CHECK(to_service(st, guarded({})) == "allow");
  CHECK(with({st.id}) == "allow");
  CHECK(with({other}) == "deny PAAS_FIREWALL");
  CHECK(with({scope("/subscriptions/s/resourceGroups/g")}) == "allow");
  CHECK(with({scope("/subscriptions/S")}) == "allow");
  CHECK(with({scope("/subscriptions/s/resourceGroups/g2")}) == "deny PAAS_FIREWALL");
  CHECK(with({scope("/subscriptions/s2")}) == "deny PAAS_FIREWALL");
}

TEST_CASE("of several policies one is enough", "[egress][N-186]") {
  const Pieces both = guarded({"p1", "p2"}) + Pieces{endpoint_policy("p1", {other})};
  CHECK(to_service(st, both + Pieces{endpoint_policy("p2", {st.id})}) == "allow");
  CHECK(to_service(st, both + Pieces{endpoint_policy("p2", {other})}) == "deny PAAS_FIREWALL");
  CHECK(to_service(st, both) == "uncertain what service endpoint policy p2 lets through");
}

TEST_CASE("policies are asked about storage only", "[egress][N-186]") {
  CHECK(to_service(kv, guarded({"p1"}) + Pieces{endpoint_policy("p1", {other})}) == "allow");
}

TEST_CASE("what a policy does not say is never a denial", "[egress][N-186][R-02]") {
  CHECK(to_service(st, guarded({"elsewhere"})) ==
        "uncertain what service endpoint policy elsewhere lets through");
  CHECK(to_service(st, guarded({"p1"}) + Pieces{endpoint_policy("p1", {})}) ==
        "uncertain what service endpoint policy p1 lets through");
  auto open = endpoint_policy("p1", {other});
  open.unknown = {{"$ACCOUNT"}};
  CHECK(to_service(st, guarded({"p1"}) + Pieces{open}) == "uncertain $ACCOUNT");
  auto alias = endpoint_policy("p1", {other});
  alias.aliases = {"/services/Azure/Batch"};
  CHECK(to_service(st, guarded({"p1"}) + Pieces{alias}) ==
        "uncertain whether st1 is an account of /services/Azure/Batch");
  auto unknown_policy = *guarded({})[1].as<azure::Subnet>();
  unknown_policy.unknown_policies = {{"$POLICY"}};
  CHECK(to_service(st, guarded({}) + Pieces{unknown_policy}) == "uncertain $POLICY");
}

TEST_CASE("an address behind a storage endpoint is of an account nobody knows",
          "[egress][N-186][R-22]") {
  azure::ServiceTags tags;
  tags.tags["storage"] = {prefix("20.60.0.0/16")};
  tags.tags["azurekeyvault"] = {prefix("20.61.0.0/16")};
  const auto net = network(guarded({"p1"}) + Pieces{endpoint_policy("p1", {other}), tags});
  CHECK(outcome(net, sender(net, "vm"), to("20.60.0.9")) ==
        "uncertain what service endpoint policy p1 lets through");
}
