#include <airtight/base/text.h>
#include <airtight/verify/set_changes.h>

#include <algorithm>
#include <deque>
#include <set>
#include <tuple>

#include "aligned.h"
#include "cells.h"
#include "unseen.h"

// Both states are cut into the same classes: those that anything in either of them tells apart. So
// a class of one state is one of the other, or nobody's, and a change is a class that fares
// otherwise. The packet that stands for it is walked in both states and is the witness.

namespace airtight::verify {
namespace {

const std::vector<std::string> no_device;

// Everybody and everything, in one state.
struct State {
  const model::Network* network = nullptr;
  Doubtful doubtful;
  std::vector<Sender> senders;
  std::vector<Destination> destinations;
  std::vector<std::string> sender_keys;
  std::vector<std::string> destination_keys;
  std::set<std::string> unseen;
  std::optional<Error> error;  // it does not have what is asked about
};

std::string key_of(const reach::Workload& workload) {
  std::string key = std::to_string(static_cast<int>(workload.kind)) + "\n";
  if (workload.site != nullptr) return key + workload.site->id.key() + "\n" + workload.traffic;
  if (workload.described != nullptr || workload.outside != nullptr)
    return key + to_lower(workload.name);
  if (workload.hosted != nullptr) return key + workload.hosted->id.key();
  if (workload.interface != nullptr) return key + workload.interface->id.key();
  if (workload.subnet != nullptr) return key + workload.subnet->id.key();
  return key + to_lower(workload.name);
}

std::string key_of(const Destinations& to, const Destination& destination) {
  std::string key =
      to.target.back_end == nullptr ? to_lower(to.target.name) : to.target.back_end->id().key();
  key +=
      "\n" + to_lower(destination.target.host.text()) + "\n" + to_lower(destination.sent.group_id);
  if (destination.by_name) key += "\nby name";
  return key;
}

void add_destinations(const std::vector<Destinations>& all, State& state) {
  std::set<std::pair<std::string, std::string>> known;
  for (const Destinations& to : all) {
    for (const Destination& destination : to.list) {
      std::string key = key_of(to, destination);
      if (!known.emplace(key, destination.label).second) continue;
      state.destinations.push_back(destination);
      state.destination_keys.push_back(std::move(key));
    }
  }
}

State state_of(const model::Network& network, const Classes& classes, const Question& question) {
  State state;
  state.network = &network;
  state.doubtful = doubtful(network);
  auto senders = senders_of(network, classes, question);
  const auto all = destinations_of(network, classes, question);
  if (!senders || !all) {
    state.error = senders ? all.error() : senders.error();
    return state;
  }
  state.senders = std::move(*senders);
  for (const Sender& sender : state.senders) state.sender_keys.push_back(key_of(sender.workload));
  add_destinations(*all, state);
  std::vector<const azure::VirtualNetwork*> networks;
  for (const Destinations& to : *all) {
    for (const azure::UnknownInput& unknown : to.unknown) state.unseen.insert(unknown.name);
    networks.insert(networks.end(), to.networks.begin(), to.networks.end());
  }
  if (std::ranges::count(question.from, everybody) > 0)
    add_unseen_senders(network, networks, state.unseen);
  return state;
}

std::vector<Keyed> keyed(const std::vector<Sender>& senders, const std::vector<std::string>& keys) {
  std::vector<Keyed> list;
  for (std::size_t i = 0; i < senders.size(); ++i)
    list.push_back({keys[i], &senders[i].addresses.ranges});
  return list;
}

std::vector<Keyed> keyed(const std::vector<Destination>& destinations,
                         const std::vector<std::string>& keys) {
  std::vector<Keyed> list;
  for (std::size_t i = 0; i < destinations.size(); ++i)
    list.push_back({keys[i], &destinations[i].addresses});
  return list;
}

// The part of a sender or destination that both states agree about; the packet is its first.
Sender part_of(Sender sender, const Ranges& ranges) {
  if (sender.addresses.ranges.empty() || ranges.empty()) return sender;
  sender.addresses.ranges = ranges;
  sender.workload.address = ranges.front().first;
  return sender;
}

Destination part_of(const Destination& destination, const Ranges& ranges) {
  if (destination.addresses.empty() || ranges.empty()) return destination;
  Destination part = at_addresses(destination.target, {ranges});
  part.target.ip = destination.target.ip ? std::optional(ranges.front().first) : std::nullopt;
  part.sent = destination.sent;
  part.sent.ip = ranges.front().first;
  part.port = destination.port;
  part.by_name = destination.by_name;
  part.is_outside = destination.is_outside;
  if (part.is_outside) part.label = label_outside(ranges);
  return part;
}

// One end in both states.
template <class End>
struct Ends {
  std::optional<End> before;
  std::optional<End> after;
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): an end is in one of the two at least
  const End& shown() const { return after ? *after : *before; }
};

template <class End>
std::deque<Ends<End>> ends_of(const std::vector<Aligned>& aligned, const std::vector<End>& before,
                              const std::vector<End>& after) {
  std::deque<Ends<End>> ends;
  for (const Aligned& each : aligned) {
    Ends<End>& end = ends.emplace_back();
    if (each.before) end.before = part_of(before[*each.before], each.ranges);
    if (each.after) end.after = part_of(after[*each.after], each.ranges);
  }
  return ends;
}

// A host of a subnet that nobody described, at an address that somebody described has in the other
// state: that one is compared there.
bool is_described(const model::Network& other, const Sender& sender) {
  const reach::Workload& workload = sender.workload;
  if (workload.kind != reach::Workload::Kind::subnet || workload.hosted != nullptr ||
      workload.subnet == nullptr || !workload.address)
    return false;
  const azure::Subnet* subnet = other.subnet(workload.subnet->id);
  return subnet != nullptr && set_of(subnet->address_prefixes).contains(*workload.address);
}

// What arrives if there is nobody to send or to receive: nothing.
Judgement judgement_of(const std::optional<Cell>& cell) {
  return cell ? cell->verdict.judgement : Judgement::deny;
}

Difference difference_of(Judgement after) {
  switch (after) {
    case Judgement::allow:
      return Difference::added;
    case Judgement::deny:
      return Difference::removed;
    case Judgement::uncertain:
      return Difference::changed;
  }
  return Difference::changed;
}

// Told apart by nothing but where on the Internet they go.
bool are_alike(const ChangedSet& a, const ChangedSet& b) {
  const auto verdict_of = [](const std::optional<Witness>& witness) {
    return witness ? std::optional(witness->verdict) : std::nullopt;
  };
  const Part& p = a.packets;
  const Part& q = b.packets;
  return std::tie(a.difference, p.from, p.sources, p.protocols, p.ports, p.via) ==
             std::tie(b.difference, q.from, q.sources, q.protocols, q.ports, q.via) &&
         verdict_of(a.before) == verdict_of(b.before) && verdict_of(a.after) == verdict_of(b.after);
}

// The Internet is cut wherever a route or a rule names a block of it; what fares alike is one set.
void join_outside(std::vector<ChangedSet>& outside, std::vector<ChangedSet>& sets) {
  const std::size_t first = sets.size();
  for (ChangedSet& set : outside) {
    const auto like = std::find_if(sets.begin() + static_cast<std::ptrdiff_t>(first), sets.end(),
                                   [&](const ChangedSet& each) { return are_alike(each, set); });
    if (like == sets.end()) {
      sets.push_back(std::move(set));
      continue;
    }
    Ranges& addresses = like->packets.destinations;
    addresses.insert(addresses.end(), set.packets.destinations.begin(),
                     set.packets.destinations.end());
  }
  for (std::size_t i = first; i < sets.size(); ++i) {
    Part& packets = sets[i].packets;
    packets.destinations = joined(std::move(packets.destinations));
    packets.destination = label_outside(packets.destinations);
  }
}

class Comparer {
 public:
  Comparer(const model::Network& before, const model::Network& after, Question question,
           const Assumptions& assumptions, std::size_t most)
      : question_(std::move(question)), assumptions_(assumptions), most_(most), classes_(before) {
    question_.claim = Claim::isolated;
    classes_.add(Classes(after));
    for (const net::Prefix& block : blocks_named(question_)) classes_.add(block);
    before_ = state_of(before, classes_, question_);
    after_ = state_of(after, classes_, question_);
  }

