#include "input/directory.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "input/source_text.h"

namespace airtight::input {
namespace {

namespace fs = std::filesystem;

bool is_left_out(const std::string& name) {
  return name.starts_with('.') || starts_with_ignoring_case(name, "readme");
}

std::vector<std::string> files_of(const std::string& directory, Diagnostics& diagnostics) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator next(directory, error), end; !error && next != end;
       next.increment(error)) {
    std::error_code ignored;
    if (next->is_regular_file(ignored) && !is_left_out(next->path().filename().string()))
      files.push_back(next->path().string());
  }
  if (error) {
    diagnostics.push_back(
        {Severity::error, {directory, 0, 0, {}}, "cannot list: " + error.message(), {}});
  } else if (files.empty()) {
    diagnostics.push_back({Severity::error,
                           {directory, 0, 0, {}},
                           "the directory has no files, expected scripts or resource lists",
                           {}});
  }
  std::ranges::sort(files);
  return files;
}

bool cites(const std::vector<std::string>& facts, std::string_view fact) {
  return std::ranges::count(facts, fact) > 0;
}

std::string normal(const std::string& path) { return fs::path(path).lexically_normal().string(); }

Diagnostic left_out(const Where& where, const std::string& message,
                    std::vector<std::string> facts) {
  const std::string what = message.substr(0, message.find(", expected "));
  return {Severity::warning, where, "left out, because it is no input: " + what, std::move(facts)};
}

// Why a source is no input; nothing where it is one, or may be.
Diagnostics why_not(const Source& source, bool with_template) {
  Diagnostics said;
  switch (source.kind) {
    case Kind::unknown:
      detect(source.text, source.path, said);
      break;
    case Kind::policy:
      said.push_back({Severity::error,
                      {source.path, 0, 0, {}},
                      "found a document of airtight's own, which an option takes",
                      {"I-013"}});
      break;
    case Kind::arm_parameters:
      if (!with_template)
        said.push_back({Severity::error,
                        {source.path, 0, 0, {}},
                        "found a parameter file without its ARM template",
                        {"I-013"}});
      break;
    case Kind::az_script:
    case Kind::resource_list:
    case Kind::arm_template:
    case Kind::what_if:
    case Kind::terraform:
      break;
  }
  std::erase_if(said, [](const Diagnostic& one) { return !cites(one.facts, "I-013"); });
  return said;
}

}  // namespace

std::vector<std::string> files_of(std::span<const std::string> paths, std::set<std::string>& found,
                                  Diagnostics& diagnostics) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (path != "-" && fs::is_directory(path, ignored)) {
      const std::vector<std::string> in_it = files_of(path, diagnostics);
      found.insert(in_it.begin(), in_it.end());
      files.insert(files.end(), in_it.begin(), in_it.end());
    } else {
      files.push_back(path);
    }
  }
  return files;
}

bool has_template(const std::vector<Source>& sources) {
  return std::ranges::any_of(
      sources, [](const Source& source) { return source.kind == Kind::arm_template; });
}

bool is_no_text(const Error& error) { return cites(error.facts, "I-010"); }

Diagnostic left_out(const Error& error) { return left_out(error.where, error.message, {"I-010"}); }

void leave_out(const std::set<std::string>& found, const std::set<std::string>& read_by_scripts,
               Inputs& inputs) {
  if (found.empty()) return;
  std::set<std::string> used;
  for (const std::string& file : read_by_scripts) used.insert(normal(file));
  const bool with_template = has_template(inputs.sources);
  std::vector<Source> kept;
  for (Source& source : inputs.sources) {
    const std::string path = source.path.str();
    const bool may = found.contains(path) && !used.contains(normal(path));
    const Diagnostics said = may ? why_not(source, with_template) : Diagnostics{};
    if (said.empty()) {
      kept.push_back(std::move(source));
      continue;
    }
    for (const Diagnostic& one : said)
      inputs.diagnostics.push_back(left_out(one.where, one.message, one.facts));
  }
  inputs.sources = std::move(kept);
  if (inputs.sources.empty() && !has_errors(inputs.diagnostics))
    inputs.diagnostics.push_back(
        {Severity::error,
         {},
         "none of the files found is an input, expected az scripts, ARM templates, what-if "
         "results, Terraform plans and states, or resource lists",
         {"I-013"}});
}

}  // namespace airtight::input
