#pragma once

#include <airtight/diagnose/diagnose.h>
#include <airtight/model/address_space.h>
#include <airtight/verify/private_space.h>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

namespace airtight::diagnose {

// What is not as it should be with a flow.
enum class Symptom : std::uint8_t {
  none,
  fails,    // it was seen to fail
  leaks,    // it goes to the public front end of a resource that has a private endpoint
  exposed,  // the Internet gets to a resource that has a private endpoint
};

// One flow with a symptom, and everything a generator may look at.
struct Situation {
  const model::Network& network;
  const reach::Workload& from;
  const reconcile::PathComparison& flow;
  const observe::Observations& observations;
  Symptom symptom = Symptom::fails;

  const verify::Target& target() const { return flow.target; }
  const azure::Resources& written() const { return network.written(); }
};

// Where on the way a cause stops the flow; the first blocker comes first (cause-codes.md section
// 1).
enum class Stage : std::uint8_t { name, caller, endpoint, route, filter, door };

// A change that may give the flow its intended outcome. `weight`, 0…1, says how directly the
// configuration points at it.
struct Repair {
  Cause cause;
  Stage stage = Stage::name;
  double weight = 0.5;
  std::function<void(azure::Resources&)> apply{};
  std::string from{};         // the flow starts here instead
  net::DnsName instead_of{};  // flows that ask for this name
  std::string host{};         // ask for this one
};

// What generators propose, within a bound; what is beyond it is counted.
class Repairs {
 public:
  void push_back(Repair repair);
  void leave_out(std::size_t count) { left_out_ += count; }

  const std::vector<Repair>& list() const { return list_; }
  std::size_t left_out() const { return left_out_; }

 private:
  std::vector<Repair> list_;
  std::size_t left_out_ = 0;
};

// Whether the nominal denial has one of these reasons.
bool has_reason(const Situation& situation, std::initializer_list<reach::Reason> reasons);

// Whether the flow's trace names a resource.
bool is_on_trace(const Situation& situation, const azure::ResourceId& id);

// The networks that have one of the addresses that the flow may be meant for: the one asked for,
// those that the name leads to, and those of the resource's endpoints.
std::vector<net::Ip> destinations(const Situation& situation);
std::vector<const azure::VirtualNetwork*> far_networks(const Situation& situation);

Symptom symptom_of(const model::Network& network, const reach::Workload& from,
                   const reconcile::PathComparison& flow);

// The sign of the last observation that has one.
reconcile::Sign last_sign(const reconcile::PathComparison& flow);

// The endpoints of the flow's resource, whatever their state or group.
std::vector<const azure::PrivateEndpoint*> endpoints_of(const model::Network& network,
                                                        const verify::Target& target);

// The names on the way to the addresses: the host, its aliases and its privatelink name.
std::vector<net::DnsName> chain_of(const Situation& situation);

// The network in which the client stands; null outside.
const azure::VirtualNetwork* home_of(const Situation& situation);
const azure::Subnet* subnet_of(const model::Network& network, const reach::Workload& from);
const azure::Subnet* subnet_of(const Situation& situation);

// Whether the public door of a back end lists a subnet.
bool lists(const model::BackEnd& back_end, const azure::ResourceId& subnet);

// The networks in which its queries may be resolved: its own, and those of DNS servers.
std::vector<const azure::VirtualNetwork*> resolving_networks(const Situation& situation);

// The DNS servers that the configuration gives the client; empty: Azure's or public ones.
std::vector<net::Ip> servers_of(const Situation& situation);

bool is_outside(const reach::Workload& from);  // on the Internet

// "subnet:vnet1/snet1", as "--from" takes it.
std::string place_name(const azure::Subnet& subnet);

// Generators. They propose; trial.cpp decides.
void propose_links(const Situation& situation, Repairs& repairs);
void propose_records(const Situation& situation, Repairs& repairs);
void propose_shadows(const Situation& situation, Repairs& repairs);
void propose_private_names(const Situation& situation, Repairs& repairs);
void propose_servers(const Situation& situation, Repairs& repairs);
void propose_callers(const Situation& situation, Repairs& repairs);
void propose_endpoints(const Situation& situation, Repairs& repairs);
void propose_routes(const Situation& situation, Repairs& repairs);
void propose_filters(const Situation& situation, Repairs& repairs);
void propose_doors(const Situation& situation, Repairs& repairs);

// What no configuration shows, from the observations.
std::vector<Explanation> hypotheses(const Situation& situation);

// What is wrong with the configuration on the way of a flow that works all the same.
std::vector<Explanation> latent_faults(const model::Network& network, const reach::Workload& from,
                                       const std::vector<reconcile::PathComparison>& flows,
                                       const verify::Assumptions& assumptions);

std::optional<NextProbe> next_probe(const Diagnosis& diagnosis, const std::string& from);

}  // namespace airtight::diagnose
