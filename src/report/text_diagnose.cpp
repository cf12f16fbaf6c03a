#include <airtight/base/text.h>
#include <airtight/report/diagnose.h>

#include <algorithm>

#include "flows.h"
#include "format.h"
#include "palette.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using diagnose::Cause;
using diagnose::Explanation;

std::string cause_lines(const Cause& cause) {
  std::string text = "   " + printable(cause.summary);
  if (!cause.facts.empty()) text += " [" + join(cause.facts, " ") + "]";
  text += "\n";
  const std::string place = line_of(cause.where);
  if (!place.empty()) text += "   at " + printable(place) + "\n";
  for (const std::string& command : cause.fix) text += "     " + printable(command) + "\n";
  return text;
}

std::string heading(const Explanation& explanation, std::size_t rank, bool colour) {
  std::vector<std::string> codes;
  for (const Cause& cause : explanation.causes) codes.push_back(printable(cause.code));
  return fmt::format("{}. {}  {:.2f}\n", rank, painted(join(codes, " + "), Colour::strong, colour),
                     explanation.score);
}

std::string mended_line(std::string_view when, const diagnose::Mended& mended) {
  return fmt::format("   {} {}: {}, {}\n", when, printable(mended.flow),
                     to_string(mended.answer_class), to_string(mended.verdict));
}

bool is_same(const diagnose::Mended& a, const diagnose::Mended& b) {
  return a.flow == b.flow && a.verdict == b.verdict && a.answer_class == b.answer_class;
}

// The commands were followed; where that comes to something else than the change that was tried, it
// is said.
std::string patch_lines(const diagnose::Patch& patch, const Explanation& explanation) {
  std::string text;
  for (const diagnose::ResourceChange& each : patch.resources)
    text += fmt::format("   {} {}\n", to_string(each.kind), printable(each.resource.text()));
  if (std::ranges::equal(patch.then, explanation.mended, is_same)) return text;
  for (const diagnose::Mended& each : patch.then) text += mended_line("by these commands", each);
  return text;
}

std::string explanation_lines(const Explanation& explanation, std::size_t rank, bool colour) {
  std::string text = heading(explanation, rank, colour);
  for (const Cause& cause : explanation.causes) text += cause_lines(cause);
  for (const diagnose::Mended& each : explanation.mended) text += mended_line("then", each);
  if (explanation.patch) text += patch_lines(*explanation.patch, explanation);
  if (!explanation.contradicts.empty())
    text += "   leaves without reason: " + printable(join(explanation.contradicts, ", ")) + "\n";
  return text;
}

std::string verdict_line(const diagnose::Diagnosis& diagnosis) {
  switch (diagnosis.outcome) {
    case diagnose::Outcome::in_order:
      return "all that was seen is as predicted, and nothing is wrong with it\n";
    case diagnose::Outcome::unsettled:
      return "nothing failed, and not all that was seen could be compared\n";
    case diagnose::Outcome::differs:
      return "nothing failed, and something is not as predicted\n";
    case diagnose::Outcome::nothing_seen:
      return "no observation speaks of a host\n";
    case diagnose::Outcome::explained:
      return "";
    case diagnose::Outcome::unexplained:
      return "nothing on record explains: " + printable(join(diagnosis.unexplained, ", ")) + "\n";
  }
  return "";
}

std::string tried_lines(const diagnose::Diagnosis& diagnosis) {
  std::string text = diagnosis.tried.empty() ? "" : "\ndoes not help:\n";
  for (const diagnose::Tried& each : diagnosis.tried)
    text += "   " + printable(each.code) + ": " + printable(each.summary) + "; then " +
            printable(each.result) + "\n";
  return text;
}

std::string next_lines(const diagnose::NextProbe& probe) {
  std::string text = "next: " + printable(probe.question) + " (" + printable(probe.kind) + " " +
                     printable(probe.target) + ", from " + printable(probe.vantage) + ")\n";
  for (const auto& each : probe.results)
    text += "   " + printable(each.seen) + ": " + join(each.codes, ", ") + "\n";
  return text;
}

}  // namespace

std::string text_diagnose(const diagnose::Diagnosis& diagnosis, bool colour, bool tried) {
  std::string text =
      diagnosis.flows.empty() ? std::string() : flow_lines(diagnosis.flows, colour) + "\n";
  for (const std::string& each : diagnosis.learned)
    text += "taken as given: " + printable(each) + "\n";
  text += verdict_line(diagnosis);
  for (std::size_t i = 0; i < diagnosis.explanations.size(); ++i)
    text += explanation_lines(diagnosis.explanations[i], i + 1, colour);
  if (tried) text += tried_lines(diagnosis);
  if (diagnosis.trials_left_out > 0)
    text += fmt::format("{} more sets of changes were not tried\n", diagnosis.trials_left_out);
  if (diagnosis.next_probe) text += "\n" + next_lines(*diagnosis.next_probe);
  return text;
}

}  // namespace airtight::report
