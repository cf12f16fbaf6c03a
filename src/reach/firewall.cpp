#include "firewall.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "middlebox.h"
#include "tags.h"

namespace airtight::reach {
namespace {

using azure::FirewallRule;
using azure::FirewallStage;
using azure::RuleCollection;

// Names in network rules are resolved by the firewall, and may give it another address than the
// client has (N-288).
Match matches_resolved_name(const model::Network& network, const FirewallRule& rule,
                            const net::DnsName& host, const Packet& packet) {
  for (const std::string& name : rule.names) {
    if (!host.empty() && equal_ignoring_case(name, host.text()))
      return maybe("whether the firewall and the client resolve " + name + " alike");
    const auto parsed = net::parse_dns_name(name);
    const auto* named = parsed ? network.by_public_name(*parsed) : nullptr;
    const bool other =
        named != nullptr && packet.front_end != nullptr && named->back_end != packet.front_end;
    if (!other && host.empty()) return maybe("what the firewall resolves " + name + " to");
  }
  return no_match;
}

class Question {
 public:
  Question(const model::Network& network, const model::Firewall& firewall, const Packet& packet,
           const net::DnsName& host, model::Reading& reading)
      : network_(network), firewall_(firewall), packet_(packet), host_(host), reading_(reading) {}

  // The first rule of a kind that matches.
  struct Hit {
    const RuleCollection* collection = nullptr;
    const FirewallRule* rule = nullptr;
    bool allow = false;
  };

  std::optional<Hit> first(FirewallStage stage) {
    for (const RuleCollection* collection : firewall_.collections) {
      if (collection->stage != stage) continue;
      if (!collection->unknown.empty()) {
        // Its place or its action is not known: it may be skipped, allow or deny.
        const std::size_t guess = reading_.guess(collection->unknown.front(), 3);
        if (guess == 1) return Hit{collection, nullptr, true};
        if (guess == 2) return Hit{collection, nullptr, false};
      }
      for (const FirewallRule& rule : collection->rules) {
        if (covers(rule, stage)) return Hit{collection, &rule, collection->allow};
      }
    }
    return {};
  }

 private:
  // A rule of which something is not known is kept out by a written source alone.
  bool covers(const FirewallRule& rule, FirewallStage stage) {
    const bool no_source = rule.source == azure::RuleSide{};
    if (!rule.unknown.empty())
      return are_taken({no_source ? full_match : side(rule.source, true),
                        {Match::Kind::maybe, rule.unknown.front(), rule.name}},
                       reading_);
    return are_taken({side(rule.source, true),
                      stage == FirewallStage::application ? application(rule) : network(rule)},
                     reading_);
  }

  // The addresses of IP groups stand beside those of the rule.
  azure::RuleSide with_groups(const azure::RuleSide& written) {
    azure::RuleSide expanded = written;
    expanded.groups.clear();
    for (const azure::ResourceId& id : written.groups) {
      const auto& groups = network_.written().ip_groups;
      const auto group = std::ranges::find(groups, id, &azure::IpGroup::id);
      if (group == groups.end()) {
        expanded.unknown.push_back({"the addresses of IP group " + std::string(id.name())});
        continue;
      }
      expanded.prefixes.insert(expanded.prefixes.end(), group->prefixes.begin(),
                               group->prefixes.end());
      expanded.unknown.insert(expanded.unknown.end(), group->unknown.begin(), group->unknown.end());
    }
    return expanded;
  }

  Match side(const azure::RuleSide& written, bool source) {
    const azure::RuleSide expanded = with_groups(written);
    return source ? matches_sources(expanded, packet_, scope_, reading_)
                  : matches_destination(expanded, packet_, scope_, reading_);
  }

  // N-297: "Any" with ports means TCP and UDP.
  Match network(const FirewallRule& rule) {
    const bool listed =
        rule.protocols.empty() || std::ranges::count(rule.protocols, packet_.protocol) > 0;
    if (!listed) return no_match;
    const bool all = std::ranges::any_of(
        rule.ports, [](const net::PortRange& range) { return range == net::PortRange{}; });
    const bool port = net::has_ports(packet_.protocol)
                          ? std::ranges::any_of(rule.ports,
                                                [&](const net::PortRange& range) {
                                                  return range.contains(packet_.port);
                                                })
                          : rule.ports.empty() || all;
    if (!port) return no_match;
    Match address = side(rule.destination, false);
    if (address.kind == Match::Kind::yes || rule.names.empty()) return address;
    Match name = matches_resolved_name(network_, rule, host_, packet_);
    return name.kind == Match::Kind::no ? address : name;
  }

