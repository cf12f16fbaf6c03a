#include "match.h"

#include <airtight/azure/private_link.h>
#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>
#include <airtight/net/prefix_set.h>

#include <algorithm>

#include "public_names.h"

namespace airtight::lab {
namespace {

constexpr net::Ip platform = net::ipv4(168, 63, 129, 16);

std::vector<net::Prefix> private_space() {
  return {{net::ipv4(10, 0, 0, 0), 8},
          {net::ipv4(172, 16, 0, 0), 12},
          {net::ipv4(192, 168, 0, 0), 16},
          {net::ipv4(100, 64, 0, 0), 10}};
}

bool any_port(const std::vector<net::PortRange>& ranges) {
  return ranges.empty() || std::ranges::count(ranges, net::PortRange{}) > 0;
}

// nft refuses elements that overlap.
std::string port_set(std::vector<net::PortRange> ranges) {
  std::ranges::sort(ranges);
  std::vector<net::PortRange> apart;
  for (const net::PortRange& each : ranges) {
    if (!apart.empty() && each.first.number <= apart.back().last.number + 1)
      apart.back().last = std::max(apart.back().last, each.last);
    else
      apart.push_back(each);
  }
  std::string text;
  for (const net::PortRange& each : apart)
    text += (text.empty() ? "" : ", ") + net::to_string(each);
  return "{ " + text + " }";
}

// What a person looks for in `nft list ruleset`. An input may have written anything.
std::string comment_of(const std::string& name) {
  constexpr std::size_t longest = 80;  // Azure's limit for names
  const bool plain = name.size() <= longest && std::ranges::all_of(name, [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                     });
  return plain && !name.empty() ? " comment \"" + name + "\"" : "";
}

std::string word_of(net::Protocol protocol) {
  switch (protocol) {
    case net::Protocol::tcp:
    case net::Protocol::udp:
    case net::Protocol::icmp:
    case net::Protocol::esp:
    case net::Protocol::ah:
      return std::string(net::to_string(protocol));
    case net::Protocol::gre:
      return "47";
    case net::Protocol::ip_in_ip:
      return "4";
  }
  return "255";
}

}  // namespace

std::optional<std::string> Sets::condition(const char* field,
                                           const std::vector<net::Prefix>& blocks, bool inside) {
  std::vector<net::Prefix> ipv4;
  for (const net::Prefix& each : blocks)
    if (each.base.family == net::Family::v4) ipv4.push_back(each);
  const bool everybody = std::ranges::count(ipv4, 0, &net::Prefix::length) > 0;
  if (ipv4.empty() || everybody)
    return everybody == inside ? std::optional<std::string>("") : std::nullopt;
  std::string elements;
  const net::PrefixSet apart(ipv4);
  for (const auto& range : apart.ranges()) {
    elements += (elements.empty() ? "" : ", ") + net::to_string(range.first);
    if (range.first != range.last) elements += "-" + net::to_string(range.last);
  }
  const auto [at, _] = names_.emplace(elements, "s" + std::to_string(names_.size()));
  return std::string(field) + (inside ? " @" : " != @") + at->second + " ";
}

std::string Sets::text() const {
  std::string text;
  for (const auto& [elements, name] : names_)
    text.append("  set ")
        .append(name)
        .append(" { type ipv4_addr; flags interval; elements = { ")
        .append(elements)
        .append(" }; }\n");
  return text;
}

std::vector<std::string> services(const std::optional<net::Protocol>& protocol,
                                  const std::vector<net::PortRange>& source_ports,
                                  const std::vector<net::PortRange>& ports) {
  std::string with_ports;
  if (!any_port(source_ports)) with_ports += "th sport " + port_set(source_ports) + " ";
  if (!any_port(ports)) with_ports += "th dport " + port_set(ports) + " ";
  if (protocol) {
    const std::string only = "meta l4proto " + word_of(*protocol) + " ";
    return {net::has_ports(*protocol) ? only + with_ports : only};
  }
  if (with_ports.empty()) return {""};
  return {"meta l4proto { tcp, udp } " + with_ports, "meta l4proto != { tcp, udp } "};
}

// N-108 to N-111: of this subnet; C-07 and C-10 by their nominal branches.
std::vector<net::Prefix> RuleWriter::virtual_network(bool) const {
  const Network& network = *host_.network;
  std::vector<net::Prefix> result = network.blocks;
  result.push_back(net::host_prefix(platform));
  for (const Peer& peer : network.peers) {
    if (!peer.up() || !value_or(peer.link->allow_virtual_network_access, true)) continue;
    result.insert(result.end(), peer.network->blocks.begin(), peer.network->blocks.end());
  }
  if (const Exit* exit = network.way_out())
    result.insert(result.end(), exit->learned.begin(), exit->learned.end());
  if (const azure::RouteTable* table = estate_.table_of(*host_.subnet)) {
    for (const azure::UserRoute& route : table->routes) {
      if (route.prefix && (route.next_hop == azure::RouteNextHop::appliance ||
                           route.next_hop == azure::RouteNextHop::gateway))
        result.push_back(*route.prefix);
    }
  }
  return result;
}

std::vector<std::string> RuleWriter::tag(const std::string& tag, const char* field, bool inbound) {
  const auto one = [](std::optional<std::string> condition) {
    return condition ? std::vector{*condition} : std::vector<std::string>{};
  };
  if (tag == "*") return {""};
  if (equal_ignoring_case(tag, "VirtualNetwork"))
    return one(sets_.condition(field, virtual_network(inbound)));
  if (equal_ignoring_case(tag, "Internet")) {  // N-116, C-09
    const auto outside = sets_.condition(field, virtual_network(inbound), false);
    const auto is_public = sets_.condition(field, private_space(), false);
    if (!outside || !is_public) return {};
    return {*is_public + *outside};
  }
  if (equal_ignoring_case(tag, "AzureLoadBalancer"))
    return one(sets_.condition(field, {net::host_prefix(platform)}));
  const auto& file = estate_.resources().surroundings.service_tags;
  if (file) {
    const auto found = file->tags.find(to_lower(tag));
    if (found != file->tags.end()) return one(sets_.condition(field, found->second));
  }
  if (azure::is_service_tag_on_record(tag.substr(0, tag.find('.'))))
    return one(sets_.condition(field, front_ends_in_tag(estate_.resources(), tag)));
  estate_.leave_out("who is in the tag " + tag, "N-122");
  return {};
}

std::vector<std::string> RuleWriter::side(const azure::RuleSide& side, const char* field,
                                          bool inbound) {
  std::vector<std::string> result;
  std::vector<net::Prefix> blocks = side.prefixes;
  for (const azure::ResourceId& group : side.groups) {  // N-103
    for (const net::Ip& member : estate_.members_of(group))
      blocks.push_back(net::host_prefix(member));
  }
  if (const auto condition = sets_.condition(field, blocks)) result.push_back(*condition);
  for (const std::string& each : side.tags) {
    for (std::string& condition : tag(each, field, inbound)) result.push_back(std::move(condition));
  }
  if (std::ranges::count(result, "") > 0) return {""};
  return result;
}

std::string RuleWriter::lines(const azure::SecurityRule& rule, const char* verdict) {
  if (!rule.unknown.empty() || !rule.source.unknown.empty() || !rule.destination.unknown.empty()) {
    estate_.leave_out("rule " + rule.name, "N-092");
    return {};
  }
  const bool inbound = rule.direction == azure::Direction::inbound;
  const bool at_endpoint = host_.kind == Kind::endpoint;  // N-131
  const std::string ending = verdict + comment_of(rule.name) + "\n";
  std::string text;
  for (const std::string& source : side(rule.source, "ip saddr", inbound)) {
    for (const std::string& destination : side(rule.destination, "ip daddr", inbound)) {
      for (const std::string& service :
           services(rule.protocol, at_endpoint ? std::vector<net::PortRange>{} : rule.source_ports,
                    rule.destination_ports))
        text.append("    ").append(source).append(destination).append(service).append(ending);
    }
  }
  return text;
}

}  // namespace airtight::lab
