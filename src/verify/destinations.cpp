#include "destinations.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "names.h"
#include "naming.h"
#include "senders.h"
#include "targets.h"

namespace airtight::verify {
namespace {

std::string label_of(const net::AddressClass& addresses) {
  const net::PrefixSet::Range& range = addresses.ranges.front();
  std::string text = to_string(range.first);
  if (range.first != range.last) text += " to " + to_string(range.last);
  const std::size_t more = addresses.ranges.size() - 1;
  if (more > 0) text += " and " + std::to_string(more) + " more ranges";
  return text;
}

void add_network(Destinations& to, const azure::VirtualNetwork* network) {
  if (network != nullptr && std::ranges::count(to.networks, network) == 0)
    to.networks.push_back(network);
}

void add_addresses(const model::Network& network, const Classes& classes,
                   const net::PrefixSet& within, Destinations& to) {
  for (const net::AddressClass& each : classes.addresses(within)) {
    Destination destination;
    destination.target = to.target;
    destination.target.ip = each.first();
    destination.sent.ip = each.first();
    destination.label = label_of(each);
    destination.addresses = each.ranges;
    destination.port = to.target.port;
    to.list.push_back(std::move(destination));
  }
  for (const azure::VirtualNetwork& each : network.written().virtual_networks) {
    const auto prefixes = model::prefixes(each);
    if (std::ranges::any_of(prefixes, [&](const net::Prefix& p) { return within.overlaps(p); }))
      add_network(to, &each);
  }
}

void add_endpoint(const model::Endpoint& endpoint, const Target& target, Destinations& to) {
  const std::string& name = endpoint.written->name;
  if (endpoint.network == nullptr || endpoint.network->external)
    to.unknown.push_back({"the network of private endpoint " + name});
  if (endpoint.addresses.empty()) to.unknown.push_back({"the address of private endpoint " + name});
  add_network(to, endpoint.network);
  for (const net::Ip& ip : endpoint.addresses) {
    Destination destination;
    destination.target = target;
    destination.sent.ip = ip;
    destination.sent.target = target.back_end;
    destination.sent.host = target.host;
    destination.sent.group_id = endpoint.group_id;
    destination.label = to_string(ip);
    destination.addresses = {{ip, ip}};
    destination.port = target.port;
    to.list.push_back(std::move(destination));
  }
}

void add_front_end(const Target& target, Destinations& to) {
  Destination destination;
  destination.target = target;
  destination.sent.front_end = target.back_end;
  destination.sent.target = target.back_end;
  destination.sent.host = target.host;
  destination.sent.group_id = target.group_id;
  destination.label = "the public front end of " + target.host.text();
  destination.port = target.port;
  to.list.push_back(std::move(destination));
}

void add_by_name(const Target& target, Destinations& to) {
  Destination destination;
  destination.target = target;
  destination.by_name = true;
  destination.label = target.ip ? to_string(*target.ip) : target.host.text();
  destination.port = target.port;
  to.list.push_back(std::move(destination));
}

// Whether trusted services may pass its rules (N-313, N-320): unless a list says that they do not.
bool may_let_azure_in(const azure::Service& service) {
  const azure::NetworkRules* rules = service.network_rules.known();
  const auto* bypass = rules == nullptr ? nullptr : rules->bypass.known();
  return bypass == nullptr || std::ranges::any_of(*bypass, [](const std::string& word) {
           return equal_ignoring_case(word, "AzureServices");
         });
}

bool is_whole(const Target& asked, const std::string& text) {
  const auto colon = text.rfind(':');
  return is_named(asked.back_end->id(), text) ||
         (colon != std::string::npos && is_named(asked.back_end->id(), text.substr(0, colon)));
}

bool is_shown(const model::Network& network, const azure::ResourceId& subnet) {
  const azure::Subnet* found = network.subnet(subnet);
  return found != nullptr && !found->external;
}

// Whom the target itself lets in and the input does not show.
void add_unseen_guests(const model::Network& network, const model::BackEnd& back_end,
                       Destinations& to) {
  const std::string& name = back_end.service.name;
  if (const azure::NetworkRules* rules = back_end.service.network_rules.known()) {
    for (const azure::SubnetRule& rule : rules->subnet_rules) {
      if (!is_shown(network, rule.subnet))
        to.unknown.push_back({"hosts of subnet " + std::string(rule.subnet.name()) + ", which " +
                              name + " lets in"});
    }
    if (!rules->resource_rules.empty())
      to.unknown.push_back({"the resources that rules of " + name + " let in"});
  }
  for (const azure::PerimeterAssociation& each : network.written().perimeter_associations) {
    if (each.resource == back_end.id())
      to.unknown.push_back({"the other members of the perimeter of " + name});
  }
  if (!back_end.service.approved_elsewhere.empty())
    to.unknown.push_back({"who is beside private endpoints of " + name + " outside the input"});
  if (back_end.site == nullptr) return;
  for (const auto* list : {&back_end.site->restrictions, &back_end.site->scm_restrictions}) {
    for (const azure::AccessRule& rule : list->rules) {
      const bool unseen = !rule.subnet.empty() && !is_shown(network, rule.subnet);
      if (rule.allow && (rule.any_network || unseen))
        to.unknown.push_back({"hosts of networks that a restriction of " + name + " lets in"});
    }
  }
}

// An environment takes requests at an address in its own subnet (N-261).
void add_hosted_address(const model::Network& network, const Target& target, Destinations& to) {
  for (const azure::HostedWorkload& hosted : network.written().hosted_workloads) {
    if (hosted.id != target.back_end->id()) continue;
    const net::Ip* ip = hosted.address.known();
    if (ip == nullptr) {
      to.unknown.push_back({"the address of " + hosted.name});
      continue;
    }
    Destination destination;
    destination.target = target;
    destination.target.ip = *ip;
    destination.sent.ip = *ip;
    destination.label = to_string(*ip);
    destination.addresses = {{*ip, *ip}};
    destination.port = target.port;
    to.list.push_back(std::move(destination));
  }
}

void add_endpoints(const model::Network& network, const std::vector<Target>& targets, bool whole,
                   Destinations& to) {
  for (const model::Endpoint* endpoint : network.endpoints_of(*targets.front().back_end)) {
    bool named = false;
    for (const Target& target : targets) {
      if (!equal_ignoring_case(endpoint->group_id, target.group_id)) continue;
      add_endpoint(*endpoint, target, to);
      named = true;
    }
    if (!named && whole) add_endpoint(*endpoint, targets.front(), to);
  }
}

Destinations ways_to(const model::Network& network, const Target& asked,
                     const std::vector<Target>& targets, bool whole, const Question& question) {
  Destinations to;
  to.target = asked;
  if (question.claim == Claim::reachable) {
    for (const Target& target : targets) add_by_name(target, to);
    return to;
  }
  for (const Target& target : targets) {
    add_front_end(target, to);
    // What the platform fetches for an app, it fetches by name.
    add_by_name(target, to);
  }
  add_endpoints(network, targets, whole, to);
  add_hosted_address(network, asked, to);
  add_unseen_guests(network, *asked.back_end, to);
  if (asked.back_end->site == nullptr && may_let_azure_in(asked.back_end->service))
    to.assumptions.push_back("no trusted Azure service sends, which " + asked.name +
                             " may let past its rules (bypass AzureServices, N-313)");
  return to;
}

// Every interface of a machine; null for one that the input does not have.
std::vector<const azure::NetworkInterface*> interfaces_of(const model::Network& network,
                                                          const reach::Workload& workload) {
  for (const azure::VirtualMachine& machine : network.written().virtual_machines) {
    const bool own = machine.name == workload.name ||
                     (workload.interface != nullptr &&
                      std::ranges::count(machine.network_interfaces, workload.interface->id) > 0);
    if (!own || machine.network_interfaces.empty()) continue;
    std::vector<const azure::NetworkInterface*> all;
    for (const azure::ResourceId& id : machine.network_interfaces)
      all.push_back(network.network_interface(id));
    return all;
  }
  if (workload.interface == nullptr) return {};
  return {workload.interface};
}

void add_public(const model::Network& network, const azure::ResourceId& id, Destinations& to) {
  const auto& all = network.written().public_addresses;
  const auto found = std::ranges::find(all, id, &azure::PublicIpAddress::id);
  const net::Ip* ip = found == all.end() ? nullptr : found->address.known();
  if (ip == nullptr) {
    to.unknown.push_back({"public address " + std::string(id.name())});
    return;
  }
  Destination destination;
  destination.target = to.target;
  destination.target.ip = *ip;
  destination.sent.ip = *ip;
  destination.label = to_string(*ip);
  destination.addresses = {{*ip, *ip}};
  to.list.push_back(std::move(destination));
}

// The front ends of balancers that send to one of the addresses.
void add_balancers(const model::Network& network, const net::PrefixSet& within,
                   const std::vector<const azure::NetworkInterface*>& interfaces,
                   Destinations& to) {
  for (const azure::LoadBalancer& balancer : network.written().load_balancers) {
    const bool sends = std::ranges::any_of(balancer.pools, [&](const azure::BackendPool& pool) {
      return std::ranges::any_of(pool.addresses,
                                 [&](const net::Ip& ip) { return within.contains(ip); }) ||
             std::ranges::any_of(interfaces, [&](const azure::NetworkInterface* interface) {
               return std::ranges::count(interface->pools, pool.id) > 0;
             });
    });
    if (!sends) continue;
    for (const azure::Frontend& frontend : balancer.frontends) {
      if (!frontend.public_address.empty())
        add_public(network, frontend.public_address, to);
      else if (!frontend.address)
        to.unknown.push_back({"a front end of load balancer " + balancer.name});
      else if (!within.contains(*frontend.address)) {
        Destination destination;
        destination.target = to.target;
        destination.target.ip = *frontend.address;
        destination.sent.ip = *frontend.address;
        destination.label = to_string(*frontend.address);
        destination.addresses = {{*frontend.address, *frontend.address}};
        to.list.push_back(std::move(destination));
      }
    }
    for (const azure::PrivateLinkService& service : network.written().private_link_services) {
      if (std::ranges::any_of(service.frontends, [&](const azure::ResourceId& id) {
            return std::ranges::count(balancer.frontends, id, &azure::Frontend::id) > 0;
          }))
        to.unknown.push_back({"who is beside endpoints of private link service " + service.name});
    }
  }
}

// Firewalls that translate their public addresses to one of the addresses.
void add_translations(const model::Network& network, const net::PrefixSet& within,
                      Destinations& to) {
  for (const model::Firewall& firewall : network.firewalls()) {
    const bool leads =
        std::ranges::any_of(firewall.collections, [&](const azure::RuleCollection* collection) {
          return collection->stage == azure::FirewallStage::translation &&
                 std::ranges::any_of(collection->rules, [&](const azure::FirewallRule& rule) {
                   return !rule.translated_address || within.contains(*rule.translated_address);
                 });
        });
    if (!leads) continue;
    for (const azure::ResourceId& id : firewall.written->public_addresses)
      add_public(network, id, to);
  }
}

// Ways to hosts of some addresses that begin at another address.
void add_ways_around(const model::Network& network, const net::PrefixSet& within,
                     Destinations& to) {
  std::vector<const azure::NetworkInterface*> interfaces;
  for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
    if (!interface.private_endpoint.empty()) continue;
    if (std::ranges::any_of(interface.addresses,
                            [&](const net::Ip& ip) { return within.contains(ip); }))
      interfaces.push_back(&interface);
  }
  for (const azure::NetworkInterface* interface : interfaces) {
    if (interface->public_ip.known() != nullptr)
      add_public(network, *interface->public_ip.known(), to);
    if (interface->public_ip.unknown() != nullptr)
      to.unknown.push_back(*interface->public_ip.unknown());
  }
  add_balancers(network, within, interfaces, to);
  add_translations(network, within, to);
}

Destinations addresses_in(const model::Network& network, const Classes& classes,
                          const std::string& name, const net::PrefixSet& within,
                          const Question& question) {
  Destinations to;
  to.target.name = name;
  add_addresses(network, classes, within, to);
  if (question.claim != Claim::reachable) add_ways_around(network, within, to);
  for (Destination& each : to.list) each.by_name = question.claim == Claim::reachable;
  return to;
}

net::PrefixSet blocks_of(const azure::Subnet& subnet) {
  std::vector<net::Prefix> blocks;
  for (const azure::WrittenPrefix& written : subnet.address_prefixes)
    blocks.push_back(written.prefix);
  return net::PrefixSet(blocks);
}

// What is not known of a subnet's own addresses.
void add_unknown_prefixes(const azure::Subnet& subnet, Destinations& to) {
  if (subnet.address_prefixes.empty() || subnet.external)
    to.unknown.push_back({"the addresses of subnet " + subnet.name});
  to.unknown.insert(to.unknown.end(), subnet.unknown_prefixes.begin(),
                    subnet.unknown_prefixes.end());
}

Result<Destinations> addresses_named(const model::Network& network, const Classes& classes,
                                     const Question& question) {
  const std::string& text = question.to;
  const auto workload = sender_named(network, text);
  if (!workload) return tl::unexpected(workload.error());
  if (workload->kind == reach::Workload::Kind::machine) {
    std::vector<net::Prefix> hosts;
    std::vector<azure::UnknownInput> unknown;
    for (const azure::NetworkInterface* interface : interfaces_of(network, *workload)) {
      if (interface == nullptr || interface->addresses.empty())
        unknown.push_back({"an address of " + text});
      if (interface == nullptr) continue;
      for (const net::Ip& ip : interface->addresses) hosts.push_back(net::host_prefix(ip));
    }
    if (hosts.empty() && unknown.empty()) unknown.push_back({"the address of " + text});
    Destinations to = addresses_in(network, classes, text, net::PrefixSet(hosts), question);
    to.unknown.insert(to.unknown.end(), unknown.begin(), unknown.end());
    return to;
  }
  if (workload->subnet == nullptr) return fail(printable(text) + " has no address of its own");
  Destinations to = addresses_in(network, classes, text, blocks_of(*workload->subnet), question);
  add_unknown_prefixes(*workload->subnet, to);
  return to;
}

std::vector<Destinations> everything(const model::Network& network, const Classes& classes,
                                     const Question& question) {
  std::vector<Destinations> all;
  for (const model::BackEnd& back_end : network.back_ends()) {
    const std::vector<Target> targets = all_targets(network, back_end);
    if (targets.empty()) {
      Destinations nameless;
      nameless.target.name = display_name(network, back_end);
      nameless.unknown.push_back({"the names of " + nameless.target.name});
      all.push_back(std::move(nameless));
      continue;
    }
    Target whole = targets.front();
    whole.name = display_name(network, back_end);
    all.push_back(ways_to(network, whole, targets, true, question));
  }
  for (const azure::Subnet& subnet : network.written().subnets) {
    const std::string name =
        "subnet:" + std::string(subnet.virtual_network.name()) + "/" + subnet.name;
    all.push_back(addresses_in(network, classes, name, blocks_of(subnet), question));
    add_unknown_prefixes(subnet, all.back());
  }
  return all;
}

}  // namespace