  Match application(const FirewallRule& rule) {
    if (packet_.protocol != net::Protocol::tcp || host_.empty()) return no_match;
    const bool port = std::ranges::any_of(
        rule.applications, [&](const auto& each) { return each.port == packet_.port; });
    if (!port) return no_match;
    const bool name = std::ranges::any_of(
        rule.names, [&](const std::string& pattern) { return covers_name(pattern, host_); });
    if (name) return full_match;
    if (!rule.name_tags.empty()) return maybe("the names of FQDN tag " + rule.name_tags.front());
    return no_match;
  }

  const model::Network& network_;
  const model::Firewall& firewall_;
  const Packet& packet_;
  const net::DnsName& host_;
  model::Reading& reading_;
  const TagScope scope_{&network_, {}, {}};
};

Step step_of(const model::Firewall& firewall, const Question::Hit* hit, const std::string& what,
             std::vector<std::string> facts) {
  Step step{"firewall",
            firewall.written->name + " " + what,
            std::move(facts),
            firewall.written->id.text(),
            "",
            firewall.written->where};
  if (hit != nullptr) {
    const bool named = hit->rule != nullptr && !hit->rule->name.empty();
    step.rule = named ? hit->rule->name : hit->collection->name;
    step.where = hit->rule != nullptr ? hit->rule->where : hit->collection->where;
    step.summary = "rule " + step.rule + " of " + firewall.written->name + " " + what;
  }
  return step;
}

// N-289, N-290: only what goes to private ranges keeps its source.
bool translates(const model::Firewall& firewall, const Packet& packet, model::Reading& reading) {
  if (firewall.unknown_ranges && reading.guess(*firewall.unknown_ranges) == 1) return true;
  const auto covers = [&](const net::Prefix& range) {
    return packet.destination ? range.contains(*packet.destination) : range.length == 0;
  };
  return std::ranges::none_of(firewall.private_ranges, covers);
}

// The policy may have rules that the input does not show: as seen, one allows, one denies.
std::optional<FirewallDecision> unseen(const model::Firewall& firewall, model::Reading& reading) {
  if (firewall.unknown.empty()) return {};
  const std::size_t guess = reading.guess(firewall.unknown.front(), 3);
  if (guess == 0) return {};
  FirewallDecision decision;
  decision.allowed = guess == 1;
  decision.translated = decision.allowed;
  decision.step = step_of(firewall, nullptr, "may have a rule that decides", {"N-282"});
  return decision;
}

using Mode = azure::Property<azure::ThreatMode>;

bool may_be_public(const Packet& packet) {
  const auto is_outside = [](const net::Ip& ip) { return !net::is_private(ip); };
  return packet.from_internet || packet.front_end != nullptr || !packet.destination ||
         is_outside(*packet.destination) ||
         std::ranges::any_of(packet.sources,
                             [&](const net::Prefix& prefix) { return is_outside(prefix.base); });
}

// Which of its two lists a firewall acts on; a parent's policy counts as its child's own.
bool may_deny(const model::Network& network, const model::Firewall& firewall,
              Mode azure::FirewallPolicy::*list) {
  const auto denies = [](const Mode& mode) {
    return mode.unknown() != nullptr ||
           (mode.known() != nullptr && *mode.known() == azure::ThreatMode::deny);
  };
  const azure::FirewallPolicy* policy = firewall.policy;
  for (int parents = 0; policy != nullptr && parents < 4; ++parents) {
    if (denies(policy->*list)) return true;
    const azure::ResourceId* base = policy->base.known();
    const auto& all = network.written().firewall_policies;
    const auto found =
        base == nullptr ? all.end() : std::ranges::find(all, *base, &azure::FirewallPolicy::id);
    policy = found == all.end() ? nullptr : &*found;
  }
  return firewall.policy == nullptr && list == &azure::FirewallPolicy::threat_intelligence &&
         denies(firewall.written->threat_intelligence);
}

Step step_about(const model::Firewall& firewall, const std::string& what) {
  Step step = step_of(firewall, nullptr, what, {"N-281"});
  if (firewall.policy != nullptr) {
    step.resource = firewall.policy->id.text();
    step.where = firewall.policy->where;
  }
  return step;
}

// N-281: known attackers are denied before any rule is asked. Who they are, the platform knows.
std::optional<FirewallDecision> denied_as_attacker(const model::Network& network,
                                                   const model::Firewall& firewall,
                                                   const Packet& packet, model::Reading& reading) {
  if (!may_be_public(packet) ||
      !may_deny(network, firewall, &azure::FirewallPolicy::threat_intelligence))
    return {};
  const azure::UnknownInput listed{"whom threat intelligence of " + firewall.written->name +
                                   " denies"};
  if (reading.guess(listed) == 0) return {};
  FirewallDecision decision;
  decision.step = step_about(firewall, "may deny it as known to threat intelligence");
  return decision;
}

// N-281: intrusion detection that denies looks at the traffic that a rule allowed.
FirewallDecision inspected(const model::Network& network, const model::Firewall& firewall,
                           FirewallDecision decision, model::Reading& reading) {
  if (!decision.allowed ||
      !may_deny(network, firewall, &azure::FirewallPolicy::intrusion_detection))
    return decision;
  const azure::UnknownInput dropped{"what intrusion detection of " + firewall.written->name +
                                    " drops"};
  if (reading.guess(dropped) == 0) return decision;
  FirewallDecision refused;
  refused.step = step_about(firewall, "may drop it by intrusion detection");
  return refused;
}

FirewallDecision translation(const model::Firewall& firewall, const Question::Hit& hit) {
  FirewallDecision decision;
  decision.allowed = true;
  decision.translated = true;
  if (hit.rule != nullptr) {
    decision.to = hit.rule->translated_address;
    decision.to_port = hit.rule->translated_port;
  }
  decision.step = step_of(firewall, &hit, "translates the destination", {"N-281", "N-283"});
  return decision;
}

FirewallDecision ask_rules(const model::Network& network, const model::Firewall& firewall,
                           const Packet& packet, const net::DnsName& host,
                           model::Reading& reading) {
  Question question(network, firewall, packet, host, reading);
  FirewallDecision decision;
  const auto asked = question.first(FirewallStage::translation);
  const auto by_network = question.first(FirewallStage::network);
  if (asked) {
    const bool denied =
        by_network && !by_network->allow &&
        reading.branch(model::Choice::c19_destination_translation_against_a_deny) == 1;
    if (!denied) return translation(firewall, *asked);
  }
  if (by_network) {
    decision.allowed = by_network->allow;
    decision.translated = translates(firewall, packet, reading);
    decision.step = step_of(firewall, &*by_network, decision.allowed ? "allows it" : "denies it",
                            {"N-282", "N-284"});
    return decision;
  }
  if (const auto hit = question.first(FirewallStage::application)) {
    decision.allowed = hit->allow;
    decision.translated = true;
    decision.by_name = true;
    decision.step = step_of(firewall, &*hit, hit->allow ? "allows the name" : "denies the name",
                            {"N-282", "N-285"});
    return decision;
  }
  decision.step = step_of(firewall, nullptr, "has no rule that allows it", {"N-280"});
  return decision;
}

}  // namespace

FirewallDecision ask_translations(const model::Network& network, const model::Firewall& firewall,
                                  const Packet& packet, model::Reading& reading) {
  if (auto decision = denied_as_attacker(network, firewall, packet, reading)) return *decision;
  if (auto decision = unseen(firewall, reading)) return *decision;
  const net::DnsName none;
  Question question(network, firewall, packet, none, reading);
  if (const auto hit = question.first(FirewallStage::translation))
    return inspected(network, firewall, translation(firewall, *hit), reading);
  FirewallDecision decision;
  decision.step = step_of(firewall, nullptr, "has no translation for it", {"N-280"});
  return decision;
}

FirewallDecision ask_firewall(const model::Network& network, const model::Firewall& firewall,
                              const Packet& packet, const net::DnsName& host,
                              model::Reading& reading) {
  if (auto decision = denied_as_attacker(network, firewall, packet, reading)) return *decision;
  if (auto decision = unseen(firewall, reading)) return *decision;
  return inspected(network, firewall, ask_rules(network, firewall, packet, host, reading), reading);
}

}  // namespace airtight::reach
