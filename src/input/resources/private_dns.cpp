#include <airtight/base/text.h>

#include <limits>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

constexpr Word<azure::ResolutionPolicy> policies[] = {
    {"Default", azure::ResolutionPolicy::standard},
    {"NxDomainRedirect", azure::ResolutionPolicy::nxdomain_redirect},
};

struct Records {
  std::string_view segment;  // of the type, lower case
  azure::RecordType type;
  std::string_view list;
  std::string_view member;
};

constexpr Records address_records[] = {
    {"a", azure::RecordType::a, "properties.aRecords", "ipv4Address"},
    {"aaaa", azure::RecordType::aaaa, "properties.aaaaRecords", "ipv6Address"},
};

constexpr std::string_view record_segments[] = {"A",   "AAAA", "CNAME", "MX",
                                                "PTR", "SRV",  "TXT",   "SOA"};

// An export tells how many record sets a zone has; fewer in the input means that some answers are
// missing from it, and a missing record must not read as "no such name".
void compare_count(std::int64_t expected, const azure::ResourceId& id, const Value& value,
                   Reading& reading) {
  std::int64_t listed = 0;
  for (const std::string_view segment : record_segments)
    listed += static_cast<std::int64_t>(children(reading.set, id, segment).size());
  if (children(reading.set, id, "SOA").empty()) ++listed;  // every zone has it, few lists show it
  if (listed >= expected) return;
  const std::string what = "zone " + std::string(id.name()) + " has " + std::to_string(expected) +
                           " record sets, but the input lists only " + std::to_string(listed);
  reading.diagnostics.push_back({Severity::warning,
                                 to_where(value.place),
                                 what + "; export \"az network private-dns record-set list\" too",
                                 {"R-32", "I-212"}});
  reading.not_known(what, {"microsoft.network/privatednszones"}, value.place);
}

// The same for the networks a zone is linked to.
void compare_links(std::int64_t expected, const azure::ResourceId& id, const Value& value,
                   Reading& reading) {
  const auto listed =
      static_cast<std::int64_t>(children(reading.set, id, "virtualNetworkLinks").size());
  if (listed >= expected) return;
  const std::string what = "zone " + std::string(id.name()) + " has " + std::to_string(expected) +
                           " virtual network links, but the input lists only " +
                           std::to_string(listed);
  reading.diagnostics.push_back({Severity::warning,
                                 to_where(value.place),
                                 what + "; export \"az network private-dns link vnet list\" too",
                                 {"R-32", "I-212"}});
  reading.not_known(what, {"microsoft.network/privatednszones"}, value.place);
}

void read_addresses(const Records& records, const Value& value, azure::RecordSet& set,
                    Diagnostics& diagnostics) {
  for (const Value* element : elements(value, records.list, diagnostics)) {
    const Value* address = lookup(*element, records.member, diagnostics);
    if (address == nullptr) {
      complain(*element, "an object with \"" + std::string(records.member) + "\"", diagnostics,
               {"I-212"});
    } else if (const Unknown* unknown = address->unknown()) {
      set.unknown.push_back(to_input(*unknown));
    } else if (const auto ip = to_ip(*address, diagnostics)) {
      set.addresses.push_back(*ip);
    }
  }
}

void read_target(const Value& value, azure::RecordSet& set, Diagnostics& diagnostics) {
  const Value* name = lookup(value, "properties.cnameRecord.cname", diagnostics);
  if (name == nullptr) return;
  if (const Unknown* unknown = name->unknown()) {
    set.unknown.push_back(to_input(*unknown));
    return;
  }
  const auto target = net::parse_dns_name(name->string() != nullptr ? *name->string() : "");
  if (target.has_value()) {
    set.target = target.value();
  } else {
    complain(*name, "a DNS name", diagnostics, {"I-212"});
  }
}

}  // namespace

void read_private_dns_zone(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::PrivateDnsZone zone;
  read_common(id, value, zone);
  const auto name = net::parse_dns_name(id.name());
  if (name.has_value()) {
    zone.zone = name.value();
  } else {
    complain(value, "a zone whose name is a DNS name: " + name.error().message, reading.diagnostics,
             {"I-212"});
  }
  const auto count = read_integer(value, "properties.numberOfRecordSets", reading.diagnostics);
  zone.records_complete = count.has_value();
  if (count) compare_count(*count, id, value, reading);
  const auto links =
      read_integer(value, "properties.numberOfVirtualNetworkLinks", reading.diagnostics);
  if (links) compare_links(*links, id, value, reading);
  reading.out.private_dns_zones.push_back(std::move(zone));
}

void read_link(const azure::ResourceId& id, const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::VirtualNetworkLink link;
  read_common(id, value, link);
  link.zone = id.parent();
  const auto network = read_id(value, "properties.virtualNetwork.id", diagnostics);
  if (network.known() != nullptr) link.virtual_network = *network.known();
  if (network.unknown() != nullptr)
    reading.not_known("the network of link " + link.name + ": " + network.unknown()->name,
                      {to_lower(id.type())}, value.place);
  if (network.absent() && !link.external)
    complain(value, "\"properties.virtualNetwork.id\" in it", diagnostics, {"I-212"});
  link.registration_enabled = read_bool(value, "properties.registrationEnabled", diagnostics);
  link.resolution_policy =
      read_enum(value, "properties.resolutionPolicy", policies, Words::open, diagnostics);
  const std::string state = text_at(value, "properties.virtualNetworkLinkState");
  link.completed = state.empty() || equal_ignoring_case(state, "Completed");  // D-006
  reading.out.links.push_back(std::move(link));
}

void read_record_set(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::RecordSet set;
  read_common(id, value, set);
  set.zone = id.parent();
  set.relative_name = to_lower(id.name());
  if (const Unknown* unknown = content(value).unknown()) set.unknown.push_back(to_input(*unknown));
  const auto ttl = read_integer(value, "properties.ttl", reading.diagnostics);
  if (ttl && *ttl >= 0 && *ttl <= std::numeric_limits<int>::max()) set.ttl = static_cast<int>(*ttl);
  const auto order = read_integer(value, "$order", reading.diagnostics);
  if (order) set.write_order = static_cast<long>(*order);
  const std::string type = to_lower(id.type());
  const std::string segment = type.substr(type.rfind('/') + 1);
  for (const Records& records : address_records) {
    if (records.segment != segment) continue;
    set.type = records.type;
    read_addresses(records, value, set, reading.diagnostics);
  }
  if (segment == "cname") {
    set.type = azure::RecordType::cname;
    read_target(value, set, reading.diagnostics);
  }
  reading.out.record_sets.push_back(std::move(set));
}

}  // namespace airtight::input::resources
