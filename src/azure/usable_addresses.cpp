#include <airtight/azure/usable_addresses.h>

#include <limits>

namespace airtight::azure {
namespace {

constexpr std::uint64_t kept_in_front = 4;  // N-002
constexpr std::uint64_t kept_behind = 1;

}  // namespace

UsableAddresses usable_addresses(const net::Prefix& block) {
  UsableAddresses usable{net::advance(block.base, kept_in_front), block.last(), 0};
  if (block.base.family == net::Family::v6) {
    usable.count = std::numeric_limits<std::uint64_t>::max();
    return usable;
  }
  const std::uint64_t all = std::uint64_t{1} << static_cast<unsigned>(32 - block.length);
  if (all <= kept_in_front + kept_behind) return usable;
  usable.last.low -= kept_behind;
  usable.count = all - kept_in_front - kept_behind;
  return usable;
}

}  // namespace airtight::azure
