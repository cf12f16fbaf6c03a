#include "public_space.h"

#include <algorithm>

namespace airtight::reach {

bool covers_public_space(const std::vector<azure::IpRule>& rules) {
  std::vector<net::Prefix> blocks;
  for (const azure::IpRule& rule : rules) {
    const auto* prefix = std::get_if<net::Prefix>(&rule.value);
    if (prefix != nullptr && prefix->base.family == net::Family::v4) blocks.push_back(*prefix);
  }
  std::ranges::sort(blocks);
  std::uint64_t next = 0;  // the first address that is not yet known to be covered
  for (const net::Prefix& block : blocks) {
    if (block.base.low > next) break;
    next = std::max(next, block.last().low + 1);
  }
  return next > 0xffffffffU;
}

}  // namespace airtight::reach
