#include "situation.h"

#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::diagnose {
namespace {

using reach::Workload;
using reconcile::PathComparison;
using reconcile::Sign;

// By what it was connected to, or by what answered.
bool went_public(const model::Network& network, const PathComparison& flow) {
  return std::ranges::any_of(flow.flow.seen, [&](const observe::Observation* each) {
    if (const auto* http = std::get_if<observe::HttpResult>(&each->result))
      return http->path == observe::Path::resolved && http->classification.starts_with("PUB_");
    const auto* tcp = std::get_if<observe::TcpResult>(&each->result);
    return tcp != nullptr && tcp->path == observe::Path::resolved && tcp->address &&
           !verify::is_private_here(network, *tcp->address);
  });
}

bool saw_public_answer(const model::Network& network, const PathComparison& flow) {
  for (auto at = flow.flow.seen.rbegin(); at != flow.flow.seen.rend(); ++at) {
    const auto* dns = std::get_if<observe::DnsResult>(&(*at)->result);
    if (dns == nullptr || dns->addresses.empty()) continue;
    return std::ranges::none_of(
        dns->addresses, [&](const net::Ip& ip) { return verify::is_private_here(network, ip); });
  }
  return false;
}

void add(std::vector<const azure::VirtualNetwork*>& list, const azure::VirtualNetwork* network) {
  if (network != nullptr && std::ranges::count(list, network) == 0) list.push_back(network);
}

void add(std::vector<net::DnsName>& list, const net::DnsName& name) {
  if (!name.empty() && std::ranges::count(list, name) == 0) list.push_back(name);
}

std::vector<net::Ip> known(const azure::Property<std::vector<net::Ip>>& servers) {
  return servers.known() == nullptr ? std::vector<net::Ip>() : *servers.known();
}

}  // namespace

Sign last_sign(const PathComparison& flow) {
  for (auto at = flow.flow.seen.rbegin(); at != flow.flow.seen.rend(); ++at) {
    const Sign sign = reconcile::sign_of(**at);
    if (sign != Sign::silent) return sign;
  }
  return Sign::silent;
}

std::string place_name(const azure::Subnet& subnet) {
  return "subnet:" + std::string(subnet.virtual_network.name()) + "/" + subnet.name;
}

bool is_outside(const Workload& from) { return from.kind == Workload::Kind::internet; }

// Answers that settle nothing, where the model has the flow refused.
bool fails_in_silence(const PathComparison& flow) {
  const bool asked = std::ranges::any_of(flow.flow.seen, [](const observe::Observation* each) {
    return std::holds_alternative<observe::HttpResult>(each->result);
  });
  return asked && last_sign(flow) == Sign::silent &&
         flow.path.verdict.judgement == verify::Judgement::deny;
}

Symptom symptom_of(const model::Network& network, const Workload& from,
                   const PathComparison& flow) {
  const Sign sign = last_sign(flow);
  const auto endpoints = endpoints_of(network, flow.target);
  // The Internet as such is meant to fail at a resource that has an endpoint.
  const bool anybody = is_outside(from) && from.described == nullptr && !endpoints.empty();
  if ((sign == Sign::fails || fails_in_silence(flow)) && !anybody) return Symptom::fails;
  if (endpoints.empty()) return Symptom::none;
  if (is_outside(from)) return sign == Sign::works ? Symptom::exposed : Symptom::none;
  const bool leaks = saw_public_answer(network, flow) || went_public(network, flow);
  return leaks ? Symptom::leaks : Symptom::none;
}

std::vector<const azure::PrivateEndpoint*> endpoints_of(const model::Network& network,
                                                        const verify::Target& target) {
  std::vector<const azure::PrivateEndpoint*> endpoints;
  if (target.back_end == nullptr) return endpoints;
  for (const azure::PrivateEndpoint& each : network.written().private_endpoints) {
    if (each.target == target.back_end->id()) endpoints.push_back(&each);
  }
  return endpoints;
}

std::vector<net::DnsName> chain_of(const Situation& situation) {
  std::vector<net::DnsName> names;
  add(names, situation.target().host);
  if (situation.flow.path.resolution) {
    for (const dns::ChainLink& link : situation.flow.path.resolution->answer.chain) {
      add(names, link.name);
      if (link.type != azure::RecordType::cname) continue;
      if (const auto alias = net::parse_dns_name(link.data)) add(names, *alias);
    }
  }
  if (const auto* named = situation.network.by_public_name(situation.target().host))
    add(names, named->name.private_name);
  if (const auto alias = azure::private_name_of(situation.target().host)) add(names, *alias);
  return names;
}

