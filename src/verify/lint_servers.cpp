#include "lint_servers.h"

#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>
#include <airtight/dns/forwarder.h>
#include <airtight/dns/public_resolver.h>
#include <airtight/dns/view.h>

#include <algorithm>
#include <set>

#include "lint.h"

// DNS servers: those that clients are given, and what they do with a question.

namespace airtight::verify {
namespace {

using Servers = std::vector<net::Ip>;

const model::NameServer* server_at(const model::Network& network, const net::Ip& ip) {
  const auto& servers = network.name_servers();
  const auto found = std::ranges::find(servers, ip, &model::NameServer::address);
  return found == servers.end() ? nullptr : &*found;
}

// Whether a name sent there is looked at by Azure-provided DNS of some network.
bool leads_to_azure(const model::Network& network, const net::Ip& ip) {
  if (ip == dns::azure_provided) return true;
  const model::NameServer* server = server_at(network, ip);
  return server == nullptr || server->kind != model::NameServer::Kind::host;  // or nobody knows
}

bool leads_to_azure(const model::Network& network, const azure::Forwarder& forwarder) {
  return std::ranges::any_of(forwarder.to, [&](const net::Ip& ip) {
    return leads_to_azure(network, ip) && !dns::is_public_resolver(ip);
  });
}

bool hands_to_azure(const model::Network& network, const azure::DnsServer& server,
                    const net::DnsName& name) {
  const azure::Forwarder* forwarder = dns::forwarder_for(server, name);
  return forwarder != nullptr && leads_to_azure(network, *forwarder);
}

// D-211, D-216, D-434: public resolvers know no private zone, alone or beside others.
void check_list(const std::string& owner, const azure::ResourceId& id, const Servers& servers,
                const Where& where, const std::string& fix, Lints& lints) {
  const auto open = std::ranges::find_if(servers, dns::is_public_resolver);
  if (open == servers.end()) return;
  const bool alone = std::ranges::all_of(servers, dns::is_public_resolver);
  lints.push_back({alone ? "DNS_CUSTOM_SERVER_NO_FORWARD" : "DNS_FORWARDER_UNSTABLE",
                   Severity::warning, id, where,
                   owner + " lists the public resolver " + to_string(*open) +
                       (alone ? ", for which private endpoints have public names only"
                              : " beside servers that may know private zones: which one answers "
                                "changes with load, and with it the answer"),
                   fix.empty() ? std::vector<std::string>{} : std::vector{fix},
                   alone ? std::vector<std::string>{"D-211", "D-415"}
                         : std::vector<std::string>{"D-216", "D-434"}});
}

template <class Property>
void check_list(const azure::Resource& owner, const Property& servers, const std::string& fix,
                Lints& lints) {
  if (servers.known() == nullptr) return;
  check_list(owner.name, owner.id, *servers.known(),
             servers.where.file.empty() ? owner.where : servers.where, fix, lints);
}

std::string use_azure_dns(const char* what, const azure::ResourceId& id) {
  return az("network " + std::string(what) + " update",
            {{"resource-group", group_of(id)}, {"name", name_of(id)}, {"dns-servers", {""}}});
}

void check_lists(const model::Network& network, Lints& lints) {
  const azure::Resources& written = network.written();
  for (const azure::VirtualNetwork& each : written.virtual_networks)
    check_list(each, each.dns_servers, use_azure_dns("vnet", each.id), lints);
  for (const azure::NetworkInterface& each : written.network_interfaces)
    check_list(each, each.dns_servers, use_azure_dns("nic", each.id), lints);
  for (const azure::Site& each : written.sites) check_list(each, each.dns_servers, "", lints);
}

// D-203: the address exists inside Azure only.
void check_outside(const model::Network& network, Lints& lints) {
  const auto complain = [&](const std::string& who, const Where& where) {
    lints.push_back({"DNS_ONPREM_NO_FORWARD",
                     Severity::warning,
                     {},
                     where,
                     who + " sends questions to 168.63.129.16, which answers nobody outside "
                           "Azure; they belong to an inbound endpoint of a DNS Private Resolver",
                     {},
                     {"D-203", "D-248"}});
  };
  const auto& surroundings = network.written().surroundings;
  for (const azure::SurroundingSite& site : surroundings.sites) {
    if (std::ranges::count(site.dns_servers, dns::azure_provided) > 0)
      complain("site " + site.name, site.where);
  }
  for (const azure::SurroundingWorkload& workload : surroundings.workloads) {
    if (workload.subnet.empty() && !workload.site.empty() &&
        std::ranges::count(workload.dns_servers, dns::azure_provided) > 0)
      complain(workload.name, workload.where);
  }
  for (const azure::DnsServer& server : surroundings.dns_servers) {
    const bool asks = std::ranges::any_of(server.forwarders, [](const azure::Forwarder& each) {
      return std::ranges::count(each.to, dns::azure_provided) > 0;
    });
    if (asks && server.subnet.empty())
      complain("DNS server " + to_string(server.address), server.where);
  }
}

// A suffix that has the names which aliases lead to, and not the public names that clients ask for
// (D-110): the public suffix that it lacks; empty for any other.
net::DnsName missed_by(const azure::DnsServer& server, const net::DnsName& suffix) {
  for (const azure::PrivateLinkRow& row : azure::private_link_table()) {
    for (const azure::PublicToPrivate& names : row.names) {
      const auto asked = net::parse_dns_name(tail_of(names.public_name));
      const auto led_to = net::parse_dns_name(tail_of(names.private_name));
      if (!asked || !led_to || !led_to->is_within(suffix) || asked->is_within(suffix)) continue;
      const azure::Forwarder* other = dns::forwarder_for(server, *asked);
      if (other == nullptr || other->suffix.empty()) return *asked;
    }
  }
  return {};
}

// D-213, D-417: the upstream follows the aliases itself, so a condition on the name that they lead
// to is never looked at. Root hints and a default forwarder in Azure are no upstream of that kind.
void check_conditions(const model::Network& network, const azure::DnsServer& server, Lints& lints) {
  const azure::Forwarder* any = dns::forwarder_for(server, {});
  if (any == nullptr || any->to.empty() || leads_to_azure(network, *any)) return;
  for (const azure::Forwarder& forwarder : server.forwarders) {
    if (forwarder.suffix.empty()) continue;
    const net::DnsName missed = missed_by(server, forwarder.suffix);
    if (missed.empty()) continue;
    lints.push_back({"DNS_FORWARDER_ZONE_WRONG",
                     Severity::warning,
                     {},
                     server.where,
                     "DNS server " + to_string(server.address) + " has a condition on " +
                         forwarder.suffix.text() + ", but clients ask for names of " +
                         missed.text() + ", which go to " + to_string(any->to.front()) +
                         " and come back with a public answer; the condition belongs on " +
                         missed.text(),
                     {},
                     {"D-212", "D-213", "D-215", "D-417"}});
  }
}

// D-415, D-416: a server that clients use hands the name of an endpoint's service to nobody who
// knows it.
void check_upstream(const model::Network& network, const azure::DnsServer& server, Lints& lints) {
  std::set<std::string> named_already;
  for (const model::Endpoint& endpoint : network.endpoints()) {
    if (endpoint.target == nullptr || !is_approved(endpoint)) continue;
    for (const azure::HostName& name : endpoint.target->names) {
      if (!equal_ignoring_case(name.group_id, endpoint.group_id)) continue;
      const azure::Forwarder* forwarder = dns::forwarder_for(server, name.public_name);
      const bool own = std::ranges::any_of(server.zones, [&](const azure::ServerZone& zone) {
        return name.public_name.is_within(zone.zone) || name.private_name.is_within(zone.zone);
      });
      const std::string suffix =
          name.public_name.text().substr(name.public_name.text().find('.') + 1);
      if (forwarder == nullptr || forwarder->to.empty() || own ||
          !std::ranges::all_of(forwarder->to, dns::is_public_resolver) ||
          !named_already.insert(suffix).second)
        continue;
      lints.push_back({"DNS_CUSTOM_SERVER_NO_FORWARD",
                       Severity::warning,
                       {},
                       server.where,
                       "DNS server " + to_string(server.address) + " sends " + suffix + " to " +
                           to_string(forwarder->to.front()) +
                           ", a public resolver: names of private endpoints get public answers",
                       {},
                       {"D-211", "D-416"}});
    }
  }
}

// D-231, D-232, D-418, D-419: where a ruleset sends what it takes.
void check_rule(const model::Network& network, const azure::ForwardingRuleset& ruleset,
                const azure::ForwardingRule& rule, Lints& lints) {
  const bool* enabled = rule.enabled.known();
  if (enabled != nullptr && !*enabled) return;
  for (const net::Ip& target : rule.targets) {
    const auto complain = [&](const std::string& story, std::vector<std::string> facts) {
      lints.push_back(
          {"DNS_RULESET_CONFLICT",
           Severity::warning,
           ruleset.id,
           rule.where,
           "rule " + rule.name + " of " + ruleset.name + " " + story,
           {az("dns-resolver forwarding-rule delete", {{"resource-group", group_of(ruleset.id)},
                                                       {"ruleset-name", {ruleset.name}},
                                                       {"name", {rule.name}}})},
           std::move(facts)});
    };
    if (target == dns::azure_provided) {
      complain("targets 168.63.129.16, which Azure refuses", {"D-231"});
      continue;
    }
    const model::NameServer* server = server_at(network, target);
    if (server == nullptr) continue;
    const bool loops = server->network != nullptr &&
                       server->kind == model::NameServer::Kind::inbound_endpoint &&
                       std::ranges::count(ruleset.virtual_networks, server->network->id) > 0;
    const bool astray = server->kind == model::NameServer::Kind::host &&
                        !zone_for_suffix(rule.suffix.text()).empty() &&
                        !hands_to_azure(network, *server->written, rule.suffix);
    if (astray)
      complain("sends names of an Azure service to " + server->name +
                   ", which does not hand them to Azure: private endpoints get public answers",
               {"D-419"});
    if (loops)
      complain("targets " + server->name + " in " + server->network->name +
                   ", to which the ruleset is linked: the question comes back and ends in SERVFAIL",
               {"D-232", "D-418"});
  }
}

}  // namespace

const azure::VirtualNetwork* resolving_network(const model::Network& network, const ServerList* own,
                                               const azure::VirtualNetwork& home,
                                               const net::DnsName& name) {
  for (const ServerList* list : {own, &home.dns_servers}) {
    if (list == nullptr) continue;
    if (list->unknown() != nullptr) return nullptr;
    if (list->known() == nullptr || list->known()->empty()) continue;
    const net::Ip& first = list->known()->front();
    if (first == dns::azure_provided) return &home;
    const model::NameServer* server = server_at(network, first);
    if (server == nullptr) return nullptr;
    if (server->kind == model::NameServer::Kind::inbound_endpoint) return server->network;
    if (server->kind == model::NameServer::Kind::firewall_proxy)
      return server->upstream.empty() ? server->network : nullptr;
    const azure::Forwarder* forwarder = dns::forwarder_for(*server->written, name);
    if (forwarder == nullptr || forwarder->to.empty()) return nullptr;
    if (forwarder->to.front() == dns::azure_provided) return server->network;
    const model::NameServer* next = server_at(network, forwarder->to.front());
    const bool inbound = next != nullptr && next->kind == model::NameServer::Kind::inbound_endpoint;
    return inbound ? next->network : nullptr;
  }
  return &home;
}

void lint_servers(const model::Network& network, Lints& lints) {
  check_outside(network, lints);
  for (const azure::ForwardingRuleset& ruleset : network.written().forwarding_rulesets) {
    for (const azure::ForwardingRule& rule : ruleset.rules)
      check_rule(network, ruleset, rule, lints);
  }
  for (const azure::DnsServer& server : network.written().surroundings.dns_servers) {
    check_conditions(network, server, lints);
    check_upstream(network, server, lints);
  }
  // Who has no private endpoint may well want a public resolver.
  if (!network.endpoints().empty()) check_lists(network, lints);
}

}  // namespace airtight::verify
