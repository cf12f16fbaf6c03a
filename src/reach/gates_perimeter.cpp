#include <algorithm>

#include "gates.h"
#include "perimeter_exit.h"

namespace airtight::reach {

using azure::PublicNetworkAccess;

const azure::PerimeterAssociation* Gates::association() const {
  return association_of(network_, service_.id);
}

bool Gates::is_enforced(const azure::PerimeterAssociation& association) {
  if (const auto* known = association.mode.known()) return *known == azure::PerimeterMode::enforced;
  if (const auto* unknown = association.mode.unknown()) return reading_.guess(*unknown) == 0;
  return reading_.guess({"the access mode of association " + association.name}) == 0;
}

// N-325: with an association the perimeter's rules decide; in learning mode and with public access
// enabled the resource's own rules admit as well.
Disposition Gates::perimeter(PublicNetworkAccess access) {
  const azure::PerimeterAssociation* found = association();
  const bool written = service_.public_network_access.known() != nullptr;
  // A value that is not known may be another word, and stand for a perimeter nobody described.
  if (found == nullptr && !written &&
      reading_.guess({"the perimeter rules for " + service_.name}) == 1)
    return allow("the perimeter of " + service_.name + " may admit " + source_.name, {"N-325"},
                 service_.public_network_access.where);
  if (found == nullptr)
    return deny(Reason::paas_firewall,
                service_.name + " is secured by a perimeter and associated with none", {"N-325"},
                service_.public_network_access.where);
  const bool enforced = is_enforced(*found);
  const bool secured = access == PublicNetworkAccess::secured_by_perimeter;
  if (admitted_by_perimeter(*found))
    return allow("the perimeter of " + service_.name + " admits " + source_.name, {"N-325"},
                 found->where);
  if (!enforced && !secured) {
    if (auto exception = exceptions(access)) return *exception;
    if (access == PublicNetworkAccess::enabled) return rules();
  }
  // C-20: a table says that trusted services pass, the text that they do not.
  if (!source_.service.empty() && trusts_the_caller() &&
      reading_.branch(model::Choice::c20_trusted_under_perimeter) == 1)
    return allow(source_.name + " may pass the perimeter as a trusted service", {"N-327"},
                 found->where);
  return deny(Reason::paas_firewall,
              "no perimeter rule of " + service_.name + " admits " + source_.name, {"N-325"},
              found->where);
}

bool Gates::admitted_by_perimeter(const azure::PerimeterAssociation& association) {
  // N-327: members of one perimeter may talk to each other.
  if (!source_.service.empty() &&
      reading_.guess({"whether " + source_.name + " is in the perimeter of " + service_.name}) == 1)
    return true;
  const azure::PerimeterProfile* profile = profile_of(network_, association);
  if (profile == nullptr)
    return reading_.guess(
               {"the rules of perimeter profile " + std::string(association.profile.name())}) == 1;
  return std::ranges::any_of(profile->inbound,
                             [&](const azure::PerimeterRule& rule) { return admits(rule); });
}

bool Gates::admits(const azure::PerimeterRule& rule) {
  if (std::ranges::any_of(rule.prefixes, [&](const net::Prefix& block) { return is_in(block); }))
    return true;
  for (const azure::UnknownInput& unknown : rule.unknown) {
    if (reading_.guess(unknown) == 1) return true;
  }
  // A subscription admits callers that show an identity of it: none from outside Azure.
  return !rule.subscriptions.empty() && source_.azure &&
         reading_.guess({"whether " + source_.name + " calls with an identity that rule " +
                         rule.name + " admits"}) == 1;
}

}  // namespace airtight::reach
