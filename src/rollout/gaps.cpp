#include "gaps.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::rollout {

std::vector<std::string> gaps_about(const model::Network& network, std::string_view type) {
  std::vector<std::string> found;
  for (const azure::Gap& gap : network.written().gaps) {
    const bool concerns = std::ranges::any_of(gap.scope, [&](const std::string& scope) {
      return scope == "*" || starts_with_ignoring_case(type, scope) ||
             starts_with_ignoring_case(scope, type);
    });
    if (concerns) found.push_back(gap.what);
  }
  return found;
}

}  // namespace airtight::rollout
