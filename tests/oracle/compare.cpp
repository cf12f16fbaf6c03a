#include "oracle/compare.h"

#include <airtight/model/reading.h>

#include <algorithm>
#include <sstream>

namespace airtight::oracle {
namespace {

constexpr net::Ip platform = net::ipv4(168, 63, 129, 16);

reach::Workload sender(const model::Network& network, const azure::ResourceId& id) {
  const std::string name{id.name()};
  return network.site(id) != nullptr ? world::app_sender(network, name)
                                     : world::sender(network, name);
}

std::string in_words(const std::set<Answer>& answers) {
  std::string words;
  for (const Answer& each : answers) words += (words.empty() ? "" : " or ") + to_string(each);
  return words;
}

std::string in_words(const azure::RuleSide& side) {
  std::string words;
  for (const auto& prefix : side.prefixes) words += " " + net::to_string(prefix);
  for (const auto& tag : side.tags) words += " " + tag;
  for (const auto& group : side.groups) words += " " + std::string{group.name()};
  return words;
}

std::string name_of(const azure::Property<azure::ResourceId>& property) {
  return property.known() == nullptr ? "-" : std::string{property.known()->name()};
}

// A world as a person reads it: one line for each resource with what matters here.
struct Writer {
  std::ostream& out;

  void rule(const azure::SecurityRule& each, const std::string& access) const {
    out << "    " << each.priority
        << (each.direction == azure::Direction::inbound ? " in " : " out ") << access
        << (each.protocol ? " " + std::string{net::to_string(*each.protocol)} : "") << " from"
        << in_words(each.source) << " to" << in_words(each.destination) << " ports";
    for (const auto& range : each.destination_ports) out << " " << net::to_string(range);
    for (const auto& range : each.source_ports) out << " source " << net::to_string(range);
    out << "\n";
  }
  void operator()(const azure::VirtualNetwork& each) const {
    out << "  network " << each.name;
    for (const auto& written : each.address_prefixes) out << " " << net::to_string(written.prefix);
    out << "\n";
  }
  void operator()(const azure::Subnet& each) const {
    out << "  subnet " << each.virtual_network.name() << "/" << each.name << " "
        << net::to_string(each.address_prefixes.front().prefix) << " group "
        << name_of(each.network_security_group) << " table " << name_of(each.route_table) << " nat "
        << name_of(each.nat_gateway);
    if (const auto* policies = each.endpoint_policies.known())
      out << " policies " << static_cast<int>(*policies);
    if (const auto* outbound = each.default_outbound_access.known())
      out << " outbound " << *outbound;
    out << "\n";
  }
  void operator()(const azure::Peering& each) const {
    const auto flag = [&](const char* name, const azure::Property<bool>& property) {
      if (property.known() != nullptr) out << " " << name << " " << *property.known();
    };
    out << "  link " << each.virtual_network.name() << " -> " << each.remote.name();
    flag("access", each.allow_virtual_network_access);
    flag("forwarded", each.allow_forwarded_traffic);
    flag("transit", each.allow_gateway_transit);
    flag("remote", each.use_remote_gateways);
    if (each.state.known() != nullptr) out << " " << *each.state.known();
    out << "\n";
  }
  void operator()(const azure::NetworkSecurityGroup& each) const {
    out << "  group " << each.name << "\n";
    for (const auto& written : each.rules)
      rule(written, written.access == azure::Access::allow ? "allow" : "deny");
  }
  void operator()(const azure::AdminRuleCollection& each) const {
    out << "  admin rules\n";
    static constexpr const char* accesses[] = {"allow", "deny", "always allow"};
    for (const auto& written : each.rules)
      rule(written.rule, accesses[static_cast<int>(written.access)]);
  }
  void operator()(const azure::NetworkGroup& each) const {
    out << "  managed";
    for (const auto& member : each.members) out << " " << member.name();
    out << "\n";
  }
  void operator()(const azure::RouteTable& each) const {
    out << "  table " << each.name << (each.disable_bgp_propagation ? " (no propagation)" : "")
        << "\n";
    static constexpr const char* hops[] = {"gateway", "local", "internet", "appliance", "none"};
    for (const auto& route : each.routes) {
      out << "    " << net::to_string(*route.prefix) << " "
          << hops[static_cast<int>(route.next_hop)];
      if (route.next_hop_address) out << " " << net::to_string(*route.next_hop_address);
      out << "\n";
    }
  }
  void operator()(const azure::NetworkInterface& each) const {
    out << "  interface " << each.name << " in " << each.subnet.parent().name() << "/"
        << each.subnet.name();
    for (const auto& address : each.addresses) out << " " << net::to_string(address);
    out << " group " << name_of(each.network_security_group)
        << (each.ip_forwarding ? " forwards" : "") << (each.snat_disabled ? " tagged" : "")
        << (each.public_ip.known() != nullptr ? " public" : "")
        << (each.application_groups.empty() ? "" : " member") << "\n";
  }
  void operator()(const azure::PrivateEndpoint& each) const {
    out << "  endpoint " << each.name << " in " << each.subnet.parent().name() << "/"
        << each.subnet.name() << " " << net::to_string(each.addresses.front()) << " to "
        << each.target.name() << " " << each.group_ids.front()
        << (each.manual || each.state.known() != nullptr ? " not approved" : "")
        << (each.application_groups.empty() ? "" : " member") << "\n";
  }
  void operator()(const azure::Site& each) const {
    out << "  app " << each.name;
    if (each.route_all.known() != nullptr) out << " route-all " << *each.route_all.known();
    if (each.route_all_setting.known() != nullptr)
      out << " setting " << *each.route_all_setting.known();
    out << "\n";
  }
  void operator()(const azure::VirtualNetworkGateway& each) const {
    out << "  gateway " << (*each.type.known() == azure::GatewayType::vpn ? "vpn" : "other")
        << "\n";
  }
  void operator()(const azure::SurroundingSite& each) const {
    out << "  site " << each.name << " sends to";
    for (const auto& prefix : each.routes_to_azure) out << " " << net::to_string(prefix);
    out << "\n";
  }
  void operator()(const azure::SurroundingAppliance& each) const {
    out << "  policy of " << net::to_string(each.address)
        << (each.snat.value_or(false) ? " snat" : "") << "\n";
    for (const auto& rule : *each.rules)
      out << "    " << (rule.allow ? "allow " : "deny ")
          << (rule.source ? net::to_string(*rule.source) : "*") << " "
          << (rule.destination ? net::to_string(*rule.destination) : "*") << " "
          << (rule.ports.empty() ? "*" : net::to_string(rule.ports.front())) << "\n";
  }
  void operator()(const azure::LearnedRoute& each) const {
    out << "  learned " << net::to_string(each.prefix) << "\n";
  }

