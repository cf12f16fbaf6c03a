#include "verify/plain_world.h"

#include <random>

namespace airtight::world {
namespace {

class PlainWorld {
 public:
  explicit PlainWorld(std::uint64_t seed) : random_(seed) {}

  Pieces make() {
    const std::size_t networks = 2 + below(3);
    for (std::size_t i = 0; i < networks; ++i) add_network(i);
    for (std::size_t i = 0; i < networks; ++i) {
      for (std::size_t j = 0; j < i; ++j) peer(i, j);
    }
    for (std::size_t i = 0; i < groups; ++i) pieces_.push_back(group(i));
    if (below(3) == 0) {
      for (std::size_t i = 1 + below(2); i > 0; --i) spoil();
    }
    return std::move(pieces_);
  }

 private:
  static constexpr std::size_t groups = 4;

  std::size_t below(std::size_t end) { return random_() % end; }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }

  static std::string name_of(std::size_t network) { return "n" + std::to_string(network); }
  static std::string within(std::size_t network, std::size_t address) {
    return "10." + std::to_string(network) + ".0." + std::to_string(address);
  }

  void add_network(std::size_t number) {
    pieces_.push_back(vnet(name_of(number), {within(number, 0) + "/24"}));
    blocks_.push_back(within(number, 0) + "/24");
    const std::size_t subnets = 1 + below(3);
    for (std::size_t i = 0; i < subnets; ++i) add_subnet(number, i);
  }

  void add_subnet(std::size_t network, std::size_t number) {
    static constexpr std::array lengths{27, 28, 29};
    const std::string path = name_of(network) + "/s" + std::to_string(number);
    const std::size_t first = 64 * number;
    blocks_.push_back(within(network, first) + "/" + std::to_string(one_of(lengths)));
    On on;
    if (below(4) != 0) on.nsg = "g" + std::to_string(below(groups));
    pieces_.push_back(subnet(path, blocks_.back(), on));
    // All three of a /29, sometimes.
    for (std::size_t host = 4; host < 7; ++host) {
      if (below(3) == 0) continue;
      addresses_.push_back(within(network, first + host));
      pieces_.push_back(nic("nic" + std::to_string(addresses_.size()), path, addresses_.back()));
      interfaces_.push_back(pieces_.size() - 1);
    }
  }

  void peer(std::size_t a, std::size_t b) {
    const std::size_t kind = below(8);
    if (kind < 2) return;
    auto there = peering_link(name_of(a), name_of(b), below(2) == 0, kind != 2 || below(2) == 0);
    auto back = peering_link(name_of(b), name_of(a), below(2) == 0, kind != 2 || below(2) == 0);
    if (kind == 3) there.state = known(std::string(below(2) == 0 ? "Initiated" : "Connected"));
    if (kind == 4 && below(3) == 0) back.synced_prefixes = written({"10.77.0.0/24"});
    if (kind == 5 && below(3) == 0) there.allow_virtual_network_access = unknown<bool>("$ACCESS");
    pieces_.push_back(there);
    if (kind != 6 || below(2) == 0) pieces_.push_back(back);
  }

  std::string some_side() {
    static const std::array<std::string, 7> tags{
        "*", "*", "VirtualNetwork", "Internet", "Storage", "AzureLoadBalancer", "VirtualNetwork"};
    switch (below(4)) {
      case 0:
        return one_of(tags);
      case 1:
        return addresses_.empty() ? "*" : one_of(addresses_) + "/32";
      case 2:
        return within(below(4), 32 * below(8)) + "/" + std::to_string(25 + below(5));
      default:
        return one_of(blocks_);
    }
  }

  azure::SecurityRule some_rule(int priority) {
    static constexpr std::array<std::optional<net::Protocol>, 5> protocols{
        std::nullopt, net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp,
        net::Protocol::esp};
    static const std::array<std::string, 6> ports{"*", "443", "0", "0-442", "400-500", "65535"};
    auto result = rule({priority, below(2) == 0 ? out : in, below(2) == 0 ? deny : allow, "*", "*",
                        one_of(ports), one_of(protocols)});
    result.name = "rule" + std::to_string(priority);
    result.source = side(some_side());
    result.destination = side(some_side());
    const auto more = side(below(4) == 0 ? "VirtualNetwork" : one_of(blocks_));
    auto& longer = below(2) == 0 ? result.source : result.destination;
    if (below(3) == 0) {
      longer.prefixes.insert(longer.prefixes.end(), more.prefixes.begin(), more.prefixes.end());
      longer.tags.insert(longer.tags.end(), more.tags.begin(), more.tags.end());
    }
    if (below(4) == 0) result.destination_ports.push_back({net::Port{80}, net::Port{90}});
    return result;
  }

