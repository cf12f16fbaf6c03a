#include "text_parts.h"

#include <airtight/base/text.h>

#include "palette.h"

namespace airtight::report {

std::string line_of(const Where& where) {
  Where place = where;
  place.pointer.clear();
  place.column = 0;
  return to_string(place);
}

std::string trace_lines(const Trace& trace, bool colour) {
  std::string text;
  int number = 0;
  for (const Step& step : trace) {
    text += (number < 9 ? " " : "") + std::to_string(number + 1) + ". " +
            painted(step.stage, Colour::strong, colour) + ": " + printable(step.summary);
    if (!step.facts.empty()) text += " [" + join(step.facts, ", ") + "]";
    const std::string place = to_string(step.where);
    if (!place.empty()) text += "\n      " + painted(place, Colour::faint, colour);
    text += "\n";
    ++number;
  }
  return text;
}

std::string fork_lines(const std::vector<verify::Fork>& forks, const std::string& indent) {
  std::string text;
  for (const verify::Fork& fork : forks) {
    const bool choice = !fork.id.empty();
    text += indent + (choice ? fork.id + " " : "not known: ") + printable(fork.question) +
            (fork.contested ? "" : " (assumed)") + "\n";
    std::vector<std::string> branches;
    for (const verify::Fork::Branch& branch : fork.branches) {
      const bool nominal = &branch == &fork.branches.front();
      std::string words = choice ? branch.name + (nominal ? " (nominal): " : ": ") : "";
      words += branch.outcome + (branch.detail.empty() ? "" : " " + branch.detail);
      branches.push_back(printable(words));
    }
    if (!branches.empty()) text += indent + "  " + join(branches, choice ? "; " : " or ") + "\n";
  }
  return text;
}

}  // namespace airtight::report
