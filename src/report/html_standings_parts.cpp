#include "html_standings_parts.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "escape.h"
#include "format.h"
#include "standings_parts.h"

namespace airtight::report {
namespace {

using diagnose::Door;
using diagnose::State;
using diagnose::Way;

struct Box {
  std::string text;
  std::string what;  // "subnet"
};

std::string box(const Box& each) {
  return "<span class=\"box\">" + xml(each.text) + "<small>" + xml(each.what) + "</small></span>";
}

// Boxes joined by one word about the way, which the last link has.
std::string lane(const std::vector<Box>& boxes, State state, std::string_view word) {
  std::string text = "<ol class=\"lane\">\n";
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    text += "<li>";
    const bool last = i + 1 == boxes.size();
    if (i > 0)
      text += "<span class=\"link " + std::string(to_string(state)) + "\">" +
              (last ? std::string(sign_of(state)) + " " + std::string(word) + " → " : "→ ") +
              "</span>";
    text += box(boxes[i]) + "</li>\n";
  }
  return text + "</ol>\n";
}

// The last part of the id of the first resource of a type that the predicted way passes.
std::string passed(const Dependency& dependency, std::string_view type) {
  if (dependency.predicted == nullptr) return {};
  for (const Step& step : dependency.predicted->path.trace) {
    const std::string id = to_lower(step.resource);
    const auto name = id.rfind('/');
    if (name != std::string::npos && std::string_view(id).substr(0, name).ends_with(type))
      return step.resource.substr(step.resource.rfind('/') + 1);
  }
  return {};
}

std::string addresses_seen(const Dependency& dependency) {
  std::vector<std::string> addresses;
  for (const observe::Observation* each : dependency.seen) {
    const auto* tcp = std::get_if<observe::TcpResult>(&each->result);
    if (tcp == nullptr || !tcp->address || tcp->path == observe::Path::front_end) continue;
    const std::string text = to_string(*tcp->address);
    if (std::ranges::count(addresses, text) == 0) addresses.push_back(text);
  }
  constexpr std::size_t most = 3;
  if (addresses.size() > most) {
    addresses.resize(most);
    addresses.emplace_back("…");
  }
  return join(addresses, ", ");
}

// The endpoint that is predicted is named only where what was seen is its address.
Box endpoint_box(const Dependency& dependency) {
  const std::string seen = addresses_seen(dependency);
  const std::string endpoint = passed(dependency, "/privateendpoints");
  if (dependency.standing.way == Way::by_public_door) return {seen, "public endpoint"};
  if (!endpoint.empty() && seen.empty()) return {endpoint, "private endpoint, predicted"};
  if (!endpoint.empty() && seen == dependency.predicted->path.destination)
    return {endpoint + " " + seen, "private endpoint"};
  const bool privately = dependency.standing.way == Way::by_private_endpoint;
  return {seen.empty() ? "no address" : seen, privately ? "private endpoint" : "address seen"};
}

struct Own {
  State state;
  std::string_view word;
};

Own own_way(const Dependency& dependency) {
  switch (dependency.standing.way) {
    case Way::by_private_endpoint:
      return {State::isolated, "private"};
    case Way::by_public_door:
      return {dependency.intent == diagnose::Intent::reached ? State::reached : State::exposed,
              "public"};
    case Way::unsaid:
      return {State::undetermined, "not known how"};
    case Way::none:
      break;
  }
  return dependency.standing.state == State::undetermined ? Own{State::undetermined, "not known"}
                                                          : Own{State::broken, "fails"};
}

Own door_way(Door door) {
  switch (door) {
    case Door::closed:
      return {State::isolated, "refused"};
    case Door::open:
      return {State::exposed, "let in"};
    case Door::refuses_us:
      return {State::undetermined, "refuses this app; others not known"};
    case Door::unknown:
      break;
  }
  return {State::undetermined, "not known"};
}

std::string list_of(std::vector<std::string> items) {
  std::vector<std::string> once;
  for (std::string& each : items) {
    if (std::ranges::count(once, each) == 0) once.push_back(std::move(each));
  }
  items = std::move(once);
  if (items.empty()) return "<span class=\"soft\">nothing</span>";
  if (items.size() == 1) return xml(items.front());
  std::string text = "<ul>";
  for (const std::string& each : items) text += "<li>" + xml(each) + "</li>";
  return text + "</ul>";
}

std::string suffix(observe::Path path) {
  return path == observe::Path::front_end ? " (public front end, tried on purpose)" : "";
}

std::string text_of(const std::optional<net::Ip>& ip) { return ip ? to_string(*ip) + ": " : ""; }

// One line for each observation of a kind.
struct Seen {
  std::vector<std::string> chain, addresses, tcp, tls, http;

