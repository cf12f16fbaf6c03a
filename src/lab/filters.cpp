#include "filters.h"

#include <airtight/azure/approval.h>
#include <airtight/azure/by_id.h>
#include <airtight/azure/default_rules.h>
#include <airtight/azure/platform_subnets.h>

#include <algorithm>

#include "match.h"
#include "routes.h"

namespace airtight::lab {
namespace {

constexpr const char* established =
    "    ct state established,related accept\n    ct state invalid drop\n";

std::string chain(const std::string& name, const std::string& lines) {
  return "  chain " + name + " {\n" + lines + "  }\n";
}

std::string base_chain(const std::string& name, const std::string& type, const char* policy,
                       const std::string& lines) {
  return chain(name, "    type " + type + "; policy " + policy + ";\n" + lines);
}

// N-130.
bool filters_endpoints(const azure::Subnet& subnet) {
  const auto policies = value_or(subnet.endpoint_policies, azure::EndpointPolicies::disabled);
  return policies == azure::EndpointPolicies::enabled ||
         policies == azure::EndpointPolicies::network_security_group;
}

class HostRules {
 public:
  HostRules(const Estate& estate, const Host& host)
      : estate_(estate), host_(host), writer_(estate, host, sets_) {}

  std::string text() {
    std::string chains;
    chains += incoming();
    if (host_.kind != Kind::endpoint) chains += outgoing();
    chains += passing();
    return "table ip airtight {\n" + sets_.text() + chains + "}\n";
  }

 private:
  // N-091, N-095: a match that allows goes on to the other group (N-096).
  std::string group_chain(const std::string& name, const azure::NetworkSecurityGroup& group,
                          azure::Direction direction) {
    std::vector<azure::SecurityRule> rules;
    for (const azure::SecurityRule& each : group.rules)
      if (each.direction == direction) rules.push_back(each);
    std::ranges::stable_sort(rules, {}, &azure::SecurityRule::priority);
    for (azure::SecurityRule& each : azure::default_rules(direction)) rules.push_back(each);
    std::string lines;
    for (const azure::SecurityRule& each : rules)
      lines += writer_.lines(each, each.access == azure::Access::allow ? "return" : "drop");
    return chain(name, lines);
  }

  bool is_managed(const azure::AdminRuleCollection& collection) const {
    for (const azure::ResourceId& id : collection.groups) {
      const auto* group = azure::by_id(estate_.resources().network_groups, id);
      if (group == nullptr) continue;
      if (std::ranges::count(group->members, host_.subnet->id) > 0 ||
          std::ranges::count(group->members, host_.network->written->id) > 0)
        return true;
    }
    return false;
  }

  // N-136, N-139, C-12.
  std::string admin_chain(const std::string& name, azure::Direction direction) {
    if (host_.kind == Kind::endpoint || azure::is_platform_subnet(host_.subnet->name)) return {};
    std::vector<azure::AdminRule> rules;
    for (const auto& collection : estate_.resources().admin_rule_collections) {
      if (!is_managed(collection)) continue;
      for (const azure::AdminRule& each : collection.rules)
        if (each.rule.direction == direction) rules.push_back(each);
    }
    std::ranges::stable_sort(rules, {}, [](const auto& each) { return each.rule.priority; });
    std::string lines;
    for (const azure::AdminRule& each : rules)
      lines += writer_.lines(each.rule, each.access == azure::AdminAccess::deny    ? "drop"
                                        : each.access == azure::AdminAccess::allow ? "return"
                                                                                   : "accept");
    return lines.empty() ? "" : chain(name, lines);
  }

  std::string jump_to(std::string& chains, const std::string& text, const std::string& name) {
    if (text.empty()) return {};
    chains += text;
    return "    jump " + name + "\n";
  }

