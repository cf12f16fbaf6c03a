#include <airtight/base/text.h>
#include <airtight/input/read.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <unordered_set>
#include <utility>

#include "input/list/entries.h"
#include "input/source_text.h"
#include "input/terraform/entries.h"

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

std::vector<std::string> files_of(std::span<const std::string> paths, Diagnostics& diagnostics) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (path != "-" && fs::is_directory(path, ignored)) {
      std::ranges::move(files_of(path, diagnostics), std::back_inserter(files));
    } else {
      files.push_back(path);
    }
  }
  return files;
}

Result<Source> read_one(const std::string& path, std::istream& standard_input) {
  if (path != "-") return read_source(path);
  return read_bytes(standard_input, path).and_then([&](std::string bytes) {
    return make_source(path, std::move(bytes));
  });
}

void read_sources(std::span<const std::string> files, std::istream& standard_input,
                  Inputs& inputs) {
  for (const std::string& file : files) {
    auto source = read_one(file, standard_input);
    if (source.has_value()) {
      inputs.sources.push_back(std::move(source.value()));
    } else {
      const Error& error = source.error();
      inputs.diagnostics.push_back({Severity::error, error.where, error.message, error.facts});
    }
  }
}

// A file that this version cannot read must end the run: without it a verdict would be a guess.
void refuse(const Source& source, Diagnostics& diagnostics) {
  std::string what(to_string(source.kind));
  std::ranges::replace(what, '-', ' ');
  diagnostics.push_back({Severity::error,
                         {*source.path, 0, 0, {}},
                         "found " + what +
                             " input, which this version cannot read; it reads az scripts, "
                             "Terraform plans and states, and resource lists (az … show or list, "
                             "Resource Graph, --emit)",
                         {"I-013"}});
}

// Scripts are one session and overlay the rest where the first of them stands.
std::optional<ScriptRun> run_all(const std::vector<Source>& sources) {
  std::vector<Source> scripts;
  std::ranges::copy_if(sources, std::back_inserter(scripts),
                       [](const Source& source) { return source.kind == Kind::az_script; });
  if (scripts.empty()) return std::nullopt;
  return run_scripts(scripts);
}

void overlay(const ResourceSet& from, ResourceSet& to) {
  if (to.empty() && to.gaps().empty()) {
    to = from;
    return;
  }
  for (const auto& [id, resource] : from.all()) to.put(id, *resource);
  for (const ResourceSet::Gap& gap : from.gaps()) to.add_gap(gap);
}

std::unordered_set<std::string> names_in(const std::vector<list::Entries>& lists,
                                         const std::vector<terraform::Reading>& plans,
                                         const std::optional<ScriptRun>& run) {
  std::vector<std::string> names;
  for (const terraform::Reading& plan : plans) list::add_names(plan.entries, names);
  for (const list::Entries& entries : lists) list::add_names(entries, names);
  if (run) {
    for (const auto& [id, resource] : run->resources.all()) names.push_back(to_lower(id.name()));
  }
  return {names.begin(), names.end()};
}

// All lists are read before any is added, so that a setting may name a resource of a later file.
void combine(Inputs& inputs) {
  std::optional<ScriptRun> run = run_all(inputs.sources);
  std::vector<list::Entries> lists;
  std::vector<terraform::Reading> plans;
  for (const Source& source : inputs.sources) {
    if (source.kind == Kind::terraform)
      plans.push_back(terraform::read_entries(source, inputs.diagnostics));
    if (source.kind == Kind::resource_list)
      lists.push_back(list::read_entries(source, inputs.diagnostics));
  }
  const auto names = names_in(lists, plans, run);
  const auto is_name = [&](std::string_view text) { return names.contains(to_lower(text)); };
  auto next = lists.begin();
  auto next_plan = plans.begin();
  bool scripts_done = false;
  for (const Source& source : inputs.sources) {
    switch (source.kind) {
      case Kind::az_script:
        if (!scripts_done) overlay(run->resources, inputs.resources);
        scripts_done = true;
        break;
      case Kind::resource_list:
        if (inputs.before) terraform::add_again(*inputs.before, *next, is_name);
        list::add_to(inputs.resources, std::move(*next++), is_name, inputs.diagnostics);
        break;
      case Kind::terraform:
        terraform::add_before(inputs.before, inputs.resources, *next_plan, is_name);
        terraform::add_to(inputs.resources, std::move(*next_plan++), is_name, inputs.diagnostics);
        break;
      case Kind::unknown:
        detect(source.text, source.path, inputs.diagnostics);
        break;
      case Kind::arm_template:
      case Kind::arm_parameters:
      case Kind::what_if:
      case Kind::policy:
        refuse(source, inputs.diagnostics);
        break;
    }
  }
  if (!run) return;
  inputs.steps = std::move(run->steps);
  std::ranges::move(run->diagnostics, std::back_inserter(inputs.diagnostics));
}

}  // namespace

Inputs read_inputs(std::span<const std::string> paths, std::istream& standard_input) {
  Inputs inputs;
  read_sources(files_of(paths, inputs.diagnostics), standard_input, inputs);
  combine(inputs);
  return inputs;
}

}  // namespace airtight::input
