#pragma once

#include <airtight/azure/filters.h>
#include <airtight/net/address_classes.h>
#include <airtight/net/packet_space.h>
#include <airtight/reach/rule_addresses.h>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace airtight::verify {

// What of public space rules mean by Internet; readings differ in it.
struct InternetTag {
  bool has_routed = false;  // C-08
  bool has_others = true;   // C-09
  bool operator==(const InternetTag&) const = default;
};

// What rules may say of addresses beside their blocks, at a place or at none.
struct TagMeaning {
  const model::Network* network = nullptr;
  std::optional<reach::TagAddresses> at;  // none: any address may be in VirtualNetwork
};

// What a service tag that no file lists is called among the sets of unknown extent.
std::string name_of_unlisted(const std::string& tag);

// An address as rules see it: its class, whether it is in VirtualNetwork, and in which sets of
// unknown extent it is (indices into RuleSpace::set_names).
struct Atom {
  std::size_t address_class = 0;
  bool inside = false;
  bool in_all = false;  // in every set that it may be in
  std::vector<std::size_t> sets;
};

// Packets as some rules see them, so that lists of these rules are diagrams of one space.
//
// Rules ask only whether an address is *in* a set of unknown extent. So of two rules that decide a
// packet, one in each of two lists, it is enough that the packet is in the sets that these two
// name: being in fewer sets lets no earlier rule cover it. Hence atoms with at most two sets tell
// all that can happen. One more is taken where routes may keep a tag out of Internet, and one atom
// of each class is in all sets, for the question whether something is covered whatever they hold.
class RuleSpace {
 public:
  RuleSpace(std::span<const azure::SecurityRule> rules, TagMeaning meaning);

  // What diagrams that are asked for from now on mean by Internet. Whatever else rules say, they
  // share with those of before.
  void read(const InternetTag& internet) { internet_ = internet; }

  net::PacketSpace& space() { return space_; }
  const net::PacketSpace& space() const { return space_; }
  bool is_too_large() const { return too_large_ || space_.is_exhausted(); }

  // What one rule covers; what it does not say covers all.
  net::Diagram rule(const azure::SecurityRule& rule, std::uint32_t value);

  // First match wins; the value is the one of the rule that covers a packet.
  net::Diagram list(std::span<const azure::SecurityRule> rules,
                    std::span<const std::uint32_t> values);

  // All packets: both ends of one family. Without ICMPv6, which rules for ICMP say nothing of.
  net::Diagram packets(bool with_icmp_v6);

  // Those of which both ends are in no set of unknown extent; those in none or in all.
  net::Diagram in_no_set();
  net::Diagram in_all_or_none();

  const Atom& atom(std::uint32_t position) const { return atoms_[position]; }
  const net::AddressClass& addresses(const Atom& atom) const {
    return classes_[atom.address_class];
  }
  const std::vector<std::string>& set_names() const { return set_names_; }

  // What the addresses of an atom may be instead, the atom included.
  std::vector<std::uint32_t> others_of(std::uint32_t position) const;

 private:
  // Addresses that are in it for certain are another matter.
  struct UnknownSet {
    bool only_public = false;
    net::PrefixSet besides;  // known to be in it, so no question
  };
  using Runs = std::vector<net::Run>;

  void add_side(const azure::RuleSide& side);
  std::string key_of(const azure::RuleSide& side) const;
  void add_tag(const std::string& tag);
  void add_group(const azure::ResourceId& group);
  void add_set(const std::string& name, UnknownSet set);
  void cut_classes();
  void add_atoms();
  void add_atoms_of(std::size_t address_class, bool inside);
  std::vector<bool> insides_of(std::size_t address_class) const;
  bool is_internet(const Atom& atom) const;
  bool is_in(const Atom& atom, const std::string& set_name) const;

  const Runs& runs_of(const azure::RuleSide& side);
  std::vector<std::size_t> classes_of(const azure::RuleSide& side) const;
  std::vector<std::size_t> sets_of(const azure::RuleSide& side) const;
  static Runs runs_at(std::vector<std::uint32_t> positions);
  net::Diagram both_ends(const Runs& runs);
  net::Diagram merged(std::span<const net::Diagram> leaves);

  TagMeaning meaning_;
  InternetTag internet_;
  bool asks_internet_ = false;
  net::PacketSpace space_;
  std::map<net::Prefix, std::size_t> block_numbers_;
  std::vector<net::PrefixSet> cuts_;
  std::map<std::string, const net::PrefixSet*> tags_;  // of the file, by the name as written
  std::map<std::string, net::PrefixSet> groups_;       // members that are known, by id
  std::vector<UnknownSet> sets_;
  std::vector<std::string> set_names_;
  std::map<std::string, std::size_t> set_numbers_;  // by the name without case
  std::vector<net::AddressClass> classes_;
  std::vector<std::pair<net::Ip, std::size_t>> by_address_;  // the first address of each class
  std::vector<Atom> atoms_;                                  // IPv4 first
  std::vector<std::vector<std::uint32_t>> atoms_of_class_;
  std::uint32_t first_v6_ = 0;
  std::map<std::string, Runs> lowered_;  // by what the side says
  bool too_large_ = false;
};

}  // namespace airtight::verify
