#include "verify/one_packet.h"

#include <algorithm>

#include "reach/world.h"

namespace airtight::world {

bool has(const std::vector<net::PrefixSet::Range>& ranges, const net::Ip& ip) {
  return std::ranges::any_of(
      ranges, [&](const auto& range) { return range.first <= ip && ip <= range.last; });
}

std::string in_words(const Packet& packet) {
  return packet.from + " " + net::to_string(packet.source) + " -> " +
         net::to_string(packet.destination) + " " + std::string(to_string(packet.protocol)) + " " +
         std::to_string(packet.port.number);
}

bool holds(const verify::Part& part, const Packet& packet) {
  const bool ports =
      !net::has_ports(packet.protocol) || std::ranges::any_of(part.ports, [&](const auto& range) {
        return range.contains(packet.port);
      });
  return part.from == packet.from && has(part.sources, packet.source) &&
         has(part.destinations, packet.destination) &&
         std::ranges::count(part.protocols, packet.protocol) > 0 && ports;
}

verify::Judgement arrives(const model::Network& network, const Packet& packet) {
  auto from = verify::find_workload(network, packet.from);
  if (!from) return verify::Judgement::deny;
  from->address = packet.source;
  const auto readings = model::explore([&](model::Reading& reading) {
    auto outcome = reach::reach(
        network, *from, to(net::to_string(packet.destination), packet.port.number, packet.protocol),
        reading);
    if (!outcome.allowed && !outcome.trace.empty() && outcome.trace.back().stage == "reply")
      outcome.allowed = reading.guess({"the reply"}) == 1;
    return outcome;
  });
  return verify::join(readings, {}).judgement;
}

bool is_of_nobody(const model::Network& network, const Packet& packet) {
  for (const auto& interface : network.written().network_interfaces) {
    if (std::ranges::count(interface.addresses, packet.source) > 0) return false;
  }
  for (const auto& endpoint : network.endpoints()) {
    if (std::ranges::count(endpoint.addresses, packet.source) > 0) return false;
  }
  return true;
}

}  // namespace airtight::world
