#include <airtight/base/text.h>
#include <airtight/base/version.h>
#include <airtight/report/check.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "escape.h"
#include "findings.h"
#include "json_parts.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

// "[text](target)" would be a link (SARIF 3.11.6), and the input wrote neither.
Json message(std::string_view text) {
  std::string plain = clean(text);
  for (auto at = plain.find("]("); at != std::string::npos; at = plain.find("](", at))
    plain.insert(at + 1, " ");
  return {{"text", plain}};
}

Json physical_location(const Check& check, const Where& where) {
  Json location{
      {"artifactLocation", {{"uri", uri_in(check.tree, where.file)}, {"uriBaseId", "%SRCROOT%"}}}};
  if (location["artifactLocation"]["uri"].get<std::string>().starts_with("file:"))
    location["artifactLocation"].erase("uriBaseId");
  if (where.line > 0) {
    location["region"] = {{"startLine", where.line}};
    if (where.column > 0) location["region"]["startColumn"] = where.column;
  }
  return location;
}

bool is_place(const Where& where) { return !where.file.empty() && where.line > 0; }

std::string words_of(const Step& step) {
  std::string text = step.stage + ": " + step.summary;
  if (!step.facts.empty()) text += " [" + join(step.facts, ", ") + "]";
  return text;
}

// A step that nothing in the input decides is shown where the one before it was.
Json code_flow(const Check& check, const PolicyResult& result, const Where& start) {
  Json locations = Json::array();
  Where place = start;
  for (const Step& step : trace_of(result)) {
    if (is_place(step.where)) place = step.where;
    locations.push_back({{"location",
                          {{"physicalLocation", physical_location(check, place)},
                           {"message", message(words_of(step))}}},
                         {"executionOrder", locations.size() + 1}});
  }
  if (locations.empty())
    locations.push_back({{"location",
                          {{"physicalLocation", physical_location(check, start)},
                           {"message", message(message_of(result))}}},
                         {"executionOrder", 1}});
  return {{"message", message("the packet's way, and what decided each step of it")},
          {"threadFlows", Json::array({{{"locations", std::move(locations)}}})}};
}

// The rule, zone, route, link or setting that decided a step: each place once.
Json related_locations(const Check& check, const PolicyResult& result) {
  Json related = Json::array();
  std::set<std::pair<std::string, int>> seen;
  const auto add = [&](const Where& where, const std::string& words) {
    if (!is_place(where) || !seen.insert({where.file, where.line}).second) return;
    related.push_back({{"id", related.size() + 1},
                       {"physicalLocation", physical_location(check, where)},
                       {"message", message(words)}});
  };
  for (const Step& step : trace_of(result)) add(step.where, words_of(step));
  add(result.where, "where it is asserted: " + result.title);
  if (related.empty()) add(place_of(check, result), "what it is about: " + result.title);
  return related;
}

// FNV-1a: an id of who and what that no moved line changes, and no secret.
std::string fingerprint(const PolicyResult& result) {
  std::uint64_t hash = 14695981039346656037U;
  for (const std::string_view part :
       {std::string_view(result.id), std::string_view("\n"), std::string_view(result.subject),
        std::string_view("\n"), to_string(result.status)}) {
    for (const char c : part) {
      hash ^= static_cast<unsigned char>(c);
      hash *= 1099511628211U;
    }
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned shift = 64; shift > 0; shift -= 4) text += digits[(hash >> (shift - 4)) & 0xFU];
  return text + ":1";
}

std::string_view word(Level level) {
  switch (level) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warning";
    case Level::note:
      return "note";
  }
  return "error";
}

// GitHub's scale of "security-severity": from 7 on high, from 4 on medium.
std::string_view score(Level level) {
  switch (level) {
    case Level::error:
      return "8.0";
    case Level::warning:
      return "5.5";
    case Level::note:
      return "3.0";
  }
  return "8.0";
}

// What is undetermined has a rule of its own, so that nobody takes doubt for a finding.
std::string rule_id(const PolicyResult& result) {
  return clean(result.rule) + (result.status == Status::undetermined ? "/undetermined" : "");
}

