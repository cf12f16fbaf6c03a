#include "oracle/random_world.h"

#include <algorithm>
#include <array>
#include <string>

namespace airtight::oracle {
namespace {

using namespace airtight::world;
using Number = std::uint32_t;
using azure::EndpointPolicies;
using azure::RouteNextHop;

std::string dotted(Number address) {
  return std::to_string(address >> 24U) + "." + std::to_string(address >> 16U & 255U) + "." +
         std::to_string(address >> 8U & 255U) + "." + std::to_string(address & 255U);
}
std::string cidr(Number base, int length) { return dotted(base) + "/" + std::to_string(length); }
Number base_of(const std::string& block) { return static_cast<Number>(prefix(block).base.low); }

// The spaces of a network never overlap another's (N-012); they are beside, inside, equal to and
// around the reserved blocks (N-031 to N-036), and some are public (N-006).
using Spaces = std::vector<std::vector<std::string>>;
const std::array<Spaces, 3> spaces{
    Spaces{{"10.1.0.0/24"}, {"10.1.0.0/24", "100.64.7.0/24"}, {"10.0.0.0/8"}, {"10.0.0.0/7"}},
    Spaces{
        {"172.16.1.0/24"}, {"52.10.0.0/24"}, {"172.16.0.0/12"}, {"172.16.1.0/24", "25.4.8.0/24"}},
    Spaces{{"192.168.4.0/24"},
           {"192.168.0.0/15"},
           {"192.168.4.0/24", "100.64.1.0/24"},
           {"192.168.0.0/16"}}};
const std::array<std::string, 3> names{"a", "b", "c"};
constexpr const char* site_block = "10.200.0.0/24";
constexpr std::array everywhere{"0.0.0.0/0",     "10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16",
                                "100.64.0.0/10", "0.0.0.0/1",     "128.0.0.0/1",   "8.8.8.0/24",
                                "25.4.0.0/14",   "10.200.0.0/16", "10.200.0.0/24"};

class Draws {
 public:
  explicit Draws(std::span<const std::uint8_t> draws) : draws_(draws) {}

  std::size_t below(std::size_t count) {
    const std::size_t drawn = at_ < draws_.size() ? draws_[at_++] : 0;
    return drawn % count;
  }
  bool once_in(std::size_t count) { return below(count) == count - 1; }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::span<const std::uint8_t> draws_;
  std::size_t at_ = 0;
};

struct Net {
  std::string name;
  std::vector<std::string> blocks;
  std::vector<Number> subnets;  // their first addresses, all /28
};

class Maker {
 public:
  explicit Maker(std::span<const std::uint8_t> draws) : draws_(draws) {}

  Case make() {
    for (std::size_t i = 0; i < names.size(); ++i) choose_space(i);
    has_gateway_ = draws_.once_in(2);
    for (const Net& net : nets_) result_.pieces.push_back(vnet(net.name, net.blocks));
    services();
    for (const Net& net : nets_) hosts(net);
    for (const Net& net : nets_) subnets(net);
    peering(nets_[0], nets_[2]);
    peering(nets_[1], nets_[2]);
    peering(nets_[0], nets_[1]);
    if (has_gateway_) gateway_of_c();
    for (int i = 0; i < 3; ++i) {
      result_.pieces.push_back(random_table("t" + std::to_string(i)));
      result_.pieces.push_back(random_group("n" + std::to_string(i)));
    }
    apps();
    if (draws_.once_in(4)) admin_rules();
    branches();
    for (int i = 0; i < 20; ++i) result_.questions.push_back(question());
    return std::move(result_);
  }

 private:
  void choose_space(std::size_t i) {
    Net net{names[i], draws_.one_of(spaces[i]), {}};
    const Number first = base_of(net.blocks.front());
    const Number last = base_of(net.blocks.back());
    net.subnets = {first, net.blocks.size() > 1 ? last : first + 16};
    for (const std::string& block : net.blocks) blocks_.push_back(block);
    for (const Number base : net.subnets) blocks_.push_back(cidr(base, 28));
    blocks_.push_back(cidr(first, 27));
    nets_.push_back(std::move(net));
  }

