#include <airtight/observe/observation.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace airtight::observe {
namespace {

template <class Enum>
struct Word {
  Enum value;
  std::string_view text;
};
template <class Enum>
Word(Enum, std::string_view) -> Word<Enum>;  // clang 16 does not deduce for aggregates

template <class Enum, std::size_t size>
std::string_view word(const std::array<Word<Enum>, size>& words, Enum value) {
  const auto found = std::ranges::find(words, value, &Word<Enum>::value);
  return found == words.end() ? "" : found->text;
}

template <class Enum, std::size_t size>
std::optional<Enum> value(const std::array<Word<Enum>, size>& words, std::string_view text) {
  const auto found = std::ranges::find(words, text, &Word<Enum>::text);
  return found == words.end() ? std::nullopt : std::optional(found->value);
}

constexpr std::array rcodes{
    Word{Rcode::noerror, "NOERROR"},     Word{Rcode::formerr, "FORMERR"},
    Word{Rcode::servfail, "SERVFAIL"},   Word{Rcode::nxdomain, "NXDOMAIN"},
    Word{Rcode::notimp, "NOTIMP"},       Word{Rcode::refused, "REFUSED"},
    Word{Rcode::yxdomain, "YXDOMAIN"},   Word{Rcode::yxrrset, "YXRRSET"},
    Word{Rcode::nxrrset, "NXRRSET"},     Word{Rcode::notauth, "NOTAUTH"},
    Word{Rcode::notzone, "NOTZONE"},     Word{Rcode::badvers, "BADVERS"},
    Word{Rcode::other, "OTHER"},         Word{Rcode::timeout, "TIMEOUT"},
    Word{Rcode::malformed, "MALFORMED"}, Word{Rcode::unreachable, "UNREACHABLE"},
};

// By number (IANA's registry of DNS RCODEs): the first eleven in its order, and 16.
constexpr std::array numbered{Rcode::noerror, Rcode::formerr, Rcode::servfail, Rcode::nxdomain,
                              Rcode::notimp,  Rcode::refused, Rcode::yxdomain, Rcode::yxrrset,
                              Rcode::nxrrset, Rcode::notauth, Rcode::notzone};
constexpr std::uint16_t badvers_number = 16;

constexpr std::array connect_outcomes{
    Word{ConnectOutcome::connected, "connected"}, Word{ConnectOutcome::refused, "refused"},
    Word{ConnectOutcome::timed_out, "timed-out"}, Word{ConnectOutcome::unreachable, "unreachable"}};

constexpr std::array tls_outcomes{
    Word{TlsOutcome::ok, "ok"}, Word{TlsOutcome::name_mismatch, "name-mismatch"},
    Word{TlsOutcome::untrusted, "untrusted"}, Word{TlsOutcome::failed, "failed"},
    Word{TlsOutcome::timed_out, "timed-out"}};

struct Place {
  Path path = Path::resolved;
  std::optional<net::Ip> address;
  std::string detail;
};

Place place_of(const DnsResult& dns) { return {Path::resolved, {}, dns.by_system ? "" : dns.type}; }
Place place_of(const TcpResult& tcp) { return {tcp.path, tcp.address, ""}; }
Place place_of(const TlsResult& tls) { return {tls.path, tls.address, ""}; }
Place place_of(const HttpResult& http) { return {http.path, http.address, ""}; }

// The name of a target without the scheme of its URL, so that what was done to one name stays
// together: its questions, then the connections to it, then the requests.
std::string_view name_of(std::string_view target) {
  const auto scheme = target.find("://");
  if (scheme != target.npos) target.remove_prefix(scheme + 3);
  return target.substr(0, target.find_first_of(":/"));
}

}  // namespace

std::string_view to_string(Rcode rcode) { return word(rcodes, rcode); }
std::optional<Rcode> rcode_of(std::string_view text) { return value(rcodes, text); }

Rcode rcode_of(std::uint16_t number) {
  if (number < numbered.size()) return numbered[number];
  return number == badvers_number ? Rcode::badvers : Rcode::other;
}

std::string_view to_string(Path path) { return path == Path::resolved ? "resolved" : "front-end"; }

std::string_view to_string(ConnectOutcome outcome) { return word(connect_outcomes, outcome); }
std::optional<ConnectOutcome> connect_outcome_of(std::string_view text) {
  return value(connect_outcomes, text);
}

std::string_view to_string(TlsOutcome outcome) { return word(tls_outcomes, outcome); }
std::optional<TlsOutcome> tls_outcome_of(std::string_view text) {
  return value(tls_outcomes, text);
}

std::string_view kind_of(const Observation& observation) {
  constexpr std::array<std::string_view, 4> kinds{"dns", "tcp", "tls", "http"};
  return kinds.at(observation.result.index());
}

void sort_and_number(std::vector<Observation>& observations) {
  const auto key = [](const Observation& each) {
    const Place place =
        std::visit([](const auto& result) { return place_of(result); }, each.result);
    return std::tuple(name_of(each.target), each.result.index(), place.path, place.address,
                      std::string_view(each.target), place.detail);
  };
  std::ranges::stable_sort(observations,
                           [&](const auto& a, const auto& b) { return key(a) < key(b); });
  std::map<std::string_view, int> counts;
  for (Observation& each : observations) {
    const std::string_view kind = kind_of(each);
    each.id = std::string(kind) + "-" + std::to_string(++counts[kind]);
  }
}

}  // namespace airtight::observe
