#include <algorithm>

#include "oracle/plain.h"

namespace airtight::oracle {
namespace {

using model::Choice;
using reach::Reason;
using reach::Via;

constexpr Address platform = 0xA83F8110;       // 168.63.129.16
constexpr Address instance_data = 0xA9FEA9FE;  // 169.254.169.254
constexpr int mail = 25;
constexpr int most_hops = 16;

bool is_rfc1918(Address address) {
  static const Block blocks[] = {{0x0A000000, 8}, {0xAC100000, 12}, {0xC0A80000, 16}};
  for (const Block& each : blocks)
    if (each.has(address)) return true;
  return false;
}

bool up_to_peers(const Network& network, Address address) {
  if (network.around(address) != nullptr) return true;
  return std::ranges::any_of(
      network.peers, [&](const Peer& peer) { return peer.network->around(address) != nullptr; });
}

// A device that a packet went through, with what it made of it.
struct Passage {
  const Device* device = nullptr;
  Packet before;
  bool translated = false;
};

// Where the packet is: at a device, at an app's subnet, or at a gateway.
struct At {
  const Subnet* subnet = nullptr;
  const Device* device = nullptr;
  bool gateway = false;
  auto operator<=>(const At&) const = default;
};

struct Where {  // it would be next
  Reason refused = Reason::none;
  enum class Kind { network, device, internet, gateway, endpoint } kind = Kind::network;
  const Network* network = nullptr;
  const Device* device = nullptr;
  const Endpoint* endpoint = nullptr;
  const Exit* exit = nullptr;
};

class Walk {
 public:
  Walk(Context& context, const Question& question, const Device* device, const App* app)
      : context_(context), question_(question), device_(device), app_(app) {}

  Answer run(const Packet& first) {
    client_ = first.source;
    if (first.destination == platform || first.destination == instance_data) {  // N-025, N-125
      context_.note("N-125");
      return passes(Via::none);
    }
    if (app_ != nullptr && !enters(first.destination)) return publicly(first.destination);
    at_ = {app_ != nullptr ? app_->subnet : device_->subnet, device_, false};
    home_ = at_.subnet->network;
    const Answer there = forward(first);
    return there.allowed ? back(there) : there;
  }

 private:
  static Answer passes(Via via) { return {true, Reason::none, via}; }
  static Answer stops(Reason reason) { return {false, reason, Via::none}; }

  // N-233, N-235, N-236.
  bool routes_all() {
    if (app_->property == true) return true;
    if (!app_->setting) return false;
    if (!app_->property) return true;
    context_.note("C-15");
    return context_.branch(Choice::c15_route_all_property_against_setting) == 0;
  }

  bool enters(Address destination) {
    if (app_->subnet == nullptr) return false;
    if (is_rfc1918(destination) || routes_all()) return true;
    if (!up_to_peers(*app_->subnet->network, destination)) return false;
    context_.note("C-16");
    return context_.branch(Choice::c16_other_space_without_route_all) == 1;
  }

  // N-230, N-234: space of the network does not arrive by the public path.
  Answer publicly(Address destination) {
    context_.note("public path");
    const bool inside = app_->subnet != nullptr && up_to_peers(*app_->subnet->network, destination);
    return is_public(destination) && !inside ? passes(Via::public_edge)
                                             : stops(Reason::not_in_vnet);
  }

  Spot spot(const At& at) const { return {at.subnet, at.device, nullptr}; }

  // N-150, N-152 with R-11, N-153, N-155.
  Reason cross(const At& from, const Network& to, const Packet& packet) {
    for (const Peer& peer : from.subnet->network->peers) {
      if (peer.network != &to) continue;
      if (!peer.up()) return Reason::peering_down;
      if (!peer.link->access) {
        if (!custom_allow_) return Reason::peering_access_off;
        context_.note("C-13");
        if (context_.branch(Choice::c13_access_flag_off) == 0) return Reason::peering_access_off;
      }
      const bool own = from.subnet->network->around(packet.source) != nullptr;
      if (own || from.gateway || peer.back->forwarded) return Reason::none;
      context_.note("C-14");
      return context_.branch(Choice::c14_forwarded_flag_off) == 0 ? Reason::peering_forward_off
                                                                  : Reason::none;
    }
    return Reason::peering_down;
  }

  //
  bool behind_a_broken_peering(Address destination) const {
    return std::ranges::any_of(at_.subnet->network->peers, [&](const Peer& peer) {
      return !peer.up() && peer.network->around(destination) != nullptr;
    });
  }