  azure::NetworkSecurityGroup group(std::size_t number) {
    azure::NetworkSecurityGroup result = nsg("g" + std::to_string(number), {});
    for (std::size_t i = below(7); i > 0; --i)
      result.rules.push_back(some_rule(static_cast<int>(4000 - 10 * i)));
    return result;
  }

  template <class T>
  T& some() {
    std::vector<T*> all;
    for (Piece& piece : pieces_) {
      if (T* found = piece.as<T>()) all.push_back(found);
    }
    return *one_of(all);
  }

  // What decides beside rules, routes of networks and complete peerings.
  void spoil() {
    switch (below(18)) {
      case 0:
        pieces_.push_back(table("t", {route(one_of(blocks_), azure::RouteNextHop::none)}));
        some<azure::Subnet>().route_table = known(table_id("t"));
        return;
      case 1:
        some<azure::Subnet>().route_table = unknown<azure::ResourceId>("$TABLE");
        return;
      case 2:
        some<azure::Subnet>().network_security_group = unknown<azure::ResourceId>("$GROUP");
        return;
      case 3:
        some<azure::Subnet>().network_security_group = known(nsg_id("elsewhere"));
        return;
      case 4:
        some<azure::Subnet>().unknown_prefixes = {{"$MORE"}};
        return;
      case 5: {
        const auto kv = vault("kv1", closed_rules());
        pieces_.push_back(kv);
        pieces_.push_back(endpoint("pe1", "n0/s0", kv, "vault", within(0, 5 + below(8))));
        return;
      }
      default:
        spoil_more();
    }
  }

  void spoil_more() {
    switch (below(12)) {
      case 0:
        return spoil_rule(
            [](azure::SecurityRule& each) { each.unknown = {{"whether it is there"}}; });
      case 1:
        return spoil_rule([](azure::SecurityRule& each) {
          each.source_ports = {{net::Port{1}, net::Port{50000}}};
        });
      case 2:
        return spoil_rule([](azure::SecurityRule& each) { each.source.tags = {"NoSuchTag"}; });
      case 3:
        return spoil_rule([](azure::SecurityRule& each) {
          each.source = {};
          each.source.groups = {id("Microsoft.Network/applicationSecurityGroups", "asg")};
        });
      case 4:
        return spoil_interface([](azure::NetworkInterface& each) {
          each.network_security_group = known(nsg_id("g0"));
        });
      case 5:
        pieces_.push_back(public_address("ip1", "203.0.113.9"));
        return spoil_interface(
            [](azure::NetworkInterface& each) { each.public_ip = known(public_id("ip1")); });
      case 6:
        return spoil_interface([](azure::NetworkInterface& each) { each.addresses.clear(); });
      case 7:
        return spoil_interface([&](azure::NetworkInterface& each) {
          if (!each.addresses.empty())
            pieces_.push_back(policy("n0/s0", net::to_string(each.addresses.front()), {}));
        });
      case 8:
        pieces_.push_back(subnet("n0/GatewaySubnet", "10.0.0.224/27"));
        pieces_.push_back(gateway("gw", "n0"));
        return;
      case 9:
        pieces_.push_back(peering_link("n0", "elsewhere"));
        return;
      case 10:
        some<azure::VirtualNetwork>().unknown_prefixes = {{"$SPACE"}};
        return;
      default:
        some<azure::VirtualNetwork>().address_prefixes.push_back(written({"10.1.0.0/16"}).front());
    }
  }

  template <class Change>
  void spoil_rule(const Change& change) {
    auto& rules = some<azure::NetworkSecurityGroup>().rules;
    if (!rules.empty()) change(rules[below(rules.size())]);
  }

  template <class Change>
  void spoil_interface(const Change& change) {
    if (interfaces_.empty()) return;
    const std::size_t which = one_of(interfaces_);
    auto changed = *pieces_[which].as<azure::NetworkInterface>();
    change(changed);
    *pieces_[which].as<azure::NetworkInterface>() = changed;
  }

  std::mt19937_64 random_;
  Pieces pieces_;
  std::vector<std::string> blocks_;
  std::vector<std::string> addresses_;
  std::vector<std::size_t> interfaces_;  // places among the pieces
};

}  // namespace

Pieces plain_world(std::uint64_t seed) { return PlainWorld(seed).make(); }

}  // namespace airtight::world
