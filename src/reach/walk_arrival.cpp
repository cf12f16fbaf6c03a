#include <airtight/azure/private_link.h>
#include <airtight/azure/usable_addresses.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "balancer.h"
#include "filters.h"
#include "unseen_routes.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

// Addresses that Azure keeps of a subnet, which no resource has (N-002).
bool is_kept(const model::Network& network, const azure::VirtualNetwork& home, const net::Ip& ip) {
  return std::ranges::any_of(network.written().subnets, [&](const azure::Subnet& subnet) {
    return subnet.virtual_network == home.id &&
           std::ranges::any_of(subnet.address_prefixes, [&](const azure::WrittenPrefix& written) {
             return written.prefix.contains(ip) &&
                    !azure::usable_addresses(written.prefix).contains(ip);
           });
  });
}

// HTTP and HTTPS, all that a Container Apps environment takes (N-202).
bool is_web_port(const net::Port& port) { return port.number == 443 || port.number == 80; }

constexpr std::uint16_t behind_the_frontend = 31000;  // 443 becomes 31443 and 80 becomes 31080

bool is_link_service(const azure::ResourceId& target) {
  return equal_ignoring_case(target.type(), "Microsoft.Network/privateLinkServices");
}

// The route by which an interface's subnet sends, or else the subnet.
Decider leading(const Attachment& at, const Route* route) {
  if (route == nullptr) return at.subnet;
  return {at.subnet->id.text(), route->where, route->name};
}

constexpr std::string_view environments = "Microsoft.App/managedEnvironments";

constexpr net::Ip somewhere = net::ipv4(198, 51, 100, 1);  // public, and in nobody's tables

// R-12, E-105: a server with the redirect policy sends its clients on to these ports.
bool is_redirect_port(const std::string& type, const net::Port& port) {
  return equal_ignoring_case(type, "Microsoft.Sql/servers") && port.number >= 11000 &&
         port.number <= 11999;
}

}  // namespace

Disposition Walk::deliver(const azure::VirtualNetwork& home) {
  if (auto refused = balance(home)) return *refused;
  const net::Ip ip = packet_.address();
  if (const model::Firewall* firewall = network_.firewall_at(home, ip))
    return arrive_at_firewall(*firewall);
  if (const model::Endpoint* endpoint = network_.endpoint_at(home, ip)) return arrive(*endpoint);
  const azure::NetworkInterface* receiver = network_.interface_at(home, ip);
  Attachment there{&home, nullptr, receiver};
  std::string name;
  if (receiver != nullptr) {
    there.subnet = network_.subnet(receiver->subnet);
    name = receiver->name;
  } else if (const model::Host* host = network_.host_at(home, ip)) {
    there.subnet = host->subnet;
    name = host->name;
  } else if (const model::Appliance* appliance = network_.appliance_at(home, ip)) {
    there.subnet = appliance->subnet;
    name = "the appliance at " + to_string(ip);
  } else if (const model::NameServer* server = network_.name_server_at(home, ip)) {
    there.subnet = server->subnet;
    name = server->name;
  } else {
    return arrive_at_nobody(home);
  }
  if (!passes_inbound(network_, there, packet_, reading_, trace_)) return filtered(Reason::nsg_in);
  return reply_from(there, name);
}

Disposition Walk::arrive_at_nobody(const azure::VirtualNetwork& home) {
  const net::Ip ip = packet_.address();
  if (auto result = arrive_at_environment(home)) return *result;
  if (is_kept(network_, home, ip))
    return deny(Reason::no_route, "delivery",
                to_string(ip) + " is Azure's own, and nothing answers there", {"N-002", "N-008"},
                home);
  if (home.external || may_be_owned(network_, home, ip))
    return beyond("who has " + to_string(ip) + " in " + home.name, {"I-005"});
  return deny(Reason::no_route, "delivery", "nobody in " + home.name + " has " + to_string(ip),
              {"N-053"}, home);
}

