#include <airtight/azure/fact.h>
#include <airtight/base/text.h>
#include <airtight/base/version.h>
#include <airtight/report/check.h>

#include <algorithm>
#include <map>
#include <set>

#include "escape.h"
#include "findings.h"
#include "html_matrix.h"
#include "html_parts.h"
#include "html_style.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

// A page past this is slow in a browser and refused by mail.
constexpr std::size_t most_bytes = 1'800'000;
// Of more results each says why in a sentence, and the packet's way when it is chosen.
constexpr std::size_t most_open = 30;

std::string place_in_html(const Check& check, Where where) {
  if (where.file.empty()) return {};
  where.file = path_in(check.tree, where.file);
  return "<span class=\"at\">" + xml(to_string(where)) + "</span>";
}

// Each leads to what it says, at the end of the page; rulings and readings say nothing there.
std::string facts_of(const std::vector<std::string>& facts) {
  if (facts.empty()) return {};
  std::string text = " <span class=\"facts\">";
  for (const std::string& id : facts) {
    if (&id != &facts.front()) text += " ";
    const azure::Fact* fact = azure::fact_of(id);
    text += fact == nullptr ? xml(id)
                            : "<a href=\"#" + xml(id) + "\" title=\"" + xml(fact->title) + "\">" +
                                  xml(id) + "</a>";
  }
  return text + "</span>";
}

// What the facts say that the steps of any result name.
std::string glossary_of(const Check& check) {
  std::set<std::string> cited;
  const auto add = [&](const Trace& trace) {
    for (const Step& step : trace) cited.insert(step.facts.begin(), step.facts.end());
  };
  for (const PolicyResult& result : check.results) {
    if (result.witness) add(result.witness->trace);
    if (result.path) add(result.path->trace);
  }
  std::string text;
  for (const std::string& id : cited) {
    if (const azure::Fact* fact = azure::fact_of(id))
      text += "<dt id=\"" + xml(id) + "\">" + xml(id) + "</dt><dd>" + xml(fact->title) + "</dd>\n";
  }
  return text.empty() ? "" : "<h2>Facts</h2>\n<dl class=\"glossary\">" + text + "</dl>\n";
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

std::string reason_of(const Check& check, const PolicyResult& result) {
  std::string text;
  if (!result.explanation.empty()) text += "<p>" + xml(message_of(result)) + "</p>";
  return text + "<p>" + place_in_html(check, place_of(check, result)) + "</p>";
}

std::string body_of(const Check& check, const PolicyResult& result) {
  // The way back stands before the links to facts, for those who go from link to link.
  std::string text =
      "<div class=\"body\"><p><a class=\"back\" href=\"#matrix\">Back to the matrix</a></p>";
  if (result.path && result.path->resolution) text += chain_of(*result.path->resolution);
  return text + ways_of(check, result) + "</div>";
}

// `alike`: how many others it stands for.
std::string section_of(const Check& check, std::size_t number, std::size_t alike) {
  const PolicyResult& result = check.results[number];
  const std::string id = "r" + std::to_string(number);
  std::string text = "<section class=\"result " + class_of(result) + "\" id=\"" + id +
                     "\"><h3><a href=\"#" + id + "\"><span class=\"sign\">" +
                     std::string(sign_of(result)) + "</span> " + xml(result.title) +
                     "</a> <small>" + xml(word_of(result));
  for (const std::string& control : result.controls) text += " · " + xml(control);
  if (alike > 0) text += " · and " + std::to_string(alike) + " more alike";
  return text + "</small></h3><div class=\"reason\">" + reason_of(check, result) + "</div>" +
         body_of(check, result) + "</section>\n";
}

// Those that do not hold first; of them, and of those that do, first what stands in the matrix.
std::vector<std::size_t> order_of(const Check& check, const std::set<std::size_t>& shown) {
  std::vector<std::size_t> order;
  for (const PolicyResult* result : open_results(check))
    order.push_back(static_cast<std::size_t>(result - check.results.data()));
  for (std::size_t i = 0; i < check.results.size(); ++i) {
    if (check.results[i].status == Status::pass) order.push_back(i);
  }
  std::ranges::stable_partition(order, [&](std::size_t i) { return shown.contains(i); });
  return order;
}

std::map<std::size_t, std::size_t> stand_for(const PageMatrix& matrix) {
  std::map<std::size_t, std::size_t> result;
  for (const auto& row : matrix.cells) {
    for (const PageMatrix::Cell& cell : row) {
      for (const std::size_t number : cell.results) result[number] = cell.each;
    }
  }
  return result;
}

struct Sections {
  std::string text;
  std::set<std::size_t> written;  // numbers of those that had room
};

// One for each result; where the matrix has joined what is alike for the same reason, one of each
// sort.
Sections sections_of(const Check& check, const PageMatrix& matrix, std::size_t room) {
  const std::set<std::size_t> shown = shown_in(matrix);
  const std::map<std::size_t, std::size_t> others = stand_for(matrix);
  Sections sections;
  std::size_t left = 0;
  for (const std::size_t number : order_of(check, shown)) {
    const bool stands = matrix.grouped && matrix.same_reasons;
    if (stands && !shown.contains(number)) continue;
    const auto each = others.find(number);
    const std::size_t alike = stands && each != others.end() ? each->second - 1 : 0;
    const std::string section = section_of(check, number, alike);
    if (sections.text.size() + section.size() > room) {
      left += 1 + alike;
      continue;
    }
    sections.text += section;
    sections.written.insert(number);
  }
  if (left > 0)
    sections.text += "<p>" + std::to_string(left) +
                     " more have no room on this page; the JSON report has all.</p>";
  return sections;
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

std::string no_picture_of(const Check& check) {
  switch (drawn(check)) {
    case Drawn::nothing:
      return {};
    case Drawn::too_much:
      return "<p class=\"note\">There is no picture of the topology: it would be too large.</p>";
    case Drawn::topology:
      break;
  }
  return "<p class=\"note\">There is no picture of the topology: Graphviz (dot) is not "
         "installed.</p>";
}

// dot's output without what only a file of its own needs.
std::string picture_of(const Check& check, const std::string& topology) {
  const auto start = topology.find("<svg");
  if (start == std::string::npos) return no_picture_of(check);
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
  std::string end = diagnostics_of(check) + inputs_of(check) + glossary_of(check) +
                    "</main>\n<footer>airtight " + std::string(version) +
                    ". Computed from the files; no cloud was asked. Codes such as N-046 are facts "
                    "about Azure (docs/semantics).</footer>\n</body></html>\n";
  if (outcome == Outcome::refused || check.results.empty()) return start + end;
  start += "<h2 id=\"matrix\">Who and what</h2>";
  const PageMatrix matrix = page_matrix(check);
  const std::string picture = picture_of(check, topology);
  const std::size_t taken = start.size() + picture.size() + end.size() +
                            html_table(check, matrix, shown_in(matrix)).size();
  const Sections sections = sections_of(check, matrix, taken < most_bytes ? most_bytes - taken : 0);
  std::string former;
  if (check.baseline)
    former = former_list("Fixed since the baseline", check.baseline->fixed) +
             former_list("No longer asked", check.baseline->gone);
  const bool many = sections.written.size() > most_open;
  return start + html_table(check, matrix, sections.written) + picture + former +
         "<h2>Results</h2>\n<div" + (many ? " class=\"many\">\n" : ">\n") + sections.text +
         "</div>\n" + end;
}

}  // namespace airtight::report
