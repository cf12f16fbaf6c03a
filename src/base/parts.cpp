#include <airtight/base/parts.h>

namespace airtight {

void in_turn(std::size_t count, const std::function<DoPart()>& make) {
  if (count == 0) return;
  const DoPart work = make();
  for (std::size_t part = 0; part < count; ++part) work(part);
}

}  // namespace airtight
