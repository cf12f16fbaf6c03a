#pragma once

#include <airtight/base/diagnostic.h>

#include <string>
#include <vector>

namespace airtight::report {

// One input file, as every document names it.
struct InputFile {
  std::string path;
  std::string kind;
  std::string sha256;
};

// What every document starts with (CONTRACT section 5).
struct Preamble {
  std::string command;  // "replay"
  std::vector<InputFile> inputs;
  Diagnostics diagnostics;
};

}  // namespace airtight::report
