#include <airtight/azure/fact.h>

#include <unordered_map>

namespace airtight::azure {

const Fact* fact_of(std::string_view id) {
  static const std::unordered_map<std::string_view, const Fact*> by_id = [] {
    std::unordered_map<std::string_view, const Fact*> all;
    for (const Fact& fact : facts()) all.emplace(fact.id, &fact);
    return all;
  }();
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

}  // namespace airtight::azure
