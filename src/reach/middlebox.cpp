#include "middlebox.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "balancer.h"
#include "tags.h"

namespace airtight::reach {
namespace {

const azure::Subnet* subnet_around(const model::Network& network, const azure::VirtualNetwork& home,
                                   const net::Ip& ip) {
  for (const azure::Subnet& subnet : network.written().subnets) {
    const bool inside =
        subnet.virtual_network == home.id &&
        std::ranges::any_of(subnet.address_prefixes, [&](const azure::WrittenPrefix& written) {
          return written.prefix.contains(ip);
        });
    if (inside) return &subnet;
  }
  return nullptr;
}

azure::RuleSide side_of(const net::Prefix& prefix) {
  azure::RuleSide side;
  side.prefixes.push_back(prefix);
  return side;
}

bool covers(const azure::ApplianceRule& rule, const Packet& packet, const net::DnsName& host,
            model::Reading& reading) {
  const TagScope scope;
  if (rule.protocol && *rule.protocol != packet.protocol) return false;
  const bool port = rule.ports.empty() || !net::has_ports(packet.protocol) ||
                    std::ranges::any_of(rule.ports, [&](const net::PortRange& range) {
                      return range.contains(packet.port);
                    });
  if (!port) return false;
  if (!rule.fqdn.empty() && !covers_name(rule.fqdn, host)) return false;
  const Match source =
      rule.source ? matches_sources(side_of(*rule.source), packet, scope, reading) : full_match;
  const Match destination =
      rule.destination ? matches_destination(side_of(*rule.destination), packet, scope, reading)
                       : full_match;
  return are_taken({source, destination}, reading);
}

// An interface that forwards, or what the surroundings say stands there.
std::optional<Middlebox> device_at(const model::Network& network, const azure::VirtualNetwork& home,
                                   const net::Ip& ip) {
  Middlebox box;
  box.address = ip;
  box.own = ip;
  box.at.network = &home;
  const model::Appliance* described = network.appliance_at(home, ip);
  if (const azure::NetworkInterface* interface = network.interface_at(home, ip)) {
    box.name = interface->name;
    box.at.subnet = network.subnet(interface->subnet);
    box.at.interface = interface;
    box.forwards = interface->ip_forwarding;
    box.symmetric = interface->snat_disabled;
    box.id = interface->id;
    box.where = interface->where;
  } else if (described != nullptr) {
    box.name = "the appliance at " + to_string(ip);
    box.at.subnet =
        described->subnet != nullptr ? described->subnet : subnet_around(network, home, ip);
    box.where = described->written->where;
  } else {
    return {};
  }
  if (described != nullptr) {
    box.described = described->written;
    box.forwards = described->written->forwards.value_or(box.forwards);
  }
  return box;
}

}  // namespace

Middlebox as_box(const model::Firewall& firewall) {
  Middlebox box;
  box.name = firewall.written->name;
  box.at = {firewall.network, firewall.subnet, nullptr};
  box.address = firewall.address;
  box.own = firewall.address;
  box.firewall = &firewall;
  box.id = firewall.written->id;
  box.where = firewall.written->where;
  return box;
}

std::optional<Middlebox> middlebox_at(const model::Network& network,
                                      const azure::VirtualNetwork& home, const net::Ip& ip,
                                      model::Reading& reading) {
  if (const model::Firewall* firewall = network.firewall_at(home, ip)) return as_box(*firewall);
  const auto frontend = frontend_at(network, home, ip);
  if (!frontend) return device_at(network, home, ip);
  const Backends all = backends_of(network, *frontend, {});
  const auto backends = answering(network, all.seen, reading);
  if (backends.empty()) return {};
  const azure::UnknownInput which{"which device behind " + frontend->balancer->name + " takes it"};
  const std::size_t index = backends.size() == 1 ? 0 : reading.guess(which, backends.size());
  auto box = device_at(network, home, backends[index].address);
  if (!box) return {};
  box->address = ip;
  box->balancer = frontend->balancer;
  return box;
}

bool has_unseen_device(const model::Network& network, const azure::VirtualNetwork& home,
                       const net::Ip& ip) {
  const auto frontend = frontend_at(network, home, ip);
  return frontend && !backends_of(network, *frontend, {}).unseen.empty();
}

bool passes_rules(const std::vector<azure::ApplianceRule>& rules, const Packet& packet,
                  const net::DnsName& host, model::Reading& reading) {
  for (const azure::ApplianceRule& rule : rules) {
    if (covers(rule, packet, host, reading)) return rule.allow;
  }
  return false;
}

bool covers_name(std::string_view pattern, const net::DnsName& host) {
  if (pattern == "*") return !host.empty();
  if (pattern.starts_with("*.")) {
    const std::string end = to_lower(pattern.substr(1));
    return host.text().size() > end.size() && host.text().ends_with(end);
  }
  return equal_ignoring_case(pattern, host.text());
}

}  // namespace airtight::reach
