#include "dns/zone_lookup.h"

#include <airtight/dns/answer.h>

#include "model/world.h"

using namespace airtight;
using azure::RecordType;
using Kind = dns::ZoneAnswer::Kind;

namespace {

model::ZoneEntry entry(RecordType type, const std::string& data) {
  model::ZoneEntry made;
  made.type = type;
  if (type == RecordType::cname)
    made.target = world::dns(data);
  else if (type != RecordType::other)
    made.addresses = {world::ip(data)};
  return made;
}

struct Fixture {
  azure::PrivateDnsZone written;
  model::Zone zone;

  Fixture() {
    written.zone = world::dns("corp.internal");
    zone.written = &written;
    zone.names["*"] = {entry(RecordType::a, "10.7.0.1")};
    zone.names["a.b"] = {entry(RecordType::a, "10.7.0.2")};
    zone.names["six"] = {entry(RecordType::aaaa, "fd00::1")};
    zone.names["both"] = {entry(RecordType::a, "10.7.0.3"), entry(RecordType::aaaa, "fd00::3")};
    zone.names["alias"] = {entry(RecordType::cname, "kv1.vault.azure.net")};
    zone.names["mail"] = {entry(RecordType::other, "")};
    zone.names["*.w"] = {entry(RecordType::cname, "there.corp.internal")};
    zone.names["x.y.z"] = {entry(RecordType::a, "10.7.0.4")};
  }
};

}  // namespace

TEST_CASE("one zone answers by its records, its tree and its wildcards",
          "[D-011][D-012][D-013][D-014][D-015][D-017]") {
  struct Row {
    std::string name;
    RecordType type;
    Kind kind;
    std::size_t entries;
  };
  const auto row = GENERATE(values<Row>({
      {"a.b.corp.internal", RecordType::a, Kind::records, 1},
      {"a.b.corp.internal", RecordType::aaaa, Kind::nodata, 0},
      {"six.corp.internal", RecordType::aaaa, Kind::records, 1},
      {"six.corp.internal", RecordType::a, Kind::nodata, 0},
      {"both.corp.internal", RecordType::a, Kind::records, 1},
      {"alias.corp.internal", RecordType::a, Kind::alias, 1},
      {"alias.corp.internal", RecordType::aaaa, Kind::alias, 1},
      {"alias.corp.internal", RecordType::cname, Kind::alias, 1},
      {"mail.corp.internal", RecordType::a, Kind::nodata, 0},
      {"corp.internal", RecordType::a, Kind::nodata, 0},
      {"b.corp.internal", RecordType::a, Kind::nodata, 0},         // empty non-terminal
      {"y.z.corp.internal", RecordType::a, Kind::nodata, 0},       // and a deeper one
      {"new.corp.internal", RecordType::a, Kind::records, 1},      // the wildcard
      {"new.corp.internal", RecordType::aaaa, Kind::nodata, 0},    // has no such type
      {"deep.er.corp.internal", RecordType::a, Kind::records, 1},  // V-49
      {"c.b.corp.internal", RecordType::a, Kind::nxdomain, 0},     // V-50
      {"c.a.b.corp.internal", RecordType::a, Kind::nxdomain, 0},
      {"c.z.corp.internal", RecordType::a, Kind::nxdomain, 0},
      {"new.w.corp.internal", RecordType::a, Kind::alias, 1},
      {"w.corp.internal", RecordType::a, Kind::nodata, 0},
  }));
  CAPTURE(row.name, dns::to_string(row.type));
  const Fixture fixture;
  model::Reading reading;
  const auto answer = dns::look_up(fixture.zone, world::dns(row.name), row.type, reading);
  CHECK(answer.kind == row.kind);
  CHECK(answer.entries.size() == row.entries);
}

TEST_CASE("only an empty non-terminal asks the choice", "[CH-01]") {
  const Fixture fixture;
  const auto asks = [&](const char* name) {
    model::Reading reading;
    dns::look_up(fixture.zone, world::dns(name), RecordType::a, reading);
    return !reading.touched().empty();
  };
  CHECK(asks("b.corp.internal"));
  CHECK_FALSE(asks("corp.internal"));
  CHECK_FALSE(asks("a.b.corp.internal"));
  CHECK_FALSE(asks("new.corp.internal"));
  CHECK_FALSE(asks("c.b.corp.internal"));
}

TEST_CASE("of the linked zones the longest that covers the name is chosen", "[D-009]") {
  azure::Resources world;
  world::vnet(world, "vnetA", {"10.0.0.0/16"});
  world::vnet(world, "hub", {"10.1.0.0/16"});
  for (const char* name : {"corp.internal", "a.corp.internal", "p.internal"})
    world::link(world, world::zone(world, name).id, "vnetA");
  world::link(world, world::zone(world, "b.corp.internal").id, "hub");
  const auto network = world::build(world).network;
  const auto* vnet = network.virtual_network(world::vnet_id("vnetA"));
  const auto chosen = [&](const char* name) {
    const auto* linked = dns::covering_zone(network, vnet, world::dns(name));
    return linked == nullptr ? "" : linked->zone->written->zone.text();
  };
  CHECK(chosen("x.corp.internal") == "corp.internal");
  CHECK(chosen("x.a.corp.internal") == "a.corp.internal");
  CHECK(chosen("a.corp.internal") == "a.corp.internal");
  CHECK(chosen("x.b.corp.internal") == "corp.internal");
  CHECK(chosen("xa.corp.internal") == "corp.internal");
  CHECK(chosen("internal").empty());
  CHECK(dns::covering_zone(network, nullptr, world::dns("x.corp.internal")) == nullptr);
}
