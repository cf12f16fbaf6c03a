#include <airtight/dns/view.h>
#include <airtight/verify/forecast.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "name_facts.h"
#include "name_table.h"
#include "names.h"

namespace airtight::verify {
namespace {

using reach::Workload;

// A client in both states.
struct Client {
  const Workload* before = nullptr;
  const Workload* after = nullptr;
};
using ClassPair = std::pair<std::size_t, std::size_t>;

struct Changed {
  NameFact fact;
  Difference difference;
};

std::string_view word_of(const NameCell& cell) {
  if (cell.answer_class != AnswerClass::broken) return to_string(cell.answer_class);
  return cell.rcode == dns::Rcode::noerror ? "NODATA" : dns::to_string(cell.rcode);
}

// What a client makes of an answer; on which open points it rests is no change of it.
auto seen(const NameCell& cell) { return std::tie(cell.rcode, cell.addresses, cell.answer_class); }

bool is_unsaid(const NameCell& cell) {
  return cell.answer_class == AnswerClass::unproven && cell.rcode == dns::Rcode::none;
}

// Nothing is foretold of a name that one state does not have where the other is not certain of it.
bool is_change(const NameCell& before, const NameCell& after) {
  const bool unproven =
      before.answer_class == AnswerClass::unproven && after.answer_class == AnswerClass::unproven;
  if (unproven && (is_unsaid(before) || is_unsaid(after))) return false;
  return seen(before) != seen(after);
}

std::string kind_of(const NameCell& before, const NameCell& after) {
  std::string text = std::string(word_of(before)) + " -> ";
  if (word_of(before) == word_of(after)) text += "another ";
  return text + std::string(word_of(after));
}

bool leads_somewhere(const NameCell& cell) {
  return cell.answer_class == AnswerClass::private_address ||
         cell.answer_class == AnswerClass::open_public;
}

// What to do about an answer that became another one, by what caused it. The first row that fits.
struct Advice {
  AnswerClass after;
  std::optional<dns::Rcode> rcode;
  std::optional<FactKind> kind;
  std::optional<Difference> difference;
  std::string_view text;
};

constexpr auto any_kind = std::nullopt;
constexpr auto any_difference = std::nullopt;
constexpr std::array advices{
    Advice{AnswerClass::broken, dns::Rcode::timeout, any_kind, any_difference,
           "let UDP and TCP 53 from the client reach its DNS servers, and see that they exist "
           "(R-30, R-31)"},
    Advice{AnswerClass::broken, dns::Rcode::servfail, any_kind, any_difference,
           "see that no server or rule leads back to itself, and that the target of each answers "
           "(D-232, D-249)"},
    Advice{
        AnswerClass::broken, dns::Rcode::blocked, any_kind, any_difference,
        "allow the name in the DNS security policy, with a lower priority number (D-240, D-242)"},
    Advice{AnswerClass::broken, std::nullopt, FactKind::link, Difference::added,
           "write the missing record into the linked zone, or set the resolution policy "
           "NxDomainRedirect on the link (D-010, D-036, D-040)"},
    Advice{AnswerClass::broken, std::nullopt, FactKind::link, any_difference,
           "keep the link, or the resolution policy NxDomainRedirect on it (D-010, D-036)"},
    Advice{AnswerClass::broken, std::nullopt, FactKind::record, Difference::removed,
           "keep the record, or remove the endpoint and the link with it (D-010, D-160)"},
    Advice{AnswerClass::broken, std::nullopt, FactKind::zone_group, Difference::removed,
           "keep the zone group, or remove the endpoint and the link with it (D-010, D-160)"},
    Advice{
        AnswerClass::broken, std::nullopt, FactKind::endpoint, any_difference,
        "the public name leads to the privatelink name as soon as the endpoint is approved: give "
        "it a zone group for the linked zone before (D-103, D-011)"},
    Advice{AnswerClass::broken, std::nullopt, FactKind::dns_servers, any_difference,
           "let the new servers forward the name to a resolver that has it (D-210)"},
    Advice{AnswerClass::broken, std::nullopt, FactKind::ruleset, any_difference,
           "narrow the rule's suffix, or let its target answer the name (D-224)"},
    Advice{AnswerClass::open_public, std::nullopt, FactKind::link, Difference::removed,
           "keep the link, or link the zone to the network whose resolver is asked (D-001)"},
    Advice{AnswerClass::open_public, std::nullopt, FactKind::dns_servers, any_difference,
           "let the new servers forward the public suffix to Azure-provided DNS in a network that "
           "the zone is linked to (D-210, D-220)"},
    Advice{AnswerClass::open_public, std::nullopt, FactKind::integration, any_difference,
           "link the zone to the network that the app is integrated with (D-302)"},
    Advice{AnswerClass::open_public, std::nullopt, FactKind::ruleset, any_difference,
           "take the name out of the rule, or let its target forward it into Azure (D-224, D-228)"},
    Advice{AnswerClass::open_public, std::nullopt, FactKind::endpoint, any_difference,
           "keep an approved endpoint, or expect the public address (D-103)"},
    Advice{AnswerClass::wrong, std::nullopt, any_kind, any_difference,
           "let the record say the address of an endpoint of the resource (D-161)"},
    Advice{AnswerClass::unproven, std::nullopt, any_kind, any_difference,
           "say what is missing, in the input or in the surroundings (R-05)"},
};

std::string_view mitigation_of(const NameCell& after, const std::vector<Cause>& causes) {
  const auto fits = [&](const Advice& advice) {
    if (advice.after != after.answer_class) return false;
    if (advice.rcode && *advice.rcode != after.rcode) return false;
    if (!advice.kind) return true;
    return std::ranges::any_of(causes, [&](const Cause& cause) {
      return cause.kind == *advice.kind &&
             (!advice.difference || *advice.difference == cause.difference);
    });
  };
  const auto found = std::ranges::find_if(advices, fits);
  return found == advices.end() ? "" : found->text;
}

std::vector<Changed> differences(const std::map<std::string, NameFact>& before,
                                 const std::map<std::string, NameFact>& after) {
  std::vector<Changed> found;
  for (const auto& [key, fact] : before) {
    const auto now = after.find(key);
    if (now == after.end()) {
      found.push_back({fact, Difference::removed});
    } else if (now->second.value != fact.value) {
      found.push_back({now->second, Difference::changed});
      std::ranges::copy(fact.suffixes, std::back_inserter(found.back().fact.suffixes));
    }
  }
  for (const auto& [key, fact] : after) {
    if (!before.contains(key)) found.push_back({fact, Difference::added});
  }
  return found;
}

// What differs between two states, and for whom it matters.
class Causes {
 public:
  Causes(const model::Network& before, const model::Network& after)
      : before_(before), after_(after) {
    const auto facts_before = name_facts(before);
    const auto facts_after = name_facts(after);
    changed_ = differences(facts_before, facts_after);
    for (const auto* facts : {&facts_before, &facts_after}) {
      for (const auto& [key, fact] : *facts) {
        if (fact.kind == FactKind::link) links_.emplace(fact.resource.parent(), fact.network);
      }
    }
  }

