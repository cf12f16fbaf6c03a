#include "measure.h"

#include <airtight/base/text.h>
#include <sys/resource.h>

#include <algorithm>

#include "evidence.h"
#include "exchange.h"

// One target: its name is asked for, then every address is visited: connection, handshake and the
// safe requests of its service, each with its own limit, none past the target's. What ends without
// an HTTP answer is classified as well, so that there is one classification for each address
// (E-242).

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
constexpr int https_port = 443;
constexpr std::string_view https_probe = "anonymous";

std::size_t room_for_sockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return spare_descriptors;
  const auto most = static_cast<std::size_t>(limit.rlim_cur);
  return most < 2 * spare_descriptors ? 1 : std::min(most_sockets, most - spare_descriptors);
}

std::string with_port(const Target& target) {
  return target.name.text() + ":" + std::to_string(target.port.number);
}

std::string url_of(const Target& target, const EdgeRequest& row) {
  const bool usual = target.port.number == https_port;
  return "https://" + (usual ? target.name.text() : with_port(target)) + std::string(row.path);
}

// How the document names what a row sends.
std::string target_of_row(const Target& target, const EdgeRequest& row) {
  return row.probe == https_probe ? url_of(target, row) : with_port(target);
}

const std::string& server_name(const Target& target) {
  return target.server_name.empty() ? target.name.text() : target.server_name;
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

// As the edge table has it: nobody's answer and a failing resolver are one row (GX-02).
std::string_view table_code(Rcode rcode) {
  return rcode == Rcode::nxdomain || rcode == Rcode::noerror ? "NXDOMAIN" : "SERVFAIL";
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

bool is_worth_retrying(const HttpAnswer& answer) {
  return answer.kind == HttpAnswer::Kind::answer && (answer.status == 429 || answer.status >= 500);
}

// A request that got no answer although an earlier handshake held: what the connection came to.
void add_answer(HttpAnswer answer, EdgeSeen& seen) {
  using Kind = HttpAnswer::Kind;
  switch (answer.kind) {
    case Kind::answer:
      seen.codes = error_codes(answer);
      seen.status = answer.status;
      seen.reason = std::move(answer.reason);
      seen.headers = std::move(answer.headers);
      seen.body = std::move(answer.body);
      return;
    case Kind::refused:
      seen.tcp = "refused";
      return;
    case Kind::unreachable:
      seen.tcp = "timeout";
      return;
    case Kind::untrusted:
    case Kind::tls_failed:
      seen.tls = "fail";
      return;
    case Kind::timed_out:
    case Kind::broken:
      return;
  }
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
      http_(Http::make(loop, settings)) {
  // Servers that somebody names are asked instead of the system, not beside it.
  if (settings.servers.empty()) system_ = std::make_unique<SystemResolver>(loop);
}

Outcome Measurement::take_outcome() {
  for (const std::string& reason : reasons_) {
    Diagnostic& added = outcome_.diagnostics.emplace_back();
    added.severity = Severity::warning;
    added.message = reason;
  }
  observe::sort_and_number(outcome_.seen.observations);
  return std::move(outcome_);
}

template <class Result>
void Measurement::record(std::string target, Clock::time_point start, Result result) {
  using std::chrono::milliseconds;
  const auto time = std::chrono::time_point_cast<milliseconds>(start_time_ + (start - start_));
  const auto elapsed = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
  outcome_.seen.observations.push_back({"", std::move(target), time, elapsed, std::move(result)});
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

EdgeSeen Measurement::seen_at(const Job& job, const EdgeRequest& row, const Visit& visit) const {
  EdgeSeen seen;
  if (job.target.part) seen.part = *job.target.part;
  seen.probe = row.probe;
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
  EdgeSeen seen;
  if (row != nullptr) seen = seen_at(job, *row, visit);
  std::string failure;
  if (!co_await sockets_.enter(job.until)) {
    leave_out(job, "the deadline left out connections");
    co_return;
  }
  co_await connect_and_talk(job, visit, seen, failure);
  sockets_.leave();
  if (row == nullptr || seen.tcp.empty()) co_return;
  const bool answers = seen.tcp == "accept" && seen.tls == "ok";
  if (!answers || exchange_of(job) != nullptr) {
    conclude(job, visit, seen, failure);
    co_return;
  }
  for (const EdgeRequest* each : job.requests) co_await request(job, visit, *each);
}

// Leaves `seen.tcp` empty where nothing was observed.
awaitable<void> Measurement::connect_and_talk(Job& job, Visit visit, EdgeSeen& seen,
                                              std::string& failure) {
  seen.tcp = {};
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
  seen.tcp = table_word(connection.outcome);
  seen.tls = "n/a";
  if (connection.outcome != ConnectOutcome::connected) {
    failure = "not sent: " + std::string(to_string(connection.outcome));
    co_return;
  }
  const EdgeRequest* row = exchange_of(job);
  const Exchange* exchange = row == nullptr ? nullptr : exchange_for(row->probe);
  const bool tls = exchange != nullptr ? exchange->tls : !job.requests.empty() || job.target.tls;
  if (tls)
    co_await shake_hands(job, visit, std::move(socket), seen, failure);
  else if (exchange != nullptr)
    co_await talk_plainly(job, socket, seen, failure);
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

awaitable<void> Measurement::shake_hands(Job& job, Visit visit, tcp::socket socket, EdgeSeen& seen,
                                         std::string& failure) {
  const auto start = Clock::now();
  const EdgeRequest* row = exchange_of(job);
  const Exchange* exchange = row == nullptr ? nullptr : exchange_for(row->probe);
  // Named first: g++ 12 destroys the temporaries of a conditional in a co_await twice.
  const std::string_view hello = exchange == nullptr ? std::string_view{} : exchange->hello;
  const std::string& name = server_name(job.target);
  const auto until = std::min(job.until, start + settings_.timeout);
  std::string reply;
  observe::TlsResult result =
      co_await tls_->handshake(std::move(socket), name, until, hello, &reply);
  result.address = visit.address;
  result.path = visit.path;
  if (!job.target.server_name.empty()) result.server_name = job.target.server_name;
  seen.tls = table_word(result.outcome);
  if (!result.verified) failure = "not sent: " + result.reason;
  const bool verified = result.verified;
  record(with_port(job.target), start, std::move(result));
  if (verified && exchange != nullptr) add_reply(*exchange, std::move(reply), seen, failure);
}

awaitable<void> Measurement::talk_plainly(Job& job, tcp::socket& socket, EdgeSeen& seen,
                                          std::string& failure) {
  const Exchange& exchange = *exchange_for(exchange_of(job)->probe);
  std::string reply = co_await exchange_on(socket, exchange.hello,
                                           std::min(job.until, Clock::now() + settings_.timeout));
  add_reply(exchange, std::move(reply), seen, failure);
}

awaitable<HttpAnswer> Measurement::ask_patiently(Job& job, Visit visit, const EdgeRequest& row,
                                                 int& attempts) {
  const HttpRequest request{server_name(job.target), job.target.port, std::string(row.path),
                            std::string(row.header), visit.address};
  auto backoff = settings_.http_backoff;
  for (attempts = 1;; ++attempts) {
    HttpAnswer answer =
        co_await http_->get(request, std::min(job.until, Clock::now() + settings_.http_timeout));
    const bool last = attempts >= settings_.http_tries || Clock::now() + backoff >= job.until;
    if (!is_worth_retrying(answer) || last) co_return answer;
    co_await sleep_until(Clock::now() + backoff);
    backoff *= 2;
  }
}

awaitable<void> Measurement::request(Job& job, Visit visit, const EdgeRequest& row) {
  if (!http_) {
    leave_out(job, "libcurl.so.4 cannot be loaded (Debian package libcurl4): no request was sent");
    co_return;
  }
  if (!co_await sockets_.enter(job.until)) {
    leave_out(job, "the deadline left out requests");
    co_return;
  }
  if (co_await pace_.turn(job.until)) {
    const auto start = Clock::now();
    int attempts = 1;
    HttpAnswer answer = co_await ask_patiently(job, visit, row, attempts);
    const std::string failure = answer.failure;
    EdgeSeen seen = seen_at(job, row, visit);
    add_answer(std::move(answer), seen);
    observe::HttpResult result = classified(seen);
    result.failure = failure;
    result.attempts = attempts;
    result.address = visit.address;
    result.path = visit.path;
    record(url_of(job.target, row), start, std::move(result));
  } else {
    leave_out(job, "the rate and the deadline left out requests");
  }
  sockets_.leave();
}

void Measurement::conclude(const Job& job, const Visit& visit, const EdgeSeen& seen,
                           const std::string& failure) {
  const EdgeRequest& row = *job.requests.front();
  observe::HttpResult result = classified(seen);
  result.failure = failure;
  result.address = visit.address;
  result.path = visit.path;
  record(target_of_row(job.target, row), Clock::now(), std::move(result));
}

void Measurement::conclude_unresolved(const Job& job, Rcode rcode) {
  const auto& part = job.target.part;
  if (job.requests.empty() || !part) return;
  EdgeSeen seen;
  seen.part = *part;
  seen.probe = job.requests.front()->probe;
  seen.resolved = false;
  seen.tcp = "n/a";
  seen.tls = "n/a";
  seen.codes.emplace_back(table_code(rcode));
  observe::HttpResult result = classified(seen);
  result.error_code.clear();
  result.failure = "not sent: the name has no address (" + std::string(to_string(rcode)) + ")";
  record(target_of_row(job.target, *job.requests.front()), Clock::now(), std::move(result));
}

}  // namespace airtight::probe