  Result<SetChanges> run() {
    if (before_.error && after_.error) return tl::unexpected(*after_.error);
    senders_ = ends_of(align(keyed(before_.senders, before_.sender_keys),
                             keyed(after_.senders, after_.sender_keys)),
                       before_.senders, after_.senders);
    destinations_ = ends_of(align(keyed(before_.destinations, before_.destination_keys),
                                  keyed(after_.destinations, after_.destination_keys)),
                            before_.destinations, after_.destinations);
    std::erase_if(senders_, [&](const Ends<Sender>& sender) {
      return (!sender.before && is_described(*before_.network, *sender.after)) ||
             (!sender.after && is_described(*after_.network, *sender.before));
    });
    // Where there are too many classes, what is inside comes first.
    std::stable_partition(
        destinations_.begin(), destinations_.end(),
        [](const Ends<Destination>& destination) { return !destination.shown().is_outside; });
    for (const Ends<Destination>& destination : destinations_) {
      for (const Ends<Sender>& sender : senders_) {
        if (evaluated_ < most_) compare(sender, destination);
      }
      if (evaluated_ == most_) left_out_.insert(destination.shown().target.name);
    }
    return conclude();
  }

 private:
  using Walks = std::pair<std::optional<PairWalk>, std::optional<PairWalk>>;

