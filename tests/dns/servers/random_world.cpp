#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

#include "model/world.h"
#include "parts.h"

namespace airtight::servers {
namespace {

using azure::RecordType;

constexpr std::array networks{"a", "b", "hub", "c", "d", "e"};
constexpr std::size_t on_default_dns = 3;  // the first of them always are
constexpr const char* azure_dns = "168.63.129.16";
constexpr const char* public_dns = "8.8.8.8";
constexpr const char* nobody = "10.99.0.4";  // no server there
constexpr const char* at_site = "192.168.0.4";

// A type of resource as the worlds have it: the group of its endpoints and the zones of that group.
struct Kind {
  const char* type;
  const char* prefix;
  const char* ai_kind;
  const char* group;
  std::vector<std::string> zones;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"Microsoft.KeyVault/vaults", "kv", "", "vault", {"privatelink.vaultcore.azure.net"}},
      {"Microsoft.Storage/storageAccounts",
       "st",
       "",
       "blob",
       {"privatelink.blob.core.windows.net"}},
      {"Microsoft.Storage/storageAccounts",
       "sf",
       "",
       "file",
       {"privatelink.file.core.windows.net", "privatelink.blob.core.windows.net"}},
      {"Microsoft.Sql/servers", "sql", "", "sqlServer", {"privatelink.database.windows.net"}},
      {"Microsoft.Web/sites", "app", "", "sites", {"privatelink.azurewebsites.net"}},
      {"Microsoft.Search/searchServices",
       "find",
       "",
       "searchService",
       {"privatelink.search.windows.net"}},
      {"Microsoft.ServiceBus/namespaces",
       "bus",
       "",
       "namespace",
       {"privatelink.servicebus.windows.net"}},
      {"Microsoft.ContainerRegistry/registries", "reg", "", "registry", {"privatelink.azurecr.io"}},
      {"Microsoft.CognitiveServices/accounts",
       "oai",
       "OpenAI",
       "account",
       {"privatelink.openai.azure.com", "privatelink.cognitiveservices.azure.com"}},
      {"Microsoft.CognitiveServices/accounts",
       "ai",
       "AIServices",
       "account",
       {"privatelink.cognitiveservices.azure.com", "privatelink.openai.azure.com",
        "privatelink.services.ai.azure.com"}},
      {"Microsoft.CognitiveServices/accounts",
       "txt",
       "TextAnalytics",
       "account",
       {"privatelink.cognitiveservices.azure.com"}}};
  return all;
}

std::string group_of(int copy) { return copy == 0 ? "g" : "g" + std::to_string(copy); }
std::string copy_name(const std::string& zone, int copy) {
  return copy == 0 ? zone : zone + " (copy " + std::to_string(copy) + ")";
}

