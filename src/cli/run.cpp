#include <airtight/cli/run.h>

#include <ostream>

namespace airtight::cli {

int run(const std::vector<std::string>&, Streams streams) {
  streams.err << "no command is built yet\n";
  return 2;
}

}  // namespace airtight::cli
