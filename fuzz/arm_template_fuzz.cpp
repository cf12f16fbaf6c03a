// An ARM template of any bytes is expanded to its end, and what it leaves behind can be written as
// a list and read as resources.
#include <airtight/input/arm_template.h>
#include <airtight/input/read.h>

#include "target.h"

using namespace airtight;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const input::Source source{"fuzz.json", fuzz::text_of(data, size), input::Kind::arm_template, ""};
  input::ResourceSet set;
  Diagnostics diagnostics;
  input::read_arm_template(source, {}, {}, {}, set, diagnostics);
  input::to_resources(set, diagnostics);
  input::to_resource_list(set);
  return 0;
}
