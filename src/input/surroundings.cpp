#include <airtight/base/text.h>
#include <airtight/input/document.h>
#include <airtight/input/members_of.h>
#include <airtight/input/source.h>
#include <airtight/input/surroundings.h>

#include <filesystem>
#include <set>

namespace airtight::input {
namespace {

using azure::SurroundingSite;
using azure::SurroundingWorkload;

constexpr std::string_view schema = "airtight/surroundings/1";

class Reader {
 public:
  Reader(azure::Surroundings& out, Diagnostics& diagnostics)
      : out_(out), diagnostics_(diagnostics) {}

  void read(const Value& root, const std::string& folder) {
    const MembersOf top(
        root,
        {"schema", "workloads", "sites", "dnsServers", "publicNames", "publicNamesComplete",
         "privateLinkElsewhere", "appliances", "routesLearned", "serviceTags"},
        diagnostics_);
    const std::string said = top.text("schema");
    if (!said.empty() && said != schema)
      top.complain(*top.find("schema"), "\"" + std::string(schema) + "\"");
    top.each("workloads", [&](const Value& value) { workload(value); });
    top.each("sites", [&](const Value& value) { site(value); });
    top.each("dnsServers", [&](const Value& value) { server(value); });
    top.each("publicNames", [&](const Value& value) { public_name(value); });
    top.each("appliances", [&](const Value& value) { appliance(value); });
    top.each("routesLearned", [&](const Value& value) { learned(value); });
    out_.public_names_complete = top.boolean("publicNamesComplete").value_or(false);
    out_.private_link_elsewhere = top.names("privateLinkElsewhere");
    const std::string tags = top.text("serviceTags");
    if (!tags.empty())
      out_.service_tags =
          read_service_tags((std::filesystem::path(folder) / tags).string(), diagnostics_);
  }

 private:
  void workload(const Value& value) {
    const MembersOf members(value,
                            {"name", "kind", "subnet", "site", "address", "publicAddress",
                             "dnsServers", "hosts", "proxy", "service", "app", "traffic"},
                            diagnostics_);
    SurroundingWorkload made;
    made.where = members.where();
    made.name = members.text("name", true);
    const auto kind =
        members.word("kind", {"vm", "ci-runner", "on-premises", "user", "managed-service"});
    made.kind = static_cast<SurroundingWorkload::Kind>(kind.value_or(0));
    made.subnet = members.text("subnet");
    made.site = members.text("site");
    made.address = members.ip("address");
    made.public_address = members.ip("publicAddress");
    made.dns_servers = members.ips("dnsServers");
    made.service = members.text("service");
    made.app = members.text("app");
    made.traffic = members.text("traffic");
    if (const Value* hosts = members.find("hosts")) read_hosts(*hosts, members, made);
    if (const Value* proxy = members.find("proxy")) made.proxy = read_proxy(*proxy);
    out_.workloads.push_back(std::move(made));
  }

  void read_hosts(const Value& hosts, const MembersOf& members, SurroundingWorkload& made) {
    if (hosts.object() == nullptr) {
      members.complain(hosts, "an object of names and addresses");
      return;
    }
    for (const Member& entry : *hosts.object()) {
      const auto name = net::parse_dns_name(entry.key);
      const auto ip =
          entry.value.string() == nullptr ? fail("") : net::parse_ip(*entry.value.string());
      if (name && ip) {
        made.hosts[*name] = *ip;
      } else {
        members.complain(entry.value, "an IP address for a DNS name");
      }
    }
  }

  azure::Proxy read_proxy(const Value& value) {
    const MembersOf members(value, {"host", "resolvesFrom", "bypass"}, diagnostics_);
    return {members.text("host", true), members.text("resolvesFrom"), members.texts("bypass")};
  }

