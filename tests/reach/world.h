#pragma once

#include <airtight/azure/resources.h>
#include <airtight/base/diagnostic.h>
#include <airtight/model/network.h>
#include <airtight/reach/reach.h>
#include <airtight/verify/verdict.h>

#include <any>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

// Small networks for tests, written as lists of resources. Names are unique across types; a subnet
// is "vnet1/snet1". Whatever a builder does not take is set on what it returns.
namespace airtight::world {

net::Ip ip(const std::string& text);
net::Prefix prefix(const std::string& text);

azure::ResourceId id(const std::string& type, const std::string& name);

template <class T>
azure::Property<T> known(T value) {
  return {{std::move(value)}, {}};
}
template <class T>
azure::Property<T> unknown(const std::string& name) {
  return {{azure::UnknownInput{name}}, {}};
}

template <class T>
T named(const std::string& type, const std::string& name) {
  T resource;
  resource.id = id(type, name);
  resource.name = name;
  resource.location = "westeurope";
  return resource;
}

std::vector<azure::WrittenPrefix> written(const std::vector<std::string>& prefixes);

azure::VirtualNetwork vnet(const std::string& name, const std::vector<std::string>& prefixes);

azure::ResourceId vnet_id(const std::string& name);

azure::ResourceId subnet_id(const std::string& path);

azure::ResourceId nsg_id(const std::string& name);
azure::ResourceId table_id(const std::string& name);

// What a subnet refers to; empty names refer to nothing.
struct On {
  std::string nsg{};
  std::string table{};
  std::vector<std::string> service_endpoints{};
  std::optional<azure::EndpointPolicies> policies{};
};

azure::Subnet subnet(const std::string& path, const std::string& block, const On& on = {});

// The link of `from` to `to`, with both access flags on unless they are said.
azure::Peering peering_link(const std::string& from, const std::string& to, bool forwarded = true,
                            bool access = true);

azure::UserRoute route(const std::string& block, azure::RouteNextHop hop,
                       const std::string& address = "");

azure::RouteTable table(const std::string& name, std::vector<azure::UserRoute> routes);

// "*" and words are tags, the rest are blocks.
azure::RuleSide side(const std::string& text);

// A rule as one line: {100, out, deny, "*", "Storage", "443"}.
struct RuleLine {
  int priority = 100;
  azure::Direction direction = azure::Direction::outbound;
  azure::Access access = azure::Access::deny;
  std::string source = "*";
  std::string destination = "*";
  std::string ports = "*";
  std::optional<net::Protocol> protocol{};
};

inline constexpr auto in = azure::Direction::inbound;
inline constexpr auto out = azure::Direction::outbound;
inline constexpr auto allow = azure::Access::allow;
inline constexpr auto deny = azure::Access::deny;

azure::SecurityRule rule(const RuleLine& line);

azure::NetworkSecurityGroup nsg(const std::string& name, const std::vector<RuleLine>& lines);

azure::NetworkInterface nic(const std::string& name, const std::string& in_subnet,
                            const std::string& address);

azure::NetworkInterface appliance(const std::string& name, const std::string& in_subnet,
                                  const std::string& address);

// One line of a policy: {true, "10.1.0.0/16", "10.2.0.0/16", 443}; "*" and 0 are any.
struct PolicyLine {
  bool allow = true;
  std::string source = "*";
  std::string destination = "*";
  int port = 0;
  std::string fqdn{};
};

azure::ApplianceRule policy_rule(const PolicyLine& line);

// What the surroundings say of an appliance in a subnet; `snat` is said.
azure::SurroundingAppliance policy(const std::string& in_subnet, const std::string& address,
                                   const std::vector<PolicyLine>& lines, bool snat = false);

azure::VirtualNetworkGateway gateway(const std::string& name, const std::string& in_network,
                                     azure::GatewayType type = azure::GatewayType::vpn);

// A site behind the gateway of a network; it sends `routes` to Azure.
azure::SurroundingSite outside_site(
    const std::string& name, const std::string& block, const std::string& behind,
    const std::vector<std::string>& routes,
    azure::SurroundingSite::Connection connection = azure::SurroundingSite::Connection::vpn);

azure::LearnedRoute learned(const std::string& by, const std::string& block);

azure::VirtualMachine machine(const std::string& name, const std::string& nic_name);

azure::Service service(const std::string& type, const std::string& name);

azure::NetworkRules rules(azure::DefaultAction action, const std::vector<std::string>& blocks = {},
                          const std::vector<std::string>& subnets = {});

azure::NetworkRules open_rules();
azure::NetworkRules closed_rules();

azure::Service vault(const std::string& name, const azure::NetworkRules& edge = open_rules());

azure::Service storage(const std::string& name, const azure::NetworkRules& edge = open_rules());

azure::Service language(const std::string& name);

azure::Site app(const std::string& name, const std::string& in_subnet = "", bool route_all = true);

azure::PrivateEndpoint endpoint(const std::string& name, const std::string& in_subnet,
                                const azure::Resource& target, const std::string& group,
                                const std::string& address);

azure::PrivateDnsZone zone(const std::string& name);

azure::VirtualNetworkLink zone_link(const std::string& of_zone, const std::string& to);

azure::ZoneGroup zone_group(const std::string& of_endpoint, const std::string& in_zone);

inline constexpr auto vault_zone = "privatelink.vaultcore.azure.net";
inline constexpr auto language_zone = "privatelink.cognitiveservices.azure.com";

// One resource of a network, of any kind that `Resources` has a list of (world.cpp). A class of its
// own and not a variant: forty alternatives, copied in each test, are a third of the time to
// compile.
class Piece {
 public:
  template <class T>
  requires(!std::is_same_v<T, Piece>) Piece(
      T resource);  // NOLINT(google-explicit-constructor): a list of resources is a list of pieces
  // Null if it is of another kind.
  template <class T>
  T* as();
  template <class T>
  const T* as() const;
  void put_into(azure::Resources& resources) const;
  // Empty for what has none: what only surroundings say, and gaps.
  const azure::ResourceId& id() const { return id_; }

