#include <airtight/base/text.h>
#include <airtight/report/groups.h>

#include <set>

#include "proof_parts.h"

namespace airtight::report {
namespace {

constexpr std::size_t most_covering = 8;  // in one line

std::string_view word_for(azure::Direction direction) {
  return direction == azure::Direction::inbound ? "inbound" : "outbound";
}

std::string_view word_for(azure::Access access) {
  return access == azure::Access::allow ? "allow" : "deny";
}

Json json_of(const verify::RuleName& rule) {
  return {{"rule", rule.name}, {"priority", rule.priority}, {"access", word_for(rule.access)}};
}

Json json_of(const verify::GroupDifference& difference) {
  Json json{{"direction", word_for(difference.direction)}};
  Json flow{{"source", net::to_string(difference.source)},
            {"destination", net::to_string(difference.destination)}};
  if (difference.source_port) flow["sourcePort"] = difference.source_port->number;
  if (difference.port) flow["port"] = difference.port->number;
  flow["protocol"] = to_string(difference.protocol);
  json["flow"] = flow;
  if (difference.source_inside) json["sourceInVirtualNetwork"] = *difference.source_inside;
  if (difference.destination_inside)
    json["destinationInVirtualNetwork"] = *difference.destination_inside;
  json["first"] = json_of(difference.first);
  json["second"] = json_of(difference.second);
  return json;
}

std::string end_of(const net::Ip& ip, const std::optional<net::Port>& port,
                   const std::optional<bool>& inside) {
  std::string text = net::to_string(ip);
  if (port) text += (ip.family == net::Family::v6 ? " port " : ":") + std::to_string(port->number);
  if (inside) text += *inside ? " (in VirtualNetwork)" : " (outside VirtualNetwork)";
  return text;
}

std::string text_of(const verify::RuleName& rule) {
  return rule.name + " (" + std::to_string(rule.priority) + ")";
}

std::string text_of(const std::string& group, const verify::RuleName& rule) {
  return "  " + printable(group + ": " + text_of(rule)) +
         (rule.access == azure::Access::allow ? " allows it\n" : " denies it\n");
}

Json json_of(const verify::UnreachableRule& dead, const azure::ResourceId& group) {
  Json json{{"group", group.text()}};
  json.update(json_of(dead.rule));
  json["direction"] = word_for(dead.direction);
  json["certain"] = dead.certain;
  json["contradicted"] = dead.contradicted;
  json["coveredBy"] = Json::array();
  for (const verify::RuleName& rule : dead.covered_by) json["coveredBy"].push_back(json_of(rule));
  add_place(json, dead.where);
  return json;
}

std::string text_of(const verify::UnreachableRule& dead, const azure::ResourceId& group,
                    bool colour) {
  std::string text = "  " +
                     painted(dead.certain ? "never decides" : "may never decide",
                             dead.certain ? Colour::bad : Colour::doubtful, colour) +
                     "  " + printable(std::string(group.name()) + "/" + text_of(dead.rule)) + ", " +
                     std::string(word_for(dead.direction)) + " " +
                     std::string(word_for(dead.rule.access)) + ": ";
  if (dead.covered_by.empty()) return text + "it covers no packet\n";
  text += dead.contradicted ? "contradicted by " : "repeated by ";
  for (std::size_t i = 0; i < dead.covered_by.size() && i < most_covering; ++i)
    text += (i == 0 ? "" : ", ") + printable(text_of(dead.covered_by[i])) + " " +
            std::string(word_for(dead.covered_by[i].access));
  if (dead.covered_by.size() > most_covering)
    text += " and " + std::to_string(dead.covered_by.size() - most_covering) + " more";
  return text + "\n";
}

verify::Openness joined(const std::vector<verify::GroupRules>& groups) {
  std::set<std::string> choices;
  std::set<std::string> assumptions;
  std::set<std::string> unknowns;
  for (const verify::GroupRules& group : groups) {
    choices.insert(group.open.choices.begin(), group.open.choices.end());
    assumptions.insert(group.open.assumptions.begin(), group.open.assumptions.end());
    unknowns.insert(group.open.unknowns.begin(), group.open.unknowns.end());
  }
  return {{choices.begin(), choices.end()},
          {assumptions.begin(), assumptions.end()},
          {unknowns.begin(), unknowns.end()}};
}

}  // namespace

std::string json_same_groups(const Preamble& preamble, const verify::GroupComparison& comparison) {
  Json json = document(preamble);
  json["holds"] = report::json_of(comparison.truth);
  Json equivalence{{"first", comparison.first}, {"second", comparison.second}};
  if (comparison.difference) equivalence["difference"] = json_of(*comparison.difference);
  json["equivalence"] = equivalence;
  add_open(json, comparison.open);
  return pretty(json);
}

std::string text_same_groups(const verify::GroupComparison& comparison, bool colour) {
  const Cell truth = cell_of(comparison.truth);
  std::string text =
      painted(truth.text, truth.colour, colour) + ": " +
      printable(comparison.first + " treats every packet as " + comparison.second + " does") + "\n";
  if (comparison.difference) {
    const verify::GroupDifference& d = *comparison.difference;
    text += "\nWitness: " + std::string(word_for(d.direction)) + ", " +
            std::string(to_string(d.protocol)) + ", " +
            end_of(d.source, d.source_port, d.source_inside) + " -> " +
            end_of(d.destination, d.port, d.destination_inside) + "\n";
    text += text_of(comparison.first, d.first) + text_of(comparison.second, d.second);
  }
  return text + report::text_of(comparison.open);
}

std::string json_unreachable_rules(const Preamble& preamble, verify::Truth truth,
                                   const std::vector<verify::GroupRules>& groups) {
  Json json = document(preamble);
  json["holds"] = report::json_of(truth);
  json["unreachableRules"] = Json::array();
  for (const verify::GroupRules& group : groups) {
    for (const verify::UnreachableRule& dead : group.unreachable)
      json["unreachableRules"].push_back(json_of(dead, group.group));
  }
  add_open(json, joined(groups));
  return pretty(json);
}

std::string text_unreachable_rules(verify::Truth truth,
                                   const std::vector<verify::GroupRules>& groups, bool colour) {
  const Cell word = cell_of(truth);
  std::string text = painted(word.text, word.colour, colour) + ": every rule of " +
                     (groups.size() == 1 ? printable(std::string(groups.front().group.name()))
                                         : std::to_string(groups.size()) + " groups") +
                     " decides some packet\n";
  for (const verify::GroupRules& group : groups) {
    for (const verify::UnreachableRule& dead : group.unreachable)
      text += text_of(dead, group.group, colour);
  }
  return text + report::text_of(joined(groups));
}

}  // namespace airtight::report
