#pragma once

#include <airtight/base/result.h>
#include <airtight/net/packet_space.h>
#include <airtight/net/prefix_set.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace airtight::net {

// What a rule says beside addresses. Empty lists of ports: any.
struct Service {
  std::optional<Protocol> protocol;  // none: any
  std::vector<PortRange> ports;
  std::vector<PortRange> source_ports;
};

// Many places with IPv4 addresses, the lists of rules around each, and what packets cross from one
// to another. Sets, services, lists and networks are named by their place in their vector, so that
// ten million rules take 120 MB.
struct Estate {
  // Numbers of sets beside those of `sets`: every address, and what `Place::around` says.
  static constexpr std::uint32_t anywhere = UINT32_MAX;
  static constexpr std::uint32_t around = UINT32_MAX - 1;

  struct Rule {
    std::uint32_t source = anywhere;
    std::uint32_t destination = anywhere;
    std::uint16_t service = 0;
    bool allows = false;
  };
  using List = std::vector<Rule>;            // first match wins; what no rule covers does not pass
  using Lists = std::vector<std::uint32_t>;  // all of them must let a packet pass

  struct Place {
    std::uint32_t network = 0;
    Run addresses;  // numbers of IPv4 addresses, within the network's and apart from other places
    Run hosts;      // those of them that count in pairs
    std::uint32_t around = anywhere;  // the set that the lists of this place mean by `around`
    std::uint32_t form = 0;           // places of one form are crossed to alike
    std::uint32_t label = 0;          // to ask about some places only
    Lists outbound;
    Lists inbound;
    bool sends = true;
  };

  std::vector<PrefixSet> sets;
  std::vector<Service> services;
  std::vector<List> lists;
  std::vector<PrefixSet> networks;  // apart from each other
  std::vector<Place> places;
  // From a place of one form to one of another in another network, by from * forms + to: the lists
  // on the way, whose rules do not say `around`; none: there is no way.
  std::uint32_t forms = 1;
  std::vector<std::optional<Lists>> passages;
};

// Which packets pass between all places of an estate at once. Between two hosts of one network only
// the lists of their places are asked, between networks those of the passage too.
//
// A set of packets is a diagram over protocol and ports; it is the same wherever in a place of
// equal hosts one looks, and addresses are no field of it.
class AllPairs {
 public:
  // An error where the estate is not what it says: networks or places that share addresses, a
  // number of nothing. The estate and the space must outlive the answer. Where the space is
  // exhausted no answer means anything.
  static Result<AllPairs> of(const Estate& estate, PacketSpace& space);

  AllPairs(AllPairs&&) noexcept;
  AllPairs& operator=(AllPairs&&) noexcept;
  ~AllPairs();

  struct End {
    std::uint32_t place = 0;
    std::uint32_t address = 0;  // of this place
    bool operator==(const End&) const = default;
  };

  // What passes from one address to another, or to each of some others.
  Diagram between(const End& from, const End& to) const;
  std::vector<Diagram> between(const End& from, std::span<const End> to) const;

  // Addresses with one number fare alike, as senders and as receivers.
  std::uint32_t kind_of(const End& end) const;

  // Only places with these labels.
  struct Labels {
    std::optional<std::uint32_t> from;
    std::optional<std::uint32_t> to;
  };

  // So many ordered pairs of hosts, of which the first sends, are open to just these packets.
  struct Total {
    Diagram packets;
    std::uint64_t pairs = 0;
    bool operator==(const Total&) const = default;
  };

  // For each set that occurs, `nothing` included, in order of their numbers: hosts of different
  // networks, and of the same one, a host and itself left out.
  std::vector<Total> across(const Labels& labels = {}) const;
  std::vector<Total> within(const Labels& labels = {}) const;

  // Two hosts of different networks between which something passes; none if there are none, which
  // is the proof that these labels are isolated.
  struct Pair {
    End from;
    End to;
    Diagram packets;
  };
  std::optional<Pair> some_open(const Labels& labels) const;

  // How far the estate was reduced.
  struct Size {
    std::size_t pieces = 0;          // of places, in which all addresses are alike
    std::size_t outbound_lists = 0;  // different ones, as other networks see them
    std::size_t inbound_lists = 0;
    std::size_t base_outbound_lists = 0;  // without rules about rare sets
    std::size_t base_inbound_lists = 0;
    std::size_t source_classes = 0;
    std::size_t destination_classes = 0;
  };
  Size size() const;

 private:
  struct Compiled;
  explicit AllPairs(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace airtight::net
