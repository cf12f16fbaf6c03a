#include <airtight/dns/resolve.h>

#include <algorithm>

#include "firewall.h"
#include "walk_state.h"

namespace airtight::reach {
namespace {

constexpr net::Port name_service{53};

// A firewall in a hub may send from any address of the hub.
std::vector<net::Prefix> own_addresses(const Middlebox& box) {
  if (box.hub == nullptr) return {net::host_prefix(box.own)};
  std::vector<net::Prefix> own;
  for (const azure::WrittenPrefix& written : box.hub->address_prefixes)
    own.push_back(written.prefix);
  return own;
}

}  // namespace

std::optional<Disposition> Walk::through_firewall(const Middlebox& box) {
  if (auto refused = pass_firewall(box)) return refused;
  at_ = box.at;  // N-294
  return {};
}

std::optional<Disposition> Walk::pass_firewall(const Middlebox& box) {
  if (packet_.destination && packet_.address().family == net::Family::v6)
    return deny(Reason::fw_deny, "firewall", box.name + " carries no IPv6", {"N-021"},
                *box.firewall->written);
  const FirewallDecision decision =
      ask_firewall(network_, *box.firewall, packet_, destination_.host, reading_);
  trace_.push_back(decision.step);
  if (!decision.allowed) return denied(Reason::fw_deny);
  Passed passed{box, packet_, packet_, decision.translated};
  if (decision.translated) passed.after.sources = own_addresses(box);
  if (decision.to) {
    passed.after.destination = decision.to;
    passed.after.front_end = nullptr;
    passed.after.port = decision.to_port.value_or(packet_.port);
  }
  if (decision.by_name && !resolve_again(*box.firewall, passed.after))
    return deny(Reason::fw_deny, "firewall",
                box.name + " cannot resolve " + destination_.host.text(), {"R-22", "N-286"},
                *box.firewall->written);
  packet_ = passed.after;
  devices_.push_back(std::move(passed));
  return {};
}

bool Walk::resolve_again(const model::Firewall& firewall, Packet& packet) {
  if (packet.port == net::Port{1433}) return true;  // only HTTP and HTTPS are resolved again
  const azure::UnknownInput unknown{"what firewall " + firewall.written->name + " resolves " +
                                    destination_.host.text() + " to"};
  const auto* servers = firewall.policy == nullptr ? nullptr : firewall.policy->dns_servers.known();
  if (servers != nullptr && !servers->empty()) return reading_.guess(unknown) == 0;
  dns::View view;
  view.context.network = firewall.network;  // N-292: its network's links decide
  const dns::Answer answer =
      dns::resolve(network_, view, destination_.host, azure::RecordType::a, reading_);
  if (answer.rcode == dns::Rcode::none || !answer.unknowns.empty())
    return reading_.guess(unknown) == 0;
  if (answer.addresses.empty()) return false;
  const std::size_t index =
      answer.addresses.size() == 1 ? 0 : reading_.guess(unknown, answer.addresses.size());
  const dns::Address& address = answer.addresses[index];
  if (address.ip == packet.destination && address.ip) return true;
  packet.destination = address.ip;
  packet.front_end = address.ip && net::is_private(*address.ip) ? nullptr : destination_.target;
  trace_.push_back({"firewall",
                    firewall.written->name + " resolves the name to " + to_string(address),
                    {"N-285", "N-286"},
                    firewall.written->id.text(),
                    "",
                    firewall.written->where});
  return packet.destination || packet.front_end != nullptr;
}

Disposition Walk::arrive_at_firewall(const model::Firewall& firewall) {
  const auto* policy = firewall.policy;
  if (policy != nullptr && packet_.port == name_service && flag(policy->dns_proxy, false))
    return allow(Via::vnet, "firewall", firewall.written->name + " answers names", {"N-292"},
                 *firewall.policy);
  FirewallDecision decision = ask_translations(network_, firewall, packet_, reading_);
  trace_.push_back(decision.step);
  if (!decision.allowed) return denied(Reason::fw_deny);
  if (!decision.to)
    return allow(Via::vnet, "firewall", "it may be sent on", {"N-281"}, *firewall.written);
  return beyond("where " + firewall.written->name + " sends packets to itself", {"N-281"},
                Reason::fw_deny);
}

}  // namespace airtight::reach
