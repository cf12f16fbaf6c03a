#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <string>

namespace airtight::azure {
namespace {

constexpr ServiceFamily none{};

template <class Holds>
const ServiceFamily& first_of(const Holds& holds) {
  const auto rows = service_families();
  const auto found = std::ranges::find_if(rows, holds);
  return found == rows.end() ? none : *found;
}

}  // namespace

const ServiceFamily& service_family(std::string_view type) {
  return first_of([&](const ServiceFamily& row) { return equal_ignoring_case(row.type, type); });
}

std::string_view tag_of_service_endpoint(std::string_view endpoint) {
  return first_of([&](const ServiceFamily& row) {
           return !row.service_endpoint.empty() &&
                  (equal_ignoring_case(row.service_endpoint, endpoint) ||
                   equal_ignoring_case(std::string(row.service_endpoint) + ".Global", endpoint));
         })
      .service_tag;
}

bool is_service_tag_on_record(std::string_view tag) {
  return !tag.empty() && !first_of([&](const ServiceFamily& row) {
                            return equal_ignoring_case(row.service_tag, tag);
                          }).type.empty();
}

}  // namespace airtight::azure