// N-261: an internal environment takes requests at an address of its subnet, the frontend of a load
// balancer of its own. Whether the subnet's rules see the port that was asked for or the one behind
// it (N-101) is not said, nor which other ports its apps serve.
std::optional<Disposition> Walk::arrive_at_environment(const azure::VirtualNetwork& home) {
  for (const azure::HostedWorkload& each : network_.written().hosted_workloads) {
    const net::Ip* own = each.address.known();
    const azure::ResourceId* id = each.subnets.empty() ? nullptr : each.subnets.front().known();
    if (own == nullptr || *own != packet_.address() || id == nullptr || id->parent() != home.id)
      continue;
    const Attachment there{&home, network_.subnet(*id), nullptr};
    if (there.subnet == nullptr) return beyond("subnet " + std::string(id->name()), {"I-005"});
    const bool web = packet_.protocol == net::Protocol::tcp && is_web_port(packet_.port);
    Packet seen = packet_;
    const bool filtered_here = !there.subnet->network_security_group.absent();
    if (web && filtered_here &&
        reading_.guess({"the port that the rules of subnet " + there.subnet->name + " see"}) == 1)
      seen.port = net::Port{static_cast<std::uint16_t>(packet_.port.number + behind_the_frontend)};
    if (!passes_inbound(network_, there, seen, reading_, trace_)) return filtered(Reason::nsg_in);
    if (!web || each.internal.known() == nullptr || !*each.internal.known())
      return beyond("whether " + each.name + " takes " + std::string(to_string(packet_.protocol)) +
                        " at port " + std::to_string(packet_.port.number),
                    {"N-261"});
    return reply_from(there, each.name);
  }
  return {};
}

std::optional<Disposition> Walk::balance(const azure::VirtualNetwork& home) {
  const auto frontend = frontend_at(network_, home, packet_.address());
  if (!frontend) return {};
  const auto all = backends_of(network_, *frontend, {packet_.protocol, packet_.port});
  const auto members = answering(network_, all.seen, reading_);
  const azure::LoadBalancer& balancer = *frontend->balancer;
  const std::string& name = balancer.name;
  if (members.empty() && !all.unseen.empty()) return beyond(all.unseen.front().name, {"N-101"});
  if (members.empty() && !all.seen.empty())
    return deny(Reason::nsg_in, "load balancer",
                "the rules of every member of " + name + " drop its probe", {"N-117", "N-126"},
                balancer);
  if (members.empty()) {
    if (!network_.written().hosted_workloads.empty())
      return beyond("who is behind load balancer " + name, {"N-101"});
    return deny(Reason::no_route, "load balancer", "no rule of " + name + " takes it", {"N-101"},
                balancer);
  }
  const std::size_t count = members.size() + (all.unseen.empty() ? 0 : 1);
  const std::size_t index =
      count == 1 ? 0 : reading_.guess({"which member of " + name + " answers"}, count);
  if (index == members.size()) return beyond(all.unseen.front().name, {"N-101"});
  packet_.destination = members[index].address;
  if (members[index].port.number != 0) packet_.port = members[index].port;
  trace_.push_back({"load balancer",
                    name + " hands it to " + to_string(members[index].address),
                    {"N-101"},
                    frontend->balancer->id.text(),
                    "",
                    frontend->balancer->where});
  return {};
}

Disposition Walk::arrive_from_outside() {
  const auto& own = at_.interface->network_security_group;
  const bool bare = own.absent() && at_.subnet->network_security_group.absent();
  const std::string& sku = start_.public_address->sku;
  if (bare && !equal_ignoring_case(sku, "Basic")) {
    const bool standard =
        equal_ignoring_case(sku, "Standard") ||
        reading_.guess({"the SKU of public address " + start_.public_address->name}) == 0;
    if (standard)
      return deny(Reason::nsg_in, "nsg",
                  "a Standard public address is closed without a security group (UNVERIFIED)",
                  {"N-104", "R-20"}, *start_.public_address);
  }
  if (!passes_inbound(network_, at_, packet_, reading_, trace_)) return filtered(Reason::nsg_in);
  // N-061: the reply must leave as it came.
  const std::vector<Route>& routes = routes_of(*at_.subnet);
  const net::Ip client = packet_.sources.empty() ? somewhere : receiver(packet_.sources, routes);
  const Route* route = select_route(routes, client, reading_);
  if (const auto unseen = unseen_route(network_, at_, route, client, reading_))
    return beyond(unseen->name, {"N-061"});
  if (route == nullptr || route->hop != Hop::internet)
    return deny(Reason::asymmetric, "reply",
                "the reply of " + at_.interface->name + " does not leave for the Internet",
                {"N-061", "R-15"}, leading(at_, route));
  return allow(Via::public_edge, "delivery", at_.interface->name + " receives it", {"N-100"},
               *at_.interface);
}