Result<std::vector<Destinations>> destinations_of(const model::Network& network,
                                                  const Classes& classes,
                                                  const Question& question) {
  const std::string& text = question.to;
  if (text == "any") return everything(network, classes, question);
  if (text == "internet")
    return std::vector{addresses_in(network, classes, text, public_space(), question)};
  if (const auto block = net::parse_prefix(text))
    return std::vector{
        addresses_in(network, classes, text, net::PrefixSet(std::vector{*block}), question)};
  if (text.starts_with("subnet:")) {
    auto named = addresses_named(network, classes, question);
    if (!named) return tl::unexpected(named.error());
    return std::vector{std::move(*named)};
  }
  const auto target = find_target(network, text);
  if (!target) {
    auto named = addresses_named(network, classes, question);
    if (!named) return tl::unexpected(target.error());
    return std::vector{std::move(*named)};
  }
  if (target->ip) {
    Destinations to =
        addresses_in(network, classes, target->name,
                     net::PrefixSet(std::vector{net::host_prefix(*target->ip)}), question);
    for (Destination& each : to.list) each.port = target->port;
    return std::vector{std::move(to)};
  }
  if (target->back_end == nullptr)
    return fail("found " + target->host.text() +
                ", which no resource of the input has; expected a resource, an address or a block");
  const bool whole = is_whole(*target, text);
  // Of a claim about packets every name of the resource is a way in; a sender uses those it knows.
  const std::vector<Target> targets = !whole ? std::vector{*target}
                                      : question.claim == Claim::reachable
                                          ? targets_of(network, *target->back_end)
                                          : all_targets(network, *target->back_end);
  return std::vector{ways_to(network, *target, targets, whole, question)};
}

