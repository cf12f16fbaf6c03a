#include <airtight/base/text.h>
#include <airtight/input/read.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

#include "input/arm/entries.h"
#include "input/directory.h"
#include "input/list/entries.h"
#include "input/source_text.h"
#include "input/terraform/entries.h"
#include "input/what_if_entries.h"

namespace airtight::input {
namespace {

namespace fs = std::filesystem;

Result<Source> open_one(const std::string& path, std::istream& standard_input) {
  if (path != "-") return read_source(path);
  return read_bytes(standard_input, path).and_then([&](std::string bytes) {
    return make_source(path, std::move(bytes));
  });
}

void read_sources(std::span<const std::string> files, const std::set<std::string>& found,
                  std::istream& standard_input, Inputs& inputs) {
  for (const std::string& file : files) {
    auto source = open_one(file, standard_input);
    if (source.has_value()) {
      inputs.sources.push_back(std::move(source.value()));
    } else if (const Error& error = source.error(); found.contains(file) && is_no_text(error)) {
      inputs.diagnostics.push_back(left_out(error));
    } else {
      inputs.diagnostics.push_back({Severity::error, error.where, error.message, error.facts});
    }
  }
}

// What "airtight/surroundings/1" stands for in a document of ours, and the option that takes it.
struct OwnDocument {
  std::string_view word;
  std::string_view option;
};
constexpr std::array own_documents{
    OwnDocument{"policy", "--policy"}, OwnDocument{"surroundings", "--surroundings"},
    OwnDocument{"observations", "--observations"}, OwnDocument{"history", "--history"},
    OwnDocument{"check", "--baseline"}};

// "surroundings" of "airtight/surroundings/1"; empty where it is no word.
std::string_view own_word(std::string_view text) {
  constexpr std::string_view mark = "airtight/";
  const auto at = text.find(mark);
  if (at == text.npos) return {};
  text.remove_prefix(at + mark.size());
  const auto end =
      std::ranges::find_if_not(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// A document of ours is no input: without what was meant a verdict would be a guess.
void refuse_own(const Source& source, Diagnostics& diagnostics) {
  const std::string_view word = own_word(source.text);
  const auto* const known = std::ranges::find(own_documents, word, &OwnDocument::word);
  std::string found = "found a document \"airtight/" + std::string(word) + "\"";
  if (known != own_documents.end()) found += ", which " + std::string(known->option) + " takes";
  diagnostics.push_back({Severity::error,
                         {source.path, 0, 0, {}},
                         found + "; expected az scripts, ARM templates, what-if results, Terraform "
                                 "plans and states, or resource lists (az … show or list, Resource "
                                 "Graph, --emit)",
                         {"I-013"}});
}

// What the deployment of the templates is given besides the files among the inputs.
struct Given {
  DeploymentTarget target;
  std::vector<ParameterSource> parameters;
  bool every_parameter = true;
};

// What the files other than scripts hold, one for each source; scripts have none. Plans
// take resources away too; the others only add.
using Readings = std::vector<terraform::Reading>;

bool is_among(const std::set<fs::path>& files, const Source& source) {
  return !source.path.empty() && files.contains(fs::path(source.path.str()).lexically_normal());
}

// Templates, each with its parameters. One that another links to is part of that one only.
std::vector<list::Entries> read_templates(const std::vector<Source>& sources, const Given& given,
                                          Diagnostics& diagnostics) {
  const auto parameters = arm::match_parameters(sources);
  std::vector<list::Entries> entries(sources.size());
  std::vector<Diagnostics> said(sources.size());
  std::vector<arm::ParameterUse> uses(sources.size());
  std::set<fs::path> linked;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].kind != Kind::arm_template) continue;
    std::vector<ParameterSource> all = parameters[i];
    for (const ParameterSource& one : given.parameters) {
      const auto* file = std::get_if<Source>(&one);
      if (file == nullptr || arm::owner_of(sources, *file) == i) all.push_back(one);
    }
    entries[i] = arm::read_template(sources[i], all, given.target, arm::beside(sources[i], linked),
                                    uses[i], said[i]);
  }
  arm::ParameterUse use;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (is_among(linked, sources[i])) {
      entries[i] = {};
      continue;
    }
    std::ranges::move(said[i], std::back_inserter(diagnostics));
    use.declared.merge(uses[i].declared);
    use.taken.merge(uses[i].taken);
  }
  if (given.every_parameter && has_template(sources))
    arm::report_untaken(given.parameters, use, diagnostics);
  return entries;
}

