#include <airtight/base/text.h>
#include <airtight/report/inventory.h>

#include <map>

#include "json_parts.h"
#include "palette.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using azure::ResourceId;

std::vector<std::string> texts(const std::vector<azure::WrittenPrefix>& prefixes) {
  std::vector<std::string> list;
  for (const azure::WrittenPrefix& each : prefixes) list.push_back(net::to_string(each.prefix));
  return list;
}

std::vector<std::string> texts(const std::vector<net::Ip>& addresses) {
  std::vector<std::string> list;
  for (const net::Ip& each : addresses) list.push_back(net::to_string(each));
  return list;
}

std::vector<std::string> servers_of(const azure::VirtualNetwork& network) {
  if (network.dns_servers.unknown() != nullptr) return {"unknown"};
  const auto* servers = network.dns_servers.known();
  return servers == nullptr ? std::vector<std::string>{} : texts(*servers);
}

void add_id(Json& json, const char* key, const azure::Property<ResourceId>& id) {
  if (const ResourceId* known = id.known()) json[key] = known->text();
  if (id.unknown() != nullptr) json[key] = "unknown";
}

Json json_of(const azure::Subnet& subnet) {
  Json json{{"id", subnet.id.text()}, {"addressPrefixes", texts(subnet.address_prefixes)}};
  add_id(json, "networkSecurityGroup", subnet.network_security_group);
  add_id(json, "routeTable", subnet.route_table);
  add_id(json, "natGateway", subnet.nat_gateway);
  add_list(json, "delegations", subnet.delegations);
  add_list(json, "serviceEndpoints", subnet.service_endpoints);
  return json;
}

Json json_of(const verify::NetworkPart& part) {
  Json json{{"id", part.id.text()}, {"addressPrefixes", Json::array()}};
  if (part.written != nullptr) json["addressPrefixes"] = texts(part.written->address_prefixes);
  if (part.written == nullptr || part.written->external) json["external"] = true;
  if (part.written != nullptr) add_list(json, "dnsServers", servers_of(*part.written));
  json["subnets"] = Json::array();
  for (const azure::Subnet* subnet : part.subnets) json["subnets"].push_back(json_of(*subnet));
  return json;
}

Json json_of(const verify::PeeringSummary& peering) {
  Json json{{"id", peering.written->id.text()},
            {"from", peering.written->virtual_network.text()},
            {"to", peering.written->remote.text()},
            {"up", peering.up}};
  if (const std::string* state = peering.written->state.known()) json["state"] = *state;
  return json;
}

std::string_view word_of(const model::Endpoint& endpoint) {
  using azure::ConnectionState;
  const ConnectionState* state = endpoint.written->state.known();
  if (endpoint.written->state.unknown() != nullptr) return "unknown";
  if (state == nullptr) return endpoint.written->manual ? "Pending" : "Approved";
  switch (*state) {
    case ConnectionState::approved:
      return "Approved";
    case ConnectionState::pending:
      return "Pending";
    case ConnectionState::rejected:
      return "Rejected";
    case ConnectionState::disconnected:
      return "Disconnected";
  }
  return "unknown";
}

Json json_of(const model::Endpoint& endpoint) {
  Json json{{"id", endpoint.written->id.text()},
            {"subnet", endpoint.written->subnet.text()},
            {"target", endpoint.written->target.text()}};
  add_text(json, "groupId", endpoint.group_id);
  json["state"] = word_of(endpoint);
  json["addresses"] = texts(endpoint.addresses);
  json["predicted"] = endpoint.predicted;
  return json;
}

Json json_of(const verify::ZoneSummary& zone, bool readers_complete) {
  Json json{{"id", zone.zone->written->id.text()}, {"names", zone.zone->names.size()}};
  json["links"] = Json::array();
  for (const azure::VirtualNetworkLink* link : zone.links) {
    Json entry{{"id", link->id.text()},
               {"virtualNetwork", link->virtual_network.text()},
               {"completed", link->completed}};
    if (const bool* registers = link->registration_enabled.known())
      entry["registrationEnabled"] = *registers;
    json["links"].push_back(std::move(entry));
  }
  if (!readers_complete) return json;  // absent means unknown
  json["reachedBy"] = Json::array();
  for (const verify::ZoneReader& reader : zone.readers)
    json["reachedBy"].push_back({{"id", reader.id.text()}, {"certain", reader.certain}});
  return json;
}

Json graph_of(const verify::NetworkSummary& summary) {
  Json json;
  json["virtualNetworks"] = Json::array();
  for (const auto& part : summary.networks) json["virtualNetworks"].push_back(json_of(part));
  json["peerings"] = Json::array();
  for (const auto& peering : summary.peerings) json["peerings"].push_back(json_of(peering));
  json["privateEndpoints"] = Json::array();
  for (const auto* endpoint : summary.endpoints)
    json["privateEndpoints"].push_back(json_of(*endpoint));
  json["privateDnsZones"] = Json::array();
  for (const auto& zone : summary.zones)
    json["privateDnsZones"].push_back(json_of(zone, summary.readers_complete));
  return json;
}

std::string title(std::string_view text, bool colour) {
  return "\n" + painted(text, Colour::strong, colour) + "\n";
}

std::string name_of(const ResourceId& id) { return printable(std::string(id.name())); }

std::string in_parentheses(const std::vector<std::string>& parts) {
  return parts.empty() ? "" : " (" + join(parts, "; ") + ")";
}

