#include "destinations.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "names.h"
#include "naming.h"
#include "senders.h"

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

// What is behind an address, for the ports and names that come with it.
const model::Endpoint* endpoint_with(const model::Network& network, const net::Ip& ip) {
  for (const model::Endpoint& endpoint : network.endpoints()) {
    if (std::ranges::count(endpoint.addresses, ip) > 0) return &endpoint;
  }
  return nullptr;
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
    if (const auto* endpoint = endpoint_with(network, each.first())) {
      destination.sent.target = endpoint->target;
      destination.sent.group_id = endpoint->group_id;
    }
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

bool lets_azure_in(const azure::Service& service) {
  const azure::NetworkRules* rules = service.network_rules.known();
  const auto* bypass = rules == nullptr ? nullptr : rules->bypass.known();
  return bypass != nullptr && std::ranges::any_of(*bypass, [](const std::string& word) {
           return equal_ignoring_case(word, "AzureServices");
         });
}

// A name of the resource: all of it, or the part that was asked for.
std::vector<Target> names_of(const model::Network& network, const Target& asked,
                             const std::string& text) {
  const std::string name =
      text.substr(0, text.rfind(':') == std::string::npos ? text.size() : text.rfind(':'));
  const bool whole = is_named(asked.back_end->id(), text) || is_named(asked.back_end->id(), name);
  if (!whole) return {asked};
  std::vector<Target> targets = targets_of(network, *asked.back_end);
  if (!std::ranges::any_of(targets, [&](const Target& t) { return t.host == asked.host; }))
    targets.push_back(asked);
  return targets;
}

Destinations ways_to(const model::Network& network, const Target& asked,
                     const std::vector<Target>& targets, const Question& question) {
  Destinations to;
  to.target = asked;
  for (const Target& target : targets) {
    if (question.claim == Claim::reachable) {
      add_by_name(target, to);
      continue;
    }
    add_front_end(target, to);
    for (const model::Endpoint* endpoint : network.endpoints_of(*target.back_end)) {
      if (equal_ignoring_case(endpoint->group_id, target.group_id))
        add_endpoint(*endpoint, target, to);
    }
    // What the platform fetches for an app, it fetches by name.
    if (question.claim == Claim::isolated) add_by_name(target, to);
  }
  if (question.claim == Claim::isolated && lets_azure_in(targets.front().back_end->service))
    to.assumptions.push_back("trusted Azure services, which " + asked.name +
                             " lets past its rules, are no senders (bypass AzureServices, N-320)");
  return to;
}

Destinations addresses_in(const model::Network& network, const Classes& classes,
                          const std::string& name, const net::PrefixSet& within,
                          const Question& question) {
  Destinations to;
  to.target.name = name;
  add_addresses(network, classes, within, to);
  for (Destination& each : to.list) each.by_name = question.claim == Claim::reachable;
  return to;
}

net::PrefixSet blocks_of(const azure::Subnet& subnet) {
  std::vector<net::Prefix> blocks;
  for (const azure::WrittenPrefix& written : subnet.address_prefixes)
    blocks.push_back(written.prefix);
  return net::PrefixSet(blocks);
}

Result<Destinations> addresses_named(const model::Network& network, const Classes& classes,
                                     const Question& question) {
  const std::string& text = question.to;
  const auto workload = sender_named(network, text);
  if (!workload) return tl::unexpected(workload.error());
  if (workload->interface != nullptr) {
    std::vector<net::Prefix> hosts;
    for (const net::Ip& ip : workload->interface->addresses) hosts.push_back(net::host_prefix(ip));
    Destinations to = addresses_in(network, classes, text, net::PrefixSet(hosts), question);
    if (hosts.empty()) to.unknown.push_back({"the address of " + text});
    return to;
  }
  if (workload->subnet == nullptr) return fail(printable(text) + " has no address of its own");
  return addresses_in(network, classes, text, blocks_of(*workload->subnet), question);
}

std::vector<Destinations> everything(const model::Network& network, const Classes& classes,
                                     const Question& question) {
  std::vector<Destinations> all;
  for (const model::BackEnd& back_end : network.back_ends()) {
    const std::vector<Target> targets = targets_of(network, back_end);
    if (targets.empty()) continue;
    Target whole = targets.front();
    whole.name = display_name(network, back_end);
    all.push_back(ways_to(network, whole, targets, question));
  }
  for (const azure::Subnet& subnet : network.written().subnets) {
    const std::string name =
        "subnet:" + std::string(subnet.virtual_network.name()) + "/" + subnet.name;
    all.push_back(addresses_in(network, classes, name, blocks_of(subnet), question));
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
  return std::vector{ways_to(network, *target, names_of(network, *target, text), question)};
}

Result<std::vector<std::string>> device_named(const model::Network& network,
                                              const std::string& text) {
  std::vector<azure::ResourceId> all;
  std::vector<azure::ResourceId> matching;
  const auto consider = [&](const azure::ResourceId& id) {
    all.push_back(id);
    if (is_named(id, text)) matching.push_back(id);
  };
  for (const azure::AzureFirewall& firewall : network.written().firewalls) consider(firewall.id);
  for (const azure::NetworkInterface& interface : network.written().network_interfaces)
    consider(interface.id);
  for (const azure::VirtualMachine& machine : network.written().virtual_machines) {
    all.push_back(machine.id);
    if (!is_named(machine.id, text)) continue;
    matching.insert(matching.end(), machine.network_interfaces.begin(),
                    machine.network_interfaces.end());
  }
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

void add_unseen_senders(const model::Network& network, const Destinations& to,
                        std::set<std::string>& unseen) {
  for (const azure::VirtualNetwork* home : to.networks) {
    for (const model::Neighbour& neighbour : network.neighbours_of(*home)) {
      if (neighbour.network->external && !is_down(neighbour))
        unseen.insert("hosts of virtual network " + neighbour.network->name);
    }
    const model::Gateway* gateway = network.gateway_of(*home);
    if (gateway == nullptr) continue;
    for (const azure::UnknownInput& unknown : gateway->unknown) unseen.insert(unknown.name);
    if (gateway->sites.empty() && gateway->networks.empty())
      unseen.insert("who is behind the gateway of " + gateway->network->name);
  }
}

}  // namespace airtight::verify
