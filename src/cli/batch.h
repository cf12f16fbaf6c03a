#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "common.h"

namespace airtight::cli {

// One line of a batch: the members of a flat JSON object as text.
class BatchItem {
 public:
  explicit BatchItem(std::map<std::string, std::string> members) : members_(std::move(members)) {}

  std::string value(const std::string& key, const std::string& otherwise = "") const {
    const auto found = members_.find(key);
    return found == members_.end() ? otherwise : found->second;
  }

 private:
  std::map<std::string, std::string> members_;
};

struct BatchAnswer {
  std::string line;
  int code = 0;
};

// Answers the JSON Lines of a file with one compact document a line, in order (CONTRACT section 3).
// A line that is no flat object with these keys becomes a document with "error". Returns the worst
// exit code of the answers in the order 2 > 1 > 3 > 0.
int run_batch(const Context& context, const std::string& path, const std::string& keys,
              const std::function<BatchAnswer(const BatchItem&)>& answer);

}  // namespace airtight::cli
