#include <airtight/lab/plan.h>

#include <algorithm>

#include "addresses.h"
#include "edge_plan.h"
#include "environment.h"
#include "estate.h"
#include "filters.h"
#include "name_servers.h"
#include "routes.h"

namespace airtight::lab {
namespace {

constexpr const char* internet = "internet";

// What no front end on the Internet has; those of apps' public path and of everybody's (N-230).
const std::vector<net::Prefix> rfc1918{
    {net::ipv4(10, 0, 0, 0), 8}, {net::ipv4(172, 16, 0, 0), 12}, {net::ipv4(192, 168, 0, 0), 16}};
constexpr net::Prefix shared{net::ipv4(100, 64, 0, 0), 10};
constexpr net::Prefix everything{};

class Planner {
 public:
  explicit Planner(const azure::Resources& resources) : estate_(resources, plan_.left_out) {}

  Plan make() {
    plan_.spaces.push_back(
        {.name = internet, .kind = Kind::internet, .name_servers = {public_resolver}});
    for (const Network& each : estate_.networks()) add(each);
    for (const Host& each : estate_.hosts()) add(each);
    connect_hops();
    add_internet();
    add_name_servers(estate_, plan_);
    add_edges(estate_, plan_);
    for (Space& each : plan_.spaces) std::ranges::sort(each.selectors);
    std::ranges::sort(plan_.spaces, {}, &Space::name);
    std::ranges::sort(plan_.links);
    std::ranges::sort(plan_.left_out);
    const auto repeated = std::ranges::unique(plan_.left_out);
    plan_.left_out.erase(repeated.begin(), repeated.end());
    return std::move(plan_);
  }

 private:
  void connect(const std::string& first, const std::string& first_device, const std::string& second,
               const std::string& second_device) {
    plan_.links.push_back({first, first_device, second, second_device});
  }

  static std::string at_internet(std::uint32_t number) { return "i" + std::to_string(number); }

  // N-010: whatever an interface sends is looked up in the table of its subnet. What VnetLocal
  // throws is looked up among the hosts.
  void add(const Network& network) {
    Space space{.name = network.space, .kind = Kind::network, .resource = network.written->id};
    space.forwards = true;
    select(space, "out", 0, network.number);
    connect(network.space, "out", internet, at_internet(network.number));
    for (const Host* host : network.hosts) add(space, network, *host);
    for (const Peer& peer : network.peers) add(space, network, peer);
    add_way_out(space, network);
    add_resolver(space, network);
    space.routes.push_back({.table = network.number, .prefix = everything});
    space.ruleset = ruleset_of(estate_, network);
    plan_.spaces.push_back(std::move(space));
  }

  void add(Space& space, const Network& network, const Host& host) {
    const Sender sender = host.kind == Kind::endpoint ? Sender::endpoint : Sender::host;
    select(space, host.device, 0, table_of(space, network, *host.subnet, sender));
    select(space, host.device, 1, network.number);
    for (const net::Ip& ip : host.addresses)
      space.routes.push_back({network.number, net::host_prefix(ip), Leads::to_device, host.device});
    // What comes back from the Internet goes to whoever sent there.
    space.selectors.push_back({50, "out", host.number, host.number});
    space.routes.push_back({host.number, everything, Leads::to_device, host.device});
    connect(network.space, host.device, host.space, "eth0");
  }

  void add(Space& space, const Network& network, const Peer& peer) {
    if (!peer.up()) return;
    select(space, peer_device(*peer.network), 0, network.number);
    if (network.number < peer.network->number)
      connect(network.space, peer_device(*peer.network), peer.network->space, peer_device(network));
  }

  // N-025: it is next to every interface, in no address space, and no route concerns it. Its own
  // way to public DNS is nobody's in the network.
  void add_resolver(Space& space, const Network& network) {
    const std::uint32_t towards = tables_++;
    space.routes.push_back({towards, everything, Leads::to_device, "dns"});
    for (const Host* host : network.hosts)
      space.selectors.push_back({40, host->device, 0, towards, azure_provided});
    select(space, "dns", 0, network.number);
    Space resolver{.name = resolver_space(network), .kind = Kind::resolver};
    resolver.name_servers = {azure_provided};
    const net::Ip outside = net::advance(net::ipv4(20, 51, 0, 1), resolvers_++);
    const std::string wire = "r" + std::to_string(network.number);
    resolver.addresses = {{"eth0", azure_provided}, {"public", outside}};
    resolver.routes = {{main_table, everything, Leads::to_device, "eth0"},
                       {main_table, net::host_prefix(root_server), Leads::to_device, "public"}};
    connect(space.name, "dns", resolver.name, "eth0");
    connect(resolver.name, "public", internet, wire);
    wires_.push_back({own_table, net::host_prefix(outside), Leads::to_device, wire, 0});
    plan_.spaces.push_back(std::move(resolver));
  }

