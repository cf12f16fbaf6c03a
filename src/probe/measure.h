#pragma once

#include <airtight/azure/token_request.h>
#include <airtight/probe/probe.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "connect.h"
#include "curl_requests.h"
#include "dns.h"
#include "http.h"
#include "identity.h"
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
  // What came of one address: as the table sees it, or why nothing was sent; and the answer to the
  // first request, which goes over the connection of the handshake.
  struct Contact {
    azure::EdgeSeen seen;
    std::string failure;
    std::optional<HttpAnswer> answer;
    Clock::time_point asked;
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
  awaitable<void> connect_and_talk(Job& job, Visit visit, Contact& contact);
  awaitable<void> shake_hands(Job& job, Visit visit, tcp::socket socket, Contact& contact);
  awaitable<void> talk_plainly(Job& job, tcp::socket& socket, Contact& contact);
  awaitable<void> ask_first(Job& job, Visit visit, TlsStream& stream, Contact& contact);
  // Whether the answer tells that the gate is open or closed (E-242).
  awaitable<bool> request(Job& job, Visit visit, const azure::EdgeRequest& row, Contact& contact);
  awaitable<HttpAnswer> ask_patiently(Job& job, Visit visit, const azure::EdgeRequest& row,
                                      std::optional<HttpAnswer>& first, int& attempts);
  awaitable<HttpAnswer> ask(const HttpRequest& request, Clock::time_point until);
  // `text` is the request as it is sent, over a connection of its own.
  awaitable<HttpAnswer> ask_anew(const HttpRequest& request, std::string_view text,
                                 Clock::time_point until);
  awaitable<void> request_with_token(Job& job, Visit visit);
  awaitable<void> send_token(Job& job, Visit visit, const azure::TokenRequest& row, Token token);
  awaitable<bool> take_turn(Job& job);

  azure::AddressClass class_of(const net::Ip& ip) const;
  const azure::EdgeRequest* exchange_of(const Job& job) const;
  azure::EdgeSeen seen_at(const Job& job, std::string_view probe, const Visit& visit) const;
  // What was seen at an address, or why nothing was sent there, as a result.
  static observe::HttpResult result_of(const Visit& visit, const azure::EdgeSeen& seen,
                                       const std::string& failure);
  static observe::HttpResult result_of(const Visit& visit, azure::EdgeSeen seen, HttpAnswer answer);
  void conclude(const Job& job, const Visit& visit, const Contact& contact);
  void conclude_unresolved(const Job& job, observe::Rcode rcode);
  void note(const std::string& what, const char* fact);
  void leave_out(Job& job, const std::string& why);
  void leave_out_refused(Job& job, std::vector<Visit>& visits);

  template <class Result>
  void record(std::string target, Clock::time_point start, Result result,
              Clock::time_point end = Clock::now()) {
    using std::chrono::milliseconds;
    const auto time = std::chrono::time_point_cast<milliseconds>(start_time_ + (start - start_));
    const auto elapsed = std::chrono::duration_cast<milliseconds>(end - start);
    outcome_.seen.observations.push_back({"", std::move(target), time, elapsed, std::move(result)});
  }

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
  std::unique_ptr<CurlRequests> curl_;  // null: requests go over connections of `tls_`
  Outcome outcome_;
  std::set<std::string> reasons_;                          // of what was left out, each once
  std::map<std::string, std::string, std::less<>> notes_;  // of tokens, by audience
};

}  // namespace airtight::probe