  const std::vector<Changed>& changed() const { return changed_; }

  void add(const Client& client, const std::vector<net::DnsName>& visited,
           std::set<Cause>& causes) {
    auto known = scopes_.find(client.after);
    if (known == scopes_.end()) known = scopes_.emplace(client.after, scope_of(client)).first;
    const Scope& scope = known->second;
    for (const Changed& change : changed_) {
      if (concerns(change.fact, scope, visited))
        causes.insert({change.fact.kind, change.difference, change.fact.resource});
    }
  }

 private:
  // Whose zones may count for a client, and who it is itself.
  struct Scope {
    std::set<azure::ResourceId> networks;
    std::set<azure::ResourceId> itself;
    bool asks_others = false;  // than Azure-provided DNS of its network
  };

  static void extend(Scope& scope, const model::Network& network, const Workload& from) {
    if (from.site != nullptr) scope.itself.insert(from.site->id);
    if (from.interface != nullptr) scope.itself.insert(from.interface->id);
    const dns::View view = view_of(network, from);
    const azure::VirtualNetwork* own = view.context.network;
    if (own != nullptr) scope.networks.insert(own->id);
    const bool custom = std::ranges::any_of(
        view.servers, [](const net::Ip& server) { return server != dns::azure_provided; });
    const bool ruled = own != nullptr && !network.rulesets_of(*own).empty();
    if (!custom && !ruled) return;
    scope.asks_others = true;
    for (const model::NameServer& server : network.name_servers()) {
      if (server.network != nullptr) scope.networks.insert(server.network->id);
    }
  }

  Scope scope_of(const Client& client) const {
    Scope scope;
    extend(scope, before_, *client.before);
    extend(scope, after_, *client.after);
    return scope;
  }

