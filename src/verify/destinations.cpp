#include "destinations.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "address_ways.h"
#include "naming.h"
#include "senders.h"
#include "targets.h"
#include "unseen.h"

namespace airtight::verify {
namespace {

void add_network(Destinations& to, const azure::VirtualNetwork* network) {
  if (network != nullptr && std::ranges::count(to.networks, network) == 0)
    to.networks.push_back(network);
}

void add_addresses(const model::Network& network, const Classes& classes,
                   const net::PrefixSet& within, Destinations& to) {
  for (const net::AddressClass& each : classes.addresses(within, Met{}))
    to.list.push_back(at_addresses(to.target, each));
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
    Destination destination = at_addresses(target, {{{ip, ip}}});
    destination.target.ip.reset();  // it is asked for by its name
    destination.sent = sent_to(target);
    destination.sent.ip = ip;
    destination.sent.group_id = endpoint.group_id;
    to.list.push_back(std::move(destination));
  }
}

void add_front_end(const Target& target, Destinations& to) {
  Destination destination;
  destination.target = target;
  destination.sent = sent_to(target);
  destination.sent.front_end = target.back_end;
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

// An environment takes requests at an address in its own subnet (N-261).
void add_hosted_address(const model::Network& network, const Target& target, Destinations& to) {
  for (const azure::HostedWorkload& hosted : network.written().hosted_workloads) {
    if (hosted.id != target.back_end->id()) continue;
    const net::Ip* ip = hosted.address.known();
    if (ip == nullptr) {
      to.unknown.push_back({"the address of " + hosted.name});
      continue;
    }
    to.list.push_back(at_addresses(target, {{{*ip, *ip}}}));
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

// What is not known of a subnet's own addresses.
void add_unknown_prefixes(const azure::Subnet& subnet, Destinations& to) {
  if (subnet.address_prefixes.empty() || subnet.external)
    to.unknown.push_back({"the addresses of subnet " + subnet.name});
  to.unknown.insert(to.unknown.end(), subnet.unknown_prefixes.begin(),
                    subnet.unknown_prefixes.end());
}

// Where Azure chooses an interface's address, its subnet says which it may be.
net::PrefixSet space_of(const model::Network& network, const azure::NetworkInterface& interface) {
  const azure::Subnet* subnet = network.subnet(interface.subnet);
  const bool said = subnet != nullptr && !subnet->external && subnet->unknown_prefixes.empty();
  return said ? set_of(subnet->address_prefixes) : net::PrefixSet{};
}

bool is_private(const net::PrefixSet& space) {
  return !space.ranges().empty() &&
         std::ranges::all_of(space.ranges(), [](const net::PrefixSet::Range& range) {
           return net::is_private(range.first) && net::is_private(range.last);
         });
}

bool asks_the_internet_alone(const Question& question) {
  return question.claim != Claim::reachable &&
         std::ranges::all_of(question.from, [](const std::string& from) {
           return from == "internet" || from.starts_with("internet:");
         });
}

// Whichever address of its subnet an interface gets, it is private, and nobody on the Internet
// sends to it: that leaves the public ways there. False where the address itself matters.
bool add_chosen_by_azure(const model::Network& network, const azure::NetworkInterface& interface,
                         const Question& question, Destinations& to) {
  const net::PrefixSet space = space_of(network, interface);
  if (interface.external || !asks_the_internet_alone(question) || !is_private(space) ||
      !add_public_ways(network, interface, space, to))
    return false;
  to.list.push_back(at_addresses(to.target, {space.ranges()}));
  return true;
}

Destinations addresses_of_machine(const model::Network& network, const Classes& classes,
                                  const reach::Workload& workload, const Question& question) {
  const std::string& text = question.to;
  std::vector<net::Prefix> hosts;
  Destinations chosen;
  chosen.target.name = text;
  for (const azure::NetworkInterface* interface : interfaces_of(network, workload)) {
    if (interface == nullptr || (interface->addresses.empty() &&
                                 !add_chosen_by_azure(network, *interface, question, chosen)))
      chosen.unknown.push_back({"an address of " + text});
    if (interface == nullptr) continue;
    for (const net::Ip& ip : interface->addresses) hosts.push_back(net::host_prefix(ip));
  }
  if (hosts.empty() && chosen.unknown.empty() && chosen.list.empty())
    chosen.unknown.push_back({"the address of " + text});
  Destinations to = addresses_in(network, classes, text, net::PrefixSet(hosts), question);
  to.list.insert(to.list.end(), chosen.list.begin(), chosen.list.end());
  to.unknown.insert(to.unknown.end(), chosen.unknown.begin(), chosen.unknown.end());
  return to;
}

Result<Destinations> addresses_named(const model::Network& network, const Classes& classes,
                                     const Question& question) {
  const std::string& text = question.to;
  const auto workload = sender_named(network, text);
  if (!workload) return tl::unexpected(workload.error());
  if (workload->kind == reach::Workload::Kind::machine)
    return addresses_of_machine(network, classes, *workload, question);
  if (workload->subnet == nullptr) return fail(printable(text) + " has no address of its own");
  Destinations to =
      addresses_in(network, classes, text, set_of(workload->subnet->address_prefixes), question);
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
    all.push_back(addresses_in(network, classes, name, set_of(subnet.address_prefixes), question));
    add_unknown_prefixes(subnet, all.back());
  }
  Destinations& internet =
      all.emplace_back(addresses_in(network, classes, "internet", public_space(), question));
  for (Destination& each : internet.list) {
    each.is_outside = true;
    each.label = label_outside(each.addresses);
  }
  return all;
}

}  // namespace

std::string label_of(const std::vector<net::PrefixSet::Range>& addresses) {
  const net::PrefixSet::Range& range = addresses.front();
  std::string text = to_string(range.first);
  if (range.first != range.last) text += " to " + to_string(range.last);
  const std::size_t more = addresses.size() - 1;
  if (more > 0) text += " and " + std::to_string(more) + " more ranges";
  return text;
}

std::string label_outside(const std::vector<net::PrefixSet::Range>& addresses) {
  return "the Internet at " + label_of(addresses);
}

Destination at_addresses(const Target& target, const net::AddressClass& addresses) {
  Destination destination;
  destination.target = target;
  destination.target.ip = addresses.first();
  destination.sent.ip = addresses.first();
  destination.label = label_of(addresses.ranges);
  destination.addresses = addresses.ranges;
  destination.port = target.port;
  return destination;
}

Destinations destinations_in(const model::Network& network, const Classes& classes,
                             const azure::Subnet& subnet, const std::string& name) {
  Destinations to =
      addresses_in(network, classes, name, set_of(subnet.address_prefixes), Question{});
  add_unknown_prefixes(subnet, to);
  return to;
}

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
  if (const auto& ip = target->ip) {
    Destinations to = addresses_in(network, classes, target->name,
                                   net::PrefixSet(std::vector{net::host_prefix(*ip)}), question);
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

}  // namespace airtight::verify
