#include "routes.h"

#include <airtight/azure/address_block.h>

#include <algorithm>

namespace airtight::lab {
namespace {

enum class Next { local, peer, internet, none, endpoint, device, gateway };

// N-046 as preferences; of system routes a None route gives way (N-034).
constexpr std::uint32_t by_user = 10;
constexpr std::uint32_t learned = 20;
constexpr std::uint32_t by_platform = 30;
constexpr std::uint32_t by_default = 40;

struct Row {
  net::Prefix prefix;
  Next next = Next::none;
  std::uint32_t preference = by_platform;
  const Peer* peer = nullptr;
  const Host* endpoint = nullptr;
  net::Ip device{};
};

Next next_of(azure::RouteNextHop hop) {
  switch (hop) {
    case azure::RouteNextHop::gateway:
      return Next::gateway;
    case azure::RouteNextHop::vnet_local:
      return Next::local;
    case azure::RouteNextHop::internet:
      return Next::internet;
    case azure::RouteNextHop::appliance:
      return Next::device;
    case azure::RouteNextHop::none:
      return Next::none;
  }
  return Next::none;
}

bool is_ipv4(const net::Prefix& prefix) { return prefix.base.family == net::Family::v4; }

class Table {
 public:
  Table(const Estate& estate, const azure::Subnet& subnet, const Network& network, Sender sender)
      : estate_(estate), subnet_(subnet), network_(network), sender_(sender) {
    read_user_routes();
    add_system_rows();
    add_learned_rows();
    add_reserved_rows();
    rows_.insert(rows_.end(), user_.begin(), user_.end());
    for (const Host* each : endpoints_) add_endpoint(*each);
  }

  const std::vector<Row>& rows() const { return rows_; }

 private:
  void read_user_routes() {
    const azure::RouteTable* table = estate_.table_of(subnet_);
    if (table == nullptr) return;
    if (sender_ == Sender::endpoint) return;  // N-079
    propagates_ = !table->disable_bgp_propagation;
    for (const azure::UserRoute& route : table->routes) {
      if (!route.prefix || !is_ipv4(*route.prefix) || !route.unknown.empty()) {
        estate_.leave_out("route " + route.name + " of " + table->name, "N-050");
        continue;
      }
      user_.push_back({*route.prefix, next_of(route.next_hop), by_user, nullptr, nullptr,
                       route.next_hop_address.value_or(net::Ip{})});
    }
  }

  bool user_has(const net::Prefix& prefix) const {
    return std::ranges::count(user_, prefix, &Row::prefix) > 0;
  }

  // N-031, N-039, N-042; N-009: none for each subnet.
  void add_system_rows() {
    for (const net::Prefix& own : network_.blocks) rows_.push_back({own, Next::local});
    rows_.push_back({net::Prefix{}, Next::internet});
    for (const Peer& peer : network_.peers) {
      if (!peer.up()) continue;
      for (const net::Prefix& each : peer.network->blocks)
        rows_.push_back({each, Next::peer, by_platform, &peer});
    }
    const auto collect = [&](const Network& of) {
      for (const Host* each : of.hosts)
        if (each->kind == Kind::endpoint) endpoints_.push_back(each);
    };
    collect(network_);
    for (const Peer& peer : network_.peers)
      if (peer.up()) collect(*peer.network);
  }

  // N-047: what the platform knows itself goes before what it learns; C-03.
  bool suppressed(const net::Prefix& prefix) const {
    return std::ranges::any_of(rows_, [&](const Row& row) {
      return (row.next == Next::local || row.next == Next::peer) && row.prefix.contains(prefix);
    });
  }

  void add_learned_rows() {
    const Exit* exit = network_.way_out();
    if (exit == nullptr || !propagates_) return;
    std::vector<Row> rows;
    for (const net::Prefix& prefix : exit->learned) {
      if (is_ipv4(prefix) && !suppressed(prefix)) rows.push_back({prefix, Next::gateway, learned});
    }
    rows_.insert(rows_.end(), rows.begin(), rows.end());
  }

  // N-038, C-02: a default route that leads to an appliance or a gateway takes them away.
  bool reserved_vanish() const {
    const auto redirects = [](const Row& row) {
      return row.prefix.length == 0 && (row.next == Next::device || row.next == Next::gateway);
    };
    return std::ranges::any_of(rows_, redirects) || std::ranges::any_of(user_, redirects);
  }

  // N-032, N-034 to N-037.
  void add_reserved_rows() {
    if (reserved_vanish() || sender_ == Sender::endpoint) return;
    for (const azure::AddressBlock& each : azure::address_blocks()) {
      if (each.use != azure::BlockUse::dropped || !is_ipv4(each.prefix)) continue;
      const bool yields = std::ranges::any_of(
          network_.blocks, [&](const net::Prefix& own) { return own.contains(each.prefix); });
      if (!yields && !user_has(each.prefix)) rows_.push_back({each.prefix, Next::none, by_default});
    }
  }

  // The user routes that may take the place of an endpoint's /32 (N-064, N-067).
  std::vector<Row> rivals_of(const Host& endpoint) const {
    std::vector<Row> result;
    const auto policies =
        value_or(endpoint.subnet->endpoint_policies, azure::EndpointPolicies::disabled);
    if (policies != azure::EndpointPolicies::enabled &&
        policies != azure::EndpointPolicies::route_table)
      return result;
    const net::Ip& ip = endpoint.addresses.front();
    int around = 0;
    for (const net::Prefix& block : endpoint.network->blocks)
      if (block.contains(ip)) around = block.length;
    for (const Row& row : user_)
      if (row.prefix.contains(ip) && row.prefix.length >= around) result.push_back(row);
    return result;
  }

