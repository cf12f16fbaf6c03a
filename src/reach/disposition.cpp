#include <airtight/reach/disposition.h>

#include <array>

namespace airtight::reach {
namespace {

// In order of the enumerators.
constexpr std::array<std::string_view, 27> reasons{
    "",
    "ROUTE_NONE",
    "NO_ROUTE",
    "NSG_OUT",
    "NSG_IN",
    "ADMIN_DENY",
    "PEERING_DOWN",
    "PEERING_ACCESS_OFF",
    "PEERING_FORWARD_OFF",
    "NEXT_HOP_INVALID",
    "NVA_NO_FORWARDING",
    "FW_DENY",
    "ASYMMETRIC",
    "LOOP",
    "PE_NOT_APPROVED",
    "PE_PROTO",
    "PE_SUBRESOURCE",
    "PAAS_PUBLIC_DISABLED",
    "PAAS_FIREWALL",
    "NO_EGRESS",
    "PLATFORM_BLOCK",
    "NOT_IN_VNET",
    "NAME_NXDOMAIN",
    "NAME_NODATA",
    "NAME_SERVFAIL",
    "NAME_TIMEOUT",
    "NAME_BLOCKED",
};
static_assert(reasons.size() == static_cast<std::size_t>(Reason::name_blocked) + 1);

}  // namespace

std::string_view to_string(Reason reason) { return reasons.at(static_cast<std::size_t>(reason)); }

std::string_view to_string(Via via) {
  switch (via) {
    case Via::none:
      return "none";
    case Via::private_endpoint:
      return "private-endpoint";
    case Via::service_endpoint:
      return "service-endpoint";
    case Via::public_edge:
      return "public";
    case Via::vnet:
      return "vnet";
  }
  return "";
}

}  // namespace airtight::reach
