#include "dns.h"

#include <airtight/wire/dns_message.h>

#include "dns_answer.h"

namespace airtight::probe {
namespace {

using observe::DnsAttempt;
using observe::DnsResult;
using observe::Rcode;

constexpr std::uint16_t dns_port = 53;

// A stub resolver goes on to the next server after these, and after silence.
bool is_final(Rcode rcode) {
  switch (rcode) {
    case Rcode::servfail:
    case Rcode::notimp:
    case Rcode::refused:
    case Rcode::formerr:
    case Rcode::timeout:
    case Rcode::unreachable:
    case Rcode::malformed:
      return false;
    case Rcode::noerror:
    case Rcode::nxdomain:
    case Rcode::yxdomain:
    case Rcode::yxrrset:
    case Rcode::nxrrset:
    case Rcode::notauth:
    case Rcode::notzone:
    case Rcode::badvers:
    case Rcode::other:
      break;
  }
  return true;
}

// An answer that says why beats silence, so that the last word of several servers is kept.
bool says_more(const DnsResult& a, const DnsResult& b) {
  const auto silent = [](Rcode rcode) {
    return rcode == Rcode::timeout || rcode == Rcode::unreachable;
  };
  return !silent(a.rcode) || silent(b.rcode);
}

}  // namespace

std::string to_string(const Server& server) {
  std::string ip = net::to_string(server.ip);
  if (server.port.number == dns_port) return ip;
  return (server.ip.family == net::Family::v6 ? "[" + ip + "]" : ip) + ":" +
         std::to_string(server.port.number);
}

Resolver::Resolver(asio::io_context& loop, Pace& pace, const std::vector<Server>& servers,
                   const Settings& settings)
    : loop_(loop), pace_(pace), settings_(settings) {
  for (const Server& server : servers)
    servers_.push_back({server, to_string(server), nullptr, nullptr});
}

DnsChannel& Resolver::channel(Channels& channels, Transport transport) {
  auto& made = transport == Transport::udp ? channels.udp : channels.tcp;
  if (!made)
    made = std::make_unique<DnsChannel>(loop_, channels.server, transport, settings_.timeout);
  return *made;
}

awaitable<Resolver::Asked> Resolver::ask(Channels& channels, Transport transport,
                                         const net::DnsName& name, net::Family family,
                                         Clock::time_point until) {
  Asked asked;
  asked.attempt = {channels.name, transport == Transport::udp ? "udp" : "tcp", Rcode::timeout};
  if (co_await pace_.turn(until)) {
    const auto limit = std::min(until, Clock::now() + settings_.timeout);
    const int type = family == net::Family::v4 ? wire::type::a : wire::type::aaaa;
    const DnsReply reply = co_await channel(channels, transport).ask(name.text(), type, limit);
    if (reply.kind == DnsReply::Kind::answer) {
      DnsAnswer answer = read_dns_answer(reply.octets, name, family, settings_);
      asked.result = std::move(answer.result);
      asked.truncated = answer.truncated;
    } else if (reply.kind == DnsReply::Kind::unreachable) {
      asked.result.rcode = Rcode::unreachable;
    }
  }
  asked.attempt.rcode = asked.result.rcode;
  asked.result.server = asked.attempt.server;
  asked.result.transport = asked.attempt.transport;
  co_return asked;
}

awaitable<DnsResult> Resolver::resolve(net::DnsName name, net::Family family,
                                       Clock::time_point until) {
  DnsResult best;
  best.rcode = Rcode::unreachable;
  std::vector<DnsAttempt> attempts;
  for (int round = 0; round < settings_.dns_tries && !is_final(best.rcode); ++round) {
    for (Channels& server : servers_) {
      if (Clock::now() >= until || is_final(best.rcode)) break;
      Asked asked = co_await ask(server, Transport::udp, name, family, until);
      attempts.push_back(asked.attempt);
      if (asked.truncated) {
        asked.result.truncated = true;
        Asked whole = co_await ask(server, Transport::tcp, name, family, until);
        attempts.push_back(whole.attempt);
        if (is_final(whole.result.rcode)) asked = std::move(whole);
      }
      if (says_more(asked.result, best)) best = std::move(asked.result);
    }
  }
  best.type = family == net::Family::v4 ? "A" : "AAAA";
  if (best.rcode == Rcode::timeout || best.rcode == Rcode::unreachable) {
    best.server.clear();  // nobody's answer
    best.transport.clear();
  }
  if (attempts.size() > 1) best.attempts = std::move(attempts);
  co_return best;
}

ResolverConfiguration resolver_configuration() {
  ResolverConfiguration configuration;
  ares_channel channel = nullptr;
  if (ares_init(&channel) != ARES_SUCCESS) return configuration;
  ares_addr_port_node* servers = nullptr;
  if (ares_get_servers_ports(channel, &servers) == ARES_SUCCESS) {
    for (const auto* each = servers; each != nullptr; each = each->next) {
      const auto address =
          each->family == AF_INET
              ? asio::ip::address(asio::ip::address_v4(ntohl(each->addr.addr4.s_addr)))
              : [&] {
                  asio::ip::address_v6::bytes_type bytes;
                  std::ranges::copy(each->addr.addr6._S6_un._S6_u8, bytes.begin());
                  return asio::ip::address(asio::ip::address_v6(bytes));
                }();
      const int port = each->udp_port == 0 ? dns_port : each->udp_port;
      configuration.servers.push_back(
          {from_asio(address), net::Port{static_cast<std::uint16_t>(port)}});
    }
    ares_free_data(servers);
  }
  ares_options options{};
  int mask = 0;
  if (ares_save_options(channel, &options, &mask) == ARES_SUCCESS) {
    if ((mask & ARES_OPT_DOMAINS) != 0) {
      for (int i = 0; i < options.ndomains; ++i)
        configuration.search.emplace_back(options.domains[i]);
    }
    ares_destroy_options(&options);
  }
  ares_destroy(channel);
  return configuration;
}

}  // namespace airtight::probe
