#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace airtight::cli {

// Where a command writes. `terminal` switches colour on.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool terminal = false;
};

// Runs one command line without the program's name, and returns the exit code:
// 0 holds, 1 violated, 2 usage or input error, 3 undetermined, 4 prediction against observation.
// Never throws and never exits.
int run(const std::vector<std::string>& arguments, Streams streams);

}  // namespace airtight::cli
