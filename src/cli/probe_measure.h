#pragma once

#include <airtight/probe/probe.h>

#include "common.h"

namespace airtight::cli {

// What `airtight probe` and airtight-probe have in common: all that needs no model.
struct ProbeOptions {
  std::string from;
  std::string targets;             // a file
  std::vector<std::string> names;  // NAME or NAME:PORT
  std::vector<std::string> servers;
  std::vector<std::string> public_servers;
  std::string ca_bundle;
  double timeout = 5;     // seconds
  double deadline = 600;  // seconds
  double rate = 0;
  bool with_identity = false;
};

void add_probe_options(CLI::App& verb, ProbeOptions& options);
Result<probe::Settings> settings_of(const ProbeOptions& options);

// The targets of the file and those given by name. What is wrong with the file is in the preamble.
Result<std::vector<probe::Target>> targets_of(const ProbeOptions& options,
                                              report::Preamble& preamble);

// Measures, with a bar on a terminal, and prints what could not be; that is in the preamble, too.
Result<probe::Outcome> measure(const Context& context, const std::vector<probe::Target>& targets,
                               probe::Settings settings, report::Preamble& preamble);

// `undetermined` where something was left out.
int code_of(const probe::Outcome& outcome);

}  // namespace airtight::cli
