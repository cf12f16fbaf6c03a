#include <airtight/model/reading.h>

#include <algorithm>

// How readings are enumerated: an evaluation is a walk down a tree whose forks are the points it
// asks about. The first walk takes branch 0 everywhere. To get the next walk, the last fork that
// has another branch takes it and everything asked after it is forgotten, because another branch
// may lead to other forks. Every leaf is visited once, so every combination that can be touched is.

namespace airtight::model {

std::size_t Reading::ask(const OpenPoint& question, std::size_t branches) {
  const auto asked = [&](const OpenPoint& other) { return other.same_question(question); };
  if (const auto fixed = std::ranges::find_if(fixed_, asked); fixed != fixed_.end())
    return std::min(fixed->branch, branches - 1);
  if (const auto known = std::ranges::find_if(touched_, asked); known != touched_.end())
    return std::min(known->branch, branches - 1);
  const std::size_t depth = touched_.size();
  touched_.push_back(question);
  branches_.push_back(branches);
  if (depth < decided_.size()) touched_.back().branch = decided_[depth].branch;
  return touched_.back().branch;
}

std::size_t Reading::branch(Choice choice) {
  return ask({choice, {}, 0}, describe(choice).branches.size());
}

std::size_t Reading::guess(const azure::UnknownInput& unknown, std::size_t possibilities,
                           std::string_view about) {
  return ask({std::nullopt, unknown, 0, std::string(about)}, possibilities);
}

void Reading::fix(Choice choice, std::size_t branch) { fixed_.push_back({choice, {}, branch}); }

bool Reading::advance() {
  decided_ = std::exchange(touched_, {});
  std::vector<std::size_t> branches = std::exchange(branches_, {});
  while (!decided_.empty() && decided_.back().branch + 1 >= branches.back()) {
    decided_.pop_back();
    branches.pop_back();
  }
  if (decided_.empty()) return false;
  ++decided_.back().branch;
  return true;
}

}  // namespace airtight::model
