#include <airtight/verify/name_matrix.h>

#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;

namespace {

azure::Site using_hosts(const std::string& name, const std::string& in_subnet,
                        const std::vector<std::string>& hosts) {
  azure::Site site = app(name, in_subnet);
  azure::Setting setting;
  setting.name = "URL";
  setting.hosts = hosts;
  site.settings.push_back(setting);
  return site;
}

Pieces town() {
  const auto kv = vault("kv1");
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/s", "10.0.0.0/24"),
          subnet("v/apps", "10.0.1.0/24"),
          vnet("empty", {"10.5.0.0/16"}),
          nic("nic1", "v/s", "10.0.0.4"),
          machine("vm1", "nic1"),
          kv,
          endpoint("pe1", "v/s", kv, "vault", "10.0.0.5"),
          zone(vault_zone),
          zone_link(vault_zone, "v"),
          zone_group("pe1", vault_zone),
          using_hosts("inside", "v/apps", {"kv1.vault.azure.net", "api.example.com", "10.0.0.9"}),
          using_hosts("outside", "", {"kv1.vault.azure.net"})};
}

std::vector<std::string> texts(const std::vector<net::DnsName>& names) {
  std::vector<std::string> result;
  for (const net::DnsName& name : names) result.push_back(name.text());
  return result;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the matrix has every name that apps use, and no address", "[names]") {
  CHECK(texts(verify::names_in_use(network(town()))) ==
        Texts{"api.example.com", "kv1.vault.azure.net"});
}

TEST_CASE("every vantage is in the matrix once, those with equal answers together",
          "[names][D-302][D-301]") {
  const auto matrix = verify::name_matrix(network(town()));
  REQUIRE(matrix.groups.size() == 2);
  CHECK(matrix.groups[0].vantages == Texts{"inside", "vm1"});
  CHECK(matrix.groups[1].vantages == Texts{"internet", "outside", "vm in empty"});
  const auto& inside = matrix.groups[0].answers;
  const auto& outside = matrix.groups[1].answers;
  REQUIRE(inside.size() == 2);
  CHECK(inside[1].answer_class == verify::AnswerClass::private_address);
  CHECK(outside[1].answer_class == verify::AnswerClass::open_public);
  CHECK(inside[0].answer_class == verify::AnswerClass::unproven);
  CHECK(inside[0].open.unknowns == Texts{"public name api.example.com"});
}

TEST_CASE("two machines of one subnet do not share answers that a rule keeps from one",
          "[names][D-204]") {
  auto filtered = nic("nic2", "v/s", "10.0.0.6");
  filtered.network_security_group = known(nsg_id("no-names"));
  const Pieces guard{nsg("no-names", {{100, out, deny, "*", "AzurePlatformDNS"}}), filtered,
                     machine("vm2", "nic2")};
  const auto world = network(town() + guard);
  const auto matrix = verify::name_matrix(world);
  const auto group_with = [&](const std::string& name) {
    return std::ranges::find_if(matrix.groups, [&](const verify::MatrixGroup& group) {
      return std::ranges::count(group.vantages, name) > 0;
    });
  };
  const auto plain = group_with("vm1");
  const auto kept = group_with("vm2");
  REQUIRE(plain != matrix.groups.end());
  REQUIRE(kept != matrix.groups.end());
  CHECK(plain->answers[1].answer_class == verify::AnswerClass::private_address);
  CHECK(kept->answers[1].answer_class == verify::AnswerClass::broken);
  CHECK(kept->answers[1].rcode == dns::Rcode::timeout);
}

TEST_CASE("a world without names has an empty matrix", "[names]") {
  const auto matrix = verify::name_matrix(network({vnet("v", {"10.0.0.0/16"})}));
  CHECK(matrix.names.empty());
  CHECK(matrix.groups.empty());
}
