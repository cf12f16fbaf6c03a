#include "translate.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace airtight::servers {
namespace {

constexpr const char* azure_provided = "168.63.129.16";
constexpr const char* soa = " 3600 IN SOA ns. hostmaster. 1 3600 600 86400 10\n";

bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

// Public name, privatelink name, required zone and record of one group of one resource: D-108 to
// D-134, as written there. "{}" is the resource's name.
struct Shape {
  const char* type;
  const char* kind;  // of AI services (D-113); empty: any
  const char* group;
  const char* public_name;
  const char* zone;
  const char* record;
};
constexpr const char* vaults = "Microsoft.KeyVault/vaults";
constexpr const char* accounts = "Microsoft.Storage/storageAccounts";
constexpr const char* registries = "Microsoft.ContainerRegistry/registries";
constexpr const char* sites = "Microsoft.Web/sites";
constexpr const char* ai = "Microsoft.CognitiveServices/accounts";
constexpr std::array shapes{
    Shape{vaults, "", "vault", "{}.vault.azure.net", "privatelink.vaultcore.azure.net", "{}"},
    Shape{accounts, "", "blob", "{}.blob.core.windows.net", "privatelink.blob.core.windows.net",
          "{}"},
    Shape{accounts, "", "blob_secondary", "{}-secondary.blob.core.windows.net",
          "privatelink.blob.core.windows.net", "{}-secondary"},
    Shape{accounts, "", "file", "{}.file.core.windows.net", "privatelink.file.core.windows.net",
          "{}"},
    Shape{accounts, "", "dfs", "{}.dfs.core.windows.net", "privatelink.dfs.core.windows.net", "{}"},
    Shape{"Microsoft.Sql/servers", "", "sqlServer", "{}.database.windows.net",
          "privatelink.database.windows.net", "{}"},
    Shape{sites, "", "sites", "{}.azurewebsites.net", "privatelink.azurewebsites.net", "{}"},
    Shape{sites, "", "sites", "{}.scm.azurewebsites.net", "privatelink.azurewebsites.net",
          "{}.scm"},
    Shape{"Microsoft.Search/searchServices", "", "searchService", "{}.search.windows.net",
          "privatelink.search.windows.net", "{}"},
    Shape{"Microsoft.ServiceBus/namespaces", "", "namespace", "{}.servicebus.windows.net",
          "privatelink.servicebus.windows.net", "{}"},
    Shape{registries, "", "registry", "{}.azurecr.io", "privatelink.azurecr.io", "{}"},
    Shape{registries, "", "registry", "{}.westeurope.data.azurecr.io", "privatelink.azurecr.io",
          "{}.westeurope.data"},
    Shape{ai, "OpenAI", "account", "{}.openai.azure.com", "privatelink.openai.azure.com", "{}"},
    Shape{ai, "AIServices", "account", "{}.cognitiveservices.azure.com",
          "privatelink.cognitiveservices.azure.com", "{}"},
    Shape{ai, "AIServices", "account", "{}.openai.azure.com", "privatelink.openai.azure.com", "{}"},
    Shape{ai, "AIServices", "account", "{}.services.ai.azure.com",
          "privatelink.services.ai.azure.com", "{}"},
    Shape{ai, "TextAnalytics", "account", "{}.cognitiveservices.azure.com",
          "privatelink.cognitiveservices.azure.com", "{}"}};

std::string filled(std::string pattern, const std::string& name) {
  const auto at = pattern.find("{}");
  return at == std::string::npos ? pattern : pattern.replace(at, 2, name);
}

// A resource that can have endpoints, of either list.
struct Target {
  azure::ResourceId id;
  std::string name;
  std::string type;
  std::string kind;
  std::vector<std::string> approved_elsewhere;
};

std::vector<Target> targets(const azure::Resources& world) {
  std::vector<Target> found;
  for (const auto& each : world.services)
    found.push_back({each.id, each.name, each.type, each.kind, each.approved_elsewhere});
  for (const auto& each : world.sites)
    found.push_back({each.id, each.name, sites, "", each.approved_elsewhere});
  return found;
}

std::vector<Shape> shapes_of(const Target& target) {
  std::vector<Shape> result;
  for (const Shape& shape : shapes) {
    if (same(shape.type, target.type) && (*shape.kind == 0 || same(shape.kind, target.kind)))
      result.push_back(shape);
  }
  return result;
}

bool approved(const azure::PrivateEndpoint& endpoint) {
  const auto* state = endpoint.state.known();
  return state != nullptr && *state == azure::ConnectionState::approved;
}

bool has_group(const azure::PrivateEndpoint& endpoint, const char* group) {
  return std::ranges::any_of(endpoint.group_ids,
                             [&](const std::string& each) { return same(each, group); });
}

// D-103, D-104: an approved connection of the group, here or elsewhere.
bool has_hop(const azure::Resources& world, const Target& target, const Shape& shape) {
  const bool here = std::ranges::any_of(world.private_endpoints, [&](const auto& endpoint) {
    return endpoint.target == target.id && approved(endpoint) && has_group(endpoint, shape.group);
  });
  return here || std::ranges::any_of(target.approved_elsewhere, [&](const std::string& group) {
           return same(group, shape.group);
         });
}

std::string token_address(std::size_t number) {
  return "198.18." + std::to_string(number / 200) + "." + std::to_string(number % 200 + 1);
}

class PublicMaker {
 public:
  explicit PublicMaker(const azure::Resources& world) : world_(world) {}

