#include <airtight/dns/resolve.h>
#include <airtight/net/all_pairs.h>
#include <airtight/verify/name_matrix.h>
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>

#include "hub_estate.h"
#include "hub_names.h"

// All pairs of an estate at once. AIRTIGHT_BENCH_NETWORKS says of how many networks; 10,000 are the
// estate of docs/performance.md. Answers are compared with the rules as written on sampled packets
// in the same run, which is also the peer: so many single flows, extrapolated.
namespace airtight::net {
namespace {

constexpr std::uint64_t seed = 7;

using bench::HubEstate;
using bench::HubEstateShape;
using Clock = std::chrono::steady_clock;

std::uint32_t networks() {
  const char* given = std::getenv("AIRTIGHT_BENCH_NETWORKS");
  return given == nullptr ? 100U : static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

// The peer: rule by rule as written, set by set.
class Scan {
 public:
  explicit Scan(const Estate& estate) : estate_(&estate) {}

  bool passes(const AllPairs::End& from, const AllPairs::End& to, const Header& header) const {
    const Estate::Place& source = estate_->places[from.place];
    const Estate::Place& destination = estate_->places[to.place];
    if (!lets(source.outbound, source.around, from.address, to.address, header)) return false;
    if (source.network != destination.network) {
      const auto& way = estate_->passages[source.form * estate_->forms + destination.form];
      if (!way || !lets(*way, Estate::anywhere, from.address, to.address, header)) return false;
    }
    return lets(destination.inbound, destination.around, from.address, to.address, header);
  }

 private:
  bool lets(const Estate::Lists& lists, std::uint32_t around, std::uint32_t from, std::uint32_t to,
            const Header& header) const {
    for (const std::uint32_t list : lists)
      if (!lets(estate_->lists[list], around, from, to, header)) return false;
    return true;
  }
  bool lets(const Estate::List& list, std::uint32_t around, std::uint32_t from, std::uint32_t to,
            const Header& header) const {
    for (const Estate::Rule& rule : list)
      if (covers(estate_->services[rule.service], header) &&
          covers(rule.source == Estate::around ? around : rule.source, from) &&
          covers(rule.destination == Estate::around ? around : rule.destination, to))
        return rule.allows;
    return false;
  }
  bool covers(std::uint32_t set, std::uint32_t address) const {
    return set == Estate::anywhere || estate_->sets[set].contains(Ip{Family::v4, 0, address});
  }
  static bool covers(const Service& service, const Header& header) {
    if (service.protocol && static_cast<std::uint32_t>(*service.protocol) != header[0])
      return false;
    const Port port{static_cast<std::uint16_t>(header[2])};
    return service.ports.empty() || service.ports.front().contains(port);
  }

  const Estate* estate_;
};

const HubEstate& estate_of(const HubEstateShape& shape) {
  static std::map<std::tuple<unsigned, unsigned, bool, bool>, HubEstate> built;
  const std::tuple key(shape.templates, shape.custom_percent, shape.private_endpoints, shape.apart);
  const auto known = built.find(key);
  if (known != built.end()) return known->second;
  built.clear();  // one at a time, so that the peak of memory is that of one
  return built.emplace(key, HubEstate(shape, seed)).first->second;
}

HubEstateShape shape_of(unsigned custom_percent, bool with_everything) {
  HubEstateShape shape;
  shape.spokes = networks();
  shape.custom_percent = custom_percent;
  shape.private_endpoints = with_everything;
  shape.hub_pairs = with_everything;
  return shape;
}

struct Sampled {
  std::size_t different = 0;
  std::size_t passed = 0;
  double scan_seconds = 0;
};

struct Sample {
  AllPairs::End from;
  AllPairs::End to;
  Header header;
};

AllPairs::End some_host(const Estate& estate, std::uint32_t place, std::mt19937_64& random) {
  const Run& hosts = estate.places[place].hosts;
  return {place,
          hosts.first + static_cast<std::uint32_t>(random() % (hosts.last - hosts.first + 1))};
}

// Ports that rules name and the ports beside them. A quarter of the packets stay near: between
// places that follow each other, which are of one network mostly.
std::vector<Sample> samples_of(const Estate& estate, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<Sample> samples(count);
  const std::size_t places = estate.places.size();
  for (Sample& sample : samples) {
    const std::size_t from = random() % places;
    const std::size_t to = random() % 4 == 0 ? (from + random() % 12) % places : random() % places;
    sample.from = some_host(estate, static_cast<std::uint32_t>(from), random);
    sample.to = some_host(estate, static_cast<std::uint32_t>(to), random);
    const Service& service = estate.services[1 + random() % (estate.services.size() - 1)];
    const std::uint32_t port = service.ports.front().first.number + random() % 2;
    sample.header = {static_cast<std::uint32_t>(random() % 3), 50'000, port, 0, 0};
  }
  return samples;
}

Sampled compare(const Estate& estate, const AllPairs& all, const PacketSpace& space,
                std::size_t count) {
  const std::vector<Sample> samples = samples_of(estate, count);
  const Scan scan(estate);
  std::vector<bool> expected(samples.size());
  const auto start = Clock::now();
  for (std::size_t i = 0; i < samples.size(); ++i)
    expected[i] = scan.passes(samples[i].from, samples[i].to, samples[i].header);
  Sampled result;
  result.scan_seconds = seconds_since(start);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Diagram packets = all.between(samples[i].from, samples[i].to);
    const bool passes = space.value_at(packets, samples[i].header) != 0;
    result.passed += passes ? 1U : 0U;
    result.different += passes != expected[i] ? 1U : 0U;
  }
  return result;
}

std::uint64_t pairs_of(const std::vector<AllPairs::Total>& totals, bool open_only) {
  std::uint64_t pairs = 0;
  for (const AllPairs::Total& total : totals)
    if (!open_only || total.packets != nothing) pairs += total.pairs;
  return pairs;
}

void report_size(benchmark::State& state, const HubEstate& world, const AllPairs& all) {
  const AllPairs::Size size = all.size();
  state.counters["rules"] = static_cast<double>(world.rule_count());
  state.counters["hosts"] = static_cast<double>(world.host_count());
  state.counters["pieces"] = static_cast<double>(size.pieces);
  state.counters["lists"] = static_cast<double>(size.outbound_lists + size.inbound_lists);
  state.counters["base_lists"] =
      static_cast<double>(size.base_outbound_lists + size.base_inbound_lists);
  state.counters["source_classes"] = static_cast<double>(size.source_classes);
  state.counters["destination_classes"] = static_cast<double>(size.destination_classes);
}

// Who is answered with which endpoint, by the product's own resolution, joined with what passes
// there. Names and networks are far too many to look at each pair, and hardly any two networks are
// answered otherwise: an answer stands for all networks with the same links.
class NamedPairs {
 public:
  NamedPairs(const HubEstate& world, const bench::HubNames& names)
      : estate_(world.estate()), names_(names), matrix_(verify::name_matrix(names.model())) {
    for (const auto& [ip, place] : names.endpoints()) ++endpoints_[estate_.places[place].label];
    for (std::size_t i = 0; i < matrix_.groups.size(); ++i) add_group(i);
  }

  // Hosts times names that are answered with a private endpoint, and those of them that reach it.
  void count(const AllPairs& all, const PacketSpace& space) {
    for (const auto& [labels, names] : answered_) {
      for (const auto& totals :
           {all.across({labels.first, labels.second}), all.within({labels.first, labels.second})}) {
        for (const AllPairs::Total& total : totals) {
          private_ += total.pairs;
          if (space.value_at(total.packets, https) != 0) reached_ += total.pairs;
        }
      }
      is_whole_ = is_whole_ && names == endpoints_[labels.second];
    }
  }

  // Answers to an endpoint's label from hosts of a label are for all of its names or for none, so
  // that pairs of places stand for pairs of hosts and names.
  bool is_whole() const { return is_whole_; }
  std::size_t names() const { return matrix_.names.size(); }
  std::size_t groups() const { return matrix_.groups.size(); }
  std::uint64_t answered_privately() const { return private_; }
  std::uint64_t reached() const { return reached_; }

  // Single resolutions of random pairs that the groups answer otherwise.
  std::size_t different(std::size_t count) const {
    std::mt19937_64 random(seed);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto network = static_cast<std::uint32_t>(random() % estate_.networks.size());
      const std::size_t name = random() % matrix_.names.size();
      model::Reading reading;
      const auto* asking = names_.model().virtual_network(bench::HubNames::network_id(network));
      const auto answer = dns::resolve(names_.model(), dns::view_of(*asking), matrix_.names[name],
                                       azure::RecordType::a, reading);
      const verify::NameCell& cell = matrix_.groups[group_of_.at(network)].answers[name];
      wrong += answer.rcode != cell.rcode || answer.addresses != cell.addresses ? 1U : 0U;
    }
    return wrong;
  }

 private:
  static constexpr Header https{0, 50'000, 443, 0, 0};

  void add_group(std::size_t number) {
    std::set<std::uint32_t> labels;
    for (const std::string& vantage : matrix_.groups[number].vantages) {
      const auto network = names_.networks().find(vantage);
      if (network == names_.networks().end()) continue;  // the Internet
      group_of_.emplace(network->second, number);
      labels.insert(environment_of(network->second));
    }
    std::map<std::uint32_t, std::size_t> answers;  // by the endpoints' label
    for (const verify::NameCell& cell : matrix_.groups[number].answers) {
      if (cell.answer_class != verify::AnswerClass::private_address) continue;
      ++answers[estate_.places[names_.endpoints().at(*cell.addresses.front().ip)].label];
    }
    for (const std::uint32_t label : labels)
      for (const auto& [to, count] : answers) answered_[{label, to}] += count;
  }

  std::uint32_t environment_of(std::uint32_t network) {
    if (environments_.empty()) {
      environments_.resize(estate_.networks.size());
      for (const Estate::Place& place : estate_.places)
        environments_[place.network] = place.label % HubEstate::environments;
    }
    return environments_[network];
  }

  const Estate& estate_;
  const bench::HubNames& names_;
  verify::NameMatrix matrix_;
  std::map<std::uint32_t, std::size_t> group_of_;   // by network
  std::map<std::uint32_t, std::size_t> endpoints_;  // by label
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> answered_;
  std::vector<std::uint32_t> environments_;
  std::uint64_t private_ = 0;
  std::uint64_t reached_ = 0;
  bool is_whole_ = true;
};

// Everything of one estate in one figure: packets between all pairs, and which name leads whom to
// which endpoint and whether what is sent there arrives.
void all_pairs_with_names(benchmark::State& state) {
  const HubEstate& world = estate_of(shape_of(5, true));
  const bench::HubNames names(world);
  for ([[maybe_unused]] auto _ : state) {
    PacketSpace space;
    const auto start = Clock::now();
    const auto all = AllPairs::of(world.estate(), space);
    if (!all) return state.SkipWithError(all.error().message.c_str());
    const auto across = all->across();
    const auto within = all->within();
    state.counters["s_packets"] = seconds_since(start);
    const auto asked = Clock::now();
    NamedPairs pairs(world, names);
    state.counters["s_names"] = seconds_since(asked);
    pairs.count(*all, space);
    state.counters["s_whole"] = seconds_since(start);
    state.PauseTiming();
    if (space.is_exhausted()) return state.SkipWithError("exhausted");
    state.counters["pairs"] =
        static_cast<double>(pairs_of(across, false) + pairs_of(within, false));
    state.counters["networks"] = static_cast<double>(world.estate().networks.size());
    state.counters["names"] = static_cast<double>(pairs.names());
    state.counters["groups"] = static_cast<double>(pairs.groups());
    state.counters["answered_privately"] = static_cast<double>(pairs.answered_privately());
    state.counters["reached"] = static_cast<double>(pairs.reached());
    state.counters["peak_MiB"] = peak_memory();
    const std::size_t count = std::size_t{4} * networks();
    state.counters["sampled"] = static_cast<double>(count);
    if (pairs.different(count) != 0) return state.SkipWithError("single resolutions differ");
    if (!pairs.is_whole() || pairs.reached() == 0)
      return state.SkipWithError("not as the links say");
    const Sampled sampled = compare(world.estate(), *all, space, std::size_t{40} * networks());
    if (sampled.different != 0 || sampled.passed == 0)
      return state.SkipWithError("answers differ from a scan");
    state.ResumeTiming();
  }
}

// From rules to the number of pairs for each set of packets.
void all_pairs(benchmark::State& state, unsigned custom_percent, bool with_everything) {
  const HubEstate& world = estate_of(shape_of(custom_percent, with_everything));
  const Estate& estate = world.estate();
  for ([[maybe_unused]] auto _ : state) {
    const auto start = Clock::now();
    PacketSpace space;
    const auto all = AllPairs::of(estate, space);
    if (!all) return state.SkipWithError(all.error().message.c_str());
    state.counters["s_compile"] = seconds_since(start);
    const auto compiled = Clock::now();
    const auto across = all->across();
    state.counters["s_across"] = seconds_since(compiled);
    const auto counted = Clock::now();
    std::vector<AllPairs::Total> within;
    if (with_everything) within = all->within();
    state.counters["s_within"] = seconds_since(counted);
    state.PauseTiming();
    if (space.is_exhausted()) return state.SkipWithError("exhausted");
    state.counters["peak_MiB"] = peak_memory();
    state.counters["sets_of_packets"] = static_cast<double>(across.size());
    state.counters["pairs"] =
        static_cast<double>(pairs_of(across, false) + pairs_of(within, false));
    state.counters["open_pairs"] =
        static_cast<double>(pairs_of(across, true) + pairs_of(within, true));
    const std::size_t count = std::size_t{40} * networks();
    const Sampled sampled = compare(estate, *all, space, count);
    state.counters["sampled"] = static_cast<double>(count);
    state.counters["sampled_passed"] = static_cast<double>(sampled.passed);
    state.counters["ns_scan"] = sampled.scan_seconds * 1e9 / static_cast<double>(count);
    if (sampled.different != 0 || sampled.passed == 0)
      return state.SkipWithError("answers differ from a scan");
    report_size(state, world, *all);
    state.ResumeTiming();
  }
}

// Is one environment isolated from another? Of two that are, and of two that are not.
void isolation(benchmark::State& state, unsigned custom_percent) {
  HubEstateShape shape = shape_of(custom_percent, false);
  shape.apart = true;
  const HubEstate& world = estate_of(shape);
  PacketSpace space;
  const auto all = AllPairs::of(world.estate(), space);
  if (!all) return state.SkipWithError(all.error().message.c_str());
  for ([[maybe_unused]] auto _ : state) {
    const auto asked = Clock::now();
    const bool is_isolated = !all->some_open({0U, 1U});
    state.counters["ms_isolated"] = seconds_since(asked) * 1e3;
    const auto again = Clock::now();
    const bool is_open = all->some_open({1U, 0U}).has_value();
    state.counters["ms_open"] = seconds_since(again) * 1e3;
    if (!is_isolated || !is_open) return state.SkipWithError("not as the firewalls say");
  }
}

BENCHMARK_CAPTURE(isolation, templated, 5)->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK_CAPTURE(isolation, custom_30_percent, 30)->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK_CAPTURE(all_pairs, templated, 5, false)->Unit(benchmark::kSecond)->Iterations(1);
BENCHMARK_CAPTURE(all_pairs, custom_30_percent, 30, false)->Unit(benchmark::kSecond)->Iterations(1);
BENCHMARK_CAPTURE(all_pairs, templated_with_everything, 5, true)
    ->Unit(benchmark::kSecond)
    ->Iterations(1);
BENCHMARK(all_pairs_with_names)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
}  // namespace airtight::net