  std::string incoming() {
    using azure::Direction;
    std::string chains;
    std::string lines = "    iifname != \"eth0\" accept\n" + std::string(established);
    if (host_.kind == Kind::app) return base("in", -50, lines + "    drop\n");  // N-231
    if (host_.kind == Kind::endpoint) lines += before_endpoint();
    lines += jump_to(chains, admin_chain("admin-in", Direction::inbound), "admin-in");
    const auto* of_subnet = estate_.group_of(*host_.subnet);
    const bool filtered = host_.kind != Kind::endpoint || filters_endpoints(*host_.subnet);
    if (of_subnet != nullptr && filtered)
      lines +=
          jump_to(chains, group_chain("subnet-in", *of_subnet, Direction::inbound), "subnet-in");
    if (host_.group != nullptr)
      lines += jump_to(chains, group_chain("interface-in", *host_.group, Direction::inbound),
                       "interface-in");
    return chains + base("in", -50, lines);
  }

  // N-201, N-206.
  std::string before_endpoint() const {
    if (!azure::is_approved(*host_.endpoint)) return "    drop\n";
    return "    meta l4proto != { tcp, udp } drop\n";
  }

  // Behind the translation of sources: rules see what leaves (N-096, N-125).
  std::string outgoing() {
    using azure::Direction;
    std::string chains;
    std::string lines = "    oifname != \"eth0\" accept\n" + std::string(established) +
                        "    ip daddr { 168.63.129.16, 169.254.169.254 } accept\n";
    lines += jump_to(chains, admin_chain("admin-out", Direction::outbound), "admin-out");
    if (host_.group != nullptr)
      lines += jump_to(chains, group_chain("interface-out", *host_.group, Direction::outbound),
                       "interface-out");
    const auto* of_subnet = host_.subnet == nullptr ? nullptr : estate_.group_of(*host_.subnet);
    if (of_subnet != nullptr)
      lines +=
          jump_to(chains, group_chain("subnet-out", *of_subnet, Direction::outbound), "subnet-out");
    return chains +
           "  chain out {\n    type filter hook postrouting priority 150; policy accept;\n" +
           lines + "  }\n";
  }

  static std::string base(const std::string& name, int priority, const std::string& lines) {
    return base_chain(name, "filter hook prerouting priority " + std::to_string(priority), "accept",
                      lines);
  }

  // the first match decides, no match denies; C-22: without a policy all pass. A device that
  // saw no reply to the first echo takes no second one, as with the segments of TCP.
  std::string passing() {
    if (!host_.forwards) return {};
    std::string lines = "    icmp type echo-request icmp sequence != 1 ct state new drop\n";
    lines += established;
    if (host_.policy) {
      for (const azure::ApplianceRule& rule : *host_.policy) lines += policy_lines(rule);
      lines += "    drop\n";
    }
    std::string text = base_chain("through", "filter hook forward priority 0", "accept", lines);
    if (host_.translates)
      text += base_chain(
          "translate", "nat hook postrouting priority 100", "accept",
          "    fib saddr type != local snat to " + net::to_string(host_.addresses.front()) + "\n");
    return text;
  }

  std::string policy_lines(const azure::ApplianceRule& rule) {
    if (!rule.fqdn.empty()) {
      estate_.leave_out("names in the policy of " + host_.space, "N-285");
      return {};
    }
    std::string sides;
    if (rule.source) sides += "ip saddr " + net::to_string(*rule.source) + " ";
    if (rule.destination) sides += "ip daddr " + net::to_string(*rule.destination) + " ";
    std::string text;
    for (const std::string& service : services(rule.protocol, {}, rule.ports))
      text.append("    ").append(sides).append(service).append(rule.allow ? "accept\n" : "drop\n");
    return text;
  }

