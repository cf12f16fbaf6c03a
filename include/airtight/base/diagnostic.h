#pragma once

#include <airtight/base/where.h>

#include <string>
#include <vector>

namespace airtight {

enum class Severity { note, warning, error };

// One thing the reader of an input should know. An `error` makes the run end with exit code 2; a
// `warning` names what was assumed, or what the verdicts lack because of it.
struct Diagnostic {
  Severity severity = Severity::error;
  Where where;
  std::string message;             // what was found, and what was expected
  std::vector<std::string> facts;  // ids of the reference, such as N-003

  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

std::string_view to_string(Severity severity);

// "file:line: pointer: message (N-003)", without the severity.
std::string to_string(const Diagnostic& diagnostic);

bool has_errors(const Diagnostics& diagnostics);

// Orders by file, line, column, pointer and message, and removes repetitions.
void sort_and_unique(Diagnostics& diagnostics);

}  // namespace airtight
