#include "hub_estate.h"

#include <algorithm>
#include <bit>

#include "estate_lists.h"

namespace airtight::bench {
namespace {

using net::Estate;
using net::Run;

constexpr std::uint32_t ten = 10U << 24U;
constexpr std::uint32_t environment_size = 1U << 22U;  // a /10
constexpr std::uint32_t hub_size = 1U << 10U;          // a /22
constexpr std::uint32_t first_spoke = 1U << 16U;
constexpr std::uint32_t spoke_size = 512;  // a /23, 16 subnets
constexpr std::uint32_t subnet_size = 32;
constexpr std::uint32_t first_host = 4;  // Azure keeps those before (N-005)
constexpr std::uint32_t hub_subnets = 3;
constexpr std::uint32_t spoke_endpoints = 5;
constexpr std::uint32_t hub_endpoints = 100;
constexpr std::uint32_t shared_blocks = 300;
constexpr std::uint16_t any_service = 0;

}  // namespace

net::Prefix HubEstate::block(std::uint32_t address, int length) {
  const std::uint64_t size = std::uint64_t{1} << static_cast<unsigned>(32 - length);
  return {{net::Family::v4, 0, address & ~(size - 1)}, length};
}

std::uint32_t HubEstate::add_set(const std::vector<net::Prefix>& blocks) {
  estate_.sets.emplace_back(blocks);
  return static_cast<std::uint32_t>(estate_.sets.size()) - 1;
}

HubEstate::HubEstate(const HubEstateShape& shape, std::uint64_t seed)
    : shape_(shape), random_(seed) {
  add_services();
  add_shared_sets();
  add_templates();
  add_firewalls();
  add_passages();
  for (std::uint32_t i = 0; i < environments; ++i) add_hub(i);
  for (std::uint32_t i = 0; i < shape_.spokes; ++i) add_spoke(i);
}

void HubEstate::add_services() {
  estate_.services.push_back({});
  for (int i = 0; i < 40; ++i)
    estate_.services.push_back(
        {i % 4 == 0 ? net::Protocol::udp : net::Protocol::tcp, {usual_ports(random_)}, {}});
}

void HubEstate::add_shared_sets() {
  for (std::uint32_t i = 0; i < environments; ++i)
    environment_sets_.push_back(add_set({block(ten + i * environment_size, 10)}));
  for (const Set& tag : nested_tags(random_)) {
    estate_.sets.push_back(*tag);
    shared_.push_back(static_cast<std::uint32_t>(estate_.sets.size()) - 1);
  }
  for (std::uint32_t i = 0; i < shared_blocks; ++i) {
    const std::uint32_t spoke = spoke_address(below(shape_.spokes));
    shared_.push_back(add_set({block(spoke, 13 + static_cast<int>(below(10)))}));
  }
}

HubEstate::Template HubEstate::some_template() {
  Template stamps(rules);
  for (Stamp& rule : stamps) {
    const std::uint32_t kind = below(100);
    rule.peer = kind < 10   ? Peer::anywhere
                : kind < 20 ? Peer::around
                : kind < 30 ? Peer::own_network
                : kind < 50 ? Peer::sibling
                : kind < 85 ? Peer::shared
                : kind < 92 ? Peer::environment
                            : Peer::others;
    rule.which = rule.peer == Peer::shared ? shared_[below(shared_.size())] : below(subnets);
    rule.own_subnet = below(3) != 0;
    rule.service = static_cast<std::uint16_t>(1 + below(estate_.services.size() - 1));
    rule.allows = below(3) != 0;
  }
  return stamps;
}

void HubEstate::add_templates() {
  for (std::uint32_t i = 0; i < shape_.templates; ++i) {
    outbound_.push_back(some_template());
    inbound_.push_back(some_template());
  }
}

void HubEstate::add_firewalls() {
  const auto some_set = [&] {
    const std::uint32_t kind = below(10);
    return kind == 0  ? Estate::anywhere
           : kind < 4 ? environment_sets_[below(environments)]
                      : shared_[below(shared_.size())];
  };
  for (std::uint32_t i = 0; i < environments; ++i) {
    Estate::List list;
    if (shape_.apart) list.push_back({environment_sets_[0], environment_sets_[1], 0, false});
    while (list.size() < firewall_rules)
      list.push_back({some_set(), some_set(),
                      static_cast<std::uint16_t>(below(estate_.services.size())), below(4) != 0});
    firewalls_.push_back(static_cast<std::uint32_t>(estate_.lists.size()));
    estate_.lists.push_back(std::move(list));
  }
}

// Spokes reach spokes and other environments' hubs past the firewalls of both ends, their own hub
// by its peering; hubs are not peered with each other.
void HubEstate::add_passages() {
  estate_.forms = 2 * environments;
  for (std::uint32_t from = 0; from < estate_.forms; ++from) {
    for (std::uint32_t to = 0; to < estate_.forms; ++to) {
      const std::uint32_t one = from % environments;
      const std::uint32_t other = to % environments;
      const bool between_hubs = from >= environments && to >= environments;
      const bool with_own_hub = one == other && (from >= environments) != (to >= environments);
      std::optional<Estate::Lists> passage;
      if (with_own_hub) {
        passage.emplace();
      } else if (!between_hubs) {
        passage = one == other ? Estate::Lists{firewalls_[one]}
                               : Estate::Lists{firewalls_[one], firewalls_[other]};
      }
      estate_.passages.push_back(std::move(passage));
    }
  }
}

std::uint32_t HubEstate::spoke_address(std::uint32_t number) const {
  return ten + number % environments * environment_size + first_spoke +
         number / environments * spoke_size;
}

std::uint32_t HubEstate::set_of(const Stamp& stamp, const Spoke& spoke) const {
  switch (stamp.peer) {
    case Peer::anywhere:
      return Estate::anywhere;
    case Peer::around:
      return Estate::around;
    case Peer::own_network:
      return spoke.network_set;
    case Peer::sibling:
      return spoke.first_subnet_set + stamp.which;
    case Peer::shared:
      return stamp.which;
    case Peer::environment:
      return environment_sets_[spoke.environment];
    case Peer::others:
      return environment_sets_[(spoke.environment + 1 + stamp.which) % environments];
  }
  return Estate::anywhere;
}

// Two of the rules are about another subnet or one host of another spoke.
void HubEstate::add_custom_rules(Estate::List& list, std::uint32_t own, bool outbound) {
  for (int i = 0; i < 2; ++i) {
    const std::uint32_t subnet = spoke_address(below(shape_.spokes)) + below(subnets) * subnet_size;
    const std::uint32_t peer = add_set(
        {below(2) == 0 ? block(subnet, 27) : block(subnet + first_host + below(hosts), 32)});
    Estate::Rule& rule = list[below(rules)];
    rule.source = outbound ? own : peer;
    rule.destination = outbound ? peer : own;
    rule.allows = below(2) == 0;
  }
}

// With the platform's own rules at the end (N-093).
std::uint32_t HubEstate::stamped(const Template& from, const Spoke& spoke, std::uint32_t subnet,
                                 bool outbound, bool custom) {
  Estate::List list;
  list.reserve(from.size() + 2);
  for (const Stamp& stamp : from) {
    const std::uint32_t own =
        stamp.own_subnet ? spoke.first_subnet_set + subnet : spoke.network_set;
    const std::uint32_t peer = set_of(stamp, spoke);
    list.push_back(outbound ? Estate::Rule{own, peer, stamp.service, stamp.allows}
                            : Estate::Rule{peer, own, stamp.service, stamp.allows});
  }
  if (custom) add_custom_rules(list, spoke.first_subnet_set + subnet, outbound);
  list.push_back({Estate::around, Estate::around, any_service, true});
  list.push_back({Estate::anywhere, Estate::anywhere, any_service, false});
  estate_.lists.push_back(std::move(list));
  return static_cast<std::uint32_t>(estate_.lists.size()) - 1;
}

void HubEstate::add_endpoints(std::uint32_t network, std::uint32_t form, std::uint32_t address,
                              std::uint32_t label, std::uint32_t around, std::uint32_t count) {
  Estate::Place place;
  place.network = network;
  place.addresses = {address,
                     address + std::max(subnet_size, std::bit_ceil(count + first_host)) - 1};
  place.hosts = {address + first_host, address + first_host + count - 1};
  place.around = around;
  place.form = form;
  place.label = label;
  place.sends = false;
  estate_.places.push_back(std::move(place));
}

void HubEstate::add_subnet(const Spoke& spoke, std::uint32_t network, std::uint32_t number) {
  const std::uint32_t pick = below(shape_.templates);
  const bool custom = below(100) < shape_.custom_percent;
  const std::uint32_t address = spoke.address + number * subnet_size;
  Estate::Place place;
  place.network = network;
  place.addresses = {address, address + subnet_size - 1};
  place.hosts = {address + first_host, address + first_host + hosts - 1};
  place.around = spoke.around;
  place.label = spoke.environment;
  place.form = network < environments ? hub_form(spoke.environment) : spoke_form(spoke.environment);
  place.outbound = {stamped(outbound_[pick], spoke, number, true, custom)};
  place.inbound = {stamped(inbound_[pick], spoke, number, false, custom)};
  estate_.places.push_back(std::move(place));
}

void HubEstate::add_hub(std::uint32_t environment) {
  Spoke hub;
  hub.environment = environment;
  hub.address = ten + environment * environment_size;
  estate_.networks.emplace_back(std::vector{block(hub.address, 22)});
  hub.network_set = add_set({block(hub.address, 22)});
  hub.around = environment_sets_[environment];
  hub.first_subnet_set = static_cast<std::uint32_t>(estate_.sets.size());
  for (std::uint32_t i = 0; i < subnets; ++i) add_set({block(hub.address + i * subnet_size, 27)});
  if (shape_.hub_pairs)
    for (std::uint32_t i = 0; i < hub_subnets; ++i) add_subnet(hub, environment, i);
  if (shape_.private_endpoints)
    add_endpoints(environment, hub_form(environment), hub.address + hub_size / 2,
                  endpoints_of(environment), hub.around, hub_endpoints);
}

void HubEstate::add_spoke(std::uint32_t number) {
  Spoke spoke;
  spoke.environment = number % environments;
  spoke.address = spoke_address(number);
  const auto network = static_cast<std::uint32_t>(estate_.networks.size());
  const net::Prefix own = block(spoke.address, 23);
  estate_.networks.emplace_back(std::vector{own});
  spoke.network_set = add_set({own});
  spoke.around = add_set({own, block(ten + spoke.environment * environment_size, 22)});
  spoke.first_subnet_set = static_cast<std::uint32_t>(estate_.sets.size());
  for (std::uint32_t i = 0; i < subnets; ++i) add_set({block(spoke.address + i * subnet_size, 27)});
  for (std::uint32_t i = 0; i < subnets; ++i) add_subnet(spoke, network, i);
  if (shape_.private_endpoints)
    add_endpoints(network, spoke_form(spoke.environment), spoke.address + subnets * subnet_size,
                  endpoints_of(spoke.environment), spoke.around, spoke_endpoints);
}

std::size_t HubEstate::rule_count() const {
  std::size_t count = 0;
  for (const Estate::List& list : estate_.lists) count += list.size();
  return count;
}

std::size_t HubEstate::host_count() const {
  std::size_t count = 0;
  for (const Estate::Place& place : estate_.places)
    count += place.hosts.last - place.hosts.first + 1;
  return count;
}

}  // namespace airtight::bench
