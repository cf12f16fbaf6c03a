#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>
#include <airtight/dns/forwarder.h>
#include <airtight/dns/public_resolver.h>

#include <algorithm>
#include <array>

#include "resolver.h"

// Who answers at an address, and what a server that is not Azure-provided DNS does with a question:
// azure-dns.md sections 3.2 to 3.4 and 6 (ask, forwarder).

namespace airtight::dns {
namespace {

constexpr int deepest = 8;             // D-249
constexpr std::size_t most_hops = 16;  // D-020
constexpr std::size_t most_hops_of_any = 64;

// Resolvers everybody knows to be public.
constexpr std::array public_resolvers{
    net::ipv4(8, 8, 8, 8),
    net::ipv4(8, 8, 4, 4),
    net::ipv4(1, 1, 1, 1),
    net::ipv4(1, 0, 0, 1),
    net::ipv4(9, 9, 9, 9),
    net::Ip{net::Family::v6, 0x2001486048600000U, 0x8888U},
    net::Ip{net::Family::v6, 0x2001486048600000U, 0x8844U},
    net::Ip{net::Family::v6, 0x2606470047000000U, 0x1111U},
    net::Ip{net::Family::v6, 0x2606470047000000U, 0x1001U},
    net::Ip{net::Family::v6, 0x262000fe00000000U, 0x00feU},
};

std::string last_two_labels(std::string_view name) {
  const auto last = name.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::string(name);
  const auto dot = name.rfind('.', last - 1);
  return std::string(dot == std::string_view::npos ? name : name.substr(dot + 1));
}

// D-221: a dynamic address is the platform's to choose, and templates do not say it.
std::vector<azure::UnknownInput> unplaced_endpoints(const model::Network& network,
                                                    const net::Ip& server) {
  std::vector<azure::UnknownInput> unknowns;
  for (const azure::InboundEndpoint& endpoint : network.written().inbound_endpoints) {
    const azure::Subnet* subnet = network.subnet(endpoint.subnet);
    const bool may_be =
        subnet == nullptr || std::ranges::any_of(subnet->address_prefixes, [&](const auto& block) {
          return block.prefix.contains(server);
        });
    if (endpoint.addresses.empty() && may_be)
      unknowns.push_back({"the address of the inbound endpoint " + endpoint.name});
  }
  return unknowns;
}

}  // namespace

bool is_public_resolver(const net::Ip& ip) { return std::ranges::count(public_resolvers, ip) > 0; }

bool is_reserved(const net::DnsName& name) {
  static const std::set<std::string> parents = [] {
    std::set<std::string> found;
    for (const azure::PrivateLinkRow& row : azure::private_link_table()) {
      for (const azure::PublicToPrivate& names : row.names) {
        found.insert(last_two_labels(names.public_name));
        found.insert(last_two_labels(names.private_name));
      }
      for (const std::string_view zone : row.zones) found.insert(last_two_labels(zone));
    }
    return found;
  }();
  return parents.contains(last_two_labels(name.text()));
}

const azure::Forwarder* forwarder_for(const azure::DnsServer& server, const net::DnsName& name) {
  const azure::Forwarder* best = nullptr;
  for (const azure::Forwarder& forwarder : server.forwarders) {
    if (!forwarder.suffix.empty() && !name.is_within(forwarder.suffix)) continue;
    if (best == nullptr || forwarder.suffix.labels() > best->suffix.labels()) best = &forwarder;
  }
  return best;
}

namespace {

Context context_of(const model::NameServer& server) {
  return {server.network, server.network != nullptr};
}

// The longest of the server's own zones that a name is in; null if it is in none.
const azure::ServerZone* own_zone(const azure::DnsServer& server, const net::DnsName& name) {
  const azure::ServerZone* best = nullptr;
  for (const azure::ServerZone& zone : server.zones) {
    if (name.is_within(zone.zone) && (best == nullptr || zone.zone.labels() > best->zone.labels()))
      best = &zone;
  }
  return best;
}

void put_before(Reply& reply, const std::vector<ChainLink>& chain) {
  reply.chain.insert(reply.chain.begin(), chain.begin(), chain.end());
}

}  // namespace

Resolver::Resolver(const model::Network& network, Answer& answer, model::Reading& reading,
                   const Delivers& delivers)
    : network_(network), answer_(answer), reading_(reading), delivers_(delivers) {}

std::optional<Reply> Resolver::ask(const net::Ip& server, const Context& context,
                                   const model::NameServer* from, const net::DnsName& name,
                                   int depth) {
  if (depth > deepest) {
    step("resolver", "servers ask each other more than 8 deep", {"D-232", "D-249"});
    return Reply{Rcode::servfail, {}, {}};
  }
  if (server == azure_provided) {
    if (!context.inside_azure) {
      step("resolver", to_string(server) + " does not exist outside Azure: no answer", {"D-203"});
      return {};
    }
    if (!delivered(from, context, server, nullptr)) return {};
    return azure(context, name, depth + 1);
  }
  const model::NameServer* found = server_at(server, context);
  if (found == nullptr && is_public_resolver(server)) {
    step("resolver", to_string(server) + " is a public resolver: private zones do not count",
         {"D-211", "R-31"});
    if (!delivered(from, context, server, nullptr)) return {};
    return azure({}, name, depth + 1);
  }
  if (found == nullptr) {
    append(unplaced_endpoints(network_, server));
    step("resolver",
         "nothing in the input describes the DNS server " + to_string(server) + ": no answer",
         {"R-31"});
    return {};
  }
  if (!delivered(from, context, server, found)) return {};
  append(found->unknown);
  switch (found->kind) {
    case model::NameServer::Kind::inbound_endpoint:
      step("resolver",
           found->name + " answers as Azure-provided DNS of " +
               (found->network == nullptr ? "a network outside the input" : found->network->name),
           {"D-220", "D-222"}, "", "", found->where);
      return azure(context_of(*found), name, depth + 1);
    case model::NameServer::Kind::firewall_proxy:
      return from_upstream(*found,
                           found->upstream.empty() ? std::vector{azure_provided} : found->upstream,
                           name, depth);
    case model::NameServer::Kind::host:
      return host(*found, name, depth);
  }
  return {};
}

bool Resolver::delivered(const model::NameServer* from, const Context& context,
                         const net::Ip& server, const model::NameServer* to) {
  if (!delivers_ || delivers_({from, context, server, to})) return true;
  step("resolver", "the query does not reach " + to_string(server) + ": no answer", {"R-30"});
  return false;
}

// Addresses repeat between networks (N-013): the one nearest to whoever asks is meant.
const model::NameServer* Resolver::server_at(const net::Ip& ip, const Context& context) const {
  const auto nearness = [&](const model::NameServer& server) {
    if (server.network == nullptr) return server.site != nullptr ? 2 : 3;
    if (server.network == context.network) return 0;
    if (context.network == nullptr) return 2;
    const auto& neighbours = network_.neighbours_of(*context.network);
    const bool near =
        std::ranges::count(neighbours, server.network, &model::Neighbour::network) > 0;
    return near ? 1 : 2;
  };
  const model::NameServer* best = nullptr;
  for (const model::NameServer& server : network_.name_servers()) {
    if (server.address != ip) continue;
    if (best == nullptr || nearness(server) < nearness(*best)) best = &server;
  }
  return best;
}

bool Resolver::too_long(std::size_t names) {
  if (names <= most_hops) return false;
  return names > most_hops_of_any || reading_.branch(model::Choice::ch02_long_chains) == 0;
}

std::optional<Reply> Resolver::host(const model::NameServer& server, const net::DnsName& name,
                                    int depth) {
  std::vector<ChainLink> chain;
  net::DnsName next = name;
  for (std::size_t names = 1; !too_long(names); ++names) {
    if (auto own = of_own_zone(server, next)) {
      put_before(*own, chain);
      const bool alias = own->addresses.empty() && !own->chain.empty() &&
                         own->chain.back().type == azure::RecordType::cname &&
                         own->rcode == Rcode::noerror && answer_.type != azure::RecordType::cname;
      if (!alias || !server.written->recursion) return own;
      const auto target = net::parse_dns_name(own->chain.back().data);
      if (!target) return own;
      chain = own->chain;
      next = *target;
      continue;
    }
    if (!server.written->recursion) {
      step("resolver", server.name + " has no zone for " + next.text() + " and does not recurse",
           {"R-34"}, "", "", server.where);
      return Reply{Rcode::servfail, chain, {}};
    }
    const azure::Forwarder* up = forwarder_for(*server.written, next);
    if (up == nullptr) {
      // Root hints: it iterates itself, and tests its conditions again at each alias (D-214).
      Reply public_reply;
      step("resolver", server.name + " iterates from the root", {"D-211", "D-214"}, "", "",
           server.where);
      const net::DnsName target = in_public(nullptr, next, public_reply);
      put_before(public_reply, chain);
      if (target.empty()) return public_reply;
      chain = public_reply.chain;
      next = target;
      continue;
    }
    Reply reply = from_upstream(server, up->to, next, depth);
    const net::DnsName again = rechased(server, *up, reply);
    put_before(reply, chain);
    if (again.empty()) return reply;
    chain = reply.chain;
    next = again;
  }
  step("name", "the chain of " + name.text() + " loops or is too long", {"D-020"});
  return Reply{Rcode::servfail, chain, {}};
}

std::optional<Reply> Resolver::of_own_zone(const model::NameServer& server,
                                           const net::DnsName& name) {
  const azure::ServerZone* best = own_zone(*server.written, name);
  if (best == nullptr) return {};
  Reply reply;
  bool exists = name == best->zone;
  for (const azure::ServerRecord& record : best->records) {
    exists = exists || record.name.is_within(name);
    if (record.name != name) continue;
    if (record.type == "CNAME") {
      reply.chain.push_back(
          {name, azure::RecordType::cname, std::nullopt, record.target.text(), server.name});
    } else if (record.address && record.type == to_string(answer_.type)) {
      reply.addresses.push_back({*record.address, ""});
      reply.chain.push_back(
          {name, answer_.type, std::nullopt, to_string(*record.address), server.name});
    }
  }
  if (!exists) reply.rcode = Rcode::nxdomain;
  step("resolver", server.name + " has the zone " + best->zone.text() + " itself", {"D-217"}, "",
       "", server.where);
  return reply;
}

// The first upstream that answers. None does: the server says so itself.
Reply Resolver::from_upstream(const model::NameServer& server, const std::vector<net::Ip>& upstream,
                              const net::DnsName& name, int depth) {
  for (const net::Ip& next : upstream) {
    step("resolver", server.name + " forwards " + name.text() + " to " + to_string(next),
         server.kind == model::NameServer::Kind::firewall_proxy
             ? std::vector<std::string>{"D-244", "D-245"}
             : std::vector<std::string>{"D-210"},
         "", "", server.where);
    if (auto reply = ask(next, context_of(server), &server, name, depth + 1)) return *reply;
  }
  return {Rcode::servfail, {}, {}};
}

// The alias in an upstream's reply that the server looks up anew. Its own zones act on aliases as
// linked zones do (D-217, D-018); whether its conditions do is open, and an answer that a condition
// brought is taken whole (D-213, D-214).
net::DnsName Resolver::rechased(const model::NameServer& server, const azure::Forwarder& taken,
                                Reply& reply) {
  if (answer_.type == azure::RecordType::cname) return {};  // an alias is all that was asked for
  for (std::size_t i = 0; i < reply.chain.size(); ++i) {
    if (reply.chain[i].type != azure::RecordType::cname) continue;
    const auto target = net::parse_dns_name(reply.chain[i].data);
    if (!target) continue;
    if (own_zone(*server.written, *target) == nullptr) {
      const azure::Forwarder* up = forwarder_for(*server.written, *target);
      if (!taken.suffix.empty() || up == nullptr || up->suffix.empty()) continue;
      if (reading_.branch(model::Choice::ch14_forwarders_examine_aliases) == 0) continue;
    }
    reply.chain.resize(i + 1);
    return *target;
  }
  return {};
}

// D-223: of the rulesets linked to the network, wherever their targets are.
Resolver::Ruled Resolver::rule_for(const Context& context, const net::DnsName& name) {
  Ruled best;
  if (context.network == nullptr) return best;
  for (const model::LinkedRuleset& linked : network_.rulesets_of(*context.network)) {
    for (const azure::ForwardingRule& rule : linked.ruleset->rules) {
      if (rule.suffix.empty() ? is_reserved(name) : !name.is_within(rule.suffix)) continue;
      if (!rule.suffix.empty() && is_reserved(name) &&
          reading_.branch(model::Choice::ch16_rule_under_a_reserved_parent) == 1)
        continue;  // D-229
      if (const auto* enabled = rule.enabled.known(); enabled != nullptr && !*enabled) continue;
      if (const auto* unknown = rule.enabled.unknown();
          unknown != nullptr && reading_.guess(*unknown) == 1)
        continue;
      if (best.rule == nullptr || rule.suffix.labels() > best.rule->suffix.labels())
        best = {&linked, &rule};
    }
  }
  return best;
}

// D-230: the first target that answers; when none does, nothing else is asked.
net::DnsName Resolver::follow_rule(const Context& context, const Ruled& ruled,
                                   const net::DnsName& name, int depth, Reply& reply) {
  const model::LinkedRuleset& linked = *ruled.linked;
  step("ruleset",
       "rule " + ruled.rule->name + " of " + linked.ruleset->name + " forwards " + name.text(),
       {"D-224", "D-225", "D-226"}, linked.ruleset->id.text(), ruled.rule->name, ruled.rule->where);
  for (const net::Ip& target : ruled.rule->targets) {
    auto answer = ask(target, {linked.outbound, true}, nullptr, name, depth + 1);
    if (!answer) continue;
    put_before(*answer, reply.chain);
    reply = std::move(*answer);
    return examined_again(context, reply);
  }
  reply.rcode = Rcode::servfail;
  return {};
}

// D-233: a forwarded answer is taken whole, or its first alias that a linked zone covers is looked
// up there.
net::DnsName Resolver::examined_again(const Context& context, Reply& reply) {
  if (answer_.type == azure::RecordType::cname) return {};
  for (std::size_t i = 0; i < reply.chain.size(); ++i) {
    if (reply.chain[i].type != azure::RecordType::cname) continue;
    const auto target = net::parse_dns_name(reply.chain[i].data);
    if (!target || covering_zone(network_, context.network, *target) == nullptr) continue;
    if (reading_.branch(model::Choice::ch17_forwarded_answers) == 0) return {};
    reply.chain.resize(i + 1);
    reply.addresses.clear();
    return *target;
  }
  return {};
}

void Resolver::append(const std::vector<azure::UnknownInput>& unknowns) {
  answer_.unknowns.insert(answer_.unknowns.end(), unknowns.begin(), unknowns.end());
}

void Resolver::step(std::string stage, std::string summary, std::vector<std::string> facts,
                    std::string resource, std::string rule, Where where) {
  answer_.trace.push_back({std::move(stage), std::move(summary), std::move(facts),
                           std::move(resource), std::move(rule), std::move(where)});
}

}  // namespace airtight::dns
