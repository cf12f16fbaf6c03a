#include <airtight/base/text.h>
#include <airtight/reconcile/reconcile.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace airtight::reconcile {
namespace {

// Where an observation points: "https://kv1.vault.azure.net/secrets", "10.0.0.4:1433", "kv1…".
struct Address {
  std::string host;
  std::optional<net::Port> port;
};

std::optional<net::Port> port_of(std::string_view digits) {
  unsigned number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, failed] = std::from_chars(digits.data(), end, number);
  if (failed != std::errc{} || stop != end || number == 0 || number > 65535) return {};
  return net::Port{static_cast<std::uint16_t>(number)};
}

// The schemes that observations use, with their ports.
std::optional<net::Port> port_of_scheme(std::string_view scheme) {
  struct Row {
    std::string_view scheme;
    std::uint16_t port;
  };
  static constexpr Row rows[] = {{"https", 443},     {"http", 80},    {"tds", 1433},
                                 {"postgres", 5432}, {"amqps", 5671}, {"rediss", 6380}};
  const auto* row = std::ranges::find(rows, scheme, &Row::scheme);
  if (row == std::end(rows)) return {};
  return net::Port{row->port};
}

Address address_of(std::string_view text) {
  Address address;
  const auto scheme = text.find("://");
  if (scheme != std::string_view::npos) {
    address.port = port_of_scheme(text.substr(0, scheme));
    text.remove_prefix(scheme + 3);
  }
  text = text.substr(0, text.find_first_of("/?#"));
  if (text.starts_with('[') && text.find(']') != std::string_view::npos) {
    const auto close = text.find(']');
    address.host = to_lower(text.substr(1, close - 1));
    if (text.substr(close + 1).starts_with(':')) address.port = port_of(text.substr(close + 2));
    return address;
  }
  const auto colon = text.rfind(':');
  const bool has_port = colon != std::string_view::npos && text.find(':') == colon;
  if (has_port) address.port = port_of(text.substr(colon + 1));
  address.host = to_lower(has_port ? text.substr(0, colon) : text);
  if (address.host.ends_with('.')) address.host.pop_back();
  return address;
}

bool is_host(const std::string& text) {
  return net::parse_ip(text).has_value() || net::parse_dns_name(text).has_value();
}

net::Port usual_port(const model::Network& network, const std::string& host) {
  const auto target = verify::find_target(network, host);
  return target ? target->port : net::Port{443};
}

bool is_earlier(const observe::Observation* a, const observe::Observation* b) {
  return a->time && b->time && *a->time < *b->time;
}

}  // namespace

std::string Flow::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port.number);
}

std::vector<Flow> flows_of(const observe::Observations& observations,
                           const model::Network& network) {
  std::map<std::string, std::map<net::Port, Flow>> flows;
  std::map<std::string, std::vector<const observe::Observation*>> names;
  for (const observe::Observation& each : observations.observations) {
    const Address address = address_of(each.target);
    if (!is_host(address.host)) continue;
    if (std::holds_alternative<observe::DnsResult>(each.result)) {
      names[address.host].push_back(&each);
      continue;
    }
    const net::Port port = address.port ? *address.port : usual_port(network, address.host);
    flows[address.host][port].seen.push_back(&each);
  }
  for (const auto& [host, questions] : names) {
    if (!flows.contains(host)) flows[host][usual_port(network, host)];
    for (auto& [port, flow] : flows[host])
      flow.seen.insert(flow.seen.begin(), questions.begin(), questions.end());
  }
  std::vector<Flow> result;
  for (auto& [host, by_port] : flows) {
    for (auto& [port, flow] : by_port) {
      flow.host = host;
      flow.port = port;
      std::ranges::stable_sort(flow.seen, is_earlier);
      result.push_back(std::move(flow));
    }
  }
  return result;
}

}  // namespace airtight::reconcile
