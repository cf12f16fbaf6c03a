#include "zone_lookup.h"

#include <algorithm>

namespace airtight::dns {
namespace {

using Names = decltype(model::Zone::names);

// Whether an entry is there on the branches of this reading (CH-10…CH-13).
bool holds(const model::ZoneEntry& entry, model::Reading& reading) {
  return std::ranges::all_of(entry.only, [&](const model::OnBranches& only) {
    return std::ranges::count(only.branches, reading.branch(only.choice)) > 0;
  });
}

std::vector<const model::ZoneEntry*> entries_of(const Names& names, const std::string& relative,
                                                model::Reading& reading) {
  std::vector<const model::ZoneEntry*> entries;
  const auto stored = names.find(relative);
  if (stored == names.end()) return entries;
  for (const model::ZoneEntry& entry : stored->second) {
    if (holds(entry, reading)) entries.push_back(&entry);
  }
  return entries;
}

// Entries of the type; else the CNAME, which excludes other types at its name (D-017); else
// nothing. A CNAME is an alias also where it is what was asked for.
ZoneAnswer of_entries(const std::vector<const model::ZoneEntry*>& entries, azure::RecordType type) {
  ZoneAnswer answer{ZoneAnswer::Kind::nodata, {}};
  for (const model::ZoneEntry* entry : entries) {
    if (entry->type == type && type != azure::RecordType::cname) {
      answer.kind = ZoneAnswer::Kind::records;
      answer.entries.push_back(entry);
    }
  }
  if (!answer.entries.empty()) return answer;
  const auto alias = std::ranges::find(entries, azure::RecordType::cname, &model::ZoneEntry::type);
  if (alias != entries.end()) return {ZoneAnswer::Kind::alias, {*alias}};
  return answer;
}

// Something is stored below the name, so the name exists without records (D-013).
bool is_empty_non_terminal(const Names& names, const std::string& relative,
                           model::Reading& reading) {
  const std::string end = "." + relative;
  for (auto each = names.upper_bound(relative); each != names.end(); ++each) {
    if (!each->first.ends_with(end)) return false;
    if (std::ranges::any_of(each->second, [&](const auto& entry) { return holds(entry, reading); }))
      return true;
  }
  return false;
}

bool exists(const Names& names, const std::string& relative, model::Reading& reading) {
  return !entries_of(names, relative, reading).empty() ||
         is_empty_non_terminal(names, relative, reading);
}

// The wildcard of the closest existing encloser (D-014, RFC 4592); empty if it has none.
std::vector<const model::ZoneEntry*> wildcard(const Names& names, std::string_view relative,
                                              model::Reading& reading) {
  for (;;) {
    const auto dot = relative.find('.');
    const std::string parent(dot == std::string_view::npos ? "" : relative.substr(dot + 1));
    if (parent.empty() || exists(names, parent, reading))
      return entries_of(names, parent.empty() ? "*" : "*." + parent, reading);
    relative.remove_prefix(dot + 1);
  }
}

}  // namespace

ZoneAnswer look_up(const model::Zone& zone, const net::DnsName& name, azure::RecordType type,
                   model::Reading& reading) {
  const std::string relative = name.relative_to(zone.written->zone);
  const auto stored = entries_of(zone.names, relative, reading);
  if (!stored.empty()) return of_entries(stored, type);
  if (relative == "@") return {ZoneAnswer::Kind::nodata, {}};  // D-015
  if (is_empty_non_terminal(zone.names, relative, reading)) {
    const bool nodata = reading.branch(model::Choice::ch01_empty_non_terminal) == 0;
    return {nodata ? ZoneAnswer::Kind::nodata : ZoneAnswer::Kind::nxdomain, {}};
  }
  const auto any = wildcard(zone.names, relative, reading);
  return any.empty() ? ZoneAnswer{} : of_entries(any, type);
}

// Nothing but a link of the asking network makes a zone count: no peering, place, subscription or
// owner (D-003, D-004, D-005). A child namespace is a zone with links of its own (D-016). That is
// the same for the zones of injected databases (D-140), environments (D-326) and clusters (D-334,
// D-443).
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
