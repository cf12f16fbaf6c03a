#include <airtight/net/first_match.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <map>
#include <unordered_map>

namespace airtight::net {
namespace {

using Word = std::uint64_t;
using Bits = std::vector<Word>;

constexpr std::size_t bits_of_a_word = 64;
constexpr std::array every_protocol{Protocol::tcp, Protocol::udp, Protocol::icmp,    Protocol::esp,
                                    Protocol::ah,  Protocol::gre, Protocol::ip_in_ip};

std::size_t words_for(std::size_t rules) { return (rules + bits_of_a_word - 1) / bits_of_a_word; }

// The bits of some rules are stored behind a summary: a bit for each word of them, set if the word
// has any. Most words have none, so the summaries of all fields together leave few to look at.
std::size_t summary_for(std::size_t words) { return words_for(words); }

void append(Bits& stored, const Bits& bits) {
  const std::size_t summary = stored.size();
  stored.resize(summary + summary_for(bits.size()));
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i] != 0) stored[summary + i / bits_of_a_word] |= Word{1} << (i % bits_of_a_word);
  }
  stored.insert(stored.end(), bits.begin(), bits.end());
}

void set(Bits& bits, std::size_t rule) {
  bits[rule / bits_of_a_word] |= Word{1} << (rule % bits_of_a_word);
}

void add(Bits& bits, const Word* others) {
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] |= others[i];
}

// Values of a field as numbers that are cheap to compare.
using Key4 = std::uint32_t;
using Key6 = std::pair<std::uint64_t, std::uint64_t>;

template <class Key>
Key key_of(const Ip& ip) {
  if constexpr (std::is_same_v<Key, Key4>) {
    return static_cast<Key4>(ip.low);
  } else {
    return {ip.high, ip.low};
  }
}

Key4 after(Key4 key) { return key + 1; }
Key6 after(const Key6& key) {
  return {key.second == std::numeric_limits<std::uint64_t>::max() ? key.first + 1 : key.first,
          key.second + 1};
}

// Where the rules of a mask begin or cease to count.
template <class Key>
struct Edge {
  Key at;
  std::size_t mask = 0;
};

// Intervals of values in order, each with the bits of the rules that cover it; equal bits are
// stored once. A large table of 32-bit values is entered by their upper halves.
template <class Key>
class Field {
 public:
  void build(std::vector<Edge<Key>> edges, const std::vector<Bits>& masks, Bits bits) {
    std::ranges::sort(edges, {}, &Edge<Key>::at);
    std::unordered_map<std::string, std::uint32_t> known;
    Key start{};
    std::size_t next = 0;
    for (;;) {
      for (; next < edges.size() && edges[next].at == start; ++next)
        toggle(bits, masks[edges[next].mask]);
      intervals_.push_back({start, intern(bits, known)});
      if (next == edges.size()) break;
      start = edges[next].at;
    }
    enter_by_halves();
  }

  // What is needed first of a value's interval is on its way when the value is asked for.
  void prefetch(const Key& value) const {
    if constexpr (std::is_same_v<Key, Key4>) {
      if (!halves_.empty()) __builtin_prefetch(&halves_[value >> half]);
    }
  }

  // Summary and bits of the rules that cover a value.
  const Word* at(const Key& value) const { return bits_.data() + intervals_[interval(value)].bits; }

  void collect(const Key& first, const Key& last, Bits& into) const {
    const std::size_t summary = summary_for(into.size());
    const std::size_t end = interval(last);
    for (std::size_t i = interval(first); i <= end; ++i)
      add(into, bits_.data() + intervals_[i].bits + summary);
  }

 private:
  static constexpr std::size_t many = 256;  // intervals
  static constexpr unsigned half = 16;