  const Estate& estate_;
  const Host& host_;
  Sets sets_;
  RuleWriter writer_;
};

std::string list_of(const std::vector<net::Ip>& addresses) {
  std::string text;
  for (const net::Ip& each : addresses) text += (text.empty() ? "" : ", ") + net::to_string(each);
  return "{ " + text + " }";
}

std::string leaves(const Host& host, const std::string& how) {
  return "    iifname \"" + host.device + "\" oifname \"out\" " + how + "\n";
}

// N-263, N-264, N-266, N-268; C-18 by its nominal branch.
std::string egress_of(const Host& host) {
  if (host.kind == Kind::endpoint) return leaves(host, "drop");
  std::string text;
  const bool translated = host.subnet->nat_gateway.known() != nullptr;
  if (translated)
    text += leaves(host, "meta l4proto != { tcp, udp } drop");
  else if (host.kind != Kind::app && !host.public_address)
    text += leaves(host, "meta l4proto icmp drop");
  const auto* access = host.subnet->default_outbound_access.known();
  const bool closed = access != nullptr && !*access;
  if (!translated && host.kind != Kind::app && !host.public_address && closed)
    return text + leaves(host, "drop");
  return text + leaves(host, "meta mark set " + std::to_string(host.number));
}

// N-153: packets from a peer that do not start in it.
std::string foreign(const std::string& device, const Network& from) {
  Sets sets;
  std::string blocks;
  for (const net::Prefix& each : from.blocks)
    blocks += "    iifname \"" + device + "\" ip saddr " + net::to_string(each) + " accept\n";
  return blocks + "    iifname \"" + device + "\" drop\n";
}

bool takes_forwarded(const Network& network, const Network& from) {
  for (const Peer& each : network.peers)
    if (each.network == &from) return value_or(each.link->allow_forwarded_traffic, false);
  return false;
}

}  // namespace

net::Ip public_address_of(const Estate& estate, const Host& host) {
  if (host.kind == Kind::app && host.site != nullptr && !host.site->outbound_addresses.empty())
    return host.site->outbound_addresses.front();
  constexpr std::uint32_t per_block = 250;
  const std::uint32_t number = host.number - 1000;
  (void)estate;
  return net::advance(net::ipv4(20, 50, 0, 0), number / per_block * 256 + number % per_block + 1);
}

std::string ruleset_of(const Estate& estate, const Host& host) {
  if (host.network == nullptr) return {};
  return HostRules(estate, host).text();
}

std::string ruleset_of(const Estate& estate, const Network& network) {
  std::string between;
  std::string sources;
  std::string zones;
  std::string translations;
  for (const Host* host : network.hosts) {
    if (!host->forwards)
      between += "    iifname \"" + host->device + "\" ip saddr != " + list_of(host->addresses) +
                 " drop\n";
    between += egress_of(*host);
    zones += "    iifname \"" + host->device + "\" ct original zone set " +
             std::to_string(host->number) + "\n";
    translations += "    meta mark " + std::to_string(host->number) + " snat to " +
                    net::to_string(public_address_of(estate, *host)) + "\n";
  }
  for (const Peer& peer : network.peers) {
    if (!peer.up() || takes_forwarded(network, *peer.network)) continue;
    sources += foreign(peer_device(*peer.network), *peer.network);
    for (const Host* host : network.hosts) {
      if (host->kind == Kind::machine)
        sources += foreign(arrival_device({peer.network, host}), *peer.network);
    }
  }
  return "table ip airtight {\n" +
         base_chain("apart", "filter hook prerouting priority -300", "accept", zones) +
         base_chain("back", "filter hook prerouting priority -150", "accept",
                    "    iifname \"out\" meta mark set ct mark\n") +
         base_chain("between", "filter hook forward priority 0", "accept", between) +
         base_chain("sources", "filter hook forward priority 10", "accept", sources) +
         base_chain("remember", "filter hook postrouting priority 50", "accept",
                    "    oifname \"out\" ct mark set meta mark\n") +
         base_chain("leave", "nat hook postrouting priority 100", "accept",
                    "    oifname != \"out\" accept\n" + translations) +
         "}\n";
}

}  // namespace airtight::lab