  PublicZone make() {
    for (const Target& target : targets(world_)) {
      for (const Shape& shape : shapes_of(target))
        service(filled(shape.public_name, target.name),
                filled(shape.record, target.name) + "." + shape.zone, target.name,
                has_hop(world_, target, shape));
    }
    for (const net::DnsName& name : world_.surroundings.private_link_elsewhere) elsewhere(name);
    for (const azure::PublicName& written : world_.surroundings.public_names) {
      zone_.aliases.erase(written.name.text());  // R-06
      zone_.addresses.erase(written.name.text());
      if (written.kind == azure::PublicName::Kind::alias)
        zone_.aliases[written.name.text()] = written.target.text();
      if (written.address) zone_.addresses[written.name.text()] = net::to_string(*written.address);
    }
    return std::move(zone_);
  }

 private:
  // D-101, D-102. What lies behind the front end's name is the platform's business: one address.
  void service(const std::string& public_name, const std::string& private_name,
               const std::string& token, bool hop) {
    if (hop) zone_.aliases[public_name] = private_name;
    zone_.addresses[hop ? private_name : public_name] = address_of("FRONTEND(" + token + ")");
  }

  // Somebody else's resource: D-101 by the first label.
  void elsewhere(const net::DnsName& name) {
    for (const Shape& shape : shapes) {
      const std::string suffix = std::string(shape.public_name).substr(2);
      if (!name.text().ends_with(suffix)) continue;
      const std::string label = name.text().substr(0, name.text().size() - suffix.size());
      if (label.find('.') != std::string::npos) continue;
      service(name.text(), filled(shape.record, label) + "." + shape.zone, label, true);
      return;
    }
  }

  std::string address_of(const std::string& front_end) {
    const auto found = addresses_.find(front_end);
    if (found != addresses_.end()) return found->second;
    const std::string address = token_address(addresses_.size());
    addresses_[front_end] = address;
    zone_.front_ends[address] = front_end;
    return address;
  }

  const azure::Resources& world_;
  PublicZone zone_;
  std::map<std::string, std::string> addresses_;
};

// Unbound 1.17 takes an empty non-terminal for no closest encloser (RFC 4592 section 3.3.1 does),
// so that "*" answers for what lies below it. In a zone with wildcards it is made a name with a
// record, of a type that nobody asks; in all others it stays empty, and D-013 is Unbound's own.
std::set<std::string> empty_beside_wildcards(const std::set<std::string>& names) {
  std::set<std::string> result;
  if (std::ranges::none_of(names, [](const auto& name) { return name.starts_with('*'); }))
    return {};
  for (std::string name : names) {
    for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.')) {
      name.erase(0, dot + 1);
      if (!names.contains(name)) result.insert(name);
    }
  }
  return result;
}

