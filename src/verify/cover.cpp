#include "cover.h"

#include <algorithm>

namespace airtight::verify {
namespace {

using Sets = std::vector<std::vector<std::size_t>>;

// Depth first: the element that the fewest sets have is covered next, by each of those in turn, the
// largest first. So an element that only one set has is a forced choice, and the first cover found
// is the greedy one.
class Search {
 public:
  Search(const Sets& sets, std::size_t elements, std::size_t most_steps)
      : sets_(sets), with_(elements), covered_(elements, 0), steps_left_(most_steps) {
    for (std::size_t set = 0; set < sets.size(); ++set)
      for (const std::size_t element : sets[set]) with_[element].push_back(set);
    for (std::vector<std::size_t>& those : with_)
      std::ranges::stable_sort(those, std::ranges::greater{},
                               [&](std::size_t set) { return sets_[set].size(); });
    for (const auto& those : with_) largest_ = std::max(largest_, most_in(those));
  }

  std::vector<std::size_t> run() {
    descend();
    without_needless();
    std::ranges::sort(best_);
    return best_;
  }

 private:
  std::size_t most_in(const std::vector<std::size_t>& sets) const {
    return sets.empty() ? 0 : sets_[sets.front()].size();
  }

  // The uncovered element of the fewest sets; `with_.size()` where all are covered.
  std::size_t hardest() {
    std::size_t found = with_.size();
    left_ = 0;
    for (std::size_t element = 0; element < with_.size(); ++element) {
      if (covered_[element] > 0 || with_[element].empty()) continue;
      ++left_;
      if (found == with_.size() || with_[element].size() < with_[found].size()) found = element;
    }
    return found;
  }

  void descend() {
    const std::size_t element = hardest();
    if (element == with_.size()) {
      if (!found_ || taken_.size() < best_.size()) best_ = taken_;
      found_ = true;
      return;
    }
    const std::size_t at_least = (left_ + largest_ - 1) / largest_;
    if (found_ && taken_.size() + at_least >= best_.size()) return;
    for (const std::size_t set : with_[element]) {
      if (found_ && steps_left_ == 0) return;
      if (steps_left_ > 0) --steps_left_;
      take(set, 1);
      taken_.push_back(set);
      descend();
      taken_.pop_back();
      take(set, -1);
    }
  }

  void take(std::size_t set, int times) {
    for (const std::size_t element : sets_[set]) covered_[element] += times;
  }

  void without_needless() {
    for (const std::size_t set : best_) take(set, 1);
    std::erase_if(best_, [&](std::size_t set) {
      const bool needless = std::ranges::all_of(
          sets_[set], [&](std::size_t element) { return covered_[element] > 1; });
      if (needless) take(set, -1);
      return needless;
    });
  }

  const Sets& sets_;
  Sets with_;  // of each element, the sets that have it
  std::vector<int> covered_;
  std::size_t largest_ = 1;
  std::size_t left_ = 0;
  std::size_t steps_left_;
  std::vector<std::size_t> taken_;
  std::vector<std::size_t> best_;
  bool found_ = false;
};

}  // namespace

std::vector<std::size_t> fewest_cover(const Sets& sets, std::size_t elements,
                                      std::size_t most_steps) {
  return Search(sets, elements, most_steps).run();
}

}  // namespace airtight::verify
