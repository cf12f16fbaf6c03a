#pragma once

#include <airtight/verify/forecast.h>
#include <airtight/verify/prove.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// Packets that fare otherwise after a change, and alike among themselves before and after it.
struct ChangedSet {
  // added: they arrive now. removed: now it is proved that they do not. changed: now nobody can
  // say. Where a sender or a target is in one of the states only, no packet arrives in the other.
  Difference difference = Difference::changed;
  Part packets;  // with the verdict after, or before where they are gone

  // One of them in each state; none where that state has no such sender or target.
  std::optional<Witness> before;
  std::optional<Witness> after;
};

// What two states do to all packets of a question.
struct SetChanges {
  std::vector<ChangedSet> sets;       // in order of difference, sender, target and packets
  std::vector<std::string> appeared;  // what may send or be reached unseen, only in the state after
  // Targets to which not all packets were compared, because there are more than the most classes.
  std::vector<std::string> left_out;
  std::size_t evaluated = 0;  // classes of packets
};

// More classes of packets than this are not compared. Each costs a walk in each state.
inline constexpr std::size_t most_compared_classes = 100'000;

// From everybody to every back end, every subnet and, from inside, the Internet.
Question all_packets();

// Of a question only the senders, the target, and the protocols and ports count. It is an error if
// neither state has them; what only one has is nowhere in the other. Senders and targets are the
// same in two states if their ids are, without case; nothing else that a resource is called, nor
// any order, makes a difference.
Result<SetChanges> set_changes(const model::Network& before, const model::Network& after,
                               const Question& question, const Assumptions& assumptions = {},
                               std::size_t most = most_compared_classes);

}  // namespace airtight::verify
