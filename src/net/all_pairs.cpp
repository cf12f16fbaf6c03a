#include <airtight/net/all_pairs.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "local_rows.h"
#include "pair_counts.h"
#include "passages.h"

// Ten thousand networks stamped from templates have few kinds of places. What is done, in order:
//
// - Places are cut into pieces, of which no set has a part only (estate_pieces).
// - Each list is reduced to what it says of peers in other networks (Specialiser). Most copies of a
//   template become equal, and equal lists are one.
// - Rules about sets that hardly anybody names are put aside. The rest, the base lists, cut the
//   pieces into classes, and have one set of packets for each class (PeerSide).
// - A pair of pieces is then known by the row and class of its source and the row and class of its
//   destination: what passes is the meeting of what the one lets out to this class, what the
//   passage lets through and what the other lets in from that class.
// - For one source class and one destination class the rows that have it come with a few different
//   values. So pairs are counted value by value: neither pairs of hosts nor pairs of rows are
//   enumerated.
// - Pairs inside a rare set of one of their lists, and pairs of one network, were counted so too.
//   They are taken back one by one, and the former counted again by their whole lists.
//
// This costs a step for each rule, for each base list and class, for each two classes with each two
// of their values, and for each exception.

namespace airtight::net {
namespace {

// Pieces that the other side does not tell apart, as long as nothing is rare.
struct Group {
  std::uint32_t peer_class = 0;  // the class that others see in it
  std::uint32_t form = 0;
  std::uint32_t row = 0;
  std::uint32_t label = 0;
  std::uint64_t hosts = 0;
  std::vector<std::uint32_t> pieces;
};

// Groups with the same class and form lie side by side.
template <class Visit>
void for_each_bucket(const std::vector<const Group*>& groups, Visit visit) {
  for (std::size_t first = 0; first < groups.size();) {
    std::size_t end = first;
    while (end < groups.size() && groups[end]->peer_class == groups[first]->peer_class &&
           groups[end]->form == groups[first]->form)
      ++end;
    visit(std::span(groups).subspan(first, end - first));
    first = end;
  }
}

bool is_asked(std::optional<std::uint32_t> asked, std::uint32_t label) {
  return !asked || *asked == label;
}

}  // namespace

struct AllPairs::Compiled {
  const Estate* estate;
  std::unique_ptr<PacketAtoms> atoms;
  Specialiser specialiser;
  std::vector<Piece> pieces;
  PeerSide outbound;
  PeerSide inbound;
  Passages passages;
  LocalRows local;
  std::vector<Group> senders;
  std::vector<Group> receivers;
  std::vector<std::optional<Diagram>> shown;  // of sets of packets

  Compiled(const Estate& written, PacketSpace& space)
      : estate(&written),
        atoms(std::make_unique<PacketAtoms>(written.services, space)),
        specialiser(written),
        pieces(pieces_of(written, specialiser.sets())),
        outbound(written, Direction::outbound, pieces, specialiser),
        inbound(written, Direction::inbound, pieces, specialiser),
        passages(compile_sides(written)),
        local(written, specialiser, pieces, *atoms) {
    senders = groups(outbound, inbound.classes(), true);
    receivers = groups(inbound, outbound.classes(), false);
  }

  // The way between two classes is known when both sides have theirs.
  Passages compile_sides(const Estate& written) {
    outbound.compile(specialiser.sets(), pieces,
                     Passages::sets_named(written, specialiser, Direction::outbound), *atoms);
    inbound.compile(specialiser.sets(), pieces,
                    Passages::sets_named(written, specialiser, Direction::inbound), *atoms);
    return {written, specialiser, inbound.classes(), outbound.classes(), *atoms};
  }

  PacketSet both(PacketSet a, PacketSet b) const { return atoms->both(a, b); }
  const Estate::Place& place(std::uint32_t piece) const {
    return estate->places[pieces[piece].place];
  }

