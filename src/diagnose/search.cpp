#include "search.h"

#include <algorithm>

namespace airtight::diagnose {
namespace {

constexpr std::size_t most_in_sets = 30;  // repairs that are combined

// The likeliest first.
std::vector<const Repair*> in_order(const Repairs& repairs) {
  std::vector<const Repair*> order;
  for (const Repair& repair : repairs.list()) order.push_back(&repair);
  std::ranges::stable_sort(order, std::ranges::greater(), &Repair::weight);
  return order;
}

bool is_the_same_fault(const Repair& a, const Repair& b) {
  return a.cause.code == b.cause.code && a.cause.summary == b.cause.summary;
}

class Sets {
 public:
  Sets(const Question& question, Budget& budget) : question_(question), budget_(budget) {}

  void extend(const std::vector<const Repair*>& order, std::size_t at, std::size_t size) {
    if (set_.size() == size) {
      if (!budget_.take(question_.flows.size())) return;
      Candidate candidate{set_, try_out(question_, set_)};
      if (candidate.trial.mends_all(question_.symptoms)) found.push_back(std::move(candidate));
      return;
    }
    for (std::size_t i = at; i < order.size(); ++i) {
      const bool known = std::ranges::any_of(
          set_, [&](const Repair* each) { return is_the_same_fault(*each, *order[i]); });
      if (known) continue;
      set_.push_back(order[i]);
      extend(order, i + 1, size);
      set_.pop_back();
    }
  }

  std::vector<Candidate> found;

 private:
  const Question& question_;
  Budget& budget_;
  std::vector<const Repair*> set_;
};

}  // namespace

bool Budget::take(std::size_t flows) {
  if (paths < flows) {
    ++left_out;
    return false;
  }
  paths -= flows;
  return true;
}

std::vector<Candidate> search_alone(const Question& question, const Repairs& repairs,
                                    Budget& budget, std::vector<Tried>& tried) {
  std::vector<Candidate> found;
  for (const Repair* repair : in_order(repairs)) {
    if (!budget.take(question.flows.size())) continue;
    Candidate candidate{{repair}, try_out(question, {repair})};
    if (candidate.trial.mends_all(question.symptoms))
      found.push_back(std::move(candidate));
    else
      tried.push_back({repair->cause.code, repair->cause.summary, candidate.trial.result});
  }
  return found;
}

std::vector<Candidate> search_sets(const Question& question, const Repairs& repairs,
                                   Budget& budget) {
  auto order = in_order(repairs);
  order.resize(std::min(order.size(), most_in_sets));
  Sets sets(question, budget);
  for (std::size_t size = 2; size <= 3 && sets.found.empty(); ++size) sets.extend(order, 0, size);
  return std::move(sets.found);
}

}  // namespace airtight::diagnose
