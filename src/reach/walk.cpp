#include "walk.h"

#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>
#include <airtight/reach/effective_routes.h>
#include <airtight/reach/paas_edge.h>

#include <algorithm>
#include <array>

#include "filters.h"
#include "service_endpoint.h"

namespace airtight::reach {
namespace {

constexpr int most_devices = 8;

// Resources that own addresses in a network and that the model does not follow: where one exists,
// an address nobody else has may be its.
constexpr std::array<std::string_view, 7> other_owners{
    "Microsoft.Network/azureFirewalls",          "Microsoft.Network/loadBalancers",
    "Microsoft.Network/applicationGateways",     "Microsoft.Network/dnsResolvers",
    "Microsoft.Compute/virtualMachineScaleSets", "Microsoft.ContainerService/managedClusters",
    "Microsoft.App/managedEnvironments",
};

bool may_be_owned(const model::Network& network) {
  return std::ranges::any_of(network.written().others, [](const azure::OtherResource& other) {
    return std::ranges::any_of(other_owners, [&](std::string_view type) {
      return starts_with_ignoring_case(other.type, type);
    });
  });
}

class Walk {
 public:
  Walk(const model::Network& network, const Attachment& at, const Destination& destination,
       const EdgeSource& shared_egress, model::Reading& reading)
      : network_(network),
        client_(at),
        at_(at),
        destination_(destination),
        shared_egress_(shared_egress),
        reading_(reading) {
    packet_.sources = senders(at);
    packet_.destination = destination.ip;
    packet_.front_end = destination.front_end;
    packet_.protocol = destination.protocol;
    packet_.port = destination.port;
  }

  Disposition run() {
    if (at_.subnet == nullptr) return outside_input();
    if (at_.subnet->external && reading_.guess({"subnet " + at_.subnet->name}) == 1)
      return deny(Reason::no_route, "route", "subnet " + at_.subnet->name + " is outside the input",
                  {"I-005"});
    if (!passes_outbound(network_, at_, packet_, reading_, trace_)) return denied(Reason::nsg_out);
    for (int hops = 0; hops <= most_devices; ++hops) {
      if (auto result = step()) return *result;
    }
    return deny(Reason::loop, "route", "the packet loops between appliances", {"N-059"});
  }

 private:
  static std::vector<net::Prefix> senders(const Attachment& at) {
    std::vector<net::Prefix> prefixes;
    if (at.interface != nullptr) {
      for (const net::Ip& ip : at.interface->addresses) prefixes.push_back(net::host_prefix(ip));
      if (!prefixes.empty()) prefixes.resize(1);  // the primary address sends
    }
    if (prefixes.empty() && at.subnet != nullptr) {
      for (const azure::WrittenPrefix& written : at.subnet->address_prefixes)
        prefixes.push_back(written.prefix);
    }
    return prefixes;
  }

  Disposition outside_input() {
    const azure::UnknownInput unknown{"the subnet the sender is in"};
    if (reading_.guess(unknown) == 0)
      return deny(Reason::no_route, "route", "the sender's subnet is outside the input", {"I-005"});
    return allow(Via::vnet, "route", "the sender's subnet is outside the input", {"I-005"});
  }

  // One routing decision. None when an appliance takes the packet and the walk goes on from there.
  std::optional<Disposition> step() {
    if (destination_.front_end != nullptr) return step_to_front_end();
    const std::vector<Route> routes = effective_routes(network_, *at_.subnet, reading_);
    const Route* route = select_route(routes, *packet_.destination, reading_);
    if (route == nullptr)
      return deny(Reason::no_route, "route", "no route covers " + to_string(*packet_.destination),
                  {"N-051"});
    return follow(*route);
  }

