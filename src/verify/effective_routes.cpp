#include <airtight/base/text.h>
#include <airtight/verify/effective_routes.h>

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "doubts.h"
#include "open_points.h"
#include "route_types.h"

// The table is made once for each reading, and its rows are then compared across readings: a row
// whose state is not the same in all of them, or that some lack, names the points that change it.

namespace airtight::verify {
namespace {

using reach::Hop;
using reach::Route;
using reach::RouteOrigin;

struct Listed {
  Route route;
  RouteState state = RouteState::active;
  std::string overridden_by;
  std::string by_fact;
};
using Table = std::vector<Listed>;

bool has_prefix(const Route& route) { return route.tag.empty() || route.prefix.length > 0; }

std::string_view source_of(RouteOrigin origin) {
  switch (origin) {
    case RouteOrigin::system:
      return "Default";
    case RouteOrigin::gateway:
      return "VirtualNetworkGateway";
    case RouteOrigin::user:
      return "User";
  }
  return "";
}

std::string in_words(const Route& route) {
  std::string text = std::string(source_of(route.origin)) + " " + to_string(route.prefix);
  if (route.origin == RouteOrigin::user) return text + " " + route.name;
  return route.origin == RouteOrigin::gateway ? text
                                              : text + " " + std::string(to_string(route.hop));
}

void override_by(Listed& listed, const Route& winner, std::string fact) {
  listed.state = RouteState::invalid;
  listed.overridden_by = in_words(winner);
  listed.by_fact = std::move(fact);
}

Listed judge(const Route& route, std::span<const Route> routes, model::Reading& reading) {
  Listed listed{route, RouteState::active, "", ""};
  const Route* winner = reach::overriding(route, routes, reading);
  if (winner == nullptr) return listed;
  const bool equal = winner->prefix == route.prefix;
  override_by(listed, *winner,
              !equal                           ? "N-064"
              : winner->origin == route.origin ? "N-050"
                                               : "N-046");
  return listed;
}

// N-047: a learned route inside a service endpoint's prefixes loses; C-04 for a user route as long.
void judge_against_endpoints(Table& table, std::vector<Listed>& endpoints,
                             model::Reading& reading) {
  for (Listed& listed : table) {
    for (Listed& endpoint : endpoints) {
      const net::Prefix& prefix = endpoint.route.prefix;
      if (!has_prefix(endpoint.route) || listed.state == RouteState::invalid) continue;
      if (listed.route.origin == RouteOrigin::gateway && prefix.contains(listed.route.prefix))
        override_by(listed, endpoint.route, "N-047");
      if (listed.route.origin != RouteOrigin::user || prefix != listed.route.prefix) continue;
      // Of equal length a user route wins only where it always does.
      if (reading.branch(model::Choice::c04_service_endpoint_against_user_route) != 2)
        override_by(listed, endpoint.route, "N-048");
      else
        override_by(endpoint, listed.route, "N-048");
    }
  }
}

// User routes by a service tag whose prefixes no file gives.
void add_tagged(const azure::RouteTable* table, Table& rows) {
  if (table == nullptr) return;
  const auto is_there = [&](const azure::UserRoute& written) {
    return std::ranges::any_of(rows, [&](const Listed& listed) {
      return listed.route.origin == RouteOrigin::user && listed.route.name == written.name;
    });
  };
  std::vector<Listed> tagged;
  for (const azure::UserRoute& written : table->routes) {
    if (!written.prefix && !written.tag.empty() && !is_there(written))
      tagged.push_back({reach::as_route(written), RouteState::active, "", ""});
  }
  rows.insert(rows.end(), tagged.begin(), tagged.end());
}

Table table_of(const model::Network& network, const azure::Subnet& subnet,
               model::Reading& reading) {
  const std::vector<Route> routes = reach::effective_routes(network, subnet, reading);
  Table table;
  for (const Route& route : routes) table.push_back(judge(route, routes, reading));
  std::vector<Listed> endpoints;
  for (Route& route : reach::service_endpoint_routes(network, subnet))
    endpoints.push_back({std::move(route), RouteState::active, "", ""});
  judge_against_endpoints(table, endpoints, reading);
  table.insert(table.end(), endpoints.begin(), endpoints.end());
  add_tagged(reach::route_table_of(network, subnet), table);
  return table;
}

// What makes two rows of different readings the same one.
auto key_of(const Route& route) {
  return std::tuple(route.prefix, route.origin, route.hop, route.next_hop_address, route.name,
                    route.tag, route.endpoint, route.peer);
}
using Key = decltype(key_of(Route{}));

const Listed* find(const Table& table, const Key& key) {
  const auto found = std::ranges::find_if(
      table, [&](const Listed& listed) { return key_of(listed.route) == key; });
  return found == table.end() ? nullptr : &*found;
}

model::Readings<RouteState> states_of(const model::Readings<Table>& tables, const Key& key) {
  model::Readings<RouteState> states;
  for (const auto& branch : tables.branches) {
    const Listed* listed = find(branch.outcome, key);
    states.branches.push_back(
        {branch.points, listed == nullptr ? RouteState::absent : listed->state});
  }
  return states;
}

std::pair<std::string, std::string> describe(RouteState state) {
  return {std::string(to_string(state)), ""};
}

RouteRow joined_row(const model::Network& network, const reach::Attachment& at,
                    const Listed& listed, const model::Readings<Table>& tables) {
  RouteRow row = as_row(network, at, listed.route);
  const auto states = states_of(tables, key_of(listed.route));
  row.state = states.nominal();
  if (row.state == RouteState::invalid) {
    row.overridden_by = listed.overridden_by;
    row.facts.push_back(listed.by_fact);
  }
  OpenPoints points = open_points(states.branches, std::not_equal_to<>());
  for (const azure::UnknownInput& unknown : listed.route.unknown) points.add_unknown(unknown.name);
  row.open = points.list();
  row.forks = forks_of(states.branches, row.open, describe);
  return row;
}

int rank_of(const Route& route) {
  if (route.origin == RouteOrigin::user) return 7;
  switch (route.hop) {
    case Hop::vnet_local:
      return 0;
    case Hop::peering:
      return 1;
    case Hop::gateway:
    case Hop::appliance:
      return 2;
    case Hop::internet:
      return 3;
    case Hop::none:
      return 4;
    case Hop::service_endpoint:
      return 5;
    case Hop::endpoint:
      return 6;
  }
  return 7;
}

// The prefixes of one tag with one next hop are one row, as the platform shows them.
bool belong_together(const RouteRow& a, const RouteRow& b) {
  return !a.route.tag.empty() && a.route.tag == b.route.tag && a.route.name == b.route.name &&
         a.hop == b.hop && a.state == b.state && a.forks == b.forks &&
         a.overridden_by == b.overridden_by;
}

std::vector<RouteRow> in_order(std::vector<RouteRow> rows) {
  std::ranges::stable_sort(rows, {}, [](const RouteRow& row) {
    return std::tuple(rank_of(row.route), row.route.tag, row.route.name, row.route.prefix);
  });
  std::vector<RouteRow> merged;
  for (RouteRow& row : rows) {
    if (!merged.empty() && belong_together(merged.back(), row))
      merged.back().prefixes.push_back(row.route.prefix);
    else
      merged.push_back(std::move(row));
  }
  std::ranges::stable_sort(merged, {}, [](const RouteRow& row) {
    return std::tuple(rank_of(row.route), row.route.prefix, row.route.tag, row.route.name);
  });
  return merged;
}

std::vector<RouteRow> rows_of(const model::Network& network, const reach::Attachment& at,
                              const model::Readings<Table>& tables) {
  std::vector<RouteRow> rows;
  std::set<Key> known;
  for (const auto& branch : tables.branches) {
    for (const Listed& listed : branch.outcome) {
      if (known.insert(key_of(listed.route)).second)
        rows.push_back(joined_row(network, at, listed, tables));
    }
  }
  return in_order(std::move(rows));
}

// a row that only the other branch of an assumption has.
bool is_assumed_away(const RouteRow& row) {
  return row.state == RouteState::absent && row.open.settled();
}

bool may_cover(const RouteRow& row, const net::Ip& ip) {
  if (row.prefixes.empty()) return !net::is_private(ip);  // N-115
  return std::ranges::any_of(row.prefixes, [&](const net::Prefix& p) { return p.contains(ip); });
}

Openness openness_of(const std::vector<RouteRow>& rows,
                     const std::vector<azure::UnknownInput>& unknown) {
  OpenPoints points;
  for (const RouteRow& row : rows) points.add(row.open);
  for (const azure::UnknownInput& each : unknown) points.add_unknown(each.name);
  return points.list();
}

// N-031, N-032, N-039…N-042; a user route is in the table (N-030).
std::string fact_of(const Route& route) {
  if (route.origin == RouteOrigin::user) return "N-030";
  constexpr net::Prefix shared{net::ipv4(100, 64, 0, 0), 10};
  switch (route.hop) {
    case Hop::vnet_local:
    case Hop::internet:
      return "N-031";
    case Hop::none:
      return net::is_private(route.prefix.base) || route.prefix == shared ? "N-031" : "N-032";
    case Hop::peering:
      return "N-039";
    case Hop::endpoint:
      return "N-042";
    case Hop::service_endpoint:
      return "N-041";
    case Hop::gateway:
    case Hop::appliance:
      return "N-040";
  }
  return "";
}

std::string hop_of(const Route& route, const azure::VirtualNetwork& home) {
  // The next hop of a user route, not the route, is what is not known.
  if (!route.unknown.empty() && route.hop == Hop::none) return "Unknown";
  const bool global = route.hop == Hop::peering && !home.location.empty() &&
                      !route.peer->location.empty() && home.location != route.peer->location;
  return global ? "VNetGlobalPeering" : std::string(to_string(route.hop));
}

azure::ResourceId owner_of(const model::Network& network, const reach::Attachment& at,
                           const Route& route) {
  if (route.origin == RouteOrigin::user) return *at.subnet->route_table.known();
  if (route.endpoint != nullptr) return route.endpoint->written->id;
  if (route.gateway != nullptr) return route.gateway->subnet->id;
  if (route.hub != nullptr) return route.hub->written->id;
  if (route.hop == Hop::service_endpoint) return at.subnet->id;
  if (route.hop == Hop::vnet_local) return at.network->id;
  for (const model::Neighbour& neighbour : network.neighbours_of(*at.network)) {
    if (route.peer != nullptr && neighbour.network == route.peer) return neighbour.link->id;
  }
  return {};
}

Where place_of(const reach::Attachment& at, const Route& route) {
  if (route.hop != Hop::vnet_local || route.origin != RouteOrigin::system) return route.where;
  const auto& written = at.network->address_prefixes;
  const auto found = std::ranges::find(written, route.prefix, &azure::WrittenPrefix::prefix);
  return found == written.end() ? route.where : found->where;
}

}  // namespace

std::string_view to_string(RouteState state) {
  switch (state) {
    case RouteState::active:
      return "Active";
    case RouteState::invalid:
      return "Invalid";
    case RouteState::absent:
      return "Absent";
  }
  return "";
}

RouteRow as_row(const model::Network& network, const reach::Attachment& at, const Route& route) {
  RouteRow row;
  row.route = route;
  if (has_prefix(route)) row.prefixes = {route.prefix};
  row.source = source_of(route.origin);
  row.hop = hop_of(route, *at.network);
  row.resource = owner_of(network, at, route);
  row.where = place_of(at, route);
  row.facts = {fact_of(route)};
  return row;
}

EffectiveRoutes effective_routes(const model::Network& network, const Place& place,
                                 const std::optional<net::Ip>& to, const Assumptions& assumptions) {
  EffectiveRoutes result;
  result.place = place;
  result.to = to;
  std::vector<azure::UnknownInput> unknown = place.unknown;
  for (azure::UnknownInput& doubt : doubts(network, place.workload, route_types(place.workload)))
    unknown.push_back(std::move(doubt));
  if (place.is_known()) {
    const azure::Subnet& subnet = *place.at.subnet;
    result.takes_learned = reach::takes_learned_routes(network, subnet);
    result.table = reach::route_table_of(network, subnet);
    const auto tables =
        model::explore([&](model::Reading& reading) { return table_of(network, subnet, reading); },
                       reading_under(assumptions));
    result.rows = rows_of(network, place.at, tables);
    if (!tables.complete) unknown.push_back({std::string(too_many_points)});
    for (azure::UnknownInput& unseen : reach::unseen_routes(network, subnet))
      unknown.push_back(std::move(unseen));
  }
  result.open = openness_of(result.rows, unknown);
  std::erase_if(result.rows, is_assumed_away);
  if (to) std::erase_if(result.rows, [&](const RouteRow& row) { return !may_cover(row, *to); });
  return result;
}

}  // namespace airtight::verify
