#include "cli/schema.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

std::string schema_faults(const std::string& command, const std::string& document) {
  return faults_by_schema(AIRTIGHT_SOURCE_DIR "/docs/schemas/" + command + ".json", document, 7);
}

std::string faults_by_schema(const std::string& schema_path, const std::string& document,
                             int draft) {
  std::ifstream file(schema_path);
  const auto text = nlohmann::json::parse(file);
  const auto json = nlohmann::json::parse(document);
  valijson::Schema schema;
  valijson::SchemaParser parser(draft == 4 ? valijson::SchemaParser::kDraft4
                                           : valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(json), &results))
    return {};
  std::string all;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& part : error.context) all += part;
    all += ": " + error.description + "\n";
  }
  return all;
}
