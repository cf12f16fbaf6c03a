#pragma once

#include <airtight/base/parts.h>

namespace airtight::input {

// A DoParts by two threads at most: the caller's, and another one where there is more than one part
// and a processor for it. Parts are begun in order.
void in_two_threads(std::size_t count, const std::function<DoPart()>& make);

}  // namespace airtight::input
