#include "group_comparison.h"

#include <array>

// Two lists are the same if no packet finds rules of different access in them (rule_space.h). What
// a rule that is not known in full may cover is open.

namespace airtight::verify {
namespace {

using azure::Direction;
using net::Diagram;
using net::Field;
using net::Header;

class BothGroups {
 public:
  BothGroups(const model::Network& network, const std::optional<Place>& at, TwoLists& lists,
             model::Reading& reading)
      : first_rules_(lists.first),
        second_rules_(lists.second),
        direction_(lists.direction),
        placed_(at.has_value()),
        icmp_(asks_icmp(lists.both)) {
    const TagMeaning meaning = meaning_of(network, at, direction_, reading);
    if (meaning.at) {
      for (const azure::UnknownInput& unseen : meaning.at->unseen) unseen_.insert(unseen.name);
    }
    space_ = &lists.spaces.of(meaning, internet_of(meaning, lists.both, reading));
  }

  Compared run() {
    Compared result;
    result.without_icmp_v6 = icmp_;
    first_ = compile(*space_, first_rules_);
    second_ = compile(*space_, second_rules_);
    net::PacketSpace& space = space_->space();
    const Diagram packets = space_->packets(!icmp_);
    const Diagram differing =
        space.both(packets, space.differ(first_.by_access, second_.by_access));
    const Diagram unsaid =
        space.both(packets, space.either(only(first_.by_access, ListValue::open),
                                         only(second_.by_access, ListValue::open)));
    const Diagram wrong = space.either(differing, unsaid);
    if (space_->is_too_large()) {
      result.truth = Truth::uncertain;
      result.unknowns.insert(lists_too_large);
    } else if (wrong != net::nothing) {
      search(space.minus(differing, unsaid), result);
      if (!result.difference) note_doubts(wrong, unsaid, result);
    }
    return result;
  }

 private:
  static constexpr std::size_t most_boxes = 20'000;
  static constexpr std::size_t most_questions = 4'000'000;

  Diagram only(Diagram list, std::uint32_t value) {
    std::array<std::uint32_t, ListValue::open + 1> is{};
    is[value] = 1;
    return space_->space().mapped(list, is);
  }

  // A packet that differs whatever the sets of unknown extent hold.
  void search(Diagram differing, Compared& result) {
    net::PacketSpace& space = space_->space();
    std::size_t boxes = 0;
    space.for_each_box(space.both(differing, space_->in_no_set()),
                       [&](const std::array<net::Run, net::fields>& box, std::uint32_t) {
                         Header header{};
                         for (std::size_t i = 0; i < net::fields; ++i) header[i] = box[i].first;
                         if (differs_whatever(header, result)) {
                           result.truth = Truth::fails;
                           result.difference = described(header, box);
                           return false;
                         }
                         return ++boxes < most_boxes && questions_ < most_questions;
                       });
  }

  bool differs_whatever(const Header& header, Compared& result) {
    const auto& space = space_->space();
    const auto at = [](Field field) { return static_cast<std::size_t>(field); };
    for (const std::uint32_t source : space_->others_of(header[at(Field::source)])) {
      for (const std::uint32_t destination : space_->others_of(header[at(Field::destination)])) {
        Header other = header;
        other[at(Field::source)] = source;
        other[at(Field::destination)] = destination;
        ++questions_;
        const std::uint32_t a = space.value_at(first_.by_access, other);
        const std::uint32_t b = space.value_at(second_.by_access, other);
        if (a != b && a != ListValue::open && b != ListValue::open) continue;
        note_sets(source, header[at(Field::source)], result);
        note_sets(destination, header[at(Field::destination)], result);
        return false;
      }
    }
    return true;
  }

  void note_sets(std::uint32_t position, std::uint32_t asked, Compared& result) {
    for (const std::size_t set : space_->atom(position).sets)
      result.unknowns.insert(space_->set_names()[set]);
    if (space_->atom(position).inside != space_->atom(asked).inside)
      result.unknowns.insert(unseen_.begin(), unseen_.end());
  }

  // Names what the difference hangs on.
  void note_doubts(Diagram wrong, Diagram unsaid, Compared& result) {
    result.truth = Truth::uncertain;
    std::size_t boxes = 0;
    space_->space().for_each_box(
        wrong, [&](const std::array<net::Run, net::fields>& box, std::uint32_t) {
          for (const Field field : {Field::source, Field::destination}) {
            const std::uint32_t position = box[static_cast<std::size_t>(field)].first;
            note_sets(position, position, result);
          }
          return ++boxes < most_boxes;
        });
    if (unsaid != net::nothing) {
      add_unknown_rules(first_rules_, result.unknowns);
      add_unknown_rules(second_rules_, result.unknowns);
    }
    if (result.unknowns.empty()) result.unknowns.insert(unseen_.begin(), unseen_.end());
    if (result.unknowns.empty()) result.unknowns.insert(lists_too_large);
  }

  GroupDifference described(Header header, const std::array<net::Run, net::fields>& box) {
    const auto at = [](Field field) { return static_cast<std::size_t>(field); };
    GroupDifference difference;
    difference.direction = direction_;
    difference.protocol = static_cast<net::Protocol>(header[at(Field::protocol)]);
    const Atom& source = space_->atom(header[at(Field::source)]);
    const Atom& destination = space_->atom(header[at(Field::destination)]);
    difference.source = space_->addresses(source).first();
    difference.destination = space_->addresses(destination).first();
    if (!placed_) {
      difference.source_inside = source.inside;
      difference.destination_inside = destination.inside;
    }
    if (net::has_ports(difference.protocol)) {
      const auto pick = [&](Field field, std::uint32_t liked) {
        const net::Run& run = box[at(field)];
        const bool has = run.first <= liked && liked <= run.last;
        header[at(field)] = has ? liked : run.first;
        return net::Port{static_cast<std::uint16_t>(header[at(field)])};
      };
      difference.source_port = pick(Field::source_port, net::ephemeral.first.number);
      difference.port = pick(Field::destination_port, 443);
    }
    difference.first = decided(first_, header);
    difference.second = decided(second_, header);
    return difference;
  }

  RuleName decided(const Compiled& list, const Header& header) const {
    const std::uint32_t place = space_->space().value_at(list.by_rule, header);
    return place == 0 ? RuleName{} : name_of((*list.rules)[place - 1]);
  }

  const Rules& first_rules_;
  const Rules& second_rules_;
  Direction direction_;
  bool placed_;
  bool icmp_ = false;
  std::set<std::string> unseen_;
  RuleSpace* space_ = nullptr;
  Compiled first_;
  Compiled second_;
  std::size_t questions_ = 0;
};

}  // namespace

Compared compare(const model::Network& network, const std::optional<Place>& at, TwoLists& lists,
                 model::Reading& reading) {
  return BothGroups(network, at, lists, reading).run();
}

Compared worse(const Compared& a, const Compared& b) {
  if (a.truth == Truth::fails) return a;
  if (b.truth == Truth::fails) return b;
  Compared both = a;
  both.truth = a.truth == Truth::uncertain ? a.truth : b.truth;
  both.unknowns.insert(b.unknowns.begin(), b.unknowns.end());
  both.without_icmp_v6 = a.without_icmp_v6 || b.without_icmp_v6;
  return both;
}

}  // namespace airtight::verify
