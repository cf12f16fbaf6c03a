#include "model/world.h"

using namespace airtight;
using azure::RecordType;

namespace {

const std::string zkv = "privatelink.vaultcore.azure.net";
const std::string zweb = "privatelink.azurewebsites.net";

// A network with the subnet "endpoints", the vault kv1 and the vault zone, linked.
azure::Resources vault_world() {
  azure::Resources world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::subnet(world, "vnetA", "endpoints", "10.0.1.0/24");
  world::vault(world, "kv1");
  world::zone(world, zkv);
  world::link(world, world::zone_id(zkv), "vnetA");
  return world;
}

azure::PrivateEndpoint& add_endpoint(azure::Resources& world, const std::string& name,
                                     const std::string& address) {
  return world::endpoint(world, name, world::subnet_id("vnetA", "endpoints"),
                         world::vault_id("kv1"), "vault", {address});
}

azure::ZoneGroup& add_group(azure::Resources& world, const std::string& endpoint) {
  return world::zone_group(world, endpoint, {world::zone_id(zkv)});
}

bool is_nominal(const model::ZoneEntry& entry) {
  return std::ranges::all_of(entry.only, [](const model::OnBranches& only) {
    return std::ranges::count(only.branches, 0U) > 0;
  });
}

// "name=address address;" for each name in order, of the nominal reading.
std::string contents(const azure::Resources& world, const azure::ResourceId& zone) {
  const auto network = world::build(world).network;
  std::string text;
  for (const auto& [name, entries] : network.zone(zone)->names) {
    if (std::ranges::none_of(entries, is_nominal)) continue;
    text += name + "=";
    std::vector<net::Ip> addresses;
    for (const auto& entry : entries) {
      if (is_nominal(entry))
        addresses.insert(addresses.end(), entry.addresses.begin(), entry.addresses.end());
    }
    std::ranges::sort(addresses);
    for (const net::Ip& ip : addresses) text += to_string(ip) + " ";
    text.back() = ';';
  }
  return text;
}

std::string contents(const azure::Resources& world) { return contents(world, world::zone_id(zkv)); }

}  // namespace

TEST_CASE("a zone group writes the endpoint's record with TTL 10", "[D-029][D-152][D-170]") {
  auto world = vault_world();
  add_endpoint(world, "pe", "10.0.1.4");
  add_group(world, "pe");
  const auto network = world::build(world).network;
  const auto& names = network.zone(world::zone_id(zkv))->names;
  REQUIRE(names.size() == 1);
  REQUIRE(names.at("kv1").size() == 1);
  const model::ZoneEntry& entry = names.at("kv1")[0];
  CHECK(entry.type == RecordType::a);
  CHECK(entry.ttl == 10);
  CHECK(entry.addresses == world::ips({"10.0.1.4"}));
  CHECK(entry.owner == world::endpoint_id("pe"));
  CHECK_FALSE(entry.inferred);
}

TEST_CASE("without a group there is no record", "[D-160]") {
  auto world = vault_world();
  add_endpoint(world, "pe", "10.0.1.4");
  CHECK(contents(world).empty());
}

TEST_CASE("only an approved endpoint writes records", "[D-165][CH-13][R-25]") {
  auto world = vault_world();
  auto& endpoint = add_endpoint(world, "pe", "10.0.1.4");
  add_group(world, "pe");
  SECTION("automatic, without a state") { CHECK(contents(world) == "kv1=10.0.1.4;"); }
  SECTION("manual, without a state") {
    endpoint.manual = true;
    CHECK(contents(world).empty());
  }
  SECTION("manual, then approved") {
    endpoint.manual = true;
    endpoint.state.value = azure::ConnectionState::approved;
    CHECK(contents(world) == "kv1=10.0.1.4;");
  }
  SECTION("pending") {
    endpoint.state.value = azure::ConnectionState::pending;
    CHECK(contents(world).empty());
  }
  SECTION("rejected") {
    endpoint.state.value = azure::ConnectionState::rejected;
    CHECK(contents(world).empty());
  }
}

TEST_CASE("two endpoints of one resource in one zone: the later write wins", "[D-157][CH-11]") {
  auto world = vault_world();
  add_endpoint(world, "pe-1", "10.0.1.4");
  add_endpoint(world, "pe-2", "10.0.1.5");
  SECTION("the first was written last") {
    add_group(world, "pe-1").write_order = 9;
    add_group(world, "pe-2").write_order = 3;
    CHECK(contents(world) == "kv1=10.0.1.4;");
  }
  SECTION("the second was written last") {
    add_group(world, "pe-1").write_order = 3;
    add_group(world, "pe-2").write_order = 9;
    CHECK(contents(world) == "kv1=10.0.1.5;");
  }
  SECTION("in an order nobody knows") {
    add_group(world, "pe-1");
    add_group(world, "pe-2");
    CHECK(contents(world) == "kv1=10.0.1.4 10.0.1.5;");
  }
  SECTION("in an order known of one only") {
    add_group(world, "pe-1").write_order = 3;
    add_group(world, "pe-2");
    CHECK(contents(world) == "kv1=10.0.1.4 10.0.1.5;");
  }
}

TEST_CASE("records that another endpoint's deletion took are gone", "[D-158]") {
  auto world = vault_world();
  add_endpoint(world, "pe", "10.0.1.4");
  add_group(world, "pe").records_deleted = true;
  CHECK(contents(world).empty());
}

