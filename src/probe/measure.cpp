#include "measure.h"

#include <airtight/base/static_program.h>
#include <airtight/base/text.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "evidence.h"
#include "exchange.h"
#include "target_names.h"

// One target: its name is asked for, then every address is visited: connection, handshake and the
// safe requests of its service, each with its own limit, none past the target's. What ends without
// an HTTP answer is classified as well, so that there is one classification for each address
// (E-242). The requests are in measure_requests.cpp.

namespace airtight::probe {
namespace {

using azure::AddressClass;
using azure::EdgeRequest;
using azure::EdgeSeen;
using observe::ConnectOutcome;
using observe::DnsResult;
using observe::Path;
using observe::Rcode;
using observe::TlsOutcome;

constexpr std::size_t spare_descriptors = 64;  // for DNS, epoll and whatever the program has open
constexpr std::size_t most_sockets = 4096;

std::size_t room_for_sockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return spare_descriptors;
  const auto most = static_cast<std::size_t>(limit.rlim_cur);
  return most < 2 * spare_descriptors ? 1 : std::min(most_sockets, most - spare_descriptors);
}

// The rows for the target's port; on a port that no row has, those of the service's first step.
std::vector<const EdgeRequest*> requests_of(const Target& target) {
  if (!target.part) return {};
  const auto all = azure::requests_for(*target.part, target.name.text());
  if (all.empty()) return {};
  const bool usual = std::ranges::any_of(
      all, [&](const EdgeRequest* row) { return row->port == target.port.number; });
  const int port = usual ? target.port.number : all.front()->port;
  std::vector<const EdgeRequest*> chosen;
  for (const EdgeRequest* row : all) {
    if (row->port == port) chosen.push_back(row);
  }
  return chosen;
}

std::string_view table_word(ConnectOutcome outcome) {
  switch (outcome) {
    case ConnectOutcome::connected:
      return "accept";
    case ConnectOutcome::refused:
      return "refused";
    case ConnectOutcome::timed_out:
    case ConnectOutcome::unreachable:
      break;
  }
  return "timeout";
}

std::string_view table_word(TlsOutcome outcome) {
  if (outcome == TlsOutcome::ok) return "ok";
  return outcome == TlsOutcome::name_mismatch ? "name-mismatch" : "fail";
}

std::set<net::Ip> as_set(const std::vector<net::Ip>& addresses) {
  return {addresses.begin(), addresses.end()};
}

}  // namespace

Measurement::Measurement(asio::io_context& loop, const Settings& settings, std::unique_ptr<Tls> tls)
    : loop_(loop),
      settings_(settings),
      deadline_(start_ + settings.deadline),
      pace_(settings.rate),
      sockets_(loop, room_for_sockets()),
      resolver_(loop, pace_,
                settings.servers.empty() ? resolver_configuration().servers : settings.servers,
                settings),
      public_resolver_(loop, pace_, settings.public_servers, settings),
      tls_(std::move(tls)),
      curl_(settings.libcurl ? CurlRequests::make(loop, settings) : nullptr) {
  // Servers that somebody names are asked instead of the system, not beside it.
  if (!settings.servers.empty()) return;
  system_ = std::make_unique<SystemResolver>(loop);
  if (!is_static_program()) return;
  for (const std::string& each : SystemResolver::not_asked("/etc/nsswitch.conf"))
    note("this machine also asks " + in_quotes(each) + " for names, which this program cannot",
         "A-073");
}

Outcome Measurement::take_outcome() {
  for (const std::string& reason : reasons_) {
    Diagnostic& added = outcome_.diagnostics.emplace_back();
    added.severity = Severity::warning;
    added.message = reason;
  }
  for (const auto& [audience, said] : notes_) note(said, "A-244");
  observe::sort_and_number(outcome_.seen.observations);
  return std::move(outcome_);
}

void Measurement::note(const std::string& what, const char* fact) {
  Diagnostic& added = outcome_.diagnostics.emplace_back();
  added.severity = Severity::note;
  added.message = what;
  added.facts = {fact};
}

void Measurement::leave_out(Job& job, const std::string& why) {
  job.left_out = true;
  reasons_.insert(why);
}

AddressClass Measurement::class_of(const net::Ip& ip) const {
  for (const KnownSpace& known : settings_.known_space) {
    if (known.prefix.contains(ip)) return known.address_class;
  }
  return azure::address_class(ip);
}

EdgeSeen Measurement::seen_at(const Job& job, std::string_view probe, const Visit& visit) const {
  EdgeSeen seen;
  if (job.target.part) seen.part = *job.target.part;
  seen.probe = probe;
  seen.address = class_of(visit.address);
  return seen;
}

