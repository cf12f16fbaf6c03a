// A file of surroundings of any bytes, and a file of service tags of the same: what is wrong is
// said, and what is read without errors can be modelled and asked about.
#include <airtight/input/surroundings.h>
#include <airtight/model/network.h>
#include <airtight/verify/subject.h>
#include <sys/mman.h>
#include <unistd.h>

#include "target.h"

using namespace airtight;

namespace {

// A file that is nowhere on a disk: readers take paths, because a file may name one beside it.
class File {
 public:
  File(const std::uint8_t* data, std::size_t size) : number_(memfd_create("fuzz", MFD_CLOEXEC)) {
    fuzz::require(number_ >= 0 && write(number_, data, size) == static_cast<ssize_t>(size),
                  "a file in memory");
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(number_); }

  std::string path() const { return "/proc/self/fd/" + std::to_string(number_); }

 private:
  int number_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const File file(data, size);
  Diagnostics diagnostics;
  azure::Resources world;
  world.surroundings = input::read_surroundings(file.path(), diagnostics);
  Diagnostics of_tags;
  const azure::ServiceTags tags = input::read_service_tags(file.path(), of_tags);
  for (const Diagnostics* each : {&diagnostics, &of_tags})
    for (const Diagnostic& said : *each)
      fuzz::require(!said.message.empty() && !said.where.file.empty(), "what is wrong is said");
  if (!has_errors(of_tags)) world.surroundings.service_tags = tags;
  if (has_errors(diagnostics)) return 0;

  const std::vector<azure::SurroundingWorkload> workloads = world.surroundings.workloads;
  const model::Network network = model::build(std::move(world), diagnostics);
  for (const azure::SurroundingWorkload& each : workloads)
    static_cast<void>(verify::find_workload(network, each.name));
  return 0;
}
