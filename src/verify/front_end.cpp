#include <airtight/reach/reach.h>
#include <airtight/verify/front_end.h>

#include "doubts.h"
#include "targets.h"

namespace airtight::verify {

Path examine_front_end(const model::Network& network, const reach::Workload& from,
                       const Target& target, const Assumptions& assumptions) {
  reach::Destination destination = sent_to(target);
  destination.front_end = target.back_end;
  const auto readings = model::explore(
      [&](model::Reading& reading) { return reach::reach(network, from, destination, reading); },
      reading_under(assumptions));
  Path path;
  path.from = from.name;
  path.to = target.name;
  path.to_id = target.back_end->id();
  path.protocol = target.protocol;
  path.port = target.port;
  path.verdict = join(readings, doubts(network, from, target));
  path.nominally_allowed = readings.nominal().allowed;
  path.via = readings.nominal().via;
  path.trace = readings.nominal().trace;
  return path;
}

}  // namespace airtight::verify
