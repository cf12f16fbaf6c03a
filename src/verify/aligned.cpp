#include "aligned.h"

namespace airtight::verify {
namespace {

using net::Ip;
using Range = net::PrefixSet::Range;
using Index = std::optional<std::size_t>;

struct Owned {
  Range range;
  std::size_t owner = 0;
};

// Those of one key in one state.
struct Side {
  std::vector<std::size_t> unsaid;  // those without addresses
  std::vector<std::size_t> said;

  // Nothing but unsaid addresses, which may be any.
  bool may_be_any() const { return said.empty() && !unsaid.empty(); }
};

Ip previous(Ip ip) {
  if (ip.low == 0) --ip.high;
  --ip.low;
  return ip;
}

std::vector<Owned> ranges_of(const std::vector<Keyed>& list, const Side& side) {
  std::vector<Owned> all;
  for (const std::size_t owner : side.said) {
    for (const Range& range : *list[owner].ranges) all.push_back({range, owner});
  }
  std::ranges::sort(all, {}, [](const Owned& each) { return each.range.first; });
  return all;
}

class Merge {
 public:
  Merge(std::vector<Owned> before, std::vector<Owned> after)
      : before_(std::move(before)), after_(std::move(after)) {}

  std::vector<Aligned> run() {
    while (b_ < before_.size() || a_ < after_.size()) step();
    std::vector<Aligned> result;
    for (auto& [owners, ranges] : found_)
      result.push_back({owners.first, owners.second, std::move(ranges)});
    return result;
  }

 private:
  // Takes the piece that starts first, up to where the next one of either side starts or ends.
  void step() {
    if (a_ == after_.size()) return take_before(before_[b_].range.last);
    if (b_ == before_.size()) return take_after(after_[a_].range.last);
    const Range& b = before_[b_].range;
    const Range& a = after_[a_].range;
    if (b.first < a.first) return take_before(b.last < a.first ? b.last : previous(a.first));
    if (a.first < b.first) return take_after(a.last < b.first ? a.last : previous(b.first));
    const Ip last = std::min(a.last, b.last);
    found_[{before_[b_].owner, after_[a_].owner}].push_back({a.first, last});
    advance(before_, b_, last);
    advance(after_, a_, last);
  }

  void take_before(const Ip& last) {
    found_[{before_[b_].owner, std::nullopt}].push_back({before_[b_].range.first, last});
    advance(before_, b_, last);
  }

  void take_after(const Ip& last) {
    found_[{std::nullopt, after_[a_].owner}].push_back({after_[a_].range.first, last});
    advance(after_, a_, last);
  }

  static void advance(std::vector<Owned>& list, std::size_t& at, const Ip& taken) {
    if (list[at].range.last == taken) {
      ++at;
    } else {
      list[at].range.first = net::advance(taken, 1);
    }
  }

  std::vector<Owned> before_;
  std::vector<Owned> after_;
  std::size_t b_ = 0;
  std::size_t a_ = 0;
  std::map<std::pair<Index, Index>, Ranges> found_;
};

using Sides = std::pair<Side, Side>;

void add(Side& side, const std::vector<Keyed>& list, std::size_t index) {
  (list[index].ranges->empty() ? side.unsaid : side.said).push_back(index);
}

// What one state does not say is what the other does not say, else all that it says.
void align_unsaid(const Sides& sides, const std::vector<Keyed>& before,
                  const std::vector<Keyed>& after, std::vector<Aligned>& result) {
  const auto& [b, a] = sides;
  for (const std::size_t was : b.unsaid) {
    for (const std::size_t is : a.unsaid) result.push_back({was, is, {}});
    if (!a.unsaid.empty()) continue;
    for (const std::size_t is : a.said) result.push_back({was, is, *after[is].ranges});
    if (a.said.empty()) result.push_back({was, std::nullopt, {}});
  }
  if (!b.unsaid.empty()) return;
  for (const std::size_t is : a.unsaid) {
    for (const std::size_t was : b.said) result.push_back({was, is, *before[was].ranges});
    if (b.said.empty()) result.push_back({std::nullopt, is, {}});
  }
}

}  // namespace

std::vector<Aligned> align(const std::vector<Keyed>& before, const std::vector<Keyed>& after) {
  std::map<std::string, Sides> by_key;
  for (std::size_t i = 0; i < before.size(); ++i) add(by_key[before[i].key].first, before, i);
  for (std::size_t i = 0; i < after.size(); ++i) add(by_key[after[i].key].second, after, i);
  std::vector<Aligned> result;
  for (const auto& [key, sides] : by_key) {
    align_unsaid(sides, before, after, result);
    // Those that the unsaid of the other state answered are done.
    const auto& [b, a] = sides;
    const bool were_met = a.may_be_any() && b.unsaid.empty();
    const bool are_met = b.may_be_any() && a.unsaid.empty();
    Merge merge(were_met ? std::vector<Owned>{} : ranges_of(before, b),
                are_met ? std::vector<Owned>{} : ranges_of(after, a));
    for (Aligned& each : merge.run()) result.push_back(std::move(each));
  }
  return result;
}

}  // namespace airtight::verify