  std::optional<Disposition> follow(const Route& route) {
    add_route_step(route);
    switch (route.hop) {
      case Hop::none:
        return denied(Reason::route_none);
      case Hop::vnet_local:
        return deliver(*at_.network);
      case Hop::peering:
        if (auto refused = cross(*route.peer)) return refused;
        return deliver(*route.peer);
      case Hop::endpoint:
        if (route.peer != nullptr) {
          if (auto refused = cross(*route.peer)) return refused;
        }
        return arrive(*route.endpoint);
      case Hop::internet:
        return to_internet();
      case Hop::service_endpoint:
        return to_edge(
            {EdgeSource::Kind::subnet, std::nullopt, at_.subnet, at_.subnet->name, "", false});
      case Hop::appliance:
        return through_appliance(route);
      case Hop::gateway:
        return beyond("what lies behind the gateway of " + at_.network->name, {"N-057"});
    }
    return {};
  }

  void add_route_step(const Route& route) {
    std::string summary = "route " + to_string(route.prefix) + " of subnet " + at_.subnet->name +
                          " leads to " + std::string(to_string(route.hop));
    if (route.next_hop_address) summary += " " + to_string(*route.next_hop_address);
    trace_.push_back({"route",
                      std::move(summary),
                      {route.hop == Hop::endpoint ? "N-042" : "N-045", "N-046"},
                      at_.subnet->id.text(),
                      route.name,
                      route.where});
  }

  // Something takes the packet that the input does not describe.
  Disposition beyond(const std::string& what, std::vector<std::string> facts) {
    if (reading_.guess({what}) == 0)
      return deny(Reason::fw_deny, "appliance", what + " may drop it", std::move(facts));
    return allow(Via::vnet, "appliance", what + " may pass it", std::move(facts));
  }

  // N-150, N-152, N-153: both links, the access flag of the sender's, the forwarded flag of the
  // receiver's when the packet comes from elsewhere.
  std::optional<Disposition> cross(const azure::VirtualNetwork& to) {
    const auto& neighbours = network_.neighbours_of(*at_.network);
    const auto found = std::ranges::find(neighbours, &to, &model::Neighbour::network);
    if (found == neighbours.end() || found->back == nullptr || !connected(*found->link) ||
        !connected(*found->back))
      return deny(Reason::peering_down, "peering",
                  "the peering of " + at_.network->name + " and " + to.name +
                      " is not connected on both sides",
                  {"N-150", "R-10"});
    if (!flag(found->link->allow_virtual_network_access, true) && !opened_by_rule())
      return deny(Reason::peering_access_off, "peering",
                  "peering " + found->link->name + " does not allow virtual network access",
                  {"N-152"});
    if (!comes_from_here() && !flag(found->back->allow_forwarded_traffic, false) &&
        reading_.branch(model::Choice::c14_forwarded_flag_off) == 0)
      return deny(Reason::peering_forward_off, "peering",
                  "peering " + found->back->name + " does not allow forwarded traffic",
                  {"N-153", "N-154"});
    trace_.push_back({"peering",
                      "the peering to " + to.name + " lets it through",
                      {"N-150"},
                      found->link->id.text(),
                      found->link->name,
                      found->link->where});
    return {};
  }

  bool connected(const azure::Peering& link) {
    if (const auto* unknown = link.state.unknown()) return reading_.guess(*unknown) == 0;
    return link.state.known() == nullptr || equal_ignoring_case(*link.state.known(), "Connected");
  }

  bool flag(const azure::Property<bool>& property, bool absent) {
    if (const auto* unknown = property.unknown()) return reading_.guess(*unknown) == 0;
    return property.known() != nullptr ? *property.known() : absent;
  }

  // the choice is open only where a custom rule of the sender let the packet out.
  bool opened_by_rule() {
    const bool custom = std::ranges::any_of(
        trace_, [](const Step& step) { return step.stage == "nsg" && step.where.line > 0; });
    return custom && reading_.branch(model::Choice::c13_access_flag_off) == 1;
  }

  bool comes_from_here() const {
    const auto own = model::prefixes(*at_.network);
    return std::ranges::all_of(packet_.sources, [&](const net::Prefix& source) {
      return std::ranges::any_of(own, [&](const net::Prefix& p) { return p.contains(source); });
    });
  }

