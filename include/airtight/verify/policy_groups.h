#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/verify/policy.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::verify {

// The tags of each resource. One whose value the input does not say has none; with no name it
// stands for tags that are not known at all.
using Tags = std::map<azure::ResourceId, std::map<std::string, std::optional<std::string>>>;

inline constexpr std::string_view group_prefix = "group:";

// The policy as it is for one input: the assertions of its packs added, and each assertion about
// groups replaced by one for each workload and back end in them, in order of id. An assertion whose
// groups nothing fits stays as it is, which `judge` finds undetermined. Where a tag that decides
// is not known the resource is taken in: it may be meant.
Policy instantiate(const model::Network& network, const Tags& tags, Policy policy);

}  // namespace airtight::verify
