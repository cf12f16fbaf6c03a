#include <airtight/azure/token_request.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::azure {

const TokenRequest* token_request_for(const ServicePart& part, std::string_view host) {
  const auto rows = token_requests();
  const std::string lower = to_lower(host);
  const auto found = std::ranges::find_if(rows, [&](const TokenRequest& row) {
    return equal_ignoring_case(row.resource_type, part.resource_type) &&
           equal_ignoring_case(row.group_id, part.group_id) && lower.ends_with(row.host_suffix);
  });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace airtight::azure