// A whole Unbound with nothing of its own: what it has no zone for goes where `more` says. Private
// answers are wanted, nothing is kept, and no name is hidden or looked for elsewhere. TTLs are
// therefore not compared; nor is the order of addresses, which Unbound turns.
Daemon unbound(const std::string& name, const std::string& address, const std::string& more) {
  Daemon daemon{Daemon::Program::unbound, name, address, {}, {}};
  daemon.files[name + ".conf"] =
      "server:\n  interface: " + address + "@" + std::to_string(port) +
      "\n"
      "  directory: \"{dir}\"\n  chroot: \"\"\n  username: \"\"\n  pidfile: \"\"\n"
      "  use-syslog: no\n  logfile: \"{dir}/" +
      name +
      ".log\"\n"
      "  module-config: \"iterator\"\n  num-threads: 1\n  do-ip6: no\n"
      "  access-control: 127.0.0.0/8 allow\n  do-not-query-localhost: no\n"
      "  unblock-lan-zones: yes\n  insecure-lan-zones: yes\n"
      "  qname-minimisation: no\n  aggressive-nsec: no\n  harden-below-nxdomain: no\n"
      "  target-fetch-policy: \"0 0 0 0 0\"\n  minimal-responses: no\n"
      "  cache-max-ttl: 0\n  cache-max-negative-ttl: 0\n"
      "  msg-cache-size: 1m\n  rrset-cache-size: 1m\n  key-cache-size: 1m\n"
      "  infra-cache-numhosts: 100\n  outgoing-range: 512\n  num-queries-per-thread: 512\n"
      "remote-control:\n  control-enable: no\n" +
      more;
  daemon.arguments = {"-d", "-c", "{dir}/" + name + ".conf"};
  return daemon;
}

// An authoritative server of one zone.
Daemon nsd(const std::string& name, const std::string& address, const std::string& zone,
           const std::string& text) {
  Daemon daemon{Daemon::Program::nsd, name, address, {}, {"-d", "-c", "{dir}/" + name + ".conf"}};
  const std::string base = "{dir}/" + name;
  daemon.files[name + ".zone"] = text;
  daemon.files[name + ".conf"] =
      "server:\n  ip-address: " + address + "@" + std::to_string(port) +
      "\n  username: \"\"\n  zonesdir: \"{dir}\"\n  database: \"\"\n  xfrdir: \"{dir}\"\n"
      "  pidfile: \"" +
      base + ".pid\"\n  xfrdfile: \"" + base + ".xfrd\"\n  zonelistfile: \"" + base +
      ".list\"\n  logfile: \"" + base +
      ".log\"\n  server-count: 1\n  do-ip6: no\n  rrl-ratelimit: 0\n"
      "remote-control:\n  control-enable: no\n"
      "zone:\n  name: \"" +
      zone + "\"\n  zonefile: \"" + name + ".zone\"\n";
  return daemon;
}

std::string stub(const std::string& zone, const std::string& server) {
  return "stub-zone:\n  name: \"" + zone + "\"\n  stub-addr: " + server + "@" +
         std::to_string(port) + "\n  stub-no-cache: yes\n";
}

std::string forward(const std::string& zone, const std::string& server) {
  return "forward-zone:\n  name: \"" + zone + "\"\n  forward-addr: " + server + "@" +
         std::to_string(port) + "\n  forward-no-cache: yes\n";
}

std::string auth_zone(const std::string& zone, const std::string& file) {
  return "auth-zone:\n  name: \"" + zone + "\"\n  zonefile: \"{dir}/" + file +
         "\"\n  for-upstream: yes\n  for-downstream: no\n  fallback-enabled: no\n";
}

std::string apex(const std::string& zone) { return zone + "." + soa + zone + ". 3600 IN NS ns.\n"; }

std::string line(const std::string& owner, const char* type, const std::string& data) {
  return owner + ". 10 IN " + type + " " + data + "\n";
}

const azure::VirtualNetwork* network_named(const azure::Resources& world, const std::string& name) {
  const auto found = std::ranges::find(world.virtual_networks, name, &azure::VirtualNetwork::name);
  return found == world.virtual_networks.end() ? nullptr : &*found;
}

std::vector<net::Ip> written(const azure::Property<std::vector<net::Ip>>& servers) {
  return servers.known() == nullptr ? std::vector<net::Ip>{} : *servers.known();
}

const azure::PrivateDnsZone* zone_of(const azure::Resources& world,
                                     const azure::VirtualNetworkLink& link) {
  const auto found = std::ranges::find(world.private_dns_zones, link.zone, &azure::Resource::id);
  return found == world.private_dns_zones.end() ? nullptr : &*found;
}

