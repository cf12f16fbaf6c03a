#include <airtight/base/text.h>
#include <airtight/input/document.h>
#include <airtight/input/members_of.h>
#include <airtight/scenario/observations.h>

#include <algorithm>
#include <initializer_list>
#include <set>

namespace airtight::scenario {
namespace {

using input::MembersOf;
using input::Value;
using namespace observe;

constexpr std::string_view schema = "airtight/probe/1";

class Reader {
 public:
  Reader(Observations& out, Diagnostics& diagnostics) : out_(out), diagnostics_(diagnostics) {}

  void read(const Value& root) {
    const MembersOf top =
        members(root, {"schema", "tool", "inputs", "diagnostics", "from", "host", "observations"});
    if (!top.is_object()) return;
    const std::string said = top.text("schema");
    if (!said.empty() && said != schema)
      top.complain(*top.find("schema"), "\"" + std::string(schema) + "\"");
    out_.from = top.text("from", true);
    if (const Value* host = top.find("host")) read_host(*host);
    if (top.find("observations") == nullptr)
      complain(root, "expected the key \"observations\" in it");
    top.each("observations", [&](const Value& value) { read_observation(value); });
  }

 private:
  MembersOf members(const Value& value, std::initializer_list<std::string_view> known) {
    return {value, known, diagnostics_, Severity::warning};
  }

  void complain(const Value& at, const std::string& message) {
    diagnostics_.push_back({Severity::error, to_where(at.place), message, {}});
  }

  void read_host(const Value& value) {
    const MembersOf host =
        members(value, {"name", "addresses", "dnsServers", "search", "app", "instance",
                        "privateAddress", "resolverOverrides", "proxyVariables"});
    out_.host = {.name = host.text("name"),
                 .addresses = host.ips("addresses"),
                 .dns_servers = host.ips("dnsServers"),
                 .search = host.texts("search"),
                 .app = host.text("app"),
                 .instance = host.text("instance"),
                 .private_address = host.ip("privateAddress"),
                 .resolver_overrides = host.texts("resolverOverrides"),
                 .proxy_variables = host.texts("proxyVariables")};
  }

  // Left out when anything in it is wrong: half an observation is none.
  void read_observation(const Value& value) {
    const auto errors = count_errors();
    const MembersOf each = members(value, {"id", "kind", "target", "time", "elapsedMs", "result"});
    if (!each.is_object()) return;
    Observation made;
    made.id = each.text("id", true);
    if (!made.id.empty() && !ids_.insert(made.id).second)
      each.complain(*each.find("id"), "an id that no other observation has");
    made.target = each.text("target", true);
    if (const Value* time = each.find("time")) {
      made.time = parse_time(each.text("time"));
      if (!made.time) each.complain(*time, "a time such as 2026-11-26T09:00:00Z (RFC 3339)");
    }
    if (const auto elapsed = each.integer("elapsedMs"))
      made.elapsed = std::chrono::milliseconds(*elapsed);
    read_result(value, each, made);
    if (count_errors() == errors) out_.observations.push_back(std::move(made));
  }

  void read_result(const Value& value, const MembersOf& each, Observation& made) {
    const Value* result = each.find("result");
    if (result == nullptr) return complain(value, "expected the key \"result\" in it");
    if (each.find("kind") == nullptr) return complain(value, "expected the key \"kind\" in it");
    const auto kind = each.word("kind", {"dns", "tcp", "tls", "http"});
    if (!kind) return;
    switch (*kind) {
      case 0:
        made.result = read_dns(*result);
        return;
      case 1:
        made.result = read_tcp(*result);
        return;
      case 2:
        made.result = read_tls(*result);
        return;
      default:
        made.result = read_http(*result);
        return;
    }
  }

  DnsResult read_dns(const Value& value) {
    const MembersOf result =
        members(value, {"rcode", "type", "chain", "addresses", "server", "transport", "attempts",
                        "omitted", "loop", "truncated", "bySystem", "disagrees"});
    DnsResult dns;
    dns.rcode = read_rcode(result);
    dns.type = result.text("type");
    result.each("chain", [&](const Value& link) { dns.chain.push_back(read_link(link)); });
    dns.addresses = result.ips("addresses");
    dns.server = result.text("server");
    dns.transport = result.text("transport");
    result.each("attempts", [&](const Value& attempt) {
      const MembersOf one = members(attempt, {"server", "transport", "rcode"});
      dns.attempts.push_back({one.text("server"), one.text("transport"), read_rcode(one)});
    });
    dns.omitted = static_cast<std::size_t>(not_negative(result, "omitted").value_or(0));
    dns.loop = result.boolean("loop").value_or(false);
    dns.truncated = result.boolean("truncated").value_or(false);
    dns.by_system = result.boolean("bySystem").value_or(false);
    dns.disagrees = result.boolean("disagrees").value_or(false);
    return dns;
  }

