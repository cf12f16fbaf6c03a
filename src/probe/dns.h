#pragma once

#include <airtight/observe/observation.h>

#include <memory>
#include <string>
#include <vector>

#include "dns_channel.h"

namespace airtight::probe {

// Asks servers one after another, as a stub resolver does: the next one when a server does not
// answer or says that it cannot (SERVFAIL, NOTIMP, REFUSED), for some rounds. A truncated answer
// is asked for again over TCP.
class Resolver {
 public:
  Resolver(asio::io_context& loop, Pace& pace, const std::vector<Server>& servers,
           const Settings& settings);

  bool has_servers() const { return !servers_.empty(); }

  awaitable<observe::DnsResult> resolve(net::DnsName name, net::Family family,
                                        Clock::time_point until);

 private:
  struct Asked {
    observe::DnsAttempt attempt;
    observe::DnsResult result;
    bool truncated = false;
  };
  struct Channels {
    Server server;
    std::string name;  // of the server, as reports have it
    std::unique_ptr<DnsChannel> udp;
    std::unique_ptr<DnsChannel> tcp;
  };
  awaitable<Asked> ask(Channels& channels, Transport transport, const net::DnsName& name,
                       net::Family family, Clock::time_point until);
  DnsChannel& channel(Channels& channels, Transport transport);

  asio::io_context& loop_;
  Pace& pace_;
  const Settings& settings_;
  std::vector<Channels> servers_;
};

// The servers and search list that the system's resolver has.
struct ResolverConfiguration {
  std::vector<Server> servers;
  std::vector<std::string> search;
};
ResolverConfiguration resolver_configuration();

// "10.0.0.4", with ":5353" unless it is 53.
std::string to_string(const Server& server);

}  // namespace airtight::probe