  void services() {
    result_.pieces.push_back(vault_);
    result_.pieces.push_back(storage_);
  }

  On what_it_refers_to() {
    static const std::array<std::string, 6> nsgs{"", "n0", "n1", "", "n2", ""};
    static const std::array<std::string, 5> tables{"", "t0", "t1", "t2", "t0"};
    static constexpr std::array<std::optional<EndpointPolicies>, 6> policies{
        std::nullopt,
        EndpointPolicies::enabled,
        EndpointPolicies::disabled,
        EndpointPolicies::network_security_group,
        EndpointPolicies::route_table,
        EndpointPolicies::enabled};
    On on;
    on.nsg = draws_.one_of(nsgs);
    on.table = draws_.one_of(tables);
    on.policies = draws_.one_of(policies);
    return on;
  }

  void add_subnet(const std::string& path, const std::string& block) {
    azure::Subnet result = subnet(path, block, what_it_refers_to());
    const std::size_t outbound = draws_.below(4);
    if (outbound == 1) result.default_outbound_access = known(false);
    if (outbound == 2) result.default_outbound_access = known(true);
    if (draws_.once_in(6)) result.nat_gateway = known(id("Microsoft.Network/natGateways", "nat"));
    result_.pieces.push_back(std::move(result));
  }

  void subnets(const Net& net) {
    add_subnet(net.name + "/s0", cidr(net.subnets[0], 28));
    add_subnet(net.name + "/s1", cidr(net.subnets[1], 28));
    if (net.name == "a") add_subnet("a/app", cidr(net.subnets[0] + 48, 28));
  }

  azure::ResourceId group_of(const std::string& net) {
    return id("Microsoft.Network/applicationSecurityGroups", "asg-" + net);
  }

  void add_interface(const Net& net, azure::NetworkInterface interface) {
    if (draws_.once_in(4))
      interface.network_security_group = known(nsg_id("n" + std::to_string(draws_.below(3))));
    if (draws_.once_in(4)) interface.application_groups = {group_of(net.name)};
    if (draws_.once_in(8)) interface.public_ip = known(public_id("ip1"));
    for (const net::Ip& each : interface.addresses) addresses_.push_back(net::to_string(each));
    blocks_.push_back(addresses_.back() + "/32");
    senders_.push_back(interface.id);
    own_.push_back(interface.addresses);
    result_.pieces.push_back(std::move(interface));
  }

  void hosts(const Net& net) {
    for (std::size_t i = 0; i < 2; ++i) {
      const std::string path = net.name + "/s" + std::to_string(i);
      auto vm = nic(net.name + std::to_string(i), path, dotted(net.subnets[i] + 4));
      if (draws_.once_in(4)) vm.addresses.push_back(ip(dotted(net.subnets[i] + 5)));
      add_interface(net, std::move(vm));
    }
    appliance_of(net);
    if (draws_.below(3) != 2) add_endpoint(net);
  }

  void appliance_of(const Net& net) {
    const std::size_t where = draws_.below(2);
    const std::string path = net.name + "/s" + std::to_string(where);
    const std::string address = dotted(net.subnets[where] + 9);
    const std::size_t kind = draws_.below(8);
    hops_.push_back(address);
    if (kind == 7) return policy_of(path, address);  // known to the surroundings only
    auto box = appliance("nva-" + net.name, path, address);
    box.ip_forwarding = kind != 6;
    box.snat_disabled = kind == 5;
    add_interface(net, std::move(box));
    if (kind != 4) policy_of(path, address);
  }

