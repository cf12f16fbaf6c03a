#pragma once

#include <airtight/net/flow.h>
#include <airtight/net/ip.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace airtight::observe {

// What a probe saw, as values: the observations of CONTRACT section 5. Nothing here judges, but for
// the classification of an answer, which is the row of the edge table that it matches (E-008).

// How a DNS question ended: the rcode of the answer (RFC 1035, RFC 2136, RFC 6891), or why there
// was none that counts.
enum class Rcode : std::uint8_t {
  noerror,
  formerr,
  servfail,
  nxdomain,
  notimp,
  refused,
  yxdomain,
  yxrrset,
  nxrrset,
  notauth,
  notzone,
  badvers,
  other,        // a code without a name
  timeout,      // no server answered in time
  unreachable,  // no server could be sent the question
  malformed,    // the answer is no DNS message
};
std::string_view to_string(Rcode rcode);  // "NXDOMAIN", "TIMEOUT"
std::optional<Rcode> rcode_of(std::string_view text);
Rcode rcode_of(std::uint16_t number);

// One record on the way from the name to its addresses.
struct ChainLink {
  std::string name;
  std::string type;                  // "CNAME", "A", "AAAA"
  std::optional<std::uint32_t> ttl;  // seconds
  std::string data;

  bool operator==(const ChainLink&) const = default;
};

// One question to one server, as it ended.
struct DnsAttempt {
  std::string server;     // "168.63.129.16"; with its port unless that is 53
  std::string transport;  // "udp", "tcp"
  Rcode rcode = Rcode::timeout;

  bool operator==(const DnsAttempt&) const = default;
};

// The answer to one name and type. `by_system` marks what the operating system's own call said,
// which is what an app gets; it names no server and has no chain.
struct DnsResult {
  Rcode rcode = Rcode::timeout;
  std::string type;  // "A", "AAAA"; empty: not said, or both
  std::vector<ChainLink> chain{};
  std::vector<net::Ip> addresses{};  // in the order of the answer
  std::string server{};              // whose answer this is
  std::string transport{};
  std::vector<DnsAttempt> attempts{};  // all of them, when there were several
  std::size_t omitted = 0;             // addresses that the answer had beyond those kept
  bool loop = false;                   // the aliases lead back to one of themselves
  bool truncated = false;              // and the whole answer could not be had
  bool by_system = false;
  bool disagrees = false;  // of the system's answer: DNS gave other addresses

  bool operator==(const DnsResult&) const = default;
};

// Which way a connection was to take: to what the name resolves to, or to the public front end that
// somebody named, whatever the name resolves to.
enum class Path : std::uint8_t { resolved, front_end };
std::string_view to_string(Path path);  // "resolved", "front-end"

enum class ConnectOutcome : std::uint8_t { connected, refused, timed_out, unreachable };
std::string_view to_string(ConnectOutcome outcome);  // "timed-out"
std::optional<ConnectOutcome> connect_outcome_of(std::string_view text);

struct TcpResult {
  ConnectOutcome outcome = ConnectOutcome::timed_out;
  std::optional<net::Ip> address{};
  std::optional<net::Ip> local{};  // this machine's own, once connected (E-011)
  Path path = Path::resolved;
  int order = 0;  // from 1: when an RFC 8305 client would try this address; 0: not said

  bool operator==(const TcpResult&) const = default;
};

// `ok` and `name_mismatch` say what the certificate was; both end with the server's chain known.
enum class TlsOutcome : std::uint8_t { ok, name_mismatch, untrusted, failed, timed_out };
std::string_view to_string(TlsOutcome outcome);  // "name-mismatch"
std::optional<TlsOutcome> tls_outcome_of(std::string_view text);

struct TlsResult {
  TlsOutcome outcome = TlsOutcome::failed;
  std::string subject{};             // "CN=*.vault.azure.net"
  std::vector<std::string> names{};  // DNS names of the certificate, sorted
  bool verified = false;             // chain and name
  std::string reason{};              // why not verified, or why it failed
  std::string server_name{};         // the SNI sent, when it is not the target's name
  std::optional<net::Ip> address{};
  std::string version{};    // "TLSv1.3"
  std::string not_after{};  // of the certificate, RFC 3339
  Path path = Path::resolved;

  bool operator==(const TlsResult&) const = default;
};

// What a service answered to its safe request, and which row of the edge table that is.
struct HttpResult {
  std::optional<int> status{};  // none: no HTTP answer
  std::string error_code{};
  std::string marker{};          // of the table, as found in the answer
  std::string classification{};  // "PUB_REFUSED_RULES"
  std::string grade{};           // "A", "B" or "C" (paas-edge.md section 0.3)
  std::string row{};             // "KV-06"; empty: none matched
  std::string failure{};         // without an answer: why
  std::optional<net::Ip> address{};
  std::optional<net::Ip> seen_source{};  // this machine, as the service says it sees it (E-019)
  std::string private_endpoint{};        // the id that the service names (KV-15)
  std::string excerpt{};                 // of a refusal on no record, masked (E-018)
  int attempts = 1;
  Path path = Path::resolved;

  bool operator==(const HttpResult&) const = default;
};

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

struct Observation {
  std::string id;      // "tcp-3", unique in the document
  std::string target;  // "kv1.vault.azure.net", with ":443", or "https://kv1.vault.azure.net/"
  std::optional<Time> time{};
  std::optional<std::chrono::milliseconds> elapsed{};
  std::variant<DnsResult, TcpResult, TlsResult, HttpResult> result;

  bool operator==(const Observation&) const = default;
};

std::string_view kind_of(const Observation& observation);  // "dns", "tcp", "tls", "http"

// "2026-11-26T09:00:00.120Z", RFC 3339 in UTC. Reading takes an offset and any number of digits.
std::string to_string(Time time);
std::optional<Time> parse_time(std::string_view text);

// Where the probe ran.
struct Host {
  std::string name;
  std::vector<net::Ip> addresses{};               // of its interfaces, loopback left out
  std::vector<net::Ip> dns_servers{};             // as its resolver is configured
  std::vector<std::string> search{};              // likewise
  std::string app{};                              // App Service: WEBSITE_SITE_NAME
  std::string instance{};                         // WEBSITE_INSTANCE_ID
  std::optional<net::Ip> private_address{};       // WEBSITE_PRIVATE_IP: integrated
  std::vector<std::string> resolver_overrides{};  // names of WEBSITE_DNS_… that are set
  std::vector<std::string> proxy_variables{};     // names of those that are set (E-015)

  bool operator==(const Host&) const = default;
};

struct Observations {
  std::string from;
  Host host;
  std::vector<Observation> observations;

  bool operator==(const Observations&) const = default;
};

// Orders by target, kind, path, address and request, so that two runs that see the same say the
// same, and gives each its id.
void sort_and_number(std::vector<Observation>& observations);

}  // namespace airtight::observe