  static void toggle(Bits& bits, const Bits& mask) {
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] ^= mask[i];
  }

  std::uint32_t intern(const Bits& bits, std::unordered_map<std::string, std::uint32_t>& known) {
    std::string bytes(reinterpret_cast<const char*>(bits.data()), bits.size() * sizeof(Word));
    const auto [entry, fresh] =
        known.try_emplace(std::move(bytes), static_cast<std::uint32_t>(bits_.size()));
    if (fresh) append(bits_, bits);
    return entry->second;
  }

  void enter_by_halves() {
    if constexpr (std::is_same_v<Key, Key4>) {
      if (intervals_.size() < many) return;
      halves_.reserve((std::size_t{1} << half) + 1);
      std::size_t interval = 0;
      for (std::size_t upper = 0; upper < std::size_t{1} << half; ++upper) {
        const auto lowest = static_cast<Key4>(upper << half);
        while (interval + 1 < intervals_.size() && intervals_[interval + 1].start <= lowest)
          ++interval;
        halves_.push_back(static_cast<std::uint32_t>(interval));
      }
      halves_.push_back(static_cast<std::uint32_t>(intervals_.size() - 1));
    }
  }

  // The last that begins at the value or before it, halving without a branch to guess.
  std::size_t interval(const Key& value) const {
    std::size_t first = 0;
    std::size_t count = intervals_.size();
    if constexpr (std::is_same_v<Key, Key4>) {
      if (!halves_.empty()) {
        first = halves_[value >> half];
        count = halves_[(value >> half) + 1] + 1 - first;
      }
    }
    while (count > 1) {
      const std::size_t middle = count / 2;
      first = intervals_[first + middle].start <= value ? first + middle : first;
      count -= middle;
    }
    return first;
  }

  struct Interval {
    Key start;  // of the first interval the lowest value
    std::uint32_t bits = 0;
  };
  std::vector<Interval> intervals_;
  Bits bits_;
  std::vector<std::uint32_t> halves_;
};

// The sets of one side, each once, with the rules that name it.
struct Named {
  std::vector<const PrefixSet*> sets;
  std::vector<Bits> masks;
  Bits always;  // rules without a set
};

Named named_sets(std::span<const Criteria> rules, std::shared_ptr<const PrefixSet> Criteria::*side,
                 std::size_t words) {
  Named named{{}, {}, Bits(words)};
  std::unordered_map<const PrefixSet*, std::size_t> place;
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    const PrefixSet* wanted = (rules[rule].*side).get();
    if (wanted == nullptr) {
      set(named.always, rule);
      continue;
    }
    const auto [entry, fresh] = place.try_emplace(wanted, named.sets.size());
    if (fresh) {
      named.sets.push_back(wanted);
      named.masks.emplace_back(words);
    }
    set(named.masks[entry->second], rule);
  }
  return named;
}

template <class Key>
Field<Key> field_of(const Named& named, Family family) {
  std::vector<Edge<Key>> edges;
  for (std::size_t i = 0; i < named.sets.size(); ++i) {
    for (const PrefixSet::Range& range : named.sets[i]->ranges()) {
      if (range.first.family != family) continue;
      edges.push_back({key_of<Key>(range.first), i});
      const Key end = after(key_of<Key>(range.last));
      if (end != Key{}) edges.push_back({end, i});  // nothing is behind the last address
    }
  }
  Field<Key> field;
  field.build(std::move(edges), named.masks, named.always);
  return field;
}