 private:
  std::any resource_;
  azure::ResourceId id_;
  void (*put_)(azure::Resources&, const std::any&);
};
using Pieces = std::vector<Piece>;

// A policy that lists these accounts, groups and subscriptions.
azure::ServiceEndpointPolicy endpoint_policy(const std::string& name,
                                             const std::vector<azure::ResourceId>& resources);

// A firewall in "hub/AzureFirewallSubnet" with the policy of its name.
azure::AzureFirewall firewall(const std::string& name, const std::string& in_network,
                              const std::string& address);

azure::FirewallPolicy firewall_policy(const std::string& name, const std::string& parent = "");

// One rule that makes a collection of its own: {allow, "10.1.0.0/16", "10.2.0.0/16", 443}.
struct FirewallLine {
  bool allow = true;
  std::string source = "*";
  std::string destination = "*";
  int port = 443;
  std::string name{};  // of an application rule; then `destination` does not count
};

azure::RuleCollection collection(const FirewallLine& line, int priority);

// The lines in order, as a group of one policy.
azure::RuleCollectionGroup rule_group(const std::string& of_policy, int priority,
                                      const std::vector<FirewallLine>& lines);

azure::ResourceId public_id(const std::string& name);

azure::PublicIpAddress public_address(const std::string& name, const std::string& address,
                                      const std::string& sku = "Standard");

azure::NatGateway nat_gateway(const std::string& name, const std::string& address_name);

// Each piece in its list, each list in order of id; a later piece replaces one with its id.
azure::Resources resources(const Pieces& pieces);

// The network of the pieces. Fails the test when Azure would refuse them.
model::Network network(const Pieces& pieces);

Pieces operator+(Pieces a, const Pieces& b);

// Senders.
reach::Workload sender(const model::Network& network, const std::string& nic_name);
reach::Workload any_of(const model::Network& network, const std::string& subnet_path);
reach::Workload app_sender(const model::Network& network, const std::string& name);
// A client of a site; without an address, any of it.
reach::Workload from_site(const model::Network& network, const std::string& name,
                          const std::string& address = "");
// A service of Azure that calls on somebody's behalf.
reach::Workload managed(const std::string& type, const std::string& address = "");
reach::Workload internet(const std::string& address = "");

// Destinations.
reach::Destination to(const std::string& address, int port = 443,
                      net::Protocol protocol = net::Protocol::tcp);
reach::Destination to_front_end(const model::Network& network, const azure::Resource& target);
// The target's endpoint by address, as a client gets there that knows the resource's name.
reach::Destination to_endpoint(const model::Network& network, const std::string& address,
                               const azure::Resource& target, const std::string& group,
                               int port = 443);

// Verdicts in words: "allow", "allow assuming C-18", "deny NSG_OUT", "uncertain C-06",
// "uncertain $IP".
std::string in_words(const verify::Verdict& verdict);
verify::Verdict judge(const model::Network& network, const reach::Workload& from,
                      const reach::Destination& destination);
std::string outcome(const model::Network& network, const reach::Workload& from,
                    const reach::Destination& destination);

}  // namespace airtight::world