  void add(const observe::DnsResult& dns) {
    for (const observe::ChainLink& link : dns.chain) {
      if (link.type == "CNAME") chain.push_back(link.name + " → " + link.data);
    }
    if (dns.type == "AAAA" && dns.addresses.empty()) return;
    std::vector<std::string> words;
    for (const net::Ip& ip : dns.addresses) words.push_back(to_string(ip));
    const std::string who = dns.by_system ? "the system's resolver" : dns.server;
    addresses.push_back((words.empty() ? std::string(to_string(dns.rcode)) : join(words, ", ")) +
                        (who.empty() ? "" : " (" + who + ")") +
                        (dns.disagrees ? " – DNS itself says otherwise" : ""));
  }
  void add(const observe::TcpResult& result) {
    tcp.push_back(text_of(result.address) + std::string(to_string(result.outcome)) +
                  suffix(result.path));
  }
  void add(const observe::TlsResult& result) {
    tls.push_back(text_of(result.address) + std::string(to_string(result.outcome)) +
                  (result.subject.empty() ? "" : ", " + result.subject) +
                  (result.not_after.empty() ? "" : ", until " + result.not_after) +
                  (result.reason.empty() ? "" : ", " + result.reason) + suffix(result.path));
  }
  void add(const observe::HttpResult& result) {
    std::string words = text_of(result.address);
    if (result.status && *result.status != 0) words += std::to_string(*result.status) + " ";
    if (!result.error_code.empty()) words += result.error_code + " ";
    words += result.classification;
    if (!result.grade.empty()) words += ", grade " + result.grade;
    if (!result.failure.empty()) words += ", " + result.failure;
    http.push_back(words + suffix(result.path));
  }
};

Seen seen_of(const Dependency& dependency) {
  Seen seen;
  for (const observe::Observation* each : dependency.seen)
    std::visit([&](const auto& result) { seen.add(result); }, each->result);
  std::ranges::sort(seen.chain);
  seen.chain.erase(std::ranges::unique(seen.chain).begin(), seen.chain.end());
  return seen;
}

struct Predicted {
  std::vector<std::string> chain, addresses;
  std::string connection, door;
};

Predicted predicted_of(const Dependency& dependency) {
  Predicted predicted;
  const verify::Path& path = dependency.predicted->path;
  if (path.resolution) {
    for (const auto& link : path.resolution->answer.chain) {
      if (link.type == azure::RecordType::cname)
        predicted.chain.push_back(link.name.text() + " → " + link.data);
    }
    for (const auto& address : path.resolution->answer.addresses)
      predicted.addresses.push_back(to_string(address));
    if (predicted.addresses.empty())
      predicted.addresses.emplace_back(to_string(path.resolution->answer.rcode));
  }
  predicted.connection = std::string(to_string(path.verdict.judgement));
  if (path.verdict.reason != reach::Reason::none)
    predicted.connection += " (" + std::string(to_string(path.verdict.reason)) + ")";
  for (const std::string& each : path.verdict.choices) predicted.connection += ", hangs on " + each;
  for (const std::string& each : path.verdict.unknowns)
    predicted.connection += ", not known: " + each;
  if (path.public_access)
    predicted.door = "from the Internet: " + std::string(to_string(path.public_access->judgement));
  return predicted;
}

// Of the observations of a kind, as compared.
bool differs(const Dependency& dependency, std::string_view kind) {
  if (dependency.predicted == nullptr) return false;
  return std::ranges::any_of(dependency.predicted->comparisons,
                             [&](const reconcile::Comparison& each) {
                               return each.agreement == reconcile::Agreement::disagrees &&
                                      each.observation.starts_with(kind);
                             });
}

struct Row {
  std::string_view name;
  std::string predicted;
  std::vector<std::string> seen;
  bool differs = false;
};

std::string row_html(const Row& row, bool with_resources) {
  std::string text = "<tr><th scope=\"row\">" + std::string(row.name) + "</th>";
  if (with_resources)
    text += "<td data-of=\"Predicted\">" +
            (row.predicted.empty() ? "<span class=\"soft\">–</span>" : row.predicted) + "</td>";
  const bool differs = row.differs && !row.predicted.empty();  // else it is said above
  return text + "<td data-of=\"Observed\">" + list_of(row.seen) +
         (differs ? " <span class=\"differs\">≠ not as predicted</span>" : "") + "</td></tr>\n";
}

}  // namespace