  void site(const Value& value) {
    const MembersOf members(
        value, {"name", "prefixes", "publicAddress", "dnsServers", "connection"}, diagnostics_);
    SurroundingSite made;
    made.where = members.where();
    made.name = members.text("name", true);
    made.prefixes = members.prefixes("prefixes");
    made.public_address = members.ip("publicAddress");
    made.dns_servers = members.ips("dnsServers");
    if (const Value* connection = members.find("connection")) {
      const MembersOf link(*connection,
                           {"kind", "gatewayVirtualNetwork", "advertised", "routesToAzure"},
                           diagnostics_);
      const auto kind = link.word("kind", {"vpn", "expressroute", "point-to-site"});
      if (kind) made.connection = static_cast<SurroundingSite::Connection>(*kind + 1);
      made.gateway_network = link.text("gatewayVirtualNetwork");
      made.advertised = link.prefixes("advertised");
      made.routes_to_azure = link.prefixes("routesToAzure");
    }
    out_.sites.push_back(std::move(made));
  }

  void server(const Value& value) {
    const MembersOf members(
        value, {"address", "subnet", "site", "recursion", "timeoutSeconds", "forwarders", "zones"},
        diagnostics_);
    azure::DnsServer made;
    made.where = members.where();
    made.address = members.ip("address", true).value_or(net::Ip{});
    made.subnet = members.text("subnet");
    made.site = members.text("site");
    made.recursion = members.boolean("recursion").value_or(true);
    if (const auto seconds = members.integer("timeoutSeconds"))
      made.timeout_seconds = static_cast<int>(*seconds);
    members.each("forwarders", [&](const Value& forwarder) {
      const MembersOf entry(forwarder, {"suffix", "to"}, diagnostics_);
      azure::Forwarder read;
      if (entry.text("suffix", true) != ".")
        read.suffix = entry.name("suffix").value_or(net::DnsName{});
      read.to = entry.ips("to");
      if (read.to.empty()) entry.complain(forwarder, "an address at least in \"to\"");
      made.forwarders.push_back(std::move(read));
    });
    members.each("zones", [&](const Value& zone) { made.zones.push_back(server_zone(zone)); });
    out_.dns_servers.push_back(std::move(made));
  }

  azure::ServerZone server_zone(const Value& value) {
    const MembersOf members(value, {"name", "records"}, diagnostics_);
    azure::ServerZone zone;
    zone.zone = members.name("name", true).value_or(net::DnsName{});
    members.each("records", [&](const Value& record) {
      const MembersOf entry(record, {"name", "type", "value"}, diagnostics_);
      const std::string relative = entry.text("name", true);
      azure::ServerRecord read;
      const auto absolute = net::parse_dns_name(
          relative == "@" ? zone.zone.text() : relative + "." + zone.zone.text());
      if (absolute) read.name = *absolute;
      if (!absolute) entry.complain(record, "a DNS name");
      const auto type = entry.word("type", {"A", "AAAA", "CNAME"});
      read.type = type == 0 ? "A" : type == 1 ? "AAAA" : "CNAME";
      if (type == 2) read.target = entry.name("value", true).value_or(net::DnsName{});
      if (type && type != 2) read.address = entry.ip("value", true);
      zone.records.push_back(std::move(read));
    });
    return zone;
  }

  void public_name(const Value& value) {
    const MembersOf members(value, {"name", "type", "value"}, diagnostics_);
    azure::PublicName made;
    made.where = members.where();
    made.name = members.name("name", true).value_or(net::DnsName{});
    const auto type = members.word("type", {"CNAME", "A", "NXDOMAIN"});
    if (!type) return;
    made.kind = static_cast<azure::PublicName::Kind>(*type);
    if (made.kind == azure::PublicName::Kind::alias)
      made.target = members.name("value", true).value_or(net::DnsName{});
    if (made.kind == azure::PublicName::Kind::address) made.address = members.ip("value", true);
    out_.public_names.push_back(std::move(made));
  }

