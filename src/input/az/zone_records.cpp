#include "zone_records.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "input/types.h"
#include "private_endpoint.h"
#include "references.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view zone_type = "microsoft.network/privatednszones";
constexpr std::array<std::string_view, 8> record_types{"a",   "aaaa", "cname", "mx",
                                                       "ptr", "srv",  "txt",   "soa"};

std::vector<azure::ResourceId> zones_in(const Value& group) {
  std::vector<azure::ResourceId> found;
  const Value* configs = group.at_path("properties.privateDnsZoneConfigs");
  if (configs == nullptr || configs->array() == nullptr) return found;
  for (const Value& config : *configs->array()) {
    const Value* zone = config.at_path("properties.privateDnsZoneId");
    if (zone == nullptr) zone = config.find("privateDnsZoneId");
    if (zone != nullptr && zone->string() != nullptr) found.emplace_back(*zone->string());
  }
  return found;
}

std::vector<azure::ResourceId> groups_of(const Session& session, const azure::ResourceId& zone) {
  std::vector<azure::ResourceId> found;
  for (const Value* group : session.resources.of_type(types::zone_groups)) {
    const auto zones = zones_in(*group);
    if (std::ranges::find(zones, zone) != zones.end())
      found.emplace_back(*group->find("id")->string());
  }
  return found;
}

// "privatelink.vaultcore.azure.net/kv1", or "…/*" for all records of the zone.
void note_deleted(Session& session, const azure::ResourceId& group, const std::string& record) {
  Value body = current(session, group);
  Value list = make_array();
  if (const Value* before = body.find("$recordsDeleted"); before != nullptr) {
    if (before->array() == nullptr) return;  // all are gone already
    list = *before;
  }
  const Value entry = make_string(record);
  if (std::ranges::any_of(*list.array(),
                          [&](const Value& each) { return same_value(each, entry); }))
    return;
  list.array()->push_back(entry);
  body.set("$recordsDeleted", std::move(list));
  put(session, group, std::move(body));
}

// An export counts the record sets it lists, and while the count holds they are all there are
// . A script that writes to the zone ends that: the count goes, and the groups of the export
// have written nothing but what it lists.
void forget_count(Session& session, const azure::ResourceId& zone) {
  const Value body = current(session, zone);
  const Value* count = body.at_path("properties.numberOfRecordSets");
  const auto* number = count == nullptr ? nullptr : std::get_if<std::int64_t>(&count->data);
  if (number == nullptr) return;
  std::int64_t listed = 0;
  bool authority = false;
  for (const auto& [id, resource] : session.resources.all()) {
    if (id.parent() != zone || !is_record_set(id)) continue;
    ++listed;
    authority = authority || to_lower(id.type()).ends_with("/soa");
  }
  if (!authority) ++listed;
  if (listed < *number)
    add_gap(session, count->place,
            "zone " + std::string(zone.name()) + " has record sets that the input does not list",
            {std::string(zone_type)});
  Value changed = body;
  changed.find("properties")->erase("numberOfRecordSets");
  put(session, zone, std::move(changed));
  for (const azure::ResourceId& group : groups_of(session, zone))
    note_deleted(session, group, to_lower(zone.name()) + "/*");
}

bool is_listed(const Session& session, const azure::ResourceId& zone,
               const azure::ResourceId& group) {
  if (current(session, zone).at_path("properties.numberOfRecordSets") != nullptr) return true;
  const Value body = current(session, group);
  const Value* deleted = body.find("$recordsDeleted");
  const Value all = make_string(to_lower(zone.name()) + "/*");
  return deleted != nullptr && deleted->array() != nullptr &&
         std::ranges::any_of(*deleted->array(),
                             [&](const Value& each) { return same_value(each, all); });
}

template <class T>
bool share_any(const std::vector<T>& a, const std::vector<T>& b) {
  return std::ranges::any_of(a,
                             [&](const T& each) { return std::ranges::find(b, each) != b.end(); });
}

}  // namespace

std::vector<azure::ResourceId> zones_of(const Session& session, const azure::ResourceId& group) {
  return zones_in(current(session, group));
}

bool has_group_records(const Session& session, const azure::ResourceId& zone) {
  return !groups_of(session, zone).empty();
}

