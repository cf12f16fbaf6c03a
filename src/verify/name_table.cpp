#include "name_table.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "doubts.h"
#include "names.h"

// A question has as many answers as there are clients times names, and hardly any two of them are
// worked out in different ways. Two observations make the table fast without changing an answer.
//
// 1. What a resolver does depends on the client only through its view (servers, hosts file), on
//    whether its packets reach the servers, on what is linked to its network, and on the doubts
//    that concern it. Clients alike in all of these are one class. A client whose packets arrive in
//    some readings only, or whose servers' addresses several servers have, is a class of its own.
//
// 2. Clients of Azure-provided DNS choose at each name of a chain: a linked zone, a rule, a policy,
// or
//    public DNS. An answer is kept with the names that it visited, in all its readings, and with
//    what was chosen at each. For another class that chooses the same at those names, the answer is
//    the same: the first choice is, so the second name is, and so on. So a network with a link of
//    its own shares all answers that do not touch that zone.

namespace airtight::verify {
namespace {

using reach::Workload;

std::string text_of(const azure::Property<azure::ResolutionPolicy>& policy) {
  if (const auto* unknown = policy.unknown()) return "?" + unknown->name;
  const auto* known = policy.known();
  return known != nullptr && *known == azure::ResolutionPolicy::nxdomain_redirect ? "redirect" : "";
}

std::string text_of(const model::LinkedZone* linked) {
  if (linked == nullptr) return "-";
  return linked->zone->written->id.key() + "|" + text_of(linked->link->resolution_policy);
}

void add(std::string& key, const std::string& part) { key += part + '\n'; }

void add(std::string& key, const std::vector<azure::UnknownInput>& unknowns) {
  for (const azure::UnknownInput& unknown : unknowns) add(key, "?" + unknown.name);
}

// "y" or "n" where every reading agrees whether the query arrives; empty where they do not.
std::string arrival(const model::Network& network, const Workload& from, const dns::Query& query,
                    const Assumptions& assumptions) {
  const auto readings = model::explore(
      [&](model::Reading& reading) { return delivers(network, from, reading)(query); },
      reading_under(assumptions));
  const bool first = readings.nominal();
  const bool agreed =
      readings.complete && std::ranges::all_of(readings.branches, [&](const auto& branch) {
        return branch.outcome == first;
      });
  return agreed ? (first ? "y" : "n") : "";
}

std::vector<const model::NameServer*> servers_at(const model::Network& network, const net::Ip& ip) {
  std::vector<const model::NameServer*> found;
  for (const model::NameServer& server : network.name_servers()) {
    if (server.address == ip) found.push_back(&server);
  }
  return found;
}

}  // namespace

struct NameTable::VantageClass {
  Workload from;
  std::string group;  // classes with one may share answers
  bool may_share = false;
  std::map<net::DnsName, const model::LinkedZone*> zones;  // by suffix

  // The linked zone with the most labels (D-009).
  const model::LinkedZone* covering(const net::DnsName& name) const {
    std::string_view text = name.text();
    for (;;) {
      const auto parsed = net::parse_dns_name(text);
      const auto found = parsed ? zones.find(*parsed) : zones.end();
      if (found != zones.end()) return found->second;
      const auto dot = text.find('.');
      if (dot == text.npos) return nullptr;
      text.remove_prefix(dot + 1);
    }
  }

  std::string selections(const std::vector<net::DnsName>& visited) const {
    std::string text;
    for (const net::DnsName& name : visited) add(text, text_of(covering(name)));
    return text;
  }
};

NameTable::NameTable(const model::Network& network, const Assumptions& assumptions)
    : network_(network), assumptions_(assumptions) {
  std::set<std::pair<const azure::VirtualNetwork*, net::Ip>> targets;
  for (const azure::VirtualNetwork& linked_to : network.written().virtual_networks) {
    for (const model::LinkedRuleset& linked : network.rulesets_of(linked_to)) {
      for (const azure::ForwardingRule& rule : linked.ruleset->rules) {
        for (const net::Ip& target : rule.targets) targets.emplace(linked.outbound, target);
      }
    }
  }
  ruled_targets_.assign(targets.begin(), targets.end());
}

// Whether a query that the client itself sends arrives; of a client to whom readings or several
// servers of one address make a difference, something that nobody else has.
std::string NameTable::arrival_of(const Workload& from, const dns::Context& context,
                                  const net::Ip& server) {
  const auto candidates = servers_at(network_, server);
  const auto* to = candidates.empty() ? nullptr : candidates.front();
  const std::string arrives =
      candidates.size() > 1 ? ""
                            : arrival(network_, from, {nullptr, context, server, to}, assumptions_);
  return to_string(server) + (arrives.empty() ? " own " + std::to_string(own_++) : arrives);
}

std::size_t NameTable::class_of(const Workload& from) {
  const dns::View view = view_of(network_, from);
  auto of = std::make_shared<VantageClass>();
  of->from = from;
  std::string key;
  add(key, view.context.inside_azure ? "inside" : "outside");
  add(key, view.any_server ? "any" : "in order");
  add(key, view.own_way_to_services ? "own way" : "");
  for (const auto& [name, ip] : view.hosts) add(key, name.text() + "=" + to_string(ip));
  add(key, view.unknowns);
  add(key, doubts(network_, from, Target{}));
  bool only_azure = true;
  for (const net::Ip& server : view.servers) {
    only_azure = only_azure && server == dns::azure_provided && view.context.inside_azure;
    add(key, arrival_of(from, view.context, server));
  }
  // A rule that names AzurePlatformDNS may stop what nobody else's does (D-204).
  if (view.servers.empty() && view.context.inside_azure)
    add(key, arrival_of(from, view.context, dns::azure_provided));
  for (const auto& [outbound, target] : ruled_targets_)
    add(key, arrival_of(from, {outbound, true}, target));
  const azure::VirtualNetwork* network = view.context.network;
  if (network != nullptr) {
    for (const model::LinkedRuleset& linked : network_.rulesets_of(*network))
      add(key,
          linked.ruleset->id.key() + (linked.outbound == nullptr ? "" : linked.outbound->id.key()));
    for (const azure::DnsSecurityPolicy* policy : network_.security_policies_of(*network))
      add(key, policy->id.key());
  }
  of->group = key;
  of->may_share = only_azure;
  if (network != nullptr) {
    for (const model::LinkedZone& linked : network_.zones_of(*network)) {
      of->zones.emplace(linked.zone->written->zone, &linked);
      add(key, text_of(&linked));
    }
  }
  if (!only_azure) of->group = key;
  const auto [found, is_new] = by_key_.try_emplace(std::move(key), classes_.size());
  if (is_new) classes_.push_back(std::move(of));
  return found->second;
}

const TableEntry& NameTable::entry(std::size_t of_class, const net::DnsName& name) {
  const VantageClass& of = *classes_[of_class];
  std::vector<Known>& known = known_[of.group][name];
  for (const Known& one : known) {
    if (!of.may_share || of.selections(one.entry->visited) == one.selections) return *one.entry;
  }
  ++resolved_;
  const NameAnswer answer =
      answer_name(network_, of.from, name, azure::RecordType::a, assumptions_);
  auto entry = std::make_unique<TableEntry>();
  const dns::Answer& nominal = answer.resolution.answer;
  entry->cell = {nominal.rcode, nominal.addresses, answer.resolution.answer_class, answer.open};
  entry->visited = answer.visited;
  known.push_back({of.selections(entry->visited), std::move(entry)});
  return *known.back().entry;
}

}  // namespace airtight::verify
