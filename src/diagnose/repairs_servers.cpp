#include <airtight/azure/usable_addresses.h>
#include <airtight/base/text.h>
#include <airtight/dns/view.h>

#include <algorithm>
#include <optional>

#include "commands.h"
#include "edits.h"
#include "situation.h"

// DNS servers of one's own, forwarders, and rulesets (D-210…D-248, D-415…D-419).

namespace airtight::diagnose {
namespace {

const azure::DnsServer* described(const Situation& situation, const net::Ip& address) {
  const auto& servers = situation.written().surroundings.dns_servers;
  const auto found = std::ranges::find(servers, address, &azure::DnsServer::address);
  return found == servers.end() ? nullptr : &*found;
}

const model::NameServer* in_network(const Situation& situation, const net::Ip& address) {
  const auto& servers = situation.network.name_servers();
  const auto found = std::ranges::find(servers, address, &model::NameServer::address);
  return found == servers.end() ? nullptr : &*found;
}

// Whether a forwarder hands queries to Azure: to Azure DNS, or to somebody inside the networks.
bool leads_to_azure(const Situation& situation, const azure::Forwarder& forwarder) {
  return std::ranges::any_of(forwarder.to, [&](const net::Ip& to) {
    const model::NameServer* server = in_network(situation, to);
    return to == dns::azure_provided || (server != nullptr && server->network != nullptr);
  });
}

bool leads_elsewhere_too(const Situation& situation, const azure::Forwarder& forwarder) {
  return leads_to_azure(situation, forwarder) &&
         std::ranges::any_of(forwarder.to, [&](const net::Ip& to) {
           return to != dns::azure_provided && !verify::is_private_here(situation.network, to);
         });
}

struct Fault {
  const char* code;
  std::string why;
  std::vector<std::string> facts;
  double weight;
};

// R-34, D-434: a slow forwarder, or one with a public alternative.
bool is_unstable(const Situation& situation, const azure::DnsServer& server) {
  constexpr int shortest = 3;  // seconds
  const bool slow = server.timeout_seconds && *server.timeout_seconds <= shortest &&
                    std::ranges::any_of(server.forwarders, [&](const auto& each) {
                      return leads_to_azure(situation, each);
                    });
  return slow || std::ranges::any_of(server.forwarders, [&](const azure::Forwarder& each) {
           return leads_elsewhere_too(situation, each);
         });
}

Fault fault_of(const Situation& situation, const net::Ip& address) {
  const bool outside = situation.from.outside != nullptr;
  const azure::DnsServer* server = described(situation, address);
  const std::string name = "DNS server " + to_string(address);
  const std::string host = situation.target().host.text();
  if (server != nullptr && is_unstable(situation, *server))
    return {"DNS_FORWARDER_UNSTABLE",
            name + " hands " + host + " to Azure and, now and then, to a public resolver",
            {"D-434"},
            0.9};
  const bool conditional =
      server != nullptr && std::ranges::any_of(server->forwarders, [&](const auto& each) {
        return !each.suffix.empty() && leads_to_azure(situation, each);
      });
  if (conditional)
    return {"DNS_FORWARDER_ZONE_WRONG",
            name + " forwards some suffixes to Azure, and none of them is that of " + host,
            {"D-417"},
            0.92};
  if (outside)
    return {"DNS_ONPREM_NO_FORWARD",
            name + " answers " + situation.from.name + " and forwards nothing to Azure",
            {"D-248"},
            0.9};
  return {"DNS_CUSTOM_SERVER_NO_FORWARD",
          name + " answers " + situation.from.name + " and does not hand " + host +
              " to Azure DNS of a linked network",
          {"D-211", "D-415", "D-416"},
          0.9};
}

// "vault.azure.net" of "kv1.vault.azure.net".
net::DnsName suffix_of(const net::DnsName& host) {
  const auto dot = host.text().find('.');
  if (dot == std::string::npos) return host;
  const auto suffix = net::parse_dns_name(host.text().substr(dot + 1));
  return suffix ? *suffix : host;
}

// The server hands the whole chain of a name to `upstream`, and nothing of it elsewhere.
void forward(azure::Resources& resources, const net::Ip& address,
             const azure::SurroundingWorkload* client, const azure::SurroundingSite* site,
             const net::DnsName& host, const net::Ip& upstream) {
  auto& servers = resources.surroundings.dns_servers;
  auto found = std::ranges::find(servers, address, &azure::DnsServer::address);
  if (found == servers.end()) {
    azure::DnsServer made;
    made.address = address;
    if (site != nullptr)
      made.site = site->name;
    else if (client != nullptr)
      made.site = client->site;
    servers.push_back(made);
    found = std::prev(servers.end());
  }
  std::erase_if(found->forwarders, [&](const azure::Forwarder& each) {
    return !each.suffix.empty() && host.is_within(each.suffix);
  });
  found->timeout_seconds.reset();
  found->forwarders.push_back({suffix_of(host), {upstream}});
}

std::string forward_words(const net::Ip& server, const net::DnsName& suffix, const net::Ip& to) {
  return remark("on " + to_string(server) + ": forward " + suffix.text() + " to " + to_string(to));
}

// Who may be asked for private names: Azure DNS from inside, else somebody inside.
std::vector<net::Ip> upstreams(const Situation& situation, const net::Ip& server) {
  std::vector<net::Ip> found;
  const model::NameServer* known = in_network(situation, server);
  if (known != nullptr && known->network != nullptr) found.push_back(dns::azure_provided);
  for (const model::NameServer& each : situation.network.name_servers()) {
    if (each.address != server && each.network != nullptr) found.push_back(each.address);
  }
  return found;
}

void propose_forwarder(const Situation& situation, const net::Ip& server, Repairs& repairs) {
  const Fault fault = fault_of(situation, server);
  const azure::DnsServer* known = described(situation, server);
  for (const net::Ip& upstream : upstreams(situation, server)) {
    repairs.push_back(
        {{fault.code,
          fault.why,
          {},
          {forward_words(server, suffix_of(situation.target().host), upstream)},
          fault.facts,
          known == nullptr ? Where{} : known->where},
         Stage::name,
         fault.weight,
         [server, host = situation.target().host, upstream, client = situation.from.described,
          site = situation.from.outside](azure::Resources& resources) {
           forward(resources, server, client, site, host, upstream);
         }});
  }
}

// A network, or an app, asks Azure DNS instead of its servers.
void propose_azure_dns(const Situation& situation, Repairs& repairs) {
  const azure::VirtualNetwork* home = home_of(situation);
  if (home == nullptr || situation.from.outside != nullptr) return;
  const auto servers = servers_of(situation);
  const Fault fault = fault_of(situation, servers.front());
  repairs.push_back({{fault.code,
                      fault.why,
                      home->id,
                      {az("network vnet update", {{"resource-group", group_of(home->id)},
                                                  {"name", name_of(home->id)},
                                                  {"dns-servers", {""}}})},
                      fault.facts,
                      home->dns_servers.where},
                     Stage::name,
                     fault.weight - 0.1,
                     [id = home->id, site = situation.from.site,
                      interface = situation.from.interface](azure::Resources& resources) {
                       if (auto* network = editable(resources.virtual_networks, id))
                         network->dns_servers.value = azure::Absent{};
                       if (auto* app =
                               site == nullptr ? nullptr : editable(resources.sites, site->id))
                         app->dns_servers.value = azure::Absent{};
                       if (auto* card = interface == nullptr
                                            ? nullptr
                                            : editable(resources.network_interfaces, interface->id))
                         card->dns_servers.value = azure::Absent{};
                     }});
}

std::string client_of(const Situation& situation) {
  return situation.from.described == nullptr ? std::string() : situation.from.described->name;
}

void ask_only(azure::Resources& resources, const std::string& site, const std::string& client,
              const net::Ip& server) {
  for (auto& each : resources.surroundings.sites) {
    if (each.name == site) each.dns_servers = {server};
  }
  for (auto& each : resources.surroundings.workloads) {
    if (each.name == client) each.dns_servers.clear();
  }
}

// A client outside Azure that asks only public servers is given one inside.
void propose_inside_server(const Situation& situation, Repairs& repairs) {
  if (situation.from.outside == nullptr) return;
  for (const model::NameServer& each : situation.network.name_servers()) {
    if (each.network == nullptr) continue;
    repairs.push_back(
        {{"DNS_ONPREM_NO_FORWARD",
          situation.from.name + " asks its own resolver, and nobody forwards to " + each.name +
              " in " + each.network->name,
          {},
          {forward_words(each.address, suffix_of(situation.target().host), each.address)},
          {"D-248"},
          situation.from.outside->where},
         Stage::name,
         0.8,
         [site = situation.from.outside->name, client = client_of(situation),
          address = each.address](azure::Resources& resources) {
           ask_only(resources, site, client, address);
         }});
  }
}

// Nobody inside answers for a client outside: a network that sees the zones needs a resolver.
void propose_resolver(const Situation& situation, Repairs& repairs) {
  if (situation.from.outside == nullptr) return;
  const bool somebody = std::ranges::any_of(
      situation.network.name_servers(), [](const auto& each) { return each.network != nullptr; });
  if (somebody) return;
  std::vector<const azure::VirtualNetwork*> served;
  for (const azure::Subnet& subnet : situation.written().subnets) {
    const auto* home = situation.network.virtual_network(subnet.virtual_network);
    if (home == nullptr || subnet.address_prefixes.empty() || std::ranges::count(served, home) > 0)
      continue;
    served.push_back(home);  // whose subnet makes no difference
    const net::Ip address = azure::usable_addresses(subnet.address_prefixes.front().prefix).last;
    repairs.push_back(
        {{"DNS_ONPREM_NO_FORWARD",
          situation.from.name + " asks its own resolver, and nobody in " + home->name +
              " answers for it",
          home->id,
          {az("dns-resolver create", {{"resource-group", group_of(home->id)},
                                      {"name", {"resolver"}},
                                      {"id", {home->id.text()}}}),
           remark("give it an inbound endpoint, and forward " +
                  suffix_of(situation.target().host).text() + " to its address")},
          {"D-248"},
          situation.from.outside->where},
         Stage::name,
         0.85,
         [address, place = home->name + "/" + subnet.name, site = situation.from.outside->name,
          client = client_of(situation)](azure::Resources& resources) {
           azure::DnsServer server;
           server.address = address;
           server.subnet = place;
           server.forwarders = {{net::DnsName(), {dns::azure_provided}}};
           resources.surroundings.dns_servers.push_back(std::move(server));
           ask_only(resources, site, client, address);
         }});
  }
}

void propose_rulesets(const Situation& situation, Repairs& repairs) {
  const auto chain = chain_of(situation);
  for (const azure::ForwardingRuleset& ruleset : situation.written().forwarding_rulesets) {
    for (const azure::ForwardingRule& rule : ruleset.rules) {
      const bool covers = std::ranges::any_of(chain, [&](const net::DnsName& name) {
        return rule.suffix.empty() || name.is_within(rule.suffix);
      });
      if (!covers) continue;
      repairs.push_back(
          {{"DNS_RULESET_CONFLICT",
            "rule " + rule.name + " of ruleset " + ruleset.name +
                " takes the name away before its zone is asked",
            ruleset.id,
            {az("dns-resolver forwarding-rule delete", {{"resource-group", group_of(ruleset.id)},
                                                        {"ruleset-name", name_of(ruleset.id)},
                                                        {"name", {rule.name}},
                                                        {"yes"}})},
            {"D-226", "D-232", "D-419"},
            rule.where},
           Stage::name,
           0.9,
           [id = ruleset.id, name = rule.name](azure::Resources& resources) {
             auto* found = editable(resources.forwarding_rulesets, id);
             if (found == nullptr) return;
             std::erase_if(found->rules, [&](const auto& each) { return each.name == name; });
           }});
    }
  }
}

// The proxy resolves and connects in the client's place (D-218, D-436).
void propose_bypass(const Situation& situation, Repairs& repairs) {
  const auto* client = situation.from.described;
  if (client == nullptr || !client->proxy) return;
  repairs.push_back(
      {{"CLIENT_PROXY_PATH",
        client->name + " sends HTTP through proxy " + client->proxy->host +
            ", which resolves and connects outside the private path",
        {},
        {remark("on " + client->name + ": NO_PROXY=" + situation.target().host.text())},
        {"D-436", "D-218"},
        client->where},
       Stage::name,
       0.95,
       [name = client->name, host = situation.target().host.text()](azure::Resources& resources) {
         for (auto& each : resources.surroundings.workloads) {
           if (each.name == name && each.proxy) each.proxy->bypass.push_back(host);
         }
       }});
}

// The client's hosts file has an address that moved since (D-161, D-219).
void propose_unpinned(const Situation& situation, Repairs& repairs) {
  const auto* client = situation.from.described;
  if (client == nullptr) return;
  const net::DnsName& host = situation.target().host;
  const auto pinned = client->hosts.find(host);
  if (pinned == client->hosts.end()) return;
  repairs.push_back(
      {{"STATIC_ADDRESS_STALE",
        "the hosts file of " + client->name + " has " + to_string(pinned->second) + " for " +
            host.text(),
        {},
        {remark("on " + client->name + ": take " + host.text() + " out of the hosts file")},
        {"D-161", "D-219"},
        client->where},
       Stage::name,
       0.95,
       [name = client->name, host](azure::Resources& resources) {
         for (auto& each : resources.surroundings.workloads) {
           if (each.name == name) each.hosts.erase(host);
         }
       }});
}

}  // namespace

void propose_servers(const Situation& situation, Repairs& repairs) {
  if (situation.target().ip) return;
  const auto servers = servers_of(situation);
  for (const net::Ip& server : servers) propose_forwarder(situation, server, repairs);
  if (!servers.empty()) propose_azure_dns(situation, repairs);
  propose_inside_server(situation, repairs);
  propose_resolver(situation, repairs);
  propose_rulesets(situation, repairs);
  propose_bypass(situation, repairs);
  propose_unpinned(situation, repairs);
}

}  // namespace airtight::diagnose
