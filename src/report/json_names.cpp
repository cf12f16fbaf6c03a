#include "json_names.h"

namespace airtight::report {
namespace {

Json json_of(const verify::NameCell& cell) {
  Json json = Json::object();
  add_text(json, "rcode", dns::to_string(cell.rcode));
  json["addresses"] = Json::array();
  for (const dns::Address& address : cell.addresses)
    json["addresses"].push_back(dns::to_string(address));
  json["class"] = to_string(cell.answer_class);
  add_list(json, "assumptions", cell.open.assumptions);
  add_list(json, "choices", cell.open.choices);
  add_list(json, "unknowns", cell.open.unknowns);
  return json;
}

Json json_of(const verify::Cause& cause) {
  Json json{{"kind", to_string(cause.kind)}, {"difference", to_string(cause.difference)}};
  add_text(json, "resource", cause.resource.text());
  return json;
}

Json json_of(const verify::NameChange& change) {
  Json json{{"name", change.name.text()},       {"kind", change.kind},
            {"breaks", change.breaks},          {"vantages", change.vantages},
            {"before", json_of(change.before)}, {"after", json_of(change.after)}};
  json["causes"] = Json::array();
  for (const verify::Cause& cause : change.causes) json["causes"].push_back(json_of(cause));
  add_text(json, "mitigation", change.mitigation);
  return json;
}

}  // namespace

Json json_of(const verify::NameMatrix& matrix) {
  Json json = Json::array();
  for (const verify::MatrixGroup& group : matrix.groups) {
    Json one{{"vantages", group.vantages}};
    one["answers"] = Json::array();
    for (std::size_t i = 0; i < matrix.names.size(); ++i) {
      Json answer{{"name", matrix.names[i].text()}};
      answer.update(json_of(group.answers[i]));
      one["answers"].push_back(std::move(answer));
    }
    json.push_back(std::move(one));
  }
  return json;
}

Json json_of(const verify::Forecast& forecast) {
  Json json{{"pairs", forecast.pairs}, {"changed", forecast.changed}};
  json["changes"] = Json::array();
  for (const verify::NameChange& change : forecast.changes)
    json["changes"].push_back(json_of(change));
  add_list(json, "notes", forecast.notes);
  return json;
}

Json json_of(const verify::Staleness& staleness) {
  Json json = Json::object();
  if (const auto seconds = staleness.seconds()) json["seconds"] = *seconds;
  json["parts"] = Json::array();
  for (const verify::StalePart& part : staleness.parts)
    json["parts"].push_back(
        {{"what", part.what}, {"seconds", part.seconds}, {"facts", part.facts}});
  add_list(json, "unknown", staleness.unknown);
  return json;
}

}  // namespace airtight::report
