#include <airtight/report/check.h>

#include "escape.h"
#include "findings.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

// GitHub refuses comments of more than 65,536 characters.
constexpr std::size_t most_bytes = 60'000;
constexpr std::size_t kept_for_the_end = 2'000;
// A name or a reason that somebody made very long must not crowd out the verdict.
constexpr std::size_t longest_text = 600;

std::string shortened(std::string_view text) {
  std::string plain = clean(text);
  if (plain.size() <= longest_text) return plain;
  std::size_t end = longest_text;
  while (end > 0 && (static_cast<unsigned char>(plain[end]) & 0xC0U) == 0x80U) --end;
  return plain.substr(0, end) + "…";
}

std::string_view sign(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused:
    case Outcome::fails:
      return "❌";
    case Outcome::undetermined:
      return "⚠️";
    case Outcome::holds:
      return "✅";
  }
  return "";
}

std::string_view sign(const PolicyResult& result) {
  if (!verify::counts(result)) return "⚪";
  return result.status == Status::fail ? "❌" : "⚠️";
}

std::string place_words(const Check& check, const PolicyResult& result) {
  const Where place = place_of(check, result);
  return path_in(check.tree, place.file) + ":" + std::to_string(place.line);
}

std::string verdict_words(const PolicyResult& result) {
  std::string text(to_string(result.status));
  if (!waiver_of(result).empty()) text += ", waived";
  if (result.standing == verify::Standing::known) text += ", known";
  if (result.standing == verify::Standing::added) text += ", new";
  return text;
}

std::string block_of(const Check& check, const PolicyResult& result) {
  std::string text = "<details><summary>" + std::string(sign(result)) + " <code>" +
                     xml(shortened(result.subject)) + "</code> " + verdict_words(result) +
                     "</summary>\n\n";
  text += "**" + markdown(shortened(result.title)) + "**";
  for (const std::string& control : result.controls) text += " · " + markdown(shortened(control));
  text += "\n\n" + markdown(shortened(message_of(result))) + "\n\nat " +
          code_span(shortened(place_words(check, result))) + "\n\n";
  if (!trace_of(result).empty()) text += code_block(trace_lines(trace_of(result), false)) + "\n";
  return text + "</details>\n\n";
}

// Without the packet's way, for when that is too long.
std::string line_for(const Check& check, const PolicyResult& result) {
  return "- " + std::string(sign(result)) + " " + code_span(shortened(result.subject)) + " " +
         verdict_words(result) + ", at " + code_span(shortened(place_words(check, result))) + "\n";
}

std::string former_list(const char* title, const std::vector<verify::FormerResult>& list) {
  constexpr std::size_t most = 10;
  if (list.empty()) return {};
  std::string text = std::string("\n") + title + ":";
  for (std::size_t i = 0; i < list.size() && i < most; ++i)
    text += (i == 0 ? " " : ", ") + code_span(list[i].subject.substr(0, 80));
  if (list.size() > most) text += " and " + std::to_string(list.size() - most) + " more";
  return text + "\n";
}

std::string open_part(const Check& check, std::size_t room) {
  std::string text;
  std::size_t left = 0;
  for (const PolicyResult* result : open_results(check)) {
    std::string block = block_of(check, *result);
    if (text.size() + block.size() > room) block = "\n" + line_for(check, *result) + "\n";
    if (left > 0 || text.size() + block.size() > room)
      ++left;
    else
      text += block;
  }
  if (left > 0)
    text += "\n**" + std::to_string(left) +
            " more** have no room in a comment; the reports in other formats have all.\n";
  return text;
}

std::string errors_part(const Check& check, std::size_t room) {
  std::string lines;
  std::size_t left = 0;
  for (const Diagnostic& diagnostic : check.preamble.diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    const std::string line = shortened(to_string(diagnostic)) + "\n";
    if (left > 0 || lines.size() + line.size() > room)
      ++left;
    else
      lines += line;
  }
  std::string text = code_block(lines);
  if (left > 0) text += "\nand " + std::to_string(left) + " more\n";
  return text;
}

}  // namespace

std::string markdown_check(const Check& check) {
  const Outcome outcome = outcome_of(check);
  std::string text = "<!-- airtight:" + check.preamble.command + " -->\n## " +
                     std::string(sign(outcome)) + " airtight " + check.preamble.command + ": " +
                     headline(check) + "\n\n";
  std::string end;
  if (check.baseline) {
    end += former_list("Fixed since the baseline", check.baseline->fixed);
    end += former_list("No longer asked", check.baseline->gone);
  }
  end +=
      "\n<sub>airtight computes from the files and asks no cloud; what it cannot know it calls "
      "undetermined.</sub>\n";
  const std::size_t room = most_bytes - kept_for_the_end - text.size() - end.size();
  if (outcome == Outcome::refused)
    text += errors_part(check, room);
  else
    text += open_part(check, room);
  return text + end;
}

}  // namespace airtight::report
