#pragma once

#include <airtight/reach/effective_routes.h>

#include <optional>
#include <string>
#include <vector>

#include "walk.h"

namespace airtight::reach {

// One packet under way: where it is, what it met. Each file walk_*.cpp has one part of the walk.
class Walk {
 public:
  Walk(const model::Network& network, const Attachment& at, const Destination& destination,
       const EdgeSource& shared_egress, model::Reading& reading);

  Disposition run();

 private:
  static std::vector<net::Prefix> senders(const Attachment& at);

  Disposition outside_input();

  // One routing decision. None when an appliance takes the packet and the walk goes on from there.
  std::optional<Disposition> step();

  std::optional<azure::UnknownInput> unseen_route(const Route* chosen);

  std::optional<std::string> learned_way(const Route* taken) const;

  std::optional<Disposition> behind_broken_peering();

  std::optional<Disposition> follow(const Route& route);

  void add_route_step(const Route& route);

  // Something takes the packet that the input does not describe.
  Disposition beyond(const std::string& what, std::vector<std::string> facts);

  // N-150, N-152, N-153: both links, the access flag of the sender's, the forwarded flag of the
  // receiver's when the packet comes from elsewhere.
  std::optional<Disposition> cross(const azure::VirtualNetwork& to);

  bool connected(const azure::Peering& link);

  bool flag(const azure::Property<bool>& property, bool absent);

  // the choice is open only where a custom rule of the sender let the packet out.
  bool opened_by_rule();

  bool comes_from_here() const;

  Disposition deliver(const azure::VirtualNetwork& home);

  // An ordinary responder routes its reply on its own (N-074).
  Disposition reply_from(const Attachment& there, const std::string& name);

  // N section 12 F: no service firewall is asked (N-310).
  Disposition arrive(const model::Endpoint& endpoint);

  static std::string target_name(const model::Endpoint& endpoint);

  bool approved(const model::Endpoint& endpoint);

  // the ports of its group are accepted, those of a sibling group only are not, any other is
  // not known.
  bool takes_port(const model::Endpoint& endpoint);

  bool reply_passes_appliance();

  std::optional<Disposition> through_appliance(const Route& route);

  // The network or a peer of it is known by its id only.
  bool is_outside_input() const;

  std::optional<Disposition> forward_from(const Attachment& device);

  // Towards a service's public front end: its service endpoint, a user route, or the Internet.
  std::optional<Disposition> step_to_front_end();

  // A user route by service tag is longer than the default route (N-050). Which addresses a tag
  // has is known only for the service's own.
  std::optional<Route> tagged_route();

  bool uses_service_endpoint(bool against_user_route);

  Disposition to_service_endpoint();

  Disposition to_internet();

  // N-263: exactly one method gives the source; which address it is, the input seldom says.
  std::optional<EdgeSource> egress();

  Disposition to_edge(const EdgeSource& source);

  Disposition at_endpoint(Reason reason, std::string summary, const model::Endpoint& endpoint,
                          std::vector<std::string> facts);

  Disposition denied(Reason reason);

  Disposition deny(Reason reason, std::string stage, std::string summary,
                   std::vector<std::string> facts);

  Disposition allow(Via via, std::string stage, std::string summary,
                    std::vector<std::string> facts);

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

// True where the input has resources that own addresses in a network and that the model does not
// follow: an address nobody else has may be theirs.
bool may_be_owned(const model::Network& network);

}  // namespace airtight::reach