Json rule_of(const PolicyResult& result, std::size_t cases) {
  const bool doubt = result.status == Status::undetermined;
  const std::string title =
      cases > 1 || result.rule != result.id
          ? join(result.controls.empty() ? std::vector{result.rule} : result.controls, ", ") +
                " (" + result.rule + ")"
          : result.title;
  const std::string what = doubt ? "Undetermined: " + title : title;
  const std::string help =
      doubt ? "It is not shown that this holds: the input leaves something out, or the platform's "
              "documentation allows several readings. The message names what is missing."
            : "A packet or an answer to a name shows that this does not hold. The code flow is "
              "its way; the related locations are what decided.";
  Json tags = Json::array({"security", "network"});
  for (const std::string& control : result.controls) tags.push_back(clean(control));
  return {{"id", rule_id(result)},
          {"shortDescription", message(what)},
          {"fullDescription", message(what + ". " + help)},
          {"help", message(help)},
          {"defaultConfiguration", {{"level", word(level_of(result))}}},
          {"properties", {{"tags", tags}, {"security-severity", score(level_of(result))}}}};
}

Json rules_of(const Check& check, std::map<std::string, std::size_t>& index) {
  std::map<std::string, std::pair<const PolicyResult*, std::size_t>> first;
  for (const PolicyResult* result : open_results(check)) {
    auto& [example, cases] = first.emplace(rule_id(*result), std::pair{result, 0U}).first->second;
    ++cases;
  }
  Json rules = Json::array();
  for (const auto& [id, rule] : first) {
    index[id] = rules.size();
    rules.push_back(rule_of(*rule.first, rule.second));
  }
  return rules;
}

Json result_json(const Check& check, const PolicyResult& result, std::size_t rule) {
  const Where place = place_of(check, result);
  const std::string id = fingerprint(result);
  Json json{{"ruleId", rule_id(result)},
            {"ruleIndex", rule},
            {"level", word(level_of(result))},
            {"message", message(message_of(result))},
            {"locations", Json::array({{{"physicalLocation", physical_location(check, place)}}})},
            {"partialFingerprints", {{"primaryLocationLineHash", id}}}};
  json["codeFlows"] = Json::array({code_flow(check, result, place)});
  json["relatedLocations"] = related_locations(check, result);
  const std::string waiver = waiver_of(result);
  if (!waiver.empty())
    json["suppressions"] = Json::array(
        {{{"kind", "external"}, {"status", "accepted"}, {"justification", clean(waiver)}}});
  if (result.standing != verify::Standing::unsaid)
    json["baselineState"] = result.standing == verify::Standing::known ? "unchanged" : "new";
  json["properties"] = {{"assertion", clean(result.id)}, {"status", to_string(result.status)}};
  return json;
}

Json notification(const Check& check, const Diagnostic& diagnostic) {
  Json json{{"level", to_string(diagnostic.severity)}, {"message", message(diagnostic.message)}};
  if (!diagnostic.where.file.empty())
    json["locations"] =
        Json::array({{{"physicalLocation", physical_location(check, diagnostic.where)}}});
  return json;
}

Json artifacts(const Check& check) {
  Json list = Json::array();
  for (const InputFile& input : check.preamble.inputs)
    list.push_back({{"location", {{"uri", uri_in(check.tree, input.path)}}},
                    {"hashes", {{"sha-256", input.sha256}}}});
  return list;
}

}  // namespace

std::string sarif_check(const Check& check) {
  std::map<std::string, std::size_t> index;
  Json driver{{"name", "airtight"}, {"version", version}, {"semanticVersion", version}};
  driver["rules"] = rules_of(check, index);
  Json invocation{{"executionSuccessful", outcome_of(check) != Outcome::refused}};
  for (const Diagnostic& diagnostic : check.preamble.diagnostics)
    invocation["toolExecutionNotifications"].push_back(notification(check, diagnostic));
  Json run{{"tool", {{"driver", driver}}},
           {"automationDetails", {{"id", "airtight/" + check.preamble.command + "/"}}},
           {"invocations", Json::array({invocation})},
           {"artifacts", artifacts(check)},
           {"results", Json::array()}};
  for (const PolicyResult* result : open_results(check))
    run["results"].push_back(result_json(check, *result, index[rule_id(*result)]));
  Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}};
  log["runs"].push_back(std::move(run));
  return pretty(log);
}

}  // namespace airtight::report
