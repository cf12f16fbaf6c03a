#include "json_parts.h"

#include <airtight/base/version.h>
#include <airtight/report/json.h>
#include <airtight/verify/waivers.h>

namespace airtight::report {
namespace {

Json json_of(const Step& step) {
  Json json{{"stage", step.stage}, {"summary", step.summary}, {"facts", step.facts}};
  add_text(json, "resource", step.resource);
  add_text(json, "rule", step.rule);
  add_place(json, step.where);
  return json;
}

Json json_of(const Diagnostic& diagnostic) {
  Json json{{"severity", to_string(diagnostic.severity)}, {"message", diagnostic.message}};
  add_list(json, "facts", diagnostic.facts);
  add_place(json, diagnostic.where);
  return json;
}

Json json_of(const dns::ChainLink& link) {
  Json json{{"name", link.name.text()}, {"type", dns::to_string(link.type)}};
  if (link.ttl) json["ttl"] = *link.ttl;
  json["data"] = link.data;
  json["decidedBy"] = link.decided_by;
  return json;
}

std::vector<std::string> names(const std::vector<reach::Reason>& reasons) {
  std::vector<std::string> result;
  for (const reach::Reason reason : reasons) result.emplace_back(to_string(reason));
  return result;
}

}  // namespace

void add_text(Json& object, const char* key, std::string_view text) {
  if (!text.empty()) object[key] = text;
}

void add_list(Json& object, const char* key, const std::vector<std::string>& list) {
  if (!list.empty()) object[key] = list;
}

void add_place(Json& object, const Where& where) {
  const Json place = json_of(where);
  if (!place.empty()) object["where"] = place;
}

Json document(const Preamble& preamble) {
  Json json;
  json["schema"] = "airtight/" + preamble.command + "/1";
  json["tool"] = {{"name", "airtight"}, {"version", version}};
  json["inputs"] = Json::array();
  for (const InputFile& input : preamble.inputs)
    json["inputs"].push_back(
        {{"path", input.path}, {"kind", input.kind}, {"sha256", input.sha256}});
  json["diagnostics"] = Json::array();
  for (const Diagnostic& diagnostic : preamble.diagnostics)
    json["diagnostics"].push_back(json_of(diagnostic));
  return json;
}

std::string json_diagnostics(const Preamble& preamble) { return pretty(document(preamble)); }

Json json_of(const Where& where) {
  Json json = Json::object();
  add_text(json, "file", where.file);
  if (where.line > 0) json["line"] = where.line;
  add_text(json, "pointer", where.pointer.str());
  return json;
}

Json json_of(const Trace& trace) {
  Json json = Json::array();
  for (const Step& step : trace) json.push_back(json_of(step));
  return json;
}

Json json_of(const verify::Resolution& resolution) {
  const dns::Answer& answer = resolution.answer;
  Json json{{"name", answer.name.text()}, {"type", dns::to_string(answer.type)}};
  add_text(json, "rcode", dns::to_string(answer.rcode));
  json["chain"] = Json::array();
  for (const dns::ChainLink& link : answer.chain) json["chain"].push_back(json_of(link));
  json["addresses"] = Json::array();
  for (const dns::Address& address : answer.addresses)
    json["addresses"].push_back(dns::to_string(address));
  json["class"] = to_string(resolution.answer_class);
  std::vector<std::string> unknowns;
  for (const azure::UnknownInput& unknown : answer.unknowns) unknowns.push_back(unknown.name);
  add_list(json, "unknowns", unknowns);
  json["trace"] = json_of(answer.trace);
  return json;
}

Json json_of(const std::vector<verify::Fork>& forks, const char* outcome, const char* detail) {
  Json list = Json::array();
  for (const verify::Fork& fork : forks) {
    Json json;
    if (fork.id.empty()) {
      json["unknown"] = fork.question;
    } else {
      json["choice"] = fork.id;
      json["question"] = fork.question;
      json["contested"] = fork.contested;
    }
    json["branches"] = Json::array();
    for (const verify::Fork::Branch& branch : fork.branches) {
      Json one = Json::object();
      add_text(one, "branch", branch.name);
      one[outcome] = branch.outcome;
      add_text(one, detail, branch.detail);
      json["branches"].push_back(one);
    }
    list.push_back(json);
  }
  return list;
}

void add_openness(Json& object, const verify::Openness& open) {
  object["determined"] = open.settled();
  add_list(object, "assumptions", open.assumptions);
  add_list(object, "choices", open.choices);
  add_list(object, "unknowns", open.unknowns);
}

void add_verdict(Json& object, const verify::Verdict& verdict) {
  object["verdict"] = to_string(verdict.judgement);
  add_text(object, "reason", to_string(verdict.reason));
  add_list(object, "assumptions", verdict.assumptions);
  add_list(object, "otherReasons", names(verdict.other_reasons));
  add_list(object, "choices", verdict.choices);
  add_list(object, "unknowns", verdict.unknowns);
}

Json path_json(const verify::Path& path) {
  Json json{{"from", path.from}, {"to", path.to}};
  add_text(json, "fromId", path.from_id.text());
  add_text(json, "toId", path.to_id.text());
  json["port"] = path.port.number;
  if (path.resolution) json["resolution"] = json_of(*path.resolution);
  add_verdict(json, path.verdict);
  json["via"] = to_string(path.via);
  if (path.public_access) {
    Json access;
    add_verdict(access, *path.public_access);
    json["publicAccess"] = access;
  }
  return json;
}

std::string pretty(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string compact(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json json_of(const verify::Witness& witness) {
  Json flow;
  flow["source"] = witness.source ? net::to_string(*witness.source) : "any";
  flow["destination"] = witness.destination;
  if (net::has_ports(witness.protocol)) flow["port"] = witness.port.number;
  flow["protocol"] = to_string(witness.protocol);
  Json json{{"from", witness.from}, {"to", witness.to}, {"flow", flow}};
  add_verdict(json, witness.verdict);
  json["via"] = to_string(witness.via);
  json["trace"] = json_of(witness.trace);
  return json;
}

Json json_of(const verify::WaiverUse& use) {
  Json json{{"reason", use.waiver.reason},
            {"expires", verify::to_string(use.waiver.expires)},
            {"expired", use.expired}};
  add_text(json, "owner", use.waiver.owner);
  add_place(json, use.waiver.where);
  return json;
}

}  // namespace airtight::report