  bool concerns(const NameFact& fact, const Scope& scope,
                const std::vector<net::DnsName>& visited) const {
    if (fact.kind == FactKind::name_server && !scope.asks_others) return false;
    if (!fact.workload.empty() && !scope.itself.contains(fact.workload)) return false;
    if (!fact.network.empty() && !scope.networks.contains(fact.network)) return false;
    const auto is_linked = [&](const azure::ResourceId& network) {
      return links_.contains({fact.zone, network});
    };
    if (!fact.zone.empty() && std::ranges::none_of(scope.networks, is_linked)) return false;
    const auto is_met = [&](const net::DnsName& suffix) {
      return std::ranges::any_of(visited,
                                 [&](const net::DnsName& name) { return name.is_within(suffix); });
    };
    return fact.suffixes.empty() || std::ranges::any_of(fact.suffixes, is_met);
  }

  const model::Network& before_;
  const model::Network& after_;
  std::vector<Changed> changed_;
  std::map<const Workload*, Scope> scopes_;                          // by the client after
  std::set<std::pair<azure::ResourceId, azure::ResourceId>> links_;  // zone, network
};

// The names that the input speaks of, wherever.
void add_known_names(const model::Network& network, std::set<net::DnsName>& names) {
  for (const net::DnsName& name : names_in_use(network)) names.insert(name);
  const azure::Surroundings& surroundings = network.written().surroundings;
  names.insert(surroundings.private_link_elsewhere.begin(),
               surroundings.private_link_elsewhere.end());
  for (const azure::PublicName& name : surroundings.public_names) names.insert(name.name);
}

// Clients ask for what lies below "privatelink" by its public name.
bool is_asked_directly(const net::DnsName& name) {
  return name.text().find("privatelink") == std::string::npos;
}

// Names of hand-made zones, where something about the zone or the record differs.
void add_zone_names(const model::Network& network, const std::vector<Changed>& changed,
                    std::set<net::DnsName>& names) {
  for (const Changed& change : changed) {
    if (change.fact.kind == FactKind::record)
      std::ranges::copy_if(change.fact.suffixes, std::inserter(names, names.end()),
                           is_asked_directly);
    if (change.fact.kind != FactKind::link) continue;
    const model::Zone* zone = network.zone(change.fact.resource.parent());
    if (zone == nullptr || !is_asked_directly(zone->written->zone)) continue;
    for (const auto& [relative, entries] : zone->names) {
      if (relative == "@" || relative.starts_with("*")) continue;
      if (auto name = net::parse_dns_name(relative + "." + zone->written->zone.text()))
        names.insert(std::move(*name));
    }
  }
}

// A linked zone that does not redirect is final for all names below it, also those of others
// (D-010).
std::vector<std::string> notes_of(const std::vector<Changed>& changed) {
  std::vector<std::string> notes;
  for (const Changed& change : changed) {
    const NameFact& fact = change.fact;
    const bool is_final = fact.value != redirects && change.difference != Difference::removed;
    if (fact.kind != FactKind::link || !is_final || is_asked_directly(fact.suffixes.front()))
      continue;
    notes.push_back("in " + std::string(fact.network.name()) + " names below " +
                    fact.suffixes.front().text() +
                    " that the zone does not have, such as those of resources with a private "
                    "endpoint elsewhere, are NXDOMAIN from now on; NxDomainRedirect on the link "
                    "avoids it (D-010, D-036)");
  }
  return notes;
}

std::vector<net::DnsName> visited_in(const TableEntry& before, const TableEntry& after) {
  std::vector<net::DnsName> visited = before.visited;
  visited.insert(visited.end(), after.visited.begin(), after.visited.end());
  return visited;
}

NameChange change_of(const net::DnsName& name, const NameCell& before, const NameCell& after) {
  NameChange change;
  change.name = name;
  change.before = before;
  change.after = after;
  change.kind = kind_of(before, after);
  change.breaks = leads_somewhere(before) && !leads_somewhere(after);
  return change;
}

// Changes of one name that are the same for several classes of clients are one.
void merge(NameChange change, std::vector<NameChange>& changes) {
  for (auto other = changes.rbegin(); other != changes.rend() && other->name == change.name;
       ++other) {
    const bool same = seen(other->before) == seen(change.before) &&
                      seen(other->after) == seen(change.after) && other->causes == change.causes;
    if (!same) continue;
    other->vantages.insert(other->vantages.end(), change.vantages.begin(), change.vantages.end());
    std::ranges::sort(other->vantages);
    return;
  }
  changes.push_back(std::move(change));
}

// The same client in two states has the same name; where several have it, the same resource.
std::vector<std::string> keys_of(const std::vector<Workload>& these,
                                 const std::vector<Workload>& others) {
  std::map<std::string_view, int> here;
  std::map<std::string_view, int> there;
  for (const Workload& workload : these) ++here[workload.name];
  for (const Workload& workload : others) ++there[workload.name];
  std::vector<std::string> keys;
  for (const Workload& workload : these) {
    const bool is_unique = here[workload.name] < 2 && there[workload.name] < 2;
    std::string key = workload.name;
    if (!is_unique && workload.site != nullptr) key += workload.site->id.key();
    if (!is_unique && workload.interface != nullptr) key += workload.interface->id.key();
    if (!is_unique && workload.network != nullptr) key += workload.network->id.key();
    keys.push_back(std::move(key));
  }
  return keys;
}

std::map<ClassPair, std::vector<Client>> clients_of(const std::vector<Workload>& before,
                                                    const std::vector<Workload>& after,
                                                    NameTable& old_table, NameTable& new_table) {
  const auto old_keys = keys_of(before, after);
  const auto new_keys = keys_of(after, before);
  std::map<std::string, const Workload*> by_key;
  for (std::size_t i = 0; i < after.size(); ++i) by_key.emplace(new_keys[i], &after[i]);
  std::map<ClassPair, std::vector<Client>> clients;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Workload& workload = before[i];
    const auto same = by_key.find(old_keys[i]);
    if (same == by_key.end()) continue;
    clients[{old_table.class_of(workload), new_table.class_of(*same->second)}].push_back(
        {&workload, same->second});
  }
  return clients;
}

}  // namespace

