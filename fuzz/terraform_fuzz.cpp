// A plan or a state of any bytes is read to its end, and what was read from it survives being
// written as a list and read again.
#include <airtight/input/read.h>
#include <airtight/input/terraform.h>

#include "target.h"

using namespace airtight;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const input::Source source{"fuzz.json", fuzz::text_of(data, size), input::Kind::terraform, ""};
  Diagnostics diagnostics;
  const input::TerraformPlan plan = input::read_terraform(source, diagnostics);
  input::to_resources(plan.after, diagnostics);
  if (plan.before) input::to_resource_list(*plan.before);

  const std::string list = input::to_resource_list(plan.after);
  const input::Source again{"again.json", list, input::Kind::resource_list, ""};
  input::ResourceSet set;
  Diagnostics ignored;
  input::read_resource_list(again, set, ignored);
  fuzz::require(set.gaps().size() == plan.after.gaps().size(), "no gap is lost");
  return 0;
}
