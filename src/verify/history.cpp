#include <airtight/verify/history.h>

#include <algorithm>
#include <map>
#include <utility>

namespace airtight::verify {
namespace {

using Key = std::pair<std::string, std::string>;

// Two resources may have one name; the graver of their results is remembered.
std::map<Key, Status> open_now(const std::vector<PolicyResult>& results) {
  std::map<Key, Status> open;
  for (const PolicyResult& result : results) {
    if (result.status == Status::pass) continue;
    Status& status = open.emplace(Key{result.id, result.subject}, result.status).first->second;
    if (result.status == Status::fail) status = Status::fail;
  }
  return open;
}

}  // namespace

History remember(std::vector<PolicyResult>& results, const std::vector<Remembered>& before,
                 std::chrono::year_month_day today) {
  History history;
  std::map<Key, Remembered> all;
  for (const Remembered& one : before) all[{one.id, one.subject}] = one;
  const std::map<Key, Status> open = open_now(results);
  for (const auto& [key, status] : open) {
    const Remembered fresh{key.first, key.second, status, today, std::nullopt};
    const auto found = all.emplace(key, fresh);
    Remembered& one = found.first->second;
    const bool same = !found.second && !one.fixed && one.status == status;
    if (!same) {
      one = fresh;
      ++history.added;
    }
    one.since = std::min(one.since, today);
  }
  for (auto& [key, one] : all) {
    if (open.contains(key) || one.fixed) continue;
    one.fixed = today;
    history.fixed.push_back(one);
  }
  for (PolicyResult& result : results) {
    if (result.status != Status::pass) result.since = all.at({result.id, result.subject}).since;
  }
  for (auto& each : all) history.results.push_back(std::move(each.second));
  return history;
}

}  // namespace airtight::verify
