#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "parts.h"

namespace airtight::servers {

// One real server: a program, the loopback address it answers on, and its files. "{dir}" in a file
// or an argument stands for the directory they are in.
struct Daemon {
  enum class Program { nsd, unbound, dnsmasq };
  Program program = Program::unbound;
  std::string name;  // for people, and of its main file
  std::string address;
  std::map<std::string, std::string> files;
  std::vector<std::string> arguments;
};

inline constexpr int port = 5300;  // on addresses that nobody else has

// Public DNS as azure-dns.md chapter 2 has it: what a world's resources and surroundings put there.
struct PublicZone {
  std::map<std::string, std::string> aliases;     // name to target
  std::map<std::string, std::string> addresses;   // name to address
  std::map<std::string, std::string> front_ends;  // address to "FRONTEND(name)"
};
PublicZone public_zone(const azure::Resources& world);

// The resources as servers: the shortest way from what is written, by azure-dns.md and the manuals
// of the servers, and never through `dns` or `model`, which are what is tested.
//
// NSD has public DNS as one root zone. An Unbound is Azure-provided DNS of one network: an
// auth-zone for each zone linked to it, and the root for all else. Unbound asks again for every
// target of a CNAME, whatever else a reply has, and the longest auth-zone answers: D-009, D-010,
// D-018. Custom servers that forward all, or start at the root, are Unbound too; those with
// conditions beside a default are dnsmasq, which takes replies whole as D-213 has it.
class Translation {
 public:
  // `block`: the first three numbers of the loopback addresses to use, "127.1.2.".
  Translation(const azure::Resources& world, std::string block);

  // The servers that a vantage asks, in order; those that they need are among `daemons` then, each
  // behind those that it needs itself. Second resolvers are not, and need the root only.
  std::vector<std::string> servers_of(const Vantage& vantage);
  const Daemon& root() const { return root_daemon_; }
  const std::vector<Daemon>& daemons() const { return daemons_; }  // but for the root
  std::vector<std::string> living(const std::vector<std::string>& servers) const;
  // The custom server that answers whoever asks these; null if it is Azure-provided or public DNS.
  const azure::DnsServer* answering(const std::vector<std::string>& servers) const;

  // What is redirected (D-036) cannot be said to Unbound. A first resolver has the zones as they
  // are linked; `candidates` are to be asked there. Those that it does not find because a zone with
  // the policy has no such name go to public DNS in a second resolver, which everybody asks.
  struct Redirecting {
    Daemon first;
    std::string network;
    std::set<std::string> zones;  // whose links have the policy
  };
  const std::vector<Redirecting>& redirecting() const { return redirecting_; }
  std::set<std::string> candidates() const;
  Daemon second_resolver(const Redirecting& of, const std::set<std::string>& missing) const;

 private:
  struct Context {
    std::string network;  // empty: the platform's, or outside
    bool inside_azure = true;
  };
  std::string address_of(const net::Ip& server, const Context& context);
  std::string azure_of(const std::string& network);
  std::string public_resolver();
  std::string custom(const azure::DnsServer& server);
  Daemon azure_daemon(const std::string& network, const std::string& name,
                      const std::string& address, const std::set<std::string>& stubs) const;
  std::string zone_file(const azure::PrivateDnsZone& zone) const;
  std::string next_address();
  Daemon root_daemon() const;
  std::string server_of(const azure::ServerZone& own, const std::string& owner);

  const azure::Resources& world_;
  std::string block_;
  PublicZone public_;
  int used_ = 0;
  std::string nobody_;  // where nothing listens
  std::string root_;
  Daemon root_daemon_;
  std::string public_resolver_;
  std::map<std::string, std::string> azure_;   // by network
  std::map<std::string, std::string> custom_;  // by written address
  std::vector<Daemon> daemons_;
  std::vector<Redirecting> redirecting_;
};

}  // namespace airtight::servers
