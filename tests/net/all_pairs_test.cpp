#include <airtight/net/all_pairs.h>
#include <airtight/net/rule_diagram.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

using namespace airtight::net;

// Random estates of a few networks, in which sets meet in every way: within networks, across
// them, in parts of places. What AllPairs says is compared with a scan of the rules as they are
// written, with the diagrams of whole lists, and with all pairs of hosts one by one.
namespace {

using Random = std::mt19937_64;

std::uint32_t below(Random& random, std::size_t end) {
  return static_cast<std::uint32_t>(random() % end);
}

constexpr std::uint32_t ten = 10U << 24U;
constexpr std::uint32_t size_of_network = 64;
constexpr std::uint32_t size_of_place = 16;

PrefixSet blocks(std::initializer_list<Prefix> list) { return PrefixSet(std::vector(list)); }

Prefix block_at(std::uint32_t address, int length) {
  const std::uint32_t size = length == 0 ? 0 : 1U << static_cast<unsigned>(32 - length);
  return {{Family::v4, 0, address & ~(size - 1)}, length};
}

Prefix network_block(std::uint32_t network) {
  return block_at(ten + network * size_of_network, 26);
}

std::vector<Service> some_services() {
  const PortRange web{Port{80}, Port{443}};
  const PortRange high{Port{443}, Port{65535}};
  return {{{}, {}, {}},
          {Protocol::tcp, {web}, {}},
          {Protocol::tcp, {high}, {}},
          {Protocol::udp, {}, {}},
          {{}, {web}, {high}},
          {Protocol::icmp, {}, {}}};
}

std::vector<PrefixSet> some_sets(Random& random, std::uint32_t networks) {
  std::vector<PrefixSet> sets;
  for (std::uint32_t i = 0; i < networks; ++i) {
    sets.push_back(blocks({network_block(i)}));
    sets.push_back(blocks({network_block(i), network_block(0)}));
  }
  for (int i = 0; i < 6; ++i) {
    const auto block = [&] {
      return block_at(ten + below(random, std::size_t{networks} * size_of_network),
                      23 + static_cast<int>(below(random, 10)));
    };
    sets.push_back(blocks({block(), block()}));
  }
  sets.push_back(blocks({block_at(203U << 24U, 24)}));
  return sets;
}

Estate::List some_list(Random& random, const Estate& estate, bool on_the_way) {
  Estate::List list(below(random, 10));
  const auto set = [&] {
    switch (below(random, 4)) {
      case 0:
        return Estate::anywhere;
      case 1:
        return on_the_way ? Estate::anywhere : Estate::around;
      default:
        return below(random, estate.sets.size());
    }
  };
  for (Estate::Rule& rule : list)
    rule = {set(), set(), static_cast<std::uint16_t>(below(random, estate.services.size())),
            below(random, 3) != 0};
  return list;
}

Estate::Lists some_of(Random& random, std::uint32_t first, std::uint32_t end) {
  Estate::Lists lists(below(random, 3));
  for (std::uint32_t& list : lists) list = first + below(random, end - first);
  return lists;
}

void add_places(Random& random, Estate& estate, std::uint32_t network, std::uint32_t lists) {
  for (std::uint32_t i = 0; i < size_of_network / size_of_place; ++i) {
    if (below(random, 4) == 0) continue;
    Estate::Place place;
    place.network = network;
    const std::uint32_t first = ten + network * size_of_network + i * size_of_place;
    place.addresses = {first, first + size_of_place - 1};
    place.hosts.first = first + below(random, 12);
    place.hosts.last = place.hosts.first + below(random, 4);
    place.around = below(random, 3) == 0 ? Estate::anywhere : 2 * network + below(random, 2);
    place.form = network == 0 ? 0 : 1 + below(random, estate.forms - 1);
    place.label = below(random, 2);
    place.outbound = some_of(random, 0, lists);
    place.inbound = some_of(random, 0, lists);
    place.sends = below(random, 5) != 0;
    estate.places.push_back(place);
  }
}

Estate some_estate(Random& random) {
  Estate estate;
  const std::uint32_t networks = 2 + below(random, 5);
  for (std::uint32_t i = 0; i < networks; ++i)
    estate.networks.push_back(blocks({network_block(i)}));
  estate.sets = some_sets(random, networks);
  estate.services = some_services();
  const std::uint32_t lists = 1 + below(random, 12);
  for (std::uint32_t i = 0; i < lists + 3; ++i)
    estate.lists.push_back(some_list(random, estate, i >= lists));
  estate.forms = 3;
  for (std::uint32_t i = 0; i < estate.forms * estate.forms; ++i)
    estate.passages.push_back(
        below(random, 4) == 0 ? std::nullopt : std::optional(some_of(random, lists, lists + 3)));
  for (std::uint32_t i = 0; i < networks; ++i) add_places(random, estate, i, lists);
  return estate;
}

bool covers(const Estate& estate, std::uint32_t set, std::uint32_t around, std::uint32_t address) {
  if (set == Estate::around) set = around;
  return set == Estate::anywhere || estate.sets[set].contains(Ip{Family::v4, 0, address});
}

bool covers(const std::vector<PortRange>& ports, std::uint32_t port) {
  return ports.empty() || std::ranges::any_of(ports, [&](const PortRange& range) {
           return range.contains(Port{static_cast<std::uint16_t>(port)});
         });
}

bool covers(const Service& service, const Header& header) {
  const auto protocol = static_cast<Protocol>(header[0]);
  if (service.protocol && *service.protocol != protocol) return false;
  return !has_ports(protocol) ||
         (covers(service.source_ports, header[1]) && covers(service.ports, header[2]));
}

using End = AllPairs::End;

// First match, rule by rule as written.
bool passes(const Estate& estate, const Estate::Lists& lists, std::uint32_t around, const End& from,
            const End& to, const Header& header) {
  return std::ranges::all_of(lists, [&](std::uint32_t list) {
    for (const Estate::Rule& rule : estate.lists[list])
      if (covers(estate, rule.source, around, from.address) &&
          covers(estate, rule.destination, around, to.address) &&
          covers(estate.services[rule.service], header))
        return rule.allows;
    return false;
  });
}

bool passes(const Estate& estate, const End& from, const End& to, const Header& header) {
  const Estate::Place& source = estate.places[from.place];
  const Estate::Place& destination = estate.places[to.place];
  if (!passes(estate, source.outbound, source.around, from, to, header) ||
      !passes(estate, destination.inbound, destination.around, from, to, header))
    return false;
  if (source.network == destination.network) return true;
  const auto& way = estate.passages[source.form * estate.forms + destination.form];
  return way && passes(estate, *way, Estate::anywhere, from, to, header);
}

End some_end(Random& random, const Estate& estate) {
  const std::uint32_t place = below(random, estate.places.size());
  return {place, estate.places[place].addresses.first + below(random, size_of_place)};
}

Header some_header(Random& random) {
  constexpr std::array<std::uint32_t, 7> ports{0, 79, 80, 442, 443, 444, 65535};
  return {below(random, 4), ports[below(random, 7)], ports[below(random, 7)], 0, 0};
}

std::vector<End> hosts_of(const Estate& estate) {
  std::vector<End> hosts;
  for (std::uint32_t i = 0; i < estate.places.size(); ++i) {
    const Run& run = estate.places[i].hosts;
    for (std::uint32_t address = run.first; address <= run.last; ++address)
      hosts.push_back({i, address});
  }
  return hosts;
}

enum class Pairs { across, within };

std::vector<AllPairs::Total> one_by_one(const Estate& estate, const AllPairs& all, Pairs which,
                                        const AllPairs::Labels& labels) {
  std::map<std::uint32_t, std::uint64_t> counts;
  const auto hosts = hosts_of(estate);
  for (const End& from : hosts) {
    const Estate::Place& source = estate.places[from.place];
    if (!source.sends || source.label != labels.from.value_or(source.label)) continue;
    for (const End& to : hosts) {
      const Estate::Place& destination = estate.places[to.place];
      if (from == to || destination.label != labels.to.value_or(destination.label)) continue;
      if ((source.network == destination.network) == (which == Pairs::within))
        ++counts[all.between(from, to).id];
    }
  }
  std::vector<AllPairs::Total> totals;
  for (const auto& [id, pairs] : counts) totals.push_back({{id}, pairs});
  return totals;
}

// The same by the diagrams of whole lists, addresses and all.
Diagram by_diagrams(const Estate& estate, const Estate::Lists& lists, std::uint32_t around,
                    PacketSpace& space, const AddressLine& line) {
  RuleCompiler compiler(space, line);
  Diagram all = everything;
  const auto set_of = [&](std::uint32_t set) -> std::shared_ptr<const PrefixSet> {
    if (set == Estate::around) set = around;
    if (set == Estate::anywhere) return nullptr;
    return std::make_shared<const PrefixSet>(estate.sets[set]);
  };
  for (const std::uint32_t list : lists) {
    std::vector<FilterRule> rules;
    std::vector<std::uint32_t> values;
    for (const Estate::Rule& rule : estate.lists[list]) {
      const Service& service = estate.services[rule.service];
      rules.push_back(
          {{service.protocol, service.ports, set_of(rule.source), set_of(rule.destination)},
           service.source_ports});
      values.push_back(rule.allows ? 2 : 1);
    }
    const std::vector<std::uint32_t> allowed{0, 0, 1};
    all = space.both(all, space.mapped(compiler.list(rules, values), allowed));
  }
  return all;
}

AllPairs build(const Estate& estate, PacketSpace& space) {
  auto all = AllPairs::of(estate, space);
  if (!all) FAIL(all.error().message);
  return std::move(all.value());
}

constexpr int estates = 150;

template <class Check>
void for_some_estates(std::uint64_t seed, Check check) {
  Random random(seed);
  for (int i = 0; i < estates; ++i) {
    const Estate estate = some_estate(random);
    if (estate.places.empty()) continue;
    INFO("estate " << i);
    PacketSpace space;
    check(random, estate, space, build(estate, space));
    REQUIRE_FALSE(space.is_exhausted());
  }
}

}  // namespace