const azure::Subnet* subnet_of(const model::Network& network, const Workload& from) {
  const azure::ResourceId* integration =
      from.site == nullptr ? nullptr : from.site->integration_subnet.known();
  return integration == nullptr ? from.subnet : network.subnet(*integration);
}

const azure::Subnet* subnet_of(const Situation& situation) {
  return subnet_of(situation.network, situation.from);
}

bool lists(const model::BackEnd& back_end, const azure::ResourceId& subnet) {
  if (back_end.site != nullptr)
    return std::ranges::count(back_end.site->restrictions.rules, subnet,
                              &azure::AccessRule::subnet) > 0;
  const azure::NetworkRules* rules = back_end.service.network_rules.known();
  return rules != nullptr &&
         std::ranges::count(rules->subnet_rules, subnet, &azure::SubnetRule::subnet) > 0;
}

const azure::VirtualNetwork* home_of(const Situation& situation) {
  if (situation.from.network != nullptr) return situation.from.network;
  const azure::Subnet* subnet = subnet_of(situation);
  return subnet == nullptr ? nullptr : situation.network.virtual_network(subnet->virtual_network);
}

std::vector<net::Ip> servers_of(const Situation& situation) {
  const Workload& from = situation.from;
  if (from.described != nullptr && !from.described->dns_servers.empty())
    return from.described->dns_servers;
  if (from.outside != nullptr) return from.outside->dns_servers;
  if (from.site != nullptr && !known(from.site->dns_servers).empty())
    return known(from.site->dns_servers);
  if (from.interface != nullptr && !known(from.interface->dns_servers).empty())
    return known(from.interface->dns_servers);
  const azure::VirtualNetwork* home = home_of(situation);
  return home == nullptr ? std::vector<net::Ip>() : known(home->dns_servers);
}

std::vector<const azure::VirtualNetwork*> resolving_networks(const Situation& situation) {
  std::vector<const azure::VirtualNetwork*> networks;
  const auto servers = servers_of(situation);
  for (const model::NameServer& each : situation.network.name_servers()) {
    if (std::ranges::count(servers, each.address) > 0) add(networks, each.network);
  }
  add(networks, home_of(situation));
  for (const model::NameServer& each : situation.network.name_servers())
    add(networks, each.network);
  if (!networks.empty()) return networks;
  // A client outside that nobody inside answers yet: wherever the resource has an endpoint.
  for (const azure::PrivateEndpoint* each : endpoints_of(situation.network, situation.target()))
    add(networks, situation.network.virtual_network(each->subnet.parent()));
  return networks;
}

void Repairs::push_back(Repair repair) {
  constexpr std::size_t most_repairs = 2000;
  if (list_.size() == most_repairs)
    ++left_out_;
  else
    list_.push_back(std::move(repair));
}

bool has_reason(const Situation& situation, std::initializer_list<reach::Reason> reasons) {
  return std::ranges::count(reasons, situation.flow.path.verdict.reason) > 0;
}

bool is_on_trace(const Situation& situation, const azure::ResourceId& id) {
  return std::ranges::count(situation.flow.path.trace, id.text(), &Step::resource) > 0;
}

std::vector<net::Ip> destinations(const Situation& situation) {
  std::vector<net::Ip> found;
  if (const auto& ip = situation.target().ip) found.push_back(*ip);
  if (situation.flow.path.resolution) {
    for (const dns::Address& each : situation.flow.path.resolution->answer.addresses) {
      if (each.ip) found.push_back(*each.ip);
    }
  }
  for (const model::Endpoint& each : situation.network.endpoints()) {
    if (each.target != nullptr && each.target == situation.target().back_end)
      found.insert(found.end(), each.addresses.begin(), each.addresses.end());
  }
  return found;
}

std::vector<const azure::VirtualNetwork*> far_networks(const Situation& situation) {
  std::vector<const azure::VirtualNetwork*> found;
  const auto addresses = destinations(situation);
  for (const azure::VirtualNetwork& network : situation.written().virtual_networks) {
    if (std::ranges::any_of(addresses,
                            [&](const net::Ip& ip) { return model::contains(network, ip); }))
      found.push_back(&network);
  }
  return found;
}

}  // namespace airtight::diagnose
