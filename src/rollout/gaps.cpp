#include "gaps.h"

namespace airtight::rollout {

std::vector<std::string> gaps_about(const model::Network& network, std::string_view type) {
  std::vector<std::string> found;
  for (const azure::Gap& gap : network.written().gaps) {
    if (azure::may_change(gap, type)) found.push_back(gap.what);
  }
  return found;
}

}  // namespace airtight::rollout