awaitable<void> Measurement::measure(const Target& target, std::size_t place) {
  Job job{target, requests_of(target),
          std::min(deadline_, Clock::now() + settings_.target_deadline)};
  const Addresses found = co_await resolve(job);
  std::vector<Visit> visits;
  for (const net::Ip& address : happy_eyeballs_order(found.list))
    visits.push_back({address, Path::resolved, static_cast<int>(visits.size()) + 1});
  if (visits.empty()) conclude_unresolved(job, found.rcode);
  leave_out_refused(job, visits);
  if (visits.size() > settings_.most_addresses) {
    leave_out(job, target.name.text() + " has " + std::to_string(visits.size()) +
                       " addresses, of which " + std::to_string(settings_.most_addresses) +
                       " were connected to");
    visits.resize(settings_.most_addresses);
  }
  const std::vector<net::Ip> fronts = co_await front_ends(job);
  for (const net::Ip& address : fronts) visits.push_back({address, Path::front_end, 0});
  leave_out_refused(job, visits);
  std::vector<awaitable<void>> tasks;
  for (const Visit& each : visits) tasks.push_back(visit(job, each));
  co_await all_of(std::move(tasks));
  if (!job.left_out) co_return;
  ++outcome_.unmeasured;
  outcome_.incomplete.push_back(place);
}

void Measurement::leave_out_refused(Job& job, std::vector<Visit>& visits) {
  const auto is_in = [](const std::vector<net::Prefix>& prefixes, const net::Ip& ip) {
    return std::ranges::any_of(prefixes,
                               [&](const net::Prefix& each) { return each.contains(ip); });
  };
  std::erase_if(visits, [&](const Visit& visit) {
    if (!is_in(settings_.never, visit.address) || is_in(job.target.declared, visit.address))
      return false;
    leave_out(job, job.target.name.text() + " leads to " + to_string(visit.address) +
                       ", where no back end is: not connected to");
    return true;
  });
}

awaitable<void> Measurement::resolve_family(Job& job, net::Family family, DnsResult& result) {
  const auto start = Clock::now();
  result = co_await resolver_.resolve(job.target.name, family, job.until);
  record(job.target.name.text(), start, result);
}

awaitable<void> Measurement::resolve_by_system(Job& job, DnsResult& result) {
  result = co_await system_->resolve(job.target.name.text(), job.until);
}

awaitable<Measurement::Addresses> Measurement::resolve(Job& job) {
  DnsResult v4;
  DnsResult v6;
  DnsResult system;
  const auto start = Clock::now();
  std::vector<awaitable<void>> tasks;
  tasks.push_back(resolve_family(job, net::Family::v4, v4));
  tasks.push_back(resolve_family(job, net::Family::v6, v6));
  if (system_) tasks.push_back(resolve_by_system(job, system));
  co_await all_of(std::move(tasks));
  Addresses found{v4.addresses, v4.rcode};
  found.list.insert(found.list.end(), v6.addresses.begin(), v6.addresses.end());
  if (found.list.empty() && v6.rcode == Rcode::noerror) found.rcode = Rcode::noerror;
  if (!system_) co_return found;
  // What the app gets is what its system says.
  system.disagrees = system.rcode == Rcode::noerror &&
                     as_set(system.addresses) != as_set(found.list) && v4.omitted + v6.omitted == 0;
  found = {system.addresses, system.rcode};
  record(job.target.name.text(), start, std::move(system));
  co_return found;
}

awaitable<std::vector<net::Ip>> Measurement::front_ends(Job& job) {
  std::vector<net::Ip> addresses = job.target.front_ends;
  if (public_resolver_.has_servers()) {
    const auto start = Clock::now();
    DnsResult result =
        co_await public_resolver_.resolve(job.target.name, net::Family::v4, job.until);
    for (const net::Ip& each : result.addresses) {
      if (class_of(each) == AddressClass::is_public) addresses.push_back(each);
    }
    record(job.target.name.text(), start, std::move(result));
  }
  std::ranges::sort(addresses);
  addresses.erase(std::ranges::unique(addresses).begin(), addresses.end());
  if (addresses.size() > settings_.most_addresses) addresses.resize(settings_.most_addresses);
  co_return addresses;
}

const EdgeRequest* Measurement::exchange_of(const Job& job) const {
  for (const EdgeRequest* row : job.requests) {
    if (exchange_for(row->probe) != nullptr) return row;
  }
  return nullptr;
}

