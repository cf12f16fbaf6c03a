#include "evidence.h"

#include <algorithm>

namespace airtight::diagnose {
namespace {

bool is_in_a_network(const model::Network& network, const net::Ip& ip) {
  return std::ranges::any_of(
      network.written().virtual_networks,
      [&](const azure::VirtualNetwork& each) { return model::contains(each, ip); });
}

// What an observation says of the way from its site into the networks.
enum class Contact { none, answered, silent };

Contact contact_of(const model::Network& network, const observe::Observation& seen) {
  if (const auto* dns = std::get_if<observe::DnsResult>(&seen.result)) {
    const auto server = net::parse_ip(dns->server);
    const bool silent =
        dns->rcode == observe::Rcode::timeout || dns->rcode == observe::Rcode::unreachable;
    if (!server || !is_in_a_network(network, *server)) return Contact::none;
    return silent ? Contact::silent : Contact::answered;
  }
  const auto* tcp = std::get_if<observe::TcpResult>(&seen.result);
  if (tcp == nullptr || !tcp->address || !is_in_a_network(network, *tcp->address))
    return Contact::none;
  return tcp->outcome == observe::ConnectOutcome::connected ? Contact::answered : Contact::silent;
}

// Why the site of the client is taken to have routes to Azure although nobody wrote them (R-14
// takes it for one without): somebody inside answered, or nothing that was seen needed them. Empty
// where they are in doubt.
std::string why_it_has_routes(const model::Network& network, const reach::Workload& from,
                              const observe::Observations& observations) {
  const azure::SurroundingSite* site = from.outside;
  if (site == nullptr || site->connection == azure::SurroundingSite::Connection::none ||
      !site->routes_to_azure.empty())
    return {};
  bool silent = false;
  for (const observe::Observation& each : observations.observations) {
    const Contact contact = contact_of(network, each);
    if (contact == Contact::answered)
      return "site " + site->name + " has routes to Azure: " + each.id +
             " was answered from inside";
    silent = silent || contact == Contact::silent;
  }
  return silent ? std::string()
                : "site " + site->name + " has routes to Azure: nothing says otherwise";
}

void learn_routes(const model::Network& network, const reach::Workload& from,
                  const observe::Observations& observations, azure::Resources& resources,
                  std::vector<std::string>& learned) {
  const std::string why = why_it_has_routes(network, from, observations);
  if (why.empty()) return;
  learned.push_back(why);
  std::vector<net::Prefix> all;
  for (const azure::VirtualNetwork& each : resources.virtual_networks) {
    for (const net::Prefix& prefix : model::prefixes(each)) all.push_back(prefix);
  }
  for (azure::SurroundingSite& each : resources.surroundings.sites) {
    if (each.name == from.outside->name) each.routes_to_azure = all;
  }
}

// of a public name that the input says nothing about, an alias that was seen says the rest.
void learn_alias(const model::Network& network, const observe::ChainLink& link,
                 const std::string& id, azure::Resources& resources,
                 std::vector<std::string>& learned) {
  const auto name = net::parse_dns_name(link.name);
  const auto target = net::parse_dns_name(link.data);
  auto& known = resources.surroundings.public_names;
  if (link.type != "CNAME" || !name || !target || network.by_public_name(*name) != nullptr ||
      network.by_private_name(*name) != nullptr ||
      std::ranges::count(known, *name, &azure::PublicName::name) > 0)
    return;
  known.push_back({*name, azure::PublicName::Kind::alias, *target, {}, {}});
  learned.push_back(name->text() + " leads to " + target->text() + ": " + id + " has that alias");
}

}  // namespace

model::Network with_evidence(const model::Network& network, const reach::Workload& from,
                             const observe::Observations& observations,
                             std::vector<std::string>& learned) {
  azure::Resources resources = network.written();
  learn_routes(network, from, observations, resources, learned);
  for (const observe::Observation& each : observations.observations) {
    const auto* dns = std::get_if<observe::DnsResult>(&each.result);
    if (dns == nullptr) continue;
    for (const observe::ChainLink& link : dns->chain)
      learn_alias(network, link, each.id, resources, learned);
  }
  if (learned.empty()) return network;
  Diagnostics ignored;
  return model::build(std::move(resources), ignored);
}

}  // namespace airtight::diagnose
