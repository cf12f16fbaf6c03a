#include "edits.h"

#include <airtight/base/text.h>

namespace airtight::diagnose {
namespace {

void half(azure::Resources& resources, const azure::VirtualNetwork& from,
          const azure::VirtualNetwork& to) {
  std::erase_if(resources.peerings, [&](const azure::Peering& each) {
    return each.virtual_network == from.id && each.remote == to.id;
  });
  azure::Peering peering;
  peering.id = from.id.child("virtualNetworkPeerings", "to-" + to.name);
  peering.name = "to-" + to.name;
  peering.virtual_network = from.id;
  peering.remote = to.id;
  peering.allow_virtual_network_access.value = true;
  peering.allow_forwarded_traffic.value = true;
  insert(resources.peerings, std::move(peering));
}

}  // namespace

model::Network changed(const model::Network& network,
                       const std::function<void(azure::Resources&)>& change) {
  azure::Resources resources = network.written();
  change(resources);
  Diagnostics ignored;
  return model::build(std::move(resources), ignored);
}

void link(azure::Resources& resources, const azure::ResourceId& zone,
          const azure::ResourceId& network) {
  std::erase_if(resources.links, [&](const azure::VirtualNetworkLink& each) {
    return each.zone == zone && each.virtual_network == network;
  });
  azure::VirtualNetworkLink made;
  made.name = "to-" + std::string(network.name());
  made.id = zone.child("virtualNetworkLinks", made.name);
  made.zone = zone;
  made.virtual_network = network;
  made.registration_enabled.value = false;
  insert(resources.links, std::move(made));
}

void unlink(azure::Resources& resources, const azure::ResourceId& link) {
  std::erase_if(resources.links, [&](const auto& each) { return each.id == link; });
}

void set_record(azure::Resources& resources, const azure::ResourceId& zone,
                const std::string& relative, const std::vector<net::Ip>& addresses) {
  std::erase_if(resources.record_sets, [&](const azure::RecordSet& each) {
    return each.zone == zone && each.relative_name == relative;
  });
  for (azure::ZoneGroup& group : resources.zone_groups) {
    if (std::ranges::count(group.zones, zone) > 0)
      group.deleted_records.push_back(to_lower(std::string(zone.name()) + "/" + relative));
  }
  azure::RecordSet record;
  record.id = zone.child("A", relative);
  record.name = relative;
  record.zone = zone;
  record.relative_name = relative;
  record.type = azure::RecordType::a;
  record.addresses = addresses;
  insert(resources.record_sets, std::move(record));
}

azure::ResourceId zone_beside(const azure::ResourceId& beside, const net::DnsName& name) {
  return azure::make_id(beside.subscription(), beside.resource_group(),
                        "Microsoft.Network/privateDnsZones", name.text());
}

azure::ResourceId add_zone(azure::Resources& resources, const azure::ResourceId& beside,
                           const net::DnsName& name) {
  azure::PrivateDnsZone zone;
  zone.id = zone_beside(beside, name);
  zone.name = name.text();
  zone.zone = name;
  zone.records_complete = true;
  if (editable(resources.private_dns_zones, zone.id) == nullptr)
    insert(resources.private_dns_zones, zone);
  return zone.id;
}

void forget_public_names(azure::Resources& resources, const std::vector<net::DnsName>& names) {
  std::erase_if(resources.surroundings.public_names, [&](const azure::PublicName& each) {
    return each.kind != azure::PublicName::Kind::alias && std::ranges::count(names, each.name) > 0;
  });
}

void peer(azure::Resources& resources, const azure::VirtualNetwork& a,
          const azure::VirtualNetwork& b) {
  half(resources, a, b);
  half(resources, b, a);
}

}  // namespace airtight::diagnose
