#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "filters.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

// Resources that own addresses in a network, or may stand in a subnet of the user's, without an
// interface that anybody sees: where one exists, an address nobody else has may be its.
bool owns_unseen_addresses(std::string_view type) {
  constexpr std::array<std::string_view, 15> types{"Microsoft.Network/bastionHosts",
                                                   "Microsoft.Sql/managedInstances",
                                                   "Microsoft.DBforPostgreSQL/",
                                                   "Microsoft.DBforMySQL/",
                                                   "Microsoft.Cache/",
                                                   "Microsoft.NetApp/",
                                                   "Microsoft.ContainerInstance/",
                                                   "Microsoft.HDInsight/",
                                                   "Microsoft.Databricks/",
                                                   "Microsoft.Kusto/",
                                                   "Microsoft.Logic/integrationServiceEnvironments",
                                                   "Microsoft.AVS/",
                                                   "Microsoft.Batch/",
                                                   "Microsoft.AAD/domainServices",
                                                   "Microsoft.MachineLearningServices/"};
  return std::ranges::any_of(
      types, [&](std::string_view each) { return starts_with_ignoring_case(type, each); });
}

// Somewhere in the input, in whatever network.
bool has_unseen_owner(const azure::Resources& written) {
  return std::ranges::any_of(written.others, owns_unseen_addresses, &azure::OtherResource::type) ||
         std::ranges::any_of(written.services, owns_unseen_addresses, &azure::Service::type) ||
         std::ranges::any_of(written.firewalls, [](const azure::AzureFirewall& firewall) {
           return firewall.subnet.unknown() != nullptr || firewall.address.unknown() != nullptr;
         });
}

// What the surroundings say of it decides, where they say something.
Decider decider_of(const Middlebox& box) {
  return {box.id.text(), box.described != nullptr ? box.described->where : box.where};
}

// The readings of an appliance whose policy nobody wrote (C-22).
enum class Policy { passes, drops, translates };

}  // namespace

bool may_be_owned(const model::Network& network, const azure::VirtualNetwork& home,
                  const net::Ip& ip) {
  const azure::Resources& written = network.written();
  const auto in_subnet = [&](const azure::ResourceId& id) {
    const azure::Subnet* subnet = network.subnet(id);
    return id.parent() == home.id && (subnet == nullptr || covers(subnet->address_prefixes, ip));
  };
  if (has_unseen_owner(written)) return true;
  const bool hosted =
      std::ranges::any_of(written.hosted_workloads, [&](const azure::HostedWorkload& workload) {
        return std::ranges::any_of(workload.subnets,
                                   [&](const azure::Property<azure::ResourceId>& subnet) {
                                     return subnet.known() == nullptr || in_subnet(*subnet.known());
                                   });
      });
  const bool balanced =
      std::ranges::any_of(written.load_balancers, [&](const azure::LoadBalancer& balancer) {
        return std::ranges::any_of(balancer.frontends, [&](const azure::Frontend& frontend) {
          return !frontend.address && !frontend.subnet.empty() && in_subnet(frontend.subnet);
        });
      });
  const bool unsaid =
      std::ranges::any_of(written.network_interfaces, [&](const azure::NetworkInterface& each) {
        return each.addresses.empty() && in_subnet(each.subnet);
      });
  // workers with private ports take connections, at addresses that no input says. Without
  // them an integration is no way in (N-231).
  const bool ports = std::ranges::any_of(written.sites, [&](const azure::Site& site) {
    const bool none = site.private_ports.absent() ||
                      (site.private_ports.known() != nullptr && !*site.private_ports.known());
    const azure::ResourceId* subnet = site.integration_subnet.known();
    return !none && subnet != nullptr && in_subnet(*subnet);
  });
  const bool translated = std::ranges::any_of(
      written.private_link_services, [&](const azure::PrivateLinkService& service) {
        return !service.unknown.empty() ||
               std::ranges::any_of(service.sources, [&](const azure::TranslationAddress& each) {
                 return !each.address && in_subnet(each.subnet);
               });
      });
  return hosted || balanced || unsaid || ports || translated;
}

Disposition Walk::beyond(const std::string& what, std::vector<std::string> facts, Reason reason) {
  const bool appliance = reason == Reason::fw_deny;
  const std::string stage = appliance ? "appliance" : "not known";
  const std::string subject = appliance ? what : what + " is not known and";
  if (reading_.guess({what}, 2, "way") == 0)
    return deny(reason, stage, subject + " may stop it", std::move(facts), route_);
  return allow(Via::vnet, stage, subject + " may let it pass", std::move(facts), route_);
}

std::optional<Middlebox> Walk::next_hop(const azure::VirtualNetwork& home, const net::Ip& ip) {
  if (auto box = middlebox_at(network_, home, ip, reading_)) return box;
  for (const model::Neighbour& neighbour : network_.neighbours_of(home)) {
    if (auto box = middlebox_at(network_, *neighbour.network, ip, reading_)) return box;
  }
  return {};
}

// N-024: what has its own address a device receives, and forwards nothing of it.
bool Walk::is_addressed_to(const Middlebox& box, const std::optional<net::Ip>& destination) {
  if (!destination || box.balancer != nullptr || box.firewall != nullptr) return false;
  return *destination == box.own ||
         (box.at.interface != nullptr &&
          std::ranges::count(box.at.interface->addresses, *destination) > 0);
}

