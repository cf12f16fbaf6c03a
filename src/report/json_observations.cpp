#include <airtight/report/observations.h>

#include "flows.h"

namespace airtight::report {
namespace {

using namespace observe;

std::vector<std::string> texts(const std::vector<net::Ip>& addresses) {
  std::vector<std::string> list;
  for (const net::Ip& each : addresses) list.push_back(net::to_string(each));
  return list;
}

void add_ip(Json& json, const char* key, const std::optional<net::Ip>& ip) {
  if (ip) json[key] = net::to_string(*ip);
}

// Only what is out of the ordinary is said.
void add_flag(Json& json, const char* key, bool flag) {
  if (flag) json[key] = true;
}

void add_path(Json& json, Path path) {
  if (path != Path::resolved) json["path"] = to_string(path);
}

Json json_of(const ChainLink& link) {
  Json json{{"name", link.name}, {"type", link.type}};
  if (link.ttl) json["ttl"] = *link.ttl;
  json["data"] = link.data;
  return json;
}

Json json_of(const DnsResult& dns) {
  Json json{{"rcode", to_string(dns.rcode)}, {"chain", Json::array()}};
  for (const ChainLink& link : dns.chain) json["chain"].push_back(json_of(link));
  json["addresses"] = texts(dns.addresses);
  add_text(json, "server", dns.server);
  add_text(json, "type", dns.type);
  add_text(json, "transport", dns.transport);
  for (const DnsAttempt& each : dns.attempts)
    json["attempts"].push_back(
        {{"server", each.server}, {"transport", each.transport}, {"rcode", to_string(each.rcode)}});
  if (dns.omitted > 0) json["omitted"] = dns.omitted;
  add_flag(json, "loop", dns.loop);
  add_flag(json, "truncated", dns.truncated);
  add_flag(json, "bySystem", dns.by_system);
  add_flag(json, "disagrees", dns.disagrees);
  return json;
}

Json json_of(const TcpResult& tcp) {
  Json json{{"outcome", to_string(tcp.outcome)}};
  add_ip(json, "address", tcp.address);
  add_ip(json, "local", tcp.local);
  if (tcp.order > 0) json["order"] = tcp.order;
  add_path(json, tcp.path);
  return json;
}

Json json_of(const TlsResult& tls) {
  Json json{{"outcome", to_string(tls.outcome)}};
  add_text(json, "subject", tls.subject);
  json["names"] = tls.names;
  json["verified"] = tls.verified;
  add_text(json, "reason", tls.reason);
  add_text(json, "serverName", tls.server_name);
  add_ip(json, "address", tls.address);
  add_text(json, "version", tls.version);
  add_text(json, "notAfter", tls.not_after);
  add_path(json, tls.path);
  return json;
}

Json json_of(const HttpResult& http) {
  Json json = Json::object();
  if (http.status) json["status"] = *http.status;
  add_text(json, "errorCode", http.error_code);
  add_text(json, "marker", http.marker);
  add_text(json, "classification", http.classification);
  add_text(json, "grade", http.grade);
  add_text(json, "row", http.row);
  add_text(json, "failure", http.failure);
  add_ip(json, "address", http.address);
  add_ip(json, "seenSource", http.seen_source);
  add_text(json, "privateEndpoint", http.private_endpoint);
  add_text(json, "excerpt", http.excerpt);
  if (http.attempts > 1) json["attempts"] = http.attempts;
  add_path(json, http.path);
  return json;
}

Json json_of(const Host& host) {
  Json json{{"name", host.name}};
  add_list(json, "addresses", texts(host.addresses));
  add_list(json, "dnsServers", texts(host.dns_servers));
  add_list(json, "search", host.search);
  add_text(json, "app", host.app);
  add_text(json, "instance", host.instance);
  add_ip(json, "privateAddress", host.private_address);
  add_list(json, "resolverOverrides", host.resolver_overrides);
  add_list(json, "proxyVariables", host.proxy_variables);
  return json;
}

}  // namespace

Json json_of(const observe::Observation& seen) {
  Json json{{"id", seen.id}, {"kind", kind_of(seen)}, {"target", seen.target}};
  if (seen.time) json["time"] = to_string(*seen.time);
  if (seen.elapsed) json["elapsedMs"] = seen.elapsed->count();
  json["result"] = std::visit([](const auto& result) { return json_of(result); }, seen.result);
  return json;
}

namespace {

Json document_of(const Preamble& preamble, const Observations& seen) {
  Json json = document(preamble);
  json["from"] = seen.from;
  json["host"] = json_of(seen.host);
  json["observations"] = Json::array();
  for (const Observation& each : seen.observations)
    json["observations"].push_back(report::json_of(each));
  return json;
}

}  // namespace

std::string json_observations(const Preamble& preamble, const Observations& seen) {
  return pretty(document_of(preamble, seen));
}

std::string json_observations(const Preamble& preamble, const Observations& seen,
                              const Flows& flows) {
  Json json = document_of(preamble, seen);
  for (const auto& flow : flows) json["flows"].push_back(report::json_of(flow));
  return pretty(json);
}

}  // namespace airtight::report
