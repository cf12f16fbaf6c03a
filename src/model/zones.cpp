#include <airtight/base/text.h>

#include <algorithm>
#include <deque>
#include <string_view>
#include <unordered_map>

#include "index.h"

namespace airtight::model {
namespace {

constexpr int group_ttl = 10;         // D-029
constexpr int registration_ttl = 10;  // D-025

azure::ConnectionState written_state(const azure::PrivateEndpoint& endpoint) {
  if (endpoint.state.known() != nullptr) return *endpoint.state.known();
  return endpoint.manual ? azure::ConnectionState::pending : azure::ConnectionState::approved;
}

void add_record_set(Zone& zone, const azure::RecordSet& written) {
  ZoneEntry entry;
  entry.type = written.type;
  entry.ttl = written.ttl;
  entry.addresses = written.addresses;
  entry.target = written.target;
  entry.owner = written.id;
  entry.unknown = written.unknown;
  entry.where = written.where;
  zone.names[written.relative_name].push_back(std::move(entry));
}

// What may have a say in a zone, by its id and in order of id: a tenant has thousands of zones.
template <class T>
class ByOwner {
 public:
  void add(const azure::ResourceId& owner, const T& item) { lists_[owner.key()].push_back(&item); }
  const std::vector<const T*>& of(const azure::ResourceId& owner) const {
    static const std::vector<const T*> none;
    const auto found = lists_.find(owner.key());
    return found == lists_.end() ? none : found->second;
  }

