#pragma once

#include <airtight/base/result.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::cli {

// A program to run, found on the PATH and never through a shell.
struct Child {
  std::vector<std::string> words;  // its name and arguments
  std::string_view input{};        // its standard input
  std::chrono::seconds patience{60};
  std::size_t longest = std::size_t{64} * 1024;  // of its output
  bool quiet = false;                            // drops its standard error
};

// All it prints, if it ends well. The error continues a sentence that starts with its name:
// "fails", "cannot be run: No such file or directory", "gives no answer within 60 seconds".
Result<std::string> output_of(const Child& child);

}  // namespace airtight::cli