bool redirects(const azure::VirtualNetworkLink& link) {
  const auto* policy = link.resolution_policy.known();
  return policy != nullptr && *policy == azure::ResolutionPolicy::nxdomain_redirect;
}

// The links that count for a network (D-003, D-006).
std::vector<const azure::VirtualNetworkLink*> links_of(const azure::Resources& world,
                                                       const std::string& network) {
  std::vector<const azure::VirtualNetworkLink*> result;
  for (const azure::VirtualNetworkLink& link : world.links) {
    if (link.completed && link.virtual_network.name() == network && zone_of(world, link) != nullptr)
      result.push_back(&link);
  }
  return result;
}

std::string file_of(const azure::PrivateDnsZone& zone) {
  return std::string(zone.id.resource_group()) + "-" + zone.zone.text() + ".zone";
}

// The A records of a zone by relative name; those that groups and machines write come after those
// written by hand.
using Addresses = std::map<std::string, std::set<std::string>>;

// D-152, D-165: an approved endpoint's record in the zone that its service requires, and in no
// other (D-154). Both addresses where two endpoints write (CH-11).
Addresses of_groups(const azure::Resources& world, const azure::PrivateDnsZone& zone) {
  Addresses result;
  for (const azure::ZoneGroup& group : world.zone_groups) {
    if (std::ranges::count(group.zones, zone.id) == 0) continue;
    for (const azure::PrivateEndpoint& endpoint : world.private_endpoints) {
      if (endpoint.id != group.endpoint || !approved(endpoint)) continue;
      for (const Target& target : targets(world)) {
        if (target.id != endpoint.target) continue;
        for (const Shape& shape : shapes_of(target)) {
          if (!has_group(endpoint, shape.group) || zone.zone.text() != shape.zone) continue;
          for (const net::Ip& ip : endpoint.addresses)
            result[filled(shape.record, target.name)].insert(net::to_string(ip));
        }
      }
    }
  }
  return result;
}

// D-025.
Addresses of_machines(const azure::Resources& world, const azure::PrivateDnsZone& zone) {
  Addresses result;
  for (const azure::VirtualNetworkLink& link : world.links) {
    const bool* registers = link.registration_enabled.known();
    if (link.zone != zone.id || !link.completed || registers == nullptr || !*registers) continue;
    for (const azure::VirtualMachine& machine : world.virtual_machines) {
      for (const azure::NetworkInterface& interface : world.network_interfaces) {
        if (machine.network_interfaces.front() != interface.id ||
            interface.subnet.parent() != link.virtual_network)
          continue;
        for (const net::Ip& ip : interface.addresses)
          result[machine.name].insert(net::to_string(ip));
      }
    }
  }
  return result;
}

}  // namespace

PublicZone public_zone(const azure::Resources& world) { return PublicMaker(world).make(); }

Translation::Translation(const azure::Resources& world, std::string block)
    : world_(world), block_(std::move(block)), public_(public_zone(world)) {
  nobody_ = next_address();
  root_ = next_address();
  root_daemon_ = root_daemon();
}

std::string Translation::next_address() { return block_ + std::to_string(++used_); }

Daemon Translation::root_daemon() const {
  std::string zone = std::string(".") + soa + ". 3600 IN NS ns.\n";
  for (const auto& [name, target] : public_.aliases) zone += line(name, "CNAME", target + ".");
  for (const auto& [name, address] : public_.addresses) zone += line(name, "A", address);
  return nsd("root", root_, ".", zone);
}

std::string Translation::public_resolver() {
  if (public_resolver_.empty()) {
    public_resolver_ = next_address();
    daemons_.push_back(unbound("public", public_resolver_, stub(".", root_)));
  }
  return public_resolver_;
}