  // N-056, N-161, R-20.
  Where to_device(Address address, const Packet& packet) {
    const Network& here = *at_.subnet->network;
    if (const Device* device = context_.world.device_at(here, address))
      return {Reason::none, Where::Kind::device, &here, device, nullptr, nullptr};
    for (const Peer& peer : here.peers) {
      const Device* device = context_.world.device_at(*peer.network, address);
      if (device == nullptr) continue;
      const Reason refused = cross(at_, *peer.network, packet);
      return {refused, Where::Kind::device, peer.network, device, nullptr, nullptr};
    }
    return {Reason::next_hop_invalid, Where::Kind::device, nullptr, nullptr, nullptr, nullptr};
  }

  static bool is_own(const Device& device, Address address) {
    return std::ranges::count(device.addresses, address) > 0;
  }

  // N-156: a gateway's traffic enters the networks that use it.
  Where from_gateway(const Network& to, const Packet& packet) {
    Reason refused = cross(at_, to, packet);
    if (refused == Reason::none && exit_of(to) != exit_of(*at_.subnet->network))
      refused = Reason::no_route;
    return {refused, Where::Kind::network, &to, nullptr, nullptr, nullptr};
  }

  // Whether the link to the gateway's network must allow access, no source says.
  Where to_gateway(const Row& row, const Packet& packet) {
    const Exit* exit = exit_of(*at_.subnet->network);
    if (exit == nullptr || (row.origin == Origin::user && !exit->vpn_only)) {  // N-057
      return {Reason::next_hop_invalid, Where::Kind::gateway, nullptr, nullptr, nullptr, nullptr};
    }
    if (exit->network != at_.subnet->network && cross(at_, *exit->network, packet) != Reason::none)
      context_.left_out = "a gateway behind a link that lets nothing through";
    return {Reason::none, Where::Kind::gateway, nullptr, nullptr, nullptr, exit};
  }

  Where next(const Packet& packet) {
    const Row* row = select(context_, *at_.subnet, packet.destination, rows_);
    const auto stop = [](Reason reason) {
      return Where{reason, Where::Kind::network, nullptr, nullptr, nullptr, nullptr};
    };
    const Network* here = at_.subnet->network;
    const bool broken = !returning_ && behind_a_broken_peering(packet.destination);
    switch (row->next) {
      case Next::none:
        return stop(broken ? Reason::peering_down : Reason::route_none);
      case Next::local:
        return {Reason::none, Where::Kind::network, here, nullptr, nullptr, nullptr};
      case Next::peer:
        if (at_.gateway) return from_gateway(*row->peer, packet);
        return {cross(at_, *row->peer, packet),
                Where::Kind::network,
                row->peer,
                nullptr,
                nullptr,
                nullptr};
      case Next::endpoint: {
        Where where{Reason::none, Where::Kind::endpoint, nullptr, nullptr, row->endpoint, nullptr};
        if (row->peer != nullptr)
          where.refused = at_.gateway ? from_gateway(*row->peer, packet).refused
                                      : cross(at_, *row->peer, packet);
        return where;
      }
      case Next::internet:
        if (broken) return stop(Reason::peering_down);
        return {Reason::none, Where::Kind::internet, nullptr, nullptr, nullptr, nullptr};
      case Next::gateway:
        return to_gateway(*row, packet);
      case Next::device: {
        Where where = to_device(row->device, packet);
        if (where.device != nullptr && is_own(*where.device, packet.destination))  // N-024
          where.kind = Where::Kind::network;
        return where;
      }
    }
    return stop(Reason::no_route);
  }

  // N-263, N-264, N-266, N-268; an app leaves from its own addresses (N-246, N-252).
  bool has_egress(const Packet& packet) {
    const Subnet& subnet = *at_.subnet;
    const bool ping = packet.protocol == net::Protocol::icmp;
    const auto open = [&] {
      context_.note("C-18");
      return context_.branch(Choice::c18_default_outbound_access) == 0;
    };
    if (subnet.translated) return net::has_ports(packet.protocol);
    if (at_.device == nullptr) return subnet.outbound != false || open();
    if (at_.device->public_address) return true;
    if (ping || subnet.outbound == false) return false;
    return subnet.outbound == true || open();
  }

  Answer leave(const Packet& packet) {
    context_.note("egress");
    if (at_.gateway) context_.left_out = "the Internet behind a gateway";
    if (!has_egress(packet)) return stops(Reason::no_egress);
    if (packet.protocol == net::Protocol::tcp && packet.port == mail) {  // N-129
      context_.note("C-21");
      if (context_.branch(Choice::c21_mail_port) == 1) return stops(Reason::platform_block);
    }
    return is_public(packet.destination) ? passes(Via::public_edge) : stops(Reason::no_route);
  }