TEST_CASE("what passes between two addresses is what a scan of the rules lets pass",
          "[net][all_pairs]") {
  std::size_t passed = 0;
  for_some_estates(
      21, [&](Random& random, const Estate& estate, PacketSpace& space, const AllPairs& all) {
        for (int i = 0; i < 400; ++i) {
          const End from = some_end(random, estate);
          const End to = some_end(random, estate);
          const Header header = some_header(random);
          const bool expected = passes(estate, from, to, header);
          passed += expected ? 1U : 0U;
          REQUIRE(space.value_at(all.between(from, to), header) == (expected ? 1U : 0U));
        }
      });
  CHECK(passed > 1000);
}

TEST_CASE("what passes to many is what passes to each, and the same for all of one kind",
          "[net][all_pairs]") {
  std::size_t alike = 0;
  for_some_estates(25,
                   [&](Random& random, const Estate& estate, PacketSpace&, const AllPairs& all) {
                     const End from = some_end(random, estate);
                     std::vector<End> to;
                     for (int i = 0; i < 30; ++i) to.push_back(some_end(random, estate));
                     const auto many = all.between(from, to);
                     REQUIRE(many.size() == to.size());
                     const End like{from.place, estate.places[from.place].addresses.last};
                     const bool one_kind = all.kind_of(from) == all.kind_of(like);
                     alike += one_kind ? 1U : 0U;
                     for (std::size_t i = 0; i < to.size(); ++i) {
                       REQUIRE(many[i] == all.between(from, to[i]));
                       if (!one_kind) continue;
                       REQUIRE(many[i] == all.between(like, to[i]));
                       REQUIRE(all.between(to[i], from) == all.between(to[i], like));
                     }
                   });
  CHECK(alike > estates / 20);
}

