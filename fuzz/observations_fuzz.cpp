// A document of observations of any bytes: what is wrong is said, and what was read is written so
// that reading it again gives the same.
#include <airtight/report/observations.h>
#include <airtight/scenario/observations.h>

#include "target.h"

using namespace airtight;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Diagnostics diagnostics;
  observe::Observations seen =
      scenario::read_observations(fuzz::text_of(data, size), "fuzz.json", diagnostics);
  for (const Diagnostic& each : diagnostics)
    fuzz::require(!each.message.empty() && each.where.file == "fuzz.json", "what is wrong is said");
  if (has_errors(diagnostics)) return 0;

  const report::Preamble preamble{"probe", {}, {}};
  const std::string written = report::json_observations(preamble, seen);
  Diagnostics again;
  const auto read = scenario::read_observations(written, "again.json", again);
  fuzz::require(!has_errors(again), "what was written can be read");
  fuzz::require(report::json_observations(preamble, read) == written, "and says the same");
  return 0;
}
