#include <airtight/verify/probe_plan.h>

#include "probe_targets.h"

namespace airtight::cli {

std::vector<probe::Target> targets_for(const model::Network& network,
                                       const reach::Workload& workload) {
  std::vector<probe::Target> targets;
  for (const verify::Target& each : verify::needed_targets(network, workload)) {
    probe::Target target = probe::target_of(each.host, each.port);
    if (!target.part)
      target.part = azure::part_named(each.back_end->service.type + "/" + each.group_id);
    targets.push_back(std::move(target));
  }
  return targets;
}

std::vector<probe::KnownSpace> private_space(const model::Network& network) {
  std::vector<probe::KnownSpace> space;
  for (const azure::VirtualNetwork& each : network.written().virtual_networks) {
    for (const net::Prefix& prefix : model::prefixes(each))
      space.push_back({prefix, azure::AddressClass::is_private});
  }
  return space;
}

}  // namespace airtight::cli