TEST_CASE("what passes between two addresses is what the diagrams of whole lists have",
          "[net][all_pairs][flow_set]") {
  const AddressLine line;
  for_some_estates(
      22, [&](Random& random, const Estate& estate, PacketSpace& space, const AllPairs& all) {
        for (int i = 0; i < 10; ++i) {
          const End from = some_end(random, estate);
          const End to = some_end(random, estate);
          const Estate::Place& source = estate.places[from.place];
          const Estate::Place& destination = estate.places[to.place];
          Diagram pair =
              space.both(by_diagrams(estate, source.outbound, source.around, space, line),
                         by_diagrams(estate, destination.inbound, destination.around, space, line));
          if (source.network != destination.network) {
            const auto& way = estate.passages[source.form * estate.forms + destination.form];
            pair = way ? space.both(pair, by_diagrams(estate, *way, 0, space, line)) : nothing;
          }
          Box box;
          box[Field::source] = {{from.address, from.address}};
          box[Field::destination] = {{to.address, to.address}};
          const Diagram here = space.box(box);
          REQUIRE(space.both(here, pair) == space.both(here, all.between(from, to)));
        }
      });
}

TEST_CASE("pairs are counted as if one by one", "[net][all_pairs]") {
  std::size_t classes = 0;
  std::size_t reduced = 0;
  for_some_estates(
      23, [&](Random& random, const Estate& estate, PacketSpace&, const AllPairs& all) {
        for (const AllPairs::Labels& labels :
             {AllPairs::Labels{}, AllPairs::Labels{below(random, 2), below(random, 2)}}) {
          REQUIRE(all.across(labels) == one_by_one(estate, all, Pairs::across, labels));
          REQUIRE(all.within(labels) == one_by_one(estate, all, Pairs::within, labels));
        }
        const AllPairs::Size size = all.size();
        classes += size.source_classes > 1 && size.destination_classes > 1 ? 1U : 0U;
        reduced += size.base_outbound_lists < size.outbound_lists ? 1U : 0U;
      });
  // Estates with classes, and with lists that have rare sets, are among them.
  CHECK(classes > estates / 2);
  CHECK(reduced > estates / 4);
}

