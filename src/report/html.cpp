#include <airtight/base/text.h>
#include <airtight/base/version.h>
#include <airtight/report/check.h>

#include <algorithm>
#include <map>
#include <set>

#include "escape.h"
#include "findings.h"
#include "html_style.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

// A page past this is slow in a browser and refused by mail.
constexpr std::size_t most_bytes = 1'800'000;

std::string class_of(const PolicyResult& result) {
  if (is_excused(result)) return "waived";
  return std::string(to_string(result.status));
}

// Never by colour alone.
std::string_view sign(const PolicyResult& result) {
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
  return result.status == Status::pass
             ? "holds"
             : std::string(result.status == Status::fail ? "fails" : "undetermined");
}

std::string place_in_html(const Check& check, Where where) {
  if (where.file.empty()) return {};
  where.file = path_in(check.tree, where.file);
  return "<span class=\"at\">" + xml(to_string(where)) + "</span>";
}

std::string facts_of(const std::vector<std::string>& facts) {
  return facts.empty() ? "" : " <span class=\"facts\">" + xml(join(facts, " ")) + "</span>";
}

std::string steps_of(const Check& check, const Trace& trace) {
  std::string text = "<ol>";
  for (const Step& step : trace)
    text += "<li><b>" + xml(step.stage) + "</b> " + xml(step.summary) + facts_of(step.facts) +
            place_in_html(check, step.where) + "</li>";
  return text + "</ol>";
}

std::string chain_of(const verify::Resolution& resolution) {
  const dns::Answer& answer = resolution.answer;
  std::string text =
      "<h4>The name</h4><ul class=\"chain\"><li><code>" + xml(answer.name.text()) + "</code></li>";
  for (const dns::ChainLink& link : answer.chain)
    text += "<li>" + xml(dns::to_string(link.type)) + " <code>" + xml(link.data) +
            "</code> <span class=\"at\">" + xml(link.decided_by) + "</span></li>";
  if (answer.chain.empty() && answer.rcode != dns::Rcode::none)
    text += "<li>" + xml(dns::to_string(answer.rcode)) + "</li>";
  return text + "</ul><p>The answer is " + xml(to_string(resolution.answer_class)) + ".</p>";
}

// The packet that shows it; where that is not the app's own, that one too.
std::string ways_of(const Check& check, const PolicyResult& result) {
  std::string text;
  const auto& path = result.path;
  const auto& witness = result.witness;
  if (witness && (!path || witness->trace != path->trace))
    text += "<h4>A packet from " + xml(witness->from) + "</h4>" + steps_of(check, witness->trace);
  if (path) text += "<h4>The packet of " + xml(path->from) + "</h4>" + steps_of(check, path->trace);
  if (path && !path->forks.empty())
    text += "<h4>What it hangs on</h4><pre>" + xml_lines(fork_lines(path->forks, "")) + "</pre>";
  return text;
}

std::string body_of(const Check& check, const PolicyResult& result) {
  std::string text = "<div class=\"body\">";
  if (!result.explanation.empty()) text += "<p>" + xml(message_of(result)) + "</p>";
  text += "<p>" + place_in_html(check, place_of(check, result)) + "</p>";
  if (result.path && result.path->resolution) text += chain_of(*result.path->resolution);
  return text + ways_of(check, result) +
         "<p><a class=\"back\" href=\"#matrix\">Back to the matrix</a></p></div>";
}

std::string section_of(const PolicyResult& result, std::size_t number, const std::string& body) {
  const std::string id = "r" + std::to_string(number);
  std::string text = "<section class=\"result " + class_of(result) + "\" id=\"" + id +
                     "\"><h3><a href=\"#" + id + "\"><span class=\"sign\">" +
                     std::string(sign(result)) + "</span> " + xml(result.title) + "</a> <small>" +
                     xml(word_of(result));
  for (const std::string& control : result.controls) text += " · " + xml(control);
  return text + "</small></h3>" + body + "</section>\n";
}

