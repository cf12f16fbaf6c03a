#include <airtight/base/text.h>
#include <airtight/report/check.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "escape.h"
#include "findings.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

// A picture of more is no help to anybody, and Graphviz takes long to lay it out.
constexpr std::size_t most_nodes = 150;
constexpr std::size_t most_results = 400;

// What a packet passes through, as opposed to what decides about it. In lower case.
constexpr std::array<std::string_view, 7> on_the_way{
    "/subnets",       "/privateendpoints",    "/azurefirewalls", "/virtualhubs",
    "/loadbalancers", "/privatelinkservices", "/natgateways"};

enum class Shape { sender, passed, back_end };

struct Node {
  std::string label;
  Shape shape = Shape::passed;
};

// Who is joined to whom, and by which results.
struct Edge {
  std::set<std::size_t> results;
  Status worst = Status::pass;
  bool only_waived = true;
};

class Topology {
 public:
  std::size_t node(const std::string& key, const std::string& label, Shape shape) {
    const auto [place, added] = index_.emplace(key, nodes_.size());
    if (added) nodes_.push_back({label, shape});
    return place->second;
  }

  void join(const std::vector<std::size_t>& way, std::size_t number, const PolicyResult& result) {
    for (std::size_t i = 1; i < way.size(); ++i) {
      if (way[i - 1] == way[i]) continue;
      Edge& edge = edges_[{way[i - 1], way[i]}];
      edge.results.insert(number);
      edge.only_waived = edge.only_waived && !verify::counts(result);
      if (grave(result.status) > grave(edge.worst)) edge.worst = result.status;
    }
  }

  std::size_t size() const { return nodes_.size(); }
  std::string dot() const;

 private:
  static int grave(Status status) {
    return status == Status::fail ? 2 : status == Status::undetermined ? 1 : 0;
  }

  std::vector<Node> nodes_;
  std::map<std::string, std::size_t> index_;
  std::map<std::pair<std::size_t, std::size_t>, Edge> edges_;
};

// A string of DOT: backslashes would begin its escapes.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  std::string plain = clean(text.substr(0, 60));
  for (const char c : plain) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string_view word(Shape shape) {
  switch (shape) {
    case Shape::sender:
      return "sender";
    case Shape::passed:
      return "passed";
    case Shape::back_end:
      return "target";
  }
  return "";
}

std::string Topology::dot() const {
  std::string text =
      "digraph topology {\n  rankdir=LR; bgcolor=transparent; nodesep=0.25; ranksep=0.6;\n"
      "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11, height=0.35];\n"
      "  edge [arrowsize=0.7];\n";
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    text += "  n" + std::to_string(i) + " [label=" + quoted(nodes_[i].label) + ", class=\"" +
            std::string(word(nodes_[i].shape)) + "\"];\n";
  for (const auto& [ends, edge] : edges_) {
    std::string classes(edge.only_waived && edge.worst != Status::pass ? "waived"
                                                                       : to_string(edge.worst));
    for (const std::size_t number : edge.results) classes += " e" + std::to_string(number);
    text += "  n" + std::to_string(ends.first) + " -> n" + std::to_string(ends.second) +
            " [class=\"" + classes + "\"" + (edge.worst == Status::pass ? "" : ", style=dashed") +
            "];\n";
  }
  return text + "}\n";
}

bool is_on_the_way(const std::string& id) {
  const std::string key = to_lower(id);
  const auto name = key.rfind('/');
  if (name == std::string::npos) return false;
  const std::string_view type = std::string_view(key).substr(0, name);
  return std::ranges::any_of(on_the_way,
                             [&](std::string_view suffix) { return type.ends_with(suffix); });
}

std::string last_name(const std::string& id) { return id.substr(id.rfind('/') + 1); }

// Nodes from the sender to the back end, as far as the trace names what it passes.
std::vector<std::size_t> way_of(Topology& topology, const std::string& from, const std::string& to,
                                const Trace& trace, reach::Via via) {
  std::vector<std::size_t> way{topology.node("from " + from, from, Shape::sender)};
  for (const Step& step : trace) {
    if (!step.resource.empty() && is_on_the_way(step.resource))
      way.push_back(
          topology.node(to_lower(step.resource), last_name(step.resource), Shape::passed));
  }
  if (via == reach::Via::public_edge)
    way.push_back(topology.node("the public edge of " + to, "public edge", Shape::passed));
  way.push_back(topology.node("to " + to, to, Shape::back_end));
  return way;
}

void add(Topology& topology, std::size_t number, const PolicyResult& result) {
  const auto& path = result.path;
  const auto& witness = result.witness;
  if (path)
    topology.join(way_of(topology, result.from, result.to, path->trace, path->via), number, result);
  // A promise that says nothing of the Internet may hold while it gets in: that is no green edge.
  const bool open = path && path->public_access && !verify::proves_isolation(*path->public_access);
  if (open && result.status != Status::pass)
    topology.join(way_of(topology, "internet", result.to, {}, reach::Via::public_edge), number,
                  result);
  if (witness && (!path || witness->from != path->from))
    topology.join(way_of(topology, witness->from, result.to, witness->trace, witness->via), number,
                  result);
}

Topology topology_of(const Check& check) {
  Topology topology;
  for (std::size_t i = 0; i < check.results.size(); ++i) add(topology, i, check.results[i]);
  return topology;
}

}  // namespace

std::string topology_dot(const Check& check) {
  if (check.results.size() > most_results) return {};
  const Topology topology = topology_of(check);
  return topology.size() == 0 || topology.size() > most_nodes ? std::string() : topology.dot();
}

Drawn drawn(const Check& check) {
  if (check.results.size() > most_results) return Drawn::too_much;
  const std::size_t size = topology_of(check).size();
  if (size == 0) return Drawn::nothing;
  return size > most_nodes ? Drawn::too_much : Drawn::topology;
}

}  // namespace airtight::report
