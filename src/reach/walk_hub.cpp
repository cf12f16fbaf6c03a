#include <algorithm>

#include "walk_state.h"

// A hub of a virtual WAN routes between the networks and sites that are connected to it, without
// peerings and flags that the user sees. Its routing intent decides which of it the hub's firewall
// sees: private traffic, what leaves for the Internet, both or neither (N-072). The firewall sees
// replies as well, so that a device of a spoke which translates is still the reply's receiver.

namespace airtight::reach {
namespace {

const azure::VirtualNetwork* spoke_with(const model::Hub& hub, const net::Ip& ip) {
  const auto found = std::ranges::find_if(hub.spokes, [&](const model::Hub::Spoke& spoke) {
    return covers(spoke.network->address_prefixes, ip);
  });
  return found == hub.spokes.end() ? nullptr : found->network;
}

Middlebox in_hub(const model::Hub& hub, const model::Firewall& firewall) {
  Middlebox box = as_box(firewall);
  if (!hub.written->address_prefixes.empty()) box.hub = hub.written;
  return box;
}

// At the policies of a subnet, or at the subnet where it says none.
Decider placed_policies(const azure::Subnet& subnet) {
  const Where& where = subnet.endpoint_policies.where;
  return {subnet.id.text(), where.file.empty() ? subnet.where : where};
}

}  // namespace

bool Walk::leads_outside(const model::Hub& hub) const {
  if (!packet_.destination || packet_.front_end != nullptr) return true;
  return !net::is_private(packet_.address()) && spoke_with(hub, packet_.address()) == nullptr &&
         site_with(hub.sites, packet_.address()) == nullptr;
}

std::optional<Disposition> Walk::through_hub(const model::Hub& hub) {
  if (!hub.unknown.empty()) return beyond(hub.unknown.front().name, {"N-072", "I-216"});
  const bool outside = leads_outside(hub);
  const auto* spoke = outside ? nullptr : spoke_with(hub, packet_.address());
  if (spoke != nullptr) {
    if (auto result = past_hub_firewall(hub, *spoke)) return result;
  }
  const model::Firewall* firewall = outside ? hub.internet_traffic : hub.private_traffic;
  if (outside && firewall == nullptr)
    return deny(Reason::no_route, "hub",
                "virtual hub " + hub.written->name + " sends nothing to the Internet",
                {"N-072", "I-216"}, *hub.written);
  if (firewall != nullptr) {
    if (auto refused = through_hub_firewall(hub, *firewall)) return refused;
  }
  return leave_hub(hub);
}

std::optional<Disposition> Walk::through_hub_firewall(const model::Hub& hub,
                                                      const model::Firewall& firewall) {
  const Middlebox box = in_hub(hub, firewall);
  trace_.push_back({"hub",
                    "virtual hub " + hub.written->name + " sends it through " + box.name,
                    {"N-072", "I-216"},
                    hub.written->id.text(),
                    "",
                    hub.written->where});
  if (has_been_here(box))
    return deny(Reason::loop, "hub", "the packet comes back to " + box.name, {"N-059"},
                *hub.written);
  return pass_firewall(box);
}

// N-072: what a site sends to an endpoint of a spoke takes the endpoint's own route, past the
// firewall, and its replies were seen to go to the firewall. Where the endpoint's subnet applies
// route tables, both cross it.
std::optional<Disposition> Walk::past_hub_firewall(const model::Hub& hub,
                                                   const azure::VirtualNetwork& spoke) {
  const model::Endpoint* endpoint = network_.endpoint_at(spoke, packet_.address());
  if (start_.site == nullptr || hub.private_traffic == nullptr || endpoint == nullptr) return {};
  if (endpoint->subnet == nullptr || applies_route_tables(*endpoint, reading_)) return {};
  const std::string& name = endpoint->written->name;
  const azure::UnknownInput lost{"whether replies of " + name + " miss their way past " +
                                 hub.private_traffic->written->name};
  if (reading_.guess(lost) == 0)
    return deny(Reason::asymmetric, "hub",
                "the packet passes by the firewall of virtual hub " + hub.written->name +
                    ", which gets the replies of " + name,
                {"N-072"}, placed_policies(*endpoint->subnet));
  return arrive(*endpoint);
}

Disposition Walk::leave_hub(const model::Hub& hub) {
  if (leads_outside(hub)) return to_internet();
  const net::Ip ip = packet_.address();
  if (const auto* spoke = spoke_with(hub, ip)) {
    trace_.push_back({"hub",
                      "virtual hub " + hub.written->name + " leads it to " + spoke->name,
                      {"I-216"},
                      hub.written->id.text(),
                      "",
                      hub.written->where});
    return deliver(*spoke);
  }
  if (!hub.elsewhere.empty()) return beyond(hub.elsewhere.front().name, {"I-216"});
  if (const auto* site = site_with(hub.sites, ip)) return to_site_of(hub, *site);
  return deny(
      Reason::no_route, "hub",
      "nothing that is connected to virtual hub " + hub.written->name + " has " + to_string(ip),
      {"R-14", "I-216"}, *hub.written);
}

Disposition Walk::to_site_of(const model::Hub& hub, const azure::SurroundingSite& site) {
  trace_.push_back({"hub",
                    "virtual hub " + hub.written->name + " carries it to " + site.name,
                    {"N-040", "I-216"},
                    hub.written->id.text(),
                    "",
                    site.where});
  if (!returns_to_azure(site))
    return deny(Reason::no_route, "reply", site.name + " has no route back to Azure",
                {"N-074", "R-14"}, {"", site.where});
  Return back{{}, packet_, devices_};
  back.packet.sources = {net::host_prefix(packet_.address())};
  back.packet.destination = addressees(back).empty() ? net::Ip{} : addressees(back).front().base;
  if (auto result = back_through_hub(hub, back)) return *result;
  return run_back(back, site.name);
}

std::optional<Disposition> Walk::back_through_hub(const model::Hub& hub, Return& back) {
  if (!hub.unknown.empty()) return beyond(hub.unknown.front().name, {"N-072", "N-074"});
  if (const model::Firewall* firewall = hub.private_traffic) {
    if (back.pending.empty() || back.pending.back().box.firewall != firewall)
      return misses(back, "goes to " + firewall->written->name + ", which never saw the request");
    back.pending.pop_back();
    const std::vector<net::Prefix>& next = addressees(back);
    if (!next.empty()) back.packet.destination = next.front().base;
  }
  if (back.pending.empty() && start_.site != nullptr &&
      std::ranges::count(hub.sites, start_.site) > 0)
    return arrive_back(nullptr, back);
  const net::Ip ip = back.packet.destination.value_or(net::Ip{});
  const azure::VirtualNetwork* spoke = spoke_with(hub, ip);
  if (spoke == nullptr)
    return deny(
        Reason::no_route, "reply",
        "nothing that is connected to virtual hub " + hub.written->name + " has " + to_string(ip),
        {"N-074", "R-14"}, *hub.written);
  return arrive_back(spoke, back);
}

}  // namespace airtight::reach