TEST_CASE("places are isolated, or two hosts show that they are not", "[net][all_pairs]") {
  std::size_t isolated = 0;
  std::size_t open = 0;
  for_some_estates(24, [&](Random&, const Estate& estate, PacketSpace&, const AllPairs& all) {
    for (std::uint32_t i = 0; i < 4; ++i) {
      const AllPairs::Labels labels{i / 2, i % 2};
      const auto totals = one_by_one(estate, all, Pairs::across, labels);
      const bool is_open = std::ranges::any_of(
          totals, [](const AllPairs::Total& total) { return total.packets != nothing; });
      const auto pair = all.some_open(labels);
      REQUIRE(pair.has_value() == is_open);
      ++(is_open ? open : isolated);
      if (!pair) continue;
      const Estate::Place& from = estate.places[pair->from.place];
      const Estate::Place& to = estate.places[pair->to.place];
      CHECK(from.network != to.network);
      CHECK(from.label == i / 2);
      CHECK(to.label == i % 2);
      CHECK(from.sends);
      CHECK(pair->packets != nothing);
      CHECK(pair->packets == all.between(pair->from, pair->to));
      CHECK(from.hosts.first <= pair->from.address);
      CHECK(pair->to.address <= to.hosts.last);
    }
  });
  CHECK(isolated > 20);
  CHECK(open > 20);
}

TEST_CASE("an estate that contradicts itself has no answer", "[net][all_pairs]") {
  Random random(25);
  Estate good;
  while (good.places.size() < 2 || good.lists.front().empty() || good.places[0].network != 0)
    good = some_estate(random);
  struct Case {
    const char* message;
    std::function<void(Estate&)> harm;
  };
  const std::vector<Case> cases{
      {"two networks share addresses", [](Estate& e) { e.networks[1] = e.networks[0]; }},
      {"two places share addresses", [](Estate& e) { e.places.push_back(e.places.front()); }},
      {"a place lies outside its network",
       [](Estate& e) { e.places[0].network = static_cast<std::uint32_t>(e.networks.size()) - 1; }},
      {"a place names a network or a form that there is not",
       [](Estate& e) { e.places[1].form = e.forms; }},
      {"a place names a set that there is not",
       [](Estate& e) { e.places[1].around = static_cast<std::uint32_t>(e.sets.size()); }},
      {"a place names a list that there is not",
       [](Estate& e) { e.places[1].inbound = {static_cast<std::uint32_t>(e.lists.size())}; }},
      {"hosts of a place are not among its addresses",
       [](Estate& e) { e.places[1].hosts.last = e.places[1].addresses.last + 1; }},
      {"a rule names a set or a service that there is not",
       [](Estate& e) { e.lists[0][0].service = 99; }},
      {"a rule of a passage says `around`, which has no meaning on the way",
       [](Estate& e) {
         e.lists[0][0].source = Estate::around;
         e.passages[0] = Estate::Lists{0};
       }},
      {"a passage names a list that there is not",
       [](Estate& e) { e.passages[0] = Estate::Lists{99}; }},
      {"there must be a passage, or none, for each pair of forms",
       [](Estate& e) { e.passages.pop_back(); }}};
  for (const Case& each : cases) {
    Estate bad = good;
    each.harm(bad);
    PacketSpace space;
    const auto all = AllPairs::of(bad, space);
    REQUIRE_FALSE(all.has_value());
    CHECK(all.error().message == each.message);
  }
}
