#include <airtight/base/text.h>
#include <airtight/scenario/baseline.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "json_text.h"

namespace airtight::scenario {
namespace {

using Json = nlohmann::json;

std::optional<verify::Status> status_of(const Json& object) {
  const auto word = text_of(object, "status");
  for (const auto status :
       {verify::Status::pass, verify::Status::fail, verify::Status::undetermined}) {
    if (word && *word == to_string(status)) return status;
  }
  return std::nullopt;
}

// In force when the report was made; what had expired then excused nothing.
bool was_waived(const Json& object) {
  const auto waiver = object.find("waiver");
  if (waiver == object.end() || !waiver->is_object()) return false;
  const auto expired = waiver->find("expired");
  return expired == waiver->end() || !expired->is_boolean() || !expired->get<bool>();
}

std::optional<verify::FormerResult> result_of(const Json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto id = text_of(object, "id");
  const auto subject = text_of(object, "subject");
  const auto status = status_of(object);
  if (!id || !subject || !status) return std::nullopt;
  return verify::FormerResult{*id, *subject, *status, was_waived(object)};
}

}  // namespace

Result<std::vector<verify::FormerResult>> read_baseline(const std::string& text,
                                                        const std::string& path) {
  const Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) return fail({path, 1, 0, ""}, "the baseline is no JSON");
  const auto schema = document.is_object() ? text_of(document, "schema") : std::nullopt;
  if (!schema || *schema != "airtight/check/1")
    return fail({path, 1, 0, "/schema"}, "found " + in_quotes(schema.value_or("no schema")) +
                                             ", expected a report of check --format json: "
                                             "\"airtight/check/1\"");
  const auto list = document.find("results");
  if (list == document.end() || !list->is_array())
    return fail({path, 0, 0, "/results"}, "the baseline has no results: that check was refused");
  std::vector<verify::FormerResult> results;
  for (const Json& item : *list) {
    auto result = result_of(item);
    if (!result)
      return fail({path, 0, 0, "/results/" + std::to_string(results.size())},
                  "expected a result with the texts id and subject, and a status");
    results.push_back(std::move(*result));
  }
  return results;
}

}  // namespace airtight::scenario