  // N-296, R-17, C-22.
  Reason ask_policy(const Device& device, const Packet& packet, bool& translates) {
    translates = device.translates;
    if (!device.described) {
      context_.note("C-22");
      const std::size_t branch = context_.branch(Choice::c22_appliance_policy);
      translates = branch == 2;
      return branch == 1 ? Reason::fw_deny : Reason::none;
    }
    for (const azure::ApplianceRule& rule : device.policy) {
      if (rule.protocol && *rule.protocol != packet.protocol) continue;
      if (rule.source && !block(*rule.source).has(packet.source)) continue;
      if (rule.destination && !block(*rule.destination).has(packet.destination)) continue;
      const bool port =
          rule.ports.empty() || !net::has_ports(packet.protocol) ||
          std::ranges::any_of(rule.ports, [&](const auto& range) {
            return range.first.number <= packet.port && packet.port <= range.last.number;
          });
      if (!port) continue;
      context_.met.push_back(&rule);
      return rule.allow ? Reason::none : Reason::fw_deny;
    }
    return Reason::fw_deny;
  }

  // N-024, N-295.
  Reason pass_device(const Device& device, Packet& packet) {
    if (!device.forwards) return Reason::nva_no_forwarding;
    const Spot here{device.subnet, &device, nullptr};
    for (const Passage& passage : passages_)  // N-059
      if (passage.device == &device && passage.before == packet) return Reason::loop;
    const Reason kept_out = filter_in(context_, here, packet, custom_allow_);
    if (kept_out != Reason::none) return kept_out;
    Passage passage{&device, packet, false};
    if (const Reason refused = ask_policy(device, packet, passage.translated);
        refused != Reason::none)
      return refused;
    if (passage.translated) packet.source = device.addresses.front();
    passages_.push_back(passage);
    context_.note("appliance");
    return filter_out(context_, here, packet, custom_allow_);
  }

  Answer forward(Packet packet) {
    if (const Reason refused = filter_out(context_, spot(at_), packet, custom_allow_);
        refused != Reason::none)
      return stops(refused);
    for (int hops = 0; hops < most_hops; ++hops) {
      const Where where = next(packet);
      if (where.refused != Reason::none) return stops(where.refused);
      last_ = packet;
      switch (where.kind) {
        case Where::Kind::network:
          return deliver(*where.network, packet);
        case Where::Kind::endpoint:
          return arrive(*where.endpoint, packet);
        case Where::Kind::internet:
          return leave(packet);
        case Where::Kind::gateway:
          if (at_.gateway || is_for_a_site(*where.exit, packet.destination))
            return to_place(*where.exit, packet);
          context_.note("relay");
          at_ = {where.exit->subnet, nullptr, true};
          break;
        case Where::Kind::device:
          if (const Reason refused = pass_device(*where.device, packet); refused != Reason::none)
            return stops(refused);
          at_ = {where.device->subnet, where.device, false};
          break;
      }
    }
    return stops(Reason::loop);
  }

  static const Place* place_of(const Exit& exit, Address address) {
    for (const Place& place : exit.places)
      for (const Block& block : place.blocks)
        if (block.has(address)) return &place;
    return nullptr;
  }

  // What no site has goes where the gateway's own routes lead (N-158).
  bool is_for_a_site(const Exit& exit, Address address) const {
    if (place_of(exit, address) != nullptr) return true;
    return !attached(exit, address) && std::ranges::any_of(exit.learned, [&](const Block& block) {
      return block.has(address);
    });
  }

  // N-157: only networks that use the gateway are behind it.
  bool attached(const Exit& exit, Address address) const {
    return std::ranges::any_of(context_.world.networks, [&](const auto& each) {
      return each->around(address) != nullptr && exit_of(*each) == &exit;
    });
  }

  Answer to_place(const Exit& exit, const Packet& packet) {
    place_ = place_of(exit, packet.destination);
    if (place_ == nullptr) return stops(Reason::no_route);
    responder_ = {exit.subnet, nullptr, true};
    context_.note("site");
    return passes(Via::vnet);
  }

  Answer deliver(const Network& network, const Packet& packet) {
    if (const Endpoint* endpoint = context_.world.endpoint_at(network, packet.destination))
      return arrive(*endpoint, packet);
    const Device* device = context_.world.device_at(network, packet.destination);
    if (device == nullptr) return stops(Reason::no_route);
    const Reason refused =
        filter_in(context_, {device->subnet, device, nullptr}, packet, custom_allow_);
    if (refused != Reason::none) return stops(refused);
    responder_ = {device->subnet, device, false};
    return passes(Via::vnet);
  }

  // N-201, N-204, N-205, N-206.
  Answer arrive(const Endpoint& endpoint, const Packet& packet) {
    const Reason refused =
        filter_in(context_, {endpoint.subnet, nullptr, &endpoint}, packet, custom_allow_);
    if (refused != Reason::none) return stops(refused);
    if (!endpoint.approved) return stops(Reason::pe_not_approved);
    if (packet.protocol != net::Protocol::tcp && packet.protocol != net::Protocol::udp)
      return stops(Reason::pe_proto);
    if (!question_.target.empty() &&
        (question_.target.key() != endpoint.target || question_.group_id != endpoint.group))
      return stops(Reason::pe_subresource);
    endpoint_ = &endpoint;
    return serves(endpoint, packet);
  }

