#include "zone_lookup.h"

#include <algorithm>

namespace airtight::dns {
namespace {

using Names = std::map<std::string, std::vector<model::ZoneEntry>>;

ZoneAnswer of_entries(const std::vector<model::ZoneEntry>& entries, azure::RecordType type) {
  ZoneAnswer answer{ZoneAnswer::Kind::nodata, {}};
  for (const model::ZoneEntry& entry : entries) {
    if (entry.type == type) {
      answer.kind = ZoneAnswer::Kind::records;
      answer.entries.push_back(&entry);
    }
  }
  if (!answer.entries.empty()) return answer;
  const auto alias = std::ranges::find(entries, azure::RecordType::cname, &model::ZoneEntry::type);
  if (alias != entries.end()) return {ZoneAnswer::Kind::alias, {&*alias}};
  return answer;
}

// Something is stored below the name, so the name exists without records (D-013).
bool is_empty_non_terminal(const Names& names, const std::string& relative) {
  return std::ranges::any_of(
      names, [&](const auto& stored) { return stored.first.ends_with("." + relative); });
}

bool exists(const Names& names, const std::string& relative) {
  return names.contains(relative) || is_empty_non_terminal(names, relative);
}

// The wildcard of the closest existing encloser (D-014, RFC 4592); null if it has none.
const std::vector<model::ZoneEntry>* wildcard(const Names& names, std::string_view relative) {
  for (;;) {
    const auto dot = relative.find('.');
    const std::string parent(dot == std::string_view::npos ? "" : relative.substr(dot + 1));
    if (parent.empty() || exists(names, parent)) {
      const auto found = names.find(parent.empty() ? "*" : "*." + parent);
      return found == names.end() ? nullptr : &found->second;
    }
    relative.remove_prefix(dot + 1);
  }
}

}  // namespace

ZoneAnswer look_up(const model::Zone& zone, const net::DnsName& name, azure::RecordType type,
                   model::Reading& reading) {
  const std::string relative = name.relative_to(zone.written->zone);
  const auto stored = zone.names.find(relative);
  if (stored != zone.names.end()) return of_entries(stored->second, type);
  if (relative == "@") return {ZoneAnswer::Kind::nodata, {}};  // D-015
  if (is_empty_non_terminal(zone.names, relative)) {
    const bool nodata = reading.branch(model::Choice::ch01_empty_non_terminal) == 0;
    return {nodata ? ZoneAnswer::Kind::nodata : ZoneAnswer::Kind::nxdomain, {}};
  }
  const auto* any = wildcard(zone.names, relative);
  return any == nullptr ? ZoneAnswer{} : of_entries(*any, type);
}

const model::LinkedZone* covering_zone(const model::Network& network,
                                       const azure::VirtualNetwork* asking,
                                       const net::DnsName& name) {
  if (asking == nullptr) return nullptr;
  const model::LinkedZone* best = nullptr;
  for (const model::LinkedZone& linked : network.zones_of(*asking)) {
    const net::DnsName& zone = linked.zone->written->zone;
    if (!name.is_within(zone)) continue;
    if (best == nullptr || zone.labels() > best->zone->written->zone.labels()) best = &linked;
  }
  return best;
}

}  // namespace airtight::dns