// One file as the state after; `before` is set by files that know two states.
terraform::Reading read_one(const Source& source, list::Bodies bodies, Diagnostics& diagnostics) {
  terraform::Reading reading;
  if (source.kind == Kind::resource_list)
    reading.entries = list::read_entries(source, diagnostics, bodies);
  if (source.kind == Kind::terraform) reading = terraform::read_entries(source, diagnostics);
  if (source.kind != Kind::what_if) return reading;
  WhatIfEntries states = read_what_if_entries(source, diagnostics);
  reading.entries = std::move(states.after);
  reading.before = std::move(states.before);
  return reading;
}

Readings read_all(const std::vector<Source>& sources, const Given& given,
                  Diagnostics& diagnostics) {
  std::vector<list::Entries> templates = read_templates(sources, given, diagnostics);
  // Only scripts ask for anything that no reader does.
  const bool scripted = std::ranges::count(sources, Kind::az_script, &Source::kind) > 0;
  const list::Bodies bodies = scripted ? list::Bodies::all : list::Bodies::that_are_read;
  Readings readings;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    readings.push_back(read_one(sources[i], bodies, diagnostics));
    if (sources[i].kind == Kind::arm_template) readings[i].entries = std::move(templates[i]);
  }
  return readings;
}

// What the scripts make by themselves: a setting in a list may name one of these resources, and a
// template that they deploy is no input of its own.
ScriptRun run_alone(const std::vector<Source>& sources) {
  std::vector<Source> scripts;
  std::ranges::copy_if(sources, std::back_inserter(scripts),
                       [](const Source& source) { return source.kind == Kind::az_script; });
  if (scripts.empty() || scripts.size() == sources.size()) return {};
  return run_scripts(scripts);
}

// The sources without the templates, parameter files and bodies that belong to a script.
std::vector<Source> without_deployed(const std::vector<Source>& sources, const ScriptRun& scripts) {
  std::set<fs::path> read;
  for (const std::string& file : scripts.files_read) read.insert(fs::path(file).lexically_normal());
  std::vector<Source> left;
  std::ranges::copy_if(sources, std::back_inserter(left), [&](const Source& source) {
    const bool deploys = source.kind == Kind::arm_template || source.kind == Kind::arm_parameters ||
                         source.kind == Kind::unknown;
    return !deploys || !is_among(read, source);
  });
  return left;
}