awaitable<void> Measurement::visit(Job& job, Visit visit) {
  const EdgeRequest* row = job.requests.empty() ? nullptr : job.requests.front();
  Contact contact;
  if (row != nullptr) contact.seen = seen_at(job, row->probe, visit);
  if (!co_await sockets_.enter(job.until)) {
    leave_out(job, "the deadline left out connections");
    co_return;
  }
  co_await connect_and_talk(job, visit, contact);
  sockets_.leave();
  if (row == nullptr || contact.seen.tcp.empty()) co_return;
  const bool answers = contact.seen.tcp == "accept" && contact.seen.tls == "ok";
  if (!answers || exchange_of(job) != nullptr) {
    conclude(job, visit, contact);
    co_return;
  }
  bool is_settled = true;
  for (const EdgeRequest* each : job.requests) {
    const bool settled = co_await request(job, visit, *each, contact);
    is_settled = is_settled && settled;
  }
  if (!is_settled && settings_.with_identity) co_await request_with_token(job, visit);
}

// Leaves `seen.tcp` empty where nothing was observed.
awaitable<void> Measurement::connect_and_talk(Job& job, Visit visit, Contact& contact) {
  contact.seen.tcp = {};
  if (!co_await pace_.turn(job.until)) {
    leave_out(job, "the rate and the deadline left out connections");
    co_return;
  }
  const auto start = Clock::now();
  tcp::socket socket(loop_);
  const Connection connection = co_await connect(socket, visit.address, job.target.port,
                                                 std::min(job.until, start + settings_.timeout));
  if (!connection.local_failure.empty()) {
    leave_out(job, "this machine cannot open a connection: " + connection.local_failure);
    co_return;
  }
  record(with_port(job.target), start,
         observe::TcpResult{connection.outcome, visit.address, connection.local, visit.path,
                            visit.order});
  contact.seen.tcp = table_word(connection.outcome);
  contact.seen.tls = "n/a";
  if (connection.outcome != ConnectOutcome::connected) {
    contact.failure = "not sent: " + std::string(to_string(connection.outcome));
    co_return;
  }
  const EdgeRequest* row = exchange_of(job);
  const Exchange* exchange = row == nullptr ? nullptr : exchange_for(row->probe);
  const bool tls = exchange != nullptr ? exchange->tls : !job.requests.empty() || job.target.tls;
  if (tls)
    co_await shake_hands(job, visit, std::move(socket), contact);
  else if (exchange != nullptr)
    co_await talk_plainly(job, socket, contact);
}

namespace {

// The table calls an answer in the service's own protocol "accept / ok".
void add_reply(const Exchange& exchange, std::string reply, EdgeSeen& seen, std::string& failure) {
  if (reply.empty()) {
    failure = "no answer to the first message";
    seen.tls = "silent";  // no row is for this
  } else if (!fits(exchange, reply)) {
    failure = "the answer is not of this protocol";
    seen.tls = "other";
  } else {
    seen.tls = "ok";
    if (reply.starts_with('-')) seen.codes.emplace_back(reply.substr(1, reply.find(' ') - 1));
    seen.body = std::move(reply);
  }
}

}  // namespace

awaitable<void> Measurement::shake_hands(Job& job, Visit visit, tcp::socket socket,
                                         Contact& contact) {
  const auto start = Clock::now();
  const EdgeRequest* row = exchange_of(job);
  const Exchange* exchange = row == nullptr ? nullptr : exchange_for(row->probe);
  const std::string& name = server_name(job.target);
  const auto until = std::min(job.until, start + settings_.timeout);
  std::string reply;
  auto ended = start;
  // Named, as are all that a co_await takes here: g++ 12 destroys such temporaries twice.
  const Talk talk = [&](TlsStream& stream) -> awaitable<void> {
    ended = Clock::now();
    if (exchange != nullptr)
      reply = co_await exchange_on(stream, exchange->hello, until);
    else if (!job.requests.empty() && !curl_)
      co_await ask_first(job, visit, stream, contact);
  };
  observe::TlsResult result = co_await tls_->handshake(std::move(socket), name, until, &talk);
  if (ended == start) ended = Clock::now();
  result.address = visit.address;
  result.path = visit.path;
  if (!job.target.server_name.empty()) result.server_name = job.target.server_name;
  contact.seen.tls = table_word(result.outcome);
  if (!result.verified) contact.failure = "not sent: " + result.reason;
  const bool verified = result.verified;
  record(with_port(job.target), start, std::move(result), ended);
  if (verified && exchange != nullptr)
    add_reply(*exchange, std::move(reply), contact.seen, contact.failure);
}

awaitable<void> Measurement::talk_plainly(Job& job, tcp::socket& socket, Contact& contact) {
  const Exchange& exchange = *exchange_for(exchange_of(job)->probe);
  std::string reply = co_await exchange_on(socket, exchange.hello,
                                           std::min(job.until, Clock::now() + settings_.timeout));
  add_reply(exchange, std::move(reply), contact.seen, contact.failure);
}

}  // namespace airtight::probe
