#include <airtight/report/json.h>

#include "json_parts.h"
#include "rules.h"

// The documents of Network Watcher's questions: its API's words for what it has, and beside them
// why, where in the input, and what is open.

namespace airtight::report {
namespace {

using reach::EffectiveRule;

void add_ids(Json& json, const char* key, const std::vector<azure::ResourceId>& ids) {
  if (ids.empty()) return;
  json[key] = Json::array();
  for (const azure::ResourceId& id : ids) json[key].push_back(id.text());
}

void add_place(Json& json, const verify::Place& place) {
  json["from"] = place.from;
  if (place.at.subnet != nullptr) json["subnet"] = place.at.subnet->id.text();
  if (place.at.interface != nullptr && !place.at.interface->id.empty())
    json["networkInterface"] = place.at.interface->id.text();
  add_ids(json, "otherNetworkInterfaces", place.other_interfaces);
}

Json addresses_of(const std::optional<net::Ip>& ip) {
  Json list = Json::array();
  if (ip) list.push_back(net::to_string(*ip));
  return list;
}

void add_state(Json& json, const verify::RouteRow& row) {
  json["state"] = row.open.settled() ? to_string(row.state) : "Uncertain";
  if (!row.open.settled()) json["nominalState"] = to_string(row.state);
}

void add_row(Json& json, const verify::RouteRow& row) {
  add_text(json, "name", row.route.name);
  json["addressPrefix"] = texts_of(row.prefixes);
  add_text(json, "serviceTag", row.route.tag);
  json["nextHopType"] = row.hop;
  json["nextHopIpAddress"] = addresses_of(row.route.next_hop_address);
  add_text(json, "overriddenBy", row.overridden_by);
  add_text(json, "resource", row.resource.text());
  if (row.route.endpoint != nullptr && row.route.endpoint->predicted) json["predicted"] = true;
  json["facts"] = row.facts;
  report::add_place(json, row.where);
}

Json json_of(const verify::RouteRow& row) {
  Json json{{"source", row.source}};
  add_state(json, row);
  add_row(json, row);
  add_list(json, "assumptions", row.open.assumptions);
  add_list(json, "choices", row.open.choices);
  add_list(json, "unknowns", row.open.unknowns);
  if (!row.forks.empty()) json["forks"] = report::json_of(row.forks, "state", "detail");
  return json;
}

Json json_of(const EffectiveRule& effective, std::string_view access, std::string_view fact,
             const Where& where) {
  const azure::SecurityRule& rule = effective.rule;
  Json json{{"name", rule.name},
            {"priority", rule.priority},
            {"direction", to_string(rule.direction)},
            {"access", access},
            {"protocol", protocol_of(rule)},
            {"sourceAddressPrefixes", parts_of(rule.source)},
            {"sourcePortRanges", texts_of(rule.source_ports)},
            {"destinationAddressPrefixes", parts_of(rule.destination)},
            {"destinationPortRanges", texts_of(rule.destination_ports)}};
  add_list(json, "expandedSourceAddressPrefix", texts_of(effective.source.prefixes));
  add_list(json, "expandedDestinationAddressPrefix", texts_of(effective.destination.prefixes));
  json["default"] = effective.by_default;
  json["facts"] = {fact};
  report::add_place(json, where);
  add_list(json, "unknowns", unknowns_of(effective));
  return json;
}

Json json_of(const reach::EffectiveAdminRule& admin) {
  Json json = json_of(admin.rule, to_string(admin.access), "N-136", admin.rule.rule.where);
  json["collection"] = admin.collection->id.text();
  return json;
}

Json json_of(const verify::EffectiveGroup& group) {
  Json json{{"association",
             group.at == verify::EffectiveGroup::At::subnet ? "Subnet" : "NetworkInterface"},
            {"attachedTo", group.attached_to.text()},
            {"id", group.group.text()}};
  report::add_place(json, group.where);
  json["effectiveSecurityRules"] = Json::array();
  for (const EffectiveRule& rule : group.rules)
    json["effectiveSecurityRules"].push_back(
        json_of(rule, to_string(rule.rule.access), fact_of(rule),
                rule.by_default ? group.where : rule.rule.where));
  return json;
}

// N-136, N-096: who is asked after whom.
Json order_of_evaluation() {
  return {{"inbound", {"adminRules", "Subnet", "NetworkInterface"}},
          {"outbound", {"adminRules", "NetworkInterface", "Subnet"}},
          {"facts", {"N-096", "N-136"}}};
}

void add_exemptions(Json& json, const verify::EffectiveRules& rules) {
  json["platform"] = {{"addresses", {"168.63.129.16", "169.254.169.254"}},
                      {"rules", rules.platform_rules},
                      {"facts", {"N-125"}}};
  if (rules.exempt_from_admin_rules) json["adminRulesExemption"] = {{"facts", {"N-138", "N-139"}}};
  if (rules.has_endpoints && rules.filters_endpoints)
    json["privateEndpoints"] = {{"filtered", *rules.filters_endpoints}, {"facts", {"N-130"}}};
  if (is_bare_public(rules))
    json["publicAddress"] = {{"standardIsClosed", true}, {"facts", {"N-104"}}};
  if (rules.integration) json["inboundRules"] = {{"applied", false}, {"facts", {"N-244"}}};
}

void add_next_hop(Json& json, const verify::NextHop& answer) {
  add_place(json, answer.place);
  json["to"] = net::to_string(answer.to);
  add_text(json, "nextHopType", answer.hop);
  if (answer.address) json["nextHopIpAddress"] = net::to_string(*answer.address);
  if (!answer.hop.empty())
    json["routeTableId"] = answer.table.empty() ? "System Route" : answer.table.text();
  if (answer.route) {
    Json route{{"source", answer.route->source}};
    add_row(route, *answer.route);
    json["route"] = route;
  }
  json["trace"] = report::json_of(answer.trace);
  add_openness(json, answer.open);
  if (!answer.forks.empty())
    json["forks"] = report::json_of(answer.forks, "nextHopType", "nextHopIpAddress");
}

}  // namespace

std::string json_effective_routes(const Preamble& preamble, const verify::EffectiveRoutes& routes) {
  Json json = document(preamble);
  add_place(json, routes.place);
  if (routes.to) json["to"] = net::to_string(*routes.to);
  if (routes.table != nullptr) json["routeTable"] = routes.table->id.text();
  if (routes.place.is_known()) json["disableBgpRoutePropagation"] = !routes.takes_learned;
  json["routes"] = Json::array();
  for (const verify::RouteRow& row : routes.rows) json["routes"].push_back(json_of(row));
  add_openness(json, routes.open);
  return pretty(json);
}

std::string json_effective_nsg(const Preamble& preamble, const verify::EffectiveRules& rules) {
  Json json = document(preamble);
  add_place(json, rules.place);
  if (rules.to) json["to"] = net::to_string(*rules.to);
  json["evaluation"] = order_of_evaluation();
  json["adminRules"] = Json::array();
  for (const reach::EffectiveAdminRule& rule : rules.admin_rules)
    json["adminRules"].push_back(json_of(rule));
  json["networkSecurityGroups"] = Json::array();
  for (const verify::EffectiveGroup& group : rules.groups)
    json["networkSecurityGroups"].push_back(json_of(group));
  add_exemptions(json, rules);
  add_openness(json, rules.open);
  return pretty(json);
}

std::string json_next_hop(const Preamble& preamble, const verify::NextHop& next_hop) {
  Json json = document(preamble);
  add_next_hop(json, next_hop);
  return pretty(json);
}

std::string batch_next_hop(const verify::NextHop& next_hop) {
  Json json;
  add_next_hop(json, next_hop);
  return compact(json);
}

}  // namespace airtight::report