  void policy_of(const std::string& path, const std::string& address) {
    std::vector<PolicyLine> lines;
    if (draws_.once_in(3)) lines.push_back({false, any_block(), any_block(), 0, {}});
    if (!draws_.once_in(6)) lines.push_back({true, "*", "*", draws_.once_in(6) ? 443 : 0, {}});
    result_.pieces.push_back(policy(path, address, lines, draws_.once_in(3)));
  }

  std::string any_block() { return draws_.once_in(2) ? draws_.one_of(blocks_) : "*"; }

  void add_endpoint(const Net& net) {
    const std::size_t where = draws_.below(2);
    const bool of_vault = draws_.below(2) == 0;
    const std::string address = dotted(net.subnets[where] + 11);
    auto result = endpoint("pe-" + net.name, net.name + "/s" + std::to_string(where),
                           of_vault ? azure::Resource{vault_} : azure::Resource{storage_},
                           of_vault ? "vault" : "blob", address);
    const std::size_t state = draws_.below(8);
    if (state == 5) result.manual = true;
    if (state == 6) result.state = known(azure::ConnectionState::pending);
    if (state == 7) result.state = known(azure::ConnectionState::rejected);
    if (draws_.once_in(4)) result.application_groups = {group_of(net.name)};
    endpoints_.push_back(address);
    blocks_.push_back(address + "/32");
    result_.pieces.push_back(std::move(result));
  }

  azure::Peering random_link(const Net& from, const Net& to) {
    auto link = peering_link(from.name, to.name, draws_.below(3) != 2, !draws_.once_in(7));
    if (draws_.once_in(16)) link.state = known(std::string{"Disconnected"});
    if (has_gateway_ && to.name == "c") link.use_remote_gateways = known(draws_.below(4) != 3);
    if (has_gateway_ && from.name == "c") link.allow_gateway_transit = known(draws_.below(4) != 3);
    return link;
  }

  void peering(const Net& x, const Net& y) {
    const std::size_t kind = draws_.below(10);
    if (kind > 7) return;
    result_.pieces.push_back(random_link(x, y));
    if (kind != 7) result_.pieces.push_back(random_link(y, x));
  }

  void gateway_of_c() {
    using Connection = azure::SurroundingSite::Connection;
    const bool vpn = !draws_.once_in(4);
    const Number base = nets_[2].subnets[0] + 96;
    add_subnet("c/GatewaySubnet", cidr(base, 28));
    result_.pieces.push_back(
        gateway("gw", "c", vpn ? azure::GatewayType::vpn : azure::GatewayType::express_route));
    std::vector<std::string> routes{"10.0.0.0/8", "172.16.0.0/12"};
    if (draws_.once_in(2)) routes.push_back("0.0.0.0/0");
    result_.pieces.push_back(outside_site("hq", site_block, "c", routes,
                                          vpn ? Connection::vpn : Connection::express_route));
    if (draws_.once_in(3)) result_.pieces.push_back(learned("c", draws_.one_of(blocks_)));
    if (draws_.once_in(6)) result_.pieces.push_back(learned("c", "0.0.0.0/0"));
  }

  azure::RouteTable random_table(const std::string& name) {
    std::vector<azure::UserRoute> routes;
    const std::size_t count = draws_.below(5);
    for (std::size_t i = 0; i < count; ++i) {
      azure::UserRoute next = random_route();
      const bool twice = std::ranges::any_of(
          routes, [&](const azure::UserRoute& other) { return other.prefix == next.prefix; });
      if (!twice) routes.push_back(std::move(next));
    }
    azure::RouteTable result = table(name, std::move(routes));
    result.disable_bgp_propagation = draws_.once_in(4);
    return result;
  }

