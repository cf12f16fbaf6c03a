#include <airtight/base/diagnostic.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <tuple>

namespace airtight {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = to_string(diagnostic.where);
  if (!text.empty()) text += ": ";
  text += diagnostic.message;
  if (!diagnostic.facts.empty()) text += " (" + join(diagnostic.facts, ", ") + ")";
  return printable(text);
}

bool has_errors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics,
                             [](const Diagnostic& d) { return d.severity == Severity::error; });
}

void sort_and_unique(Diagnostics& diagnostics) {
  auto key = [](const Diagnostic& d) {
    return std::tie(d.where.file, d.where.line, d.where.column, d.where.pointer, d.message);
  };
  std::ranges::stable_sort(
      diagnostics, [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  const auto repeated = std::ranges::unique(diagnostics);
  diagnostics.erase(repeated.begin(), repeated.end());
}

}  // namespace airtight
