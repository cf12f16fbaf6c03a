#include <airtight/base/text.h>
#include <airtight/reach/paas_edge.h>

#include <algorithm>
#include <iterator>

#include "gates.h"

namespace airtight::reach {

using azure::EdgeDefault;
using azure::PublicNetworkAccess;

Gates::Gates(const model::Network& network, const model::BackEnd& target, const EdgeSource& source,
             model::Reading& reading)
    : network_(network),
      target_(target),
      service_(target.service),
      family_(azure::service_family(target.service.type)),
      source_(source),
      reading_(reading) {}

Disposition Gates::run() {
  const PublicNetworkAccess access = this->access();
  if (target_.site != nullptr)
    return access == PublicNetworkAccess::disabled ? closed() : app_restrictions();
  if (auto refused = environment_ingress()) return *refused;
  if (association() != nullptr || access == PublicNetworkAccess::secured_by_perimeter)
    return perimeter(access);
  if (auto exception = exceptions(access)) return *exception;
  return access == PublicNetworkAccess::disabled ? closed() : rules();
}

// An internal Container Apps environment has no public address at all. An external one takes
// requests at the platform's, past the rules of its subnet; which of its apps do, they say.
std::optional<Disposition> Gates::environment_ingress() {
  const auto& all = network_.written().hosted_workloads;
  const auto found = std::ranges::find(all, target_.id(), &azure::HostedWorkload::id);
  if (found == all.end() || !equal_ignoring_case(found->type, "Microsoft.App/managedEnvironments"))
    return {};
  const bool internal = found->internal.unknown() != nullptr
                            ? reading_.guess(*found->internal.unknown()) == 0
                            : found->internal.known() != nullptr && *found->internal.known();
  if (internal)
    return deny(Reason::paas_public_disabled,
                found->name + " is internal and takes no requests from outside its network",
                {"N-261"}, found->internal.where);
  return {};
}

// SQL servers refuse like the others (N-315).
Disposition Gates::closed() {
  return deny(
      Reason::paas_public_disabled,
      "public network access of " + service_.name + " is disabled: refused for " + source_.name,
      {"N-311", "E-033"}, service_.public_network_access.where);
}

PublicNetworkAccess Gates::access() {
  const auto& property = service_.public_network_access;
  if (const auto* known = property.known()) return *known;
  if (const auto* unknown = property.unknown()) return guess_access(*unknown);
  if (service_.external)
    return guess_access(
        {"publicNetworkAccess of " + service_.name + ", which is outside the input"});
  if (family_.edge_default != EdgeDefault::closed_by_first_endpoint)
    return PublicNetworkAccess::enabled;
  const bool none = network_.endpoints_of(target_).empty() && service_.approved_elsewhere.empty();
  return none ? PublicNetworkAccess::enabled : PublicNetworkAccess::disabled;
}

PublicNetworkAccess Gates::guess_access(const azure::UnknownInput& unknown) {
  constexpr PublicNetworkAccess words[] = {PublicNetworkAccess::enabled,
                                           PublicNetworkAccess::disabled,
                                           PublicNetworkAccess::secured_by_perimeter};
  return words[reading_.guess(unknown, std::size(words))];
}

bool Gates::is_in(const net::Prefix& block) {
  switch (source_.kind) {
    case EdgeSource::Kind::any_public:
      return block.length == 0;
    case EdgeSource::Kind::address: {
      const auto inside = [&](const net::Prefix& each) { return block.contains(each); };
      const auto touched = [&](const net::Prefix& each) { return block.overlaps(each); };
      if (std::ranges::all_of(source_.addresses, inside)) return true;
      if (std::ranges::none_of(source_.addresses, touched)) return false;
      // The same one for all rules of a reading, so that they admit together what none does alone.
      const azure::UnknownInput which{"which of its addresses " + source_.name + " is"};
      const std::size_t count = source_.addresses.size();
      const net::Prefix& one = source_.addresses[count == 1 ? 0 : reading_.guess(which, count)];
      return block.contains(one) ||
             (block.overlaps(one) &&
              reading_.guess({"which address of " + to_string(one) + " " + source_.name + " is"}, 2,
                             to_string(block)) == 1);
    }
    case EdgeSource::Kind::unknown_public:
      return block.length == 0 || reading_.guess({source_.name}, 2, to_string(block)) == 1;
    case EdgeSource::Kind::subnet:
      return false;
  }
  return false;
}

Disposition Gates::decided(bool allowed, Reason reason, std::string summary,
                           std::vector<std::string> facts, const Where& where) {
  const Via via =
      source_.kind == EdgeSource::Kind::subnet ? Via::service_endpoint : Via::public_edge;
  return {
      allowed,
      reason,
      via,
      {{"service firewall", std::move(summary), std::move(facts), service_.id.text(), "", where}}};
}

Disposition Gates::allow(std::string summary, std::vector<std::string> facts, const Where& where) {
  return decided(true, Reason::none, std::move(summary), std::move(facts), where);
}

Disposition Gates::deny(Reason reason, std::string summary, std::vector<std::string> facts,
                        const Where& where) {
  return decided(false, reason, std::move(summary), std::move(facts), where);
}

Disposition pass_public_edge(const model::Network& network, const model::BackEnd& target,
                             const EdgeSource& source, model::Reading& reading) {
  return Gates(network, target, source, reading).run();
}

}  // namespace airtight::reach
