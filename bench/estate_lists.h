#pragma once

#include <airtight/net/rule_diagram.h>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <vector>

#include "rule_lists.h"

// Rule lists as teams write them (the profiles of engine.md, B): a few well-known ports, private
// blocks, and service tags that nest as the published ones do.
namespace airtight::bench {

using Set = std::shared_ptr<const net::PrefixSet>;

// Blocks that lie apart, each of one service in one region; a regional tag has those of its pair, a
// service's own tag those of all regions, and one tag has all.
inline std::vector<Set> nested_tags(std::mt19937_64& random) {
  constexpr std::size_t services = 14;
  constexpr std::size_t regions = 3;
  std::vector<std::vector<net::Prefix>> blocks(services * regions);
  std::uint64_t next = std::uint64_t{13} << 24U;
  for (int i = 0; i < 12'000; ++i) {
    const int length = 22 + static_cast<int>(random() % 8);
    const std::uint64_t size = std::uint64_t{1} << static_cast<unsigned>(32 - length);
    next = (next + size * (1 + random() % 3)) / size * size;
    blocks[random() % blocks.size()].push_back({{net::Family::v4, 0, next}, length});
    next += size;
  }
  std::vector<Set> tags;
  std::vector<net::Prefix> all;
  for (std::size_t service = 0; service < services; ++service) {
    std::vector<net::Prefix> of_service;
    for (std::size_t region = 0; region < regions; ++region) {
      const auto& part = blocks[service * regions + region];
      tags.push_back(std::make_shared<const net::PrefixSet>(part));
      of_service.insert(of_service.end(), part.begin(), part.end());
    }
    tags.push_back(std::make_shared<const net::PrefixSet>(of_service));
    all.insert(all.end(), of_service.begin(), of_service.end());
  }
  tags.push_back(std::make_shared<const net::PrefixSet>(all));
  return tags;
}

inline net::PortRange usual_ports(std::mt19937_64& random) {
  constexpr std::array<std::array<std::uint16_t, 2>, 16> usual{{{22, 22},
                                                                {25, 25},
                                                                {53, 53},
                                                                {80, 80},
                                                                {443, 443},
                                                                {445, 445},
                                                                {1433, 1433},
                                                                {3306, 3306},
                                                                {3389, 3389},
                                                                {5432, 5432},
                                                                {6379, 6380},
                                                                {8000, 8099},
                                                                {8443, 8443},
                                                                {9000, 9999},
                                                                {11000, 11999},
                                                                {0, 65535}}};
  const auto& range = usual[random() % usual.size()];
  return {net::Port{range[0]}, net::Port{range[1]}};
}

inline net::Prefix private_block(std::mt19937_64& random) {
  const net::Prefix block = some_block(random, 16, 28);
  const std::uint64_t within = (std::uint64_t{10} << 24U) | (block.base.low & 0x00ffffffU);
  return {{net::Family::v4, 0, within}, block.length};
}

struct FilterList {
  std::vector<net::FilterRule> rules;
  std::vector<bool> allows;

  std::vector<std::uint32_t> values() const {
    std::vector<std::uint32_t> values;
    for (const bool allow : allows) values.push_back(allow ? 2 : 1);
    return values;
  }
};

// With tags, two of three rules name one; else each is a pair of private blocks.
inline FilterList usual_list(std::size_t count, bool with_tags, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const std::vector<Set> tags = nested_tags(random);
  const auto block = [&] {
    const std::vector<net::Prefix> one{private_block(random)};
    return std::make_shared<const net::PrefixSet>(one);
  };
  FilterList list;
  for (std::size_t i = 0; i < count; ++i) {
    net::FilterRule rule;
    rule.criteria.protocol = random() % 4 == 0 ? net::Protocol::udp : net::Protocol::tcp;
    rule.criteria.ports = {usual_ports(random)};
    rule.criteria.source = block();
    rule.criteria.destination =
        with_tags && random() % 3 != 0 ? tags[random() % tags.size()] : block();
    list.rules.push_back(std::move(rule));
    list.allows.push_back(random() % 3 != 0);
  }
  return list;
}

// The same packets by more rules: ports that can be cut are cut in two, and every fourth rule that
// cannot be is written twice.
inline FilterList rewritten(const FilterList& list) {
  FilterList result;
  for (std::size_t i = 0; i < list.rules.size(); ++i) {
    const net::PortRange ports = list.rules[i].criteria.ports.front();
    const auto add = [&](const net::PortRange& part) {
      result.rules.push_back(list.rules[i]);
      result.rules.back().criteria.ports = {part};
      result.allows.push_back(list.allows[i]);
    };
    if (ports.first == ports.last) {
      add(ports);
      if (i % 4 == 0) add(ports);
    } else {
      const auto middle = static_cast<std::uint16_t>(ports.first.number +
                                                     (ports.last.number - ports.first.number) / 2U);
      add({ports.first, net::Port{middle}});
      add({net::Port{static_cast<std::uint16_t>(middle + 1U)}, ports.last});
    }
  }
  return result;
}

}  // namespace airtight::bench
