#include "html_parts.h"

#include "findings.h"

namespace airtight::report {

using verify::PolicyResult;
using verify::Status;

std::string class_of(const PolicyResult& result) {
  return is_excused(result) ? "waived" : std::string(to_string(result.status));
}

std::string_view sign_of(const PolicyResult& result) {
  if (is_excused(result)) return "○";
  switch (result.status) {
    case Status::pass:
      return "✓";
    case Status::fail:
      return "✗";
    case Status::undetermined:
      return "?";
  }
  return "";
}

std::string word_of(const PolicyResult& result) {
  if (!waiver_of(result).empty()) return "waived";
  if (result.standing == verify::Standing::known) return "known";
  switch (result.status) {
    case Status::pass:
      return "holds";
    case Status::fail:
      return "fails";
    case Status::undetermined:
      return "undetermined";
  }
  return "";
}

}  // namespace airtight::report
