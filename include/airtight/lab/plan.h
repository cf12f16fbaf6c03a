#pragma once

#include <airtight/azure/resources.h>
#include <airtight/lab/edge.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/ip.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What Linux is told to be a network: namespaces, links, addresses, routes and filters as values.
namespace airtight::lab {

enum class Kind : std::uint8_t {
  network,   // routes for its hosts and is none itself
  gateway,   // likewise, between a network and its sites
  machine,   // an interface of a virtual machine, or a host of the surroundings
  endpoint,  // a private endpoint
  app,       // a worker of an app
  site,      // everybody on premises; has every address of its prefixes
  internet,  // everybody else; has every address that is left
  resolver,  // Azure-provided DNS of a network, 168.63.129.16
};
std::string_view to_string(Kind kind);  // "network", "machine", …

// Where a route leads.
enum class Leads : std::uint8_t {
  to_device,
  to_nobody,   // dropped without a word
  to_hosts,    // on to the next selector: to whoever has the address in this network
  to_oneself,  // the namespace itself has all of these addresses
};

inline constexpr std::uint32_t main_table = 254;
inline constexpr std::uint32_t own_table = 255;  // of addresses that the namespace has

// A route. Of several with one prefix in one table the kernel takes the lowest preference.
struct Route {
  std::uint32_t table = main_table;
  net::Prefix prefix;
  Leads leads = Leads::to_nobody;
  std::string device{};  // of `to_device`
  std::uint32_t preference = 0;
  std::optional<net::Ip> source{};  // of what the namespace sends there; none: the kernel chooses
  auto operator<=>(const Route&) const = default;
};

// Which table a packet is looked up in: by the device that it came in by, by its mark and by whom
// it is for.
struct Selector {
  std::uint32_t priority = 0;
  std::string device;
  std::uint32_t mark = 0;  // 0: any
  std::uint32_t table = main_table;
  std::optional<net::Ip> to{};  // none: anybody
  auto operator<=>(const Selector&) const = default;
};

struct Address {
  std::string device;
  net::Ip ip;
  auto operator<=>(const Address&) const = default;
};

// A network namespace. A host's device into its network is "eth0".
struct Space {
  std::string name;  // unique: "machine/vm1", "network/vnet1"
  Kind kind = Kind::machine;
  azure::ResourceId resource{};
  bool forwards = false;
  std::vector<Address> addresses{};
  std::vector<Selector> selectors{};
  std::vector<Route> routes{};
  std::string ruleset{};  // for nft, without the line that makes it replace the one before
  std::vector<net::Ip> name_servers{};               // whom its resolv.conf names
  std::map<net::DnsName, net::Ip> hosts{};           // of its hosts file
  std::map<std::string, std::string> environment{};  // of an app's worker
  bool operator==(const Space&) const = default;
};

// Two devices, each in a namespace, that are the ends of one wire.
struct Link {
  std::string first;  // namespace
  std::string first_device;
  std::string second;
  std::string second_device;
  auto operator<=>(const Link&) const = default;
};

// A program of Debian that answers names in a namespace. "{dir}" in a file or an argument stands
// for the directory that its files are in.
struct Server {
  enum class Program : std::uint8_t { nsd, unbound, dnsmasq };
  Program program = Program::unbound;
  std::string name;  // unique; of its main file
  std::string space;
  net::Ip address;  // it answers here
  std::uint16_t port = 53;
  std::map<std::string, std::string> files{};
  std::vector<std::string> arguments{};
  bool operator==(const Server&) const = default;
};
std::string_view to_string(Server::Program program);  // "nsd", "unbound", "dnsmasq"

// What the resources say and the plan does not do, with the fact it falls short of.
struct LeftOut {
  std::string what;
  std::string fact;
  auto operator<=>(const LeftOut&) const = default;
};

struct Plan {
  std::vector<Space> spaces;  // in order of name
  std::vector<Link> links;    // in order
  std::vector<LeftOut> left_out;
  std::vector<Server> servers{};                // each behind those that it asks
  std::map<net::Ip, std::string> front_ends{};  // the lab's addresses of services' public edges
  std::vector<Edge> edges{};                    // what answers there, and at endpoints
  bool operator==(const Plan&) const = default;
};

// The shortest translation of the resources (docs/decisions/0020-lab.md). IPv4 only. Open choices
// take their nominal branch; a value that the input does not say is left out, and named.
Plan plan(const azure::Resources& resources);

// By its name, or by what follows the kind where that is unique; null if there is none.
const Space* space_named(const Plan& plan, std::string_view name);

}  // namespace airtight::lab
