#include <airtight/verify/ways_out.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "cells.h"
#include "port_sets.h"
#include "proving.h"

// What leaves is what arrives somewhere outside: each place outside is a proof of its own that
// nothing gets there, and where it does not hold there is a way out.

namespace airtight::verify {
namespace {

struct Place {
  WayOutKind kind = WayOutKind::internet;
  std::string to;        // as users read it
  std::string question;  // as `prove` takes it
};

// Of an endpoint whose target the input does not have: another tenant's, for all that is known.
std::string name_of(const model::Endpoint& endpoint) {
  return "private endpoint " + endpoint.written->name;
}

std::vector<Place> places(const model::Network& network) {
  std::vector<Place> all{{WayOutKind::internet, "internet", "internet"}};
  for (const model::BackEnd& each : network.back_ends()) {
    const std::string name = display_name(network, each);
    all.push_back({WayOutKind::back_end, name, name});
  }
  for (const model::Endpoint& each : network.endpoints()) {
    if (each.target != nullptr) continue;
    for (const net::Ip& ip : each.addresses)
      all.push_back({WayOutKind::foreign_endpoint, name_of(each), to_string(ip)});
  }
  for (const azure::SurroundingSite& site : network.written().surroundings.sites) {
    for (const net::Prefix& prefix : site.prefixes)
      all.push_back({WayOutKind::site, "on-premises:" + site.name, to_string(prefix)});
  }
  return all;
}

// The tags that rules of the input name, of those that the file lists.
std::set<std::string> tags_named(const model::Network& network) {
  std::set<std::string> tags;
  const auto& file = network.written().surroundings.service_tags;
  if (!file) return tags;
  for (const auto& [name, prefixes] : file->tags) {
    if (network.tag_set(name) != nullptr) tags.insert(name);
  }
  return tags;
}

WayOut way_of(WayOutKind kind, const std::string& to, std::vector<Part> parts) {
  WayOut way;
  way.kind = kind;
  way.to = to;
  way.allowed = port_sets(parts, Judgement::allow);
  way.uncertain = port_sets(parts, Judgement::uncertain);
  way.crossings = crossings_of(parts);
  way.parts = std::move(parts);
  return way;
}

// Adds a place with its ways, or with none where it is proved closed.
class Collector {
 public:
  explicit Collector(WaysOut& result) : result_(result) {}

  void add(WayOutKind kind, const std::string& to, const std::vector<Part>& parts,
           const Openness& open) {
    std::vector<Part> ways;
    std::ranges::copy_if(parts, std::back_inserter(ways), [](const Part& part) {
      return part.verdict.judgement != Judgement::deny;
    });
    if (ways.empty()) {
      if (open.unknowns.empty()) {
        result_.closed.push_back(to);
      } else {
        // Nothing that is known gets there, and what is not known may.
        result_.ways.push_back(way_of(kind, to, {}));
        result_.ways.back().open = open;
      }
      return;
    }
    result_.ways.push_back(way_of(kind, to, std::move(ways)));
    result_.ways.back().open = open;
  }

 private:
  WaysOut& result_;
};

// The part of public space that a tag has; address classes are in a tag with all of them or none.
std::vector<Part> parts_in(const std::vector<Part>& parts, const net::PrefixSet& tag) {
  std::vector<Part> inside;
  std::ranges::copy_if(parts, std::back_inserter(inside), [&](const Part& part) {
    return !part.destinations.empty() && tag.contains(part.destinations.front().first);
  });
  return inside;
}

// Accounts of others behind the service endpoints of the sender's subnet have addresses that the
// input does not say (N-186).
void add_foreign_accounts(const model::Network& network, const reach::Workload& workload,
                          std::set<std::string>& unknowns) {
  const azure::Subnet* subnet = workload.subnet;
  if (subnet == nullptr && workload.site != nullptr) {
    const azure::ResourceId* id = workload.site->integration_subnet.known();
    subnet = id == nullptr ? nullptr : network.subnet(*id);
  }
  if (subnet == nullptr || !subnet->service_endpoint_policies.empty()) return;
  for (const std::string& service : subnet->service_endpoints)
    unknowns.insert("what others have behind service endpoint " + service + " of subnet " +
                    subnet->name);
}

}  // namespace

std::string_view to_string(WayOutKind kind) {
  switch (kind) {
    case WayOutKind::internet:
      return "internet";
    case WayOutKind::service_tag:
      return "service-tag";
    case WayOutKind::back_end:
      return "back-end";
    case WayOutKind::foreign_endpoint:
      return "foreign-endpoint";
    case WayOutKind::site:
      return "site";
  }
  return "";
}

Result<WaysOut> ways_out(const model::Network& network, const std::string& from,
                         const Assumptions& assumptions) {
  const auto workload = sender_named(network, from);
  if (!workload) return tl::unexpected(workload.error());
  WaysOut result;
  result.from = workload->name;
  std::set<std::string> unknowns;
  std::set<std::string> choices;
  std::set<std::string> assumed;
  Collector collector(result);
  Proving proving(network, assumptions);
  for (const Place& place : places(network)) {
    if (place.to == result.from) continue;  // to itself
    const auto proof = proving.ask({{from}, place.question, {}});
    if (!proof) return tl::unexpected(proof.error());
    collector.add(place.kind, place.to, proof->partition, proof->open);
    choices.insert(proof->open.choices.begin(), proof->open.choices.end());
    assumed.insert(proof->open.assumptions.begin(), proof->open.assumptions.end());
    unknowns.insert(proof->open.unknowns.begin(), proof->open.unknowns.end());
    if (place.kind != WayOutKind::internet) continue;
    for (const std::string& tag : tags_named(network))
      collector.add(WayOutKind::service_tag, tag, parts_in(proof->partition, *network.tag_set(tag)),
                    proof->open);
  }
  add_foreign_accounts(network, *workload, unknowns);
  const auto order = [](const WayOut& way) { return std::tie(way.kind, way.to); };
  std::ranges::stable_sort(result.ways, {}, order);
  result.open = {{choices.begin(), choices.end()},
                 {assumed.begin(), assumed.end()},
                 {unknowns.begin(), unknowns.end()}};
  return result;
}

}  // namespace airtight::verify
