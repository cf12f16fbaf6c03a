#pragma once

#include <airtight/azure/resource_id.h>

#include <algorithm>
#include <vector>

namespace airtight::azure {

// The one of a list of resources that has the id; null if none has. The pointer is into the list.
template <class T>
const T* by_id(const std::vector<T>& list, const ResourceId& id) {
  const auto found = std::ranges::find(list, id, &T::id);
  return id.empty() || found == list.end() ? nullptr : &*found;
}

}  // namespace airtight::azure