// N-310, E-035: no rule of the service is asked. One endpoint serves one sub-resource of a storage
// account, the others' names keep leading to the public edge (N-204, E-085); those of an app serve
// its main and its SCM name (N-210, E-196).
Disposition Walk::arrive(const model::Endpoint& endpoint) {
  if (auto refused = refused_at(endpoint)) return *refused;
  const auto& services = network_.written().private_link_services;
  const auto service =
      std::ranges::find(services, endpoint.written->target, &azure::PrivateLinkService::id);
  if (service != services.end() && !service->external)
    return through_link_service(endpoint, *service);
  trace_.push_back({"private endpoint",
                    endpoint.written->name + " is approved and leads to " + target_name(endpoint) +
                        "; its service firewall is not asked",
                    {"N-206", "N-310"},
                    endpoint.written->id.text(),
                    "",
                    endpoint.written->where});
  return {true, Reason::none, Via::private_endpoint, std::move(trace_)};
}

std::optional<Disposition> Walk::refused_at(const model::Endpoint& endpoint) {
  const std::string& name = endpoint.written->name;
  if (!passes_into_endpoint(network_, endpoint, packet_, reading_, trace_))
    return at_endpoint(refusal(Reason::nsg_in), "a rule of the endpoint's subnet drops it",
                       endpoint, {"N-130"});
  if (!approved(endpoint))
    return at_endpoint(Reason::pe_not_approved, "the connection of " + name + " is not approved",
                       endpoint, {"N-206"});
  if (packet_.protocol != net::Protocol::tcp && packet_.protocol != net::Protocol::udp)
    return at_endpoint(Reason::pe_proto, name + " answers TCP and UDP only", endpoint, {"N-201"});
  if (destination_.target != nullptr && endpoint.target != destination_.target)
    return at_endpoint(
        Reason::pe_subresource,
        name + " leads to another resource than " + destination_.target->service.name, endpoint,
        {"N-205"});
  if (!destination_.group_id.empty() &&
      !equal_ignoring_case(destination_.group_id, endpoint.group_id))
    return at_endpoint(Reason::pe_subresource,
                       name + " serves " + endpoint.group_id + ", not " + destination_.group_id,
                       endpoint, {"N-204"});
  if (!takes_port(endpoint))
    return at_endpoint(Reason::pe_subresource,
                       name + " does not serve port " + std::to_string(packet_.port.number),
                       endpoint, {"N-215", "R-12", "N-202"});
  if (!endpoint_reply_passes())
    return at_endpoint(Reason::asymmetric, "the reply of " + name + " misses the appliance",
                       endpoint, {"N-076", "N-080"});
  return {};
}

std::string Walk::target_name(const model::Endpoint& endpoint) {
  return std::string(endpoint.written->target.name());
}

bool Walk::approved(const model::Endpoint& endpoint) {
  const auto& state = endpoint.written->state;
  if (const auto* unknown = state.unknown()) return reading_.guess(*unknown) == 0;
  if (const auto* known = state.known()) return *known == azure::ConnectionState::approved;
  return !endpoint.written->manual;
}

bool Walk::takes_port(const model::Endpoint& endpoint) {
  if (is_link_service(endpoint.written->target)) return true;  // its balancer's rules decide
  if (endpoint.target == nullptr)
    return reading_.guess({"the ports of " + target_name(endpoint)}) == 0;
  const std::string& type = endpoint.target->service.type;
  if (equal_ignoring_case(type, environments))  // N-202: HTTP and HTTPS only
    return packet_.protocol == net::Protocol::tcp && is_web_port(packet_.port);
  const auto listed = [&](const std::string& group) {
    return std::ranges::count(azure::group_ports(type, group), packet_.port.number) > 0;
  };
  if (listed(endpoint.group_id) || is_redirect_port(type, packet_.port)) return true;
  const auto groups = azure::group_ids(type);
  if (std::ranges::any_of(groups, listed)) return false;
  // One name for all of them, so that a user reads it once; each port may have an answer of its
  // own.
  return reading_.guess({"whether " + endpoint.written->name + " serves ports that " + type +
                         " is not known for"},
                        2, std::to_string(packet_.port.number)) == 0;
}

Disposition Walk::at_endpoint(Reason reason, std::string summary, const model::Endpoint& endpoint,
                              std::vector<std::string> facts) {
  trace_.push_back({"private endpoint", std::move(summary), std::move(facts),
                    endpoint.written->id.text(), "", endpoint.written->where});
  // the way is named for refusals by the endpoint itself.
  const bool own = reason == Reason::pe_not_approved || reason == Reason::pe_proto ||
                   reason == Reason::pe_subresource;
  return {false, reason, own ? Via::private_endpoint : Via::none, std::move(trace_)};
}

}  // namespace airtight::reach
