#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "oracle/oracle.h"

// The resources of one question as the oracle sees them: numbers, flags and pointers into lists.
namespace airtight::oracle {

using Address = std::uint32_t;

struct Block {
  Address base = 0;
  int length = 0;
  bool has(Address address) const;
  bool inside(const Block& other) const;  // equal counts
  bool operator==(const Block&) const = default;
};
Block block(const net::Prefix& prefix);
Address number(const net::Ip& ip);

struct Device;
struct Endpoint;
struct Network;

// One side of a rule.
struct Side {
  std::vector<Block> blocks;
  std::vector<std::string> tags;
  std::vector<std::string> groups;  // keys of application security groups
};

struct Rule {
  int priority = 0;
  bool inbound = false;
  enum class Verdict { allow, deny, always_allow } verdict = Verdict::deny;
  bool custom = true;
  std::optional<net::Protocol> protocol;
  Side source;
  Side destination;
  std::vector<net::PortRange> source_ports;
  std::vector<net::PortRange> ports;
};
using Rules = std::vector<Rule>;  // in order of priority

enum class Next { local, peer, internet, none, endpoint, device, gateway };
enum class Origin { system, learned, user };

struct Row {
  Block block;
  Next next = Next::none;
  Origin origin = Origin::system;
  Address device = 0;
  const Network* peer = nullptr;
  const Endpoint* endpoint = nullptr;
};

struct Table {
  std::vector<Row> rows;
  bool propagates = true;
};

struct Subnet {
  std::string key;
  std::string name;
  Network* network = nullptr;
  Block block;
  const Rules* rules = nullptr;
  const Table* table = nullptr;
  azure::EndpointPolicies policies = azure::EndpointPolicies::disabled;
  std::optional<bool> outbound;  // defaultOutboundAccess
  bool translated = false;       // NAT gateway
  const Rules* admin = nullptr;  // of its network or of itself
};

struct Link {
  bool connected = false;
  bool access = true;
  bool forwarded = false;
  bool transit = false;
  bool remote = false;
};

struct Peer {
  Network* network = nullptr;
  std::optional<Link> link;
  std::optional<Link> back;
  bool up() const { return link && back && link->connected && back->connected; }
};

struct Place {
  std::vector<Block> blocks;
  std::vector<Block> routes;  // that it sends to Azure
};

struct Exit {  // a gateway
  Network* network = nullptr;
  const Subnet* subnet = nullptr;
  bool vpn_only = true;
  std::vector<Block> learned;
  std::vector<Place> places;
};

struct Network {
  std::string key;
  std::string name;
  std::vector<Block> blocks;
  std::vector<Peer> peers;
  std::optional<Exit> exit;
  const Block* around(Address address) const;
};

// What forwards, or just has an address: an interface, or a host of the surroundings.
struct Device {
  std::string key;
  const Subnet* subnet = nullptr;
  std::vector<Address> addresses;
  const Rules* rules = nullptr;
  std::vector<std::string> groups;
  bool forwards = false;
  bool public_address = false;
  bool tagged = false;  // disableSnatOnPL
  bool described = false;
  bool translates = false;
  std::vector<azure::ApplianceRule> policy;
};

struct Endpoint {
  std::string key;
  const Subnet* subnet = nullptr;
  std::string target;
  std::string type;
  std::string group;
  Address address = 0;
  bool approved = false;
  std::vector<std::string> groups;
};

struct App {
  std::string key;
  const Subnet* subnet = nullptr;
  std::optional<bool> property;
  bool setting = false;
};

struct World {
  std::vector<std::unique_ptr<Network>> networks;
  std::vector<std::unique_ptr<Subnet>> subnets;
  std::vector<std::unique_ptr<Device>> devices;
  std::vector<std::unique_ptr<Endpoint>> endpoints;
  std::vector<App> apps;
  std::map<std::string, Rules> rules;  // of security groups, with the default rules
  std::map<std::string, Table> tables;
  std::vector<std::pair<std::vector<std::string>, Rules>> admin;  // with their members

  const Device* device_at(const Network& network, Address address) const;
  const Endpoint* endpoint_at(const Network& network, Address address) const;
};

std::unique_ptr<World> plain(const azure::Resources& resources);

struct Packet {
  Address source = 0;
  Address destination = 0;
  net::Protocol protocol = net::Protocol::tcp;
  int source_port = 49152;
  int port = 443;
  auto operator<=>(const Packet&) const = default;
};

// Everything one walk needs to know besides the packet.
struct Context {
  const World& world;
  const Branches& branches;
  Tally& tally;
  std::vector<const void*> met;  // rules and rows that decided, in order
  const char* left_out = nullptr;

  std::size_t branch(model::Choice choice) const {
    return branches.at(static_cast<std::size_t>(choice));
  }
  void note(std::string_view what) const { ++tally[what]; }
};

// Where rules are asked: at a device, at an endpoint, or at a subnet for an app's instances.
struct Spot {
  const Subnet* subnet = nullptr;
  const Device* device = nullptr;
  const Endpoint* endpoint = nullptr;
};

// The gateway of a network, or the one it uses of a peer (N-156).
const Exit* exit_of(const Network& network);

// The sets of addresses in tags are of one subnet and one direction (N-108, N-109).
bool in_virtual_network(Context& context, const Subnet& subnet, Address address, bool inbound);
bool is_public(Address address);

// Why not; none: it passes. Sets `custom_allow` where a rule that somebody wrote lets it pass
//
reach::Reason filter_out(Context& context, const Spot& at, const Packet& packet,
                         bool& custom_allow);
reach::Reason filter_in(Context& context, const Spot& at, const Packet& packet, bool& custom_allow);

const Row* select(Context& context, const Subnet& subnet, Address destination,
                  std::vector<Row>& rows);

Answer walk(Context& context, const Question& question, const Device* device, const App* app,
            const Packet& packet);

}  // namespace airtight::oracle
