#include <airtight/base/text.h>
#include <airtight/base/version.h>
#include <airtight/report/standings.h>

#include <algorithm>
#include <array>

#include "escape.h"
#include "html_standings_parts.h"
#include "standings_parts.h"
#include "standings_style.h"

namespace airtight::report {
namespace {

using diagnose::Explanation;
using diagnose::State;

constexpr std::size_t most_explanations = 3;  // shown; the rest are in the document

std::string verdict_of(const Standings& standings, View view) {
  const State state = state_of(standings);
  return "<p id=\"verdict\" class=\"verdict " + std::string(to_string(state)) +
         "\" role=\"status\">" + std::string(sign_of(state)) + " <span>" +
         xml(sentence_of(standings, view)) + "</span></p>\n";
}

std::string measured_line(const Dependency& dependency) {
  std::string text;
  if (const auto begin = since(dependency)) text += "So since " + time_element(*begin) + ". ";
  if (dependency.measured) text += "Last measured " + time_element(*dependency.measured) + ". ";
  if (dependency.flapping) text += "<strong>It changes often of late.</strong> ";
  return text.empty() ? "" : "<p class=\"small soft\">" + text + "</p>\n";
}

std::string causes_of(const Explanation& explanation) {
  std::string text = "<li>";
  for (const diagnose::Cause& cause : explanation.causes) {
    text += "<p><strong>" + xml(cause.code) + "</strong>: " + xml(cause.summary) + "</p>\n";
    if (!cause.fix.empty())
      text += "<p>Fix:</p><pre tabindex=\"0\">" + xml_lines(join(cause.fix, "\n")) + "</pre>\n";
  }
  for (const diagnose::Mended& each : explanation.mended)
    text += "<p class=\"small\">Then " + xml(each.flow) + ": " +
            std::string(to_string(each.answer_class)) + ", " +
            std::string(to_string(each.verdict)) + ".</p>\n";
  return text + "</li>\n";
}

std::string explanations_of(const Dependency& dependency) {
  const auto& all = dependency.explanations;
  if (all.empty()) return {};
  std::string text =
      "<h4>" + std::string(all.size() == 1 ? "Cause" : "Causes, likeliest first") + "</h4>\n<ol>\n";
  for (std::size_t i = 0; i < std::min(all.size(), most_explanations); ++i)
    text += causes_of(*all[i]);
  text += "</ol>\n";
  if (all.size() > most_explanations)
    text += "<p class=\"small soft\">" + std::to_string(all.size() - most_explanations) +
            " more are in the JSON document.</p>\n";
  return text;
}

std::string candidates_of(const Dependency& dependency) {
  if (dependency.candidates.empty()) return {};
  return "<h4>No cause found</h4>\n<p>The resources as written explain none of this. From the app "
         "these look the same: " +
         xml(join(dependency.candidates, ", ")) + ".</p>\n";
}

std::string next_of(const Dependency& dependency) {
  const diagnose::NextProbe* probe = next_probe(dependency);
  if (probe == nullptr) return {};
  const diagnose::NextProbe& next = *probe;
  return "<h4>Look next</h4>\n<p>" + xml(next.question) + " <span class=\"soft\">(" +
         xml(next.kind) + ", from " + xml(next.vantage) + ")</span></p>\n";
}

std::string card_of(const Standings& standings, const Dependency& dependency, View view,
                    const PageLinks& links) {
  const std::string state(to_string(dependency.standing.state));
  std::string text = "<article class=\"card " + state + "\" id=\"d-" + xml(dependency.key) +
                     "\">\n<h3>" + std::string(sign_of(dependency.standing.state)) + " " +
                     xml(dependency.title.empty() ? dependency.key : dependency.title) +
                     ": <span class=\"state " + state + "\">" + state + "</span></h3>\n";
  if (view == View::details) text += "<p>" + xml(dependency.standing.sentence) + ".</p>\n";
  text += measured_line(dependency);
  if (view == View::details) {
    text += comparison_table(dependency, standings.with_resources);
    text += explanations_of(dependency) + candidates_of(dependency) + next_of(dependency);
  }
  text += timeline(dependency);
  text += "<p class=\"small noprint\"><a href=\"" + xml(links.base) + "/diagnostics/" +
          xml(dependency.key) + "\">" + xml(dependency.key) + " as JSON</a></p>\n";
  return text + "</article>\n";
}

std::string warnings_of(const Standings& standings) {
  if (standings.preamble.diagnostics.empty()) return {};
  std::string text = "<h2>Warnings</h2>\n<ul>\n";
  for (const Diagnostic& each : standings.preamble.diagnostics)
    text += "<li>" + xml(to_string(each)) + "</li>\n";
  return text + "</ul>\n";
}

std::string page_head(const Standings& standings, View view, const PageLinks& links) {
  const std::string who = view == View::details && !standings.from.empty() ? standings.from : "app";
  const State state = state_of(standings);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         xml(who) + ": " + std::string(to_string(state)) + "</title>\n<style>" +
         std::string(page_style) + "</style>\n</head>\n<body data-number=\"" +
         std::to_string(standings.number) + "\" data-events=\"" + xml(links.base) +
         "/diagnostics/events\">\n<a class=\"skip\" href=\"#main\">Skip to the dependencies</a>\n"
         "<header>\n<h1>Network isolation of " +
         (who == "app" ? std::string("this app") : xml(who)) + "</h1>\n" +
         verdict_of(standings, view) +
         "<div id=\"work\" hidden><progress id=\"bar\" value=\"0\" max=\"1\" "
         "aria-label=\"Measurements done\"></progress>"
         "<p id=\"said\" class=\"small\" role=\"status\"></p></div>\n</header>\n";
}

std::string page_foot(const PageLinks& links, View view) {
  std::string text = "<footer>\n<p>airtight " + std::string(version) + ". ";
  text += "<a href=\"" + xml(links.base) + "/openapi.json\">Interface</a>, <a href=\"" +
          xml(links.base) + "/metrics\">metrics</a>, <a href=\"" + xml(links.base) +
          "/diagnostics/history\">history</a>.";
  if (view == View::redacted && links.may_sign_in)
    text += " Addresses, names and causes are left out: <a href=\"" + xml(links.base) +
            "/diagnostics?view=details\">sign in to see them</a>.";
  else if (view == View::redacted)
    text += " Addresses, names and causes are left out.";
  return text + "</p>\n</footer>\n";
}

}  // namespace

std::string_view standings_style() { return page_style; }
std::string_view standings_script() { return page_script; }

std::string html_standings(const Standings& standings, View view, const PageLinks& links) {
  std::string text = page_head(standings, view, links);
  text += "<main id=\"main\" tabindex=\"-1\">\n";
  text += view == View::details ? picture(standings) : std::string();
  text += "<h2>Dependencies</h2>\n";
  for (const Dependency& each : standings.dependencies)
    text += card_of(standings, each, view, links);
  if (standings.dependencies.empty()) text += "<p>None is declared.</p>\n";
  if (view == View::details) text += warnings_of(standings);
  text += "</main>\n" + page_foot(links, view) + "<script>" + std::string(page_script) +
          "</script>\n</body>\n</html>\n";
  return text;
}

}  // namespace airtight::report