  azure::UserRoute random_route() {
    static constexpr std::array hops{RouteNextHop::appliance,  RouteNextHop::appliance,
                                     RouteNextHop::none,       RouteNextHop::internet,
                                     RouteNextHop::vnet_local, RouteNextHop::appliance,
                                     RouteNextHop::gateway,    RouteNextHop::appliance};
    const bool wide = draws_.below(3) == 0;
    const std::string block = wide ? draws_.one_of(everywhere) : draws_.one_of(blocks_);
    const RouteNextHop hop = draws_.one_of(hops);
    return route(block, hop, hop == RouteNextHop::appliance ? next_hop() : "");
  }

  std::string next_hop() {
    const std::size_t kind = draws_.below(16);
    if (kind == 15) return "10.99.0.9";
    if (kind == 14) return dotted(draws_.one_of(nets_).subnets[0] + 4);
    return draws_.one_of(hops_);
  }

  azure::RuleSide random_side() {
    static const std::array<std::string, 5> tags{"*", "VirtualNetwork", "Internet",
                                                 "VirtualNetwork", "AzureLoadBalancer"};
    azure::RuleSide result;
    const std::size_t kind = draws_.below(8);
    if (kind < 3) return side("*");
    if (kind < 5) return side(draws_.one_of(tags));
    if (kind == 5) {
      result.groups = {group_of(draws_.one_of(names))};
      return result;
    }
    for (std::size_t i = draws_.below(2) + 1; i > 0; --i)
      result.prefixes.push_back(prefix(draws_.one_of(blocks_)));
    return result;
  }

  azure::SecurityRule random_rule(int priority) {
    static constexpr std::array<std::optional<net::Protocol>, 6> protocols{
        std::nullopt,       std::nullopt,       net::Protocol::tcp,
        net::Protocol::udp, net::Protocol::tcp, net::Protocol::icmp};
    static const std::array<std::string, 6> ports{"*", "443", "*", "22", "1-442", "400-500"};
    static const std::array<std::string, 8> source_ports{"*", "*", "*",           "*",
                                                         "*", "*", "50000-60000", "1-1000"};
    azure::SecurityRule result =
        rule({priority, draws_.below(2) == 0 ? out : in, draws_.below(2) == 0 ? deny : allow, "*",
              "*", draws_.one_of(ports), draws_.one_of(protocols)});
    result.name = "rule" + std::to_string(priority);
    result.source = random_side();
    result.destination = random_side();
    // The groups of a rule have members in one network (N-103).
    if (!result.source.groups.empty() && !result.destination.groups.empty())
      result.destination.groups = result.source.groups;
    result.source_ports = {net::parse_port_range(draws_.one_of(source_ports)).value()};
    if (draws_.once_in(4)) result.destination_ports.push_back({net::Port{80}, net::Port{80}});
    return result;
  }

  azure::NetworkSecurityGroup random_group(const std::string& name) {
    azure::NetworkSecurityGroup result = nsg(name, {});
    // Some are long enough for reach to compile them.
    const std::size_t count = draws_.once_in(12) ? 14 + draws_.below(6) : draws_.below(5);
    for (std::size_t i = 0; i < count; ++i)  // written in no order of theirs (N-091)
      result.rules.push_back(random_rule(static_cast<int>(100 + 10 * ((i * 7 + count) % 23))));
    return result;
  }

  void apps() {
    azure::Site site = app("app1", "a/app", draws_.below(2) == 0);
    if (draws_.once_in(3)) site.route_all = {};
    const std::size_t setting = draws_.below(3);
    if (setting != 0) site.route_all_setting = known(std::string{setting == 1 ? "1" : "0"});
    result_.pieces.push_back(std::move(site));
    result_.pieces.push_back(app("app2"));
  }

