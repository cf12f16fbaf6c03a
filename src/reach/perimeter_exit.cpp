#include "perimeter_exit.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "middlebox.h"

namespace airtight::reach {
namespace {

using azure::PerimeterAssociation;
using azure::PublicNetworkAccess;

bool is_enforced(const PerimeterAssociation& association, model::Reading& reading) {
  if (const auto* known = association.mode.known()) return *known == azure::PerimeterMode::enforced;
  return association.mode.absent() || reading.guess(*association.mode.unknown()) == 1;
}

bool has_member(const model::Network& network, const PerimeterAssociation& association,
                const model::BackEnd* target) {
  if (target == nullptr) return false;
  const auto* other = association_of(network, target->id());
  return other != nullptr && other->perimeter == association.perimeter;
}

bool lets_out(const azure::PerimeterExit& rule, const net::DnsName& host, model::Reading& reading) {
  if (std::ranges::any_of(rule.names,
                          [&](const std::string& pattern) { return covers_name(pattern, host); }))
    return true;
  return std::ranges::any_of(rule.unknown, [&](const azure::UnknownInput& unknown) {
    return reading.guess(unknown) == 0;
  });
}

bool lets_out(const model::Network& network, const PerimeterAssociation& association,
              const net::DnsName& host, model::Reading& reading) {
  const azure::PerimeterProfile* profile = profile_of(network, association);
  if (profile == nullptr)
    return reading.guess(
               {"the rules of perimeter profile " + std::string(association.profile.name())}) == 0;
  return std::ranges::any_of(profile->outbound, [&](const azure::PerimeterExit& rule) {
    return lets_out(rule, host, reading);
  });
}

// N-326's table: SecuredByPerimeter without an association keeps everything inside.
bool keeps(const model::Network& network, const azure::Service& caller,
           const Destination& destination, model::Reading& reading) {
  const auto* access = caller.public_network_access.known();
  const bool secured = access != nullptr && *access == PublicNetworkAccess::secured_by_perimeter;
  const PerimeterAssociation* association = association_of(network, caller.id);
  if (association == nullptr) return secured;
  if (!secured && !is_enforced(*association, reading)) return false;
  return !has_member(network, *association, destination.target) &&
         !lets_out(network, *association, destination.host, reading);
}

}  // namespace

const PerimeterAssociation* association_of(const model::Network& network,
                                           const azure::ResourceId& resource) {
  const auto& all = network.written().perimeter_associations;
  const auto found = std::ranges::find(all, resource, &PerimeterAssociation::resource);
  return found == all.end() ? nullptr : &*found;
}

const azure::PerimeterProfile* profile_of(const model::Network& network,
                                          const PerimeterAssociation& association) {
  const auto& all = network.written().perimeter_profiles;
  const auto found = std::ranges::find(all, association.profile, &azure::PerimeterProfile::id);
  return found == all.end() || found->external ? nullptr : &*found;
}

std::optional<Disposition> kept_by_perimeter(const model::Network& network, const Workload& from,
                                             const Destination& destination,
                                             model::Reading& reading) {
  if (from.service.empty()) return {};
  for (const model::BackEnd& each : network.back_ends()) {
    const azure::Service& caller = each.service;
    if (!equal_ignoring_case(caller.type, from.service) ||
        !keeps(network, caller, destination, reading) ||
        reading.guess({"whether " + from.name + " is " + caller.name}) == 0)
      continue;
    Disposition result;
    result.reason = Reason::paas_firewall;
    result.trace = {{"perimeter",
                     "no outbound rule lets " + caller.name + " leave its perimeter",
                     {"N-326", "N-327"},
                     caller.id.text(),
                     "",
                     caller.where}};
    return result;
  }
  return {};
}

}  // namespace airtight::reach