  void appliance(const Value& value) {
    const MembersOf members(value, {"address", "subnet", "site", "forwards", "snat", "rules"},
                            diagnostics_);
    azure::SurroundingAppliance made;
    made.where = members.where();
    made.address = members.ip("address", true).value_or(net::Ip{});
    made.subnet = members.text("subnet");
    made.site = members.text("site");
    made.forwards = members.boolean("forwards");
    made.snat = members.boolean("snat");
    if (members.find("rules") != nullptr) {
      made.rules.emplace();
      members.each("rules", [&](const Value& rule) { made.rules->push_back(read_rule(rule)); });
    }
    out_.appliances.push_back(std::move(made));
  }

  azure::ApplianceRule read_rule(const Value& value) {
    const MembersOf members(value, {"action", "source", "destination", "fqdn", "protocol", "ports"},
                            diagnostics_);
    azure::ApplianceRule rule;
    rule.allow = members.word("action", {"allow", "deny"}) == 0;
    rule.source = members.prefix("source");
    rule.destination = members.prefix("destination");
    rule.fqdn = to_lower(members.text("fqdn"));
    if (rule.fqdn == "*") rule.fqdn.clear();
    if (members.find("protocol") != nullptr) {
      const auto word = members.word("protocol", {"tcp", "udp", "icmp", "any"});
      if (word && *word < 3) rule.protocol = static_cast<net::Protocol>(*word);
    }
    members.each("ports", [&](const Value& port) {
      const auto range =
          net::parse_port_range(port.string() != nullptr ? *port.string() : to_json(port));
      if (range) rule.ports.push_back(*range);
      if (!range) members.complain(port, "a port, a range such as 1000-2000, or *");
    });
    return rule;
  }

  void learned(const Value& value) {
    const MembersOf members(value, {"virtualNetwork", "prefix", "from"}, diagnostics_);
    azure::LearnedRoute route;
    route.where = members.where();
    route.network = members.text("virtualNetwork", true);
    if (members.find("from") != nullptr) members.word("from", {"gateway"});
    const auto prefix = members.prefix("prefix");
    if (!prefix) return;
    route.prefix = *prefix;
    out_.learned_routes.push_back(std::move(route));
  }

  azure::Surroundings& out_;
  Diagnostics& diagnostics_;
};

std::optional<Value> read_file(const std::string& path, Diagnostics& diagnostics) {
  const auto source = read_source(path);
  if (source) return read_json_or_yaml(source->text, source->path, diagnostics);
  diagnostics.push_back(
      {Severity::error, source.error().where, source.error().message, source.error().facts});
  return {};
}

}  // namespace

azure::Surroundings read_surroundings(const std::string& path, Diagnostics& diagnostics) {
  azure::Surroundings surroundings;
  const auto root = read_file(path, diagnostics);
  if (root)
    Reader(surroundings, diagnostics)
        .read(*root, std::filesystem::path(path).parent_path().string());
  return surroundings;
}

azure::ServiceTags read_service_tags(const std::string& path, Diagnostics& diagnostics) {
  azure::ServiceTags tags;
  const auto root = read_file(path, diagnostics);
  if (!root) return tags;
  // The file that Microsoft publishes, or what `az network list-service-tags` prints of the same.
  const MembersOf top(*root, {"changeNumber", "cloud", "values", "id", "name", "type", "nextLink"},
                      diagnostics);
  if (const Value* number = top.find("changeNumber")) tags.change_number = to_json(*number);
  top.each("values", [&](const Value& value) {
    const MembersOf tag(value, {"name", "id", "properties", "serviceTagChangeNumber"}, diagnostics);
    const Value* properties = tag.find("properties");
    if (properties == nullptr) return;
    const MembersOf inside(*properties,
                           {"changeNumber", "region", "regionId", "platform", "systemService",
                            "addressPrefixes", "networkFeatures", "state"},
                           diagnostics);
    tags.tags[to_lower(tag.text("name", true))] = inside.prefixes("addressPrefixes");
  });
  return tags;
}

}  // namespace airtight::input