  // N-040, N-156: a gateway's own namespace, and a link of its own to each network that uses it.
  void add_way_out(Space& space, const Network& network) {
    const Exit* exit = network.way_out();
    if (exit == nullptr) return;
    if (exit->network != &network) {
      select(space, transit_device(*exit->network), 0, network.number);
      connect(network.space, transit_device(*exit->network), exit->network->space,
              transit_device(network));
      return;
    }
    select(space, "gw", 0, table_of(space, network, *exit->subnet, Sender::gateway));
    select(space, "gw", 1, network.number);
    const std::uint32_t towards = tables_++;
    space.routes.push_back({towards, everything, Leads::to_device, "gw"});
    for (const Network& other : estate_.networks()) {
      if (&other != &network && other.way_out() == exit)
        select(space, transit_device(other), 0, towards);
    }
    add_gateway(network, *exit);
  }

  // What comes from a site goes on into the gateway's network. What comes from there is for a site,
  // or for a network that uses the gateway and goes before what was learned (N-047, N-158); what
  // was learned and no site has is for nobody.
  void add_gateway(const Network& network, const Exit& exit) {
    Space space{.name = "gateway/" + network.written->name, .kind = Kind::gateway};
    space.forwards = true;
    connect(network.space, "gw", space.name, "eth0");
    space.routes.push_back(
        {.prefix = everything, .leads = Leads::to_device, .device = "eth0", .preference = 30});
    const std::vector<net::Prefix> behind = blocks_behind(exit);
    for (const net::Prefix& each : behind)
      space.routes.push_back({main_table, each, Leads::to_device, "eth0", 15});
    for (const net::Prefix& each : exit.learned) {
      if (!inside(behind, each)) space.routes.push_back({.prefix = each, .preference = 20});
    }
    const std::uint32_t inwards = tables_++;
    space.routes.push_back({inwards, everything, Leads::to_device, "eth0"});
    std::uint32_t count = 0;
    for (const azure::SurroundingSite* site : exit.sites) {
      const std::string device = "s" + std::to_string(count++);
      select(space, device, 0, inwards);
      for (const net::Prefix& each : site->prefixes)
        space.routes.push_back({main_table, each, Leads::to_device, device, 10});
      add_site(*site, space.name, device);
    }
    plan_.spaces.push_back(std::move(space));
  }

  std::vector<net::Prefix> blocks_behind(const Exit& exit) const {
    std::vector<net::Prefix> blocks;
    for (const Network& each : estate_.networks()) {
      if (each.way_out() == &exit)
        blocks.insert(blocks.end(), each.blocks.begin(), each.blocks.end());
    }
    return blocks;
  }

  static bool inside(const std::vector<net::Prefix>& blocks, const net::Prefix& prefix) {
    return std::ranges::any_of(blocks, [&](const auto& block) { return block.contains(prefix); });
  }

  // Has every address of its prefixes; sends to Azure what it has routes for.
  void add_site(const azure::SurroundingSite& site, const std::string& gateway,
                const std::string& device) {
    Space space{.name = "site/" + site.name, .kind = Kind::site};
    space.name_servers = site.dns_servers;
    if (site.dns_servers.empty()) {  // public DNS, which it asks past Azure
      space.name_servers = {resolver_of_sites};
      space.routes.push_back(
          {main_table, net::host_prefix(resolver_of_sites), Leads::to_device, "pub", 1});
    }
    connect(gateway, device, space.name, "eth0");
    for (const net::Prefix& each : site.prefixes) {
      space.routes.push_back({own_table, each, Leads::to_oneself});
      if (space.addresses.empty()) space.addresses.push_back({"eth0", net::advance(each.base, 4)});
    }
    for (const net::Prefix& each : site.routes_to_azure)
      space.routes.push_back({main_table, each, Leads::to_device, "eth0"});
    const net::Ip outside = site.public_address.value_or(
        net::advance(net::ipv4(20, 48, 0, 0), static_cast<std::uint64_t>(sites_) + 1));
    const std::string wire = "j" + std::to_string(sites_++);
    connect(space.name, "pub", internet, wire);
    space.addresses.push_back({"pub", outside});
    space.routes.push_back({main_table, everything, Leads::to_device, "pub", 100});
    wires_.push_back({own_table, net::host_prefix(outside), Leads::to_device, wire, 0});
    plan_.spaces.push_back(std::move(space));
  }

  void add(const Host& host) {
    Space space{.name = host.space, .kind = host.kind, .resource = host.resource};
    space.forwards = host.forwards;
    if (host.kind != Kind::endpoint) space.name_servers = name_servers_of(host);
    space.hosts = host.hosts;
    if (host.site != nullptr) space.environment = environment_of(estate_.resources(), host);
    for (const net::Ip& ip : host.addresses) space.addresses.push_back({"eth0", ip});
    if (host.site != nullptr)
      add_worker(space, host);
    else
      space.routes.push_back({.prefix = everything, .leads = Leads::to_device, .device = "eth0"});
    space.ruleset = ruleset_of(estate_, host);
    plan_.spaces.push_back(std::move(space));
  }

