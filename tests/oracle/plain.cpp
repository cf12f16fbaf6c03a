#include "oracle/plain.h"

#include <algorithm>

namespace airtight::oracle {
namespace {

constexpr net::PortRange every_port{};

template <class T>
bool is(const azure::Property<T>& property, bool absent) {
  return property.known() != nullptr ? *property.known() : absent;
}

Side side(const azure::RuleSide& written) {
  Side result;
  for (const net::Prefix& prefix : written.prefixes) result.blocks.push_back(block(prefix));
  result.tags = written.tags;
  for (const azure::ResourceId& id : written.groups) result.groups.push_back(id.key());
  return result;
}

Rule rule(const azure::SecurityRule& written) {
  Rule result;
  result.priority = written.priority;
  result.inbound = written.direction == azure::Direction::inbound;
  result.verdict =
      written.access == azure::Access::allow ? Rule::Verdict::allow : Rule::Verdict::deny;
  result.protocol = written.protocol;
  result.source = side(written.source);
  result.destination = side(written.destination);
  result.source_ports = written.source_ports;
  result.ports = written.destination_ports;
  return result;
}

Rule default_rule(int priority, bool inbound, const char* source, const char* destination,
                  Rule::Verdict verdict) {
  Rule result;
  result.priority = priority;
  result.inbound = inbound;
  result.verdict = verdict;
  result.custom = false;
  result.source.tags = {source};
  result.destination.tags = {destination};
  result.source_ports = {every_port};
  result.ports = {every_port};
  return result;
}

void sort(Rules& rules) {
  std::stable_sort(rules.begin(), rules.end(),
                   [](const Rule& a, const Rule& b) { return a.priority < b.priority; });
}

// N-093, N-094.
Rules with_defaults(const azure::NetworkSecurityGroup& group) {
  Rules rules;
  for (const azure::SecurityRule& written : group.rules) rules.push_back(rule(written));
  using enum Rule::Verdict;
  rules.push_back(default_rule(65000, true, "VirtualNetwork", "VirtualNetwork", allow));
  rules.push_back(default_rule(65001, true, "AzureLoadBalancer", "*", allow));
  rules.push_back(default_rule(65500, true, "*", "*", deny));
  rules.push_back(default_rule(65000, false, "VirtualNetwork", "VirtualNetwork", allow));
  rules.push_back(default_rule(65001, false, "*", "Internet", allow));
  rules.push_back(default_rule(65500, false, "*", "*", deny));
  sort(rules);
  return rules;
}

Next next(azure::RouteNextHop hop) {
  switch (hop) {
    case azure::RouteNextHop::gateway:
      return Next::gateway;
    case azure::RouteNextHop::vnet_local:
      return Next::local;
    case azure::RouteNextHop::internet:
      return Next::internet;
    case azure::RouteNextHop::appliance:
      return Next::device;
    case azure::RouteNextHop::none:
      return Next::none;
  }
  return Next::none;
}

Table table(const azure::RouteTable& written) {
  Table result;
  result.propagates = !written.disable_bgp_propagation;
  for (const azure::UserRoute& route : written.routes) {
    Row row;
    row.block = block(*route.prefix);
    row.next = next(route.next_hop);
    row.origin = Origin::user;
    if (route.next_hop_address) row.device = number(*route.next_hop_address);
    result.rows.push_back(row);
  }
  return result;
}

class Builder {
 public:
  explicit Builder(const azure::Resources& resources)
      : from_(resources), world_(std::make_unique<World>()) {}

  std::unique_ptr<World> build() {
    for (const auto& group : from_.network_security_groups)
      world_->rules[group.id.key()] = with_defaults(group);
    for (const auto& written : from_.route_tables)
      world_->tables[written.id.key()] = table(written);
    admin_rules();
    for (const auto& written : from_.virtual_networks) network(written);
    for (const auto& written : from_.subnets) subnet(written);
    for (const auto& written : from_.peerings) peering(written);
    for (const auto& written : from_.gateways) gateway(written);
    for (const auto& written : from_.network_interfaces) interface(written);
    for (const auto& written : from_.surroundings.appliances) appliance(written);
    for (const auto& written : from_.private_endpoints) endpoint(written);
    for (const auto& written : from_.sites) app(written);
    return std::move(world_);
  }

