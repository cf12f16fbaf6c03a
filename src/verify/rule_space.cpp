#include "rule_space.h"

#include <airtight/azure/service_tags.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <tuple>

namespace airtight::verify {
namespace {

using azure::RuleSide;
using net::Box;
using net::Diagram;
using net::Field;
using net::Run;

constexpr std::size_t most_atoms = 400'000;
constexpr std::uint32_t last_protocol = static_cast<std::uint32_t>(net::Protocol::ip_in_ip);
constexpr Run with_ports{0, 1};
constexpr Run without_ports{2, last_protocol};
static_assert(static_cast<int>(net::Protocol::tcp) == 0 &&
                  static_cast<int>(net::Protocol::udp) == 1,
              "those with ports come first");

// Where public addresses end (reach::is_public), and what every place has (N-117).
const std::vector<net::Prefix>& usual_blocks() {
  static const std::vector<net::Prefix> blocks = [] {
    std::vector<net::Prefix> list{reach::balancer_probes};
    for (const char* text :
         {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"})
      list.push_back(*net::parse_prefix(text));
    return list;
  }();
  return blocks;
}

bool is_virtual_network(const std::string& tag) {
  return equal_ignoring_case(tag, "VirtualNetwork");
}
bool is_internet_tag(const std::string& tag) { return equal_ignoring_case(tag, "Internet"); }
bool is_balancer(const std::string& tag) { return equal_ignoring_case(tag, "AzureLoadBalancer"); }
bool is_of_platform(const std::string& tag) {
  return starts_with_ignoring_case(tag, "AzurePlatform");
}

bool is_of_a_service(const std::string& tag) {
  return tag != "*" && !is_virtual_network(tag) && !is_internet_tag(tag) && !is_balancer(tag) &&
         !is_of_platform(tag);
}

bool says_nothing(const RuleSide& side) {
  return side.prefixes.empty() && side.tags.empty() && side.groups.empty() && side.unknown.empty();
}

std::vector<Run> runs_of_ports(std::vector<net::PortRange> ranges) {
  std::ranges::sort(ranges);
  std::vector<Run> runs;
  for (const net::PortRange& range : ranges) {
    if (range.last < range.first) continue;
    if (!runs.empty() && range.first.number <= runs.back().last + 1) {
      runs.back().last = std::max<std::uint32_t>(runs.back().last, range.last.number);
    } else {
      runs.push_back({range.first.number, range.last.number});
    }
  }
  return runs;
}

}  // namespace

std::string name_of_unlisted(const std::string& tag) {
  return azure::is_service_tag(tag) ? "the addresses of service tag " + tag
                                    : "the addresses of " + tag + ", which is no known service tag";
}

// What tells one side from another, under this reading.
std::string RuleSpace::key_of(const RuleSide& side) const {
  std::string key;
  for (const net::Prefix& prefix : side.prefixes) key += to_string(prefix) + "\n";
  for (const std::string& tag : side.tags) key += to_lower(tag) + "\n";
  for (const azure::ResourceId& group : side.groups) key += group.key() + "\n";
  for (const azure::UnknownInput& unknown : side.unknown) key += "?" + unknown.name + "\n";
  if (std::ranges::any_of(side.tags, is_internet_tag))
    key += std::string(internet_.has_routed ? "+" : "-") + (internet_.has_others ? "+" : "-");
  return key;
}

RuleSpace::RuleSpace(std::span<const azure::SecurityRule> rules, TagMeaning meaning)
    : meaning_(std::move(meaning)) {
  for (const azure::SecurityRule& rule : rules) {
    add_side(rule.source);
    add_side(rule.destination);
  }
  if (meaning_.at) {
    for (const std::string& tag : meaning_.at->routed_tags) add_tag(tag);
    for (const net::Prefix& prefix : meaning_.at->virtual_network)
      block_numbers_.emplace(prefix, 0);
  }
  for (const net::Prefix& prefix : usual_blocks()) block_numbers_.emplace(prefix, 0);
  cut_classes();
  add_atoms();
}

void RuleSpace::add_side(const RuleSide& side) {
  for (const net::Prefix& prefix : side.prefixes) block_numbers_.emplace(prefix, 0);
  for (const std::string& tag : side.tags) add_tag(tag);
  for (const azure::ResourceId& group : side.groups) add_group(group);
  for (const azure::UnknownInput& unknown : side.unknown) add_set(unknown.name, {});
  asks_internet_ = asks_internet_ || std::ranges::any_of(side.tags, is_internet_tag);
}

void RuleSpace::add_tag(const std::string& tag) {
  if (!is_of_a_service(tag) || tags_.contains(tag)) return;
  if (const net::PrefixSet* known = meaning_.network->tag_set(tag)) {
    tags_.emplace(tag, known);
    return;
  }
  const auto& file = meaning_.network->written().surroundings.service_tags;
  const auto found = file ? file->tags.find(to_lower(tag)) : decltype(file->tags.end()){};
  if (file && found != file->tags.end()) {
    tags_.emplace(
        tag, &groups_.emplace("tag " + to_lower(tag), net::PrefixSet(found->second)).first->second);
    return;
  }
  add_set(name_of_unlisted(tag), {azure::is_service_tag(tag), {}});
}

void RuleSpace::add_group(const azure::ResourceId& group) {
  if (groups_.contains(group.key())) return;
  const reach::GroupMembers members = reach::members_of_group(group, *meaning_.network);
  const auto& known = groups_.emplace(group.key(), net::PrefixSet(members.addresses)).first->second;
  if (members.unseen) add_set(reach::unseen_members(group).name, {false, known});
}

void RuleSpace::add_set(const std::string& name, UnknownSet set) {
  if (!set_numbers_.emplace(to_lower(name), sets_.size()).second) return;
  set_names_.push_back(name);
  sets_.push_back(std::move(set));
}

// Classes in the same tags lie side by side, so that a tag of thousands of blocks is a few runs.
void RuleSpace::cut_classes() {
  for (const auto& [prefix, number] : block_numbers_) {
    if (prefix.length > 0) cuts_.emplace_back(std::vector{prefix});
  }
  std::vector<const net::PrefixSet*> sets;
  for (const net::PrefixSet& cut : cuts_) sets.push_back(&cut);
  for (const auto& [tag, set] : tags_) sets.push_back(set);
  for (const auto& [group, set] : groups_) sets.push_back(&set);
  const net::PrefixSet* others = meaning_.network->tagged_addresses();
  if (others != nullptr && asks_internet_) sets.push_back(others);
  const net::PrefixSet everything(std::vector{net::Prefix{{net::Family::v4, 0, 0}, 0},
                                              net::Prefix{{net::Family::v6, 0, 0}, 0}});
  classes_ = net::address_classes(sets, everything);
  const auto place_of = [&](const net::AddressClass& each) {
    std::vector<bool> in;
    for (const auto& [tag, set] : tags_) in.push_back(set->contains(each.first()));
    return std::tuple(each.first().family, std::move(in), each.first());
  };
  std::vector<std::pair<decltype(place_of(classes_.front())), std::size_t>> order;
  for (std::size_t i = 0; i < classes_.size(); ++i) order.emplace_back(place_of(classes_[i]), i);
  std::ranges::sort(order);
  std::vector<net::AddressClass> sorted;
  for (const auto& [place, index] : order) sorted.push_back(std::move(classes_[index]));
  classes_ = std::move(sorted);
  for (std::size_t i = 0; i < classes_.size(); ++i)
    by_address_.emplace_back(classes_[i].first(), i);
  std::ranges::sort(by_address_);
}

// Whether addresses are in VirtualNetwork: the possible answers.
std::vector<bool> RuleSpace::insides_of(std::size_t address_class) const {
  const net::Ip& ip = classes_[address_class].first();
  if (!meaning_.at)
    return reach::balancer_probes.contains(ip) ? std::vector{true} : std::vector{false, true};
  const bool inside = std::ranges::any_of(meaning_.at->virtual_network,
                                          [&](const net::Prefix& p) { return p.contains(ip); });
  if (inside) return {true};
  return meaning_.at->unseen.empty() ? std::vector{false} : std::vector{false, true};
}

void RuleSpace::add_atoms() {
  for (std::size_t i = 0; i < classes_.size() && !too_large_; ++i) {
    for (const bool inside : insides_of(i)) add_atoms_of(i, inside);
    too_large_ = atoms_.size() > most_atoms;
  }
  std::ranges::stable_sort(atoms_, {}, [&](const Atom& atom) {
    return std::tuple(classes_[atom.address_class].first().family, atom.inside, atom.in_all,
                      atom.sets, atom.address_class);
  });
  atoms_of_class_.resize(classes_.size());
  for (std::uint32_t at = 0; at < atoms_.size(); ++at)
    atoms_of_class_[atoms_[at].address_class].push_back(at);
  first_v6_ = static_cast<std::uint32_t>(
      std::ranges::find(
          atoms_, net::Family::v6,
          [&](const Atom& atom) { return classes_[atom.address_class].first().family; }) -
      atoms_.begin());
}

void RuleSpace::add_atoms_of(std::size_t address_class, bool inside) {
  const net::Ip& ip = classes_[address_class].first();
  std::vector<std::size_t> may;
  std::vector<std::size_t> routed;
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    if ((sets_[i].only_public && !reach::is_public(ip)) || sets_[i].besides.contains(ip)) continue;
    may.push_back(i);
    if (meaning_.at && std::ranges::any_of(meaning_.at->routed_tags, [&](const std::string& tag) {
          return equal_ignoring_case(name_of_unlisted(tag), set_names_[i]);
        }))
      routed.push_back(i);
  }
  std::vector<std::vector<std::size_t>> subsets{{}};
  for (std::size_t i = 0; i < may.size(); ++i) {
    subsets.push_back({may[i]});
    for (std::size_t j = i + 1; j < may.size(); ++j) subsets.push_back({may[i], may[j]});
  }
  const std::size_t small = subsets.size();
  for (std::size_t i = 0; !routed.empty() && i < small; ++i) {
    for (const std::size_t tag : routed) {
      if (std::ranges::count(subsets[i], tag) > 0) continue;
      std::vector<std::size_t> more = subsets[i];
      more.push_back(tag);
      std::ranges::sort(more);
      subsets.push_back(std::move(more));
    }
  }
  subsets.push_back(may);
  std::ranges::sort(subsets);
  subsets.erase(std::ranges::unique(subsets).begin(), subsets.end());
  for (auto& subset : subsets) {
    const bool all = subset.size() == may.size();
    atoms_.push_back({address_class, inside, all, std::move(subset)});
  }
}

bool RuleSpace::is_in(const Atom& atom, const std::string& set_name) const {
  const auto number = set_numbers_.find(to_lower(set_name));
  return number != set_numbers_.end() && std::ranges::count(atom.sets, number->second) > 0;
}

// N-116, N-112.
bool RuleSpace::is_internet(const Atom& atom) const {
  const net::Ip& ip = classes_[atom.address_class].first();
  if (atom.inside || !reach::is_public(ip)) return false;
  if (meaning_.at && !internet_.has_routed) {
    for (const std::string& tag : meaning_.at->routed_tags) {
      const auto known = tags_.find(tag);
      const bool in =
          known == tags_.end() ? is_in(atom, name_of_unlisted(tag)) : known->second->contains(ip);
      if (in) return false;
    }
  }
  const net::PrefixSet* others = meaning_.network->tagged_addresses();
  return internet_.has_others || others == nullptr || !others->contains(ip);
}

// The classes that a side has for certain. One that begins in a block is in it, because blocks cut
// the classes.
std::vector<std::size_t> RuleSpace::classes_of(const RuleSide& side) const {
  std::vector<std::size_t> classes;
  const auto add_block = [&](const net::Prefix& block) {
    const auto begin = std::ranges::lower_bound(by_address_, block.base, {},
                                                &std::pair<net::Ip, std::size_t>::first);
    for (auto at = begin; at != by_address_.end() && block.contains(at->first); ++at)
      classes.push_back(at->second);
  };
  std::ranges::for_each(side.prefixes, add_block);
  for (const std::string& tag : side.tags) {
    if (is_balancer(tag)) add_block(reach::balancer_probes);
    const auto known = tags_.find(tag);
    if (known == tags_.end()) continue;
    for (std::size_t i = 0; i < classes_.size(); ++i) {
      const net::Ip& ip = classes_[i].first();
      if (known->second->contains(ip) && reach::is_public(ip)) classes.push_back(i);  // N-115
    }
  }
  for (const azure::ResourceId& group : side.groups) {
    for (std::size_t i = 0; i < classes_.size(); ++i) {
      if (groups_.at(group.key()).contains(classes_[i].first())) classes.push_back(i);
    }
  }
  return classes;
}

// The sets of unknown extent that a side names.
std::vector<std::size_t> RuleSpace::sets_of(const RuleSide& side) const {
  std::vector<std::size_t> sets;
  const auto add = [&](const std::string& name) {
    const auto number = set_numbers_.find(to_lower(name));
    if (number != set_numbers_.end()) sets.push_back(number->second);
  };
  for (const std::string& tag : side.tags) {
    if (is_of_a_service(tag) && !tags_.contains(tag)) add(name_of_unlisted(tag));
  }
  for (const azure::ResourceId& group : side.groups) add(reach::unseen_members(group).name);
  for (const azure::UnknownInput& unknown : side.unknown) add(unknown.name);
  return sets;
}

const RuleSpace::Runs& RuleSpace::runs_of(const RuleSide& side) {
  const auto [place, is_new] = lowered_.try_emplace(key_of(side));
  if (!is_new) return place->second;
  if (says_nothing(side) || std::ranges::count(side.tags, "*") > 0) {
    place->second = {Run{}};
    return place->second;
  }
  std::vector<std::uint32_t> positions;
  for (const std::size_t each : classes_of(side))
    positions.insert(positions.end(), atoms_of_class_[each].begin(), atoms_of_class_[each].end());
  const bool inside = std::ranges::any_of(side.tags, is_virtual_network);
  const bool internet = std::ranges::any_of(side.tags, is_internet_tag);
  const std::vector<std::size_t> sets = sets_of(side);
  const auto is_named = [&](const Atom& atom) {
    return (inside && atom.inside) || (internet && is_internet(atom)) ||
           std::ranges::any_of(
               sets, [&](std::size_t set) { return std::ranges::count(atom.sets, set) > 0; });
  };
  for (std::uint32_t i = 0; (inside || internet || !sets.empty()) && i < atoms_.size(); ++i) {
    if (is_named(atoms_[i])) positions.push_back(i);
  }
  place->second = runs_at(std::move(positions));
  return place->second;
}

RuleSpace::Runs RuleSpace::runs_at(std::vector<std::uint32_t> positions) {
  std::ranges::sort(positions);
  Runs runs;
  for (const std::uint32_t at : positions) {
    if (!runs.empty() && at <= runs.back().last + 1) {
      runs.back().last = at;
    } else {
      runs.push_back({at, at});
    }
  }
  return runs;
}

Diagram RuleSpace::rule(const azure::SecurityRule& rule, std::uint32_t value) {
  Box box;
  box[Field::source] = runs_of(rule.source);
  box[Field::destination] = runs_of(rule.destination);
  if (!rule.unknown.empty()) return space_.box(box, value);
  const auto& protocol = rule.protocol;
  if (protocol && !net::has_ports(*protocol)) {
    const auto number = static_cast<std::uint32_t>(*protocol);
    box[Field::protocol] = {{number, number}};
    return space_.box(box, value);  // N-092
  }
  Diagram others = net::nothing;
  if (!protocol) {
    box[Field::protocol] = {without_ports};
    others = space_.box(box, value);
  }
  const auto number = protocol ? static_cast<std::uint32_t>(*protocol) : 0U;
  box[Field::protocol] = {protocol ? Run{number, number} : with_ports};
  box[Field::source_port] = runs_of_ports(rule.source_ports);
  box[Field::destination_port] = runs_of_ports(rule.destination_ports);
  return space_.over(space_.box(box, value), others);
}

Diagram RuleSpace::merged(std::span<const Diagram> leaves) {
  if (leaves.empty()) return net::nothing;
  if (leaves.size() == 1) return leaves.front();
  const std::size_t half = leaves.size() / 2;
  return space_.over(merged(leaves.first(half)), merged(leaves.subspan(half)));
}

Diagram RuleSpace::list(std::span<const azure::SecurityRule> rules,
                        std::span<const std::uint32_t> values) {
  std::vector<Diagram> leaves;
  for (std::size_t i = 0; i < rules.size(); ++i) leaves.push_back(rule(rules[i], values[i]));
  return merged(leaves);
}

Diagram RuleSpace::packets(bool with_icmp_v6) {
  const auto count = static_cast<std::uint32_t>(atoms_.size());
  Box box;
  box[Field::protocol] = {with_ports};
  box[Field::source_port] = {{0, UINT16_MAX}};
  box[Field::destination_port] = {{0, UINT16_MAX}};
  Diagram all = net::nothing;
  const auto add = [&](std::uint32_t first, std::uint32_t last, Run other_protocols) {
    if (first > last) return;
    box[Field::source] = {{first, last}};
    box[Field::destination] = {{first, last}};
    Box others = box;
    others[Field::protocol] = {other_protocols};
    all = space_.either(all, space_.either(space_.box(box), space_.box(others)));
  };
  if (first_v6_ > 0) add(0, first_v6_ - 1, without_ports);
  constexpr auto icmp = static_cast<std::uint32_t>(net::Protocol::icmp);
  static_assert(icmp == without_ports.first);
  if (first_v6_ < count)
    add(first_v6_, count - 1, with_icmp_v6 ? without_ports : Run{icmp + 1, last_protocol});
  return all;
}

Diagram RuleSpace::both_ends(const Runs& runs) {
  Box box;
  box[Field::source] = runs;
  box[Field::destination] = runs;
  return space_.box(box);
}

Diagram RuleSpace::in_no_set() {
  std::vector<std::uint32_t> wanted;
  for (std::uint32_t i = 0; i < atoms_.size(); ++i) {
    if (atoms_[i].sets.empty()) wanted.push_back(i);
  }
  return both_ends(runs_at(std::move(wanted)));
}

Diagram RuleSpace::in_all_or_none() {
  std::vector<std::uint32_t> wanted;
  for (std::uint32_t i = 0; i < atoms_.size(); ++i) {
    if (atoms_[i].in_all || atoms_[i].sets.empty()) wanted.push_back(i);
  }
  return both_ends(runs_at(std::move(wanted)));
}

std::vector<std::uint32_t> RuleSpace::others_of(std::uint32_t position) const {
  const Atom& atom = atoms_[position];
  const bool open = meaning_.at && !meaning_.at->unseen.empty();
  std::vector<std::uint32_t> others;
  for (const std::uint32_t each : atoms_of_class_[atom.address_class]) {
    if (open || atoms_[each].inside == atom.inside) others.push_back(each);
  }
  return others;
}

}  // namespace airtight::verify
