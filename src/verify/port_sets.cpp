#include "port_sets.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace airtight::verify {
namespace {

using Ports = std::vector<net::PortRange>;

Ports in_order(Ports ranges) {
  std::ranges::sort(ranges);
  Ports result;
  for (const net::PortRange& range : ranges) {
    if (!result.empty() && range.first.number <= result.back().last.number + 1U) {
      result.back().last = std::max(result.back().last, range.last);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

using ByProtocol = std::map<net::Protocol, Ports>;

std::vector<PortSet> sets_of(ByProtocol by_protocol) {
  std::vector<PortSet> sets;
  for (auto& [protocol, ports] : by_protocol) {
    const Ports all = in_order(std::move(ports));
    const auto like = std::ranges::find(sets, all, &PortSet::ports);
    if (like == sets.end()) {
      sets.push_back({{protocol}, all});
    } else {
      like->protocols.push_back(protocol);
    }
  }
  return sets;
}

constexpr std::array carried{net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp,
                             net::Protocol::esp, net::Protocol::ah};

net::PortRange range_of(const net::Run& ports) {
  const auto last = std::min<std::uint32_t>(ports.last, UINT16_MAX);
  return {net::Port{static_cast<std::uint16_t>(ports.first)},
          net::Port{static_cast<std::uint16_t>(last)}};
}

}  // namespace

std::vector<PortSet> port_sets(const std::vector<Part>& parts, Judgement judgement) {
  ByProtocol by_protocol;
  for (const Part& part : parts) {
    if (part.verdict.judgement != judgement) continue;
    for (const net::Protocol protocol : part.protocols) {
      Ports& ports = by_protocol[protocol];
      if (net::has_ports(protocol)) ports.insert(ports.end(), part.ports.begin(), part.ports.end());
    }
  }
  return sets_of(std::move(by_protocol));
}

std::vector<PortSet> port_sets(const net::PacketSpace& space, net::Diagram packets) {
  ByProtocol by_protocol;
  space.for_each_box(packets, [&](const auto& box, std::uint32_t) {
    const net::Run& protocols = box[static_cast<std::size_t>(net::Field::protocol)];
    const net::Run& ports = box[static_cast<std::size_t>(net::Field::destination_port)];
    for (const net::Protocol protocol : carried) {
      const auto number = static_cast<std::uint32_t>(protocol);
      if (number < protocols.first || protocols.last < number) continue;
      if (!net::has_ports(protocol)) {
        by_protocol[protocol];
      } else if (ports.first <= UINT16_MAX) {
        by_protocol[protocol].push_back(range_of(ports));
      }
    }
    return true;
  });
  return sets_of(std::move(by_protocol));
}

std::vector<Crossing> crossings_of(const std::vector<Part>& parts) {
  std::map<std::string, std::size_t> certain;
  std::set<std::string> all;
  std::size_t count = 0;
  for (const Part& part : parts) {
    if (part.verdict.judgement == Judgement::deny) continue;
    ++count;
    for (const std::string& device : part.crosses) ++certain[device];
    all.insert(part.crosses.begin(), part.crosses.end());
    all.insert(part.may_cross.begin(), part.may_cross.end());
  }
  std::vector<Crossing> crossings;
  for (const std::string& device : all) {
    const auto found = certain.find(device);
    const std::size_t times = found == certain.end() ? 0 : found->second;
    crossings.push_back({device, times == count ? Crossing::How::always
                                 : times > 0    ? Crossing::How::sometimes
                                                : Crossing::How::perhaps});
  }
  return crossings;
}

}  // namespace airtight::verify
