#include <airtight/base/text.h>
#include <airtight/input/read.h>
#include <airtight/input/two_threads.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "input/resources/append.h"
#include "input/resources/fields.h"
#include "input/resources/known_members.h"
#include "input/resources/listed_names.h"
#include "input/resources/reading.h"
#include "input/soon.h"

namespace airtight::input {
namespace resources {
namespace {

struct Row {
  std::string_view type;  // lower case
  Reader read;            // null: read with its parent
};

// Read by those that refer to it.
void read_nothing(const azure::ResourceId&, const Value&, Reading&) {}

constexpr std::array readers{
    Row{"microsoft.network/virtualnetworks", read_virtual_network},
    Row{"microsoft.network/virtualnetworks/subnets", read_subnet},
    Row{"microsoft.network/virtualnetworks/virtualnetworkpeerings", read_peering},
    Row{"microsoft.network/serviceendpointpolicies", read_service_endpoint_policy},
    Row{"microsoft.network/serviceendpointpolicies/serviceendpointpolicydefinitions", nullptr},
    Row{"microsoft.network/networksecuritygroups", read_security_group},
    Row{"microsoft.network/networksecuritygroups/securityrules", nullptr},
    Row{"microsoft.network/networksecuritygroups/defaultsecurityrules", nullptr},
    Row{"microsoft.network/routetables", read_route_table},
    Row{"microsoft.network/routetables/routes", nullptr},
    Row{"microsoft.network/networkinterfaces", read_network_interface},
    Row{"microsoft.compute/virtualmachines", read_virtual_machine},
    Row{"microsoft.network/virtualnetworkgateways", read_gateway},
    Row{"microsoft.network/localnetworkgateways", read_local_network_gateway},
    Row{"microsoft.network/connections", read_gateway_connection},
    Row{"microsoft.network/azurefirewalls", read_firewall},
    Row{"microsoft.network/firewallpolicies", read_firewall_policy},
    Row{"microsoft.network/firewallpolicies/rulecollectiongroups", read_rule_collection_group},
    Row{"microsoft.network/ipgroups", read_ip_group},
    Row{"microsoft.network/publicipaddresses", read_public_address},
    Row{"microsoft.network/publicipprefixes", read_public_prefix},
    Row{"microsoft.network/natgateways", read_nat_gateway},
    Row{"microsoft.network/loadbalancers", read_load_balancer},
    Row{"microsoft.network/virtualhubs", read_virtual_hub},
    Row{"microsoft.network/virtualhubs/hubvirtualnetworkconnections", read_hub_connection},
    Row{"microsoft.network/virtualhubs/hubroutetables", nullptr},
    Row{"microsoft.network/virtualhubs/routingintent", nullptr},
    Row{"microsoft.network/networkmanagers/networkgroups", read_network_group},
    Row{"microsoft.network/networkmanagers/networkgroups/staticmembers", nullptr},
    Row{"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections",
        read_admin_rule_collection},
    Row{"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections/rules",
        nullptr},
    Row{"microsoft.network/networksecurityperimeters/profiles", read_perimeter_profile},
    Row{"microsoft.network/networksecurityperimeters/profiles/accessrules", nullptr},
    Row{"microsoft.network/networksecurityperimeters/resourceassociations",
        read_perimeter_association},
    Row{"microsoft.network/privateendpoints", read_private_endpoint},
    Row{"microsoft.network/privateendpoints/privatednszonegroups", read_zone_group},
    Row{"microsoft.network/privatelinkservices", read_private_link_service},
    Row{"microsoft.network/privatednszones", read_private_dns_zone},
    Row{"microsoft.network/privatednszones/virtualnetworklinks", read_link},
    Row{"microsoft.network/dnsresolvers", read_dns_resolver},
    Row{"microsoft.network/dnsresolvers/inboundendpoints", read_inbound_endpoint},
    Row{"microsoft.network/dnsresolvers/outboundendpoints", read_outbound_endpoint},
    Row{"microsoft.network/dnsforwardingrulesets", read_forwarding_ruleset},
    Row{"microsoft.network/dnsforwardingrulesets/forwardingrules", nullptr},
    Row{"microsoft.network/dnsforwardingrulesets/virtualnetworklinks", nullptr},
    Row{"microsoft.network/dnsresolverpolicies", read_dns_security_policy},
    Row{"microsoft.network/dnsresolverpolicies/dnssecurityrules", nullptr},
    Row{"microsoft.network/dnsresolverpolicies/virtualnetworklinks", nullptr},
    Row{"microsoft.network/dnsresolverdomainlists", read_nothing},
    Row{"microsoft.web/serverfarms", read_plan},
    Row{"microsoft.web/sites", read_site},
    Row{"microsoft.web/sites/slots", read_site},
    Row{"microsoft.web/sites/config", nullptr},
    Row{"microsoft.web/sites/slots/config", nullptr},
    Row{"microsoft.web/sites/networkconfig", nullptr},
    Row{"microsoft.web/sites/slots/networkconfig", nullptr},
    Row{"microsoft.web/sites/virtualnetworkconnections", nullptr},
    Row{"microsoft.web/sites/slots/virtualnetworkconnections", nullptr},
    Row{"microsoft.authorization/roleassignments", read_role_assignment},
    Row{"microsoft.keyvault/vaults/secrets", read_secret},
};

constexpr std::string_view record_types = "microsoft.network/privatednszones/";

// Children that change their service but have no structure of their own; network_rules.cpp and
// private_endpoint.cpp read them.
constexpr std::string_view service_children[] = {"/privateendpointconnections", "/firewallrules",
                                                 "/virtualnetworkrules", "/networkrulesets"};

bool is_service_child(const std::string& type) {
  return std::ranges::any_of(service_children,
                             [&](std::string_view end) { return type.ends_with(end); });
}

// Every resource of an estate asks for it.
const Row* row_of(const std::string& type) {
  static const std::unordered_map<std::string_view, const Row*> rows = [] {
    std::unordered_map<std::string_view, const Row*> all;
    for (const Row& row : readers) all.emplace(row.type, &row);
    return all;
  }();
  const auto found = rows.find(type);
  return found == rows.end() ? nullptr : found->second;
}

bool is_read_with_parent(const std::string& type) {
  const Row* row = row_of(type);
  return row != nullptr ? row->read == nullptr : is_service_child(type);
}

void read_other(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::OtherResource other;
  read_common(id, value, other);
  other.type = id.type();
  reading.out.others.push_back(std::move(other));
}

// `type` is the id's, in lower case.
void read_one(const azure::ResourceId& id, const std::string& type, const Value& value,
              Reading& reading) {
  const Row* row = row_of(type);
  if (row != nullptr) {
    if (row->read != nullptr) row->read(id, value, reading);
  } else if (type.starts_with(record_types)) {
    read_record_set(id, value, reading);
  } else if (!is_service_child(type)) {
    const bool service = read_service(id, type, value, reading);  // an AKS cluster is both
    const bool hosted = read_hosted(id, type, value, reading);
    read_relay(id, type, value, reading);
    if (!service && !hosted) read_other(id, value, reading);
  }
}

// Rules and routes carry their own doubts, which touch only what they cover.
bool carries_its_doubts(std::string_view type) {
  return type == "microsoft.network/networksecuritygroups/securityrules" ||
         type == "microsoft.network/routetables/routes";
}

// The service or app that a strange member of this resource may change; empty where any path may
// rest on it.
azure::ResourceId concerned(const azure::ResourceId& id, const std::string& type) {
  if (type.starts_with("microsoft.network/")) return {};
  return is_read_with_parent(type) ? id.parent() : id;
}

void note_strange(const azure::ResourceId& id, const std::string& type, const Value& value,
                  Reading& reading) {
  if (carries_its_doubts(type)) return;
  for (const StrangeMember& strange : strange_members(type, id.name(), value)) {
    const azure::ResourceId about = concerned(id, type);
    const std::string scope = about.empty() ? type : to_lower(about.type());
    report_strange(strange, reading.diagnostics);
    reading.out.gaps.push_back({strange.name, {scope}, to_where(strange.place), about});
  }
}

struct Range {
  ResourceSet::Map::const_iterator from;
  ResourceSet::Map::const_iterator to;
};

// Consecutive, as many resources in each.
std::vector<Range> ranges_of(const ResourceSet& set, std::size_t count) {
  const auto& all = set.all();
  std::vector<Range> ranges;
  auto from = all.begin();
  for (std::size_t i = 1; i < count; ++i) {
    const auto size = all.size() * i / count - all.size() * (i - 1) / count;
    const auto to = std::next(from, static_cast<std::ptrdiff_t>(size));
    ranges.push_back({from, to});
    from = to;
  }
  ranges.push_back({from, all.end()});
  return ranges;
}

std::size_t count_of_ranges(const ResourceSet& set) {
  constexpr std::size_t few_resources = 4096;  // not worth a thread
  return set.all().size() < few_resources ? 1 : 2;
}

// Goes before a reader of a range, at two distances: what is found by the one is asked for by the
// other.
class Ahead {
 public:
  Ahead(const Range& range, bool of_values)
      : near_(range.from), far_(range.from), end_(range.to), of_values_(of_values) {
    for (std::size_t i = 0; i < 2 * steps_ahead && far_ != end_; ++i) {
      go_far();
      if (i < steps_ahead) ++near_;
    }
  }

