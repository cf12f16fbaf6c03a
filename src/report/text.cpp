#include <airtight/azure/edge_answer.h>
#include <airtight/base/text.h>
#include <airtight/report/text.h>

#include <map>

#include "findings.h"
#include "palette.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

// What an uncertain verdict hangs on, and what an allowed one takes for granted.
std::string conditions(const verify::Verdict& verdict) {
  std::vector<std::string> parts;
  if (!verdict.choices.empty()) parts.push_back("open choices " + join(verdict.choices, ", "));
  if (!verdict.unknowns.empty()) parts.push_back("not known: " + join(verdict.unknowns, "; "));
  if (!verdict.assumptions.empty()) parts.push_back("assuming " + join(verdict.assumptions, ", "));
  return parts.empty() ? "" : " (" + join(parts, "; ") + ")";
}

std::string sentence(const verify::Verdict& verdict) {
  std::string text(to_string(verdict.judgement));
  if (verdict.judgement != verify::Judgement::allow && verdict.reason != reach::Reason::none)
    text += " " + std::string(to_string(verdict.reason));
  return text + conditions(verdict);
}

std::string answer_of(const verify::Resolution& resolution) {
  const dns::Answer& answer = resolution.answer;
  std::string text;
  for (const dns::Address& address : answer.addresses)
    text += (text.empty() ? "" : ", ") + dns::to_string(address);
  if (text.empty()) text = answer.rcode == dns::Rcode::none ? "?" : dns::to_string(answer.rcode);
  return text + " (" + std::string(to_string(resolution.answer_class)) + ")";
}

std::vector<Cell> row_of(const verify::Path& path) {
  const Cell resolves{path.resolution ? answer_of(*path.resolution) : "-", Colour::plain};
  const Cell access{path.public_access ? "public access " + sentence(*path.public_access) : "",
                    Colour::plain};
  return {{path.from, Colour::plain},
          {path.to + ":" + std::to_string(path.port.number), Colour::plain},
          resolves,
          {word_of(path), colour_of(path)},
          {sentence(path.verdict), Colour::plain},
          access};
}

// What a client sees of a refusal at the public edge, where that is on record.
std::string symptom_of(const verify::Path& path) {
  const bool disabled = path.verdict.reason == reach::Reason::paas_public_disabled;
  const bool refused = disabled || path.verdict.reason == reach::Reason::paas_firewall;
  if (!verify::proves_isolation(path.verdict) || !refused) return {};
  const azure::EdgeAnswer* answer = azure::refusal_of(path.to_id.type(), disabled);
  if (answer == nullptr) return {};
  std::string seen = answer->http_status == 0 ? "" : std::to_string(answer->http_status);
  if (!answer->error_code.empty() && seen != answer->error_code)
    seen += (seen.empty() ? "" : " ") + std::string(answer->error_code);
  if (!answer->body_markers.empty())
    seen += ": \"" + std::string(answer->body_markers.front()) + "\"";
  // Most services read the credential before they refuse (E-004, E-005).
  const std::string client =
      answer->probe == "anonymous" ? "a client" : "a client with a credential";
  return client + " sees " + seen + " [" + std::string(answer->id) + "]\n";
}

std::string change_of(const std::optional<verify::Path>& path) {
  if (!path) return "not there";
  std::string text = word_of(*path);
  if (path->resolution) text += ", " + answer_of(*path->resolution);
  return text;
}

// The nominal reading and what another one would make of the path; nothing where all agree.
std::string hinges(const verify::Path& path) {
  const bool open = path.verdict.judgement == verify::Judgement::uncertain;
  if (!open && path.forks.empty()) return "";
  std::string text = "  nominal: ";
  text += path.nominally_allowed ? "allow, " + std::string(to_string(path.via))
                                 : "deny " + std::string(to_string(path.verdict.reason));
  return text + "\n" + fork_lines(path.forks, "  ");
}

}  // namespace

std::string text_what_if(const std::vector<verify::Path>& paths,
                         const std::vector<verify::PathChange>& changes,
                         const std::vector<Violation>& violations, bool colour) {
  std::vector<std::vector<Cell>> rows{{{"from", Colour::strong},
                                       {"to", Colour::strong},
                                       {"resolves to", Colour::strong},
                                       {"path", Colour::strong},
                                       {"verdict", Colour::strong},
                                       {"", Colour::plain}}};
  for (const verify::Path& path : paths) rows.push_back(row_of(path));
  std::string text = paths.empty()
                         ? "nothing to examine: the input has no back end, or none but apps; "
                           "for the path to an app, ask explain --to APP\n"
                         : table(rows, colour);
  if (!changes.empty()) {
    std::vector<std::vector<Cell>> lines;
    for (const verify::PathChange& change : changes)
      lines.push_back({{change.from + " -> " + change.to, Colour::plain},
                       {change_of(change.before), Colour::faint},
                       {"becomes", Colour::plain},
                       {change_of(change.after), Colour::plain}});
    text += "\nchanges\n" + table(lines, colour);
  }
  for (const Violation& violation : violations)
    text += painted("violation", Colour::bad, colour) + " " + printable(violation.title) + ": " +
            printable(violation.explanation) + "\n";
  return text;
}

std::string text_results(const std::vector<verify::PolicyResult>& results, bool colour) {
  std::vector<std::vector<Cell>> rows;
  for (const verify::PolicyResult& result : results) {
    const bool waived = !waiver_of(result).empty();
    rows.push_back({{std::string(to_string(result.status)) + (waived ? " (waived)" : ""),
                     colour_of(result.status)},
                    {result.id, Colour::strong},
                    {result.subject, Colour::plain},
                    {result.explanation, Colour::plain}});
  }
  return rows.empty() ? "" : "\npolicy\n" + table(rows, colour);
}

std::string text_explain(const verify::Path& path, bool colour) {
  std::string text = printable(path.from) + " -> " + printable(path.to) + ":" +
                     std::to_string(path.port.number) + "/" +
                     std::string(to_string(path.protocol)) + ": " +
                     painted(word_of(path), colour_of(path), colour) + " - " +
                     printable(sentence(path.verdict)) + "\n";
  if (path.resolution)
    text += "  resolves to " + answer_of(*path.resolution) + ", sent from " +
            printable(path.source) + "\n";
  text += hinges(path);
  text += trace_lines(path.trace, colour) + symptom_of(path);
  if (path.public_access)
    text += "public access: " + printable(sentence(*path.public_access)) + "\n";
  return text;
}

std::string text_resolve(const std::string& from, const verify::Resolution& resolution,
                         bool colour) {
  const dns::Answer& answer = resolution.answer;
  std::string text = printable(from) + ": " + answer.name.text() + " " +
                     std::string(dns::to_string(answer.type)) + " -> " + answer_of(resolution) +
                     "\n";
  std::vector<std::vector<Cell>> rows;
  for (const dns::ChainLink& link : answer.chain)
    rows.push_back({{link.name.text(), Colour::plain},
                    {link.ttl ? std::to_string(*link.ttl) : "-", Colour::faint},
                    {std::string(dns::to_string(link.type)), Colour::plain},
                    {link.data, Colour::plain},
                    {link.decided_by, Colour::faint}});
  text += table(rows, colour);
  for (const azure::UnknownInput& unknown : answer.unknowns)
    text += "not known: " + printable(unknown.name) + "\n";
  return text + trace_lines(answer.trace, colour);
}

}  // namespace airtight::report