  std::vector<Group> groups(const PeerSide& side, const PeerClasses& seen_as, bool send) const {
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>, Group> found;
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      const Estate::Place& at = place(i);
      if (pieces[i].hosts == 0 || (send && !at.sends)) continue;
      const std::uint32_t row = side.row(side.filter(i));
      Group& group = found[{seen_as.of(i), at.form, row, at.label}];
      group.peer_class = seen_as.of(i);
      group.form = at.form;
      group.row = row;
      group.label = at.label;
      group.hosts += pieces[i].hosts;
      group.pieces.push_back(i);
    }
    std::vector<Group> result;
    for (auto& [key, group] : found) result.push_back(std::move(group));
    return result;
  }

  static std::vector<const Group*> asked(const std::vector<Group>& groups,
                                         std::optional<std::uint32_t> label) {
    std::vector<const Group*> result;
    for (const Group& group : groups)
      if (is_asked(label, group.label)) result.push_back(&group);
    return result;
  }

  std::optional<PacketSet> passage(std::uint32_t from, std::uint32_t to) const {
    return passages.between(place(from).form, place(to).form, inbound.classes().of(from),
                            outbound.classes().of(to));
  }

  PacketSet base_out(std::uint32_t from, std::uint32_t to) const {
    return outbound.base(outbound.row(outbound.filter(from)), outbound.classes().of(to));
  }
  PacketSet base_in(std::uint32_t from, std::uint32_t to) const {
    return inbound.base(inbound.row(inbound.filter(to)), inbound.classes().of(from));
  }
  PacketSet exact_out(std::uint32_t from, std::uint32_t to) const {
    return outbound.exact(outbound.filter(from), to, pieces[to].addresses, specialiser.sets(),
                          *atoms);
  }
  PacketSet exact_in(std::uint32_t from, std::uint32_t to) const {
    return inbound.exact(inbound.filter(to), from, pieces[from].addresses, specialiser.sets(),
                         *atoms);
  }

  // By the base lists; none where there is no way.
  std::optional<PacketSet> base(std::uint32_t from, std::uint32_t to) const {
    const auto way = passage(from, to);
    if (!way) return {};
    return both(both(base_out(from, to), *way), base_in(from, to));
  }

  PacketSet exact(std::uint32_t from, std::uint32_t to) const {
    const auto way = passage(from, to);
    if (!way) return no_packets;
    const PacketSet out = both(exact_out(from, to), *way);
    return out == no_packets ? no_packets : both(out, exact_in(from, to));
  }

  Diagram show(PacketSet packets) {
    if (packets.id >= shown.size()) shown.resize(std::size_t{packets.id} * 2 + 2);
    std::optional<Diagram>& diagram = shown[packets.id];
    if (!diagram) diagram = atoms->diagram(packets);
    return *diagram;
  }

  std::uint32_t piece_at(const End& end) const {
    const auto after = std::ranges::upper_bound(
        pieces, end.address, {}, [](const Piece& piece) { return piece.addresses.first; });
    return static_cast<std::uint32_t>(after - pieces.begin()) - 1;
  }

  // Pairs of pieces of different networks that lie in a rare set of one of their lists, with what
  // the base lists say of them. Stops when `visit` says false.
  using Exception = std::function<bool(std::uint32_t from, std::uint32_t to, PacketSet base)>;
  bool for_each_exception(const Labels& labels, const Exception& visit) const;
  bool visit_pair(std::uint32_t from, std::uint32_t to, const Labels& labels,
                  const Exception& visit) const;

  Counts count_across(const Labels& labels) const;
  void count_groups(const Labels& labels, Counts& counts) const;
  void take_back_networks(const Labels& labels, Counts& counts) const;
  std::optional<Pair> open_among(const Group& from, const Group& to) const;
  Pair pair(std::uint32_t from, std::uint32_t to, PacketSet packets) const {
    const auto end = [&](std::uint32_t piece) {
      return End{pieces[piece].place,
                 std::max(pieces[piece].addresses.first, place(piece).hosts.first)};
    };
    return {end(from), end(to), atoms->diagram(packets)};
  }
  bool is_counted(std::uint32_t from, std::uint32_t to, const Labels& labels) const {
    return place(from).sends && pieces[from].hosts != 0 && pieces[to].hosts != 0 &&
           is_asked(labels.from, place(from).label) && is_asked(labels.to, place(to).label);
  }
  std::uint64_t hosts(std::uint32_t from, std::uint32_t to) const {
    return std::uint64_t{pieces[from].hosts} * pieces[to].hosts;
  }
};