// Ranges that overlap or touch become one, so that a value is in one range at most.
std::vector<PortRange> merged(std::vector<PortRange> ranges) {
  std::ranges::sort(ranges);
  std::vector<PortRange> result;
  for (const PortRange& range : ranges) {
    if (!result.empty() && range.first.number <= result.back().last.number + 1) {
      result.back().last = std::max(result.back().last, range.last);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

Field<Key4> ports_of(std::span<const Criteria> rules, std::size_t words) {
  std::map<std::vector<PortRange>, Bits> lists;
  Bits always(words);
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    if (rules[rule].ports.empty()) {
      set(always, rule);
    } else {
      set(lists.try_emplace(merged(rules[rule].ports), words).first->second, rule);
    }
  }
  std::vector<Edge<Key4>> edges;
  std::vector<Bits> masks;
  for (auto& [ranges, mask] : lists) {
    for (const PortRange& range : ranges) {
      edges.push_back({range.first.number, masks.size()});
      edges.push_back({Key4{range.last.number} + 1, masks.size()});
    }
    masks.push_back(std::move(mask));
  }
  Field<Key4> field;
  field.build(std::move(edges), masks, std::move(always));
  return field;
}

}  // namespace

struct FirstMatch::Compiled {
  struct Side {
    Field<Key4> v4;
    Field<Key6> v6;

    void prefetch(const Ip& ip) const {
      if (ip.family == Family::v4) v4.prefetch(key_of<Key4>(ip));
    }
    const Word* at(const Ip& ip) const {
      return ip.family == Family::v4 ? v4.at(key_of<Key4>(ip)) : v6.at(key_of<Key6>(ip));
    }
    void collect(const Prefix& block, Bits& into) const {
      const Ip last = block.last();
      if (last.family == Family::v4) {
        v4.collect(key_of<Key4>(block.base), key_of<Key4>(last), into);
      } else {
        v6.collect(key_of<Key6>(block.base), key_of<Key6>(last), into);
      }
    }
  };

  std::size_t size = 0;
  std::size_t words = 0;
  std::array<Bits, every_protocol.size()> protocols;
  Side source;
  Side destination;
  Field<Key4> ports;

  Compiled(std::span<const Criteria> rules) : size(rules.size()), words(words_for(rules.size())) {
    for (const Protocol protocol : every_protocol) {
      Bits bits(words);
      for (std::size_t rule = 0; rule < size; ++rule) {
        if (rules[rule].protocol.value_or(protocol) == protocol) set(bits, rule);
      }
      append(protocols[static_cast<std::size_t>(protocol)], bits);
    }
    take(rules, &Criteria::source, source);
    take(rules, &Criteria::destination, destination);
    ports = ports_of(rules, words);
  }

  void take(std::span<const Criteria> rules, std::shared_ptr<const PrefixSet> Criteria::*from,
            Side& side) const {
    const Named named = named_sets(rules, from, words);
    side.v4 = field_of<Key4>(named, Family::v4);
    side.v6 = field_of<Key6>(named, Family::v6);
  }

  const Word* of_protocol(Protocol protocol) const {
    return protocols[static_cast<std::size_t>(protocol)].data();
  }
};

FirstMatch::FirstMatch(std::span<const Criteria> rules)
    : compiled_(std::make_shared<const Compiled>(rules)) {}

std::size_t FirstMatch::size() const { return compiled_->size; }

std::optional<std::size_t> FirstMatch::find(const Flow& flow) const {
  const Compiled& c = *compiled_;
  c.source.prefetch(flow.source);
  c.destination.prefetch(flow.destination);
  const Word* protocol = c.of_protocol(flow.protocol);
  const Word* ports = has_ports(flow.protocol) ? c.ports.at(flow.port.number) : protocol;
  const Word* source = c.source.at(flow.source);
  const Word* destination = c.destination.at(flow.destination);
  const auto common = [&](std::size_t i) {
    return protocol[i] & ports[i] & source[i] & destination[i];
  };
  const std::size_t summary = summary_for(c.words);
  for (std::size_t i = 0; i < summary; ++i) {
    for (Word words = common(i); words != 0; words &= words - 1) {
      const std::size_t word =
          i * bits_of_a_word + static_cast<std::size_t>(std::countr_zero(words));
      if (const Word bits = common(summary + word); bits != 0)
        return word * bits_of_a_word + static_cast<std::size_t>(std::countr_zero(bits));
    }
  }
  return {};
}

RuleBits FirstMatch::covering(std::span<const Prefix> sources, std::span<const Prefix> destinations,
                              Protocol protocol, std::optional<Port> port) const {
  const Compiled& c = *compiled_;
  const std::size_t summary = summary_for(c.words);
  const Word* first = c.of_protocol(protocol) + summary;
  Bits result(first, first + c.words);
  const auto keep = [&](const Word* bits) {
    for (std::size_t i = 0; i < c.words; ++i) result[i] &= bits[i];
  };
  const auto keep_side = [&](const Compiled::Side& side, std::span<const Prefix> blocks) {
    if (blocks.empty()) return;
    Bits some(c.words);
    for (const Prefix& block : blocks) side.collect(block, some);
    keep(some.data());
  };
  if (port && has_ports(protocol)) keep(c.ports.at(port->number) + summary);
  keep_side(c.source, sources);
  keep_side(c.destination, destinations);
  return RuleBits(std::move(result));
}

std::optional<std::size_t> RuleBits::next(std::size_t from) const {
  std::size_t word = from / bits_of_a_word;
  if (word >= words_.size()) return {};
  Word bits = words_[word] & (~Word{0} << (from % bits_of_a_word));
  while (bits == 0) {
    if (++word == words_.size()) return {};
    bits = words_[word];
  }
  return word * bits_of_a_word + static_cast<std::size_t>(std::countr_zero(bits));
}

}  // namespace airtight::net
