#pragma once

#include <airtight/base/result.h>

#include <string>
#include <vector>

namespace airtight::lab {

// A program at work with a text as its standard input, in the namespace of the calling thread. Its
// output goes nowhere; what it says on standard error is the error if it fails.
class Tool {
 public:
  Tool(std::vector<std::string> words, const std::string& input);
  Tool(Tool&& other) noexcept;
  Tool& operator=(Tool&&) = delete;
  ~Tool();
  Result<void> wait();

 private:
  std::string name_;
  int id_ = -1;
  int errors_ = -1;
  std::string failure_;
};

}  // namespace airtight::lab
