#include <airtight/base/text.h>
#include <airtight/report/text.h>

#include "palette.h"

namespace airtight::report {
namespace {

constexpr std::size_t most_vantages = 4;
constexpr std::size_t most_names = 40;
constexpr std::size_t most_changes = 100;

std::string some_of(const std::vector<std::string>& vantages) {
  std::vector<std::string> shown;
  for (const std::string& vantage : vantages) {
    if (shown.size() == most_vantages) break;
    shown.push_back(printable(vantage));
  }
  const std::size_t more = vantages.size() - shown.size();
  return join(shown, ", ") + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

std::string answer_of(const verify::NameCell& cell) {
  std::vector<std::string> parts;
  for (const dns::Address& address : cell.addresses) parts.push_back(dns::to_string(address));
  std::string text = join(parts, ", ");
  if (text.empty()) text = cell.rcode == dns::Rcode::none ? "?" : dns::to_string(cell.rcode);
  return text + " (" + std::string(to_string(cell.answer_class)) + ")";
}

std::string left_out(std::size_t count, const char* what) {
  return "  … " + std::to_string(count) + " more " + what + "; --format json has all\n";
}

Cell changed(const verify::NameChange& change) {
  const bool gained = change.after.answer_class == verify::AnswerClass::private_address;
  return {change.kind, change.breaks ? Colour::bad : gained ? Colour::good : Colour::doubtful};
}

// "link …/virtualNetworkLinks/l1 added".
std::string in_words(const verify::Cause& cause) {
  std::string text(to_string(cause.kind));
  if (!cause.resource.empty()) text += " " + cause.resource.text();
  return printable(text + " " + std::string(to_string(cause.difference)));
}

std::string reasons(const verify::NameChange& change) {
  std::string text;
  for (const verify::Cause& cause : change.causes) text += "    because: " + in_words(cause) + "\n";
  if (change.causes.empty())
    text += "    because: the way of the queries, or a resource that no name rests on\n";
  if (!change.mitigation.empty()) text += "    instead: " + change.mitigation + "\n";
  return text;
}

}  // namespace

std::string text_names(const verify::NameMatrix& matrix, bool colour) {
  std::vector<std::vector<Cell>> rows;
  const std::size_t shown = std::min(most_names, matrix.names.size());
  for (const verify::MatrixGroup& group : matrix.groups) {
    for (std::size_t i = 0; i < shown; ++i)
      rows.push_back({{i == 0 ? some_of(group.vantages) : "", Colour::strong},
                      {matrix.names[i].text(), Colour::plain},
                      {answer_of(group.answers[i]), Colour::plain}});
  }
  if (rows.empty()) return "";
  std::string text = "\nnames\n" + table(rows, colour);
  if (shown < matrix.names.size()) text += left_out(matrix.names.size() - shown, "names");
  return text;
}

std::string text_forecast(const verify::Forecast& forecast, bool colour) {
  std::string text = "\nforecast: " + std::to_string(forecast.changed) + " of " +
                     std::to_string(forecast.pairs) + " answers change\n";
  std::size_t shown = 0;
  for (const verify::NameChange& change : forecast.changes) {
    if (shown == most_changes) {
      text += left_out(forecast.changes.size() - shown, "changes");
      break;
    }
    ++shown;
    const Cell kind = changed(change);
    text += "  " + change.name.text() + ": " + painted(kind.text, kind.colour, colour) + ", for " +
            some_of(change.vantages) + "\n    " + answer_of(change.before) + " becomes " +
            answer_of(change.after) + "\n" + reasons(change);
  }
  for (const std::string& note : forecast.notes) text += "  note: " + printable(note) + "\n";
  return text;
}

std::string text_staleness(const verify::Staleness& staleness) {
  if (staleness.parts.empty() && staleness.unknown.empty()) return "";
  std::vector<std::string> parts;
  for (const verify::StalePart& part : staleness.parts)
    parts.push_back(std::to_string(part.seconds) + " s by " + printable(part.what) + " [" +
                    join(part.facts, ", ") + "]");
  for (const std::string& unknown : staleness.unknown)
    parts.push_back("not on record: " + printable(unknown));
  if (staleness.parts.empty())
    return "after a change nothing says how long an old answer may live: " + join(parts, "; ") +
           "\n";
  const std::string least = staleness.unknown.empty() ? "" : "at least ";
  return "after a change an old answer may live " + least +
         std::to_string(staleness.known_seconds()) + " s: " + join(parts, "; ") + "\n";
}

}  // namespace airtight::report
