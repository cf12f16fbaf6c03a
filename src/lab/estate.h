#pragma once

#include <airtight/azure/resources.h>
#include <airtight/lab/plan.h>

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// The resources with their references followed, as far as the translation needs it. Pointers are
// into the resources and into the estate.
namespace airtight::lab {

struct Network;

// Whoever has addresses in a network.
struct Host {
  Kind kind = Kind::machine;
  std::string space;
  std::string device;        // at the network's end
  std::uint32_t number = 0;  // unique in the estate: table and mark of what goes to it
  const Network* network = nullptr;
  const azure::Subnet* subnet = nullptr;
  std::vector<net::Ip> addresses;
  const azure::NetworkSecurityGroup* group = nullptr;  // of the interface
  std::vector<azure::ResourceId> application_groups;
  bool forwards = false;
  bool translates = false;
  std::optional<std::vector<azure::ApplianceRule>> policy;
  bool public_address = false;
  azure::ResourceId resource;
  const azure::PrivateEndpoint* endpoint = nullptr;
  const azure::Site* site = nullptr;
  std::vector<net::Ip> name_servers;  // of its own
  std::map<net::DnsName, net::Ip> hosts;
};

struct Peer {
  Network* network = nullptr;
  const azure::Peering* link = nullptr;
  const azure::Peering* back = nullptr;
  bool up() const;  // N-150
};

// Gateways of one network taken together.
struct Exit {
  Network* network = nullptr;
  const azure::Subnet* subnet = nullptr;
  bool vpn_only = true;
  std::vector<net::Prefix> learned;
  std::vector<const azure::SurroundingSite*> sites;
};

struct Network {
  const azure::VirtualNetwork* written = nullptr;
  std::string space;
  std::uint32_t number = 0;  // its table of hosts
  std::vector<net::Prefix> blocks;
  std::vector<Peer> peers;
  std::vector<Host*> hosts;
  std::optional<Exit> exit;

  bool has(const net::Ip& ip) const;
  const Host* host_at(const net::Ip& ip) const;
  // Its own gateway, or the one it uses of a peer (N-156).
  const Exit* way_out() const;
};

class Estate {
 public:
  Estate(const azure::Resources& resources, std::vector<LeftOut>& left_out);
  Estate(const Estate&) = delete;
  Estate& operator=(const Estate&) = delete;

  const azure::Resources& resources() const { return resources_; }
  const std::deque<Network>& networks() const { return networks_; }
  const std::deque<Host>& hosts() const { return hosts_; }
  const azure::RouteTable* table_of(const azure::Subnet& subnet) const;
  const azure::NetworkSecurityGroup* group_of(const azure::Subnet& subnet) const;
  std::vector<net::Ip> members_of(const azure::ResourceId& application_group) const;
  void leave_out(std::string what, std::string fact) const;

 private:
  Network* network_of(const azure::ResourceId& id);
  Host* add(Kind kind, const std::string& name, const azure::Subnet& subnet,
            std::vector<net::Ip> addresses);
  void add_networks();
  void add_peerings();
  void add_gateways();
  void add_interfaces();
  void add_endpoints();
  void add_apps();
  void add_surroundings();
  void add_inbound_endpoints();
  void describe(const azure::SurroundingAppliance& written);

  const azure::Resources& resources_;
  std::vector<LeftOut>& left_out_;
  std::deque<Network> networks_;
  std::deque<Host> hosts_;
  std::set<std::string> names_;
  std::uint32_t next_number_ = 1000;
};

// The value, or what stands for it where it is absent or not known.
template <class T>
T value_or(const azure::Property<T>& property, T otherwise) {
  return property.known() == nullptr ? otherwise : *property.known();
}

// N-235; C-15: either turns it on.
bool routes_all(const azure::Site& site);

// Name of the device at one end of the link between two networks, for one use of it.
std::string link_device(char use, const Network& to);

}  // namespace airtight::lab
