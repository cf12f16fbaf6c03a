#pragma once

#include <airtight/reach/effective_routes.h>
#include <airtight/verify/fork.h>
#include <airtight/verify/path.h>
#include <airtight/verify/place.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::verify {

enum class RouteState { active, invalid, absent };

std::string_view to_string(RouteState state);  // "Active", "Invalid", "Absent"

// One row as Network Watcher shows it, in the words of its API, and why it is so.
struct RouteRow {
  reach::Route route;                 // of several prefixes the first one's
  std::vector<net::Prefix> prefixes;  // several of a service tag; none where no file gives them
  std::string source;                 // "Default", "User", "VirtualNetworkGateway"
  std::string hop;                    // "VnetLocal", "VNetGlobalPeering", …
  azure::ResourceId resource;         // whose route it is: a table, a peering, an endpoint, …
  Where where;
  RouteState state = RouteState::active;  // in the nominal reading
  std::string overridden_by;              // of an Invalid one
  std::vector<std::string> facts;
  Openness open;            // what its being there, or its state, hangs on
  std::vector<Fork> forks;  // its state by the branches of these
};

// The effective routes of a place (N-030): Default ones first, then what a gateway learned, then
// user routes. `open` has what the rows hang on and what may add rows; it is settled where the
// table is as certain as the platform's documentation.
struct EffectiveRoutes {
  Place place;
  bool takes_learned = true;  // false: the table disables gateway route propagation (N-043)
  const azure::RouteTable* table = nullptr;
  std::optional<net::Ip> to;  // only the rows that cover it
  std::vector<RouteRow> rows;
  Openness open;
};

EffectiveRoutes effective_routes(const model::Network& network, const Place& place,
                                 const std::optional<net::Ip>& to, const Assumptions& assumptions);

// One route as a row, without anything about its state.
RouteRow as_row(const model::Network& network, const reach::Attachment& at,
                const reach::Route& route);

}  // namespace airtight::verify
