#include "names.h"

#include <airtight/base/text.h>
#include <airtight/model/address_space.h>
#include <airtight/reach/platform_traffic.h>
#include <airtight/reach/reach.h>

#include <algorithm>

namespace airtight::verify {
namespace {

using dns::Rcode;
using reach::Workload;

// Of a site as such nobody says more than what the site does.
azure::SurroundingWorkload itself(const Workload& from) {
  azure::SurroundingWorkload workload;
  workload.name = from.name;
  if (from.outside != nullptr) workload.where = from.outside->where;
  return workload;
}
constexpr std::string_view application_gateway = "Microsoft.Network/applicationGateways";

dns::View base_view(const model::Network& network, const Workload& from) {
  switch (from.kind) {
    case Workload::Kind::app:
    case Workload::Kind::references:
      return dns::view_of(network, *from.site);  // N-250
    case Workload::Kind::machine:
      return from.interface != nullptr ? dns::view_of(network, *from.interface)
                                       : dns::public_view();
    case Workload::Kind::subnet:
      // Environments of apps and of containers, and nodes, ask as their subnet does (D-321, D-325,
      // D-333).
      return from.network != nullptr ? dns::view_of(*from.network) : dns::public_view();
    case Workload::Kind::on_premises:
      return dns::view_outside(from.described != nullptr ? *from.described : itself(from),
                               from.outside);
    case Workload::Kind::internet:
    case Workload::Kind::service:
      return dns::public_view();
  }
  return dns::public_view();
}

// A DNS server as a sender: in a subnet, or at a site.
Workload as_sender(const model::NameServer& server) {
  Workload workload;
  workload.name = server.name;
  workload.network = server.network;
  workload.subnet = server.subnet;
  workload.address = server.address;
  workload.outside = server.site;
  workload.kind = server.subnet != nullptr ? Workload::Kind::subnet
                  : server.site != nullptr ? Workload::Kind::on_premises
                                           : Workload::Kind::internet;
  return workload;
}

// Security groups stand before subnets and interfaces.
bool is_filtered(const dns::Query& query, const Workload& from) {
  const bool sends = from.kind == Workload::Kind::machine || from.kind == Workload::Kind::subnet;
  const azure::Subnet* subnet = query.from != nullptr ? query.from->subnet
                                : sends               ? from.subnet
                                                      : nullptr;
  return subnet != nullptr && !subnet->external;
}

bool leads_to(const model::Network& network, const net::Ip& ip, const model::BackEnd& target,
              const std::string& group_id) {
  return std::ranges::any_of(network.endpoints_of(target), [&](const model::Endpoint* endpoint) {
    return std::ranges::count(endpoint->addresses, ip) > 0 &&
           (group_id.empty() || equal_ignoring_case(endpoint->group_id, group_id));
  });
}

AnswerClass class_of(const model::Network& network, const dns::Address& address,
                     const model::BackEnd* intended, const std::string& group_id) {
  if (!address.ip) return AnswerClass::open_public;
  if (intended != nullptr && leads_to(network, *address.ip, *intended, group_id))
    return AnswerClass::private_address;
  if (!is_private_here(network, *address.ip)) return AnswerClass::open_public;
  return intended == nullptr ? AnswerClass::private_address : AnswerClass::wrong;
}

}  // namespace

dns::View view_of(const model::Network& network, const Workload& from) {
  dns::View view = base_view(network, from);
  if (from.hosted != nullptr && from.network == nullptr)
    view.unknowns.push_back({"the network of " + from.name});
  view.any_server = from.hosted != nullptr && from.hosted->any_server;
  view.own_way_to_services =
      from.hosted != nullptr && equal_ignoring_case(from.hosted->type, application_gateway);
  if (from.described == nullptr || from.kind == Workload::Kind::on_premises) return view;
  view.hosts = from.described->hosts;
  if (from.described->dns_servers.empty()) return view;
  view.servers = from.described->dns_servers;
  view.trace.push_back({"resolver",
                        from.name + " names DNS servers of its own",
                        {"D-207"},
                        "",
                        "",
                        from.described->where});
  return view;
}

// D-316, D-318, D-319: the platform resolves for a class of traffic where it sends it.
dns::View view_of(const model::Network& network, const Workload& from, model::Reading& reading) {
  if (reach::enters_by_class(from, reading)) return view_of(network, from);
  dns::View view = dns::public_view();
  view.trace.push_back(
      {"resolver",
       from.traffic + " of " + from.site->name + " stays outside the network: public names only",
       {"D-316", "D-319"},
       from.site->id.text(),
       "",
       from.site->where});
  return view;
}

dns::Delivers delivers(const model::Network& network, const Workload& from,
                       model::Reading& reading) {
  return [&network, &from, &reading](const dns::Query& query) {
    // R-30, D-204: only a rule that names AzurePlatformDNS stops these, and no route does.
    if (query.server == dns::azure_provided && !is_filtered(query, from)) return true;
    const azure::SurroundingSite* here = query.from != nullptr ? query.from->site : from.outside;
    const bool outside = query.from != nullptr ? query.from->network == nullptr
                                               : from.kind == Workload::Kind::on_premises;
    if (query.to != nullptr && query.to->site != nullptr && query.to->site == here) return true;
    if (outside && !is_private_here(network, query.server)) return true;  // its own way out
    reach::Destination destination;
    destination.ip = query.server;
    destination.protocol = net::Protocol::udp;
    destination.port = net::Port{53};
    if (query.from != nullptr) {
      const Workload server = as_sender(*query.from);
      if (server.kind == Workload::Kind::internet) return true;  // its own way out
      return reach::reach(network, server, destination, reading).allowed;
    }
    if (query.context.network != nullptr && from.network != query.context.network &&
        from.kind != Workload::Kind::app && from.kind != Workload::Kind::references)
      return true;  // a ruleset's outbound endpoint sends it
    if (from.kind == Workload::Kind::references)
      return reach::reach_through_integration(network, from, destination, reading).allowed;
    return reach::reach(network, from, destination, reading).allowed;
  };
}

bool is_private_here(const model::Network& network, const net::Ip& ip) {
  if (net::is_private(ip) || net::Prefix{net::ipv4(100, 64, 0, 0), 10}.contains(ip)) return true;
  const auto within = [&](const net::Prefix& prefix) { return prefix.contains(ip); };
  const auto& written = network.written();
  return std::ranges::any_of(
             written.virtual_networks,
             [&](const azure::VirtualNetwork& v) { return model::contains(v, ip); }) ||
         std::ranges::any_of(written.surroundings.sites, [&](const azure::SurroundingSite& site) {
           return std::ranges::any_of(site.prefixes, within);
         });
}

AnswerClass class_of(const model::Network& network, const dns::Answer& answer,
                     const model::BackEnd* intended, const std::string& group_id) {
  if (answer.rcode == Rcode::none) return AnswerClass::unproven;
  if (answer.rcode != Rcode::noerror || answer.addresses.empty())
    return answer.type == azure::RecordType::cname && !answer.chain.empty() ? AnswerClass::unproven
                                                                            : AnswerClass::broken;
  if (!answer.unknowns.empty()) return AnswerClass::unproven;
  AnswerClass worst = AnswerClass::private_address;
  for (const dns::Address& address : answer.addresses)
    worst = std::min(worst, class_of(network, address, intended, group_id));
  return worst;
}

}  // namespace airtight::verify
