#include <airtight/verify/matrix.h>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>

#include "resource.h"

// `prove --matrix` of a model: a hub with spokes of ten subnets, a group of nine rules for each
// subnet but one, two interfaces in each. All cells with plain pairs at once, beside proofs of a
// few of them, which are also what the answers are compared with.
namespace airtight::verify {
namespace {

constexpr std::uint32_t subnets_of_each = 10;
constexpr std::uint32_t network_bits = 12;  // of addresses, a /20
constexpr std::uint32_t ten = 10U << 24U;

using bench::named;

template <class T>
azure::Property<T> known(T value) {
  return {{std::move(value)}, {}};
}

std::string digits(std::uint32_t number) { return std::to_string(10'000 + number); }

net::Prefix block(std::uint32_t address, int length) {
  return {{net::Family::v4, 0, address}, length};
}

struct Place {
  std::uint32_t network = 0;
  std::uint32_t number = 0;

  std::uint32_t space() const { return ten + (network << network_bits); }
  std::uint32_t address() const { return space() + number * 256; }
  net::Prefix own() const { return block(address(), 26); }
  azure::ResourceId network_id() const {
    return bench::network_resource("virtualNetworks", "vnet" + digits(network));
  }
  azure::ResourceId id() const {
    return network_id().child("subnets", "s" + std::to_string(number));
  }
};

azure::RuleSide side(const net::Prefix& prefix) {
  azure::RuleSide result;
  result.prefixes = {prefix};
  return result;
}
azure::RuleSide side(const std::string& tag) {
  azure::RuleSide result;
  result.tags = {tag};
  return result;
}

class Group {
 public:
  explicit Group(const azure::ResourceId& id) : group_(named<azure::NetworkSecurityGroup>(id)) {}

  void add(azure::Direction direction, azure::Access access, azure::RuleSide from,
           azure::RuleSide to, std::uint16_t port) {
    azure::SecurityRule rule;
    rule.priority = 100 + 10 * static_cast<int>(group_.rules.size());
    rule.name = "rule" + std::to_string(rule.priority);
    rule.direction = direction;
    rule.access = access;
    rule.source = std::move(from);
    rule.destination = std::move(to);
    rule.source_ports = {net::PortRange{}};
    rule.destination_ports = {port == 0 ? net::PortRange{}
                                        : net::PortRange{net::Port{port}, net::Port{port}}};
    if (port != 0) rule.protocol = net::Protocol::tcp;
    group_.rules.push_back(std::move(rule));
  }

  azure::NetworkSecurityGroup take() { return std::move(group_); }

 private:
  azure::NetworkSecurityGroup group_;
};

azure::NetworkSecurityGroup group_of(const Place& place, const azure::ResourceId& id) {
  using enum azure::Direction;
  using enum azure::Access;
  const auto own = side(place.own());
  const auto space = side(block(place.space(), 20));
  const Place next{place.network, (place.number + 1) % subnets_of_each};
  const auto local = static_cast<std::uint16_t>(8000 + place.number);
  Group group(id);
  group.add(inbound, allow, side(block(ten, 20)), own, 443);
  group.add(inbound, allow, side(next.own()), own, 1433);
  group.add(inbound, deny, side("*"), own, 22);
  group.add(inbound, allow, place.number % 2 == 0 ? space : side("VirtualNetwork"), own, local);
  group.add(inbound, deny, side("*"), side("*"), 0);
  group.add(outbound, allow, own, side("VirtualNetwork"), 443);
  group.add(outbound, allow, own, space, 1433);
  group.add(outbound, allow, own, side("Storage"), 443);
  group.add(outbound, deny, side("*"), side(block(ten, 8)), 0);
  return group.take();
}

void add_subnet(azure::Resources& all, const Place& place) {
  auto subnet = named<azure::Subnet>(place.id());
  subnet.virtual_network = place.network_id();
  subnet.address_prefixes.push_back({place.own(), {}});
  const std::string name = digits(place.network) + "-" + std::to_string(place.number);
  if (place.number + 1 < subnets_of_each) {
    const auto id = bench::network_resource("networkSecurityGroups", "nsg-" + name);
    subnet.network_security_group = known(id);
    all.network_security_groups.push_back(group_of(place, id));
  }
  all.subnets.push_back(std::move(subnet));
  for (std::uint32_t host = 4; host < 6; ++host) {
    auto interface = named<azure::NetworkInterface>(
        bench::network_resource("networkInterfaces", "nic-" + name + "-" + std::to_string(host)));
    interface.subnet = place.id();
    interface.addresses = {{net::Family::v4, 0, place.address() + host}};
    all.network_interfaces.push_back(std::move(interface));
  }
}

void add_link(azure::Resources& all, const Place& from, const Place& to) {
  auto link = named<azure::Peering>(
      from.network_id().child("virtualNetworkPeerings", "to" + digits(to.network)));
  link.virtual_network = from.network_id();
  link.remote = to.network_id();
  all.peerings.push_back(std::move(link));
}

// Resources are in order of id.
template <class T>
void sort(std::vector<T>& list) {
  std::ranges::sort(list, {}, &T::id);
}

model::Network hub_and_spokes(std::uint32_t subnets) {
  azure::Resources all;
  for (std::uint32_t i = 0; i * subnets_of_each < subnets; ++i) {
    auto network = named<azure::VirtualNetwork>(Place{i, 0}.network_id());
    network.address_prefixes.push_back({block(Place{i, 0}.space(), 20), {}});
    all.virtual_networks.push_back(std::move(network));
    if (i > 0) {
      add_link(all, {0, 0}, {i, 0});
      add_link(all, {i, 0}, {0, 0});
    }
  }
  for (std::uint32_t i = 0; i < subnets; ++i)
    add_subnet(all, {i / subnets_of_each, i % subnets_of_each});
  sort(all.peerings);
  sort(all.subnets);
  sort(all.network_security_groups);
  sort(all.network_interfaces);
  Diagnostics diagnostics;
  return model::build(std::move(all), diagnostics);
}

// Whether a proof of a cell comes to what the matrix says, by whether anything passes.
bool agrees(const Matrix& matrix, const Proof& proof, std::size_t from, std::size_t to) {
  const MatrixValue* value = matrix.at(from, to);
  return value != nullptr && (value->verdict == Judgement::allow) == (proof.truth == Truth::fails);
}

void matrix_of_subnets(benchmark::State& state) {
  const model::Network network = hub_and_spokes(static_cast<std::uint32_t>(state.range(0)));
  Result<Matrix> made;
  for ([[maybe_unused]] auto _ : state) made = matrix(network, MatrixEnds::subnets);
  if (!made || made->left_out > 0) return state.SkipWithError("not all cells");
  std::mt19937_64 random(7);
  for (int i = 0; i < 20; ++i) {
    const std::size_t from = random() % made->from.size();
    const std::size_t near = from / subnets_of_each * subnets_of_each + random() % subnets_of_each;
    const std::size_t to =
        std::min(i % 2 == 0 ? random() % made->to.size() : near, made->to.size() - 1);
    const auto proof = prove(network, {{made->from[from]}, made->to[to], {}});
    if (!proof || !agrees(*made, *proof, from, to)) return state.SkipWithError("answers differ");
  }
  state.counters["cells"] = static_cast<double>(made->cells.size());
  state.counters["values"] = static_cast<double>(made->values.size());
}

// The first cells by proofs, as many as a twentieth of the most classes leaves.
void matrix_by_proofs(benchmark::State& state) {
  const model::Network network = hub_and_spokes(static_cast<std::uint32_t>(state.range(0)));
  std::size_t proved = 0;
  for ([[maybe_unused]] auto _ : state) {
    const auto made = matrix(network, MatrixEnds::subnets, {}, most_classes / 20, MatrixBy::proofs);
    if (!made) return state.SkipWithError(made.error().message.c_str());
    proved = made->cells.size() - made->left_out;
  }
  state.counters["proved"] = static_cast<double>(proved);
  state.counters["s_for_each"] = benchmark::Counter(
      static_cast<double>(proved),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// AIRTIGHT_BENCH_LARGEST says of how many subnets at most.
void sizes(benchmark::internal::Benchmark* bench) {
  const char* given = std::getenv("AIRTIGHT_BENCH_LARGEST");
  const long largest = given == nullptr ? 200 : std::strtol(given, nullptr, 10);
  for (const long subnets : {20L, 200L, 1000L, 3000L}) {
    if (subnets <= largest) bench->Arg(subnets);
  }
  bench->Unit(benchmark::kMillisecond);
}
BENCHMARK(matrix_of_subnets)->Apply(sizes);
BENCHMARK(matrix_by_proofs)->Apply(sizes);

}  // namespace
}  // namespace airtight::verify
