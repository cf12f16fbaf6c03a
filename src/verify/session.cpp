#include <airtight/verify/session.h>

#include "senders.h"

namespace airtight::verify {
namespace {

using Ids = std::set<azure::ResourceId>;

// What may carry a packet from one network to another by other ways than peerings, or from the
// Internet into one. With any of these every network is within reach.
bool leads_elsewhere(const azure::Resources& resources) {
  const azure::Surroundings& around = resources.surroundings;
  return !resources.gateways.empty() || !resources.virtual_hubs.empty() ||
         !resources.private_link_services.empty() || !resources.public_addresses.empty() ||
         !resources.public_prefixes.empty() || !around.sites.empty() ||
         !around.appliances.empty() || !around.workloads.empty();
}

// Grows a set of networks by all that peerings, whatever their state, lead to and from.
void add_peers(const azure::Resources& resources, Ids& networks) {
  for (bool grown = true; grown;) {
    grown = false;
    for (const azure::Peering& peering : resources.peerings) {
      if (!networks.contains(peering.virtual_network) && !networks.contains(peering.remote))
        continue;
      grown = networks.insert(peering.virtual_network).second || grown;
      grown = networks.insert(peering.remote).second || grown;
    }
  }
}

// The networks that a workload is in; false if that is not said.
bool add_home(const reach::Workload& workload, Ids& networks) {
  switch (workload.kind) {
    case reach::Workload::Kind::app:
    case reach::Workload::Kind::references:
      if (const auto* id = workload.site->integration_subnet.known()) networks.insert(id->parent());
      return workload.site->integration_subnet.unknown() == nullptr;
    case reach::Workload::Kind::machine:
    case reach::Workload::Kind::subnet:
      if (workload.subnet == nullptr) return false;
      networks.insert(workload.subnet->virtual_network);
      if (workload.interface != nullptr) networks.insert(workload.interface->subnet.parent());
      return true;
    case reach::Workload::Kind::internet:
      return true;
    case reach::Workload::Kind::on_premises:
    case reach::Workload::Kind::service:
      return false;
  }
  return false;
}

// Every network that the target may be in; false if that is not said.
bool add_target(const model::Network& network, const std::string& text, Ids& networks) {
  const auto target = find_target(network, text);
  if (!target || target->back_end == nullptr) return false;
  for (const model::Endpoint* endpoint : network.endpoints_of(*target->back_end)) {
    if (endpoint->network == nullptr) return false;
    networks.insert(endpoint->network->id);
  }
  return target->back_end->site == nullptr;
}

}  // namespace

Session::Session(azure::Resources resources, Assumptions assumptions)
    : resources_(std::move(resources)), assumptions_(std::move(assumptions)) {}

std::size_t Session::ask(Question question) {
  asked_.push_back({std::move(question), {}, {}});
  return asked_.size() - 1;
}

bool Session::remove(const azure::ResourceId& id) {
  bool found = false;
  const auto remove_from = [&](auto& list) {
    const auto place = std::ranges::find(list, id, [](const auto& each) { return each.id; });
    if (place == list.end()) return;
    note(id, effect_of(*place));
    list.erase(place);
    found = true;
  };
  std::apply([&](const auto... member) { (remove_from(resources_.*member), ...); }, azure::lists);
  return found;
}

Session::Effect Session::effect_of(const azure::NetworkSecurityGroup& group) {
  const bool asks_source_ports =
      std::ranges::any_of(group.rules, [](const azure::SecurityRule& rule) {
        return !rule.source_ports.empty() &&
               std::ranges::count(rule.source_ports, net::PortRange{}) == 0;
      });
  return asks_source_ports ? Effect::anything : Effect::filters;
}

void Session::note(const azure::ResourceId& id, Effect effect) {
  network_.reset();
  switch (effect) {
    case Effect::filters:
      note_filters(id);
      return;
    case Effect::names:
      for (Asked& asked : asked_) {
        // The platform fetches an app's references by name.
        const bool by_name = asked.question.claim == Claim::reachable ||
                             std::ranges::any_of(asked.question.from, [](const std::string& from) {
                               return from == "any" || from.starts_with("references:");
                             });
        if (by_name) asked.answer.reset();
      }
      return;
    case Effect::anything:
      for (Asked& asked : asked_) asked.answer.reset();
      return;
  }
}

// A group or a table that nobody refers to filters nothing. A new reference is another edit.
void Session::note_filters(const azure::ResourceId& id) {
  Ids networks;
  for (const azure::Subnet& subnet : resources_.subnets) {
    const auto refers = [&](const azure::Property<azure::ResourceId>& property) {
      return property.known() != nullptr && *property.known() == id;
    };
    if (refers(subnet.network_security_group) || refers(subnet.route_table))
      networks.insert(subnet.virtual_network);
  }
  for (const azure::NetworkInterface& interface : resources_.network_interfaces) {
    const auto* group = interface.network_security_group.known();
    if (group != nullptr && *group == id) networks.insert(interface.subnet.parent());
  }
  for (Asked& asked : asked_) {
    const bool is_met = !asked.reach || std::ranges::any_of(networks, [&](const auto& network) {
      return asked.reach->contains(network);
    });
    if (is_met) asked.answer.reset();
  }
}

Session::Reach Session::reach_of(const Question& question) {
  if (leads_elsewhere(resources_)) return {};
  Ids networks;
  for (const std::string& text : question.from) {
    const auto workload = sender_named(network(), text);
    if (!workload || !add_home(*workload, networks)) return {};
  }
  if (question.to.starts_with("subnet:")) {
    const auto workload = sender_named(network(), question.to);
    if (!workload || !add_home(*workload, networks)) return {};
  } else if (!add_target(network(), question.to, networks)) {
    return {};
  }
  add_peers(resources_, networks);
  return networks;
}

const Result<Proof>& Session::answer(std::size_t question) {
  Asked& asked = asked_[question];
  if (!asked.answer) {
    asked.answer = prove(network(), asked.question, assumptions_);
    asked.reach = reach_of(asked.question);
    ++proofs_;
  }
  return *asked.answer;
}

const model::Network& Session::network() {
  if (!network_) {
    diagnostics_.clear();
    network_ = model::build(resources_, diagnostics_);
  }
  return *network_;
}

const Diagnostics& Session::diagnostics() {
  network();
  return diagnostics_;
}

}  // namespace airtight::verify
