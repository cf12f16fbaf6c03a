#include "packets.h"

#include <airtight/base/text.h>
#include <airtight/net/blocks.h>
#include <airtight/report/prove.h>

namespace airtight::report {
namespace {

constexpr std::size_t most_sources = 3;  // in one line

std::string sources_of(const verify::Part& part) {
  std::string text;
  for (std::size_t i = 0; i < part.sources.size() && i < most_sources; ++i)
    text += (i == 0 ? "" : ", ") + text_of(part.sources[i]);
  if (part.sources.size() > most_sources)
    text += " and " + std::to_string(part.sources.size() - most_sources) + " more";
  return text;
}

std::string packets_of(const verify::Part& part) {
  std::vector<std::string> words;
  std::string ports;
  for (const net::PortRange& range : part.ports)
    ports += (ports.empty() ? "" : ",") + net::to_string(range);
  for (const net::Protocol protocol : part.protocols) words.push_back(in_words(protocol, ports));
  return join(words, ", ");
}

}  // namespace

std::string text_of(const net::PrefixSet::Range& range) {
  if (range.first == range.last) return net::to_string(range.first);
  const std::vector<net::Prefix> blocks = net::blocks_of(range);
  return blocks.size() == 1 ? net::to_string(blocks.front())
                            : net::to_string(range.first) + "-" + net::to_string(range.last);
}

std::string in_words(net::Protocol protocol, const std::string& ports) {
  return std::string(to_string(protocol)) + (net::has_ports(protocol) ? " " + ports : "");
}

std::string in_words(const verify::Verdict& verdict) {
  std::string text{to_string(verdict.judgement)};
  if (verdict.reason != reach::Reason::none) text += " " + std::string(to_string(verdict.reason));
  return text;
}

std::string text_of_packets(const verify::Part& part) {
  std::string text = part.from;
  const std::string sources = sources_of(part);
  if (!sources.empty()) text += " (" + sources + ")";
  return text + " -> " + part.destination + ", " + packets_of(part);
}

Json json_of_packets(const verify::Part& part) {
  Json json{{"from", part.from}};
  json["sources"] = Json::array();
  for (const net::PrefixSet::Range& range : part.sources) json["sources"].push_back(text_of(range));
  json["to"] = part.to;
  json["destination"] = part.destination;
  if (part.destinations.size() > 1) {
    json["destinations"] = Json::array();
    for (const net::PrefixSet::Range& range : part.destinations)
      json["destinations"].push_back(text_of(range));
  }
  json["protocols"] = Json::array();
  bool ports = false;
  for (const net::Protocol protocol : part.protocols) {
    json["protocols"].push_back(to_string(protocol));
    ports = ports || net::has_ports(protocol);
  }
  if (ports) {
    json["ports"] = Json::array();
    for (const net::PortRange& range : part.ports) json["ports"].push_back(net::to_string(range));
  }
  return json;
}

Json json_of_part(const verify::Part& part) {
  Json json = json_of_packets(part);
  add_verdict(json, part.verdict);
  json["via"] = to_string(part.via);
  add_list(json, "crosses", part.crosses);
  add_list(json, "mayCross", part.may_cross);
  if (part.excepted) json["excepted"] = true;
  if (part.decided_by) json["decidedBy"] = report::json_of(Trace{*part.decided_by}).front();
  return json;
}

}  // namespace airtight::report
