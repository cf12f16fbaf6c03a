#include "group_ids.h"

#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::input::az {
namespace {

// Endpoints of these groups need an address for each member; all others need one.
struct Count {
  std::string_view group;
  std::size_t addresses;
};
constexpr std::array counts{
    Count{"registry", 2},
    Count{"amlworkspace", 3},
};

}  // namespace

std::vector<std::string> group_ids(std::string_view type) {
  std::vector<std::string> groups = azure::group_ids(type);
  std::erase_if(groups, [](const std::string& group) { return group.starts_with("sites-"); });
  return groups;
}

std::size_t address_count(std::string_view type, std::string_view group) {
  // A Cosmos DB account has one address for its name and one for its region.
  if (equal_ignoring_case(type, "Microsoft.DocumentDB/databaseAccounts")) return 2;
  const auto found = std::ranges::find_if(
      counts, [&](const Count& count) { return equal_ignoring_case(count.group, group); });
  return found == counts.end() ? 1 : found->addresses;
}

}  // namespace airtight::input::az
