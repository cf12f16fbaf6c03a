#include <airtight/azure/edge_answer.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::azure {
namespace {

const EdgeAnswer* first_of(std::string_view resource_type, std::string_view classification) {
  const auto all = edge_answers();
  const auto row = std::ranges::find_if(all, [&](const EdgeAnswer& each) {
    return equal_ignoring_case(each.resource_type, resource_type) && each.address == "public" &&
           each.classification == classification && each.confidence != "unverified";
  });
  return row == all.end() ? nullptr : &*row;
}

}  // namespace

// Some services tell the two apart, others do not (E-081, E-121, E-132).
const EdgeAnswer* refusal_of(std::string_view resource_type, bool disabled) {
  const EdgeAnswer* row =
      first_of(resource_type, disabled ? "PUB_REFUSED_DISABLED" : "PUB_REFUSED_RULES");
  return row != nullptr ? row : first_of(resource_type, "PUB_REFUSED");
}

}  // namespace airtight::azure