TEST_CASE("a deleted record of the later writer does not bring the earlier one's back", "[D-158]") {
  auto world = vault_world();
  add_endpoint(world, "pe-1", "10.0.1.4");
  add_endpoint(world, "pe-2", "10.0.1.5");
  auto& first = add_group(world, "pe-1");
  first.write_order = 9;  // written again after the deletion (D-159)
  auto& second = add_group(world, "pe-2");
  second.write_order = 3;
  second.records_deleted = true;
  CHECK(contents(world) == "kv1=10.0.1.4;");
}

TEST_CASE("a group replaces a record of the same name written by hand", "[D-161][CH-12]") {
  auto world = vault_world();
  add_endpoint(world, "pe", "10.0.1.4");
  add_group(world, "pe");
  world::record(world, world::zone_id(zkv), "kv1", RecordType::a, "10.0.1.99");
  world::record(world, world::zone_id(zkv), "kv2", RecordType::a, "10.0.1.98");
  CHECK(contents(world) == "kv1=10.0.1.4;kv2=10.0.1.98;");
}

TEST_CASE("a zone that the service does not need gets nothing", "[D-153][D-154][CH-10]") {
  auto world = vault_world();
  const auto stray = world::zone(world, "privatelink.vault.azure.net").id;
  add_endpoint(world, "pe", "10.0.1.4");
  world::zone_group(world, "pe", {stray});
  CHECK(contents(world).empty());
  CHECK(contents(world, stray).empty());
}

TEST_CASE("both records of an app go to its zone, never to a zone named scm",
          "[D-125][D-153][D-155]") {
  auto world = vault_world();
  world::site(world, "app1");
  const auto zone = world::zone(world, zweb).id;
  const auto scm = world::zone(world, "scm." + zweb).id;
  world::endpoint(world, "pe-app", world::subnet_id("vnetA", "endpoints"), world::site_id("app1"),
                  "sites", {"10.0.1.7"});
  world::zone_group(world, "pe-app", {scm, zone});
  CHECK(contents(world, zone) == "app1=10.0.1.7;app1.scm=10.0.1.7;");
  CHECK(contents(world, scm).empty());
}

TEST_CASE("a group may name a zone of another resource group, and only that copy is written",
          "[D-034][D-163][D-164]") {
  auto world = vault_world();
  const auto hub = world::zone(world, zkv, "hub").id;
  add_endpoint(world, "pe", "10.0.1.4");
  world::zone_group(world, "pe", {hub});
  CHECK(contents(world, hub) == "kv1=10.0.1.4;");
  CHECK(contents(world).empty());
}

TEST_CASE("an AI account's kind says which zones get a record", "[D-113]") {
  struct Row {
    std::string kind;
    std::string cognitive, openai, foundry;
  };
  const auto row = GENERATE(values<Row>({
      {"TextAnalytics", "cs=10.0.1.8;", "", ""},
      {"OpenAI", "", "cs=10.0.1.8;", ""},
      {"AIServices", "cs=10.0.1.8;", "cs=10.0.1.8;", "cs=10.0.1.8;"},
  }));
  CAPTURE(row.kind);
  auto world = vault_world();
  const auto cognitive = world::zone(world, "privatelink.cognitiveservices.azure.com").id;
  const auto openai = world::zone(world, "privatelink.openai.azure.com").id;
  const auto foundry = world::zone(world, "privatelink.services.ai.azure.com").id;
  const auto account = world::ai_account(world, "cs", row.kind).id;
  world::endpoint(world, "pe-cs", world::subnet_id("vnetA", "endpoints"), account, "account",
                  {"10.0.1.8"});
  world::zone_group(world, "pe-cs", {cognitive, openai, foundry});
  CHECK(contents(world, cognitive) == row.cognitive);
  CHECK(contents(world, openai) == row.openai);
  CHECK(contents(world, foundry) == row.foundry);
}

TEST_CASE("an export's records are complete as listed", "[R-32]") {
  auto world = vault_world();
  add_endpoint(world, "pe", "10.0.1.4");
  add_group(world, "pe");
  world.private_dns_zones[0].records_complete = true;
  SECTION("the record is missing") { CHECK(contents(world).empty()); }
  SECTION("the record is older than the endpoint") {
    world::record(world, world::zone_id(zkv), "kv1", RecordType::a, "10.0.1.99");
    CHECK(contents(world) == "kv1=10.0.1.99;");
  }
}

TEST_CASE("registration writes the machines of the network, but not over a written record",
          "[D-025][D-026]") {
  auto world = vault_world();
  world::nic(world, "nic1", world::subnet_id("vnetA", "endpoints"), {"10.0.1.20"});
  world::machine(world, "Web1", "nic1");
  CHECK(contents(world).empty());
  world.links[0].registration_enabled.value = true;
  CHECK(contents(world) == "web1=10.0.1.20;");
  world::record(world, world::zone_id(zkv), "web1", RecordType::a, "10.0.1.99");
  CHECK(contents(world) == "web1=10.0.1.99;");
}

TEST_CASE("a link that is not completed is no link", "[D-006]") {
  auto world = vault_world();
  world.links[0].completed = false;
  const auto network = world::build(world).network;
  CHECK(network.zones_of(*network.virtual_network(world::vnet_id("vnetA"))).empty());
}
