#pragma once

#include <functional>
#include <istream>
#include <map>
#include <ostream>
#include <string>

namespace airtight::cli {

// One line of a batch: the members of a flat JSON object as text.
using BatchItem = std::map<std::string, std::string>;

// Answers JSON Lines with one compact document a line, in order (CONTRACT section 3). A line that
// is no flat object with these keys becomes a document with "error". Returns the worst exit code
// of the answers in the order 2 > 1 > 3 > 0.
struct BatchAnswer {
  std::string line;
  int code = 0;
};
int run_batch(std::istream& lines, std::ostream& out, const std::string& keys,
              const std::function<BatchAnswer(const BatchItem&)>& answer);

}  // namespace airtight::cli
