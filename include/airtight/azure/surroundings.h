#pragma once

#include <airtight/base/where.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/flow.h>
#include <airtight/net/ip.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

// What no ARM resource says (CONTRACT section 7): hosts, on-premises sites, DNS servers, appliances
// and public names, as the user wrote them. Networks and subnets are named; the model resolves
// them.
namespace airtight::azure {

struct Proxy {
  std::string host;
  std::string resolves_from;  // "internet" or "site:hq"
  std::vector<std::string> bypass;
};

struct SurroundingWorkload {
  enum class Kind { machine, runner, on_premises, user, managed_service };
  std::string name;
  Kind kind = Kind::machine;
  std::string subnet;
  std::string site;
  std::optional<net::Ip> address;
  std::optional<net::Ip> public_address;
  std::vector<net::Ip> dns_servers;
  std::map<net::DnsName, net::Ip> hosts;  // its hosts file
  std::optional<Proxy> proxy;
  std::string service;  // resource type of the Azure service it belongs to
  std::string app;      // with `traffic`: platform traffic of this app
  std::string traffic;  // "imagePullTraffic", …
  Where where;
};

struct SurroundingSite {
  enum class Connection { none, vpn, express_route, point_to_site };
  std::string name;
  std::vector<net::Prefix> prefixes;
  std::optional<net::Ip> public_address;
  std::vector<net::Ip> dns_servers;
  Connection connection = Connection::none;
  std::string gateway_network;               // virtual network or hub of the gateway
  std::vector<net::Prefix> advertised;       // what Azure learns
  std::vector<net::Prefix> routes_to_azure;  // what the site sends there
  Where where;
};

struct Forwarder {
  net::DnsName suffix;  // empty: everything
  std::vector<net::Ip> to;
};

struct ServerRecord {
  net::DnsName name;  // absolute
  std::string type;   // "A", "AAAA", "CNAME"
  std::optional<net::Ip> address;
  net::DnsName target;
};

struct ServerZone {
  net::DnsName zone;
  std::vector<ServerRecord> records;
};

// A DNS server that somebody runs. Without subnet and site it is public.
struct DnsServer {
  net::Ip address;
  std::string subnet;
  std::string site;
  bool recursion = true;
  std::optional<int> timeout_seconds;
  std::vector<Forwarder> forwarders;
  std::vector<ServerZone> zones;
  Where where;
};

struct PublicName {
  enum class Kind { alias, address, nxdomain };
  net::DnsName name;
  Kind kind = Kind::nxdomain;
  net::DnsName target;
  std::optional<net::Ip> address;
  Where where;
};

// One rule of an appliance; the first match decides, no match denies.
struct ApplianceRule {
  bool allow = false;
  std::optional<net::Prefix> source;       // none: any
  std::optional<net::Prefix> destination;  // none: any
  std::string fqdn;                        // "*.vault.azure.net"; empty: any
  std::optional<net::Protocol> protocol;
  std::vector<net::PortRange> ports;  // empty: any
};

struct SurroundingAppliance {
  net::Ip address;
  std::string subnet;
  std::string site;  // with it, the appliance filters all that leaves the site
  std::optional<bool> forwards;
  std::optional<bool> snat;
  std::optional<std::vector<ApplianceRule>> rules;  // none: not known (C-22)
  Where where;
};

struct LearnedRoute {
  std::string network;
  net::Prefix prefix;
  Where where;
};

// Microsoft's published file of service tags (N-122), by tag name in lower case.
struct ServiceTags {
  std::map<std::string, std::vector<net::Prefix>> tags;
  std::string change_number;
};

struct Surroundings {
  std::vector<SurroundingWorkload> workloads;
  std::vector<SurroundingSite> sites;
  std::vector<DnsServer> dns_servers;
  std::vector<PublicName> public_names;
  bool public_names_complete = false;
  std::vector<net::DnsName> private_link_elsewhere;
  std::vector<SurroundingAppliance> appliances;
  std::vector<LearnedRoute> learned_routes;
  std::optional<ServiceTags> service_tags;
};

}  // namespace airtight::azure
