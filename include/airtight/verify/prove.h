#pragma once

#include <airtight/net/address_classes.h>
#include <airtight/verify/path.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// What is claimed of all packets from some senders to a target.
enum class Claim : std::uint8_t {
  isolated,     // none arrives
  reachable,    // all arrive, at the address that the sender's resolver gives
  goes_through  // every one that arrives has crossed a device
};

struct Question {
  std::vector<std::string> from{};  // as find_workload takes it, or "any"
  std::string to{};  // as find_target takes it, a block, "subnet:…", "internet", "any"
  std::vector<std::string> except{};
  Claim claim = Claim::isolated;
  std::string through{};                   // of goes_through: a firewall, a machine, an address
  std::vector<net::PortRange> ports{};     // empty: all; of `reachable` the service's own
  std::vector<net::Protocol> protocols{};  // empty: all; of `reachable` TCP
};

// Packets that fare alike: from one sender to one destination, for all sources, protocols and ports
// listed. Protocols without ports stand with all of them.
struct Part {
  std::string from;
  std::vector<net::PrefixSet::Range> sources;  // empty: an address that the input does not say
  std::string to;                              // the target's name
  std::string destination;  // an address, a range, or "the public front end of kv1"
  std::vector<net::PrefixSet::Range> destinations;  // empty: the platform keeps it to itself
  std::vector<net::Protocol> protocols;
  std::vector<net::PortRange> ports;
  Verdict verdict;
  reach::Via via = reach::Via::none;
  std::optional<Step> decided_by;  // the last step of the nominal reading
  bool excepted = false;
  // Devices that send its packets on, by id or address, sorted: in every reading that lets them
  // through, and in some only.
  std::vector<std::string> crosses{};
  std::vector<std::string> may_cross{};
};

// One packet that shows why a claim does not hold, or may not.
struct Witness {
  std::string from;
  std::string to;
  std::optional<net::Ip> source;  // none: an address that the input does not say
  std::string destination;        // one address, or "the public front end of kv1"
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port{443};
  Verdict verdict;
  reach::Via via = reach::Via::none;
  Trace trace;
};

enum class Truth : std::uint8_t { holds, fails, uncertain };

// The parts cover every packet asked about, once for each name of a target. A claim holds if it
// holds of every part under every reading; it is uncertain if no part refutes it and some are
// uncertain, or if senders may exist that the input does not show.
struct Proof {
  Truth truth = Truth::uncertain;
  std::optional<Witness> witness;
  std::vector<Part> partition;  // in order of sender, destination, protocol and port
  Openness open;
  std::size_t evaluated = 0;  // how many classes of packets
};

// More classes than this are not evaluated: the claim is uncertain and says so.
inline constexpr std::size_t most_classes = 200'000;

Result<Proof> prove(const model::Network& network, const Question& question,
                    const Assumptions& assumptions = {});

}  // namespace airtight::verify
