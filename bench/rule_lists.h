#pragma once

#include <airtight/net/first_match.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <vector>

// Rule lists as real ones are, from a seed: the profiles "tags" and "plain".
namespace airtight::bench {

// A public or private address; a tag's blocks are public.
inline net::Ip some_ip(std::mt19937_64& random) {
  return {net::Family::v4, 0, random() & 0xffffffffU};
}

inline net::Prefix some_block(std::mt19937_64& random, int shortest, int longest) {
  const int length =
      shortest + static_cast<int>(random() % static_cast<unsigned>(longest - shortest + 1));
  const std::uint64_t host = (std::uint64_t{1} << static_cast<unsigned>(32 - length)) - 1;
  net::Ip base = some_ip(random);
  base.low &= ~host;
  return {base, length};
}

// As published: 4 to 4,000 blocks, few large ones and many small.
inline std::vector<std::vector<net::Prefix>> service_tags(std::mt19937_64& random,
                                                          std::size_t count = 60) {
  std::vector<std::vector<net::Prefix>> tags(count);
  for (auto& blocks : tags) {
    const std::size_t size = 4 + random() % (random() % 4 == 0 ? 4000U : 400U);
    for (std::size_t i = 0; i < size; ++i) blocks.push_back(some_block(random, 16, 29));
  }
  return tags;
}

// One rule as it is written: blocks on both sides, in order.
struct WrittenRule {
  net::Protocol protocol = net::Protocol::tcp;
  net::PortRange ports;
  std::shared_ptr<const std::vector<net::Prefix>> source;
  std::shared_ptr<const std::vector<net::Prefix>> destination;
};

// All, a wide range or a single one.
inline net::PortRange some_ports(std::mt19937_64& random) {
  const auto port = static_cast<std::uint16_t>(random() % 1024);
  switch (random() % 3) {
    case 0:
      return {};
    case 1:
      return {net::Port{port}, net::Port{static_cast<std::uint16_t>(port + 8192)}};
    default:
      return {net::Port{port}, net::Port{port}};
  }
}

// With tags: one side a tag, the other a block. Plain: a pair of blocks.
inline std::vector<WrittenRule> rule_list(std::size_t count, bool with_tags, std::uint64_t seed) {
  using Blocks = std::vector<net::Prefix>;
  std::mt19937_64 random(seed);
  std::vector<std::shared_ptr<const Blocks>> tags;
  for (auto& blocks : service_tags(random)) tags.push_back(std::make_shared<Blocks>(blocks));
  std::vector<WrittenRule> rules(count);
  for (WrittenRule& rule : rules) {
    rule.protocol = random() % 4 == 0 ? net::Protocol::udp : net::Protocol::tcp;
    rule.ports = some_ports(random);
    rule.source = std::make_shared<const Blocks>(1, some_block(random, 8, 24));
    rule.destination = with_tags ? tags[random() % tags.size()]
                                 : std::make_shared<const Blocks>(1, some_block(random, 8, 24));
  }
  return rules;
}

// What tells rules apart that let a network out to services.
struct TaggedRule {
  net::Protocol protocol = net::Protocol::tcp;
  net::PortRange ports;
  std::size_t tag = 0;
};

inline std::vector<TaggedRule> tagged_rules(std::size_t count, std::size_t tags,
                                            std::mt19937_64& random) {
  std::vector<TaggedRule> rules(count);
  for (TaggedRule& rule : rules) {
    rule.protocol = random() % 4 == 0 ? net::Protocol::udp : net::Protocol::tcp;
    rule.ports = some_ports(random);
    rule.tag = random() % tags;
  }
  return rules;
}

// Half of them at a rule, the others anywhere.
inline std::vector<net::Flow> flows_at(const std::vector<WrittenRule>& rules, std::size_t count,
                                       std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto within = [&](const std::vector<net::Prefix>& blocks) {
    const net::Prefix& block = blocks[random() % blocks.size()];
    return net::advance(block.base, random() % (block.last().low - block.base.low + 1));
  };
  std::vector<net::Flow> flows(count);
  for (net::Flow& flow : flows) {
    const WrittenRule& rule = rules[random() % rules.size()];
    const bool aimed = random() % 2 == 0;
    flow.source = aimed ? within(*rule.source) : some_ip(random);
    flow.destination = aimed ? within(*rule.destination) : some_ip(random);
    flow.protocol = aimed ? rule.protocol : net::Protocol::tcp;
    flow.port = aimed ? rule.ports.first : net::Port{static_cast<std::uint16_t>(random() % 1100)};
  }
  return flows;
}

// A set for each list of blocks, however many rules name it.
inline std::vector<net::Criteria> criteria_of(const std::vector<WrittenRule>& rules) {
  std::map<const std::vector<net::Prefix>*, std::shared_ptr<const net::PrefixSet>> sets;
  const auto set_of = [&](const auto& blocks) {
    auto& set = sets[blocks.get()];
    if (set == nullptr) set = std::make_shared<const net::PrefixSet>(*blocks);
    return set;
  };
  std::vector<net::Criteria> criteria;
  criteria.reserve(rules.size());
  for (const WrittenRule& rule : rules)
    criteria.push_back(
        {rule.protocol, {rule.ports}, set_of(rule.source), set_of(rule.destination)});
  return criteria;
}

}  // namespace airtight::bench