std::string Translation::zone_file(const azure::PrivateDnsZone& zone) const {
  const std::string& name = zone.zone.text();
  const auto absolute = [&](const std::string& relative) {
    return relative == "@" ? name : relative + "." + name;
  };
  std::string text = apex(name);
  Addresses addresses;
  std::set<std::string> names;
  for (const azure::RecordSet& record : world_.record_sets) {
    if (record.zone != zone.id) continue;
    names.insert(record.relative_name);
    if (record.type == azure::RecordType::cname)
      text += line(absolute(record.relative_name), "CNAME", record.target.text() + ".");
    for (const net::Ip& ip : record.addresses) {
      if (record.type == azure::RecordType::a)
        addresses[record.relative_name].insert(net::to_string(ip));
      else
        text += line(absolute(record.relative_name), "AAAA", net::to_string(ip));
    }
  }
  for (const auto& [relative, machine] : of_machines(world_, zone))
    addresses.emplace(relative, machine);
  for (const auto& [relative, group] : of_groups(world_, zone))
    addresses[relative] = group;  // D-161
  for (const auto& [relative, all] : addresses) {
    names.insert(relative);
    for (const std::string& address : all) text += line(absolute(relative), "A", address);
  }
  for (const std::string& each : empty_beside_wildcards(names))
    text += line(absolute(each), "TXT", "empty");
  return text;
}

// `stubs` are names that go to public DNS whatever the zones say.
Daemon Translation::azure_daemon(const std::string& network, const std::string& name,
                                 const std::string& address,
                                 const std::set<std::string>& stubs) const {
  std::string more = stub(".", root_);
  std::map<std::string, std::string> files;
  for (const azure::VirtualNetworkLink* link : links_of(world_, network)) {
    const azure::PrivateDnsZone& zone = *zone_of(world_, *link);
    more += auth_zone(zone.zone.text(), file_of(zone));
    files[file_of(zone)] = zone_file(zone);
  }
  for (const std::string& each : stubs) more += stub(each, root_);
  Daemon daemon = unbound(name, address, more);
  daemon.files.merge(files);
  return daemon;
}

// D-202: Azure-provided DNS in the context of a network.
std::string Translation::azure_of(const std::string& network) {
  if (network.empty()) return public_resolver();
  const auto found = azure_.find(network);
  if (found != azure_.end()) return found->second;
  std::string address = next_address();
  azure_[network] = address;
  std::set<std::string> zones;
  for (const azure::VirtualNetworkLink* link : links_of(world_, network)) {
    if (redirects(*link)) zones.insert(zone_of(world_, *link)->zone.text());
  }
  if (zones.empty()) {
    daemons_.push_back(azure_daemon(network, network, address, {}));
  } else {
    redirecting_.push_back({azure_daemon(network, network, next_address(), {}), network, zones});
  }
  return address;
}

// Every public name, and every name above one.
std::set<std::string> Translation::candidates() const {
  std::set<std::string> names;
  const auto add = [&](std::string name) {
    for (;;) {
      names.insert(name);
      const auto dot = name.find('.');
      if (dot == std::string::npos) return;
      name.erase(0, dot + 1);
    }
  };
  for (const auto& [name, _] : public_.aliases) add(name);
  for (const auto& [name, _] : public_.addresses) add(name);
  return names;
}

Daemon Translation::second_resolver(const Redirecting& of,
                                    const std::set<std::string>& missing) const {
  return azure_daemon(of.network, of.network + "-second", azure_.at(of.network), missing);
}

// D section 6, ask: who answers at an address for somebody in a context.
std::string Translation::address_of(const net::Ip& server, const Context& context) {
  const std::string text = net::to_string(server);
  if (text == azure_provided) return context.inside_azure ? azure_of(context.network) : nobody_;
  for (const azure::DnsServer& each : world_.surroundings.dns_servers) {
    if (each.address == server) return custom(each);
  }
  for (const azure::InboundEndpoint& each : world_.inbound_endpoints) {
    if (std::ranges::count(each.addresses, server) == 0) continue;
    for (const azure::DnsResolver& resolver : world_.dns_resolvers) {
      if (resolver.id == each.resolver)
        return azure_of(std::string(resolver.virtual_network.name()));
    }
  }
  return text == "8.8.8.8" ? public_resolver() : nobody_;
}

std::vector<std::string> Translation::living(const std::vector<std::string>& servers) const {
  std::vector<std::string> result;
  for (const std::string& each : servers) {
    if (each != nobody_) result.push_back(each);
  }
  return result;
}

const azure::DnsServer* Translation::answering(const std::vector<std::string>& servers) const {
  const auto alive = living(servers);
  for (const azure::DnsServer& each : world_.surroundings.dns_servers) {
    const auto at = custom_.find(net::to_string(each.address));
    if (!alive.empty() && at != custom_.end() && at->second == alive.front()) return &each;
  }
  return nullptr;
}