Result<std::vector<std::string>> device_named(const model::Network& network,
                                              const std::string& text) {
  std::vector<azure::ResourceId> all;
  std::vector<azure::ResourceId> matching;
  int devices = 0;
  const auto consider = [&](const azure::ResourceId& id) {
    all.push_back(id);
    if (!is_named(id, text)) return;
    matching.push_back(id);
    ++devices;
  };
  for (const azure::AzureFirewall& firewall : network.written().firewalls) consider(firewall.id);
  for (const azure::NetworkInterface& interface : network.written().network_interfaces)
    consider(interface.id);
  for (const azure::VirtualMachine& machine : network.written().virtual_machines) {
    all.push_back(machine.id);
    if (!is_named(machine.id, text)) continue;
    ++devices;
    matching.insert(matching.end(), machine.network_interfaces.begin(),
                    machine.network_interfaces.end());
  }
  if (devices > 1) return not_one("device", text, matching, all);
  std::vector<std::string> names;
  for (const azure::ResourceId& id : matching) names.push_back(id.text());
  if (const auto ip = net::parse_ip(text)) {
    names.push_back(to_string(*ip));
    for (const model::Firewall& firewall : network.firewalls()) {
      if (firewall.address == *ip) names.push_back(firewall.written->id.text());
    }
    for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
      if (std::ranges::count(interface.addresses, *ip) > 0) names.push_back(interface.id.text());
    }
  }
  if (names.empty()) return not_one("device", text, matching, all);
  return names;
}