 private:
  void admin_rules() {
    for (const auto& collection : from_.admin_rule_collections) {
      std::vector<std::string> members;
      for (const auto& group : from_.network_groups) {
        if (std::ranges::find(collection.groups, group.id) == collection.groups.end()) continue;
        for (const auto& member : group.members) members.push_back(member.key());
      }
      Rules rules;
      for (const azure::AdminRule& written : collection.rules) {
        rules.push_back(rule(written.rule));
        using Verdict = Rule::Verdict;
        rules.back().verdict = written.access == azure::AdminAccess::deny ? Verdict::deny
                               : written.access == azure::AdminAccess::allow
                                   ? Verdict::allow
                                   : Verdict::always_allow;
      }
      sort(rules);
      world_->admin.emplace_back(std::move(members), std::move(rules));
    }
  }

  void network(const azure::VirtualNetwork& written) {
    auto result = std::make_unique<Network>();
    result->key = written.id.key();
    result->name = written.name;
    for (const auto& each : written.address_prefixes) result->blocks.push_back(block(each.prefix));
    world_->networks.push_back(std::move(result));
  }

  Network* network_by(const azure::ResourceId& id) {
    for (const auto& each : world_->networks)
      if (each->key == id.key()) return each.get();
    return nullptr;
  }
  const Subnet* subnet_by(const azure::ResourceId& id) {
    for (const auto& each : world_->subnets)
      if (each->key == id.key()) return each.get();
    return nullptr;
  }

  // N-139: the subnets of some services are left alone.
  const Rules* admin_rules_of(const Subnet& subnet) {
    static const std::set<std::string> skipped{"GatewaySubnet", "AzureFirewallSubnet",
                                               "AzureBastionSubnet", "RouteServerSubnet"};
    if (skipped.contains(subnet.name)) return nullptr;
    for (const auto& [members, rules] : world_->admin) {
      for (const std::string& member : members)
        if (member == subnet.key || member == subnet.network->key) return &rules;
    }
    return nullptr;
  }

  void subnet(const azure::Subnet& written) {
    auto result = std::make_unique<Subnet>();
    result->key = written.id.key();
    result->name = written.name;
    result->network = network_by(written.virtual_network);
    result->block = block(written.address_prefixes.front().prefix);
    if (const auto* id = written.network_security_group.known())
      result->rules = &world_->rules.at(id->key());
    if (const auto* id = written.route_table.known()) result->table = &world_->tables.at(id->key());
    if (const auto* policies = written.endpoint_policies.known()) result->policies = *policies;
    if (const auto* outbound = written.default_outbound_access.known())
      result->outbound = *outbound;
    result->translated = written.nat_gateway.known() != nullptr;
    result->admin = admin_rules_of(*result);
    world_->subnets.push_back(std::move(result));
  }

  Peer& peer(Network& of, Network& other) {
    for (Peer& each : of.peers)
      if (each.network == &other) return each;
    return of.peers.emplace_back(Peer{&other, {}, {}});
  }

  void peering(const azure::Peering& written) {
    Network& local = *network_by(written.virtual_network);
    Network& remote = *network_by(written.remote);
    const auto* state = written.state.known();
    const Link link{
        state == nullptr || *state == "Connected", is(written.allow_virtual_network_access, true),
        is(written.allow_forwarded_traffic, false), is(written.allow_gateway_transit, false),
        is(written.use_remote_gateways, false)};
    peer(local, remote).link = link;
    peer(remote, local).back = link;
  }

  void gateway(const azure::VirtualNetworkGateway& written) {
    const Subnet* at = subnet_by(*written.subnet.known());
    Network& network = *at->network;
    if (!network.exit) network.exit = Exit{&network, at, true, {}, {}};
    if (*written.type.known() != azure::GatewayType::vpn) network.exit->vpn_only = false;
    for (const auto& site : from_.surroundings.sites) {
      if (site.gateway_network != network.name) continue;
      Place place;
      for (const auto& prefix : site.prefixes) place.blocks.push_back(block(prefix));
      for (const auto& prefix : site.routes_to_azure) place.routes.push_back(block(prefix));
      network.exit->places.push_back(place);
      for (const auto& prefix : site.advertised) network.exit->learned.push_back(block(prefix));
    }
    for (const auto& route : from_.surroundings.learned_routes)
      if (route.network == network.name) network.exit->learned.push_back(block(route.prefix));
  }