// Those that do not hold first; `written` gets the numbers of the sections that had room.
std::string sections_of(const Check& check, std::size_t room, std::set<std::size_t>& written) {
  std::vector<const PolicyResult*> order = open_results(check);
  for (const PolicyResult& result : check.results) {
    if (result.status == Status::pass) order.push_back(&result);
  }
  std::string text;
  std::size_t left = 0;
  for (const PolicyResult* result : order) {
    const auto number = static_cast<std::size_t>(result - check.results.data());
    const std::string section = section_of(*result, number, body_of(check, *result));
    if (text.size() + section.size() > room) {
      ++left;
      continue;
    }
    text += section;
    written.insert(number);
  }
  if (left > 0)
    text += "<p>" + std::to_string(left) +
            " more have no room on this page; the JSON report has all.</p>";
  return text;
}

struct Matrix {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> cells;
};

Matrix matrix_of(const Check& check) {
  std::set<std::string> rows;
  std::set<std::string> columns;
  Matrix matrix;
  for (std::size_t i = 0; i < check.results.size(); ++i) {
    const PolicyResult& result = check.results[i];
    rows.insert(result.from);
    columns.insert(result.to);
    matrix.cells[{result.from, result.to}].push_back(i);
  }
  matrix.rows.assign(rows.begin(), rows.end());
  matrix.columns.assign(columns.begin(), columns.end());
  return matrix;
}

std::string link_to(const std::string& result, const std::string& style,
                    const std::string& inside) {
  return "<a class=\"" + style + "\" href=\"#r" + result + "\">" + inside + "</a>";
}

std::string cell_of(const Check& check, const std::vector<std::size_t>& numbers,
                    const std::set<std::size_t>& written) {
  std::string text;
  for (const std::size_t number : numbers) {
    const PolicyResult& result = check.results[number];
    const std::string id = std::to_string(number);
    std::string inside =
        std::string(sign(result)) + " <span class=\"word\">" + word_of(result) + "</span>";
    if (numbers.size() > 1 && !result.controls.empty())
      inside += " <small>" + xml(join(result.controls, ", ")) + "</small>";
    text += written.contains(number)
                ? link_to(id, class_of(result), inside)
                : "<span class=\"" + class_of(result) + "\">" + inside + "</span>";
  }
  return "<td>" + text + "</td>";
}

// Very many cells without a picture of each would be as large as a picture of each.
constexpr std::size_t most_cells = 8'000;

std::string table_of(const Check& check, const std::set<std::size_t>& written) {
  const Matrix matrix = matrix_of(check);
  if (matrix.rows.size() * matrix.columns.size() > most_cells)
    return "<p>The matrix of " + std::to_string(matrix.rows.size()) + " workloads and " +
           std::to_string(matrix.columns.size()) + " back ends has no room on a page.</p>";
  std::string text =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"matrix\"><table><thead>"
      "<tr><th scope=\"col\">from</th>";
  for (const std::string& column : matrix.columns)
    text += "<th scope=\"col\">" + xml(column) + "</th>";
  text += "</tr></thead><tbody>";
  for (const std::string& row : matrix.rows) {
    text += "<tr><th scope=\"row\">" + xml(row) + "</th>";
    for (const std::string& column : matrix.columns) {
      const auto cell = matrix.cells.find({row, column});
      text += cell == matrix.cells.end() ? "<td class=\"none\">–</td>"
                                         : cell_of(check, cell->second, written);
    }
    text += "</tr>";
  }
  return text + "</tbody></table></div>";
}

// Graphviz names what it draws by our numbers, which would show as tooltips.
std::string without_titles(std::string svg) {
  constexpr std::string_view end = "</title>";
  for (auto from = svg.find("<title>"); from != std::string::npos;
       from = svg.find("<title>", from)) {
    const auto to = svg.find(end, from);
    if (to == std::string::npos) return svg;
    svg.erase(from, to + end.size() - from);
  }
  return svg;
}

// dot's output without what only a file of its own needs.
std::string picture_of(const Check& check, const std::string& topology) {
  const auto start = topology.find("<svg");
  if (start == std::string::npos)
    return check.results.empty() ? ""
                                 : "<p class=\"at\">There is no picture of the topology: Graphviz "
                                   "(dot) is not installed, or the picture would be too large.</p>";
  return "<figure><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"picture\"><svg "
         "role=\"img\" aria-label=\"who gets where\"" +
         without_titles(topology.substr(start + std::string_view("<svg").size())) +
         "</div><figcaption>Who gets where, and through what. Choose a result to see its way."
         "</figcaption></figure>";
}

