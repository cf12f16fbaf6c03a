#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>
#include <airtight/dns/resolve.h>

#include "dns/pieces.h"
#include "model/world.h"

// What NSD, Unbound and dnsmasq once answered otherwise than predicted (decision 12), each made as
// small as it was printed.

using namespace airtight;
using namespace airtight::pieces;
using azure::RecordType;

namespace {

std::string ask(const Pieces& pieces, const std::string& name, RecordType type,
                const std::string& network = "") {
  World world;
  world.surroundings.public_names_complete = true;
  for (const Piece& piece : pieces) piece(world);
  const auto built = world::build(std::move(world));
  dns::View view = dns::public_view();
  for (const auto& each : built.network.written().virtual_networks) {
    if (each.name == network) view = dns::view_of(each);
  }
  model::Reading reading;
  const auto answer = dns::resolve(built.network, view, world::dns(name), type, reading);
  std::vector<std::string> parts{std::string(to_string(answer.rcode))};
  for (const dns::ChainLink& link : answer.chain) parts.push_back(link.data);
  return join(parts, " ");
}

Piece network(const std::string& name, const std::string& block,
              const std::vector<std::string>& servers = {}) {
  return [=](World& world) {
    world::vnet(world, name, {block + ".0/24"}, servers);
    world::subnet(world, name, "s", block + ".0/26");
  };
}

Piece vault(const std::string& name) {
  return [=](World& world) { world::vault(world, name); };
}

Piece elsewhere(const std::string& name) {
  return
      [=](World& world) { world.surroundings.private_link_elsewhere.push_back(world::dns(name)); };
}

Piece with_alias_of_its_own(const std::string& address) {
  return [=](World& world) {
    azure::DnsServer made;
    made.address = world::ip(address);
    made.subnet = "b/s";
    made.forwarders.push_back({net::DnsName{}, {world::ip(azure_dns)}});
    azure::ServerRecord record{world::dns("web.own.example"), "CNAME", {}, world::dns("www.b.c")};
    made.zones.push_back({world::dns("own.example"), {record}});
    world.surroundings.dns_servers.push_back(made);
  };
}

}  // namespace

// NSD: NOERROR without an answer. The prediction was NXDOMAIN, as of any name that is not listed.
TEST_CASE("a name above a public name exists, also where the public names are complete",
          "[R-05][D-013]") {
  CHECK(ask({vault("kv1")}, "azure.net", RecordType::a) == "NOERROR");
  CHECK(ask({vault("kv1")}, "vault.azure.net", RecordType::a) == "NOERROR");
  CHECK(ask({alias("a.b.example.org", "x.example")}, "b.example.org", RecordType::a) == "NOERROR");
  CHECK(ask({elsewhere("kv9.vault.azure.net")}, "privatelink.vaultcore.azure.net", RecordType::a) ==
        "NOERROR");
  // Nothing has led there yet (D-102).
  CHECK(ask({vault("kv1")}, "privatelink.vaultcore.azure.net", RecordType::a) == "NXDOMAIN");
  CHECK(ask({vault("kv1")}, "zure.net", RecordType::a) == "NXDOMAIN");
  const auto nowhere = [](World& world) {
    azure::PublicName made;
    made.name = world::dns("gone.example.org");
    world.surroundings.public_names.push_back(made);
  };
  CHECK(ask({nowhere}, "example.org", RecordType::a) == "NXDOMAIN");
}

// Unbound: the alias. The prediction was NOERROR and nothing.
TEST_CASE("who asks for the alias itself gets it, and nothing behind it", "[D-017][D-018]") {
  const Pieces world{
      network("a", "10.0.0"),
      zone("corp.example",
           {{"c1", "c2.corp.example"}, {"c2", "10.0.0.9"}, {"*.w", "c1.corp.example"}}, {"a"})};
  CHECK(ask(world, "c1.corp.example", RecordType::cname, "a") == "NOERROR c2.corp.example");
  CHECK(ask(world, "x.w.corp.example", RecordType::cname, "a") == "NOERROR c1.corp.example");
  CHECK(ask(world, "c2.corp.example", RecordType::cname, "a") == "NOERROR");
}

// The server went on to www.b.c, which does not exist, and said so.
TEST_CASE("a custom server with a zone of its own stops at the alias that was asked for",
          "[D-217][R-34]") {
  const Pieces world{network("a", "10.0.0", {"10.0.1.4"}), network("b", "10.0.1"),
                     with_alias_of_its_own("10.0.1.4")};
  CHECK(ask(world, "web.own.example", RecordType::cname, "a") == "NOERROR www.b.c");
  CHECK(ask(world, "web.own.example", RecordType::a, "a") == "NXDOMAIN www.b.c");
}

// NSD: the alias and the front end. "privateLinkElsewhere" was read for names of one label only,
// and both sorts of app names may have more.
TEST_CASE("an app elsewhere may have several labels before its suffix", "[D-125][D-126][R-36]") {
  const auto private_name = [](const std::string& name) {
    const auto found = azure::private_name_of(world::dns(name));
    return found ? found->text() : "none";
  };
  CHECK(private_name("app9.scm.azurewebsites.net") == "app9.scm.privatelink.azurewebsites.net");
  CHECK(private_name("app-h4sh.scm.eastus2-01.azurewebsites.net") ==
        "app-h4sh.scm.eastus2-01.privatelink.azurewebsites.net");
  CHECK(private_name("app9.privatelink.azurewebsites.net") == "none");
  CHECK(private_name("a.kv9.vault.azure.net") == "none");
  CHECK(ask({elsewhere("app9.scm.azurewebsites.net")}, "app9.scm.azurewebsites.net",
            RecordType::a) == "NOERROR app9.scm.privatelink.azurewebsites.net FRONTEND(app9)");
}

// Unbound: the address. The group's A record had taken the place of every record of the name.
TEST_CASE("a zone group leaves AAAA records of the name alone", "[D-161][D-170]") {
  const Pieces world{network("a", "10.0.0"), vault("kv1"), zone(zkv, {}, {"a"}), [](World& made) {
                       world::endpoint(made, "pe", world::subnet_id("a", "s"),
                                       world::vault_id("kv1"), "vault", {"10.0.0.5"});
                       world::zone_group(made, "pe", {world::zone_id(zkv)});
                       world::record(made, world::zone_id(zkv), "kv1", RecordType::aaaa, "fd00::1");
                       world::record(made, world::zone_id(zkv), "kv1", RecordType::a, "10.0.0.9");
                     }};
  const std::string name = "kv1." + zkv;
  CHECK(ask(world, name, RecordType::aaaa, "a") == "NOERROR fd00::1");
  CHECK(ask(world, name, RecordType::a, "a") == "NOERROR 10.0.0.5");
}
