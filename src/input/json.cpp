#include "input/json.h"

#include <simdjson.h>

#include "input/encoding.h"
#include "input/json_builder.h"
#include "input/json_list.h"

namespace airtight::input {

namespace ondemand = simdjson::ondemand;

bool is_surely_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::optional<Value> read_json(std::string_view text, const SharedText& file,
                               Diagnostics& diagnostics) {
  try {
    const simdjson::padded_string padded(text);
    ondemand::parser parser;
    ondemand::document document;
    Value root;
    JsonBuilder builder({padded.data(), padded.size()}, Shared<Document>(new Document(file)));
    const bool built = parser.iterate(padded).get(document) == simdjson::SUCCESS &&
                       builder.document(document, root);
    if (built) {
      report_repeats(builder.repeats(), diagnostics);
      return root;
    }
    if (builder.too_deep()) {
      diagnostics.push_back(json_too_deep(builder.deepest()));
      return std::nullopt;
    }
  } catch (const simdjson::simdjson_error&) {
    // The fault below says more than its text.
  }
  diagnostics.push_back(json_fault(text, file));
  return std::nullopt;
}

}  // namespace airtight::input
