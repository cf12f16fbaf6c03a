#include <airtight/base/text.h>
#include <airtight/reconcile/reconcile.h>

#include <algorithm>
#include <map>
#include <optional>

namespace airtight::reconcile {
namespace {

std::optional<net::Port> port_of(std::string_view digits) {
  const auto range = net::parse_port_range(digits);
  if (!range || range->first != range->last || range->first.number == 0) return {};
  return range->first;
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

bool is_host(const std::string& text) {
  return net::parse_ip(text).has_value() || net::parse_dns_name(text).has_value();
}

// A host name means the service of that name; a resource that is called so is another matter.
std::optional<verify::Target> target_of(const model::Network& network, const std::string& host,
                                        std::optional<net::Port> port) {
  const std::string with_port = port ? ":" + std::to_string(port->number) : "";
  const bool v6 = host.find(':') != std::string::npos;
  const bool dotted = host.find('.') != std::string::npos;
  if (v6 || dotted) {
    const auto target = verify::find_target(network, (v6 ? "[" + host + "]" : host) + with_port);
    if (target) return *target;
  }
  const auto name = net::parse_dns_name(host);
  if (!name) return {};
  verify::Target target;
  target.name = host;
  target.host = *name;
  if (port) target.port = *port;
  return target;
}

net::Port usual_port(const model::Network& network, const std::string& host) {
  const auto target = target_of(network, host, {});
  return target ? target->port : net::Port{443};
}

// By time where all have one, for the order decides what counts as the last state.
void sort_by_time(std::vector<const observe::Observation*>& seen) {
  const bool timed =
      std::ranges::all_of(seen, [](const auto* each) { return each->time.has_value(); });
  if (!timed) return;
  std::ranges::stable_sort(seen, [](const auto* a, const auto* b) {
    return a->time.value_or(observe::Time()) < b->time.value_or(observe::Time());
  });
}

using ByPort = std::map<net::Port, Flow>;

// Observations that say no port belong to every flow of their host.
void place_questions(const model::Network& network, const std::string& host,
                     const std::vector<const observe::Observation*>& questions, ByPort& flows) {
  if (flows.empty()) flows[usual_port(network, host)];
  for (auto& [port, flow] : flows)
    flow.seen.insert(flow.seen.end(), questions.begin(), questions.end());
}

}  // namespace

Pointed pointed_at(std::string_view text) {
  Pointed pointed;
  const auto scheme = text.find("://");
  if (scheme != std::string_view::npos) {
    pointed.port = port_of_scheme(text.substr(0, scheme));
    text.remove_prefix(scheme + 3);
  }
  text = text.substr(0, text.find_first_of("/?#"));
  if (const auto user = text.rfind('@'); user != std::string_view::npos)
    text.remove_prefix(user + 1);
  const auto close = text.find(']');
  if (text.starts_with('[') && close != std::string_view::npos) {
    pointed.host = to_lower(text.substr(1, close - 1));
    if (text.substr(close + 1).starts_with(':')) pointed.port = port_of(text.substr(close + 2));
    return pointed;
  }
  const auto colon = text.rfind(':');
  const bool has_port = colon != std::string_view::npos && text.find(':') == colon;
  if (has_port) pointed.port = port_of(text.substr(colon + 1));
  pointed.host = to_lower(has_port ? text.substr(0, colon) : text);
  if (pointed.host.ends_with('.')) pointed.host.pop_back();
  return pointed;
}

std::string Flow::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port.number);
}

Flows flows_of(const observe::Observations& observations, const model::Network& network) {
  Flows result;
  std::map<std::string, ByPort> flows;
  std::map<std::string, std::vector<const observe::Observation*>> questions;
  for (const observe::Observation& each : observations.observations) {
    const Pointed pointed = pointed_at(each.target);
    if (!is_host(pointed.host)) {
      result.left_out.push_back({&each, "its target is neither a host name nor an address"});
    } else if (std::holds_alternative<observe::DnsResult>(each.result)) {
      questions[pointed.host].push_back(&each);
    } else {
      const net::Port port = pointed.port ? *pointed.port : usual_port(network, pointed.host);
      flows[pointed.host][port].seen.push_back(&each);
    }
  }
  for (const auto& [host, list] : questions) place_questions(network, host, list, flows[host]);
  for (auto& [host, by_port] : flows) {
    for (auto& [port, flow] : by_port) {
      flow.host = host;
      flow.port = port;
      std::ranges::sort(flow.seen);  // of one document: its order
      sort_by_time(flow.seen);
      result.flows.push_back(std::move(flow));
    }
  }
  return result;
}

verify::Target target_of(const model::Network& network, const Flow& flow) {
  auto target = target_of(network, flow.host, flow.port);
  return target ? std::move(*target) : verify::Target();
}

}  // namespace airtight::reconcile