namespace {

// The network, and those that packets may come from by way of peerings, as far as the input goes.
std::vector<const azure::VirtualNetwork*> around(const model::Network& network,
                                                 const azure::VirtualNetwork& home) {
  std::vector<const azure::VirtualNetwork*> found{&home};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const model::Neighbour& neighbour : network.neighbours_of(*found[i])) {
      if (!is_down(neighbour) && std::ranges::count(found, neighbour.network) == 0)
        found.push_back(neighbour.network);
    }
  }
  return found;
}

// A peering whose other network the input does not have: nothing says that it is not connected.
void add_unseen_peers(const model::Network& network, const azure::VirtualNetwork& home,
                      std::set<std::string>& unseen) {
  for (const azure::Peering& link : network.written().peerings) {
    if (link.virtual_network != home.id) continue;
    const azure::VirtualNetwork* remote = network.virtual_network(link.remote);
    const std::string* state = link.state.known();
    const bool down = state != nullptr && equal_ignoring_case(*state, "Disconnected");
    if (!down && (remote == nullptr || remote->external))
      unseen.insert("hosts of virtual network " + std::string(link.remote.name()));
  }
}

void add_unseen_clients(const model::Gateway& gateway, const azure::Resources& written,
                        std::set<std::string>& unseen) {
  for (const azure::UnknownInput& unknown : gateway.unknown) unseen.insert(unknown.name);
  const std::string name = "the gateway of " + gateway.network->name;
  if (gateway.sites.empty() && gateway.networks.empty()) unseen.insert("who is behind " + name);
  for (const azure::WrittenPrefix& learned : gateway.learned) {
    const bool described = std::ranges::any_of(gateway.sites, [&](const auto* site) {
      return std::ranges::any_of(site->prefixes, [&](const net::Prefix& prefix) {
        return prefix.contains(learned.prefix);
      });
    });
    const bool network = std::ranges::any_of(gateway.networks, [&](const auto* other) {
      return std::ranges::any_of(model::prefixes(*other), [&](const net::Prefix& prefix) {
        return prefix.contains(learned.prefix);
      });
    });
    if (!described && !network)
      unseen.insert("who has " + to_string(learned.prefix) + " behind " + name);
  }
  for (const azure::VirtualNetworkGateway& each : written.gateways) {
    const azure::ResourceId* subnet = each.subnet.known();
    if (!each.client_pool.empty() && subnet != nullptr && subnet->parent() == gateway.network->id)
      unseen.insert("users who connect to gateway " + each.name);
  }
}

}  // namespace

void add_unseen_senders(const model::Network& network, const Destinations& to,
                        std::set<std::string>& unseen) {
  for (const azure::VirtualNetwork* target : to.networks) {
    for (const azure::VirtualNetwork* home : around(network, *target)) {
      add_unseen_peers(network, *home, unseen);
      for (const model::Gateway* gateway :
           {network.own_gateway(*home), network.gateway_of(*home)}) {
        if (gateway != nullptr) add_unseen_clients(*gateway, network.written(), unseen);
      }
      const model::Hub* hub = network.hub_of(*home);
      if (hub == nullptr) continue;
      for (const azure::UnknownInput& unknown : hub->unknown) unseen.insert(unknown.name);
      for (const azure::UnknownInput& unknown : hub->elsewhere) unseen.insert(unknown.name);
    }
  }
}

}  // namespace airtight::verify