 private:
  std::unordered_map<std::string_view, std::vector<const T*>> lists_;
};

struct Sources {
  ByOwner<azure::RecordSet> records;         // by zone
  ByOwner<azure::ZoneGroup> groups;          // by zone
  ByOwner<azure::VirtualNetworkLink> links;  // by zone
  ByOwner<Endpoint> endpoints;               // by the endpoint's own id
  ByOwner<azure::VirtualMachine> machines;   // by the network of their first interface
};

Sources sources_of(const Network::Index& index) {
  Sources sources;
  for (const azure::RecordSet& record : index.written.record_sets)
    sources.records.add(record.zone, record);
  for (const azure::ZoneGroup& group : index.written.zone_groups) {
    for (const azure::ResourceId& zone : group.zones) {
      // The key must outlive the set; a zone that is named twice counts once.
      if (&zone == &*std::ranges::find(group.zones, zone)) sources.groups.add(zone, group);
    }
  }
  for (const azure::VirtualNetworkLink& link : index.written.links)
    sources.links.add(link.zone, link);
  for (const Endpoint& endpoint : index.endpoints)
    sources.endpoints.add(endpoint.written->id, endpoint);
  return sources;
}

// The orders of the writes of record sets by hand, by relative name.
using Writes = std::map<std::string, long>;

Writes writes_by_hand(const Sources& sources, const azure::ResourceId& zone) {
  Writes writes;
  for (const azure::RecordSet* record : sources.records.of(zone)) {
    if (!record->write_order) continue;
    long& latest = writes[record->relative_name];
    latest = std::max(latest, *record->write_order);
  }
  return writes;
}

// One A record that a group wants to write.
struct GroupRecord {
  std::string name;
  ZoneEntry entry;
  std::optional<long> order;
};

// A record of the group that somebody deleted by hand stays away until the group is written again.
bool is_deleted(const azure::ZoneGroup& group, const azure::PrivateDnsZone& zone,
                const std::string& name) {
  const std::string base = to_lower(zone.name) + "/";
  return std::ranges::any_of(group.deleted_records, [&](const std::string& deleted) {
    return deleted == base + to_lower(name) || deleted == base + "*";
  });
}

// D-152, D-170: one A record with TTL 10 for the name, at the address that stands at its position.
ZoneEntry group_entry(const azure::ZoneGroup& group, const Endpoint& endpoint,
                      std::size_t position) {
  ZoneEntry entry;
  entry.ttl = group_ttl;
  entry.owner = endpoint.written->id;
  entry.where = group.where;
  if (endpoint.addresses.size() > 1 && position < endpoint.addresses.size()) {
    entry.addresses = {endpoint.addresses[position]};
  } else {
    entry.addresses = endpoint.addresses;
  }
  if (entry.addresses.empty())
    entry.unknown.push_back({"the address of " + std::string(endpoint.written->id.name())});
  if (const auto* unknown = endpoint.written->state.unknown()) entry.unknown.push_back(*unknown);
  return entry;
}

// The group may name a zone anywhere (D-164). A private link service requires none (D-169).
// D-154: a zone that the service does not require gets nothing of use; whether it gets a stray
// record is CH-10. D-165: before approval nothing is written, which is CH-13. D-151, D-163: neither
// listed record sets nor the names of the configurations have a say.
std::vector<GroupRecord> records_of(const Zone& zone, const azure::ZoneGroup& group,
                                    const Endpoint& endpoint) {
  std::vector<GroupRecord> records;
  if (endpoint.target == nullptr) return records;
  const auto all = azure::endpoint_records(endpoint.target->service, endpoint.group_id);
  const bool required =
      std::ranges::count(all, zone.written->zone, &azure::EndpointRecord::zone) > 0;
  std::size_t position = 0;
  for (const azure::EndpointRecord& record : all) {
    if (required && record.zone != zone.written->zone) continue;
    if (is_deleted(group, *zone.written, record.name)) continue;
    ZoneEntry entry = group_entry(group, endpoint, position);
    entry.inferred = record.inferred;
    if (!required) entry.only.push_back({Choice::ch10_group_with_a_foreign_zone, {1}});
    if (written_state(*endpoint.written) == azure::ConnectionState::pending)
      entry.only.push_back({Choice::ch13_records_before_approval, {1}});
    records.push_back({record.name, std::move(entry), group.write_order});
    ++position;
  }
  return records;
}

const Endpoint* endpoint_of(const Sources& sources, const azure::ZoneGroup& group) {
  const auto& found = sources.endpoints.of(group.endpoint);
  return found.empty() ? nullptr : found.front();
}

// D-156: what an endpoint's or a group's deletion took is not written again.
bool may_write(const azure::ZoneGroup& group, const Endpoint* endpoint) {
  if (endpoint == nullptr || group.records_deleted) return false;
  const azure::ConnectionState state = written_state(*endpoint->written);
  return state == azure::ConnectionState::approved || state == azure::ConnectionState::pending;
}

bool is_certain(const GroupRecord& record) { return record.entry.only.empty(); }

// D-157: the later write replaces the address. Without an order it is one of the two or both.
void settle_writers(std::vector<GroupRecord>& writers) {
  const bool ordered = std::ranges::all_of(
      writers, [](const GroupRecord& record) { return record.order.has_value(); });
  if (ordered) writers.erase(writers.begin(), writers.end() - 1);
  const bool same = std::ranges::all_of(writers, [&](const GroupRecord& record) {
    return record.entry.addresses == writers.front().entry.addresses;
  });
  if (same) return;
  for (std::size_t i = 0; i < writers.size(); ++i) {
    OnBranches condition{Choice::ch11_two_endpoints_in_one_zone, {0}};
    if (i == 0) condition.branches.push_back(1);
    if (i + 1 == writers.size()) condition.branches.push_back(2);
    writers[i].entry.only.push_back(std::move(condition));
  }
}

// A group writes A records (D-170). AAAA records of the name stay beside it, a CNAME cannot
// (D-017).
bool gives_way(const ZoneEntry& entry) {
  return entry.type == azure::RecordType::a || entry.type == azure::RecordType::cname;
}

// D-161: a group takes the place of a record written by hand. What is written by hand later joins
// the group's record, so there both addresses are.
void meet_manual(std::vector<ZoneEntry>& manual, std::vector<GroupRecord>& writers,
                 const long* by_hand) {
  if (std::ranges::none_of(manual, gives_way)) return;
  const bool later = by_hand != nullptr && std::ranges::all_of(writers, [&](const auto& record) {
                       return record.order.value_or(0) < *by_hand;
                     });
  if (later) return;
  const bool same = std::ranges::all_of(manual, [&](const ZoneEntry& entry) {
    return !gives_way(entry) || std::ranges::any_of(writers, [&](const GroupRecord& record) {
      return record.entry.addresses == entry.addresses && !entry.addresses.empty();
    });
  });
  if (same) {
    std::erase_if(manual, gives_way);
    return;
  }
  for (ZoneEntry& entry : manual) {
    if (!gives_way(entry)) continue;
    entry.only.push_back({Choice::ch12_group_against_manual_record, {1}});
  }
  for (GroupRecord& record : writers)
    record.entry.only.push_back({Choice::ch12_group_against_manual_record, {0}});
}

void write(Zone& zone, std::vector<GroupRecord> records, const Writes& by_hand) {
  std::ranges::stable_sort(records, {},
                           [](const GroupRecord& record) { return record.order.value_or(0); });
  std::map<std::string, std::vector<GroupRecord>> by_name;
  for (GroupRecord& record : records) {
    if (is_certain(record)) by_name[record.name].push_back(std::move(record));
  }
  for (auto& [name, writers] : by_name) {
    std::vector<ZoneEntry>& entries = zone.names[name];
    const auto hand = by_hand.find(name);
    settle_writers(writers);
    meet_manual(entries, writers, hand == by_hand.end() ? nullptr : &hand->second);
    for (GroupRecord& writer : writers) entries.push_back(std::move(writer.entry));
  }
  // What is there on a branch only, beside what is there anyway.
  for (GroupRecord& record : records) {
    if (!record.entry.only.empty()) zone.names[record.name].push_back(std::move(record.entry));
  }
}

void add_group_records(const Sources& sources, Zone& zone) {
  std::vector<GroupRecord> records;
  for (const azure::ZoneGroup* group : sources.groups.of(zone.written->id)) {
    const Endpoint* endpoint = endpoint_of(sources, *group);
    if (!may_write(*group, endpoint)) continue;
    for (GroupRecord& record : records_of(zone, *group, *endpoint))
      records.push_back(std::move(record));
    if (endpoint->target != nullptr &&
        azure::has_unknown_records(endpoint->target->service, endpoint->group_id,
                                   zone.written->zone))
      zone.unknown.push_back({"the names that " + endpoint->written->name + " has in " +
                              zone.written->name + ", which its service chooses"});
  }
  write(zone, std::move(records), writes_by_hand(sources, zone.written->id));
}

// D-025: a machine of a network with a registration link, unless the name is written by hand. The
// machines outside the input are not known, so nothing is said of names that no machine has.
void register_machines(const Network::Index& index, const Sources& sources,
                       const azure::VirtualNetworkLink& link, Zone& zone) {
  for (const azure::VirtualMachine* machine : sources.machines.of(link.virtual_network)) {
    const auto* interface = find(index.interfaces, machine->network_interfaces.front());
    const std::string name = to_lower(machine->name);
    if (interface == nullptr || zone.names.contains(name)) continue;
    ZoneEntry entry;
    entry.ttl = registration_ttl;
    entry.addresses = interface->addresses;
    entry.owner = machine->id;
    entry.where = link.where;
    if (entry.addresses.empty()) entry.unknown.push_back({"the address of " + machine->name});
    if (const auto* unknown = link.registration_enabled.unknown())
      entry.unknown.push_back(*unknown);
    zone.names[name].push_back(std::move(entry));
  }
}

void add_registered(const Network::Index& index, const Sources& sources, Zone& zone) {
  for (const azure::VirtualNetworkLink* link : sources.links.of(zone.written->id)) {
    const bool* enabled = link->registration_enabled.known();
    const bool may_be = link->registration_enabled.unknown() != nullptr;
    if (link->completed && (may_be || (enabled && *enabled)))
      register_machines(index, sources, *link, zone);
  }
}

void warn_of_lost_records(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::ZoneGroup& group : index.written.zone_groups) {
    if (!group.records_deleted) continue;
    diagnostics.push_back({Severity::warning,
                           group.where,
                           "the records of " + std::string(group.endpoint.name()) +
                               " went with the deletion of another endpoint of the same resource; "
                               "write the zone group again",
                           {"D-158", "D-159", "D-411"}});
  }
}

Zone filled(const Network::Index& index, const Sources& sources,
            const azure::PrivateDnsZone& written) {
  Zone zone;
  zone.written = &written;
  for (const azure::RecordSet* record : sources.records.of(written.id))
    add_record_set(zone, *record);
  // An export lists all its records, those of zone groups too.
  if (!written.records_complete) {
    add_group_records(sources, zone);
    add_registered(index, sources, zone);
  }
  if (written.external)
    zone.unknown.push_back({"the records of " + written.name + ", which is outside the input"});
  return zone;
}

}  // namespace