  // R-12, of the two types that the worlds have.
  Answer serves(const Endpoint& endpoint, const Packet& packet) {
    if (packet.protocol != net::Protocol::tcp) context_.left_out = "UDP at an endpoint";
    if (packet.port == 443) return passes(Via::private_endpoint);
    if (packet.port == 445 && endpoint.group == "blob") return stops(Reason::pe_subresource);
    context_.left_out = "a port that no row lists";
    return passes(Via::private_endpoint);
  }

  Answer back(const Answer& there) {
    if (there.via == Via::public_edge) return there;
    return endpoint_ != nullptr ? back_from_endpoint(there) : back_from_host(there);
  }

  // N-076, N-077, N-079: the endpoint's own routes do not steer it.
  Answer back_from_endpoint(const Answer& there) {
    for (const Passage& passage : passages_) {
      if (passage.translated || passage.device->tagged) continue;
      context_.note("C-06");
      const std::size_t branch = context_.branch(Choice::c06_reply_through_an_appliance);
      const bool symmetric =
          branch == 1 || (branch == 0 && passage.device->subnet->network != home_);
      if (!symmetric) return stops(Reason::asymmetric);
    }
    return there;
  }

  void undo(Packet& reply) {
    reply.destination = passages_.back().before.source;
    reply.source = passages_.back().before.destination;
    at_ = {passages_.back().device->subnet, passages_.back().device, false};
    passages_.pop_back();
  }

  // N-074, N-080.
  Answer back_from_host(const Answer& there) {
    Packet reply = last_;
    std::swap(reply.source, reply.destination);
    at_ = responder_;
    returning_ = true;
    context_.note("reply");
    if (place_ != nullptr && std::ranges::none_of(place_->routes, [&](const Block& block) {
          return block.has(reply.destination);
        }))
      return stops(Reason::no_route);
    for (int hops = 0; hops < most_hops; ++hops) {
      const Where where = next(reply);
      if (where.refused != Reason::none) return stops(where.refused);
      switch (where.kind) {
        case Where::Kind::device:
          if (!passages_.empty() && passages_.back().device == where.device) {
            undo(reply);
            break;
          }
          context_.note("stranger");
          return loses(reply) ? stops(Reason::asymmetric) : there;
        case Where::Kind::network:
          if (!passages_.empty() && passages_.back().translated &&
              passages_.back().device->addresses.front() == reply.destination) {
            if (passages_.back().device->subnet->network != where.network)
              return loses(reply) ? stops(Reason::asymmetric) : there;
            undo(reply);
            break;
          }
          return home(*where.network, reply, there);
        case Where::Kind::gateway:
          if (at_.gateway) return stops(Reason::no_route);
          at_ = {where.exit->subnet, nullptr, true};
          break;
        case Where::Kind::internet:
        case Where::Kind::endpoint:
          return stops(Reason::no_route);
      }
    }
    return stops(Reason::loop);
  }

  // N-080: a device that keeps state drops a reply whose request it did not see, or knows no reply
  // to the request it did; of UDP nobody can say (C-22).
  bool loses(const Packet& reply) {
    if (reply.protocol != net::Protocol::udp) return true;
    context_.note("N-080 UDP");
    return context_.branch(Choice::c22_appliance_policy) == 1;
  }

  Answer home(const Network& network, const Packet& reply, const Answer& there) {
    // N-080: it may be addressed to a device that translated, past others that were to see it.
    const bool translator = std::ranges::any_of(passages_, [&](const Passage& passage) {
      return passage.translated && passage.device->subnet->network == &network &&
             passage.device->addresses.front() == reply.destination;
    });
    if (translator) return loses(reply) ? stops(Reason::asymmetric) : there;
    if (&network != home_ || reply.destination != client_) return stops(Reason::no_route);
    return passages_.empty() || !loses(reply) ? there : stops(Reason::asymmetric);
  }

  Context& context_;
  const Question& question_;
  const Device* device_;
  const App* app_;
  const Network* home_ = nullptr;
  Address client_ = 0;
  At at_;
  At responder_;
  Packet last_;
  bool custom_allow_ = false;
  bool returning_ = false;
  const Endpoint* endpoint_ = nullptr;
  const Place* place_ = nullptr;
  std::vector<Passage> passages_;
  std::vector<Row> rows_;
};

}  // namespace

Answer walk(Context& context, const Question& question, const Device* device, const App* app,
            const Packet& packet) {
  return Walk(context, question, device, app).run(packet);
}

}  // namespace airtight::oracle