  Disposition deliver(const azure::VirtualNetwork& home) {
    const net::Ip& ip = *packet_.destination;
    if (const model::Endpoint* endpoint = network_.endpoint_at(home, ip)) return arrive(*endpoint);
    const azure::NetworkInterface* receiver = network_.interface_at(home, ip);
    if (receiver == nullptr) {
      if (home.external || may_be_owned(network_))
        return beyond("who has " + to_string(ip) + " in " + home.name, {"I-005"});
      return deny(Reason::no_route, "delivery", "nobody in " + home.name + " has " + to_string(ip),
                  {"N-053"});
    }
    const Attachment there{&home, network_.subnet(receiver->subnet), receiver};
    if (!passes_inbound(network_, there, packet_, reading_, trace_)) return denied(Reason::nsg_in);
    return reply_from(there, receiver->name);
  }

  // An ordinary responder routes its reply on its own (N-074).
  Disposition reply_from(const Attachment& there, const std::string& name) {
    if (devices_ > 0) return beyond("the way back from " + name, {"N-080"});
    if (there.subnet != nullptr && !packet_.sources.empty()) {
      const std::vector<Route> routes = effective_routes(network_, *there.subnet, reading_);
      const Route* back = select_route(routes, packet_.sources.front().base, reading_);
      if (back == nullptr || back->hop == Hop::none)
        return deny(Reason::route_none, "reply", name + " has no route back", {"N-074"});
      if (back->hop == Hop::appliance || back->hop == Hop::gateway)
        return deny(Reason::asymmetric, "reply",
                    "the reply of " + name + " goes to an appliance that never saw the request",
                    {"N-080"});
    }
    return allow(Via::vnet, "delivery", name + " receives it", {"N-053"});
  }

  // N section 12 F: no service firewall is asked (N-310).
  Disposition arrive(const model::Endpoint& endpoint) {
    const std::string& name = endpoint.written->name;
    if (!passes_into_endpoint(network_, endpoint, packet_, reading_, trace_))
      return at_endpoint(Reason::nsg_in, "a rule of the endpoint's subnet drops it", endpoint,
                         {"N-130"});
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
                         endpoint, {"N-215", "R-12"});
    if (devices_ > 0 && !reply_passes_appliance())
      return at_endpoint(Reason::asymmetric, "the reply of " + name + " misses the appliance",
                         endpoint, {"N-076", "N-080"});
    trace_.push_back({"private endpoint",
                      name + " is approved and leads to " + target_name(endpoint) +
                          "; its service firewall is not asked",
                      {"N-206", "N-310"},
                      endpoint.written->id.text(),
                      "",
                      endpoint.written->where});
    return {true, Reason::none, Via::private_endpoint, std::move(trace_)};
  }

  static std::string target_name(const model::Endpoint& endpoint) {
    return std::string(endpoint.written->target.name());
  }

  bool approved(const model::Endpoint& endpoint) {
    const auto& state = endpoint.written->state;
    if (const auto* unknown = state.unknown()) return reading_.guess(*unknown) == 0;
    if (const auto* known = state.known()) return *known == azure::ConnectionState::approved;
    return !endpoint.written->manual;
  }

  // the ports of its group are accepted, those of a sibling group only are not, any other is
  // not known.
  bool takes_port(const model::Endpoint& endpoint) {
    if (endpoint.target == nullptr)
      return reading_.guess({"the ports of " + target_name(endpoint)}) == 0;
    const std::string& type = endpoint.target->service.type;
    const auto listed = [&](const std::string& group) {
      return std::ranges::count(azure::group_ports(type, group), packet_.port.number) > 0;
    };
    if (listed(endpoint.group_id)) return true;
    const auto groups = azure::group_ids(type);
    if (std::ranges::any_of(groups, listed)) return false;
    return reading_.guess({"whether " + endpoint.written->name + " serves port " +
                           std::to_string(packet_.port.number)}) == 0;
  }

  bool reply_passes_appliance() {
    switch (reading_.branch(model::Choice::c06_reply_through_an_appliance)) {
      case 0:
        return crossed_network_;
      case 1:
        return true;
      default:
        return false;
    }
  }

