#pragma once

#include <airtight/azure/resources.h>
#include <airtight/model/choice.h>
#include <airtight/net/flow.h>
#include <airtight/reach/disposition.h>

#include <compare>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// A second opinion on what a network does to one packet: sections 2 to 8, 11 and 12 of the network
// reference once more, over concrete IPv4 packets, with nothing shared with reach but the words of
// its answers. Slow and plain on purpose. Prefixes are compared bit by bit, rules and routes are
// scanned, and whatever a sender may choose (its address, its source port) is tried out.
namespace airtight::oracle {

// One packet of a machine's interface or of an app.
struct Question {
  azure::ResourceId from;
  net::Ip destination;
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port{443};
  azure::ResourceId target;         // what the sender means; empty for a plain address
  std::string group_id;             // of the target's name
  std::optional<net::Ip> source{};  // one of the sender's addresses; none: any of them
};

struct Answer {
  bool allowed = false;
  reach::Reason reason = reach::Reason::none;
  reach::Via via = reach::Via::none;  // of allowed packets only
  auto operator<=>(const Answer&) const = default;
};
std::string to_string(const Answer& answer);

// One branch for each choice, by enumerator.
using Branches = std::vector<std::size_t>;

struct Answers {
  std::set<Answer> all;            // over the addresses and source ports the sender may have
  bool alike = true;               // every candidate met the same rules and routes
  const char* left_out = nullptr;  // why the reference does not decide this one; null if it does
};

// How often each fact, reason and feature decided something: what the tests count.
using Tally = std::map<std::string_view, long>;

struct World;

class Oracle {
 public:
  explicit Oracle(const azure::Resources& resources);
  ~Oracle();

  Answers ask(const Question& question, const Branches& branches, Tally& tally) const;

 private:
  std::unique_ptr<World> world_;
};

}  // namespace airtight::oracle
