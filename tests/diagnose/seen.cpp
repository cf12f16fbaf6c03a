#include "diagnose/seen.h"

using namespace airtight;
using observe::Rcode;

namespace {

const net::Ip front_end = net::ipv4(203, 0, 113, 7);

}  // namespace

observe::Observation& Seen::add(const std::string& kind, const std::string& target) {
  const std::string number = std::to_string(all_.observations.size() + 1);
  observe::Observation made;
  made.id = kind + "-" + number;
  made.target = target;
  made.time = observe::parse_time("2026-11-26T09:00:00Z");
  *made.time += std::chrono::seconds(all_.observations.size());
  all_.observations.push_back(std::move(made));
  return all_.observations.back();
}

Seen& Seen::dns(const std::string& host, const std::string& address, const std::string& alias,
                const std::string& server) {
  observe::DnsResult result;
  result.rcode = Rcode::noerror;
  if (!alias.empty()) result.chain.push_back({host, "CNAME", 60, alias});
  result.chain.push_back({alias.empty() ? host : alias, "A", 10, address});
  result.addresses = {world::ip(address)};
  result.server = server;
  add("dns", host).result = result;
  return *this;
}

Seen& Seen::no_name(const std::string& host, Rcode rcode, const std::string& server) {
  observe::DnsResult result;
  result.rcode = rcode;
  result.server = server;
  add("dns", host).result = result;
  return *this;
}

Seen& Seen::tcp(const std::string& target, const std::string& address, bool connected) {
  observe::TcpResult result;
  result.outcome =
      connected ? observe::ConnectOutcome::connected : observe::ConnectOutcome::timed_out;
  result.address = world::ip(address);
  add("tcp", target).result = result;
  return *this;
}

Seen& Seen::http(const std::string& host, const std::string& classification) {
  observe::HttpResult result;
  result.status = classification == "PE_OK" ? 200 : 403;
  result.classification = classification;
  add("http", "https://" + host + "/").result = result;
  return *this;
}

Seen& Seen::no_handshake(const std::string& target) {
  observe::TlsResult result;
  result.outcome = observe::TlsOutcome::timed_out;
  add("tls", target).result = result;
  return *this;
}

Seen& Seen::no_answer(const std::string& host) {
  observe::HttpResult result;
  result.failure = "timeout";
  add("http", "https://" + host + "/").result = result;
  return *this;
}

Seen& Seen::other_question(const std::string& host) {
  observe::DnsResult result;
  result.rcode = Rcode::noerror;
  result.type = "TXT";
  add("dns", host).result = result;
  return *this;
}

Seen& Seen::front_end(const std::string& host, const std::string& classification) {
  observe::HttpResult result;
  result.status = 403;
  result.classification = classification;
  result.path = observe::Path::front_end;
  add("http", "https://" + host + "/").result = result;
  return *this;
}

namespace {

Rcode rcode_of(dns::Rcode rcode) {
  switch (rcode) {
    case dns::Rcode::nxdomain:
      return Rcode::nxdomain;
    case dns::Rcode::servfail:
      return Rcode::servfail;
    case dns::Rcode::noerror:
      return Rcode::noerror;
    default:
      return Rcode::timeout;
  }
}

bool is_refused_by_service(reach::Reason reason) {
  return reason == reach::Reason::paas_firewall || reason == reach::Reason::paas_public_disabled;
}

}  // namespace

observe::Observations observed(const verify::Path& path, const std::string& host, int port) {
  Seen seen(path.from);
  const auto& addresses = path.resolution->answer.addresses;
  if (addresses.empty()) {
    seen.no_name(host, rcode_of(path.resolution->answer.rcode));
    return seen.all();
  }
  const std::string address = to_string(addresses.front().ip.value_or(front_end));
  seen.dns(host, address);
  const bool refused = is_refused_by_service(path.verdict.reason);
  const bool connects = path.nominally_allowed || refused;
  seen.tcp(host + ":" + std::to_string(port), address, connects);
  const bool inside = path.via == reach::Via::private_endpoint;
  if (connects) seen.http(host, refused ? "PUB_REFUSED" : inside ? "PE_OK" : "PUB_OPEN");
  return seen.all();
}

world::Pieces app_with_vault(const azure::NetworkRules& edge) {
  using namespace world;
  azure::Service kv1 = vault("kv1", edge);
  return {vnet("vnet1", {"10.1.0.0/16"}),
          subnet("vnet1/app", "10.1.1.0/24"),
          subnet("vnet1/endpoints", "10.1.3.0/24"),
          app("app1", "vnet1/app"),
          kv1,
          endpoint("pe1", "vnet1/endpoints", kv1, "vault", "10.1.3.4"),
          zone(vault_zone),
          zone_link(vault_zone, "vnet1"),
          zone_group("pe1", vault_zone)};
}

world::Pieces without_links(world::Pieces pieces) {
  std::erase_if(pieces, [](const world::Piece& piece) {
    return piece.as<azure::VirtualNetworkLink>() != nullptr;
  });
  return pieces;
}