  void step() {
    if (far_ != end_) go_far();
    if (near_ == end_) return;
    need_soon(std::string_view(near_->first.text()));  // whose type is asked for
    if (of_values_) need_soon(*near_->second);
    ++near_;
  }

 private:
  void go_far() {
    need_soon(static_cast<const void*>(&far_->first.text()));
    if (of_values_) need_soon(static_cast<const void*>(far_->second.get()));
    ++far_;
  }

  ResourceSet::Map::const_iterator near_;
  ResourceSet::Map::const_iterator far_;
  ResourceSet::Map::const_iterator end_;
  bool of_values_;
};

// A child that is read with its owner, which the set does not have.
struct Orphan {
  azure::ResourceId owner;
  Place place;
};

void add_orphans(const ResourceSet& set, const Range& range, std::vector<Orphan>& orphans) {
  azure::ResourceId found;  // children of one owner follow each other
  Ahead ahead(range, false);
  for (auto next = range.from; next != range.to; ++next) {
    ahead.step();
    const auto& [id, value] = *next;
    const std::string type = id.type();
    if (std::ranges::count(type, '/') < 2 || !is_read_with_parent(to_lower(type))) continue;
    azure::ResourceId owner = id.parent();
    if (owner == found) continue;
    if (set.find(owner) != nullptr) {
      found = std::move(owner);
    } else {
      orphans.push_back({std::move(owner), value->place});
    }
  }
}

// A rule or a configuration listed without its owner still counts: the owner becomes a stub
// (I-005). Nothing where no owner is missing, so that a large set is not copied.
std::optional<ResourceSet> with_owners(const ResourceSet& set, const std::vector<Range>& ranges) {
  std::vector<std::vector<Orphan>> orphans(ranges.size());
  in_two_threads(ranges.size(),
                 [&] { return [&](std::size_t i) { add_orphans(set, ranges[i], orphans[i]); }; });
  std::optional<ResourceSet> complete;
  for (const std::vector<Orphan>& of_range : orphans) {
    for (const Orphan& orphan : of_range) {
      if (!complete) complete = set;
      if (complete->find(orphan.owner) != nullptr) continue;
      Value stub = make_object(orphan.place);
      stub.set("id", make_string(orphan.owner.text(), orphan.place));
      stub.set("$external", make_bool(true, orphan.place));
      complete->put(orphan.owner, std::move(stub));
    }
  }
  return complete;
}

// Providers whose resources may be asked for by others, whatever their type.
constexpr std::string_view network_providers[] = {
    "microsoft.network/",  "microsoft.web/", "microsoft.authorization/",
    "microsoft.keyvault/", "microsoft.cdn/", "microsoft.apimanagement/",
    "microsoft.app/"};

}  // namespace

bool looks_into(std::string_view type) {
  const auto provider = type.find('/');
  if (provider == type.npos) return true;
  const std::string_view top = type.substr(0, type.find('/', provider + 1));  // with its children
  return std::ranges::any_of(network_providers,
                             [&](std::string_view start) { return type.starts_with(start); }) ||
         std::ranges::find(readers, type, &Row::type) != readers.end() ||
         is_service_child(std::string(type)) || has_known_members(top) || has_known_members(type) ||
         is_relay_type(type) || is_hosted_type(type);
}

void Reading::not_known(const std::string& what, std::vector<std::string> scope,
                        const Place& place) {
  out.gaps.push_back({what, std::move(scope), to_where(place)});
}

azure::ResourceId Reading::known_or_gap(const azure::Property<azure::ResourceId>& property,
                                        const std::string& what, std::vector<std::string> scope,
                                        const Place& place) {
  if (property.unknown() != nullptr)
    not_known(what + ": " + property.unknown()->name, std::move(scope), place);
  return property.known() != nullptr ? *property.known() : azure::ResourceId();
}

azure::ResourceId Reading::id_or_gap(const Value& owner, std::string_view path,
                                     const std::string& what, std::vector<std::string> scope) {
  return known_or_gap(read_id(owner, path, diagnostics), what, std::move(scope), owner.place);
}

std::vector<Child> children(const ResourceSet& set, const azure::ResourceId& parent,
                            std::string_view segment) {
  std::vector<Child> found;
  const std::string start = parent.key() + "/" + to_lower(segment) + "/";
  const auto& all = set.all();
  for (auto next = all.lower_bound(azure::ResourceId(start + "!"));
       next != all.end() && next->first.key().starts_with(start); ++next) {
    if (next->first.key().find('/', start.size()) == std::string::npos)
      found.emplace_back(next->first, next->second.get());
  }
  return found;
}

const Value* child(const ResourceSet& set, const azure::ResourceId& parent,
                   std::string_view segment, std::string_view name) {
  return set.find(parent.child(segment, name));
}

namespace {

// What the resources of a range are.
struct Run {
  azure::Resources out;
  Diagnostics diagnostics;
};

void read_run(const ResourceSet& set, const Range& range, Run& run) {
  Reading reading{set, run.out, run.diagnostics};
  Ahead ahead(range, true);
  for (auto next = range.from; next != range.to; ++next) {
    ahead.step();
    const std::string type = to_lower(next->first.type());
    read_one(next->first, type, *next->second, reading);
    note_strange(next->first, type, *next->second, reading);
  }
}

azure::Resources read_ranges(const ResourceSet& set, const std::vector<Range>& ranges,
                             Diagnostics& diagnostics) {
  std::vector<Run> runs(ranges.size());
  in_two_threads(runs.size(),
                 [&] { return [&](std::size_t i) { read_run(set, ranges[i], runs[i]); }; });
  azure::Resources out = std::move(runs.front().out);
  for (Run& run : runs) {
    if (&run != &runs.front()) append(out, run.out);
    std::ranges::move(run.diagnostics, std::back_inserter(diagnostics));
  }
  return out;
}

}  // namespace

azure::Resources read_in_runs(const ResourceSet& set, std::size_t count, Diagnostics& diagnostics) {
  return read_ranges(set, ranges_of(set, count), diagnostics);
}

}  // namespace resources

azure::Resources to_resources(const ResourceSet& set, Diagnostics& diagnostics) {
  const auto ranges = resources::ranges_of(set, resources::count_of_ranges(set));
  const std::optional<ResourceSet> with_owners = resources::with_owners(set, ranges);
  const ResourceSet& complete = with_owners ? *with_owners : set;
  azure::Resources out = with_owners ? resources::read_in_runs(complete, ranges.size(), diagnostics)
                                     : resources::read_ranges(complete, ranges, diagnostics);
  resources::tell_listed_names(complete, out);
  for (const ResourceSet::Gap& gap : set.gaps())
    out.gaps.push_back({gap.what, gap.scope, to_where(gap.place)});
  return out;
}

}  // namespace airtight::input