// The edges of the result that is chosen.
std::string lights_of(const Check& check, const std::string& topology) {
  if (topology.empty()) return {};
  std::string text;
  for (std::size_t i = 0; i < check.results.size(); ++i) {
    const std::string number = std::to_string(i);
    text.append("body:has(#r").append(number).append(":target) .e").append(number);
    text += "{--on:1}";
  }
  return text;
}

std::string former_list(const char* title, const std::vector<verify::FormerResult>& list) {
  if (list.empty()) return {};
  std::string text = std::string("<h2>") + title + "</h2><ul>";
  for (const verify::FormerResult& one : list)
    text += "<li>" + xml(one.subject) + " <span class=\"at\">" + xml(one.id) + "</span></li>";
  return text + "</ul>";
}

std::string diagnostics_of(const Check& check) {
  std::string text;
  for (const Diagnostic& diagnostic : check.preamble.diagnostics) {
    if (diagnostic.severity == Severity::note) continue;
    text +=
        "<li>" + xml(to_string(diagnostic.severity)) + ": " + xml(to_string(diagnostic)) + "</li>";
  }
  return text.empty() ? "" : "<h2>About the input</h2><ul class=\"said\">" + text + "</ul>";
}

std::string inputs_of(const Check& check) {
  std::string text = "<h2>Inputs</h2><ul>";
  for (const InputFile& input : check.preamble.inputs)
    text += "<li>" + xml(path_in(check.tree, input.path)) + " <span class=\"at\">" +
            xml(input.kind) + ", SHA-256 " + xml(input.sha256) + "</span></li>";
  return text + "</ul>";
}

std::string_view class_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused:
    case Outcome::fails:
      return "fail";
    case Outcome::undetermined:
      return "undetermined";
    case Outcome::holds:
      return "pass";
  }
  return "";
}

std::string_view verdict_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused:
      return "The input is wrong";
    case Outcome::fails:
      return "It does not hold";
    case Outcome::undetermined:
      return "Undetermined";
    case Outcome::holds:
      return "It holds";
  }
  return "";
}

std::string head_of(const Check& check, const std::string& topology) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>airtight " +
         xml(check.preamble.command) + ": " + xml(headline(check)) + "</title>\n<style>" +
         std::string(html_style) + lights_of(check, topology) + "</style></head>\n";
}

}  // namespace

std::string html_check(const Check& check, const std::string& topology) {
  const Outcome outcome = outcome_of(check);
  std::string start = head_of(check, topology) + "<body>\n<header class=\"" +
                      std::string(class_of(outcome)) + "\"><p>airtight " +
                      xml(check.preamble.command) + "</p><h1>" + std::string(verdict_of(outcome)) +
                      "</h1><p>" + xml(headline(check)) + "</p></header>\n<main>\n";
  std::string end = diagnostics_of(check) + inputs_of(check) + "</main>\n<footer>airtight " +
                    std::string(version) +
                    ". Computed from the files; no cloud was asked. Codes such as N-046 are facts "
                    "of docs/semantics.</footer>\n</body></html>\n";
  if (outcome == Outcome::refused || check.results.empty()) return start + end;
  start += "<h2 id=\"matrix\">Who and what</h2>";
  std::set<std::size_t> written;
  const std::string picture = picture_of(check, topology);
  const std::size_t taken = start.size() + picture.size() + end.size();
  const std::size_t room = taken < most_bytes / 2 ? most_bytes - 2 * taken : 0;
  const std::string sections = sections_of(check, room * 2 / 3, written);
  std::string former;
  if (check.baseline)
    former = former_list("Fixed since the baseline", check.baseline->fixed) +
             former_list("No longer asked", check.baseline->gone);
  return start + table_of(check, written) + picture + former + "<h2>Results</h2>\n" + sections +
         end;
}

}  // namespace airtight::report
