#include <airtight/net/first_match.h>

#include <algorithm>

#include "net/random.h"

using namespace airtight::net;

namespace {

using Set = std::shared_ptr<const PrefixSet>;

Protocol any_protocol() {
  return *rc::gen::element(Protocol::tcp, Protocol::udp, Protocol::icmp, Protocol::esp,
                           Protocol::ah);
}

Port near_port() {
  return Port{*rc::gen::element<std::uint16_t>(0, 1, 22, 79, 80, 81, 442, 443, 444, 65534, 65535)};
}

PortRange near_ports() {
  const Port a = near_port();
  const Port b = near_port();
  return {std::min(a, b), std::max(a, b)};
}

// A few sets, as tags are, of which rules share some.
std::vector<Set> some_sets() {
  std::vector<Set> sets{nullptr};
  for (int i = 0; i < 5; ++i) {
    std::vector<Prefix> blocks(*rc::gen::inRange<std::size_t>(0, 6));
    for (Prefix& block : blocks) block = near_block(any_family());
    sets.push_back(std::make_shared<const PrefixSet>(blocks));
  }
  return sets;
}

std::vector<Criteria> some_rules() {
  const auto sets = some_sets();
  const auto some = [&] { return sets[*rc::gen::inRange<std::size_t>(0, sets.size())]; };
  // Around the edges of machine words.
  std::vector<Criteria> rules(*rc::gen::element<std::size_t>(0, 1, 5, 63, 64, 65, 130));
  for (Criteria& rule : rules) {
    if (*rc::gen::inRange(0, 3) > 0) rule.protocol = any_protocol();
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) rule.ports.push_back(near_ports());
    rule.source = some();
    rule.destination = some();
  }
  return rules;
}

bool covers(const Criteria& rule, Protocol protocol, Port port) {
  if (rule.protocol && *rule.protocol != protocol) return false;
  return !has_ports(protocol) || rule.ports.empty() ||
         std::ranges::any_of(rule.ports,
                             [&](const PortRange& range) { return range.contains(port); });
}

bool covers(const Set& set, const Ip& ip) { return set == nullptr || set->contains(ip); }

}  // namespace

TEST_CASE("the compiled list finds the rule that a scan finds", "[net][first_match]") {
  CHECK(rc::check([] {
    const auto rules = some_rules();
    const FirstMatch compiled(rules);
    RC_ASSERT(compiled.size() == rules.size());
    for (int i = 0; i < 50; ++i) {
      const Flow flow{near_ip(any_family()), near_ip(any_family()), any_protocol(), near_port()};
      const auto scanned = std::ranges::find_if(rules, [&](const Criteria& rule) {
        return covers(rule, flow.protocol, flow.port) && covers(rule.source, flow.source) &&
               covers(rule.destination, flow.destination);
      });
      const auto found = compiled.find(flow);
      RC_ASSERT(found.has_value() == (scanned != rules.end()));
      if (found) RC_ASSERT(*found == static_cast<std::size_t>(scanned - rules.begin()));
    }
  }));
}

TEST_CASE("the rules that cover some packet between blocks", "[net][first_match]") {
  CHECK(rc::check([] {
    const auto rules = some_rules();
    const FirstMatch compiled(rules);
    const Protocol protocol = any_protocol();
    const Port port = near_port();
    const std::vector<Prefix> from{near_block(any_family()), near_block(any_family())};
    const std::vector<Prefix> to{near_block(any_family())};
    const auto meets = [](const Set& set, const std::vector<Prefix>& blocks) {
      return set == nullptr ||
             std::ranges::any_of(blocks, [&](const Prefix& b) { return set->overlaps(b); });
    };
    const RuleBits bits = compiled.covering(from, to, protocol, port);
    std::size_t next = 0;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (!covers(rules[i], protocol, port) || !meets(rules[i].source, from) ||
          !meets(rules[i].destination, to))
        continue;
      RC_ASSERT(bits.next(next) == i);
      next = i + 1;
    }
    RC_ASSERT(!bits.next(next));
  }));
}

TEST_CASE("a field without a value keeps no rule out", "[net][first_match]") {
  std::vector<Criteria> rules(3);
  rules[1].source = std::make_shared<const PrefixSet>();
  rules[1].destination = rules[1].source;
  rules[2].ports = {*parse_port_range("443")};
  const FirstMatch compiled(rules);
  const std::vector<Prefix> none;
  const RuleBits all = compiled.covering(none, none, Protocol::tcp, {});
  CHECK(all.next(0) == 0U);
  CHECK(all.next(1) == 1U);
  CHECK(all.next(2) == 2U);
  CHECK_FALSE(all.next(3).has_value());
}

TEST_CASE("a large table is entered by halves of addresses", "[net][first_match]") {
  std::vector<Criteria> rules;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    Criteria rule;
    const std::vector<Prefix> block{{{Family::v4, 0, i * 0x00400000U}, 26}};
    rule.source = std::make_shared<const PrefixSet>(block);
    rules.push_back(rule);
  }
  const FirstMatch compiled(rules);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const Ip base{Family::v4, 0, i * 0x00400000U};
    const Ip target = ipv4(8, 8, 8, 8);
    CHECK(compiled.find({base, target, Protocol::tcp, Port{1}}) == i);
    CHECK(compiled.find({advance(base, 63), target, Protocol::tcp, Port{1}}) == i);
    CHECK_FALSE(compiled.find({advance(base, 64), target, Protocol::tcp, Port{1}}).has_value());
  }
}

TEST_CASE("a list of more rules than a word has words finds each of them", "[net][first_match]") {
  constexpr std::uint32_t count = 5000;
  constexpr std::uint32_t of_all = 4500;  // the one that covers what no earlier rule covers
  const auto host = [](std::uint32_t i) { return advance(ipv4(10, 0, 0, 0), i); };
  std::vector<Criteria> rules(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::vector<Prefix> blocks{host_prefix(host(i))};
    if (i != of_all) rules[i].destination = std::make_shared<const PrefixSet>(blocks);
    rules[i].protocol = Protocol::tcp;
  }
  const FirstMatch compiled(rules);
  for (const std::uint32_t i : {0U, 63U, 64U, 4095U, 4096U, 4499U, 4500U, 4501U, 4999U, 7000U})
    CHECK(compiled.find({ipv4(10, 9, 0, 1), host(i), Protocol::tcp, Port{80}}) ==
          std::min(i, of_all));
  CHECK_FALSE(compiled.find({ipv4(10, 9, 0, 1), host(3), Protocol::udp, Port{80}}).has_value());
  const std::vector<Prefix> none;
  CHECK(compiled.covering(none, std::vector{host_prefix(host(4099))}, Protocol::tcp, Port{80})
            .next(0) == 4099U);
}
