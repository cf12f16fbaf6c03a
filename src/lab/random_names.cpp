#include "random_draw.h"

namespace airtight::lab::drawn {
namespace {

void site(Draw& draw, const std::string& name, const std::string& properties) {
  draw.resource("Microsoft.Web/sites", name,
                "\"serverFarmId\":" + quoted(id("Microsoft.Web/serverfarms", "plan")) + properties,
                ",\"kind\":\"app\"");
}

void apps(Draw& draw) {
  draw.resource("Microsoft.Web/serverfarms", "plan", "",
                ",\"sku\":{\"name\":\"P1v3\",\"tier\":\"PremiumV3\",\"capacity\":1}");
  const std::size_t routing = draw.below(3);
  site(draw, "app1",
       ",\"virtualNetworkSubnetId\":" + quoted(child("a", "app")) +
           (routing == 2 ? "" : ",\"vnetRouteAllEnabled\":" + truth(routing == 0)));
  site(draw, "app2", "");
}

void record(Draw& draw, const std::string& type, const std::string& zone) {
  static const Texts owners{"kv1", "st1", "*", "deep.kv2"};
  if (!draw.once_in(3)) return;
  const std::string& owner = draw.one_of(owners);
  const bool alias = zone == "corp.example" && draw.once_in(2);
  const std::string data = alias ? "\"ttl\":10,\"cnameRecord\":{\"cname\":\"kv1.vault.azure.net\"}"
                                 : "\"ttl\":10,\"aRecords\":[{\"ipv4Address\":\"10.77.0.1\"}]";
  const std::string kind = alias ? "CNAME" : "A";
  draw.resource(entry(id(type, zone) + "/" + kind + "/" + owner, type + "/" + kind,
                      zone + "/" + owner, data));
}

// Zones, links, records and zone groups: D sections 1 and 5.
void names(Draw& draw) {
  const Texts zones{"privatelink.vaultcore.azure.net", "privatelink.blob.core.windows.net",
                    "corp.example"};
  const std::string type = "Microsoft.Network/privateDnsZones";
  for (const std::string& zone : zones) {
    draw.resource(type, zone, "");
    for (const Net& net : draw.nets) {
      if (draw.once_in(3)) continue;
      std::string policy;
      if (draw.once_in(4)) policy = ",\"resolutionPolicy\":\"NxDomainRedirect\"";
      draw.resource(entry(
          id(type, zone) + "/virtualNetworkLinks/" + net.name, type + "/virtualNetworkLinks",
          zone + "/" + net.name,
          "\"registrationEnabled\":false,\"virtualNetwork\":" + reference(network_type, net.name) +
              (zone == "corp.example" ? "" : policy)));
    }
    record(draw, type, zone);
  }
  for (const auto& [endpoint, of_vault] : draw.endpoints) {
    if (draw.once_in(5)) continue;
    const std::string& zone = draw.once_in(8) ? draw.one_of(zones) : zones[of_vault ? 0 : 1];
    if (zone == "corp.example") continue;
    draw.resource(
        entry(id("Microsoft.Network/privateEndpoints", endpoint) + "/privateDnsZoneGroups/default",
              "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", endpoint + "/default",
              "\"privateDnsZoneConfigs\":[{\"name\":\"z\",\"properties\":{\"privateDnsZoneId\":" +
                  quoted(id(type, zone)) + "}}]"));
  }
}

}  // namespace

void add_apps(Draw& draw) { apps(draw); }

void add_names(Draw& draw) { names(draw); }

}  // namespace airtight::lab::drawn