std::string_view to_string(FactKind kind) {
  switch (kind) {
    case FactKind::link:
      return "link";
    case FactKind::record:
      return "record";
    case FactKind::zone_group:
      return "zone group";
    case FactKind::endpoint:
      return "endpoint";
    case FactKind::dns_servers:
      return "DNS servers";
    case FactKind::integration:
      return "integration";
    case FactKind::name_server:
      return "name server";
    case FactKind::ruleset:
      return "ruleset";
    case FactKind::policy:
      return "DNS security policy";
    case FactKind::service:
      return "resource";
  }
  return "";
}

std::string_view to_string(Difference difference) {
  switch (difference) {
    case Difference::added:
      return "added";
    case Difference::removed:
      return "removed";
    case Difference::changed:
      return "changed";
  }
  return "";
}

Forecast forecast(const model::Network& before, const model::Network& after,
                  const Assumptions& assumptions) {
  NameTable old_table(before, assumptions);
  NameTable new_table(after, assumptions);
  const auto old_vantages = vantages(before);
  const auto new_vantages = vantages(after);
  const auto clients = clients_of(old_vantages, new_vantages, old_table, new_table);
  Causes causes(before, after);
  std::set<net::DnsName> names;
  for (const model::Network* network : {&before, &after}) {
    add_known_names(*network, names);
    add_zone_names(*network, causes.changed(), names);
  }
  Forecast result;
  for (const net::DnsName& name : names) {
    for (const auto& [classes, members] : clients) {
      result.pairs += members.size();
      const TableEntry& old_entry = old_table.entry(classes.first, name);
      const TableEntry& new_entry = new_table.entry(classes.second, name);
      if (!is_change(old_entry.cell, new_entry.cell)) continue;
      result.changed += members.size();
      NameChange change = change_of(name, old_entry.cell, new_entry.cell);
      const auto visited = visited_in(old_entry, new_entry);
      std::set<Cause> found;
      for (const Client& client : members) {
        change.vantages.push_back(client.after->name);
        causes.add(client, visited, found);
      }
      change.causes.assign(found.begin(), found.end());
      change.mitigation = mitigation_of(change.after, change.causes);
      merge(std::move(change), result.changes);
    }
  }
  std::ranges::stable_sort(result.changes, {}, [](const NameChange& change) {
    return std::tie(change.name, change.vantages);
  });
  result.notes = notes_of(causes.changed());
  result.resolved = old_table.resolved() + new_table.resolved();
  result.matrix = name_matrix(after, new_table);
  return result;
}

}  // namespace airtight::verify