  ChainLink read_link(const Value& value) {
    const MembersOf link = members(value, {"name", "type", "ttl", "data", "decidedBy"});
    ChainLink made{link.text("name", true), link.text("type", true), {}, link.text("data", true)};
    if (const auto ttl = not_negative(link, "ttl")) made.ttl = static_cast<std::uint32_t>(*ttl);
    return made;
  }

  TcpResult read_tcp(const Value& value) {
    const MembersOf result = members(value, {"outcome", "address", "local", "path", "order"});
    TcpResult tcp;
    tcp.outcome = word<ConnectOutcome>(result, "outcome", connect_outcome_of,
                                       "connected, refused, timed-out or unreachable");
    tcp.address = result.ip("address");
    tcp.local = result.ip("local");
    tcp.path = read_path(result);
    tcp.order = static_cast<int>(not_negative(result, "order").value_or(0));
    return tcp;
  }

  TlsResult read_tls(const Value& value) {
    const MembersOf result =
        members(value, {"outcome", "subject", "names", "verified", "reason", "serverName",
                        "address", "version", "notAfter", "path"});
    TlsResult tls;
    tls.outcome = word<TlsOutcome>(result, "outcome", tls_outcome_of,
                                   "ok, name-mismatch, untrusted, failed or timed-out");
    tls.subject = result.text("subject");
    tls.names = result.texts("names");
    tls.verified = result.boolean("verified").value_or(false);
    tls.reason = result.text("reason");
    tls.server_name = result.text("serverName");
    tls.address = result.ip("address");
    tls.version = result.text("version");
    tls.not_after = result.text("notAfter");
    tls.path = read_path(result);
    return tls;
  }

  HttpResult read_http(const Value& value) {
    const MembersOf result = members(
        value, {"status", "errorCode", "marker", "classification", "grade", "row", "failure",
                "address", "seenSource", "privateEndpoint", "excerpt", "attempts", "path"});
    HttpResult http;
    if (const auto status = not_negative(result, "status")) http.status = static_cast<int>(*status);
    http.error_code = result.text("errorCode");
    http.marker = result.text("marker");
    http.classification = result.text("classification");
    http.grade = result.text("grade");
    http.row = result.text("row");
    http.failure = result.text("failure");
    http.address = result.ip("address");
    http.seen_source = result.ip("seenSource");
    http.private_endpoint = result.text("privateEndpoint");
    http.excerpt = result.text("excerpt");
    http.attempts = static_cast<int>(not_negative(result, "attempts").value_or(1));
    http.path = read_path(result);
    return http;
  }

  Rcode read_rcode(const MembersOf& result) {
    return word<Rcode>(
        result, "rcode", [](std::string_view text) { return rcode_of(text); },
        "a DNS rcode such as NOERROR, NXDOMAIN or SERVFAIL, or TIMEOUT");
  }

  Path read_path(const MembersOf& result) {
    if (result.find("path") == nullptr) return Path::resolved;
    return static_cast<Path>(result.word("path", {"resolved", "front-end"}).value_or(0));
  }

  // A word that must be there.
  template <class Enum, class Parse>
  Enum word(const MembersOf& result, std::string_view key, const Parse& parse,
            const std::string& expected) {
    const std::string text = result.text(key, true);
    const std::optional<Enum> value = parse(text);
    if (!value && !text.empty()) result.complain(*result.find(key), expected);
    return value.value_or(Enum{});
  }

  // Numbers here are counts, codes and seconds: none is negative or past 32 bits.
  std::optional<std::int64_t> not_negative(const MembersOf& result, std::string_view key) {
    const auto number = result.integer(key);
    if (!number || (*number >= 0 && *number <= 0x7fffffff)) return number;
    result.complain(*result.find(key), "a number from 0 to 2147483647");
    return {};
  }

  std::ptrdiff_t count_errors() const {
    return std::ranges::count(diagnostics_, Severity::error, &Diagnostic::severity);
  }

  Observations& out_;
  Diagnostics& diagnostics_;
  std::set<std::string> ids_;
};

}  // namespace

Observations read_observations(const std::string& text, const std::string& path,
                               Diagnostics& diagnostics) {
  Observations observations;
  const auto root = input::read_json_or_yaml(text, path, diagnostics);
  if (root) Reader(observations, diagnostics).read(*root);
  return observations;
}

}  // namespace airtight::scenario