  // Other kinds say nothing here.
  template <class... Kinds>
  void write(const world::Piece& piece) const {
    const auto one = [&](const auto* resource) {
      if (resource != nullptr) (*this)(*resource);
    };
    (one(piece.as<Kinds>()), ...);
  }
  void operator()(const world::Piece& piece) const {
    write<azure::VirtualNetwork, azure::Subnet, azure::Peering, azure::NetworkSecurityGroup,
          azure::AdminRuleCollection, azure::NetworkGroup, azure::RouteTable,
          azure::NetworkInterface, azure::PrivateEndpoint, azure::Site,
          azure::VirtualNetworkGateway, azure::SurroundingSite, azure::SurroundingAppliance,
          azure::LearnedRoute>(piece);
  }
};

}  // namespace

Theirs ask_reach(const model::Network& network, const Question& question,
                 const Branches& branches) {
  model::Reading reading;
  for (const model::ChoiceRow& row : model::choices())
    reading.fix(row.choice, branches[static_cast<std::size_t>(row.choice)]);
  reach::Destination destination;
  destination.ip = question.destination;
  destination.protocol = question.protocol;
  destination.port = question.port;
  if (!question.target.empty()) destination.target = network.back_end(question.target);
  destination.group_id = question.group_id;
  reach::Workload from = sender(network, question.from);
  if (question.source) from.address = question.source;
  const auto readings = model::explore(
      [&](model::Reading& each) { return reach::reach(network, from, destination, each); },
      reading);
  Theirs result;
  result.complete = readings.complete;
  result.trace = readings.nominal().trace;
  for (const auto& branch : readings.branches) {
    const auto& outcome = branch.outcome;
    const bool via = outcome.allowed && question.destination != platform;
    result.all.insert({outcome.allowed, outcome.reason, via ? outcome.via : reach::Via::none});
    result.loses_reply = result.loses_reply || (!outcome.allowed && !outcome.trace.empty() &&
                                                outcome.trace.back().stage == "reply");
    result.guessed = result.guessed || std::ranges::any_of(branch.points, [](const auto& point) {
                       return !point.choice;
                     });
  }
  return result;
}

bool agree(const Answers& mine, const Theirs& theirs) {
  if (mine.left_out != nullptr || !theirs.complete) return true;
  if (!theirs.guessed || mine.alike) return mine.all == theirs.all;
  return std::ranges::includes(theirs.all, mine.all);
}

std::string report(const Case& each, const Question& question, const Answers& mine,
                   const Theirs& theirs) {
  std::ostringstream out;
  for (const world::Piece& piece : each.pieces) Writer{out}(piece);
  out << "  branches";
  for (const model::ChoiceRow& row : model::choices()) {
    const std::size_t branch = each.branches[static_cast<std::size_t>(row.choice)];
    if (branch != 0) out << " " << row.id << "=" << branch;
  }
  out << "\n"
      << question.from.name() << (question.source ? " at " + net::to_string(*question.source) : "")
      << " to " << net::to_string(question.destination) << " " << net::to_string(question.protocol)
      << " " << question.port.number << " meaning " << question.target.name() << " "
      << question.group_id << "\n  oracle: " << in_words(mine.all)
      << (mine.alike ? "" : " (candidates differ)") << "\n  reach:  " << in_words(theirs.all)
      << (theirs.guessed ? " (guesses)" : "") << "\n";
  for (const auto& step : theirs.trace) out << "    " << step.summary << "\n";
  return out.str();
}

std::string first_disagreement(const Case& each, Summary& summary) {
  const model::Network network = world::network(each.pieces);
  const Oracle oracle(world::resources(each.pieces));
  for (const Question& question : each.questions) {
    const Answers mine = oracle.ask(question, each.branches, summary.tally);
    const Theirs theirs = ask_reach(network, question, each.branches);
    ++summary.compared;
    if (mine.left_out != nullptr) ++summary.left_out;
    if (theirs.guessed) ++summary.guessed;
    for (const Answer& answer : mine.all)
      ++summary.answers[answer.allowed ? "allow" : reach::to_string(answer.reason)];
    if (!agree(mine, theirs)) return report(each, question, mine, theirs);
  }
  return {};
}

}  // namespace airtight::oracle
