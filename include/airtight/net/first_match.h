#pragma once

#include <airtight/net/flow.h>
#include <airtight/net/prefix_set.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace airtight::net {

// What packets one rule of an ordered list covers. No set stands for every address.
struct Criteria {
  std::optional<Protocol> protocol;  // none: any
  std::vector<PortRange> ports;      // of the destination, where the protocol has them; empty: any
  std::shared_ptr<const PrefixSet> source;
  std::shared_ptr<const PrefixSet> destination;
};

// The rules of a list, as bits in order.
class RuleBits {
 public:
  explicit RuleBits(std::vector<std::uint64_t> words) : words_(std::move(words)) {}

  // The first rule at `from` or after it.
  std::optional<std::size_t> next(std::size_t from) const;

 private:
  std::vector<std::uint64_t> words_;
};

// A list of rules of which the first that covers a packet decides, compiled for many questions:
// each field is cut into classes on which all rules agree, and the bits of its class say which
// rules cover a value. Rules that name the same set share the work, so a set is worth sharing.
class FirstMatch {
 public:
  explicit FirstMatch(std::span<const Criteria> rules);

  // The index of the first rule that covers the flow; none if no rule does.
  std::optional<std::size_t> find(const Flow& flow) const;

  // The rules that cover some packet from one of `sources` to one of `destinations`. A field
  // without a value (an empty list, no port) keeps no rule out.
  RuleBits covering(std::span<const Prefix> sources, std::span<const Prefix> destinations,
                    Protocol protocol, std::optional<Port> port) const;

  std::size_t size() const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace airtight::net