  std::optional<PairWalk> walk(const State& state, const std::optional<Sender>& sender,
                               const std::optional<Destination>& destination) const {
    if (!sender || !destination || !is_asked(*state.network, question_, *sender, *destination))
      return {};
    return std::optional<PairWalk>(std::in_place, *state.network, question_, assumptions_,
                                   no_device, *sender, *destination, state.doubtful);
  }

  void compare(const Ends<Sender>& sender, const Ends<Destination>& destination) {
    const auto before = walk(before_, sender.before, destination.before);
    const auto after = walk(after_, sender.after, destination.after);
    if (!before && !after) return;
    const auto classes = ports_of(question_, classes_, destination.shown());
    for (const net::Protocol protocol : protocols_of(question_)) {
      for (const net::PortRange& ports : ports_for(protocol, classes)) {
        if (!is_sent(sender.shown(), protocol, ports)) continue;
        if (evaluated_ == most_) return;
        ++evaluated_;
        note(sender, destination,
             before ? std::optional(before->judge(protocol, ports)) : std::nullopt,
             after ? std::optional(after->judge(protocol, ports)) : std::nullopt);
      }
    }
  }

  void note(const Ends<Sender>& sender, const Ends<Destination>& destination,
            std::optional<Cell> before, std::optional<Cell> after) {
    const Judgement was = judgement_of(before);
    const Judgement is = judgement_of(after);
    if (was == is) return;
    // NOLINTNEXTLINE(bugprone-unchecked-optional-access): two that are not there are judged alike
    Cell cell = after ? std::move(*after) : std::move(*before);
    cell.sender = &sender.shown();
    cell.destination = &destination.shown();
    // Devices and the step that decided are the witness's to show.
    cell.crosses.clear();
    cell.may_cross.clear();
    sender_of_[cell.sender] = &sender;
    destination_of_[cell.destination] = &destination;
    parts_[{is, was, after.has_value()}].add(std::move(cell));
  }

  // One packet of a part in one state, by TCP and to the service's own port if it has it.
  std::optional<Witness> witness(const State& state, const std::optional<Sender>& sender,
                                 const std::optional<Destination>& destination,
                                 const Part& part) const {
    const auto walked = walk(state, sender, destination);
    if (!walked) return {};
    const auto own = std::ranges::find_if(
        part.ports, [&](const net::PortRange& range) { return range.contains(destination->port); });
    const net::PortRange& ports = own == part.ports.end() ? part.ports.front() : *own;
    const net::Protocol protocol = std::ranges::count(part.protocols, net::Protocol::tcp) > 0
                                       ? net::Protocol::tcp
                                       : part.protocols.front();
    return verify::witness_of(walked->judge(protocol, ports));
  }

  SetChanges conclude() {
    SetChanges changes;
    std::vector<ChangedSet> outside;
    changes.evaluated = evaluated_;
    changes.left_out.assign(left_out_.begin(), left_out_.end());
    std::ranges::set_difference(after_.unseen, before_.unseen,
                                std::back_inserter(changes.appeared));
    for (auto& [states, parts] : parts_) {
      for (JoinedPart& joined : parts.take_joined()) {
        const Ends<Sender>& sender = *sender_of_.at(joined.sender);
        const Ends<Destination>& destination = *destination_of_.at(joined.destination);
        ChangedSet set;
        set.difference = difference_of(std::get<0>(states));
        set.before = witness(before_, sender.before, destination.before, joined.part);
        set.after = witness(after_, sender.after, destination.after, joined.part);
        set.packets = std::move(joined.part);
        (destination.shown().is_outside ? outside : changes.sets).push_back(std::move(set));
      }
    }
    join_outside(outside, changes.sets);
    std::ranges::stable_sort(changes.sets, {}, [](const ChangedSet& set) {
      return std::tuple(set.difference, to_lower(set.packets.from), to_lower(set.packets.to));
    });
    return changes;
  }

  Question question_;
  const Assumptions& assumptions_;
  std::size_t most_;
  Classes classes_;
  State before_;
  State after_;
  std::deque<Ends<Sender>> senders_;
  std::deque<Ends<Destination>> destinations_;
  std::map<const Sender*, const Ends<Sender>*> sender_of_;
  std::map<const Destination*, const Ends<Destination>*> destination_of_;
  std::map<std::tuple<Judgement, Judgement, bool>, Parts> parts_;  // after, before
  std::set<std::string> left_out_;
  std::size_t evaluated_ = 0;
};

}  // namespace

Question all_packets() {
  Question question;
  question.from = {std::string(everybody)};
  question.to = everybody;
  return question;
}

Result<SetChanges> set_changes(const model::Network& before, const model::Network& after,
                               const Question& question, const Assumptions& assumptions,
                               std::size_t most) {
  return Comparer(before, after, question, assumptions, most).run();
}

}  // namespace airtight::verify
