#include "service_endpoint.h"

#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::reach {

bool has_service_endpoint(const azure::Subnet& subnet, const model::BackEnd& target) {
  const std::string wanted(azure::service_family(target.service.type).service_endpoint);
  if (wanted.empty()) return false;
  return std::ranges::any_of(subnet.service_endpoints, [&](const std::string& service) {
    return equal_ignoring_case(service, wanted) || equal_ignoring_case(service, wanted + ".Global");
  });
}

}  // namespace airtight::reach
