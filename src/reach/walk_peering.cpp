#include <airtight/base/text.h>

#include <algorithm>

#include "filters.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

// The one of both links that is written, the sender's before the receiver's; one that is not
// connected before one that may be.
Decider written_link(const model::Neighbour& neighbour) {
  const auto connected = [](const azure::Peering* link) {
    const std::string* state = link == nullptr ? nullptr : link->state.known();
    return state == nullptr || equal_ignoring_case(*state, "Connected");
  };
  if (neighbour.link == nullptr) return neighbour.back;
  const bool other =
      connected(neighbour.link) && neighbour.back != nullptr && !connected(neighbour.back);
  const azure::Peering& link = other ? *neighbour.back : *neighbour.link;
  return {link.id.text(), link.state.absent() ? link.where : link.state.where, link.name};
}

// At the member that says it; an absent one has the place of its resource.
Decider placed(const azure::Peering& link, const Where& where) {
  return {link.id.text(), where.file.empty() ? link.where : where, link.name};
}

}  // namespace

std::optional<Disposition> Walk::cross(const Attachment& from, const azure::VirtualNetwork& to,
                                       const Packet& packet) {
  const auto& neighbours = network_.neighbours_of(*from.network);
  const auto found = std::ranges::find(neighbours, &to, &model::Neighbour::network);
  if (found == neighbours.end() || is_down(*found) || !connected(*found->link) ||
      !connected(*found->back))
    return deny(Reason::peering_down, "peering",
                "the peering of " + from.network->name + " and " + to.name +
                    " is not connected on both sides",
                {"N-150", "R-10"}, found == neighbours.end() ? Decider() : written_link(*found));
  // N-167: other subnets have the route, and their packets are dropped.
  if (!is_peered(*found->link, from.subnet) &&
      reading_.branch(model::Choice::c24_subnets_outside_a_subnet_peering) == 0)
    return deny(
        Reason::peering_down, "peering",
        "subnet peering " + found->link->name + " does not have subnet " + from.subnet->name,
        {"N-166", "N-167"}, *found->link);
  if (!flag(found->link->allow_virtual_network_access, true) && !opened_by_rule())
    return deny(Reason::peering_access_off, "peering",
                "peering " + found->link->name + " does not allow virtual network access",
                {"N-152"}, placed(*found->link, found->link->allow_virtual_network_access.where));
  // A gateway's traffic needs no flag (N-155, R-15).
  if (!is_gateway(from) && !comes_from(*from.network, packet) &&
      !flag(found->back->allow_forwarded_traffic, false) &&
      reading_.branch(model::Choice::c14_forwarded_flag_off) == 0)
    return deny(Reason::peering_forward_off, "peering",
                "peering " + found->back->name + " does not allow forwarded traffic",
                {"N-153", "N-154"},
                placed(*found->back, found->back->allow_forwarded_traffic.where));
  trace_.push_back({"peering",
                    "the peering to " + to.name + " lets it through",
                    {"N-150"},
                    found->link->id.text(),
                    found->link->name,
                    found->link->where});
  return {};
}

bool Walk::connected(const azure::Peering& link) {
  if (const auto* unknown = link.state.unknown()) return reading_.guess(*unknown) == 0;
  return link.state.known() == nullptr || equal_ignoring_case(*link.state.known(), "Connected");
}

bool Walk::flag(const azure::Property<bool>& property, bool absent) {
  if (const auto* unknown = property.unknown()) return reading_.guess(*unknown) == 0;
  return property.known() != nullptr ? *property.known() : absent;
}

bool Walk::opened_by_rule() {
  const bool custom = std::ranges::any_of(
      trace_, [](const Step& step) { return step.stage == "nsg" && is_custom_rule(step.rule); });
  return custom && reading_.branch(model::Choice::c13_access_flag_off) == 1;
}

bool Walk::comes_from(const azure::VirtualNetwork& network, const Packet& packet) {
  const auto own = model::prefixes(network);
  return std::ranges::all_of(packet.sources, [&](const net::Prefix& source) {
    return std::ranges::any_of(own, [&](const net::Prefix& p) { return p.contains(source); });
  });
}

}  // namespace airtight::reach
