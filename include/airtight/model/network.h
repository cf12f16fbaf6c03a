#pragma once

#include <airtight/azure/private_link.h>
#include <airtight/azure/resources.h>
#include <airtight/base/diagnostic.h>
#include <airtight/base/parts.h>
#include <airtight/model/choice.h>
#include <airtight/model/rule_list.h>
#include <airtight/net/dns_name.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::model {

// A resource that can be reached as a service: a PaaS resource, or an app by its default name.
struct BackEnd {
  azure::Service service;             // of an app: what it has in common with a service
  const azure::Site* site = nullptr;  // set for an app
  std::vector<azure::HostName> names;

  const azure::ResourceId& id() const { return service.id; }
};

// A private endpoint with its references resolved. It owns its addresses in its virtual network
// for its whole life (N-023).
struct Endpoint {
  const azure::PrivateEndpoint* written = nullptr;
  const azure::Subnet* subnet = nullptr;           // null: outside the input
  const azure::VirtualNetwork* network = nullptr;  // null: outside the input
  const BackEnd* target = nullptr;                 // null: outside the input
  std::string group_id;                            // empty for a private link service
  std::vector<net::Ip> addresses;                  // one for each record, or one for all
  bool predicted = false;                          // the input does not say them (R-37)
};

// Something that is there on some branches of an open choice only.
struct OnBranches {
  Choice choice{};
  std::vector<std::size_t> branches;
};

// One value of a name in a private zone.
struct ZoneEntry {
  azure::RecordType type = azure::RecordType::a;
  int ttl = 10;
  std::vector<net::Ip> addresses;
  net::DnsName target;      // of a CNAME
  azure::ResourceId owner;  // the record set, or the endpoint whose group wrote it
  bool inferred = false;    // the catalogue never saw this name on a live endpoint
  std::vector<azure::UnknownInput> unknown;
  std::vector<OnBranches> only;  // all must hold (CH-10…CH-13)
  Where where;
};

// The order of RFC 4034, section 6.1: by labels from the last to the first, so that what is below a
// name follows it at once.
struct CanonicalOrder {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

// A private zone with what its record sets and the endpoints' zone groups put into it.
struct Zone {
  const azure::PrivateDnsZone* written = nullptr;
  std::map<std::string, std::vector<ZoneEntry>, CanonicalOrder> names;  // relative, "@" the apex
  std::vector<azure::UnknownInput> unknown;  // what else may be in it, such as names of VMs
};

struct LinkedZone {
  const azure::VirtualNetworkLink* link = nullptr;
  const Zone* zone = nullptr;
};

// Both links of a peering as one network sees it; the one that is not written is null, and then
// nothing passes (N-150).
struct Neighbour {
  const azure::VirtualNetwork* network = nullptr;
  const azure::Peering* link = nullptr;
  const azure::Peering* back = nullptr;
};

// The way out of a virtual network that is no peering: the gateways of one network taken together,
// with what they learned and who is behind them.
struct Gateway {
  const azure::VirtualNetwork* network = nullptr;
  const azure::Subnet* subnet = nullptr;  // GatewaySubnet; one without routes if nobody wrote it
  bool vpn = false;
  bool express_route = false;
  std::vector<azure::WrittenPrefix> learned;           // static and BGP (N-040)
  std::vector<const azure::SurroundingSite*> sites;    // connected through it
  std::vector<const azure::VirtualNetwork*> networks;  // by connections of two gateways
  std::vector<azure::UnknownInput> unknown;            // what else it may have learned
};

// Somebody with an address in a virtual network whom only the surroundings know.
struct Host {
  std::string name;
  net::Ip address;
  const azure::VirtualNetwork* network = nullptr;
  const azure::Subnet* subnet = nullptr;
  Where where;
};

// An appliance of the surroundings in a virtual network; with `site` it stands before a site.
struct Appliance {
  const azure::SurroundingAppliance* written = nullptr;
  const azure::VirtualNetwork* network = nullptr;
  const azure::Subnet* subnet = nullptr;
};

// A DNS server with its place: in a network, at an on-premises site, or (neither) on the Internet.
struct NameServer {
  enum class Kind {
    host,              // somebody's own, with forwarders and zones (D-210)
    inbound_endpoint,  // of a DNS Private Resolver (D-220)
    firewall_proxy,    // Azure Firewall's DNS proxy (D-244)
  };
  Kind kind = Kind::host;
  net::Ip address;
  std::string name;
  const azure::VirtualNetwork* network = nullptr;
  const azure::Subnet* subnet = nullptr;
  const azure::SurroundingSite* site = nullptr;
  const azure::DnsServer* written = nullptr;  // of a host
  std::vector<net::Ip> upstream;              // of a proxy; empty: Azure-provided DNS
  std::vector<azure::UnknownInput> unknown;   // what its answers hang on
  Where where;
};

// A ruleset linked to a network; `outbound` is the network its queries leave from, null where the
// input does not have it.
struct LinkedRuleset {
  const azure::ForwardingRuleset* ruleset = nullptr;
  const azure::VirtualNetwork* outbound = nullptr;
};

// An Azure Firewall with its rules in the order in which it asks them (N-282).
struct Firewall {
  const azure::AzureFirewall* written = nullptr;
  const azure::FirewallPolicy* policy = nullptr;   // the youngest; null for a classic one
  const azure::VirtualNetwork* network = nullptr;  // null in a virtual hub
  const azure::Subnet* subnet = nullptr;
  net::Ip address;
  std::vector<const azure::RuleCollection*> collections;
  std::vector<net::Prefix> private_ranges;  // whose packets keep their sources (N-289)
  std::optional<azure::UnknownInput> unknown_ranges;
  std::vector<azure::UnknownInput> unknown;  // rules that the input does not show
};

// A hub of a virtual WAN with what is connected to it. Networks and sites reach each other through
// it, past the firewall where its routing intent says so.
struct Hub {
  struct Spoke {
    const azure::VirtualNetwork* network = nullptr;
    const azure::HubConnection* connection = nullptr;
  };
  const azure::VirtualHub* written = nullptr;
  std::vector<Spoke> spokes;
  std::vector<const azure::SurroundingSite*> sites;
  std::vector<azure::WrittenPrefix> learned;   // from sites
  const Firewall* private_traffic = nullptr;   // through which its routing intent sends it
  const Firewall* internet_traffic = nullptr;  // likewise
  std::vector<azure::UnknownInput> unknown;    // what decides about every packet that crosses it
  std::vector<azure::UnknownInput> elsewhere;  // what else it may lead to
};

// One immutable network: every reference resolved, every index built. Pointers are into this
// network and live as long as any copy of it.
class Network {
 public:
  const azure::Resources& written() const;

