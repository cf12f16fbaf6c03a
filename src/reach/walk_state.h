#pragma once

#include <airtight/reach/effective_routes.h>
#include <airtight/reach/unseen_owner.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "middlebox.h"
#include "walk.h"

namespace airtight::reach {

inline bool covers(const std::vector<net::Prefix>& prefixes, const net::Ip& ip) {
  return std::ranges::any_of(prefixes, [&](const net::Prefix& p) { return p.contains(ip); });
}

inline bool covers(const std::vector<azure::WrittenPrefix>& prefixes, const net::Ip& ip) {
  return std::ranges::any_of(
      prefixes, [&](const azure::WrittenPrefix& written) { return written.prefix.contains(ip); });
}

inline constexpr int most_hops = 16;  // of a packet, and of its reply

// A device on the way, and what it made of the packet.
struct Passed {
  Middlebox box;
  Packet before;
  Packet after;
  bool translated = false;  // it put its own address in as the source
};

// The resource whose state decided a step, for traces.
struct Decider {
  Decider() = default;
  Decider(const azure::Resource& decider) : resource(decider.id.text()), where(decider.where) {}
  Decider(const azure::Resource* decider) {  // null: nothing that the input has
    if (decider != nullptr) *this = Decider(*decider);
  }
  Decider(std::string id, Where place, std::string of_rule = {})
      : resource(std::move(id)), where(std::move(place)), rule(std::move(of_rule)) {}

  std::string resource;
  Where where;
  std::string rule;  // or route
};

// One packet under way: where it is, what it met. Each file walk_*.cpp has one part of the walk.
class Walk {
 public:
  Walk(const model::Network& network, const Start& start, const Destination& destination,
       model::Reading& reading);

  Disposition run();

 private:
  // A reply on its way, and the devices it has still to come back through, the last on top.
  struct Return {
    Attachment at;
    Packet packet;
    std::vector<Passed> pending;
  };

  static std::vector<net::Prefix> senders(const Attachment& at, net::Family family);

  Disposition outside_input();
  // N-007: what no network of Azure carries.
  std::optional<Disposition> dropped_by_fabric();
  // N-127: a refused packet may be for the licensing service, which rules do not see while the
  // default route is Azure's own. Which addresses it has is not known.
  bool is_licensing();

  // Of one subnet under this reading; they stay the same on the whole way.
  const std::vector<Route>& routes_of(const azure::Subnet& subnet);

  // One routing decision. None when an appliance takes the packet and the walk goes on from there.
  std::optional<Disposition> step();

  std::optional<Disposition> behind_broken_peering();

  std::optional<Disposition> follow(const Route& route);

  void add_route_step(const Route& route);

  // Something takes the packet that the input does not describe. Where it stops the packet,
  // `reason` is what a user would see: no firewall is named where none was met.
  Disposition beyond(const std::string& what, std::vector<std::string> facts,
                     Reason reason = Reason::no_route);

  // walk_peering.cpp. N-150, N-152, N-153: both links, the access flag of the sender's, the
  // forwarded flag of the receiver's when the packet comes from elsewhere.
  std::optional<Disposition> cross(const Attachment& from, const azure::VirtualNetwork& to,
                                   const Packet& packet);
  bool connected(const azure::Peering& link);
  bool flag(const azure::Property<bool>& property, bool absent);
  // the choice is open only where a custom rule of the sender let the packet out.
  bool opened_by_rule();
  static bool comes_from(const azure::VirtualNetwork& network, const Packet& packet);
  static bool is_gateway(const Attachment& at);

  // walk_arrival.cpp
  Disposition deliver(const azure::VirtualNetwork& home);
  // N section 12 F: no service firewall is asked (N-310).
  Disposition arrive(const model::Endpoint& endpoint);
  static std::string target_name(const model::Endpoint& endpoint);
  bool approved(const model::Endpoint& endpoint);
  // the ports of its group are accepted, those of a sibling group only are not, any other is
  // not known.
  bool takes_port(const model::Endpoint& endpoint);
  // Why an endpoint refuses the packet; none if it takes it.
  std::optional<Disposition> refused_at(const model::Endpoint& endpoint);

  // A packet from public space at its interface (N-100, N-104, N-061).
  Disposition arrive_from_outside();
  // An address in `home` that no interface and no endpoint has.
  Disposition arrive_at_nobody(const azure::VirtualNetwork& home);
  // An address of a Container Apps environment that is reached from inside (N-261).
  std::optional<Disposition> arrive_at_environment(const azure::VirtualNetwork& home);
  // N-214: on from the provider's side, with an address of its own.
  Disposition through_link_service(const model::Endpoint& endpoint,
                                   const azure::PrivateLinkService& service);
  // What an address in `home` leads to: a balancer's member takes the packet over.
  std::optional<Disposition> balance(const azure::VirtualNetwork& home);
  Disposition arrive_at_firewall(const model::Firewall& firewall);

