#include "plain_pairs.h"

#include <algorithm>

#include "port_sets.h"

namespace airtight::verify {
namespace {

net::Run run_of(const net::Prefix& block) {
  return {static_cast<std::uint32_t>(block.base.low), static_cast<std::uint32_t>(block.last().low)};
}

}  // namespace

PlainPairs::PlainPairs(const model::Network& network,
                       const std::vector<const azure::Subnet*>& subnets, const Classes& classes,
                       const Doubtful& doubtful)
    : network_(network), places_(subnets.size()), sets_(1) {
  subnets_.emplace(network, classes, doubtful);
  RuleEstate rules(network, estate_);
  for (std::size_t i = 0; i < subnets.size(); ++i) {
    if (subnets[i] == nullptr) continue;
    if (auto plain = subnets_->find(*subnets[i])) add_place(i, std::move(*plain), rules);
  }
  compile();
}

void PlainPairs::add_place(std::size_t subnet, PlainSubnet plain, RuleEstate& rules) {
  auto outbound = rules.lists_of(*plain.subnet, azure::Direction::outbound);
  auto inbound = rules.lists_of(*plain.subnet, azure::Direction::inbound);
  if (!outbound || !inbound) return;
  const auto [known, is_new] = networks_.emplace(plain.network, estate_.networks.size());
  if (is_new) {
    estate_.networks.emplace_back(model::prefixes(*plain.network));
    by_number_.push_back(plain.network);
  }
  net::Estate::Place place;
  place.network = static_cast<std::uint32_t>(known->second);
  place.around = rules.set_of(plain.virtual_network);
  place.outbound = std::move(*outbound);
  place.inbound = std::move(*inbound);
  for (const azure::WrittenPrefix& written : plain.subnet->address_prefixes) {
    place.addresses = run_of(written.prefix);
    place.hosts = place.addresses;
    estate_.places.push_back(place);
  }
  places_[subnet] = Place{std::move(plain), known->second, {}, {}};
}

// Which networks packets get to is asked of `ways_from`, so the estate has a way between all.
void PlainPairs::compile() {
  estate_.passages.emplace_back(net::Estate::Lists{});
  auto all = net::AllPairs::of(estate_, space_);
  if (all && !space_.is_exhausted()) all_ = std::move(*all);
  for (std::optional<Place>& place : places_) {
    if (!place) continue;
    if (!all_) {
      place.reset();
      continue;
    }
    place->senders = different(place->plain.senders);
    place->receivers = different(place->plain.receivers);
  }
}

PlainPairs::Ends PlainPairs::different(const std::vector<net::Ip>& addresses) const {
  std::map<std::uint32_t, net::AllPairs::End> ends;
  for (const net::Ip& ip : addresses) {
    const net::AllPairs::End end{0, static_cast<std::uint32_t>(ip.low)};
    ends.emplace(all_->kind_of(end), end);
  }
  Ends result;
  for (const auto& [kind, end] : ends) result.push_back(end);
  return result;
}

std::vector<PlainWay> PlainPairs::ways_from(const azure::VirtualNetwork& home) const {
  std::vector<PlainWay> ways(by_number_.size(), PlainWay::closed);
  ways[networks_.at(&home)] = PlainWay::open;
  for (const model::Neighbour& neighbour : network_.neighbours_of(home)) {
    const auto number = networks_.find(neighbour.network);
    if (number != networks_.end()) ways[number->second] = subnets_->way(home, *neighbour.network);
  }
  return ways;
}

std::vector<std::uint32_t> PlainPairs::from(std::size_t subnet) {
  std::vector<std::uint32_t> row(places_.size(), walked);
  const std::optional<Place>& source = places_[subnet];
  // Where nobody is left to send, a proof says so.
  if (!source || source->senders.empty()) return row;
  const std::vector<PlainWay> ways = ways_from(*source->plain.network);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const std::optional<Place>& to = places_[i];
    if (to && to->plain.receives && ways[to->network] != PlainWay::walked) row[i] = 0;
  }
  add_open(*source, ways, row);
  return row;
}

void PlainPairs::add_open(const Place& source, const std::vector<PlainWay>& ways,
                          std::vector<std::uint32_t>& row) {
  Ends to;
  std::vector<std::size_t> subnets;  // of those in `to`
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (row[i] == walked || ways[places_[i]->network] != PlainWay::open) continue;
    for (const net::AllPairs::End& end : places_[i]->receivers) {
      to.push_back(end);
      subnets.push_back(i);
    }
  }
  std::vector<net::Diagram> packets(places_.size(), net::nothing);
  for (const net::AllPairs::End& end : source.senders) {
    const std::vector<net::Diagram> passing = all_->between(end, to);
    for (std::size_t i = 0; i < to.size(); ++i)
      packets[subnets[i]] = space_.either(packets[subnets[i]], passing[i]);
  }
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] == walked) continue;
    row[i] = space_.is_exhausted() ? walked : number_of(packets[i]);
  }
}

std::uint32_t PlainPairs::number_of(net::Diagram packets) {
  const auto [known, is_new] = numbers_.emplace(packets.id, 0);
  if (!is_new) return known->second;
  std::vector<PortSet> sets = port_sets(space_, packets);
  const auto same = std::ranges::find(sets_, sets);
  known->second = static_cast<std::uint32_t>(same - sets_.begin());
  if (same == sets_.end()) sets_.push_back(std::move(sets));
  return known->second;
}

}  // namespace airtight::verify
