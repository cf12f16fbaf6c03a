#pragma once

#include <airtight/probe/probe.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "connect.h"
#include "dns.h"
#include "http.h"
#include "loop.h"
#include "system_resolver.h"
#include "tls.h"

namespace airtight::probe {

// Everything that the measurements of one run share. All of it belongs to the loop's thread.
class Measurement {
 public:
  Measurement(asio::io_context& loop, const Settings& settings, std::unique_ptr<Tls> tls);

  // Measures one target until its deadline or that of the run, whichever is first. `place` is its
  // own among the targets.
  awaitable<void> measure(const Target& target, std::size_t place);

  Clock::time_point deadline() const { return deadline_; }
  Outcome take_outcome();

 private:
  // One target under way.
  struct Job {
    const Target& target;
    std::vector<const azure::EdgeRequest*> requests;
    Clock::time_point until;
    bool left_out = false;  // something of it could not be measured
  };
  // One address of it.
  struct Visit {
    net::Ip address;
    observe::Path path = observe::Path::resolved;
    int order = 0;
  };
  struct Addresses {
    std::vector<net::Ip> list;
    observe::Rcode rcode = observe::Rcode::timeout;
  };

  awaitable<Addresses> resolve(Job& job);
  awaitable<void> resolve_family(Job& job, net::Family family, observe::DnsResult& result);
  awaitable<void> resolve_by_system(Job& job, observe::DnsResult& result);
  awaitable<std::vector<net::Ip>> front_ends(Job& job);
  awaitable<void> visit(Job& job, Visit visit);
  awaitable<void> connect_and_talk(Job& job, Visit visit, azure::EdgeSeen& seen,
                                   std::string& failure);
  awaitable<void> shake_hands(Job& job, Visit visit, tcp::socket socket, azure::EdgeSeen& seen,
                              std::string& failure);
  awaitable<void> talk_plainly(Job& job, tcp::socket& socket, azure::EdgeSeen& seen,
                               std::string& failure);
  awaitable<void> request(Job& job, Visit visit, const azure::EdgeRequest& row);
  awaitable<HttpAnswer> ask_patiently(Job& job, Visit visit, const azure::EdgeRequest& row,
                                      int& attempts);

  azure::AddressClass class_of(const net::Ip& ip) const;
  const azure::EdgeRequest* exchange_of(const Job& job) const;
  azure::EdgeSeen seen_at(const Job& job, const azure::EdgeRequest& row, const Visit& visit) const;
  void conclude(const Job& job, const Visit& visit, const azure::EdgeSeen& seen,
                const std::string& failure);
  void conclude_unresolved(const Job& job, observe::Rcode rcode);
  void leave_out(Job& job, const std::string& why);
  void leave_out_refused(Job& job, std::vector<Visit>& visits);

  template <class Result>
  void record(std::string target, Clock::time_point start, Result result);

  asio::io_context& loop_;
  const Settings& settings_;
  Clock::time_point start_ = Clock::now();
  std::chrono::system_clock::time_point start_time_ = std::chrono::system_clock::now();
  Clock::time_point deadline_;
  Pace pace_;
  Gate sockets_;
  Resolver resolver_;
  Resolver public_resolver_;
  std::unique_ptr<SystemResolver> system_;
  std::unique_ptr<Tls> tls_;
  std::unique_ptr<Http> http_;
  Outcome outcome_;
  std::set<std::string> reasons_;  // of what was left out, each once
};

}  // namespace airtight::probe
