#include <airtight/lab/ask.h>

#include "reach/world.h"

namespace airtight::lab {
namespace {

using namespace airtight::world;

// A vault with an endpoint in "a", whose zone is linked there and not to "b".
azure::Resources two_views() {
  return resources({vnet("a", {"10.1.0.0/16"}), subnet("a/s", "10.1.0.0/24"),
                    nic("x", "a/s", "10.1.0.4"), vnet("b", {"10.2.0.0/16"}),
                    subnet("b/s", "10.2.0.0/24"), nic("y", "b/s", "10.2.0.4"), vault("kv1"),
                    endpoint("pe", "a/s", vault("kv1"), "vault", "10.1.0.9"), zone(vault_zone),
                    zone_link(vault_zone, "a"), zone_group("pe", vault_zone)});
}

int ask_everybody(const Plan& made) {
  Lab lab;
  if (!lab.become(made)) return 2;
  const auto name = net::parse_dns_name("kv1.vault.azure.net").value();
  const auto nobody = net::parse_dns_name("kv9.vault.azure.net").value();
  const std::vector<Question> questions{
      {"machine/x", name}, {"machine/y", name}, {"internet", name}, {"machine/x", nobody}};
  const auto replies = ask(lab, questions, std::chrono::milliseconds(3000));
  const std::vector<std::string> alias{
      "kv1.vault.azure.net CNAME kv1.privatelink.vaultcore.azure.net"};
  const bool aliased =
      std::ranges::all_of(replies.begin(), replies.begin() + 3,
                          [&](const Reply& each) { return each.aliases == alias; });
  const auto is_front_end = [&](const Reply& reply) {
    return reply.addresses.size() == 1 && made.front_ends.contains(reply.addresses.front());
  };
  if (!aliased) return 3;
  if (replies[0].addresses != std::vector{ip("10.1.0.9")}) return 4;
  if (!is_front_end(replies[1]) || !is_front_end(replies[2])) return 5;
  return replies[3].rcode == "NXDOMAIN" ? 0 : 6;
}

}  // namespace

TEST_CASE("each network has name servers of its own beside every interface", "[lab][D-201]") {
  const Plan made = plan(two_views());
  const auto servers_at = [&](const std::string& space) {
    return std::ranges::count(made.servers, space, &Server::space);
  };
  CHECK(servers_at("resolver/a") == 1);
  CHECK(servers_at("resolver/b") == 1);
  const auto& azure = *std::ranges::find(made.servers, "resolver/a", &Server::space);
  REQUIRE(azure.files.contains(std::string(vault_zone) + ".zone"));
  CHECK(azure.files.at(std::string(vault_zone) + ".zone").find("10.1.0.9") != std::string::npos);
  CHECK(std::ranges::find(made.servers, "resolver/b", &Server::space)->files.size() == 1);
}

TEST_CASE("real resolvers answer privately where the zone is linked", "[lab][D-003][D-101]") {
  const Plan made = plan(two_views());
  const auto code = in_own_namespaces([&] { return ask_everybody(made); });
  if (!missing_programs(made).empty() || !code || *code == 2) {
    WARN("skipped: no namespaces here, or no ip, nft, nsd or unbound");
    return;
  }
  CHECK(*code == 0);
}

}  // namespace airtight::lab