  // N-230, N-233, N-234: what of an app's own traffic enters its network.
  void add_worker(Space& space, const Host& host) {
    const bool all = host.network != nullptr && routes_all(*host.site);
    if (all) {
      space.routes.push_back({.prefix = everything, .leads = Leads::to_device, .device = "eth0"});
      return;
    }
    connect(host.space, "pub", internet, at_internet(host.number));
    space.addresses.push_back({"pub", public_address_of(estate_, host)});
    space.routes.push_back({.prefix = everything, .leads = Leads::to_device, .device = "pub"});
    std::vector<net::Prefix> absent{shared};
    if (host.network != nullptr) {
      absent.insert(absent.end(), host.network->blocks.begin(), host.network->blocks.end());
      for (const Peer& peer : host.network->peers)
        absent.insert(absent.end(), peer.network->blocks.begin(), peer.network->blocks.end());
    }
    for (const net::Prefix& each : absent) {
      const bool enters = std::ranges::any_of(
          rfc1918, [&](const net::Prefix& block) { return block.contains(each); });
      if (!enters) space.routes.push_back({.prefix = each});
    }
    if (host.network != nullptr)
      space.routes.push_back(
          {main_table, net::host_prefix(azure_provided), Leads::to_device, "eth0", 10});
    for (const net::Prefix& each : rfc1918)
      space.routes.push_back({main_table, each,
                              host.network == nullptr ? Leads::to_nobody : Leads::to_device,
                              host.network == nullptr ? "" : "eth0", 10});
  }

  // What a subnet routes into a peer's appliance arrives by a link of its own.
  void connect_hops() {
    for (const RemoteHop& hop : remote_hops_) {
      const std::string arrival = arrival_device(hop);
      const std::string& there = hop.host->network->space;
      connect(hop.from->space, hop_device(hop), there, arrival);
      select(*std::ranges::find(plan_.spaces, there, &Space::name), arrival, 0, hop.host->number);
    }
  }

  void add_internet() {
    Space& space = *std::ranges::find(plan_.spaces, internet, &Space::name);
    constexpr net::Ip client = net::ipv4(20, 49, 0, 1);
    space.routes.push_back({own_table, everything, Leads::to_oneself, {}, 0, client});
    for (const net::Prefix& each : rfc1918)
      space.routes.push_back({.table = own_table, .prefix = each});
    space.routes.push_back({.table = own_table, .prefix = shared});
    space.addresses.push_back({"lo", client});
    space.routes.insert(space.routes.end(), wires_.begin(), wires_.end());
    for (const Host& host : estate_.hosts()) {
      const bool direct =
          host.site != nullptr && (host.network == nullptr || !routes_all(*host.site));
      const std::string device = at_internet(direct ? host.number : host.network->number);
      space.routes.push_back({own_table, net::host_prefix(public_address_of(estate_, host)),
                              Leads::to_device, device, 0});
    }
  }

  static void select(Space& space, const std::string& device, std::uint32_t order,
                     std::uint32_t table) {
    space.selectors.push_back({100 + order * 100, device, 0, table});
  }

  // The number of a subnet's table in this namespace; made when it is first asked for.
  std::uint32_t table_of(Space& space, const Network& network, const azure::Subnet& subnet,
                         Sender sender) {
    const auto [at, is_new] = numbers_.try_emplace({subnet.id.key(), sender}, tables_);
    if (!is_new) return at->second;
    ++tables_;
    for (Route& route : routes_of(estate_, subnet, network, at->second, sender, remote_hops_))
      space.routes.push_back(std::move(route));
    return at->second;
  }

  Plan plan_;
  Estate estate_;
  std::set<RemoteHop> remote_hops_;
  std::map<std::pair<std::string, Sender>, std::uint32_t> numbers_;
  std::vector<Route> wires_;  // of the Internet, to sites and resolvers
  std::uint32_t sites_ = 0;
  std::uint32_t resolvers_ = 0;
  std::uint32_t tables_ = 100000;
};

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::network:
      return "network";
    case Kind::gateway:
      return "gateway";
    case Kind::machine:
      return "machine";
    case Kind::endpoint:
      return "endpoint";
    case Kind::app:
      return "app";
    case Kind::site:
      return "site";
    case Kind::internet:
      return "internet";
    case Kind::resolver:
      return "resolver";
  }
  return "";
}

Plan plan(const azure::Resources& resources) {
  const azure::Resources complete = with_addresses(resources);
  return Planner(complete).make();
}

const Space* space_named(const Plan& plan, std::string_view name) {
  const Space* found = nullptr;
  for (const Space& each : plan.spaces) {
    if (each.name == name || (!each.resource.empty() && each.resource.text() == name)) return &each;
    const auto slash = each.name.find('/');
    if (slash == std::string::npos || std::string_view(each.name).substr(slash + 1) != name ||
        each.kind == Kind::network || each.kind == Kind::gateway || each.kind == Kind::resolver)
      continue;
    if (found != nullptr) return nullptr;
    found = &each;
  }
  return found;
}

}  // namespace airtight::lab
