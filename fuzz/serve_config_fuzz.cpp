// The configuration of the endpoint. It may be anything; what is read without errors has what a
// server needs, and is within its bounds.
#include "cli/serve_config.h"
#include "target.h"

using namespace airtight;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Diagnostics diagnostics;
  const auto file =
      cli::read_serve_file(fuzz::text_of(data, size), "nowhere/serve.yaml", diagnostics);
  for (const Diagnostic& each : diagnostics)
    fuzz::require(!each.message.empty(), "what is wrong is said");
  if (has_errors(diagnostics)) return 0;
  fuzz::require(!file.config.probe.never.empty(), "there is where nothing is connected to");
  fuzz::require(file.config.interval.count() > 0, "time passes between measurements");
  for (const serve::Declared& each : file.config.dependencies) {
    fuzz::require(!each.key.empty() && each.key.size() <= 64, "a key");
    fuzz::require(each.key.find_first_of("/?#% \r\n\"<>") == std::string::npos, "is one of a path");
    fuzz::require(!each.target.name.empty(), "a name");
  }
  return 0;
}