  std::optional<Disposition> through_appliance(const Route& route) {
    const net::Ip ip = route.next_hop_address.value_or(net::Ip{});
    const azure::VirtualNetwork* home = at_.network;
    const azure::NetworkInterface* device = network_.interface_at(*home, ip);
    for (const model::Neighbour& neighbour : network_.neighbours_of(*at_.network)) {
      if (device != nullptr) break;
      device = network_.interface_at(*neighbour.network, ip);
      home = neighbour.network;
    }
    if (device == nullptr) {
      if (may_be_owned(network_) || is_outside_input())
        return beyond("the appliance at " + to_string(ip), {"N-056", "N-298"});
      return deny(
          Reason::next_hop_invalid, "appliance",
          "nobody in " + at_.network->name + " or its peers has the next hop " + to_string(ip),
          {"N-056"});
    }
    if (home != at_.network) {
      if (auto refused = cross(*home)) return refused;
    }
    if (!device->ip_forwarding)
      return deny(Reason::nva_no_forwarding, "appliance",
                  device->name + " does not forward (enableIPForwarding)", {"N-024"});
    return forward_from({home, network_.subnet(device->subnet), device});
  }

  // The network or a peer of it is known by its id only.
  bool is_outside_input() const {
    return at_.network->external || std::ranges::any_of(network_.neighbours_of(*at_.network),
                                                        [](const model::Neighbour& neighbour) {
                                                          return neighbour.network->external;
                                                        });
  }

  std::optional<Disposition> forward_from(const Attachment& device) {
    if (device.subnet == nullptr)
      return beyond("the subnet of " + device.interface->name, {"N-056"});
    if (!passes_inbound(network_, device, packet_, reading_, trace_)) return denied(Reason::nsg_in);
    if (reading_.branch(model::Choice::c22_appliance_policy) == 1)
      return deny(Reason::fw_deny, "appliance", device.interface->name + " may drop it", {"N-298"});
    if (!passes_outbound(network_, device, packet_, reading_, trace_))
      return denied(Reason::nsg_out);
    trace_.push_back({"appliance",
                      device.interface->name + " forwards it",
                      {"N-056", "N-298"},
                      device.interface->id.text(),
                      "",
                      device.interface->where});
    crossed_network_ = crossed_network_ || device.network != client_.network;
    at_ = device;
    ++devices_;
    return {};
  }

  // Towards a service's public front end: its service endpoint, a user route, or the Internet.
  std::optional<Disposition> step_to_front_end() {
    const Route* taken = nullptr;
    const std::vector<Route> routes = effective_routes(network_, *at_.subnet, reading_);
    for (const Route& route : routes) {
      if (route.origin != RouteOrigin::user || net::is_private(route.prefix.base)) continue;
      const bool covers =
          route.prefix.length == 0 ||
          reading_.guess({"the public address of " + destination_.front_end->service.name}) == 1;
      if (covers && (taken == nullptr || route.prefix.length > taken->prefix.length))
        taken = &route;
    }
    const std::optional<Route> tagged = tagged_route();
    if (tagged && (taken == nullptr || taken->prefix.length == 0)) taken = &*tagged;
    if (uses_service_endpoint(taken != nullptr)) return to_service_endpoint();
    if (taken != nullptr) return follow(*taken);
    return to_internet();
  }

  // A user route by service tag is longer than the default route (N-050). Which addresses a tag
  // has is known only for the service's own.
  std::optional<Route> tagged_route() {
    const azure::ResourceId* id = at_.subnet->route_table.known();
    const azure::RouteTable* table = id == nullptr ? nullptr : network_.route_table(*id);
    if (table == nullptr) return {};
    const auto& family = azure::service_family(destination_.front_end->service.type);
    for (const azure::UserRoute& written : table->routes) {
      if (written.prefix) continue;
      const bool own = equal_ignoring_case(written.tag, family.service_tag);
      const bool foreign = azure::is_service_tag_on_record(written.tag);
      if (own || (!foreign && reading_.guess({"the addresses of route " + written.name}) == 1))
        return as_route(written);
    }
    return {};
  }

  bool uses_service_endpoint(bool against_user_route) {
    if (!has_service_endpoint(*at_.subnet, *destination_.front_end)) return false;
    return !against_user_route ||
           reading_.branch(model::Choice::c04_service_endpoint_against_user_route) == 0;
  }