std::unordered_set<std::string> names_in(const Readings& readings, const ResourceSet& of_scripts) {
  std::vector<std::string> names;
  const bool asked = std::ranges::any_of(readings, [](const terraform::Reading& reading) {
    return reading.entries.has_settings || reading.before;
  });
  if (!asked) return {};
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

void refuse_unreadable(const std::vector<Source>& sources, Diagnostics& diagnostics) {
  const bool template_there = has_template(sources);
  for (const Source& source : sources) {
    switch (source.kind) {
      case Kind::az_script:
      case Kind::resource_list:
      case Kind::arm_template:
      case Kind::what_if:
      case Kind::terraform:
        break;
      case Kind::arm_parameters:
        if (!template_there)
          diagnostics.push_back({Severity::error,
                                 {source.path, 0, 0, {}},
                                 "found a parameter file, expected its ARM template among the "
                                 "inputs too",
                                 {"I-032"}});
        break;
      case Kind::unknown:
        detect(source.text, source.path, diagnostics);
        break;
      case Kind::policy:
        refuse_own(source, diagnostics);
        break;
    }
  }
}

// A word of --parameters that is a name, "=" and a value.
bool is_assignment(std::string_view word) {
  const auto equals = word.find('=');
  if (equals == word.npos || equals == 0) return false;
  return std::ranges::all_of(word.substr(0, equals), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

void complain(const Error& error, Diagnostics& diagnostics) {
  diagnostics.push_back({Severity::error, error.where, error.message, error.facts});
}

const std::string parameters_option = "--parameters";

Place typed_place() { return {parameters_option, 0, 0}; }

// "name=value", where a value "@FILE" is what the file holds.
void add_assignment(std::string_view word, Given& given, Diagnostics& diagnostics) {
  const auto equals = word.find('=');
  InlineParameter one{std::string(word.substr(0, equals)), std::string(word.substr(equals + 1)),
                      typed_place(), std::nullopt};
  if (one.text.starts_with('@')) {
    auto file = read_source(one.text.substr(1));
    if (!file) return complain(file.error(), diagnostics);
    one.text = file->text.substr(0, file->text.find_last_not_of("\r\n") + 1);
  }
  given.parameters.emplace_back(std::move(one));
}

// As az takes it: a file that exists is a file, whatever its name looks like.
void add_parameter(const std::string& word, Inputs& inputs, Given& given) {
  std::error_code ignored;
  const bool is_file = fs::is_regular_file(word, ignored);
  if (!is_file && word.starts_with('{')) {
    given.parameters.emplace_back(Source{parameters_option, word, Kind::arm_parameters, ""});
    return;
  }
  if (!is_file && is_assignment(word)) return add_assignment(word, given, inputs.diagnostics);
  auto file = read_source(word.starts_with('@') ? word.substr(1) : word);
  if (!file) return complain(file.error(), inputs.diagnostics);
  // The bare map of parameters is told by where it stands (I-032).
  if (file->kind == Kind::unknown && trim(file->text).starts_with('{'))
    file->kind = Kind::arm_parameters;
  if (file->kind != Kind::arm_parameters)
    return complain({Where{word, 0, 0, {}},
                     "--parameters is " + in_quotes(word) +
                         "; expected a parameter file, name=value, name=@FILE or JSON",
                     {"I-032"}},
                    inputs.diagnostics);
  given.parameters.emplace_back(std::move(*file));
}

Given read_deployment(const Deployment& deployment, Inputs& inputs) {
  Given given{deployment.target, {}, deployment.every_parameter};
  for (const std::string& word : deployment.parameters) add_parameter(word, inputs, given);
  const bool asked = deployment.names_target || !given.parameters.empty();
  if (asked && deployment.every_parameter && !has_template(inputs.sources))
    complain({{},
              std::string(given.parameters.empty() ? "the deployment's target" : "--parameters") +
                  " is given, and no ARM template is among the inputs",
              {"I-032"}},
             inputs.diagnostics);
  return given;
}

// Everything is read before any of it is added, so that a setting may name a resource of a later
// file.
void combine(const std::vector<Source>& sources, const ScriptRun& scripts, const Given& given,
             Inputs& inputs) {
  refuse_unreadable(sources, inputs.diagnostics);
  Readings readings = read_all(sources, given, inputs.diagnostics);
  const auto names = names_in(readings, scripts.resources);
  const auto is_name = [&](std::string_view text) { return names.contains(to_lower(text)); };
  const bool has_before = std::ranges::any_of(
      readings, [](const terraform::Reading& reading) { return reading.before.has_value(); });
  if (has_before) {
    Diagnostics same_again;
    ScriptSession session;
    inputs.before = overlaid(sources, session, [&](ResourceSet& set, std::size_t i) {
      const terraform::Reading& reading = readings[i];
      list::add_to(set, reading.before ? *reading.before : reading.entries, is_name, same_again);
    });
  }
  ScriptSession session;
  inputs.resources = overlaid(sources, session, [&](ResourceSet& set, std::size_t i) {
    terraform::add_to(set, std::move(readings[i]), is_name, inputs.diagnostics);
  });
  inputs.steps = session.take_steps();
  std::ranges::move(session.take_diagnostics(), std::back_inserter(inputs.diagnostics));
}

// What was read of a list is in the resources, and its text may be larger than all else.
void forget_lists(std::vector<Source>& sources) {
  for (Source& source : sources) {
    if (source.kind != Kind::resource_list) continue;
    source.cut = nullptr;
    std::string().swap(source.text);
  }
}

}  // namespace

Inputs read_inputs(std::span<const std::string> paths, std::istream& standard_input,
                   const Deployment& deployment) {
  Inputs inputs;
  std::set<std::string> found;
  read_sources(files_of(paths, found, inputs.diagnostics), found, standard_input, inputs);
  const ScriptRun scripts = run_alone(inputs.sources);
  leave_out(found, {scripts.files_read.begin(), scripts.files_read.end()}, inputs);
  const Given given = read_deployment(deployment, inputs);
  if (scripts.files_read.empty()) {
    combine(inputs.sources, scripts, given, inputs);  // a list may be large
  } else {
    combine(without_deployed(inputs.sources, scripts), scripts, given, inputs);
  }
  forget_lists(inputs.sources);
  for (const ParameterSource& one : given.parameters) {
    if (const auto* file = std::get_if<Source>(&one); file != nullptr && !file->sha256.empty())
      inputs.sources.push_back(*file);
  }
  return inputs;
}

}  // namespace airtight::input