  void interface(const azure::NetworkInterface& written) {
    auto result = std::make_unique<Device>();
    result->key = written.id.key();
    result->subnet = subnet_by(written.subnet);
    for (const net::Ip& ip : written.addresses) result->addresses.push_back(number(ip));
    if (const auto* id = written.network_security_group.known())
      result->rules = &world_->rules.at(id->key());
    for (const auto& id : written.application_groups) result->groups.push_back(id.key());
    result->forwards = written.ip_forwarding;
    result->public_address = written.public_ip.known() != nullptr;
    result->tagged = written.snat_disabled;
    world_->devices.push_back(std::move(result));
  }

  const Subnet* subnet_named(const std::string& path) {
    for (const auto& each : world_->subnets)
      if (each->network->name + "/" + each->name == path) return each.get();
    return nullptr;
  }

  // An appliance of the surroundings is a host, unless an interface has its address.
  void appliance(const azure::SurroundingAppliance& written) {
    const Subnet* at = subnet_named(written.subnet);
    const Address address = number(written.address);
    Device* device = nullptr;
    for (const auto& each : world_->devices) {
      if (each->subnet->network == at->network &&
          std::ranges::find(each->addresses, address) != each->addresses.end())
        device = each.get();
    }
    if (device == nullptr) {
      device = world_->devices.emplace_back(std::make_unique<Device>()).get();
      device->subnet = at;
      device->addresses = {address};
      device->forwards = true;
    }
    if (written.forwards) device->forwards = *written.forwards;
    device->described = written.rules.has_value();
    if (written.rules) device->policy = *written.rules;
    device->translates = written.snat.value_or(false);
  }

  //
  static bool approved(const azure::PrivateEndpoint& written) {
    if (const auto* state = written.state.known())
      return *state == azure::ConnectionState::approved;
    return !written.manual;
  }

  void endpoint(const azure::PrivateEndpoint& written) {
    auto result = std::make_unique<Endpoint>();
    result->key = written.id.key();
    result->subnet = subnet_by(written.subnet);
    result->target = written.target.key();
    for (const auto& service : from_.services)
      if (service.id == written.target) result->type = service.type;
    result->group = written.group_ids.front();
    result->address = number(written.addresses.front());
    result->approved = approved(written);
    for (const auto& id : written.application_groups) result->groups.push_back(id.key());
    world_->endpoints.push_back(std::move(result));
  }

  void app(const azure::Site& written) {
    App result;
    result.key = written.id.key();
    if (const auto* id = written.integration_subnet.known()) result.subnet = subnet_by(*id);
    if (const auto* on = written.route_all.known()) result.property = *on;
    if (const auto* text = written.route_all_setting.known()) result.setting = *text == "1";
    world_->apps.push_back(result);
  }

  const azure::Resources& from_;
  std::unique_ptr<World> world_;
};

}  // namespace

bool Block::has(Address address) const {
  for (int bit = 0; bit < length; ++bit) {
    const Address mask = Address{1} << (31 - bit);
    if ((address & mask) != (base & mask)) return false;
  }
  return true;
}

bool Block::inside(const Block& other) const { return length >= other.length && other.has(base); }

Address number(const net::Ip& ip) { return static_cast<Address>(ip.low); }
Block block(const net::Prefix& prefix) { return {number(prefix.base), prefix.length}; }

const Block* Network::around(Address address) const {
  for (const Block& each : blocks)
    if (each.has(address)) return &each;
  return nullptr;
}

const Device* World::device_at(const Network& network, Address address) const {
  for (const auto& each : devices) {
    if (each->subnet->network != &network) continue;
    for (const Address own : each->addresses)
      if (own == address) return each.get();
  }
  return nullptr;
}

const Endpoint* World::endpoint_at(const Network& network, Address address) const {
  for (const auto& each : endpoints)
    if (each->subnet->network == &network && each->address == address) return each.get();
  return nullptr;
}

const Exit* exit_of(const Network& network) {
  if (network.exit) return &*network.exit;
  for (const Peer& peer : network.peers) {
    if (peer.up() && peer.link->remote && peer.back->transit && peer.network->exit)
      return &*peer.network->exit;
  }
  return nullptr;
}

std::unique_ptr<World> plain(const azure::Resources& resources) {
  return Builder(resources).build();
}

}  // namespace airtight::oracle
