#pragma once

#include <airtight/net/blocks.h>
#include <airtight/net/rule_diagram.h>
#include <bdd.h>

#include <map>
#include <span>

// The peer of decision diagrams by intervals: BuDDy, a node for each bit of the header. Prefix sets
// are encoded once; the table has room for the largest list, so that it never grows.
namespace airtight::bench {

inline void start_bdd() {
  if (bdd_isrunning() != 0) return;
  bdd_init(20'000'000, 2'000'000);
  bdd_setvarnum(104);
  bdd_gbc_hook(nullptr);
}

class BddCompiler {
 public:
  // Where the bits of each field begin, the first asked first.
  struct Order {
    int protocol, source_port, destination_port, destination, source;
  };
  static constexpr Order ports_first{0, 8, 24, 40, 72};
  static constexpr Order addresses_first{64, 72, 88, 32, 0};

  explicit BddCompiler(const Order& order) : order_(order) { start_bdd(); }

  // The packets that the list allows; `allows[i]` says what rule i does.
  bdd list(std::span<const net::FilterRule> rules, const std::vector<bool>& allows) {
    bdd allowed = bddfalse;
    for (std::size_t i = rules.size(); i-- > 0;) {
      const bdd covered = rule(rules[i]);
      allowed = allows[i] ? (covered | allowed) : (allowed - covered);
    }
    return allowed;
  }

 private:
  bdd rule(const net::FilterRule& rule) {
    bdd result =
        number(order_.protocol, 8,
               static_cast<unsigned>(rule.criteria.protocol.value_or(net::Protocol::tcp)), 8);
    bdd ports = bddfalse;
    for (const net::PortRange& range : rule.criteria.ports)
      ports |= between(order_.destination_port, range.first.number, range.last.number);
    result &= ports;
    result &= set(destinations_, order_.destination, rule.criteria.destination);
    return result & set(sources_, order_.source, rule.criteria.source);
  }

  // The first `length` of `width` bits are those of `value`.
  static bdd number(int first, int width, std::uint64_t value, int length) {
    bdd result = bddtrue;
    for (int bit = length - 1; bit >= 0; --bit) {
      const bool set = (value >> static_cast<unsigned>(width - 1 - bit) & 1U) != 0;
      result &= set ? bdd_ithvar(first + bit) : bdd_nithvar(first + bit);
    }
    return result;
  }

  static bdd at_least(int first, unsigned value) {
    bdd result = bddtrue;
    for (int bit = 15; bit >= 0; --bit) {
      const bdd var = bdd_ithvar(first + bit);
      result = (value >> static_cast<unsigned>(15 - bit) & 1U) != 0 ? var & result : var | result;
    }
    return result;
  }

  static bdd between(int first, unsigned low, unsigned high) {
    const bdd lower = at_least(first, low);
    return high == UINT16_MAX ? lower : lower - at_least(first, high + 1);
  }

  using Sets = std::map<const net::PrefixSet*, bdd>;
  static bdd set(Sets& sets, int first, const std::shared_ptr<const net::PrefixSet>& set) {
    const auto [entry, is_new] = sets.try_emplace(set.get(), bddfalse);
    if (is_new) {
      for (const net::PrefixSet::Range& range : set->ranges()) {
        for (const net::Prefix& block : net::blocks_of(range))
          entry->second |= number(first, 32, block.base.low, block.length);
      }
    }
    return entry->second;
  }

  Order order_;
  Sets sources_;
  Sets destinations_;
};

}  // namespace airtight::bench
