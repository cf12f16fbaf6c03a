#include "probe_targets.h"

namespace airtight::cli {

probe::Target target_for(const verify::Target& needed) {
  probe::Target target = probe::target_of(needed.host, needed.port);
  if (!target.part)
    target.part = azure::part_named(needed.back_end->service.type + "/" + needed.group_id);
  return target;
}

std::vector<probe::Target> targets_for(const model::Network& network,
                                       const reach::Workload& workload) {
  std::vector<probe::Target> targets;
  for (const verify::Target& each : verify::needed_targets(network, workload))
    targets.push_back(target_for(each));
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