  void admin_rules() {
    const auto manager = id("Microsoft.Network/networkManagers", "m");
    azure::NetworkGroup group;
    group.id = manager.child("networkGroups", "some");
    group.name = "some";
    for (const std::string& name : names)
      if (draws_.below(2) == 0) group.members.push_back(vnet_id(name));
    if (draws_.once_in(3)) group.members.push_back(subnet_id("b/s0"));
    azure::AdminRuleCollection collection;
    collection.id = manager.child("securityAdminConfigurations", "x").child("ruleCollections", "y");
    collection.name = "y";
    collection.groups = {group.id};
    static constexpr std::array accesses{azure::AdminAccess::deny, azure::AdminAccess::always_allow,
                                         azure::AdminAccess::allow};
    const std::size_t count = draws_.below(2) + 1;
    for (std::size_t i = 0; i < count; ++i)
      collection.rules.push_back(
          {random_rule(static_cast<int>(200 - 50 * i)), draws_.one_of(accesses)});
    result_.pieces.push_back(group);
    result_.pieces.push_back(collection);
  }

  void branches() {
    for (const model::ChoiceRow& row : model::choices())
      result_.branches.push_back(draws_.below(2) == 0 ? 0 : draws_.below(row.branches.size()));
  }

  std::string random_destination() {
    static const std::array<std::string, 12> others{
        "8.8.8.8",   "10.200.0.4",  "10.200.1.4", "172.20.0.4",    "100.64.9.9", "25.5.0.1",
        "10.99.0.9", "192.168.9.9", "25.4.8.4",   "168.63.129.16", "52.10.0.9",  "198.18.0.1"};
    const std::size_t kind = draws_.below(8);
    if (kind < 4) return draws_.one_of(addresses_);
    if (kind == 4) return dotted(draws_.one_of(nets_).subnets[0] + (draws_.once_in(2) ? 11U : 7U));
    if (kind == 5 || endpoints_.empty()) return draws_.one_of(others);
    return draws_.one_of(endpoints_);
  }

  Question question() {
    static constexpr std::array ports{443, 443, 22, 445, 80};
    static constexpr std::array protocols{net::Protocol::tcp, net::Protocol::tcp,
                                          net::Protocol::udp, net::Protocol::icmp,
                                          net::Protocol::esp};
    Question result;
    const std::size_t who = draws_.below(senders_.size() + 3);
    const bool app = who >= senders_.size();
    result.from =
        !app ? senders_[who] : id("Microsoft.Web/sites", who == senders_.size() ? "app2" : "app1");
    result.destination = ip(random_destination());
    if (!app && std::ranges::find(own_[who], result.destination) != own_[who].end())
      result.destination = ip("8.8.8.8");  // nobody asks for the way to himself
    result.port = net::Port{static_cast<std::uint16_t>(draws_.one_of(ports))};
    result.protocol = draws_.one_of(protocols);
    if (app && !net::has_ports(result.protocol)) result.protocol = net::Protocol::tcp;
    mean(result);
    return result;
  }

  // At an endpoint most senders mean its resource, some another one or another of its groups.
  void mean(Question& question) {
    for (const Piece& piece : result_.pieces) {
      const auto* endpoint = piece.as<azure::PrivateEndpoint>();
      if (endpoint == nullptr || endpoint->addresses.front() != question.destination) continue;
      const std::size_t kind = draws_.below(6);
      if (kind == 0) return;
      question.target = kind == 1 ? vault_.id : endpoint->target;
      question.group_id = question.target == vault_.id ? "vault" : kind == 2 ? "file" : "blob";
      if (kind > 2) question.port = net::Port{443};
    }
  }

  Draws draws_;
  Case result_;
  const azure::Service vault_ = vault("kv1");
  const azure::Service storage_ = storage("st1");
  std::vector<Net> nets_;
  bool has_gateway_ = false;
  std::vector<std::string> blocks_;
  std::vector<std::string> addresses_;
  std::vector<std::string> endpoints_;
  std::vector<std::string> hops_;
  std::vector<azure::ResourceId> senders_;
  std::vector<std::vector<net::Ip>> own_;
};

}  // namespace

Case draw_case(std::span<const std::uint8_t> draws) { return Maker(draws).make(); }

}  // namespace airtight::oracle
