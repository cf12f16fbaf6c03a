#pragma once

#include <airtight/serve/config.h>

#include <string>
#include <vector>

namespace airtight::cli {

// A configuration of `serve`, JSON or YAML (docs/serve.md, docs/schemas/serve.json), as written.
struct ServeFile {
  serve::Config config;
  std::vector<std::string> inputs;  // paths, relative ones made relative to the file
  std::string surroundings;
  std::string from;
  std::vector<std::string> assume;
};

// Everything that is wrong is an error with its place; the file is of use only without any. Secrets
// are read from where the file says, digested, and not kept.
ServeFile read_serve_file(const std::string& text, const std::string& path,
                          Diagnostics& diagnostics);

// A key for a dependency that an input names: its host, with the port unless it is 443.
std::string key_of(const probe::Target& target);

// What the configuration as a whole may not be: no dependency, a schedule past the budget.
void check_serve(const serve::Config& config, const std::string& path, Diagnostics& diagnostics);

}  // namespace airtight::cli
