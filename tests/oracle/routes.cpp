#include <algorithm>

#include "oracle/plain.h"

namespace airtight::oracle {
namespace {

using model::Choice;

// N-031 and N-032.
constexpr Block reserved[] = {
    {0x0A000000, 8},  {0xAC100000, 12}, {0xC0A80000, 16}, {0x64400000, 10}, {0x7F000000, 8},
    {0xC6120000, 15}, {0x19040000, 14}, {0x19210000, 16}, {0x19290000, 20}, {0x19300000, 12},
    {0x9D3B0000, 16}, {0x286C0000, 17}, {0x286D0000, 16}, {0x68920000, 17}, {0x68930000, 16},
    {0x17670000, 18}, {0x1423FC00, 22}};

Row system_row(const Block& block, Next next) { return {block, next, Origin::system, 0, {}, {}}; }

const std::vector<Row>& user_rows(const Subnet& subnet) {
  static const std::vector<Row> none;
  return subnet.table == nullptr ? none : subnet.table->rows;
}

bool user_has(const Subnet& subnet, const Block& block) {
  return std::ranges::any_of(user_rows(subnet), [&](const Row& row) { return row.block == block; });
}

// N-034, N-035, N-036.
bool yields_to_network(const Network& network, const Block& none) {
  return std::ranges::any_of(network.blocks, [&](const Block& own) { return none.inside(own); });
}

bool has_endpoint_route(const Context& context, const Endpoint& endpoint) {
  if (endpoint.approved) return true;
  context.note("C-23");
  return context.branch(Choice::c23_route_of_unapproved_endpoint) == 0;
}

void add_endpoints(Context& context, const Network& of, const Network* peer,
                   std::vector<Row>& rows) {
  for (const auto& each : context.world.endpoints) {
    if (each->subnet->network != &of || !has_endpoint_route(context, *each)) continue;
    rows.push_back({{each->address, 32}, Next::endpoint, Origin::system, 0, peer, each.get()});
  }
}

// N-047, C-03: learned routes inside what the platform knows itself are no routes.
bool suppressed(const Context& context, const Subnet& subnet, const std::vector<Row>& system,
                const Block& learned) {
  for (const Row& row : system) {
    if (row.next != Next::local && row.next != Next::peer) continue;
    if (!learned.inside(row.block)) continue;
    if (!user_has(subnet, row.block)) return true;
    context.note("C-03");
    if (context.branch(Choice::c03_suppressed_route_under_a_user_route) == 0) return true;
  }
  return false;
}

// N-038, C-02. Section 12 C asks whether a gateway gives 0/0, not whether it wins.
bool none_routes_vanish(Context& context, const Subnet& subnet, bool gateway_gives_default) {
  for (const Row& row : user_rows(subnet)) {
    if (row.block.length != 0) continue;
    if (row.next == Next::device) return true;
    if (row.next == Next::gateway) gateway_gives_default = true;
  }
  if (!gateway_gives_default) return false;
  context.note("C-02");
  return context.branch(Choice::c02_none_routes_under_a_redirected_default) == 0;
}

std::vector<Row> rows_of(Context& context, const Subnet& subnet) {
  const Network& network = *subnet.network;
  std::vector<Row> rows;
  for (const Block& own : network.blocks) rows.push_back(system_row(own, Next::local));
  rows.push_back(system_row({}, Next::internet));
  for (const Peer& peer : network.peers) {
    if (!peer.up()) continue;
    for (const Block& block : peer.network->blocks)
      rows.push_back({block, Next::peer, Origin::system, 0, peer.network, nullptr});
  }
  const std::vector<Row> known = rows;
  add_endpoints(context, network, nullptr, rows);
  for (const Peer& peer : network.peers)
    if (peer.up()) add_endpoints(context, *peer.network, peer.network, rows);
  bool learned_default = false;
  const Exit* exit = exit_of(network);
  if (exit != nullptr && (subnet.table == nullptr || subnet.table->propagates)) {
    for (const Block& block : exit->learned) {
      if (suppressed(context, subnet, known, block)) {
        context.note("N-047");
        continue;
      }
      learned_default = learned_default || block.length == 0;
      rows.push_back({block, Next::gateway, Origin::learned, 0, nullptr, nullptr});
    }
  }
  for (const Row& row : user_rows(subnet)) rows.push_back(row);
  const bool vanish = none_routes_vanish(context, subnet, learned_default);
  for (const Block& none : reserved) {
    if (vanish || yields_to_network(network, none) || user_has(subnet, none)) continue;  // N-037
    rows.push_back(system_row(none, Next::none));
  }
  return rows;
}

int rank(const Row& row) {  // N-046
  return row.origin == Origin::user ? 2 : row.origin == Origin::learned ? 1 : 0;
}

// Of two rows of one block and origin: what the platform knows, before a None route.
bool better(const Row& a, const Row& b) {
  if (a.block.length != b.block.length) return a.block.length > b.block.length;  // N-045
  if (rank(a) != rank(b)) return rank(a) > rank(b);
  return b.next == Next::none && a.next != Next::none;
}

const Row* longest(const std::vector<Row>& rows, Address destination) {
  const Row* best = nullptr;
  for (const Row& row : rows)
    if (row.block.has(destination) && (best == nullptr || better(row, *best))) best = &row;
  return best;
}

bool by_device_or_gateway(const Row& row) {
  return row.next == Next::device || row.next == Next::gateway;
}

// N-064: the user routes that may take the place of an endpoint's /32.
std::vector<Row> rivals(const Subnet& from, const Endpoint& endpoint) {
  std::vector<Row> result;
  const auto policies = endpoint.subnet->policies;
  if (policies != azure::EndpointPolicies::enabled &&
      policies != azure::EndpointPolicies::route_table)
    return result;
  const Block* around = endpoint.subnet->network->around(endpoint.address);
  for (const Row& row : user_rows(from))
    if (row.block.has(endpoint.address) && row.block.length >= around->length)
      result.push_back(row);
  return result;
}

// C-05 with R-16.
void settle_endpoint(Context& context, const std::vector<Row>& against, Address destination,
                     std::vector<Row>& rows) {
  if (against.empty()) return;
  const auto drop_endpoint = [&] {
    std::erase_if(rows, [](const Row& row) { return row.next == Next::endpoint; });
    context.note("N-064");
  };
  if (std::ranges::all_of(against, [](const Row& row) { return row.next == Next::device; }))
    return drop_endpoint();
  context.note("C-05");
  const std::size_t branch = context.branch(Choice::c05_routes_that_invalidate_an_endpoint);
  if (branch == 2) return;
  if (branch == 1) return drop_endpoint();
  if (std::ranges::none_of(against, by_device_or_gateway)) return;
  drop_endpoint();
  std::erase_if(rows, [&](const Row& row) {
    return row.origin == Origin::user && row.block.has(destination) && !by_device_or_gateway(row);
  });
}

}  // namespace

const Row* select(Context& context, const Subnet& subnet, Address destination,
                  std::vector<Row>& rows) {
  rows = rows_of(context, subnet);
  const auto direct = std::ranges::find_if(rows, [&](const Row& row) {
    return row.next == Next::endpoint && row.block.base == destination;
  });
  if (direct != rows.end() && !user_has(subnet, {destination, 32}))
    settle_endpoint(context, rivals(subnet, *direct->endpoint), destination, rows);
  return longest(rows, destination);
}

}  // namespace airtight::oracle
