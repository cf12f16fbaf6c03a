#include <airtight/azure/trusted_services.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <string>

namespace airtight::azure {
namespace {

bool is_or_is_below(std::string_view type, std::string_view listed) {
  return equal_ignoring_case(type, listed) ||
         starts_with_ignoring_case(type, std::string(listed) + "/");
}

}  // namespace

bool is_trusted_by(std::string_view target, std::string_view caller) {
  const auto all = trusted_services();
  const auto row = std::ranges::find_if(
      all, [&](const TrustedServices& each) { return equal_ignoring_case(each.target, target); });
  return row != all.end() && std::ranges::any_of(row->callers, [&](std::string_view listed) {
           return is_or_is_below(caller, listed);
         });
}

}  // namespace airtight::azure
