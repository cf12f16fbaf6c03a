#include <airtight/base/text.h>
#include <airtight/report/check.h>

#include <algorithm>

#include "palette.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

std::string heading(const PolicyResult& result, bool colour) {
  std::string text = painted(to_string(result.status), colour_of(result.status), colour) + "  " +
                     printable(result.title);
  if (!result.controls.empty()) text += " [" + join(result.controls, ", ") + "]";
  return text + "\n";
}

std::string lines_of(const PolicyResult& result, bool colour) {
  std::string text = heading(result, colour);
  if (result.status == Status::pass) return text;
  if (!result.explanation.empty()) text += "  " + printable(result.explanation) + "\n";
  const std::string place = line_of(result.where);
  if (!place.empty()) text += "  " + printable(place) + "\n";
  if (result.witness) text += trace_lines(result.witness->trace, colour);
  return text + "\n";
}

}  // namespace

std::string text_check(const std::vector<PolicyResult>& results, bool colour) {
  if (results.empty())
    return "nothing to check: no app of the input names a back end in its settings or references; "
           "give assertions with --policy\n";
  std::string text;
  std::string counts;
  for (const Status status : {Status::fail, Status::undetermined, Status::pass}) {
    for (const PolicyResult& result : results) {
      if (result.status == status) text += lines_of(result, colour);
    }
    const auto count = std::ranges::count(results, status, &PolicyResult::status);
    counts +=
        (counts.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(to_string(status));
  }
  return text + counts + "\n";
}

}  // namespace airtight::report
