#include <airtight/base/text.h>
#include <airtight/input/read.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

#include "input/arm/entries.h"
#include "input/list/entries.h"
#include "input/source_text.h"
#include "input/terraform/entries.h"
#include "input/what_if_entries.h"

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

Result<Source> open_one(const std::string& path, std::istream& standard_input) {
  if (path != "-") return read_source(path);
  return read_bytes(standard_input, path).and_then([&](std::string bytes) {
    return make_source(path, std::move(bytes));
  });
}

void read_sources(std::span<const std::string> files, std::istream& standard_input,
                  Inputs& inputs) {
  for (const std::string& file : files) {
    auto source = open_one(file, standard_input);
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
                             " input, which this version cannot read; it reads az scripts, ARM "
                             "templates, what-if results, Terraform plans and states, and resource "
                             "lists (az … show or list, "
                             "Resource Graph, --emit)",
                         {"I-013"}});
}

// What the files other than scripts hold, one for each source; scripts have none. Plans
// take resources away too; the others only add.
using Readings = std::vector<terraform::Reading>;

// Templates, each with its parameter files. One that another links to is part of that one only.
std::vector<list::Entries> read_templates(const std::vector<Source>& sources,
                                          Diagnostics& diagnostics) {
  const auto parameters = arm::match_parameters(sources);
  std::vector<list::Entries> entries(sources.size());
  std::vector<Diagnostics> said(sources.size());
  std::set<fs::path> linked;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].kind == Kind::arm_template)
      entries[i] = arm::read_template(sources[i], parameters[i], {},
                                      arm::beside(sources[i], linked), said[i]);
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (linked.contains(fs::path(*sources[i].path).lexically_normal())) {
      entries[i] = {};
    } else {
      std::ranges::move(said[i], std::back_inserter(diagnostics));
    }
  }
  return entries;
}

// One file as the state after; `before` is set by files that know two states.
terraform::Reading read_one(const Source& source, Diagnostics& diagnostics) {
  terraform::Reading reading;
  if (source.kind == Kind::resource_list) reading.entries = list::read_entries(source, diagnostics);
  if (source.kind == Kind::terraform) reading = terraform::read_entries(source, diagnostics);
  if (source.kind != Kind::what_if) return reading;
  WhatIfEntries states = read_what_if_entries(source, diagnostics);
  reading.entries = std::move(states.after);
  reading.before = std::move(states.before);
  return reading;
}

Readings read_all(const std::vector<Source>& sources, Diagnostics& diagnostics) {
  std::vector<list::Entries> templates = read_templates(sources, diagnostics);
  Readings readings;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    readings.push_back(read_one(sources[i], diagnostics));
    if (sources[i].kind == Kind::arm_template) readings[i].entries = std::move(templates[i]);
  }
  return readings;
}

// What the scripts make by themselves: a setting in a list may name one of these resources.
ResourceSet made_by_scripts(const std::vector<Source>& sources) {
  std::vector<Source> scripts;
  std::ranges::copy_if(sources, std::back_inserter(scripts),
                       [](const Source& source) { return source.kind == Kind::az_script; });
  if (scripts.empty() || scripts.size() == sources.size()) return {};
  return run_scripts(scripts).resources;
}

std::unordered_set<std::string> names_in(const Readings& readings, const ResourceSet& of_scripts) {
  std::vector<std::string> names;
  for (const terraform::Reading& reading : readings) {
    list::add_names(reading.entries, names);
    if (reading.before) list::add_names(*reading.before, names);
  }
  for (const auto& [id, resource] : of_scripts.all()) names.push_back(to_lower(id.name()));
  return {names.begin(), names.end()};
}

// Left to right (I-006): a file overlays what was read before it, a script starts from that.
// `add` adds a source that is no script.
ResourceSet overlaid(const std::vector<Source>& sources, ScriptSession& session,
                     const std::function<void(ResourceSet&, std::size_t)>& add) {
  ResourceSet set;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].kind == Kind::az_script) {
      session.run(sources[i], set);
    } else {
      add(set, i);
    }
  }
  return set;
}

void refuse_unreadable(const Inputs& inputs, Diagnostics& diagnostics) {
  const bool has_template = std::ranges::any_of(
      inputs.sources, [](const Source& source) { return source.kind == Kind::arm_template; });
  for (const Source& source : inputs.sources) {
    switch (source.kind) {
      case Kind::az_script:
      case Kind::resource_list:
      case Kind::arm_template:
      case Kind::what_if:
      case Kind::terraform:
        break;
      case Kind::arm_parameters:
        if (!has_template)
          diagnostics.push_back({Severity::error,
                                 {*source.path, 0, 0, {}},
                                 "found a parameter file, expected its ARM template among the "
                                 "inputs too",
                                 {"I-032"}});
        break;
      case Kind::unknown:
        detect(source.text, source.path, diagnostics);
        break;
      case Kind::policy:
        refuse(source, diagnostics);
        break;
    }
  }
}

// Everything is read before any of it is added, so that a setting may name a resource of a later
// file.
void combine(Inputs& inputs) {
  refuse_unreadable(inputs, inputs.diagnostics);
  Readings readings = read_all(inputs.sources, inputs.diagnostics);
  const auto names = names_in(readings, made_by_scripts(inputs.sources));
  const auto is_name = [&](std::string_view text) { return names.contains(to_lower(text)); };
  const bool has_before = std::ranges::any_of(
      readings, [](const terraform::Reading& reading) { return reading.before.has_value(); });
  if (has_before) {
    Diagnostics same_again;
    ScriptSession session;
    inputs.before = overlaid(inputs.sources, session, [&](ResourceSet& set, std::size_t i) {
      const terraform::Reading& reading = readings[i];
      list::add_to(set, reading.before ? *reading.before : reading.entries, is_name, same_again);
    });
  }
  ScriptSession session;
  inputs.resources = overlaid(inputs.sources, session, [&](ResourceSet& set, std::size_t i) {
    terraform::add_to(set, std::move(readings[i]), is_name, inputs.diagnostics);
  });
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