class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  Parts make() {
    places();
    choose_zones();
    services();
    for (const auto& [zone, copies] : copies_) records_of(zone, copies);
    for (const auto& [zone, copies] : copies_) links_of(zone, copies);
    public_names();
    dns_servers();
    askers();
    return std::move(parts_);
  }

 private:
  std::size_t below(std::size_t count) { return random_() % count; }
  bool once_in(std::size_t count) { return below(count) == 0; }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }
  void say(std::string text, std::function<void(azure::Resources&)> add) {
    parts_.push_back({std::move(text), std::move(add)});
  }
  std::string next_address(const char* block) {
    const int number = ++addresses_[block];
    return block + std::to_string(number / 200 + 1) + "." + std::to_string(number % 200 + 4);
  }
  // In the subnet of a network that has such addresses.
  std::string next_address(const char* block, const std::string& network) {
    const std::string subnet = block + place_of(network) + ".";
    return subnet + std::to_string(++addresses_[subnet] + 3);
  }
  static std::string place_of(const std::string& network) {
    return std::to_string(std::ranges::find(networks, network) - networks.begin());
  }

  void places() {
    for (std::size_t i = 0; i < networks.size(); ++i) {
      const std::string name = networks[i];
      const std::string space = "10." + std::to_string(i + 10) + ".";
      const std::string endpoints = from::endpoint + place_of(name) + ".0/24";
      const std::string machines = from::machine + place_of(name) + ".0/24";
      say("network " + name, [=](azure::Resources& world) {
        world::vnet(world, name, {space + "0.0/16", endpoints, machines});
        world::subnet(world, name, "s", space + "0.0/24");
        world::subnet(world, name, "endpoints", endpoints);
        world::subnet(world, name, "machines", machines);
        world::subnet(world, name, "apps", space + "1.0/24").delegations = {
            "Microsoft.Web/serverFarms"};
      });
    }
    say("the public names are complete",
        [](azure::Resources& world) { world.surroundings.public_names_complete = true; });
  }

  void zone(const std::string& name) {
    const int copies = name.starts_with("privatelink") && once_in(4) ? 2 : 1;
    copies_[name] = copies;
    for (int copy = 0; copy < copies; ++copy) {
      say("zone " + copy_name(name, copy),
          [=](azure::Resources& world) { world::zone(world, name, group_of(copy)); });
    }
  }

  void choose_zones() {
    std::set<std::string> names{"corp.example"};
    for (const Kind& kind : kinds()) {
      for (const std::string& each : kind.zones) {
        if (!once_in(4)) names.insert(each);
      }
    }
    // Children and parents of other zones, public names as zones (D-403), a misspelt one (D-402).
    for (const char* each : {"sub.corp.example", "deep.sub.corp.example", "contoso.com",
                             "int.contoso.com", "vault.azure.net", "kv2.vault.azure.net",
                             "privatelink.vault.azure.net", "scm.privatelink.azurewebsites.net",
                             "data.privatelink.azurecr.io", "database.windows.net"}) {
      if (once_in(3)) names.insert(each);
    }
    for (const std::string& each : names) zone(each);
  }

  // D-003, D-034: each network has at most one copy of a zone.
  void links_of(const std::string& name, int copies) {
    const bool may_redirect = name.find("privatelink") != std::string::npos;  // D-037
    for (const char* network : networks) {
      if (once_in(3)) continue;
      const int copy = static_cast<int>(below(static_cast<std::size_t>(copies)));
      const bool redirects = may_redirect && once_in(3);
      const bool completed = !once_in(12);
      const bool registers = name == "corp.example" && once_in(2);
      say("link of " + copy_name(name, copy) + " to " + network +
              (redirects ? ", NxDomainRedirect" : "") + (completed ? "" : ", not completed") +
              (registers ? ", registers" : ""),
          [=](azure::Resources& world) {
            auto& link = world::link(world, world::zone_id(name, group_of(copy)), network);
            if (redirects)
              link.resolution_policy.value = azure::ResolutionPolicy::nxdomain_redirect;
            link.completed = completed;
            if (registers) link.registration_enabled.value = true;
          });
    }
  }

  void record(const std::string& zone, int copy, const std::string& name, RecordType type,
              const std::string& data) {
    const bool alias = type == RecordType::cname;
    if (!taken_.insert({zone, copy, name, type == RecordType::aaaa}).second) return;
    if (alias && !taken_.insert({zone, copy, name, true}).second) return;
    const char* words = alias ? " CNAME " : type == RecordType::a ? " A " : " AAAA ";
    say("record " + name + words + data + " in " + copy_name(zone, copy),
        [=](azure::Resources& world) {
          world::record(world, world::zone_id(zone, group_of(copy)), name, type, data);
        });
  }
  void address(const std::string& zone, int copy, const std::string& name) {
    record(zone, copy, name, RecordType::a, next_address(from::by_hand));
  }

  std::string alias_target() {
    static const std::vector<std::string> targets{"kv1.vault.azure.net",
                                                  "st1.blob.core.windows.net",
                                                  "app1.azurewebsites.net",
                                                  "www.contoso.com",
                                                  "www.corp.example",
                                                  "db.corp.example",
                                                  "host.sub.corp.example",
                                                  "kv9.privatelink.vaultcore.azure.net",
                                                  "kv1.privatelink.vaultcore.azure.net",
                                                  "nothing.example.net",
                                                  "listed.contoso.com",
                                                  "ent.corp.example"};
    return one_of(targets);
  }

  // Not to a name of the same zone: Unbound 1.17 looks for such a target in that zone alone, where
  // a longer linked one answers for it (D-018). Without the wildcard it does look there.
  void wildcard_alias(const std::string& zone, int copy) {
    const std::string target = alias_target();
    if (!target.ends_with(zone)) record(zone, copy, "*", RecordType::cname, target);
  }

  void records_of(const std::string& name, int copies) {
    for (int copy = 0; copy < copies; ++copy) {
      if (name == "corp.example") aliases_of(name, copy);
      if (once_in(2)) address(name, copy, "www");
      if (once_in(2)) record(name, copy, "db", RecordType::cname, alias_target());
      if (once_in(3)) address(name, copy, "a.ent");
      if (once_in(3)) record(name, copy, "*.w", RecordType::a, next_address(from::wildcard));
      if (once_in(4)) record(name, copy, "*", RecordType::a, next_address(from::wildcard));
      if (once_in(8)) wildcard_alias(name, copy);
      if (once_in(8)) record(name, copy, "*.w2", RecordType::aaaa, "fd00::77");
      if (once_in(4)) record(name, copy, "six", RecordType::aaaa, "fd00::6");
      if (once_in(3)) address(name, copy, "@");
      if (once_in(6)) address(name, copy, "sub");
      if (once_in(6)) address(name, copy, "host.sub");
      if (once_in(8)) address(name, copy, "x.y.z");
      const std::string prefix = prefix_of(name);
      for (int i = 1; i <= 4 && !prefix.empty(); ++i) {
        const std::string resource = prefix + std::to_string(i);
        if (once_in(3)) address(name, copy, resource);
        if (once_in(12)) record(name, copy, resource, RecordType::aaaa, "fd00::a");
        if (prefix == "app" && once_in(3)) address(name, copy, resource + ".scm");
        if (prefix == "reg" && once_in(4)) address(name, copy, resource + ".westeurope.data");
      }
    }
  }

  static std::string prefix_of(const std::string& zone) {
    for (const Kind& kind : kinds()) {
      if (kind.zones.front() == zone) return kind.prefix;
    }
    return zone == "vault.azure.net" ? "kv" : zone == "database.windows.net" ? "sql" : "";
  }

  // Chains, and a ring (D-020).
  void aliases_of(const std::string& zone, int copy) {
    record(zone, copy, "c1", RecordType::cname, "c2.corp.example");
    record(zone, copy, "c2", RecordType::cname, "c3.corp.example");
    record(zone, copy, "c3", RecordType::cname, alias_target());
    if (once_in(2)) record(zone, copy, "ring1", RecordType::cname, "ring2.corp.example");
    if (once_in(2)) record(zone, copy, "ring2", RecordType::cname, "ring1.corp.example");
    record(zone, copy, "out", RecordType::cname, "www.contoso.com");
    if (once_in(2)) address(zone, copy, "vm-nic1");  // a machine's name (D-025)
  }

  void services() {
    for (const Kind& kind : kinds()) {
      const std::size_t count = 1 + below(3);
      for (std::size_t i = 1; i <= count; ++i) service(kind, kind.prefix + std::to_string(i));
    }
  }

  void service(const Kind& kind, const std::string& name) {
    const bool elsewhere = once_in(6);
    const std::string type = kind.type;
    say(type + " " + name + " " + kind.ai_kind + (elsewhere ? " with an endpoint elsewhere" : ""),
        [=](azure::Resources& world) {
          std::vector<std::string>* approved = nullptr;
          if (type == "Microsoft.Web/sites")
            approved = &world::site(world, name).approved_elsewhere;
          else if (*kind.ai_kind != 0)
            approved = &world::ai_account(world, name, kind.ai_kind).approved_elsewhere;
          else
            approved = &world::service(world, type, name).approved_elsewhere;
          if (elsewhere) approved->push_back(kind.group);
        });
    const std::size_t endpoints = once_in(3) ? 0 : once_in(3) ? 2 : 1;
    for (std::size_t i = 0; i < endpoints; ++i) endpoint(kind, name, i);
  }

  void endpoint(const Kind& kind, const std::string& target, std::size_t number) {
    const std::string name = "pe" + std::to_string(number) + "-" + target;
    const std::string network = one_of(networks);
    const std::string at = next_address(from::endpoint, network);
    const auto state = once_in(6)    ? azure::ConnectionState::pending
                       : once_in(12) ? azure::ConnectionState::rejected
                                     : azure::ConnectionState::approved;
    const std::array words{"approved", "pending", "rejected", "disconnected"};
    const std::string type = kind.type;
    const std::string group = kind.group;
    say("endpoint " + name + " in " + network + " at " + at + ", " +
            words[static_cast<std::size_t>(state)],
        [=](azure::Resources& world) {
          world::endpoint(world, name, world::subnet_id(network, "endpoints"),
                          world::id(type, target), group, {at})
              .state.value = state;
        });
    if (once_in(5)) return;  // D-160
    std::vector<azure::ResourceId> zones;
    std::string text;
    for (const std::string& each : kind.zones) {
      const auto copies = copies_.find(each);
      if (copies == copies_.end() || once_in(6)) continue;
      const int copy = static_cast<int>(below(static_cast<std::size_t>(copies->second)));
      zones.push_back(world::zone_id(each, group_of(copy)));
      text += " " + copy_name(each, copy);
    }
    say("zone group of " + name + ":" + text,
        [=](azure::Resources& world) { world::zone_group(world, name, zones); });
  }

  void public_name(const std::string& name, azure::PublicName::Kind kind, const std::string& data) {
    using enum azure::PublicName::Kind;
    say("public name " + name + " " + (kind == nxdomain ? "does not exist" : data),
        [=](azure::Resources& world) {
          azure::PublicName made;
          made.name = world::dns(name);
          made.kind = kind;
          if (kind == alias) made.target = world::dns(data);
          if (kind == address) made.address = world::ip(data);
          world.surroundings.public_names.push_back(made);
        });
  }

  void public_names() {
    using enum azure::PublicName::Kind;
    public_name("www.contoso.com", address, "192.0.2.80");
    public_name("contoso.com", address, "192.0.2.81");
    public_name("listed.contoso.com", alias, "sql1.database.windows.net");
    public_name("shop.contoso.com", alias, "app1.azurewebsites.net");
    public_name("far.contoso.com", alias, "shop.contoso.com");
    public_name("inside.contoso.com", alias, "www.corp.example");
    public_name("gone.contoso.com", nxdomain, "");
    public_name("dangling.contoso.com", alias, "nothing.example.net");
    public_name("fog.database.windows.net", alias, "sql1.database.windows.net");  // D-120
    public_name("a.deep.tree.example.org", address, "192.0.2.90");
    for (const char* name : {"kv9.vault.azure.net", "st9.blob.core.windows.net",
                             "app9.azurewebsites.net", "app9.scm.azurewebsites.net"}) {
      say(std::string("endpoint elsewhere ") + name, [=](azure::Resources& world) {
        world.surroundings.private_link_elsewhere.push_back(world::dns(name));
      });
    }
  }

  using Forwards = std::vector<std::pair<std::string, std::string>>;

  void server(const std::string& at, const std::string& subnet, const std::string& site,
              const Forwards& forwards, bool own_zone) {
    std::string text = "DNS server " + at + " in " + (site.empty() ? subnet : site) + ":";
    for (const auto& [suffix, to] : forwards) {
      text += " ";
      text += suffix.empty() ? "." : suffix;
      text += " to " + to;
    }
    if (own_zone) text += " with the zone own.example";
    say(text, [=](azure::Resources& world) {
      azure::DnsServer made;
      made.address = world::ip(at);
      made.subnet = subnet;
      made.site = site;
      for (const auto& [suffix, to] : forwards)
        made.forwarders.push_back(
            {suffix.empty() ? net::DnsName{} : world::dns(suffix), {world::ip(to)}});
      if (own_zone) made.zones.push_back(zone_of_server());
      world.surroundings.dns_servers.push_back(made);
    });
  }

  static azure::ServerZone zone_of_server() {
    azure::ServerZone own{world::dns("own.example"), {}};
    const auto add = [&](const char* name, const char* type, const char* ip, const char* target) {
      azure::ServerRecord record{world::dns(name), type, {}, {}};
      if (*ip != 0) record.address = world::ip(ip);
      if (*target != 0) record.target = world::dns(target);
      own.records.push_back(record);
    };
    add("printer.own.example", "A", "172.16.0.9", "");
    add("printer.own.example", "A", "172.16.0.10", "");
    add("a.ent.own.example", "A", "172.16.0.11", "");
    add("six.own.example", "AAAA", "fd00::9", "");
    add("vault.own.example", "CNAME", "", "kv1.vault.azure.net");
    add("web.own.example", "CNAME", "", "shop.contoso.com");
    return own;
  }

  // One of each sort of D sections 3.2 to 3.4: a plain forwarder, one with conditions, one that
  // starts at the root, one with a zone of its own, one on-premises, an inbound endpoint.
  void dns_servers() {
    static const std::array homes{"a/s", "b/s", "hub/s"};
    static const std::vector<std::string> suffixes{
        "vault.azure.net",      "blob.core.windows.net",
        "azurewebsites.net",    "privatelink.vaultcore.azure.net",
        "corp.example",         "sub.corp.example",
        "database.windows.net", "contoso.com"};
    const auto conditions = [&](const char* to, std::size_t first) {
      Forwards forwards;
      for (std::size_t i = first; i < suffixes.size(); ++i) {
        if (once_in(2)) forwards.emplace_back(suffixes[i], to);
      }
      return forwards;
    };
    say("inbound endpoint 10.12.0.20 of hub", [](azure::Resources& world) {
      const auto resolver = world::id("Microsoft.Network/dnsResolvers", "resolver");
      world::add(world.dns_resolvers, resolver, "resolver").virtual_network = world::vnet_id("hub");
      auto& inbound = world::add(world.inbound_endpoints, resolver.child("inboundEndpoints", "in"),
                                 "resolver/in");
      inbound.resolver = resolver;
      inbound.subnet = world::subnet_id("hub", "s");
      inbound.addresses = {world::ip("10.12.0.20")};
    });
    server("10.0.0.10", one_of(homes), "", {{"", azure_dns}}, false);
    auto conditional = conditions(azure_dns, 0);
    conditional.emplace_back("", public_dns);
    server("10.0.0.11", one_of(homes), "", conditional, false);
    server("10.0.0.12", one_of(homes), "", conditions(azure_dns, 0), false);
    server("10.0.0.13", one_of(homes), "", {{"", once_in(2) ? azure_dns : "10.0.0.10"}}, true);
    say("site hq", [](azure::Resources& world) {
      azure::SurroundingSite site;
      site.name = "hq";
      site.prefixes = {net::parse_prefix("192.168.0.0/24").value()};
      site.dns_servers = {world::ip(at_site)};
      world.surroundings.sites.push_back(site);
    });
    auto on_premises = conditions("10.12.0.20", 0);
    on_premises.emplace_back("", public_dns);
    server(at_site, "", "hq", on_premises, false);
  }

  std::vector<std::string> some_servers() {
    static const std::array servers{"10.0.0.10", "10.0.0.11",  "10.0.0.12", "10.0.0.13",
                                    azure_dns,   "10.12.0.20", public_dns};
    std::vector<std::string> list;
    if (once_in(4)) list.emplace_back(nobody);
    list.emplace_back(one_of(servers));
    if (once_in(3)) list.emplace_back(one_of(servers));  // never asked (D-208)
    return list;
  }

  static std::string in_words(const std::vector<std::string>& servers) {
    std::string text;
    for (const std::string& each : servers) text += " " + each;
    return text.empty() ? " none" : text;
  }

  void askers() {
    for (std::size_t i = on_default_dns; i < networks.size(); ++i) {
      const std::string network = networks[i];
      const auto servers = some_servers();
      say("DNS servers of " + network + ":" + in_words(servers), [=](azure::Resources& world) {
        for (auto& each : world.virtual_networks) {
          if (each.name == network) each.dns_servers.value = world::ips(servers);
        }
      });
    }
    interface("nic1", "a", {});
    interface("nic2", one_of(networks), {nobody, "10.0.0.13"});
    interface("nic3", one_of(networks), {});
    app("web1", one_of(networks), {});
    app("web2", one_of(networks), some_servers());
    app("web3", "", {});
    say("host desk at hq", [](azure::Resources& world) {
      azure::SurroundingWorkload host;
      host.name = "desk";
      host.kind = azure::SurroundingWorkload::Kind::on_premises;
      host.site = "hq";
      world.surroundings.workloads.push_back(host);
    });
  }

  void interface(const std::string& name, const std::string& network,
                 const std::vector<std::string>& servers) {
    const std::string at = next_address(from::machine, network);
    say("machine vm-" + name + " at " + at + " in " + network +
            ", DNS servers:" + in_words(servers),
        [=](azure::Resources& world) {
          auto& made = world::nic(world, name, world::subnet_id(network, "machines"), {at});
          if (!servers.empty()) made.dns_servers.value = world::ips(servers);
          world::machine(world, "vm-" + name, name);
        });
  }

  void app(const std::string& name, const std::string& network,
           const std::vector<std::string>& servers) {
    const bool alternative = once_in(3);
    say("app " + name + " in " + (network.empty() ? "no network" : network) +
            ", DNS servers:" + in_words(servers) + (alternative ? ", then 10.0.0.10" : ""),
        [=](azure::Resources& world) {
          auto& site = world::site(
              world, name,
              network.empty() ? azure::ResourceId{} : world::subnet_id(network, "apps"));
          if (!servers.empty()) site.dns_servers.value = world::ips(servers);
          if (alternative) site.alternative_server.value = world::ip("10.0.0.10");
        });
  }

  std::mt19937 random_;
  Parts parts_;
  std::map<std::string, int> copies_;
  std::map<std::string, int> addresses_;
  std::set<std::tuple<std::string, int, std::string, bool>> taken_;
};

}  // namespace

azure::Resources resources(const Parts& parts) {
  azure::Resources world;
  for (const Part& part : parts) part.add(world);
  return world::in_order(std::move(world));
}

Parts random_world(std::uint32_t seed) { return Maker(seed).make(); }

std::string to_string(const Vantage& vantage) {
  constexpr std::array words{"network ", "interface ", "app ", "host ", "the Internet"};
  return words[static_cast<std::size_t>(vantage.kind)] + vantage.name;
}

std::vector<Vantage> vantages(const azure::Resources& world) {
  using enum Vantage::Kind;
  std::vector<Vantage> result{{internet, ""}};
  for (const auto& each : world.virtual_networks) result.push_back({network, each.name});
  for (const auto& each : world.network_interfaces) result.push_back({interface, each.name});
  for (const auto& each : world.sites) {
    if (each.name.starts_with("web")) result.push_back({app, each.name});
  }
  for (const auto& each : world.surroundings.workloads) result.push_back({host, each.name});
  return result;
}

}  // namespace airtight::servers
