#include <airtight/base/text.h>
#include <airtight/scenario/history.h>
#include <airtight/scenario/policy.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "json_text.h"

namespace airtight::scenario {
namespace {

using Json = nlohmann::json;

std::optional<std::chrono::year_month_day> date_of(const Json& object, const char* key) {
  const auto text = text_of(object, key);
  const auto date = text ? read_date(*text) : fail("");
  return date ? std::optional(*date) : std::nullopt;
}

std::optional<verify::Remembered> remembered(const Json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto id = text_of(object, "id");
  const auto subject = text_of(object, "subject");
  const auto status = text_of(object, "status");
  const auto since = date_of(object, "since");
  const auto fixed = date_of(object, "fixed");
  if (!id || !subject || !status || !since || (object.contains("fixed") && !fixed))
    return std::nullopt;
  for (const auto known : {verify::Status::fail, verify::Status::undetermined}) {
    if (*status == to_string(known)) return verify::Remembered{*id, *subject, known, *since, fixed};
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<verify::Remembered>> read_history(const std::string& text,
                                                     const std::string& path) {
  std::vector<verify::Remembered> results;
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return results;
  const Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded() || !document.is_object())
    return fail({path, 1, 0, ""}, "the history is no JSON object");
  const auto schema = text_of(document, "schema");
  if (schema != "airtight/history/1")
    return fail({path, 1, 0, "/schema"}, "found " + in_quotes(schema.value_or("no schema")) +
                                             ", expected \"airtight/history/1\"");
  const auto list = document.find("results");
  if (list == document.end() || !list->is_array())
    return fail({path, 0, 0, "/results"}, "the history has no list of results");
  for (const Json& item : *list) {
    auto one = remembered(item);
    if (!one)
      return fail({path, 0, 0, "/results/" + std::to_string(results.size())},
                  "expected the texts id and subject, the status fail or undetermined, and the "
                  "dates since and, if any, fixed");
    results.push_back(std::move(*one));
  }
  return results;
}

}  // namespace airtight::scenario
