#pragma once

#include <airtight/base/trace.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::reach {

// Why a flow does not arrive (N section 0.3, R-04). `none` belongs to flows that do.
enum class Reason : std::uint8_t {
  none,
  route_none,
  no_route,
  nsg_out,
  nsg_in,
  admin_deny,
  peering_down,
  peering_access_off,
  peering_forward_off,
  next_hop_invalid,
  nva_no_forwarding,
  fw_deny,
  asymmetric,
  loop,
  pe_not_approved,
  pe_proto,
  pe_subresource,
  paas_public_disabled,
  paas_firewall,
  no_egress,
  platform_block,
  not_in_vnet,
  name_nxdomain,
  name_nodata,
  name_servfail,
  name_timeout,
  name_blocked,
};

// "PAAS_FIREWALL"; empty for none.
std::string_view to_string(Reason reason);

// The way a flow takes, or would have taken up to the service that refused it.
enum class Via : std::uint8_t { none, private_endpoint, service_endpoint, public_edge, vnet };

// "private-endpoint", "public", …
std::string_view to_string(Via via);

// What happens to one flow under one reading of everything that is open.
struct Disposition {
  bool allowed = false;
  Reason reason = Reason::none;
  Via via = Via::none;
  Trace trace;
  // Devices that sent the packet on, in order: resource ids, addresses of those without one.
  std::vector<std::string> crossed{};

  bool operator==(const Disposition&) const = default;
};

}  // namespace airtight::reach
