#include <airtight/base/text.h>
#include <airtight/reach/next_hop.h>
#include <airtight/reach/reach.h>
#include <airtight/verify/next_hop.h>

#include <algorithm>
#include <set>

#include "doubts.h"
#include "open_points.h"
#include "route_types.h"

namespace airtight::verify {
namespace {

using reach::Workload;

// One reading's decision. `past` is an app's traffic that does not enter the network (N-233).
struct Decision {
  reach::NextHop next;
  bool past = false;
};

bool passes_by(const model::Network& network, const Workload& from, const net::Ip& to,
               model::Reading& reading) {
  if (from.kind != Workload::Kind::app) return false;
  reach::Destination destination;
  destination.ip = to;
  return !reach::enters_integration(network, from, destination, reading);
}

Decision decide(const model::Network& network, const Place& place, const net::Ip& to,
                model::Reading& reading) {
  if (passes_by(network, place.workload, to, reading)) return {{}, true};
  return {reach::next_hop(network, place.at, to, reading), false};
}

std::string hop_of(const model::Network& network, const Place& place, const Decision& decision) {
  if (decision.past) return "Internet";
  if (decision.next.platform) return "Platform";
  if (!decision.next.route) return "None";
  return as_row(network, place.at, *decision.next.route).hop;
}

std::string address_of(const Decision& decision) {
  const auto& route = decision.next.route;
  return route && route->next_hop_address ? to_string(*route->next_hop_address) : "";
}

std::pair<std::string, std::string> describe(const model::Network& network, const Place& place,
                                             const Decision& decision) {
  return {hop_of(network, place, decision),
          decision.past ? "past the network" : address_of(decision)};
}

Step entry_of(const Place& place, const Decision& decision) {
  const azure::Site& site = *place.workload.site;
  if (decision.past)
    return {"entry",
            place.from + " sends it past the network of its integration",
            {"N-230", "N-233"},
            site.id.text(),
            "",
            site.where};
  return {"entry",
          place.from + " enters the network through subnet " + place.at.subnet->name,
          {"N-231", "N-233"},
          site.id.text(),
          "",
          site.integration_subnet.where};
}

Step route_step(const NextHop& answer, const Decision& decision) {
  const azure::Subnet& subnet = *answer.place.at.subnet;
  if (decision.next.platform)
    return {"platform", to_string(answer.to) + " is the platform's own and in no route",
            {"N-025"},  subnet.id.text(),
            "",         subnet.where};
  if (!answer.route)
    return {"route",     "no route covers " + to_string(answer.to), {"N-051"}, subnet.id.text(), "",
            subnet.where};
  const RouteRow& row = *answer.route;
  const bool known = !row.prefixes.empty();
  std::string summary = "route " + (known ? to_string(row.prefixes.front()) : row.route.tag) +
                        " of subnet " + answer.place.at.subnet->name + " leads to " + row.hop;
  if (answer.address) summary += " " + to_string(*answer.address);
  return {"route", std::move(summary), row.facts, row.resource.text(), row.route.name, row.where};
}

void fill(const model::Network& network, const Decision& nominal, NextHop& answer) {
  const Place& place = answer.place;
  answer.hop = hop_of(network, place, nominal);
  if (!nominal.past && nominal.next.route) {
    answer.address = nominal.next.route->next_hop_address;
    answer.route = as_row(network, place.at, *nominal.next.route);
    answer.route->facts.insert(answer.route->facts.end(), {"N-045", "N-046"});
    if (nominal.next.route->origin == reach::RouteOrigin::user)
      answer.table = answer.route->resource;
  }
  if (place.workload.site != nullptr) answer.trace.push_back(entry_of(place, nominal));
  if (!nominal.past) answer.trace.push_back(route_step(answer, nominal));
}

}  // namespace

NextHop next_hop(const model::Network& network, const Place& place, const net::Ip& to,
                 const Assumptions& assumptions) {
  NextHop answer;
  answer.place = place;
  answer.to = to;
  OpenPoints points;
  for (const azure::UnknownInput& unknown : place.unknown) points.add_unknown(unknown.name);
  if (!place.is_known()) {
    answer.open = points.list();
    return answer;
  }
  const auto readings =
      model::explore([&](model::Reading& reading) { return decide(network, place, to, reading); },
                     reading_under(assumptions));
  const auto in_words = [&](const Decision& decision) {
    return describe(network, place, decision);
  };
  points.add(open_points(readings.branches, [&](const Decision& a, const Decision& b) {
    return in_words(a) != in_words(b);
  }));
  for (const auto& branch : readings.branches) {
    if (branch.outcome.next.unseen) points.add_unknown(branch.outcome.next.unseen->name);
  }
  if (!readings.complete) points.add_unknown(std::string(too_many_points));
  // What the platform answers itself does not depend on what the input lacks.
  if (!readings.nominal().next.platform) {
    for (const azure::UnknownInput& doubt :
         doubts(network, place.workload, route_types(place.workload)))
      points.add_unknown(doubt.name);
  }
  answer.open = points.list();
  answer.forks = forks_of(readings.branches, answer.open, in_words);
  fill(network, readings.nominal(), answer);
  return answer;
}

}  // namespace airtight::verify