bool AllPairs::Compiled::visit_pair(std::uint32_t from, std::uint32_t to, const Labels& labels,
                                    const Exception& visit) const {
  if (!is_counted(from, to, labels) || place(from).network == place(to).network) return true;
  const auto packets = base(from, to);
  return !packets || visit(from, to, *packets);
}

bool AllPairs::Compiled::for_each_exception(const Labels& labels, const Exception& visit) const {
  for (std::uint32_t from = 0; from < pieces.size(); ++from) {
    if (!is_asked(labels.from, place(from).label)) continue;
    for (const Span& span : outbound.rare(outbound.filter(from)))
      for (std::uint32_t to = span.first; to < span.end; ++to)
        if (!visit_pair(from, to, labels, visit)) return false;
  }
  for (std::uint32_t to = 0; to < pieces.size(); ++to) {
    if (!is_asked(labels.to, place(to).label)) continue;
    for (const Span& span : inbound.rare(inbound.filter(to))) {
      for (std::uint32_t from = span.first; from < span.end; ++from) {
        if (outbound.is_rare(outbound.filter(from), to)) continue;
        if (!visit_pair(from, to, labels, visit)) return false;
      }
    }
  }
  return true;
}

void AllPairs::Compiled::count_groups(const Labels& labels, Counts& counts) const {
  const auto to_all = asked(receivers, labels.to);
  Histogram out;
  Histogram in;
  for_each_bucket(asked(senders, labels.from), [&](std::span<const Group* const> from) {
    for_each_bucket(to_all, [&](std::span<const Group* const> to) {
      const std::uint32_t source = from.front()->peer_class;
      const std::uint32_t destination = to.front()->peer_class;
      const auto way = passages.between(from.front()->form, to.front()->form, source, destination);
      out.clear();
      for (const Group* group : from) {
        const PacketSet value = way ? outbound.base(group->row, destination) : no_packets;
        out.add(way ? both(value, *way) : no_packets, group->hosts);
      }
      in.clear();
      for (const Group* group : to) in.add(inbound.base(group->row, source), group->hosts);
      for (const auto& [sent, sending] : out.entries())
        for (const auto& [let_in, receiving] : in.entries())
          counts.add(both(sent, let_in), sending * receiving);
    });
  });
}

void AllPairs::Compiled::take_back_networks(const Labels& labels, Counts& counts) const {
  for (std::uint32_t i = 0; i < local.networks(); ++i) {
    const auto& network = local.pieces_of(i);
    for (const std::uint32_t from : network) {
      for (const std::uint32_t to : network) {
        if (!is_counted(from, to, labels)) continue;
        counts.take(base(from, to).value_or(no_packets), hosts(from, to));
      }
    }
  }
}

Counts AllPairs::Compiled::count_across(const Labels& labels) const {
  Counts counts;
  count_groups(labels, counts);
  take_back_networks(labels, counts);
  for_each_exception(labels, [&](std::uint32_t from, std::uint32_t to, PacketSet base) {
    counts.take(base, hosts(from, to));
    counts.add(exact(from, to), hosts(from, to));
    return true;
  });
  return counts;
}

std::optional<AllPairs::Pair> AllPairs::Compiled::open_among(const Group& from,
                                                             const Group& to) const {
  for (const std::uint32_t source : from.pieces) {
    for (const std::uint32_t destination : to.pieces) {
      if (place(source).network == place(destination).network) continue;
      const PacketSet packets = exact(source, destination);
      if (packets != no_packets) return pair(source, destination, packets);
    }
  }
  return {};
}

