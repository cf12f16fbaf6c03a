#include "acl.h"

#include <rte_acl.h>
#include <rte_eal.h>
#include <sched.h>

#include <array>
#include <bit>
#include <cstddef>
#include <string>

namespace airtight::bench {
namespace {

constexpr unsigned fields = 5;
RTE_ACL_RULE_DEF(AclRule, fields);

constexpr std::uint32_t big_endian(std::uint32_t value) { return __builtin_bswap32(value); }
constexpr std::uint16_t big_endian(std::uint16_t value) { return __builtin_bswap16(value); }
static_assert(std::endian::native == std::endian::little);

// Without huge pages, devices or shared files. The library ties the thread to one core, which is
// undone: the others that are measured are not tied.
bool start() {
  static const bool started = [] {
    std::array<std::string, 7> words{"bench", "--no-huge", "--no-shconf",      "--no-pci",
                                     "-m",    "1024",      "--log-level=error"};
    std::array<char*, 7> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
    cpu_set_t before;
    const bool is_known = sched_getaffinity(0, sizeof before, &before) == 0;
    const bool done = rte_eal_init(static_cast<int>(arguments.size()), arguments.data()) >= 0;
    return done && is_known && sched_setaffinity(0, sizeof before, &before) == 0;
  }();
  return started;
}

rte_acl_field_def field(std::uint8_t type, std::uint8_t size, std::uint8_t index,
                        std::uint8_t input, std::size_t offset) {
  return {type, size, index, input, static_cast<std::uint32_t>(offset)};
}

rte_acl_config layout() {
  using Packet = Acl::Packet;
  rte_acl_config config{};
  config.num_categories = 1;
  config.num_fields = fields;
  config.defs[0] = field(RTE_ACL_FIELD_TYPE_BITMASK, 1, 0, 0, offsetof(Packet, protocol));
  config.defs[1] = field(RTE_ACL_FIELD_TYPE_MASK, 4, 1, 1, offsetof(Packet, source));
  config.defs[2] = field(RTE_ACL_FIELD_TYPE_MASK, 4, 2, 2, offsetof(Packet, destination));
  config.defs[3] = field(RTE_ACL_FIELD_TYPE_RANGE, 2, 3, 3, offsetof(Packet, source_port));
  config.defs[4] = field(RTE_ACL_FIELD_TYPE_RANGE, 2, 4, 3, offsetof(Packet, port));
  return config;
}

void set_block(rte_acl_field& field, const net::Prefix& block) {
  field.value.u32 = static_cast<std::uint32_t>(block.base.low);
  field.mask_range.u32 = static_cast<std::uint32_t>(block.length);
}

void set_ports(rte_acl_field& field, const net::PortRange& ports) {
  field.value.u16 = ports.first.number;
  field.mask_range.u16 = ports.last.number;
}

AclRule rule_of(const WrittenRule& written, std::size_t place, std::size_t count) {
  AclRule rule{};
  rule.data.category_mask = 1;
  rule.data.priority = static_cast<std::int32_t>(count - place);
  rule.data.userdata = static_cast<std::uint32_t>(place + 1);
  rule.field[0].value.u8 = static_cast<std::uint8_t>(written.protocol);
  rule.field[0].mask_range.u8 = 0xff;
  set_block(rule.field[1], written.source->front());
  set_block(rule.field[2], written.destination->front());
  set_ports(rule.field[3], {});
  set_ports(rule.field[4], written.ports);
  return rule;
}

}  // namespace

Acl::Acl(const std::vector<WrittenRule>& rules) {
  if (!start()) return;
  const rte_acl_param parameters{"bench", SOCKET_ID_ANY, RTE_ACL_RULE_SZ(fields),
                                 static_cast<std::uint32_t>(rules.size())};
  rte_acl_ctx* context = rte_acl_create(&parameters);
  if (context == nullptr) return;
  bool is_good = true;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const AclRule rule = rule_of(rules[i], i, rules.size());
    is_good =
        is_good && rte_acl_add_rules(context, reinterpret_cast<const rte_acl_rule*>(&rule), 1) == 0;
  }
  const rte_acl_config config = layout();
  if (is_good && rte_acl_build(context, &config) == 0) {
    context_ = context;
  } else {
    rte_acl_free(context);
  }
}

Acl::~Acl() { rte_acl_free(context_); }

Acl::Packet Acl::packet_of(const net::Flow& flow) {
  Packet packet;
  packet.protocol = static_cast<std::uint32_t>(flow.protocol);
  packet.source = big_endian(static_cast<std::uint32_t>(flow.source.low));
  packet.destination = big_endian(static_cast<std::uint32_t>(flow.destination.low));
  packet.port = big_endian(flow.port.number);
  return packet;
}

std::uint32_t Acl::find(const Packet& packet) const {
  const auto* data = reinterpret_cast<const std::uint8_t*>(&packet);
  std::uint32_t result = 0;
  rte_acl_classify_alg(context_, &data, &result, 1, 1, RTE_ACL_CLASSIFY_SCALAR);
  return result;
}

}  // namespace airtight::bench