  // By id; null when the input does not have it.
  const azure::VirtualNetwork* virtual_network(const azure::ResourceId& id) const;
  const azure::Subnet* subnet(const azure::ResourceId& id) const;
  const azure::NetworkSecurityGroup* security_group(const azure::ResourceId& id) const;
  const azure::RouteTable* route_table(const azure::ResourceId& id) const;
  const azure::NetworkInterface* network_interface(const azure::ResourceId& id) const;
  const azure::Site* site(const azure::ResourceId& id) const;
  const azure::Plan* plan(const azure::ResourceId& id) const;
  const BackEnd* back_end(const azure::ResourceId& id) const;

  // All, and those of a name in any case of letters, in order of id.
  const std::vector<BackEnd>& back_ends() const;
  const std::vector<const BackEnd*>& back_ends_called(std::string_view name) const;
  const std::vector<Endpoint>& endpoints() const;
  std::vector<const Endpoint*> endpoints_of(const BackEnd& target) const;
  const std::vector<const Endpoint*>& endpoints_in(const azure::VirtualNetwork& network) const;
  const Zone* zone(const azure::ResourceId& id) const;

  // Zones linked to a network, links that are not completed left out (D-006), of two zones with
  // one name the first link's (D-008).
  const std::vector<LinkedZone>& zones_of(const azure::VirtualNetwork& network) const;
  const std::vector<Neighbour>& neighbours_of(const azure::VirtualNetwork& network) const;

  const std::vector<NameServer>& name_servers() const;
  const std::vector<LinkedRuleset>& rulesets_of(const azure::VirtualNetwork& network) const;
  const std::vector<const azure::DnsSecurityPolicy*>& security_policies_of(
      const azure::VirtualNetwork& network) const;

  // The rules of a group of this network, in order. The addresses of a service tag that rules name;
  // null for any other and for one that the file does not have.
  const RuleList& rules_of(const azure::NetworkSecurityGroup& group,
                           azure::Direction direction) const;
  const net::PrefixSet* tag_set(std::string_view tag) const;

  // The addresses of every tag of the file but "Internet"; null without a file.
  const net::PrefixSet* tagged_addresses() const;

  // The owner of an address inside one virtual network (N-013); null if nobody in the input is.
  const Endpoint* endpoint_at(const azure::VirtualNetwork& network, const net::Ip& ip) const;
  const azure::NetworkInterface* interface_at(const azure::VirtualNetwork& network,
                                              const net::Ip& ip) const;

  const Host* host_at(const azure::VirtualNetwork& network, const net::Ip& ip) const;
  const Appliance* appliance_at(const azure::VirtualNetwork& network, const net::Ip& ip) const;

  const Firewall* firewall_at(const azure::VirtualNetwork& network, const net::Ip& ip) const;
  const std::vector<Firewall>& firewalls() const;  // in order of id
  const NameServer* name_server_at(const azure::VirtualNetwork& network, const net::Ip& ip) const;

  // The gateway of a network, its own or the one it uses of a peer (N-156); null if there is none.
  const Gateway* own_gateway(const azure::VirtualNetwork& network) const;
  const Gateway* gateway_of(const azure::VirtualNetwork& network) const;
  const Gateway* gateway_to(const azure::SurroundingSite& site) const;

  // The hub that a network or a site is connected to; null if there is none.
  const std::vector<Hub>& hubs() const;  // in order of id
  const Hub* hub_of(const azure::VirtualNetwork& network) const;
  const Hub* hub_to(const azure::SurroundingSite& site) const;

  // The back end and name behind a public or privatelink host name; null if there is none.
  struct NamedBackEnd {
    const BackEnd* back_end = nullptr;
    azure::HostName name;
  };
  const NamedBackEnd* by_public_name(const net::DnsName& name) const;
  const NamedBackEnd* by_private_name(const net::DnsName& name) const;

  struct Index;

 private:
  friend Network build(azure::Resources resources, Diagnostics& diagnostics,
                       const DoParts& do_parts);
  std::shared_ptr<const Index> index_;
};

// Validates what no single resource shows (N-001, N-014, A-002, D-008, …) and resolves references.
// What Azure would refuse is an error; the network is built from the rest, so that all is found.
// `do_parts` does what takes longest of an estate.
Network build(azure::Resources resources, Diagnostics& diagnostics,
              const DoParts& do_parts = in_turn);

// A peering with a link missing or not Connected: it gives no route and nothing passes (N-150).
bool is_down(const Neighbour& neighbour);

// The prefixes of a network, without their places.
std::vector<net::Prefix> prefixes(const azure::VirtualNetwork& network);

}  // namespace airtight::model
