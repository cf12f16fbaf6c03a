#pragma once

#include <airtight/serve/dns_view.h>
#include <airtight/verify/subject.h>

#include "reach/world.h"

// A vault and a second one, both with endpoints; only the first has its record. A hand-made zone
// with twenty IPv6 addresses, an alias to a public name of the surroundings, and one of nobody.
namespace airtight::town {

inline azure::RecordSet record(const std::string& of_zone, const std::string& name,
                               azure::RecordType type) {
  azure::RecordSet set;
  set.zone = world::id("Microsoft.Network/privateDnsZones", of_zone);
  set.id = set.zone.child("A", name);
  if (type == azure::RecordType::cname) set.id = set.zone.child("CNAME", name);
  if (type == azure::RecordType::aaaa) set.id = set.zone.child("AAAA", name);
  set.name = name;
  set.relative_name = name;
  set.type = type;
  return set;
}

inline azure::RecordSet alias(const std::string& of_zone, const std::string& name,
                              const std::string& target) {
  auto set = record(of_zone, name, azure::RecordType::cname);
  set.target = net::parse_dns_name(target).value();
  return set;
}

inline azure::RecordSet twenty(const std::string& of_zone, const std::string& name) {
  auto set = record(of_zone, name, azure::RecordType::aaaa);
  for (int i = 1; i <= 20; ++i) set.addresses.push_back(world::ip("fd00::" + std::to_string(i)));
  return set;
}

inline world::Pieces pieces() {
  using namespace world;
  const auto kv1 = vault("kv1");
  const auto kv2 = vault("kv2");
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/s", "10.0.0.0/24"),
          nic("nic1", "v/s", "10.0.0.4"),
          machine("vm1", "nic1"),
          kv1,
          kv2,
          vault("kv3"),
          endpoint("pe1", "v/s", kv1, "vault", "10.0.0.5"),
          endpoint("pe2", "v/s", kv2, "vault", "10.0.0.6"),
          zone(vault_zone),
          zone_link(vault_zone, "v"),
          zone_group("pe1", vault_zone),
          zone("corp.example"),
          zone_link("corp.example", "v"),
          twenty("corp.example", "many"),
          alias("corp.example", "written", "www.example.com"),
          alias("corp.example", "unsaid", "nobody.example.net")};
}

// With one public name that the surroundings say.
inline model::Network network(const world::Pieces& pieces) {
  azure::Resources resources = world::resources(pieces);
  azure::PublicName name;
  name.name = net::parse_dns_name("www.example.com").value();
  name.kind = azure::PublicName::Kind::address;
  name.address = net::ipv4(192, 0, 2, 80);
  resources.surroundings.public_names.push_back(name);
  Diagnostics diagnostics;
  return model::build(std::move(resources), diagnostics);
}

inline serve::PredictedView view(const model::Network& network, const std::string& from,
                                 const serve::PredictedView::Options& options = {}) {
  return {network, verify::find_workload(network, from).value(), options};
}

}  // namespace airtight::town
