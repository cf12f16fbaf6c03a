#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/shared_text.h>
#include <airtight/input/value.h>

#include <optional>
#include <string>

namespace airtight::input {

// YAML 1.2's core schema as a Value: plain words true, false and null, integers, all else text.
// Every value knows its line and its JSON pointer. Documents of more than 4 MiB, nested deeper than
// JSON may be, or with anchors, which could multiply them, are refused.
std::optional<Value> read_yaml(const std::string& text, const SharedText& file,
                               Diagnostics& diagnostics);

}  // namespace airtight::input