std::optional<Disposition> Walk::through_appliance(const Route& route) {
  const net::Ip ip = route.next_hop_address.value_or(net::Ip{});
  const auto box = next_hop(*at_.network, ip);
  if (!box) {
    if (hop_may_be_owned(*at_.network, ip))
      return beyond("the appliance at " + to_string(ip), {"N-056", "N-298"}, Reason::fw_deny);
    return deny(
        Reason::next_hop_invalid, "appliance",
        "nobody in " + at_.network->name + " or its peers has the next hop " + to_string(ip),
        {"N-056"}, route_);
  }
  if (box->at.network != at_.network) {
    if (auto refused = cross(at_, *box->at.network, packet_)) return refused;
  }
  if (is_addressed_to(*box, packet_.destination)) return deliver(*box->at.network);
  if (box->balancer != nullptr && is_basic_and_far(*box))
    return deny(Reason::next_hop_invalid, "appliance",
                "a Basic load balancer is not reached from another region", {"N-161"},
                *box->balancer);
  if (!box->forwards)
    return deny(Reason::nva_no_forwarding, "appliance",
                box->name + " does not forward (enableIPForwarding)", {"N-024"}, decider_of(*box));
  if (has_been_here(*box))
    return deny(Reason::loop, "route", "the packet comes back to " + box->name, {"N-059"}, route_);
  return forward_through(*box);
}

bool Walk::hop_may_be_owned(const azure::VirtualNetwork& home, const net::Ip& ip) const {
  const auto in = [&](const azure::VirtualNetwork& each) {
    return may_be_owned(network_, each, ip) || has_unseen_device(network_, each, ip);
  };
  return is_outside_input(home) || in(home) ||
         std::ranges::any_of(network_.neighbours_of(home),
                             [&](const model::Neighbour& each) { return in(*each.network); });
}

bool Walk::is_outside_input(const azure::VirtualNetwork& home) const {
  return home.external ||
         std::ranges::any_of(network_.neighbours_of(home), [](const model::Neighbour& neighbour) {
           return neighbour.network->external;
         });
}

// N-161: over global peering a Basic balancer is not reached. What the input does not say of SKU or
// places may be either.
bool Walk::is_basic_and_far(const Middlebox& box) {
  const std::string& here = at_.network->location;
  const std::string& there = box.at.network->location;
  const std::string& sku = box.balancer->sku;
  if (box.at.network == at_.network || (here == there && !here.empty())) return false;
  if (!sku.empty() && !equal_ignoring_case(sku, "Basic")) return false;
  if ((here.empty() || there.empty()) &&
      reading_.guess({"whether " + at_.network->name + " and " + box.at.network->name +
                      " are in one region"}) == 0)
    return false;
  return !sku.empty() || reading_.guess({"the SKU of load balancer " + box.balancer->name}) == 1;
}

bool Walk::has_been_here(const Middlebox& box) const {
  return std::ranges::any_of(devices_, [&](const Passed& passed) {
    return passed.box.is(box) && passed.before == packet_;
  });
}

// The rules at the appliance see the original addresses (N-295); from spoke to spoke that is one of
// several conditions (N-159).
std::optional<Disposition> Walk::forward_through(const Middlebox& box) {
  if (box.at.subnet == nullptr)
    return beyond("the subnet of " + box.name, {"N-056"}, Reason::fw_deny);
  if (box.firewall != nullptr) return through_firewall(box);
  if (!passes_inbound(network_, box.at, packet_, reading_, trace_)) return filtered(Reason::nsg_in);
  bool translated = false;
  if (auto refused = judge_policy(box, translated)) return refused;
  Passed passed{box, packet_, packet_, translated};
  if (translated) passed.after.sources = {net::host_prefix(box.own)};
  packet_ = passed.after;
  if (!passes_outbound(network_, box.at, packet_, reading_, trace_))
    return filtered(Reason::nsg_out);
  trace_.push_back({"appliance",
                    box.name + (translated ? " forwards it from its own address" : " forwards it"),
                    {"N-056", "N-298"},
                    box.id.text(),
                    "",
                    box.where});
  devices_.push_back(std::move(passed));
  at_ = box.at;
  return {};
}

std::optional<Disposition> Walk::judge_policy(const Middlebox& box, bool& translated) {
  const azure::SurroundingAppliance* described = box.described;
  translated = described != nullptr && described->snat.value_or(false);
  if (described != nullptr && described->rules) {
    if (passes_rules(*described->rules, packet_, destination_.host, reading_)) return {};
    return deny(Reason::fw_deny, "appliance", "no rule of " + box.name + " lets it pass", {"R-17"},
                decider_of(box));
  }
  switch (static_cast<Policy>(reading_.branch(model::Choice::c22_appliance_policy))) {
    case Policy::passes:
      return {};
    case Policy::drops:
      return deny(Reason::fw_deny, "appliance", box.name + " may drop it", {"N-298"},
                  decider_of(box));
    case Policy::translates:
      if (described == nullptr || !described->snat) translated = true;
      return {};
  }
  return {};
}

}  // namespace airtight::reach