  Disposition to_service_endpoint() {
    trace_.push_back(
        {"route",
         "subnet " + at_.subnet->name + " has a service endpoint for it: private source",
         {"N-041", "N-180"},
         at_.subnet->id.text(),
         "",
         at_.subnet->where});
    return to_edge(
        {EdgeSource::Kind::subnet, std::nullopt, at_.subnet, at_.subnet->name, "", false});
  }

  Disposition to_internet() {
    const auto source = egress();
    if (!source)
      return deny(Reason::no_egress, "egress",
                  "subnet " + at_.subnet->name + " has no way out to public addresses", {"N-264"});
    return to_edge(*source);
  }

  // N-263: exactly one method gives the source; which address it is, the input seldom says.
  std::optional<EdgeSource> egress() {
    EdgeSource source = shared_egress_;
    const auto& gateway = at_.subnet->nat_gateway;
    const bool nat = gateway.known() != nullptr || gateway.unknown() != nullptr;
    const bool own_ip = at_.interface != nullptr && at_.interface->public_ip.known() != nullptr;
    if (nat || own_ip) {
      source.name = nat ? "the NAT gateway of " + at_.subnet->name
                        : "the public address of " + at_.interface->name;
      source.platform = false;
      return source;
    }
    if (client_.interface == nullptr && !shared_egress_.name.empty()) return source;  // N-246
    const auto& implicit = at_.subnet->default_outbound_access;
    if (const auto* unknown = implicit.unknown()) {
      if (reading_.guess(*unknown) == 1) return {};
    } else if (implicit.known() != nullptr) {
      if (!*implicit.known()) return {};
    } else if (reading_.branch(model::Choice::c18_default_outbound_access) == 1) {
      return {};
    }
    source.name = "the default outbound address of " + at_.subnet->name;
    return source;
  }

  Disposition to_edge(const EdgeSource& source) {
    if (destination_.front_end == nullptr)
      return allow(Via::public_edge, "internet",
                   to_string(*packet_.destination) + " is on the Internet", {"N-054"});
    Disposition result = pass_public_edge(network_, *destination_.front_end, source, reading_);
    trace_.insert(trace_.end(), result.trace.begin(), result.trace.end());
    result.trace = std::move(trace_);
    return result;
  }

  Disposition at_endpoint(Reason reason, std::string summary, const model::Endpoint& endpoint,
                          std::vector<std::string> facts) {
    trace_.push_back({"private endpoint", std::move(summary), std::move(facts),
                      endpoint.written->id.text(), "", endpoint.written->where});
    // the way is named for refusals by the endpoint itself.
    const bool own = reason == Reason::pe_not_approved || reason == Reason::pe_proto ||
                     reason == Reason::pe_subresource;
    return {false, reason, own ? Via::private_endpoint : Via::none, std::move(trace_)};
  }

  Disposition denied(Reason reason) { return {false, reason, Via::none, std::move(trace_)}; }

  Disposition deny(Reason reason, std::string stage, std::string summary,
                   std::vector<std::string> facts) {
    trace_.push_back({std::move(stage), std::move(summary), std::move(facts), "", "", {}});
    return denied(reason);
  }

  Disposition allow(Via via, std::string stage, std::string summary,
                    std::vector<std::string> facts) {
    trace_.push_back({std::move(stage), std::move(summary), std::move(facts), "", "", {}});
    return {true, Reason::none, via, std::move(trace_)};
  }

  const model::Network& network_;
  const Attachment client_;
  Attachment at_;
  const Destination& destination_;
  const EdgeSource& shared_egress_;
  model::Reading& reading_;
  Packet packet_;
  Trace trace_;
  int devices_ = 0;
  bool crossed_network_ = false;
};

}  // namespace

Disposition walk(const model::Network& network, const Attachment& at,
                 const Destination& destination, const EdgeSource& shared_egress,
                 model::Reading& reading) {
  return Walk(network, at, destination, shared_egress, reading).run();
}

}  // namespace airtight::reach