std::string line_of_subnet(const azure::Subnet& subnet) {
  std::vector<std::string> notes;
  const auto note = [&](const char* word, const azure::Property<ResourceId>& id) {
    if (const ResourceId* known = id.known()) notes.push_back(word + name_of(*known));
    if (id.unknown() != nullptr) notes.push_back(std::string(word) + "unknown");
  };
  note("NSG ", subnet.network_security_group);
  note("routes ", subnet.route_table);
  note("NAT ", subnet.nat_gateway);
  for (const std::string& service : subnet.delegations)
    notes.push_back("delegated to " + printable(service));
  for (const std::string& service : subnet.service_endpoints)
    notes.push_back("endpoint " + printable(service));
  return "    " + printable(subnet.name) + "  " + join(texts(subnet.address_prefixes), ", ") +
         in_parentheses(notes) + "\n";
}

std::string text_of_networks(const verify::NetworkSummary& summary, bool colour) {
  if (summary.networks.empty()) return "";
  std::string text = title("virtual networks", colour);
  for (const verify::NetworkPart& part : summary.networks) {
    const bool outside = part.written == nullptr || part.written->external;
    const auto servers = outside ? std::vector<std::string>{} : servers_of(*part.written);
    text += "  " + name_of(part.id);
    if (part.written != nullptr) text += "  " + join(texts(part.written->address_prefixes), ", ");
    if (outside) text += " (outside the input)";
    if (!servers.empty()) text += " (DNS servers " + join(servers, ", ") + ")";
    text += "\n";
    for (const azure::Subnet* subnet : part.subnets) text += line_of_subnet(*subnet);
  }
  return text;
}

std::string text_of_peerings(const verify::NetworkSummary& summary, bool colour) {
  if (summary.peerings.empty()) return "";
  std::string text = title("peerings", colour);
  for (const verify::PeeringSummary& peering : summary.peerings)
    text += "  " + name_of(peering.written->virtual_network) + " -> " +
            name_of(peering.written->remote) + (peering.up ? "" : " (down)") + "\n";
  return text;
}

std::string text_of_endpoints(const verify::NetworkSummary& summary, bool colour) {
  if (summary.endpoints.empty()) return "";
  std::string text = title("private endpoints", colour);
  for (const model::Endpoint* endpoint : summary.endpoints) {
    const azure::PrivateEndpoint& written = *endpoint->written;
    std::vector<std::string> notes{std::string(word_of(*endpoint))};
    if (endpoint->predicted) notes.emplace_back("addresses predicted");
    text += "  " + printable(written.name) + " -> " + name_of(written.target) +
            (endpoint->group_id.empty() ? "" : "/" + printable(endpoint->group_id)) + " in " +
            name_of(written.subnet.parent()) + "/" + name_of(written.subnet) + "  " +
            join(texts(endpoint->addresses), ", ") + in_parentheses(notes) + "\n";
  }
  return text;
}

std::string text_of_zones(const verify::NetworkSummary& summary, bool colour) {
  if (summary.zones.empty()) return "";
  std::string text = title("private DNS zones", colour);
  for (const verify::ZoneSummary& zone : summary.zones) {
    std::vector<std::string> links;
    for (const azure::VirtualNetworkLink* link : zone.links)
      links.push_back(name_of(link->virtual_network) + (link->completed ? "" : " (not completed)"));
    std::vector<std::string> readers;
    for (const verify::ZoneReader& reader : zone.readers)
      readers.push_back(printable(reader.name) + (reader.certain ? "" : " (not certain)"));
    text += "  " + printable(zone.zone->written->name) +
            "  names: " + std::to_string(zone.zone->names.size()) +
            "; linked to: " + (links.empty() ? "nobody" : join(links, ", ")) + "; answers: " +
            (!summary.readers_complete ? "not asked"
             : readers.empty()         ? "nobody"
                                       : join(readers, ", ")) +
            "\n";
  }
  return text;
}

}  // namespace

std::string json_inventory(const Preamble& preamble, const Inventory& inventory) {
  Json json = document(preamble);
  json["resources"] = Json::array();
  std::map<std::string, int> summary;
  for (const InventoryItem& item : inventory.resources) {
    Json entry{{"id", item.id}, {"type", item.type}, {"where", report::json_of(item.where)}};
    add_list(entry, "deployments", item.deployments);
    json["resources"].push_back(std::move(entry));
    ++summary[item.type];
  }
  json["unknown"] = Json::array();
  for (const InventoryUnknown& unknown : inventory.unknown)
    json["unknown"].push_back({{"what", unknown.what},
                               {"where", report::json_of(unknown.where)},
                               {"mayMatter", unknown.may_matter}});
  json["summary"] = summary;
  json["graph"] = graph_of(inventory.network);
  return pretty(json);
}

std::string text_inventory(const Inventory& inventory, bool colour) {
  std::map<std::string, int> summary;
  for (const InventoryItem& item : inventory.resources) ++summary[item.type];
  std::string text;
  for (const auto& [type, count] : summary)
    text += std::to_string(count) + "  " + printable(type) + "\n";
  const verify::NetworkSummary& network = inventory.network;
  text += text_of_networks(network, colour) + text_of_peerings(network, colour) +
          text_of_endpoints(network, colour) + text_of_zones(network, colour);
  if (!inventory.unknown.empty())
    text += title("not followed or not known; * may change verdicts", colour);
  for (const InventoryUnknown& unknown : inventory.unknown) {
    const std::string place = to_string(unknown.where);
    text += std::string(unknown.may_matter ? "  * " : "    ") +
            (place.empty() ? "" : printable(place) + ": ") + printable(unknown.what) + "\n";
  }
  return text;
}

}  // namespace airtight::report