bool is_record_set(const azure::ResourceId& id) {
  const std::string type = to_lower(id.type());
  return type.starts_with(std::string(zone_type) + "/") &&
         std::ranges::find(record_types, type.substr(zone_type.size() + 1)) != record_types.end();
}

void note_record_gone(Session& session, const azure::ResourceId& record_set) {
  if (!is_record_set(record_set)) return;
  forget_count(session, record_set.parent());
  if (!to_lower(record_set.type()).ends_with("/a")) return;  // groups write no others
  const std::string record =
      to_lower(record_set.parent().name()) + "/" + to_lower(record_set.name());
  for (const azure::ResourceId& group : groups_of(session, record_set.parent()))
    note_deleted(session, group, record);
}

void note_record_write(Session& session, const azure::ResourceId& record_set, Value& resource) {
  forget_count(session, record_set.parent());
  if (has_group_records(session, record_set.parent()))
    resource.set("$order", make_int(++session.zone_groups));
}

void note_link_gone(Session& session, const azure::ResourceId& link) {
  const azure::ResourceId zone = link.parent();
  if (to_lower(link.type()) != std::string(zone_type) + "/virtualnetworklinks") return;
  const Value body = current(session, zone);
  const Value* count = body.at_path("properties.numberOfVirtualNetworkLinks");
  const auto* number = count == nullptr ? nullptr : std::get_if<std::int64_t>(&count->data);
  const auto listed =
      static_cast<std::int64_t>(children(session, zone, "virtualNetworkLinks").size());
  if (number == nullptr || listed < *number) return;  // more than listed: the reader says so
  Value changed = body;
  changed.find("properties")->erase("numberOfVirtualNetworkLinks");
  put(session, zone, std::move(changed));
}

// CH-03: an older page says that links stay; they would name a network that is no more.
void lose_links(Session& session, const azure::ResourceId& network) {
  if (!equal_ignoring_case(network.type(), "Microsoft.Network/virtualNetworks")) return;
  std::vector<azure::ResourceId> lost;
  for (const auto& [id, resource] : session.resources.all()) {
    if (to_lower(id.type()) != std::string(zone_type) + "/virtualnetworklinks") continue;
    const Value* linked = resource->at_path("properties.virtualNetwork.id");
    if (linked != nullptr && linked->string() != nullptr &&
        azure::ResourceId(*linked->string()) == network)
      lost.push_back(id);
  }
  for (const azure::ResourceId& link : lost) {
    note_link_gone(session, link);
    erase(session, link);
  }
}

void note_group_write(Session& session, const Value& group) {
  for (const azure::ResourceId& zone : zones_in(group)) forget_count(session, zone);
}

void mark_lost_records(Session& session, const azure::ResourceId& group,
                       const std::vector<azure::ResourceId>& lost_zones) {
  const auto services = services_of(session, group.parent());
  std::vector<azure::ResourceId> losers;
  for (const Value* other : session.resources.of_type(types::zone_groups)) {
    const azure::ResourceId id(*other->find("id")->string());
    if (id.parent() != group.parent() && share_any(services_of(session, id.parent()), services) &&
        share_any(zones_of(session, id), lost_zones))
      losers.push_back(id);
  }
  for (const azure::ResourceId& id : losers) {
    Value body = current(session, id);
    body.set("$recordsDeleted", make_bool(true));
    put(session, id, std::move(body));
  }
}

void lose_records(Session& session, const azure::ResourceId& id, const Place& place) {
  std::vector<azure::ResourceId> going;
  for (const Value* group : session.resources.of_type(types::zone_groups)) {
    azure::ResourceId each(*group->find("id")->string());
    if (id.contains(each)) going.push_back(std::move(each));
  }
  for (const azure::ResourceId& group : going) {
    const auto zones = zones_of(session, group);
    for (const azure::ResourceId& zone : zones) {
      // The records of an export are listed beside the groups; which of them go is not said.
      if (is_listed(session, zone, group))
        add_gap(session, place,
                "which records of zone " + std::string(zone.name()) + " go with " +
                    std::string(group.parent().name()),
                {std::string(zone_type)});
    }
    mark_lost_records(session, group, zones);
  }
}

}  // namespace airtight::input::az
