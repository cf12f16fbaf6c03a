#include <airtight/base/text.h>
#include <airtight/input/read.h>

#include <algorithm>
#include <filesystem>
#include <unordered_set>
#include <utility>

#include "input/list/entries.h"
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
                             " input, which this version cannot read; it reads az scripts and "
                             "resource lists (az … show or list, Resource Graph, --emit)",
                         {"I-013"}});
}

std::unordered_set<std::string> names_in(const std::vector<list::Entries>& lists,
                                         const ResourceSet& of_scripts) {
  std::vector<std::string> names;
  for (const list::Entries& entries : lists) list::add_names(entries, names);
  for (const auto& [id, resource] : of_scripts.all()) names.push_back(to_lower(id.name()));
  return {names.begin(), names.end()};
}

// What the scripts make by themselves: a setting in a list may name one of these resources.
ResourceSet made_by_scripts(const std::vector<Source>& sources) {
  std::vector<Source> scripts;
  std::ranges::copy_if(sources, std::back_inserter(scripts),
                       [](const Source& source) { return source.kind == Kind::az_script; });
  if (scripts.empty() || scripts.size() == sources.size()) return {};
  return run_scripts(scripts).resources;
}

// Left to right (I-006): a list overlays what was read before it, a script starts from that. All
// lists are read before any is added, so that a setting may name a resource of a later file.
void combine(Inputs& inputs) {
  std::vector<list::Entries> lists;
  for (const Source& source : inputs.sources) {
    if (source.kind == Kind::resource_list)
      lists.push_back(list::read_entries(source, inputs.diagnostics));
  }
  const auto names = names_in(lists, made_by_scripts(inputs.sources));
  const auto is_name = [&](std::string_view text) { return names.contains(to_lower(text)); };
  auto next = lists.begin();
  ScriptSession session;
  for (const Source& source : inputs.sources) {
    switch (source.kind) {
      case Kind::az_script:
        session.run(source, inputs.resources);
        break;
      case Kind::resource_list:
        list::add_to(inputs.resources, std::move(*next++), is_name, inputs.diagnostics);
        break;
      case Kind::unknown:
        detect(source.text, source.path, inputs.diagnostics);
        break;
      case Kind::arm_template:
      case Kind::arm_parameters:
      case Kind::terraform:
      case Kind::what_if:
      case Kind::policy:
        refuse(source, inputs.diagnostics);
        break;
    }
  }
  inputs.steps = session.take_steps();
  std::ranges::move(session.take_diagnostics(), std::back_inserter(inputs.diagnostics));
}

}  // namespace

Inputs read_inputs(std::span<const std::string> paths, std::istream& standard_input) {
  Inputs inputs;
  read_sources(files_of(paths, inputs.diagnostics), standard_input, inputs);
  combine(inputs);
  return inputs;
}

}  // namespace airtight::input
