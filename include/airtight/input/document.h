#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/shared_text.h>
#include <airtight/input/value.h>

#include <optional>
#include <string>

namespace airtight::input {

// A file of our own schema as a value: JSON when the text starts like JSON, else YAML. Nothing
// where it is neither; then a diagnostic names the place.
std::optional<Value> read_json_or_yaml(const std::string& text, const SharedText& file,
                                       Diagnostics& diagnostics);

}  // namespace airtight::input
