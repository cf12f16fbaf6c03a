#include <airtight/verify/baseline.h>

#include <algorithm>
#include <map>
#include <utility>

namespace airtight::verify {
namespace {

using Key = std::pair<std::string, std::string>;

bool excuses(const FormerResult& former, const PolicyResult& result) {
  const bool expired = result.waiver && result.waiver->expired;
  const bool worse = former.status == Status::undetermined && result.status == Status::fail;
  return former.status != Status::pass && !former.waived && !expired && !worse;
}

// Two resources may have one name: each former result excuses one result and no more.
class Excuses {
 public:
  explicit Excuses(const std::vector<FormerResult>& former) {
    for (const FormerResult& one : former) left_[{one.id, one.subject}].push_back(&one);
  }

  bool take(const PolicyResult& result) {
    const auto found = left_.find({result.id, result.subject});
    if (found == left_.end()) return false;
    const auto one = std::ranges::find_if(
        found->second, [&](const FormerResult* former) { return excuses(*former, result); });
    if (one == found->second.end()) return false;
    found->second.erase(one);
    return true;
  }

 private:
  std::map<Key, std::vector<const FormerResult*>> left_;
};

}  // namespace

Comparison compare(std::vector<PolicyResult>& results, const std::vector<FormerResult>& former) {
  Excuses before(former);
  std::map<Key, bool> holds;
  Comparison comparison;
  for (PolicyResult& result : results) {
    const bool pass = result.status == Status::pass;
    bool& all_hold = holds.emplace(Key{result.id, result.subject}, true).first->second;
    all_hold = all_hold && pass;
    if (pass) continue;
    result.standing = before.take(result) ? Standing::known : Standing::added;
    ++(result.standing == Standing::known ? comparison.known : comparison.added);
  }
  for (const FormerResult& one : former) {
    if (one.status == Status::pass) continue;
    const auto now = holds.find({one.id, one.subject});
    if (now == holds.end()) comparison.gone.push_back(one);
    if (now != holds.end() && now->second) comparison.fixed.push_back(one);
  }
  return comparison;
}

}  // namespace airtight::verify
