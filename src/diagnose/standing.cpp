#include <airtight/base/text.h>
#include <airtight/diagnose/standing.h>

#include <algorithm>
#include <array>
#include <optional>

// First what each observation says, by a row for its classification (E-243); then the sum: one open
// door is open, one address that fails is a failure, and only a proof closes anything.

namespace airtight::diagnose {
namespace {

using observe::ConnectOutcome;
using observe::DnsResult;
using observe::HttpResult;
using observe::Path;
using observe::TcpResult;
using observe::TlsOutcome;
using observe::TlsResult;

enum class End : std::uint8_t { works, fails, unsaid };

struct Meaning {
  std::string_view prefix;  // of the classification
  End end;
  Door door;  // what it says of the public door, where the address is public
  std::string_view words;
};
// The first prefix that fits counts. AUTH_AFTER_GATE at a public address is an open door
// (paas-edge.md section 0.2).
constexpr std::array meanings{
    Meaning{"PE_OK", End::works, Door::unknown, "answers through a private endpoint"},
    Meaning{"PE_WRONG_TARGET", End::fails, Door::unknown,
            "the private endpoint belongs to another resource"},
    Meaning{"PE_REFUSED", End::fails, Door::unknown,
            "the service refuses what comes through the private endpoint"},
    Meaning{"PUB_OPEN", End::works, Door::open, "the public endpoint lets this app in"},
    Meaning{"AUTH_AFTER_GATE", End::works, Door::open,
            "the service asks for a credential behind its network gate"},
    Meaning{"PUB_REFUSED_DISABLED", End::fails, Door::closed,
            "its name leads to the public endpoint, which is disabled and refuses the app"},
    Meaning{"PUB_REFUSED", End::fails, Door::refuses_us,
            "its name leads to the public endpoint, which refuses the app"},
    Meaning{"PUB_GATE_UNKNOWN", End::unsaid, Door::unknown,
            "the public endpoint answers, and the answer does not say whether it is closed"},
    Meaning{"SVC_ENDPOINT", End::works, Door::unknown,
            "reached at its public endpoint, through a service endpoint"},
    Meaning{"SITE_STOPPED", End::fails, Door::unknown, "the site is stopped"},
    Meaning{"NOT_SERVICE", End::fails, Door::unknown, "something else answers at the address"},
    Meaning{"DNS_NXDOMAIN", End::fails, Door::unknown, "the name does not exist in DNS"},
    Meaning{"DNS_FAIL", End::fails, Door::unknown, "DNS gives no answer for the name"},
    Meaning{"TCP_TIMEOUT", End::fails, Door::unknown, "the address does not answer"},
    Meaning{"TCP_REFUSED", End::fails, Door::unknown, "the address refuses the connection"},
    Meaning{"TLS_WRONG_NAME", End::fails, Door::unknown, "the certificate is for another name"},
    Meaning{"TLS_FAILED", End::fails, Door::unknown, "the TLS handshake fails"},
};
constexpr Meaning inconclusive{"", End::unsaid, Door::unknown,
                               "the answer is on no record and says nothing"};

const Meaning& meaning_of(std::string_view classification) {
  const auto* row = std::ranges::find_if(
      meanings, [&](const Meaning& each) { return classification.starts_with(each.prefix); });
  return row == meanings.end() ? inconclusive : *row;
}

// All that was seen, added up.
struct Sum {
  std::size_t answered = 0;  // ways to the service that were tried to their end
  std::size_t works = 0;
  std::size_t fails = 0;
  std::size_t privately = 0;  // of those that work
  std::size_t publicly = 0;   // of all: at a public address
  bool by_service_endpoint = false;
  Door door = Door::unknown;
  std::string failure{};  // the first, in words
  std::string doubt{};
};

std::string at(const std::optional<net::Ip>& address) {
  return address ? " (" + to_string(*address) + ")" : "";
}

void open_door(Door seen, Door& door) { door = std::max(door, seen); }

void add_end(End end, bool inside, const std::string& words, Sum& sum) {
  ++sum.answered;
  if (end == End::works) ++sum.works;
  if (end == End::works && inside) ++sum.privately;
  if (end == End::fails) ++sum.fails;
  if (!inside) ++sum.publicly;
  if (end == End::fails && sum.failure.empty()) sum.failure = words;
  if (end == End::unsaid && sum.doubt.empty()) sum.doubt = words;
}

void take(const HttpResult& seen, const Evidence& evidence, Sum& sum) {
  const Meaning& meaning = meaning_of(seen.classification);
  const bool inside = seen.address && evidence.is_private(*seen.address);
  if (!inside) open_door(meaning.door, sum.door);
  if (seen.path == Path::front_end) return;
  // Grade C is the address only (paas-edge.md section 0.3): no proof that the service answered.
  const bool works_by_address_only = meaning.end == End::works && seen.grade == "C";
  const End end = works_by_address_only ? End::unsaid : meaning.end;
  sum.by_service_endpoint |= seen.classification == "SVC_ENDPOINT";
  add_end(end, inside, std::string(meaning.words) + at(seen.address), sum);
}

// Without a service on record a connection, and TLS where it is spoken, is all that can be told.
struct Connection {
  std::optional<net::Ip> address;
  End end = End::unsaid;
  std::string words;
};

Connection connection_of(const TcpResult& seen) {
  if (seen.outcome == ConnectOutcome::connected) return {seen.address, End::works, {}};
  const std::string_view words = seen.outcome == ConnectOutcome::refused
                                     ? "the address refuses the connection"
                                     : "the address does not answer";
  return {seen.address, End::fails, std::string(words) + at(seen.address)};
}

std::vector<Connection> connections_of(const Evidence& evidence) {
  std::vector<Connection> connections;
  for (const observe::Observation* each : evidence.seen) {
    const auto* tcp = std::get_if<TcpResult>(&each->result);
    if (tcp != nullptr && tcp->path == Path::resolved) connections.push_back(connection_of(*tcp));
  }
  for (const observe::Observation* each : evidence.seen) {
    const auto* tls = std::get_if<TlsResult>(&each->result);
    if (tls == nullptr || tls->path != Path::resolved || tls->outcome == TlsOutcome::ok) continue;
    for (Connection& connection : connections) {
      if (connection.address != tls->address) continue;
      connection.end = End::fails;
      connection.words = "the TLS handshake fails" + at(tls->address) + ": " + tls->reason;
    }
  }
  return connections;
}

// A connection does not say who answers (E-003).
void take_connections(const Evidence& evidence, Sum& sum) {
  const bool proves_nothing = evidence.intent == Intent::isolated;
  for (const Connection& each : connections_of(evidence)) {
    const bool inside = each.address && evidence.is_private(*each.address);
    if (each.end == End::works && proves_nothing)
      add_end(End::unsaid, inside, "a connection was made, which does not say who answers", sum);
    else
      add_end(each.end, inside, each.words, sum);
  }
}

void take_names(const Evidence& evidence, Sum& sum) {
  for (const observe::Observation* each : evidence.seen) {
    const auto* dns = std::get_if<DnsResult>(&each->result);
    if (dns == nullptr || !dns->addresses.empty() || dns->type == "AAAA") continue;
    add_end(End::fails, true,
            "the name has no address (" + std::string(to_string(dns->rcode)) + ")", sum);
  }
}

Sum sum_of(const Evidence& evidence) {
  Sum sum;
  for (const observe::Observation* each : evidence.seen) {
    if (const auto* http = std::get_if<HttpResult>(&each->result)) take(*http, evidence, sum);
  }
  if (sum.answered == 0) take_connections(evidence, sum);
  if (sum.answered == 0) take_names(evidence, sum);
  return sum;
}

// What the resources say of the public door; only a denial by every reading closes it.
Door written_door(const reconcile::PathComparison* predicted) {
  if (predicted == nullptr || !predicted->path.public_access) return Door::unknown;
  const verify::Verdict& verdict = *predicted->path.public_access;
  if (verify::proves_isolation(verdict)) return Door::closed;
  return verdict.judgement == verify::Judgement::allow ? Door::open : Door::unknown;
}

Way way_of(const Sum& sum) {
  if (sum.works == 0) return Way::none;
  if (sum.publicly > 0) return Way::by_public_door;
  return sum.privately == sum.works ? Way::by_private_endpoint : Way::unsaid;
}

std::string missing_proof(const Standing& standing, const reconcile::PathComparison* predicted) {
  if (standing.door == Door::refuses_us)
    return "its public endpoint refuses this app by rules, and whom else they let in is not known";
  if (predicted == nullptr)
    return "whether its public endpoint is closed was neither seen nor is it in any input";
  return "the input does not say for certain that its public endpoint is closed";
}

struct Words {
  State state;
  std::string text;
};

std::string and_fails(const Sum& sum) {
  return sum.failure.empty() ? std::string() : "; and the app fails: " + sum.failure;
}

// Of a dependency that is to be isolated and does not fail.
Words isolation(const Evidence& evidence, const Sum& sum, const Standing& standing, Door written) {
  if (sum.by_service_endpoint)
    return {State::undetermined,
            "is undetermined: it is reached at its public endpoint, through a service endpoint"};
  if (sum.publicly > 0)
    return {State::undetermined,
            "is undetermined: its name leads to the public endpoint, not to a private one"};
  if (sum.works < sum.answered) return {State::undetermined, "is undetermined: " + sum.doubt};
  if (standing.way != Way::by_private_endpoint)
    return {State::undetermined, "is undetermined: the way to it is not known"};
  if (written == Door::open)
    return {State::undetermined,
            "is undetermined: its public endpoint was seen closed, and by the resources as written "
            "it is open"};
  if (!evidence.complete)
    return {State::undetermined,
            "answers through a private endpoint, and is undetermined: not all of it could be "
            "measured"};
  if (standing.door == Door::closed)
    return {
        State::isolated,
        "is isolated: it answers through a private endpoint, and its public endpoint is closed"};
  return {State::undetermined, "answers through a private endpoint, and is undetermined: " +
                                   missing_proof(standing, evidence.predicted)};
}

Words judged(const Evidence& evidence, const Sum& sum, const Standing& standing, Door written) {
  const bool wants_isolation = evidence.intent == Intent::isolated;
  if (wants_isolation && sum.door == Door::open)
    return {State::exposed, "is exposed: its public endpoint lets this app in" + and_fails(sum)};
  if (wants_isolation && written == Door::open && sum.door != Door::closed)
    return {State::exposed,
            "is exposed: by the resources as written the Internet gets in" + and_fails(sum)};
  if (sum.answered == 0) return {State::undetermined, "is undetermined: nothing was measured"};
  if (sum.fails > 0)
    return {State::broken, "is broken: " + sum.failure +
                               (sum.works > 0 ? "; another of its addresses works" : "")};
  if (wants_isolation) return isolation(evidence, sum, standing, written);
  if (sum.works == sum.answered) return {State::reached, "is reached"};
  return {State::undetermined, "is undetermined: " + sum.doubt};
}

}  // namespace

std::string_view to_string(Intent intent) {
  return intent == Intent::isolated ? "isolated" : "reached";
}

std::string_view to_string(State state) {
  switch (state) {
    case State::isolated:
      return "isolated";
    case State::reached:
      return "reached";
    case State::undetermined:
      return "undetermined";
    case State::broken:
      return "broken";
    case State::exposed:
      return "exposed";
  }
  return "";
}

std::string_view to_string(Way way) {
  switch (way) {
    case Way::none:
      return "none";
    case Way::by_private_endpoint:
      return "private-endpoint";
    case Way::by_public_door:
      return "public";
    case Way::unsaid:
      return "unsaid";
  }
  return "";
}

std::string_view to_string(Door door) {
  switch (door) {
    case Door::unknown:
      return "unknown";
    case Door::refuses_us:
      return "refuses-us";
    case Door::closed:
      return "closed";
    case Door::open:
      return "open";
  }
  return "";
}

Standing standing_of(const Evidence& evidence) {
  const Sum sum = sum_of(evidence);
  const Door written = written_door(evidence.predicted);
  Standing standing;
  standing.way = way_of(sum);
  standing.door = std::max(sum.door, written);
  Words words = judged(evidence, sum, standing, written);
  standing.state = words.state;
  standing.sentence = evidence.name + " " + std::move(words.text);
  return standing;
}

}  // namespace airtight::diagnose
