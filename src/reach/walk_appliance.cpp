#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "filters.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

// Resources that own addresses in a network and that the model does not follow: where one exists,
// an address nobody else has may be its.
constexpr std::array<std::string_view, 3> other_owners{
    "Microsoft.Network/azureFirewalls",
    "Microsoft.Network/loadBalancers",
    "Microsoft.Compute/virtualMachineScaleSets",
};

}  // namespace

bool may_be_owned(const model::Network& network) {
  if (!network.written().hosted_workloads.empty()) return true;
  return std::ranges::any_of(network.written().others, [](const azure::OtherResource& other) {
    return std::ranges::any_of(other_owners, [&](std::string_view type) {
      return starts_with_ignoring_case(other.type, type);
    });
  });
}

Disposition Walk::beyond(const std::string& what, std::vector<std::string> facts) {
  if (reading_.guess({what}) == 0)
    return deny(Reason::fw_deny, "appliance", what + " may drop it", std::move(facts));
  return allow(Via::vnet, "appliance", what + " may pass it", std::move(facts));
}

std::optional<Disposition> Walk::through_appliance(const Route& route) {
  const net::Ip ip = route.next_hop_address.value_or(net::Ip{});
  const azure::VirtualNetwork* home = at_.network;
  const azure::NetworkInterface* device = network_.interface_at(*home, ip);
  for (const model::Neighbour& neighbour : network_.neighbours_of(*at_.network)) {
    if (device != nullptr) break;
    device = network_.interface_at(*neighbour.network, ip);
    home = neighbour.network;
  }
  if (device == nullptr) {
    // What surroundings say of an appliance without an interface is not followed.
    const auto& described = network_.written().surroundings.appliances;
    if (may_be_owned(network_) || is_outside_input() ||
        std::ranges::count(described, ip, &azure::SurroundingAppliance::address) > 0)
      return beyond("the appliance at " + to_string(ip), {"N-056", "N-298"});
    return deny(
        Reason::next_hop_invalid, "appliance",
        "nobody in " + at_.network->name + " or its peers has the next hop " + to_string(ip),
        {"N-056"});
  }
  if (home != at_.network) {
    if (auto refused = cross(*home)) return refused;
  }
  if (!device->ip_forwarding)
    return deny(Reason::nva_no_forwarding, "appliance",
                device->name + " does not forward (enableIPForwarding)", {"N-024"});
  return forward_from({home, network_.subnet(device->subnet), device});
}

bool Walk::is_outside_input() const {
  return at_.network->external || std::ranges::any_of(network_.neighbours_of(*at_.network),
                                                      [](const model::Neighbour& neighbour) {
                                                        return neighbour.network->external;
                                                      });
}

std::optional<Disposition> Walk::forward_from(const Attachment& device) {
  if (device.subnet == nullptr) return beyond("the subnet of " + device.interface->name, {"N-056"});
  if (!passes_inbound(network_, device, packet_, reading_, trace_)) return denied(Reason::nsg_in);
  if (reading_.branch(model::Choice::c22_appliance_policy) == 1)
    return deny(Reason::fw_deny, "appliance", device.interface->name + " may drop it", {"N-298"});
  if (!passes_outbound(network_, device, packet_, reading_, trace_)) return denied(Reason::nsg_out);
  trace_.push_back({"appliance",
                    device.interface->name + " forwards it",
                    {"N-056", "N-298"},
                    device.interface->id.text(),
                    "",
                    device.interface->where});
  crossed_network_ = crossed_network_ || device.network != client_.network;
  at_ = device;
  ++devices_;
  return {};
}

}  // namespace airtight::reach