AllPairs::AllPairs(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
AllPairs::AllPairs(AllPairs&&) noexcept = default;
AllPairs& AllPairs::operator=(AllPairs&&) noexcept = default;
AllPairs::~AllPairs() = default;

Result<AllPairs> AllPairs::of(const Estate& estate, PacketSpace& space) {
  const std::string wrong = faults(estate);
  if (!wrong.empty()) return fail(wrong);
  return AllPairs(std::make_unique<Compiled>(estate, space));
}

Diagram AllPairs::between(const End& from, const End& to) const {
  return between(from, std::span(&to, 1)).front();
}

std::vector<Diagram> AllPairs::between(const End& from, std::span<const End> to) const {
  Compiled& all = *compiled_;
  const std::uint32_t source = all.piece_at(from);
  std::vector<std::uint32_t> near;
  std::vector<std::size_t> places;  // of those in `to`
  std::vector<Diagram> result(to.size());
  for (std::size_t i = 0; i < to.size(); ++i) {
    const std::uint32_t destination = all.piece_at(to[i]);
    if (all.place(destination).network == all.place(source).network) {
      near.push_back(destination);
      places.push_back(i);
    } else {
      result[i] = all.show(all.exact(source, destination));
    }
  }
  if (near.empty()) return result;
  const std::vector<PacketSet> packets = all.local.between(source, near);
  for (std::size_t i = 0; i < near.size(); ++i) result[places[i]] = all.show(packets[i]);
  return result;
}

std::uint32_t AllPairs::kind_of(const End& end) const { return compiled_->piece_at(end); }

std::vector<AllPairs::Total> AllPairs::across(const Labels& labels) const {
  return compiled_->count_across(labels).totals(*compiled_->atoms);
}

std::vector<AllPairs::Total> AllPairs::within(const Labels& labels) const {
  Compiled& all = *compiled_;
  Counts counts;
  for (std::uint32_t number = 0; number < all.local.networks(); ++number) {
    const auto& network = all.local.pieces_of(number);
    for (std::size_t i = 0; i < network.size(); ++i) {
      const std::vector<PacketSet> packets = all.local.between(network[i], network);
      for (std::size_t j = 0; j < network.size(); ++j) {
        if (!all.is_counted(network[i], network[j], labels)) continue;
        const std::uint64_t same = i == j ? all.pieces[network[i]].hosts : 0;
        counts.add(packets[j], all.hosts(network[i], network[j]) - same);
      }
    }
  }
  return counts.totals(*all.atoms);
}

std::optional<AllPairs::Pair> AllPairs::some_open(const Labels& labels) const {
  const Compiled& all = *compiled_;
  std::optional<Pair> found;
  all.for_each_exception(labels, [&](std::uint32_t from, std::uint32_t to, PacketSet) {
    const PacketSet packets = all.exact(from, to);
    if (packets != no_packets) found = all.pair(from, to, packets);
    return packets == no_packets;
  });
  if (found) return found;
  // Nearly always the groups are closed to each other. Where some are not, those open may be pairs
  // of one network only, or exceptions, and counting tells sooner than going through their pieces.
  Counts by_groups;
  all.count_groups(labels, by_groups);
  if (!by_groups.has_open() || !all.count_across(labels).has_open()) return {};
  for (const Group* from : Compiled::asked(all.senders, labels.from)) {
    for (const Group* to : Compiled::asked(all.receivers, labels.to)) {
      const auto way = all.passages.between(from->form, to->form, from->peer_class, to->peer_class);
      if (!way) continue;
      const PacketSet out = all.both(all.outbound.base(from->row, to->peer_class), *way);
      if (all.both(out, all.inbound.base(to->row, from->peer_class)) == no_packets) continue;
      if (auto pair = all.open_among(*from, *to)) return pair;
    }
  }
  return found;
}

AllPairs::Size AllPairs::size() const {
  const Compiled& all = *compiled_;
  return {all.pieces.size(),
          all.outbound.lists(),
          all.inbound.lists(),
          all.outbound.base_lists(),
          all.inbound.base_lists(),
          all.inbound.classes().size(),
          all.outbound.classes().size()};
}

}  // namespace airtight::net