  // walk_appliance.cpp
  std::optional<Disposition> through_appliance(const Route& route);
  // The device with a next hop address in the network or a direct peer (N-160).
  std::optional<Middlebox> next_hop(const azure::VirtualNetwork& home, const net::Ip& ip);
  // The network or a peer of it is known by its id only.
  bool is_outside_input(const azure::VirtualNetwork& home) const;
  bool hop_may_be_owned(const azure::VirtualNetwork& home, const net::Ip& ip) const;
  std::optional<Disposition> forward_through(const Middlebox& box);
  // What the device's policy does; none when the packet passes, as `translated` says.
  std::optional<Disposition> judge_policy(const Middlebox& box, bool& translated);
  bool has_been_here(const Middlebox& box) const;
  static bool is_addressed_to(const Middlebox& box, const std::optional<net::Ip>& destination);
  bool is_basic_and_far(const Middlebox& box);
  std::optional<Disposition> through_firewall(const Middlebox& box);
  // As far as the firewall's own decision; where the packet goes on is the caller's matter.
  std::optional<Disposition> pass_firewall(const Middlebox& box);
  // N-285, N-286: an application rule connects to what the firewall's own DNS answers. False if
  // the name leads it nowhere.
  bool resolve_again(const model::Firewall& firewall, Packet& packet);

  // walk_gateway.cpp
  std::optional<Disposition> through_gateway(const Route& route);
  Disposition to_site(const model::Gateway& gateway);
  static const azure::SurroundingSite* site_with(
      const std::vector<const azure::SurroundingSite*>& sites, const net::Ip& ip);
  bool is_behind(const model::Gateway& gateway, const net::Ip& ip) const;
  // Whether a site sends the reply to Azure; of several senders it may depend on the one.
  bool returns_to_azure(const azure::SurroundingSite& site);
  // What the gateway of `home` sends on into a peer, requests and replies.
  std::optional<Disposition> from_gateway(const azure::VirtualNetwork& home,
                                          const azure::VirtualNetwork& to);

  // walk_hub.cpp. Through a hub of a virtual WAN.
  std::optional<Disposition> through_hub(const model::Hub& hub);
  std::optional<Disposition> through_hub_firewall(const model::Hub& hub,
                                                  const model::Firewall& firewall);
  std::optional<Disposition> past_hub_firewall(const model::Hub& hub,
                                               const azure::VirtualNetwork& spoke);
  Disposition leave_hub(const model::Hub& hub);
  Disposition to_site_of(const model::Hub& hub, const azure::SurroundingSite& site);
  bool leads_outside(const model::Hub& hub) const;
  std::optional<Disposition> back_through_hub(const model::Hub& hub, Return& back);

  // walk_reply.cpp. An ordinary responder routes its reply on its own (N-074).
  Disposition reply_from(const Attachment& there, const std::string& name);
  // The reply on its way until it arrives or stops.
  Disposition run_back(Return& back, const std::string& name);
  std::optional<Disposition> step_back(Return& back);
  // Whom it is addressed to: the last device that is due, or the client.
  const std::vector<net::Prefix>& addressees(const Return& back) const;
  std::optional<Disposition> follow_back(const Route& route, Return& back);
  std::optional<Disposition> back_through_appliance(const Route& route, Return& back);
  std::optional<Disposition> back_through_gateway(const Route& route, Return& back);
  // At whoever has the reply's destination in `home`: a device that translated, or the client.
  std::optional<Disposition> arrive_back(const azure::VirtualNetwork* home, Return& back);
  static void undo(Return& back);
  Disposition misses(const Return& back, const std::string& what);
  // The address that stands for the reply's receivers, of which any may be the one.
  net::Ip receiver(const std::vector<net::Prefix>& receivers, const std::vector<Route>& routes);
  // An endpoint's reply ignores its subnet's routes (N-079); true if no device minds.
  bool endpoint_reply_passes();

  // walk_egress.cpp. Towards a service's public front end: its service endpoint, a user route, or
  // the Internet.
  std::optional<Disposition> step_to_front_end();
  // A user route by service tag is longer than the default route (N-050). Which addresses a tag
  // has is known only for the service's own.
  std::optional<Route> tagged_route();
  bool uses_service_endpoint(const Route* route, bool tagged);
  Disposition to_service_endpoint();
  // a public address without a known owner that a service endpoint's route catches.
  std::optional<Disposition> by_service_endpoint(const Route* chosen);
  // N-186: the service endpoint policies of the subnet.
  std::optional<Disposition> refused_by_policy();
  Disposition to_internet();
  // N-263: exactly one method gives the source; which address it is, the input seldom says.
  std::optional<EdgeSource> egress();
  EdgeSource leaving_by_nat(const azure::Property<azure::ResourceId>& nat);
  std::optional<EdgeSource> default_egress();
  Disposition to_edge(EdgeSource source);
  Destination current_destination() const;

  Disposition at_endpoint(Reason reason, std::string summary, const model::Endpoint& endpoint,
                          std::vector<std::string> facts);
  Disposition denied(Reason reason);
  std::vector<std::string> crossed() const;
  // After a filter refused: an admin rule's refusal has a reason of its own (N-136).
  Disposition filtered(Reason by_group);
  Reason refusal(Reason by_group) const;
  // `by` is what decided, with its place in the input.
  Disposition deny(Reason reason, std::string stage, std::string summary,
                   std::vector<std::string> facts, const Decider& by = {});
  Disposition allow(Via via, std::string stage, std::string summary, std::vector<std::string> facts,
                    const Decider& by = {});

  const model::Network& network_;
  const Start& start_;
  Attachment at_;
  const Destination& destination_;
  model::Reading& reading_;
  Packet packet_;
  Trace trace_;
  std::vector<Passed> devices_;
  Decider route_;  // the last route that was followed
  std::map<const azure::Subnet*, std::vector<Route>> routes_;
};

}  // namespace airtight::reach
