#include <airtight/base/text.h>

#include <algorithm>

#include "resolver.h"

// One name is followed hop by hop. At each hop the linked zone with the longest match answers and
// is final (D-010); else a ruleset's rule sends the query on; else public DNS answers. A CNAME
// starts the same selection again for its target (D-018), which is how "public name, privatelink
// alias, private record" comes about.

namespace airtight::dns {
namespace {

constexpr std::string_view block_target = "blockpolicy.azuredns.invalid";  // D-241

std::string addresses_of(const model::ZoneEntry& entry) {
  std::string text;
  for (const net::Ip& ip : entry.addresses) text += (text.empty() ? "" : ", ") + to_string(ip);
  return text.empty() ? "an address that is not known" : text;
}

}  // namespace

Reply Resolver::azure(const Context& context, const net::DnsName& name, int depth) {
  Reply reply;
  std::set<net::DnsName> seen;
  net::DnsName next = name;
  while (!next.empty()) {
    if (!seen.insert(next).second || too_long(seen.size())) {
      reply.rcode = Rcode::servfail;
      step("name", "the chain of " + name.text() + " loops or is too long", {"D-020"});
      return reply;
    }
    if (blocked(context, next, reply)) return reply;
    next = hop(context, next, name, depth, reply);
  }
  return reply;
}

net::DnsName Resolver::hop(const Context& context, const net::DnsName& name,
                           const net::DnsName& asked, int depth, Reply& reply) {
  if (const auto* linked = covering_zone(network_, context.network, name))
    return in_zone(context, *linked, name, depth, reply);
  const Ruled ruled = rule_for(context, name);
  if (ruled.rule != nullptr) {
    const bool original = name == asked;  // else D-227
    if (original || reading_.branch(model::Choice::ch15_rules_on_alias_targets) == 1)
      return follow_rule(context, ruled, name, depth, reply);
  }
  return in_public(context.network, name, reply);
}

net::DnsName Resolver::in_zone(const Context& context, const model::LinkedZone& linked,
                               const net::DnsName& name, int depth, Reply& reply) {
  const ZoneAnswer found = look_up(*linked.zone, name, answer_.type, reading_);
  switch (found.kind) {
    case ZoneAnswer::Kind::records:
      take_records(linked, name, found, reply);
      return {};
    case ZoneAnswer::Kind::alias:
      return take_alias(linked, name, *found.entries.front(), reply);
    case ZoneAnswer::Kind::nodata:  // as every AAAA of an endpoint (D-430)
      zone_step(linked, name, "has no " + std::string(to_string(answer_.type)) + " record for ",
                {"D-012", "D-013"});
      reply.rcode = Rcode::noerror;
      return {};
    case ZoneAnswer::Kind::nxdomain:
      return missing(context, linked, name, depth, reply);
  }
  return {};
}

// Only an authoritative NXDOMAIN redirects: not NODATA, not an existing record (D-039). The name
// goes on as any other (D-043): zones count for its aliases, rulesets for itself only by CH-06.
// What public DNS says of it then is final (D-044).
net::DnsName Resolver::missing(const Context& context, const model::LinkedZone& linked,
                               const net::DnsName& name, int depth, Reply& reply) {
  zone_step(linked, name, "is linked and final but has no record for ", {"D-010", "D-011"});
  append(linked.zone->unknown);
  if (!redirects(linked)) {
    reply.rcode = Rcode::nxdomain;
    return {};
  }
  step("link", "link " + linked.link->name + " falls back to public DNS (NxDomainRedirect)",
       {"D-036", "D-040", "D-045"}, linked.link->id.text(), linked.link->name,
       linked.link->resolution_policy.where);
  const Ruled ruled = rule_for(context, name);
  if (ruled.rule != nullptr && reading_.branch(model::Choice::ch06_rules_after_a_redirect) == 1)
    return follow_rule(context, ruled, name, depth, reply);
  return in_public(context.network, name, reply);
}

// The policy is that of the link consulted, so behind a forwarder of the forwarder's (D-042).
bool Resolver::redirects(const model::LinkedZone& linked) {
  const auto& policy = linked.link->resolution_policy;
  if (const auto* unknown = policy.unknown()) {
    if (reading_.guess(*unknown) == 0) return false;
  } else if (policy.known() == nullptr ||
             *policy.known() != azure::ResolutionPolicy::nxdomain_redirect) {
    return false;
  }
  if (!azure::is_private_link_zone(linked.zone->written->zone) &&
      reading_.branch(model::Choice::ch04_zones_that_may_redirect) == 1)
    return false;
  return answer_.type == azure::RecordType::a ||
         reading_.branch(model::Choice::ch05_types_that_redirect) == 0;  // D-041
}

void Resolver::take_records(const model::LinkedZone& linked, const net::DnsName& name,
                            const ZoneAnswer& found, Reply& reply) {
  reply.rcode = Rcode::noerror;
  for (const model::ZoneEntry* entry : found.entries) {
    append(entry->unknown);
    if (entry->inferred) answer_.unknowns.push_back({"whether the platform writes " + name.text()});
    for (const net::Ip& ip : entry->addresses) {
      reply.addresses.push_back({ip, ""});
      reply.chain.push_back(
          {name, entry->type, entry->ttl, to_string(ip), linked.zone->written->name});
    }
    step("zone",
         "zone " + linked.zone->written->name + ", linked by " + linked.link->name + ", answers " +
             name.text() + " with " + addresses_of(*entry),
         {"D-001", "D-009"}, linked.zone->written->id.text(), linked.link->name, entry->where);
  }
}

// The target is looked up like any name; in a zone that is not linked here, publicly (D-019).
net::DnsName Resolver::take_alias(const model::LinkedZone& linked, const net::DnsName& name,
                                  const model::ZoneEntry& entry, Reply& reply) {
  append(entry.unknown);
  reply.chain.push_back(
      {name, azure::RecordType::cname, entry.ttl, entry.target.text(), linked.zone->written->name});
  zone_step(linked, name, "has the alias " + entry.target.text() + " for ", {"D-018"});
  reply.rcode = Rcode::noerror;
  return answer_.type == azure::RecordType::cname ? net::DnsName{} : entry.target;
}

net::DnsName Resolver::in_public(const azure::VirtualNetwork* asking, const net::DnsName& name,
                                 Reply& reply) {
  const PublicAnswer found = look_up_public(network_, asking, name, reading_);
  append(found.unknowns);
  step("public DNS", found.summary, found.facts,
       found.back_end == nullptr ? "" : found.back_end->id().text(), "", found.where);
  switch (found.kind) {
    case PublicAnswer::Kind::alias:
      reply.chain.push_back(
          {name, azure::RecordType::cname, found.ttl, found.target.text(), "public DNS"});
      reply.rcode = Rcode::noerror;
      return answer_.type == azure::RecordType::cname ? net::DnsName{} : found.target;
    case PublicAnswer::Kind::address:
      reply.rcode = Rcode::noerror;
      // AAAA of a public front end is empty.
      if (answer_.type != azure::RecordType::a) return {};
      reply.addresses.push_back(found.address);
      reply.chain.push_back(
          {name, azure::RecordType::a, std::nullopt, to_string(found.address), "public DNS"});
      return {};
    case PublicAnswer::Kind::nodata:
      reply.rcode = Rcode::noerror;
      return {};
    case PublicAnswer::Kind::nxdomain:
      reply.rcode = Rcode::nxdomain;
      return {};
    case PublicAnswer::Kind::unknown:
      reply.rcode = Rcode::none;
      return {};
  }
  return {};
}

// D-241: the sentinel alias and no address; probes have seen other codes.
Rcode Resolver::blocked_rcode() {
  switch (reading_.branch(model::Choice::ch18_blocked_answer)) {
    case 1:
      return Rcode::nxdomain;
    case 2:
      return Rcode::servfail;
    default:
      return Rcode::blocked;
  }
}

// The policy sees what arrives at Azure-provided DNS for its network, every name of a chain
// (D-243).
bool Resolver::blocked(const Context& context, const net::DnsName& name, Reply& reply) {
  if (context.network == nullptr) return false;
  for (const azure::DnsSecurityPolicy* policy : network_.security_policies_of(*context.network)) {
    std::vector<const azure::DnsSecurityRule*> rules;
    for (const azure::DnsSecurityRule& rule : policy->rules) rules.push_back(&rule);
    std::ranges::stable_sort(rules, {}, &azure::DnsSecurityRule::priority);
    for (const azure::DnsSecurityRule* rule : rules) {
      append(rule->unknown);
      const bool matches = std::ranges::any_of(rule->domains, [&](const net::DnsName& domain) {
        return domain.empty() || name.is_within(domain);
      });
      if (!matches) continue;
      if (!rule->block) return false;
      step("security policy",
           "rule " + rule->name + " of " + policy->name + " blocks " + name.text(),
           {"D-240", "D-242", "D-440"}, policy->id.text(), rule->name, rule->where);
      reply.chain.push_back(
          {name, azure::RecordType::cname, std::nullopt, std::string(block_target), policy->name});
      reply.addresses.clear();
      reply.rcode = blocked_rcode();
      return true;
    }
  }
  return false;
}

void Resolver::zone_step(const model::LinkedZone& linked, const net::DnsName& name,
                         const std::string& says, std::vector<std::string> facts) {
  step("zone", "zone " + linked.zone->written->name + " " + says + name.text(), std::move(facts),
       linked.zone->written->id.text(), linked.link->name, linked.link->where);
}

}  // namespace airtight::dns
