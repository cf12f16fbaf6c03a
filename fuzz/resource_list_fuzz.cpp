// A resource list of any bytes is read to its end, and what was read from it survives being
// written and read again.
#include <airtight/input/read.h>

#include "target.h"

using namespace airtight;

namespace {

input::ResourceSet read(std::string text) {
  const input::Source source{"fuzz.json", std::move(text), input::Kind::resource_list, ""};
  input::ResourceSet set;
  Diagnostics diagnostics;
  input::read_resource_list(source, set, diagnostics);
  return set;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const input::ResourceSet set = read(fuzz::text_of(data, size));
  Diagnostics diagnostics;
  input::to_resources(set, diagnostics);

  const std::string list = input::to_resource_list(set);
  fuzz::require(input::to_resource_list(read(list)) == list, "a written list reads back the same");
  return 0;
}
