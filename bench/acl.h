#pragma once

#include <airtight/net/flow.h>

#include <cstdint>
#include <vector>

#include "rule_lists.h"

struct rte_acl_ctx;

namespace airtight::bench {

// The peer of a single flow: DPDK's rte_acl, a trie of bytes of the header. Requires rules with one
// block on each side.
class Acl {
 public:
  explicit Acl(const std::vector<WrittenRule>& rules);
  ~Acl();
  Acl(const Acl&) = delete;
  Acl& operator=(const Acl&) = delete;

  bool is_built() const { return context_ != nullptr; }

  // A header as it is in a packet.
  struct Packet {
    std::uint32_t protocol = 0;  // in the first byte
    std::uint32_t source = 0;
    std::uint32_t destination = 0;
    std::uint16_t source_port = 0;
    std::uint16_t port = 0;
  };
  static Packet packet_of(const net::Flow& flow);

  // The place of the first rule that covers a packet plus one; 0: none does. One at a time, without
  // vector instructions.
  std::uint32_t find(const Packet& packet) const;

 private:
  rte_acl_ctx* context_ = nullptr;
};

}  // namespace airtight::bench