std::string_view sign_of(State state) {
  switch (state) {
    case State::isolated:
      return "✓";
    case State::reached:
      return "●";
    case State::undetermined:
      return "?";
    case State::broken:
      return "✗";
    case State::exposed:
      return "⚠";
  }
  return "";
}

std::string time_element(observe::Time time) {
  const std::string text = second_of(time);
  return "<time datetime=\"" + text + "\">" + text.substr(0, 10) + " " + text.substr(11, 8) +
         " UTC</time>";
}

std::string picture(const Standings& standings) {
  if (standings.dependencies.empty()) return {};
  std::string text = "<h2>The ways</h2>\n<ul class=\"lanes\">\n";
  const std::string from = standings.from.empty() ? "this app" : standings.from;
  for (const Dependency& each : standings.dependencies) {
    std::vector<Box> way{{from, "app"}};
    const std::string subnet = passed(each, "/subnets");
    if (!subnet.empty()) way.push_back({subnet, "subnet"});
    way.push_back(endpoint_box(each));
    way.push_back({each.title.empty() ? each.key : each.title, "service"});
    const Own own = own_way(each);
    text += "<li>" + lane(way, own.state, own.word);
    if (each.intent == diagnose::Intent::isolated) {
      const Own door = door_way(each.standing.door);
      text += lane({{"Internet", "anybody"}, {"public endpoint", "front end"}, way.back()},
                   door.state, door.word);
    }
    text += "</li>\n";
  }
  return text + "</ul>\n";
}

std::string comparison_table(const Dependency& dependency, bool with_resources) {
  if (dependency.seen.empty() && dependency.predicted == nullptr) return {};
  const Seen seen = seen_of(dependency);
  Predicted predicted;
  if (dependency.predicted != nullptr) predicted = predicted_of(dependency);
  const auto lines = [&](const std::vector<std::string>& list) {
    return list.empty() ? std::string() : list_of(list);
  };
  const std::vector<Row> rows{
      {"DNS chain", lines(predicted.chain), seen.chain, false},
      {"Address", lines(predicted.addresses), seen.addresses, differs(dependency, "dns")},
      {"TCP", xml(predicted.connection), seen.tcp, differs(dependency, "tcp")},
      {"TLS", "", seen.tls, differs(dependency, "tls")},
      {"HTTP", xml(predicted.door), seen.http, differs(dependency, "http")}};
  std::string text = "<div class=\"scroll\"><table class=\"facts\"><caption>" +
                     xml(dependency.host) + ":" + std::to_string(dependency.port.number) +
                     "</caption><thead><tr><th scope=\"col\">Step</th>";
  if (with_resources) text += "<th scope=\"col\">Predicted</th>";
  text += "<th scope=\"col\">Observed</th></tr></thead>\n<tbody>\n";
  for (const Row& row : rows) text += row_html(row, with_resources);
  return text + "</tbody></table></div>\n";
}

std::string timeline(const Dependency& dependency) {
  constexpr std::size_t most = 12;
  const auto& all = dependency.episodes;
  if (all.empty()) return {};
  const std::size_t first = all.size() > most ? all.size() - most : 0;
  const auto start = all[first].from;
  const auto span = std::max<std::int64_t>((all.back().last - start).count(), 1);
  std::string bar =
      "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" "
      "aria-hidden=\"true\">";
  std::string list;
  for (std::size_t i = all.size(); i-- > first;) {
    const Episode& each = all[i];
    const auto end = i + 1 < all.size() ? all[i + 1].from : each.last;
    const std::string state(to_string(each.state));
    bar += fmt::format(
        "<rect class=\"{}\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" height=\"10\"/>", state,
        100.0 * static_cast<double>((each.from - start).count()) / static_cast<double>(span),
        std::max(0.5, 100.0 * static_cast<double>((end - each.from).count()) /
                          static_cast<double>(span)));
    list +=
        fmt::format("<li><span class=\"{}\">{} {}</span> from {} to {}</li>\n", state,
                    sign_of(each.state), state, time_element(each.from), time_element(each.last));
  }
  return "<details id=\"t-" + xml(dependency.key) + "\"" + (all.size() > 1 ? " open" : "") +
         "><summary>Timeline</summary>\n" + bar + "</svg>\n<ol class=\"times\">\n" + list +
         "</ol></details>\n";
}

}  // namespace airtight::report
