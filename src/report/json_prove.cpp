#include <airtight/report/prove.h>

#include "json_parts.h"

namespace airtight::report {
namespace {

Json holds(verify::Truth truth) {
  switch (truth) {
    case verify::Truth::holds:
      return true;
    case verify::Truth::fails:
      return false;
    case verify::Truth::uncertain:
      return "uncertain";
  }
  return nullptr;
}

Json json_of(const verify::Part& part) {
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
  add_verdict(json, part.verdict);
  json["via"] = to_string(part.via);
  if (part.excepted) json["excepted"] = true;
  if (part.decided_by) json["decidedBy"] = report::json_of(Trace{*part.decided_by}).front();
  return json;
}

}  // namespace

std::string json_prove(const Preamble& preamble, const verify::Proof& proof) {
  Json json = document(preamble);
  json["holds"] = holds(proof.truth);
  if (proof.witness) json["witness"] = report::json_of(*proof.witness);
  json["partition"] = Json::array();
  for (const verify::Part& part : proof.partition) json["partition"].push_back(json_of(part));
  json["classes"] = proof.evaluated;
  add_list(json, "choices", proof.open.choices);
  add_list(json, "assumptions", proof.open.assumptions);
  add_list(json, "unknowns", proof.open.unknowns);
  return pretty(json);
}

}  // namespace airtight::report