// D section 6, forwarder.
std::string Translation::custom(const azure::DnsServer& server) {
  const std::string written_at = net::to_string(server.address);
  const auto found = custom_.find(written_at);
  if (found != custom_.end()) return found->second;
  std::string address = next_address();
  custom_[written_at] = address;
  Context context{server.subnet.substr(0, server.subnet.find('/')), !server.subnet.empty()};
  std::vector<std::pair<std::string, std::string>> conditions;
  std::string otherwise;
  for (const azure::Forwarder& each : server.forwarders) {
    const std::string to = address_of(each.to.front(), context);
    if (each.suffix.empty())
      otherwise = to;
    else
      conditions.emplace_back(each.suffix.text(), to);
  }
  const std::string name = "server-" + written_at;
  if (!otherwise.empty() && !conditions.empty()) {
    Daemon daemon{Daemon::Program::dnsmasq, name, address, {}, {}};
    daemon.arguments = {"-k",
                        "-C",
                        "/dev/null",
                        "--port=" + std::to_string(port),
                        "--listen-address=" + address,
                        "--bind-interfaces",
                        "--no-resolv",
                        "--no-hosts",
                        "--no-poll",
                        "--cache-size=0",
                        "--dns-forward-max=2000",
                        "--pid-file=",
                        "--log-facility={dir}/" + name + ".log",
                        "--server=" + otherwise + "#" + std::to_string(port)};
    if (geteuid() == 0) daemon.arguments.emplace_back("--user=root");
    for (const auto& [suffix, to] : conditions)
      daemon.arguments.push_back("--server=/" + suffix + "/" + to + "#" + std::to_string(port));
    daemons_.push_back(std::move(daemon));
    return address;
  }
  std::string more = otherwise.empty() ? stub(".", root_) : forward(".", otherwise);
  for (const auto& [suffix, to] : conditions) more += forward(suffix, to);
  for (const azure::ServerZone& own : server.zones)
    more += forward(own.zone.text(), server_of(own, name));
  daemons_.push_back(unbound(name, address, more));
  return address;
}

// A zone that a custom server has itself is an NSD beside it: in Unbound, forwarding everything
// goes before the zones it has.
std::string Translation::server_of(const azure::ServerZone& own, const std::string& owner) {
  std::string text = apex(own.zone.text());
  for (const azure::ServerRecord& record : own.records)
    text += line(record.name.text(), record.type.c_str(),
                 record.address ? net::to_string(*record.address) : record.target.text() + ".");
  std::string address = next_address();
  daemons_.push_back(nsd(owner + "-" + own.zone.text(), address, own.zone.text(), text));
  return address;
}

// D section 6, effective_dns.
std::vector<std::string> Translation::servers_of(const Vantage& vantage) {
  using enum Vantage::Kind;
  Context context;
  std::vector<net::Ip> servers;
  std::vector<net::Ip> last;
  const auto of_network = [&](const std::string& name) {
    context.network = name;
    if (const auto* network = network_named(world_, name)) servers = written(network->dns_servers);
  };
  if (vantage.kind == network) of_network(vantage.name);
  for (const azure::NetworkInterface& each : world_.network_interfaces) {
    if (vantage.kind != interface || each.name != vantage.name) continue;
    of_network(std::string(each.subnet.parent().name()));
    if (auto own = written(each.dns_servers); !own.empty()) servers = own;  // D-207
  }
  for (const azure::Site& each : world_.sites) {
    if (vantage.kind != app || each.name != vantage.name) continue;
    if (const auto* subnet = each.integration_subnet.known())
      of_network(std::string(subnet->parent().name()));                                    // D-302
    if (auto own = written(each.dns_servers); !own.empty()) servers = own;                 // D-306
    if (const auto* alternative = each.alternative_server.known()) last = {*alternative};  // D-307
  }
  if (vantage.kind == host) {
    context.inside_azure = false;
    for (const azure::SurroundingSite& site : world_.surroundings.sites) servers = site.dns_servers;
    if (servers.empty()) return {public_resolver()};
  }
  std::vector<std::string> result;
  if (servers.empty()) result.push_back(azure_of(context.network));
  for (const net::Ip& each : servers) result.push_back(address_of(each, context));
  for (const net::Ip& each : last) result.push_back(address_of(each, context));
  return result;
}

}  // namespace airtight::servers
