#include <airtight/base/text.h>
#include <airtight/verify/place.h>
#include <airtight/verify/subject.h>

#include <algorithm>

#include "naming.h"

namespace airtight::verify {
namespace {

using reach::Workload;

reach::Attachment attachment(const model::Network& network,
                             const azure::NetworkInterface& interface) {
  return {network.virtual_network(interface.subnet.parent()), network.subnet(interface.subnet),
          &interface};
}

const azure::NetworkInterface* interface_named(const model::Network& network,
                                               const std::string& text) {
  const azure::NetworkInterface* found = nullptr;
  for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
    if (!is_named(interface.id, text)) continue;
    if (found != nullptr) return nullptr;
    found = &interface;
  }
  return found;
}

void enter_by_integration(const model::Network& network, Place& place) {
  const auto& integration = place.workload.site->integration_subnet;
  if (integration.unknown() != nullptr) {
    place.unknown.push_back(*integration.unknown());
    return;
  }
  const azure::ResourceId& subnet = *integration.known();
  place.at = {network.virtual_network(subnet.parent()), network.subnet(subnet), nullptr};
}

void add_other_interfaces(const model::Network& network, Place& place) {
  for (const azure::VirtualMachine& machine : network.written().virtual_machines) {
    const auto& all = machine.network_interfaces;
    if (place.at.interface == nullptr || std::ranges::count(all, place.at.interface->id) == 0)
      continue;
    for (const azure::ResourceId& id : all) {
      if (id != place.at.interface->id) place.other_interfaces.push_back(id);
    }
  }
}

std::string_view why_outside(const Workload& workload) {
  switch (workload.kind) {
    case Workload::Kind::app:
    case Workload::Kind::references:
      return workload.site->integration_subnet.absent()
                 ? " is not integrated with a virtual network"
                 : "";
    case Workload::Kind::on_premises:
      return " is outside Azure; ask for the gateway's subnet, such as subnet:hub/GatewaySubnet";
    case Workload::Kind::internet:
    case Workload::Kind::service:
      return " is in no virtual network";
    case Workload::Kind::machine:
    case Workload::Kind::subnet:
      return "";
  }
  return "";
}

}  // namespace

Result<Place> find_place(const model::Network& network, const std::string& text) {
  Place place;
  auto workload = find_workload(network, text);
  if (!workload) {
    const azure::NetworkInterface* interface = interface_named(network, text);
    if (interface == nullptr) return tl::unexpected(workload.error());
    place.from = interface->name;
    place.workload.kind = Workload::Kind::machine;
    place.workload.name = interface->name;
    place.workload.interface = interface;
    place.at = attachment(network, *interface);
    return place;
  }
  place.from = workload->name;
  place.workload = *workload;
  const std::string_view outside = why_outside(*workload);
  if (!outside.empty())
    return fail(workload->name + std::string(outside) +
                    ": it has no effective routes and no effective network security groups",
                {"N-230"});
  if (workload->site != nullptr)
    enter_by_integration(network, place);
  else
    place.at = {workload->network, workload->subnet, workload->interface};
  if (!place.is_known() && place.unknown.empty())
    place.unknown.push_back({"the subnet of " + workload->name});
  add_other_interfaces(network, place);
  return place;
}

}  // namespace airtight::verify
