#include <airtight/azure/limits.h>

#include <unordered_map>
#include <vector>

namespace airtight::azure {

// Asked for every record of an estate.
const Limit* limit_of(std::string_view of, std::string_view what) {
  static const std::unordered_map<std::string_view, std::vector<const Limit*>> by_owner = [] {
    std::unordered_map<std::string_view, std::vector<const Limit*>> all;
    for (const Limit& limit : limits()) all[limit.of].push_back(&limit);
    return all;
  }();
  const auto found = by_owner.find(of);
  if (found == by_owner.end()) return nullptr;
  for (const Limit* limit : found->second) {
    if (limit->what == what) return limit;
  }
  return nullptr;
}

}  // namespace airtight::azure
