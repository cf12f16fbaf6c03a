#include <airtight/report/check.h>

#include "escape.h"
#include "findings.h"

namespace airtight::report {
namespace {

// One line about a place, in the words of one service.
struct Annotation {
  Level level = Level::error;
  std::string file;
  int line = 0;
  std::string title;
  std::string message;
};

std::vector<Annotation> annotations(const Check& check) {
  std::vector<Annotation> list;
  for (const Diagnostic& diagnostic : check.preamble.diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    list.push_back({Level::error, path_in(check.tree, diagnostic.where.file), diagnostic.where.line,
                    "wrong input", diagnostic.message});
  }
  for (const verify::PolicyResult* result : open_results(check)) {
    const Where place = place_of(check, *result);
    const Level level = verify::counts(*result) ? level_of(*result) : Level::note;
    list.push_back(
        {level, path_in(check.tree, place.file), place.line, result->title, message_of(*result)});
  }
  return list;
}

std::string github_line(const Annotation& one) {
  const char* command = one.level == Level::error     ? "error"
                        : one.level == Level::warning ? "warning"
                                                      : "notice";
  std::string text = std::string("::") + command + " ";
  if (!one.file.empty()) text += "file=" + github_property(one.file) + ",";
  if (one.line > 0) text += "line=" + std::to_string(one.line) + ",";
  return text + "title=" + github_property(one.title) + "::" + github_data(one.message) + "\n";
}

// Azure Pipelines knows errors and warnings only; a notice is plain text of the log.
std::string azure_devops_line(const Annotation& one) {
  if (one.level == Level::note)
    return "note: " + azure_devops_data(one.title + ": " + one.message) + "\n";
  std::string text = std::string("##vso[task.logissue type=") +
                     (one.level == Level::error ? "error" : "warning") + ";";
  if (!one.file.empty()) text += "sourcepath=" + azure_devops_property(one.file) + ";";
  if (one.line > 0) text += "linenumber=" + std::to_string(one.line) + ";";
  return text + "]" + azure_devops_data(one.title + ": " + one.message) + "\n";
}

}  // namespace

// The headline starts with "airtight", so no input can make a command of it.
std::string github_check(const Check& check) {
  std::string text;
  for (const Annotation& one : annotations(check)) text += github_line(one);
  return text + "airtight " + check.preamble.command + ": " + headline(check) + "\n";
}

std::string azure_devops_check(const Check& check) {
  std::string text;
  for (const Annotation& one : annotations(check)) text += azure_devops_line(one);
  return text + "airtight " + check.preamble.command + ": " + headline(check) + "\n";
}

}  // namespace airtight::report