bool CanonicalOrder::operator()(std::string_view a, std::string_view b) const {
  while (!a.empty() && !b.empty()) {
    const std::string_view last_of_a = a.substr(a.rfind('.') + 1);
    const std::string_view last_of_b = b.substr(b.rfind('.') + 1);
    if (last_of_a != last_of_b) return last_of_a < last_of_b;
    a.remove_suffix(std::min(a.size(), last_of_a.size() + 1));
    b.remove_suffix(std::min(b.size(), last_of_b.size() + 1));
  }
  return a.size() < b.size();
}

void fill_zones(Network::Index& index, const DoParts& do_parts, Diagnostics& diagnostics) {
  constexpr std::size_t size_of_turn = 64;
  Sources sources = sources_of(index);
  std::deque<azure::ResourceId> networks;  // the keys of `machines`
  for (const azure::VirtualMachine& machine : index.written.virtual_machines) {
    if (machine.network_interfaces.empty()) continue;
    const auto* interface = find(index.interfaces, machine.network_interfaces.front());
    if (interface == nullptr) continue;
    sources.machines.add(networks.emplace_back(interface->subnet.parent()), machine);
  }
  const auto& written = index.written.private_dns_zones;
  index.zones.resize(written.size());
  do_parts((written.size() + size_of_turn - 1) / size_of_turn, [&] {
    return [&](std::size_t turn) {
      const std::size_t end = std::min(written.size(), (turn + 1) * size_of_turn);
      for (std::size_t i = turn * size_of_turn; i < end; ++i)
        index.zones[i] = filled(index, sources, written[i]);
    };
  });
  for (const Zone& zone : index.zones) index.zones_by_id.emplace(zone.written->id, &zone);
  warn_of_lost_records(index, diagnostics);
}

void link_zones(Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::VirtualNetworkLink& link : index.written.links) {
    const Zone* zone = find(index.zones_by_id, link.zone);
    if (zone == nullptr || !link.completed) continue;  // D-447
    std::vector<LinkedZone>& linked = index.linked_zones[link.virtual_network];
    const auto twin = std::ranges::find_if(linked, [&](const LinkedZone& other) {
      return other.zone->written->zone == zone->written->zone;
    });
    if (twin != linked.end()) {
      diagnostics.push_back({Severity::error,
                             link.where,
                             std::string(link.virtual_network.name()) +
                                 " is linked to two zones named " + zone->written->name,
                             {"D-008", "D-413"}});
      continue;
    }
    linked.push_back({&link, zone});
  }
}

}  // namespace airtight::model
