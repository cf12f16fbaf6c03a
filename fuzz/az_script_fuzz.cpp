// An `az` script of any bytes is interpreted to its end, and what it leaves behind can be written
// as a list and read as resources.
#include <airtight/input/read.h>

#include <array>

#include "target.h"

using namespace airtight;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::array scripts{
      input::Source{"fuzz.sh", fuzz::text_of(data, size), input::Kind::az_script, ""}};
  const input::ScriptRun run = input::run_scripts(scripts);
  Diagnostics diagnostics;
  input::to_resources(run.resources, diagnostics);
  input::to_resource_list(run.resources);
  return 0;
}
