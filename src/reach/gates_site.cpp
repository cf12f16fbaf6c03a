#include <airtight/base/text.h>

#include <algorithm>

#include "gates.h"
#include "tags.h"

namespace airtight::reach {

using azure::DefaultAction;

namespace {

// Templates may leave names of restrictions out.
std::string name_of(const azure::AccessRule& rule) {
  return rule.name.empty() ? "at priority " + std::to_string(rule.priority) : rule.name;
}

}  // namespace

Disposition Gates::app_restrictions() {
  const azure::Site& site = *target_.site;
  if (source_.kind == EdgeSource::Kind::subnet && !network_.endpoints_of(target_).empty())
    return deny(Reason::paas_firewall,
                "an app with a private endpoint takes no traffic of service endpoints", {"N-192"},
                site.where);
  if (site.external) {
    const azure::UnknownInput restrictions{"the access restrictions of " + service_.name};
    return either(restrictions, site.where);
  }
  if (!source_.scm) return judge_restrictions(site.restrictions);
  // N-330: the deployment site has a list of its own unless it is told to use the main one.
  const auto& uses_main = site.scm_uses_main;
  bool main = uses_main.known() != nullptr && *uses_main.known();
  if (const auto* unknown = uses_main.unknown()) main = reading_.guess(*unknown) == 1;
  return judge_restrictions(main ? site.restrictions : site.scm_restrictions);
}

// N-329: ascending by priority, the first match decides.
Disposition Gates::judge_restrictions(const azure::AccessRestrictions& list) {
  for (const azure::UnknownInput& unknown : list.unknown) {
    if (auto decided = unknown_restriction(unknown, list.where)) return *decided;
  }
  for (const azure::AccessRule& rule : list.rules) {
    if (!covers(rule)) continue;
    if (!rule.unknown.empty()) {
      if (auto decided = unknown_restriction(rule.unknown.front(), rule.where)) return *decided;
      continue;
    }
    if (rule.headers) {
      // N-333: what the headers say, no packet shows.
      if (!rule.allow) continue;
      if (reading_.guess({"the request headers that rule " + name_of(rule) + " asks for"}) == 1)
        continue;
    }
    if (rule.allow)
      return allow("access restriction " + name_of(rule) + " of " + service_.name + " admits " +
                       source_.name,
                   {"N-329"}, rule.where);
    return deny(
        Reason::paas_firewall,
        "access restriction " + name_of(rule) + " of " + service_.name + " refuses " + source_.name,
        {"N-329"}, rule.where);
  }
  bool open = list.rules.empty();
  if (const auto* known = list.default_action.known()) open = *known == DefaultAction::allow;
  if (const auto* unknown = list.default_action.unknown()) open = reading_.guess(*unknown) == 0;
  if (open) return allow(service_.name + " takes public traffic", {"N-329"}, list.where);
  return deny(Reason::paas_firewall,
              "no access restriction of " + service_.name + " admits " + source_.name, {"N-329"},
              list.where);
}

// It may not be about the caller, admit him, or refuse him.
std::optional<Disposition> Gates::unknown_restriction(const azure::UnknownInput& unknown,
                                                      const Where& where) {
  const std::size_t guess = reading_.guess(unknown, 3);
  if (guess == 1) return allow("a rule may admit " + source_.name, {"N-329"}, where);
  if (guess == 2)
    return deny(Reason::paas_firewall, "a rule may refuse " + source_.name, {"N-329"}, where);
  return {};
}

bool Gates::covers(const azure::AccessRule& rule) {
  // N-332: any subnet of anybody.
  if (rule.any_network) return source_.kind == EdgeSource::Kind::subnet;
  if (!rule.subnet.empty())
    return source_.kind == EdgeSource::Kind::subnet && source_.subnet->id == rule.subnet;
  for (const std::string& tag : rule.tags) {
    azure::RuleSide side;
    side.tags.push_back(tag);
    Packet packet;
    packet.sources = source_.addresses;
    packet.from_internet = source_.kind == EdgeSource::Kind::any_public;
    if (source_.kind == EdgeSource::Kind::subnet) continue;
    const bool vague = source_.kind == EdgeSource::Kind::unknown_public;
    const Match match = vague ? maybe("whether " + source_.name + " is in the service tag " + tag)
                              : matches_sources(side, packet, {&network_, {}, {}}, reading_);
    if (is_taken(match, reading_)) return true;
  }
  if (rule.prefixes.empty()) return rule.tags.empty();
  return std::ranges::any_of(rule.prefixes, [&](const net::Prefix& block) {
    // N-331: blocks never match private addresses of networks, nor what a service endpoint makes of
    // them (E-195), but one may name everybody.
    return block.length == 0 || is_in(block);
  });
}

}  // namespace airtight::reach
