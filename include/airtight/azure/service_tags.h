#pragma once

#include <string_view>

namespace airtight::azure {

// Whether a word is a service tag that Azure has, with or without a region behind a dot: a name for
// public addresses of one service (N-119), no matter which. Of any other word nobody can say what
// is in it, private addresses and the Internet included.
bool is_service_tag(std::string_view tag);

}  // namespace airtight::azure
