#include <airtight/base/text.h>
#include <airtight/report/check.h>
#include <airtight/verify/waivers.h>

#include "findings.h"
#include "palette.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

std::string heading(const PolicyResult& result, bool colour) {
  std::string text = painted(to_string(result.status), colour_of(result.status), colour) + "  " +
                     printable(result.title);
  if (!result.controls.empty()) text += " [" + printable(join(result.controls, ", ")) + "]";
  if (result.standing == verify::Standing::known) text += " (known)";
  if (result.standing == verify::Standing::added) text += " (new)";
  return text + "\n";
}

std::string waiver_line(const PolicyResult& result) {
  const std::string waiver = waiver_of(result);
  if (!waiver.empty()) return "  " + printable(waiver) + "\n";
  if (!result.waiver) return {};
  return "  the waiver expired on " + verify::to_string(result.waiver->waiver.expires) + ": " +
         printable(result.waiver->waiver.reason) + "\n";
}

std::string lines_of(const PolicyResult& result, bool colour) {
  std::string text = heading(result, colour);
  if (result.status == Status::pass) return text;
  if (!result.explanation.empty()) text += "  " + printable(result.explanation) + "\n";
  text += waiver_line(result);
  const std::string remembered = remembered_of(result);
  if (!remembered.empty()) text += "  " + printable(remembered) + "\n";
  const std::string place = line_of(result.where);
  if (!place.empty()) text += "  " + printable(place) + "\n";
  if (result.witness && verify::counts(result)) text += trace_lines(result.witness->trace, colour);
  return text + "\n";
}

std::string former_lines(const char* title, const std::vector<verify::FormerResult>& list) {
  std::string text;
  for (const verify::FormerResult& one : list)
    text += std::string(title) + "  " + printable(one.subject) + "  " + printable(one.id) + "\n";
  return text;
}

std::string fixed_lines(const std::vector<verify::Remembered>& list) {
  std::string text;
  for (const verify::Remembered& one : list)
    text += "fixed  " + printable(one.subject) + "  " + printable(one.id) +
            "  (had been so since " + verify::to_string(one.since) + ")\n";
  return text;
}

std::string counts_of(const Check& check) {
  std::vector<std::string> counts;
  for (const Status status : {Status::fail, Status::undetermined, Status::pass})
    counts.push_back(std::to_string(count(check, status)) + " " + std::string(to_string(status)));
  std::string text = join(counts, ", ");
  if (const auto n = count_waived(check); n > 0) text += "; " + std::to_string(n) + " waived";
  if (check.baseline)
    text += "; " + std::to_string(check.baseline->added) + " new, " +
            std::to_string(check.baseline->known) + " known to the baseline";
  if (check.history)
    text += "; " + std::to_string(check.history->added) + " new, " +
            std::to_string(check.history->fixed.size()) + " fixed since the last check";
  return text + "\n";
}

}  // namespace

std::string text_check(const Check& check, bool colour) {
  if (check.results.empty())
    return "nothing to check: no app of the input names a back end in its settings or references; "
           "ask for the controls of a benchmark with --pack, or give assertions with --policy\n";
  std::string text;
  for (const PolicyResult* result : open_results(check)) text += lines_of(*result, colour);
  for (const PolicyResult& result : check.results) {
    if (result.status == Status::pass) text += lines_of(result, colour);
  }
  if (check.baseline) {
    text += former_lines("fixed", check.baseline->fixed);
    text += former_lines("no longer asked", check.baseline->gone);
  }
  if (check.history) text += fixed_lines(check.history->fixed);
  return text + counts_of(check);
}

}  // namespace airtight::report
