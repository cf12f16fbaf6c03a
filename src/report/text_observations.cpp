#include <airtight/base/text.h>
#include <airtight/report/observations.h>

#include "flows.h"
#include "palette.h"

namespace airtight::report {
namespace {

using namespace observe;

constexpr std::size_t most_addresses = 4;

std::string addresses_of(const DnsResult& dns) {
  std::vector<std::string> shown;
  for (const net::Ip& each : dns.addresses) {
    if (shown.size() == most_addresses) break;
    shown.push_back(net::to_string(each));
  }
  const std::size_t more = dns.addresses.size() - shown.size() + dns.omitted;
  return join(shown, ", ") + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

std::string at(const std::optional<net::Ip>& address, Path path) {
  std::string text = address ? " " + net::to_string(*address) : "";
  if (path == Path::front_end) text += " (public front end)";
  return text;
}

std::vector<Cell> cells(const DnsResult& dns) {
  std::string text = dns.type;
  for (const ChainLink& link : dns.chain) {
    if (link.type == "CNAME") text += " -> " + printable(link.data);
  }
  if (!dns.addresses.empty()) text += " = " + addresses_of(dns);
  if (dns.by_system) text += " by the system's resolver";
  if (!dns.server.empty()) text += " from " + printable(dns.server);
  if (!dns.transport.empty() && dns.transport != "udp") text += " over " + dns.transport;
  if (dns.attempts.size() > 1) text += ", " + std::to_string(dns.attempts.size()) + " attempts";
  if (dns.loop) text += "; the aliases lead back to themselves";
  if (dns.truncated) text += "; truncated";
  if (dns.disagrees) text += "; DNS gives other addresses (A-073)";
  const bool good = dns.rcode == Rcode::noerror && !dns.loop && !dns.disagrees;
  return {{std::string(to_string(dns.rcode)), good ? Colour::plain : Colour::doubtful},
          {std::string(trim(text)), Colour::plain}};
}

std::vector<Cell> cells(const TcpResult& tcp) {
  std::string text = at(tcp.address, tcp.path);
  if (tcp.local) text += " from " + net::to_string(*tcp.local);
  const bool good = tcp.outcome == ConnectOutcome::connected;
  return {{std::string(to_string(tcp.outcome)), good ? Colour::plain : Colour::doubtful},
          {std::string(trim(text)), Colour::plain}};
}

std::vector<Cell> cells(const TlsResult& tls) {
  std::string text = at(tls.address, tls.path);
  if (!tls.subject.empty()) text += " " + printable(tls.subject);
  if (!tls.reason.empty()) text += ": " + printable(tls.reason);
  return {{std::string(to_string(tls.outcome)), tls.verified ? Colour::plain : Colour::doubtful},
          {std::string(trim(text)), Colour::plain}};
}

// What the classification means is the reader's to say: a refusal is what one plan wants and what
// breaks another.
std::vector<Cell> cells(const HttpResult& http) {
  std::string text = at(http.address, http.path);
  if (http.status) text += " " + std::to_string(*http.status);
  if (!http.error_code.empty()) text += " " + printable(http.error_code);
  if (!http.marker.empty()) text += " \"" + printable(http.marker) + "\"";
  if (http.seen_source) text += ", which sees " + net::to_string(*http.seen_source);
  if (!http.failure.empty()) text += " " + printable(http.failure);
  std::string word = http.classification.empty() ? "no answer" : printable(http.classification);
  if (!http.grade.empty()) word += " (" + printable(http.grade) + ")";
  return {{word, Colour::strong}, {std::string(trim(text)), Colour::plain}};
}

std::string host_lines(const Observations& seen) {
  std::string text = "from " + printable(seen.from);
  std::vector<std::string> servers;
  for (const net::Ip& each : seen.host.dns_servers) servers.push_back(net::to_string(each));
  if (!servers.empty()) text += ", whose DNS servers are " + join(servers, ", ");
  text += "\n";
  if (!seen.host.proxy_variables.empty())
    text += "not through the proxy that " + printable(join(seen.host.proxy_variables, ", ")) +
            " name: the app may go through it (E-015)\n";
  return text;
}

}  // namespace

std::string text_observations(const Observations& seen, bool colour) {
  std::vector<std::vector<Cell>> rows;
  for (const Observation& each : seen.observations) {
    std::vector<Cell> row{{printable(each.target), Colour::plain},
                          {std::string(kind_of(each)), Colour::faint}};
    for (Cell& cell : std::visit([](const auto& result) { return cells(result); }, each.result))
      row.push_back(std::move(cell));
    rows.push_back(std::move(row));
  }
  return host_lines(seen) + (rows.empty() ? "nothing was observed\n" : table(rows, colour));
}

std::string text_observations(const Observations& seen, bool colour, const Flows& flows) {
  return text_observations(seen, colour) + (flows.empty() ? "" : "\n" + flow_lines(flows, colour));
}

}  // namespace airtight::report
