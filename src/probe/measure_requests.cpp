#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <utility>

#include "evidence.h"
#include "measure.h"
#include "request_on.h"
#include "target_names.h"

// The requests of a target, and what is concluded from each.

namespace airtight::probe {
namespace {

using azure::EdgeRequest;
using azure::EdgeSeen;
using azure::TokenRequest;
using observe::ConnectOutcome;
using observe::Rcode;
using observe::TlsOutcome;

constexpr int https_port = 443;
constexpr std::string_view https_probe = "anonymous";

// As the edge table has it: nobody's answer and a failing resolver are one row (GX-02).
std::string_view table_code(Rcode rcode) {
  return rcode == Rcode::nxdomain || rcode == Rcode::noerror ? "NXDOMAIN" : "SERVFAIL";
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

// Evidence grade A, and of one side of the gate (E-242).
bool settles(const observe::HttpResult& result) {
  constexpr std::array open{"PUB_GATE_UNKNOWN", "INCONCLUSIVE"};
  return result.grade == "A" && std::ranges::count(open, result.classification) == 0;
}

HttpAnswer::Kind kind_of(ConnectOutcome outcome) {
  switch (outcome) {
    case ConnectOutcome::refused:
      return HttpAnswer::Kind::refused;
    case ConnectOutcome::unreachable:
      return HttpAnswer::Kind::unreachable;
    case ConnectOutcome::timed_out:
    case ConnectOutcome::connected:
      break;
  }
  return HttpAnswer::Kind::timed_out;
}

HttpAnswer::Kind kind_of(TlsOutcome outcome) {
  switch (outcome) {
    case TlsOutcome::name_mismatch:
    case TlsOutcome::untrusted:
      return HttpAnswer::Kind::untrusted;
    case TlsOutcome::timed_out:
      return HttpAnswer::Kind::timed_out;
    case TlsOutcome::failed:
    case TlsOutcome::ok:
      break;
  }
  return HttpAnswer::Kind::tls_failed;
}

template <class Row>  // of the requests without a token, or with one
HttpRequest request_of(const Target& target, const Row& row, const net::Ip& address) {
  return {server_name(target), target.port, std::string(row.path), std::string(row.header),
          address};
}

HttpAnswer late() {
  HttpAnswer answer;
  answer.kind = HttpAnswer::Kind::timed_out;
  answer.failure = "no whole answer in time";
  return answer;
}

}  // namespace

std::string with_port(const Target& target) {
  return target.name.text() + ":" + std::to_string(target.port.number);
}

std::string url_of(const Target& target, std::string_view path) {
  const bool usual = target.port.number == https_port;
  return "https://" + (usual ? target.name.text() : with_port(target)) + std::string(path);
}

std::string target_of_row(const Target& target, const EdgeRequest& row) {
  return row.probe == https_probe ? url_of(target, row.path) : with_port(target);
}

const std::string& server_name(const Target& target) {
  return target.server_name.empty() ? target.name.text() : target.server_name;
}

awaitable<void> Measurement::ask_first(Job& job, Visit visit, TlsStream& stream, Contact& contact) {
  if (!co_await pace_.turn(job.until)) co_return;
  const HttpRequest request = request_of(job.target, *job.requests.front(), visit.address);
  const std::string text = text_of(request);
  contact.asked = Clock::now();
  const auto until = std::min(job.until, contact.asked + settings_.http_timeout);
  HttpAnswer answer;
  const bool in_time =
      co_await within(until, request_on(stream, text, settings_.most_body, answer));
  contact.answer = in_time ? std::move(answer) : late();
}

awaitable<HttpAnswer> Measurement::ask(const HttpRequest& request, Clock::time_point until) {
  if (curl_) co_return co_await curl_->get(request, until);
  const std::string text = text_of(request);
  co_return co_await ask_anew(request, text, until);
}

awaitable<HttpAnswer> Measurement::ask_anew(const HttpRequest& request, std::string_view text,
                                            Clock::time_point until) {
  HttpAnswer answer;
  tcp::socket socket(loop_);
  const auto limit = std::min(until, Clock::now() + settings_.timeout);
  const Connection connection = co_await connect(socket, request.address, request.port, limit);
  if (!connection.local_failure.empty()) {  // `broken`, which says nothing of the network
    answer.failure = "this machine cannot open a connection: " + connection.local_failure;
    co_return answer;
  }
  if (connection.outcome != ConnectOutcome::connected) {
    answer.kind = kind_of(connection.outcome);
    answer.failure = std::string(to_string(connection.outcome));
    co_return answer;
  }
  bool in_time = true;
  const Talk talk = [&](TlsStream& stream) -> awaitable<void> {
    in_time = co_await within(until, request_on(stream, text, settings_.most_body, answer));
  };
  const observe::TlsResult result =
      co_await tls_->handshake(std::move(socket), request.host, limit, &talk);
  if (!result.verified) {
    answer.kind = kind_of(result.outcome);
    answer.failure = result.reason;
  } else if (!in_time) {
    answer = late();
  }
  co_return answer;
}

awaitable<HttpAnswer> Measurement::ask_patiently(Job& job, Visit visit, const EdgeRequest& row,
                                                 std::optional<HttpAnswer>& first, int& attempts) {
  const HttpRequest request = request_of(job.target, row, visit.address);
  auto backoff = settings_.http_backoff;
  for (attempts = 1;; ++attempts) {
    HttpAnswer answer;
    if (first) {
      answer = std::move(*first);
      first.reset();
    } else {
      const auto until = std::min(job.until, Clock::now() + settings_.http_timeout);
      answer = co_await ask(request, until);
    }
    const bool last = attempts >= settings_.http_tries || Clock::now() + backoff >= job.until;
    if (!is_worth_retrying(answer) || last) co_return answer;
    co_await sleep_until(Clock::now() + backoff);
    backoff *= 2;
  }
}

// Named first, both: g++ 12 leaves the frame of a coroutine that begins with such a condition
// without the number of its first step.
awaitable<bool> Measurement::take_turn(Job& job) {
  const bool has_entered = co_await sockets_.enter(job.until);
  if (!has_entered) {
    leave_out(job, "the deadline left out requests");
    co_return false;
  }
  const bool is_in_time = co_await pace_.turn(job.until);
  if (!is_in_time) {
    leave_out(job, "the rate and the deadline left out requests");
    sockets_.leave();
  }
  co_return is_in_time;
}

awaitable<bool> Measurement::request(Job& job, Visit visit, const EdgeRequest& row,
                                     Contact& contact) {
  // The first answer of a connection has had its turn.
  const bool has_turn = contact.answer.has_value();
  if (!has_turn) {  // not by &&: g++ 12 destroys what a co_await there takes twice
    const bool is_mine = co_await take_turn(job);
    if (!is_mine) co_return true;
  }
  const auto start = has_turn ? contact.asked : Clock::now();
  int attempts = 1;
  HttpAnswer answer = co_await ask_patiently(job, visit, row, contact.answer, attempts);
  if (!has_turn) sockets_.leave();
  observe::HttpResult result = result_of(visit, seen_at(job, row.probe, visit), std::move(answer));
  result.attempts = attempts;
  const bool settled = settles(result);
  record(url_of(job.target, row.path), start, std::move(result));
  co_return settled;
}

// Nothing without a token: the answers without one stand.
awaitable<void> Measurement::request_with_token(Job& job, Visit visit) {
  const TokenRequest* row = job.target.part
                                ? azure::token_request_for(*job.target.part, job.target.name.text())
                                : nullptr;
  if (row == nullptr || !job.target.server_name.empty()) co_return;
  if (!co_await take_turn(job)) co_return;
  const std::string audience(row->audience);
  const auto until = std::min(job.until, Clock::now() + settings_.http_timeout);
  Token token = co_await ask_for_token(audience, settings_.metadata, until);
  if (token.value.empty()) {
    notes_.try_emplace(audience, "no token for " + audience + ": " + token.failure);
  } else {
    using std::chrono::seconds;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto left = token.expires.value_or(0) - std::chrono::duration_cast<seconds>(now).count();
    notes_.try_emplace(
        audience, "a token for " + audience + " was obtained" +
                      (token.expires ? ", which expires in " + std::to_string(left) + " s" : ""));
    co_await send_token(job, visit, *row, std::move(token));
  }
  sockets_.leave();
}

awaitable<void> Measurement::send_token(Job& job, Visit visit, const TokenRequest& row,
                                        Token token) {
  constexpr std::string_view scheme = "Authorization: Bearer ";
  const auto start = Clock::now();
  const HttpRequest request = request_of(job.target, row, visit.address);
  std::string text = text_of(request);
  text.resize(text.size() - 2);  // the line that ends the headers
  std::string whole;
  whole.reserve(text.size() + scheme.size() + token.value.text().size() + 4);
  whole.append(text).append(scheme).append(token.value.text()).append("\r\n\r\n");
  Secret with_token(std::move(whole));
  token = {};
  const auto until = std::min(job.until, start + settings_.http_timeout);
  HttpAnswer answer = co_await ask_anew(request, with_token.text(), until);
  with_token = {};
  record(url_of(job.target, row.path), start,
         result_of(visit, seen_at(job, "token", visit), std::move(answer)));
}

observe::HttpResult Measurement::result_of(const Visit& visit, const EdgeSeen& seen,
                                           const std::string& failure) {
  observe::HttpResult result = classified(seen);
  result.failure = failure;
  result.address = visit.address;
  result.path = visit.path;
  return result;
}

observe::HttpResult Measurement::result_of(const Visit& visit, EdgeSeen seen, HttpAnswer answer) {
  const std::string failure = answer.failure;
  add_answer(std::move(answer), seen);
  return result_of(visit, seen, failure);
}

void Measurement::conclude(const Job& job, const Visit& visit, const Contact& contact) {
  const EdgeRequest& row = *job.requests.front();
  record(target_of_row(job.target, row), Clock::now(),
         result_of(visit, contact.seen, contact.failure));
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