  static bool onwards(const Row& row) {
    return row.next == Next::device || row.next == Next::gateway;
  }

  void add_endpoint(const Host& endpoint) {
    const Peer* peer = nullptr;
    for (const Peer& each : network_.peers)
      if (each.network == endpoint.network) peer = &each;
    for (const net::Ip& ip : endpoint.addresses) {
      const Row direct{net::host_prefix(ip), Next::endpoint, by_platform, peer, &endpoint};
      const std::vector<Row> rivals =
          user_has(direct.prefix) ? std::vector<Row>{} : rivals_of(endpoint);
      if (std::ranges::none_of(rivals, onwards)) {
        rows_.push_back(direct);
      } else if (!std::ranges::all_of(rivals,
                                      [](const Row& row) { return row.next == Next::device; })) {
        stand_in(direct.prefix);
      }
    }
  }

  // C-05: of this endpoint, user routes that do not lead onwards are set aside too.
  void stand_in(const net::Prefix& prefix) {
    const Row* best = nullptr;
    for (const Row& row : rows_) {
      if (!row.prefix.contains(prefix) || (row.preference == by_user && !onwards(row))) continue;
      if (best == nullptr || row.prefix.length > best->prefix.length ||
          (row.prefix.length == best->prefix.length && row.preference < best->preference))
        best = &row;
    }
    if (best == nullptr) return;
    Row row = *best;
    row.prefix = prefix;
    row.preference = by_user;
    rows_.push_back(row);
  }

  const Estate& estate_;
  const azure::Subnet& subnet_;
  const Network& network_;
  Sender sender_;
  bool propagates_ = true;
  std::vector<Row> user_;
  std::vector<Row> rows_;
  std::vector<const Host*> endpoints_;
};

// N-152: the link's access flag, and then whose packets they are.
bool lets_through(const Peer& peer) {
  return peer.up() && value_or(peer.link->allow_virtual_network_access, true);
}

struct Target {
  Leads leads = Leads::to_nobody;
  std::string device{};
};

Target to(std::string device) { return {Leads::to_device, std::move(device)}; }

// N-079: an endpoint's replies take their own way, whatever the link and the None routes say.
Target into_peer(const Network& network, const Peer& peer, Sender sender) {
  if (sender == Sender::endpoint) return to(peer_device(*peer.network));
  if (!lets_through(peer)) return {};
  if (sender != Sender::gateway) return to(peer_device(*peer.network));
  return peer.network->way_out() == network.way_out() ? to(transit_device(*peer.network))
                                                      : Target{};  // N-157
}

// N-056, R-20.
Target to_appliance(const Network& network, const net::Ip& ip, Sender sender,
                    std::set<RemoteHop>& remote_hops) {
  const auto is_device = [](const Host* host) {
    return host != nullptr && host->kind == Kind::machine;
  };
  if (const Host* host = network.host_at(ip); is_device(host)) return to(host->device);
  for (const Peer& peer : network.peers) {
    const Host* host = peer.network->host_at(ip);
    if (!is_device(host)) continue;
    if (!lets_through(peer)) return {};
    const RemoteHop hop{&network, host, sender == Sender::gateway};
    remote_hops.insert(hop);
    return to(hop_device(hop));
  }
  return {};
}

// N-057; N-079 of endpoints.
Target to_gateway(const Network& network, const Row& row, Sender sender) {
  const Exit* exit = network.way_out();
  if (exit == nullptr || (row.preference == by_user && !exit->vpn_only)) return {};
  if (exit->network == &network) return to("gw");
  const bool lets =
      sender == Sender::endpoint || std::ranges::any_of(network.peers, [&](const Peer& peer) {
        return peer.network == exit->network && lets_through(peer);
      });
  return lets ? to(transit_device(*exit->network)) : Target{};
}

Target target_of(const Network& network, const Row& row, Sender sender,
                 std::set<RemoteHop>& remote_hops) {
  switch (row.next) {
    case Next::local:
      return {Leads::to_hosts};
    case Next::peer:
      return into_peer(network, *row.peer, sender);
    case Next::endpoint:
      return row.peer == nullptr ? to(row.endpoint->device) : into_peer(network, *row.peer, sender);
    case Next::internet:
      return to("out");
    case Next::none:
      return {};
    case Next::device:
      return to_appliance(network, row.device, sender, remote_hops);
    case Next::gateway:
      return to_gateway(network, row, sender);
  }
  return {};
}

}  // namespace

std::string peer_device(const Network& to) { return "p" + std::to_string(to.number); }
std::string transit_device(const Network& other) { return "g" + std::to_string(other.number); }
std::string hop_device(const RemoteHop& hop) {
  return (hop.of_gateway ? "v" : "n") + std::to_string(hop.host->number);
}
std::string arrival_device(const RemoteHop& hop) {
  return (hop.of_gateway ? "w" : "m") + std::to_string(hop.from->number) + "x" +
         std::to_string(hop.host->number);
}

std::vector<Route> routes_of(const Estate& estate, const azure::Subnet& subnet,
                             const Network& network, std::uint32_t table, Sender sender,
                             std::set<RemoteHop>& remote_hops) {
  std::vector<Route> routes;
  const Table rows(estate, subnet, network, sender);
  for (const Row& row : rows.rows()) {
    const Target target = target_of(network, row, sender, remote_hops);
    const bool twice = std::ranges::any_of(routes, [&](const Route& each) {
      return each.prefix == row.prefix && each.preference == row.preference;
    });
    if (!twice) routes.push_back({table, row.prefix, target.leads, target.device, row.preference});
  }
  return routes;
}

}  // namespace airtight::lab
