#include <airtight/azure/limits.h>

#include <algorithm>

namespace airtight::azure {

const Limit* limit_of(std::string_view of, std::string_view what) {
  const auto all = limits();
  const auto found = std::ranges::find_if(
      all, [&](const Limit& limit) { return limit.of == of && limit.what == what; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace airtight::azure
