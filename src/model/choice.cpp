#include <airtight/model/choice.h>

#include <algorithm>
#include <array>

namespace airtight::model {
namespace {

using Branches = std::span<const std::string_view>;

template <std::size_t N>
using Names = std::array<std::string_view, N>;

constexpr Names<2> c02{"vanish", "stay"};
constexpr Names<2> c03{"suppressed", "allowed"};
constexpr Names<3> c04{"the user route where it is longer", "the endpoint's route",
                       "the user route"};
constexpr Names<3> c05{"only appliance and gateway routes", "every next hop type", "none"};
constexpr Names<3> c06{"symmetric across virtual networks", "symmetric", "asymmetric"};
constexpr Names<2> c07{"appliance and gateway next hops", "all user routes"};
constexpr Names<2> c08{"an explicit rule is needed", "in Internet"};
constexpr Names<2> yes_no{"yes", "no"};
constexpr Names<2> c12{"at the client only", "at both"};
constexpr Names<2> c13{"blocked", "allowed"};
constexpr Names<2> c14{"blocked", "passes"};
constexpr Names<2> c15{"either turns it on", "the property wins"};
constexpr Names<2> c16{"the public path", "into the virtual network"};
constexpr Names<2> c17{"all of it", "RFC 1918 only"};
constexpr Names<2> c18{"implicit egress exists", "none"};
constexpr Names<2> c19{"the translation is final", "the deny wins"};
constexpr Names<2> c21{"passes", "blocked"};
constexpr Names<2> denied_allowed{"denied", "allowed"};
constexpr Names<3> c22{"passes", "drops", "passes and translates"};
constexpr Names<2> c23{"the route is there and drops", "no route"};
constexpr Names<2> c24{"dropped", "delivered"};
constexpr Names<2> c27{"valid", "invalid"};
constexpr Names<2> c28{"stay", "leave"};
constexpr Names<2> ca06{"unreliable", "works"};
constexpr Names<2> ca07{"works", "unsupported"};
constexpr Names<2> ce04{"allow", "deny"};
constexpr Names<2> ch01{"NODATA", "NXDOMAIN"};
constexpr Names<2> ch02{"SERVFAIL", "followed further"};
constexpr Names<2> ch04{"every privatelink zone", "zones of the catalogue"};
constexpr Names<2> ch05{"every type", "A only"};
constexpr Names<2> no_yes{"no", "yes"};
constexpr Names<2> ch07{"approved ones", "any"};
constexpr Names<2> ch08{"per group id", "per resource"};
constexpr Names<2> ch10{"no record", "a record"};
constexpr Names<3> ch11{"both addresses", "the first endpoint's", "the last endpoint's"};
constexpr Names<2> ch12{"the group's", "the manual one"};
constexpr Names<2> ch13{"none", "written"};
constexpr Names<2> ch16{"honoured", "ignored"};
constexpr Names<2> ch17{"taken whole", "examined again"};
constexpr Names<3> ch18{"BLOCKED", "NXDOMAIN", "SERVFAIL"};

// In order of the enumerators. Contested: R-01; C-15 as well.
constexpr std::array rows{
    ChoiceRow{Choice::c02_none_routes_under_a_redirected_default, "C-02", true,
              "whether None routes vanish when a gateway takes the default route", c02},
    ChoiceRow{Choice::c03_suppressed_route_under_a_user_route, "C-03", true,
              "whether a learned route is still suppressed when a user route overrides the cover",
              c03},
    ChoiceRow{Choice::c04_service_endpoint_against_user_route, "C-04", true,
              "whether a service endpoint's route beats a user route", c04},
    ChoiceRow{Choice::c05_routes_that_invalidate_an_endpoint, "C-05", true,
              "which user routes take the place of an endpoint's /32 route", c05},
    ChoiceRow{Choice::c06_reply_through_an_appliance, "C-06", true,
              "whether an endpoint's reply passes a stateful appliance without SNAT", c06},
    ChoiceRow{Choice::c07_user_routes_in_virtual_network_tag, "C-07", false,
              "which user routes widen the VirtualNetwork tag", c07},
    ChoiceRow{Choice::c08_tagged_routes_in_internet_tag, "C-08", false,
              "whether the Internet tag has the prefixes of user routes by service tag", c08},
    ChoiceRow{Choice::c09_other_tags_in_internet_tag, "C-09", false,
              "whether the Internet tag has Azure's addresses that another tag has", yes_no},
    ChoiceRow{Choice::c10_widened_tag_inbound, "C-10", false,
              "whether the widened VirtualNetwork tag acts inbound", yes_no},
    ChoiceRow{Choice::c12_admin_rules_at_endpoints, "C-12", false,
              "whether admin rules act on private endpoints", c12},
    ChoiceRow{Choice::c13_access_flag_off, "C-13", true,
              "whether an explicit allow opens a peering without virtual network access", c13},
    ChoiceRow{Choice::c14_forwarded_flag_off, "C-14", true,
              "whether a peering without forwarded traffic stops it", c14},
    ChoiceRow{Choice::c15_route_all_property_against_setting, "C-15", true,
              "route-all: the property says false and the app setting 1", c15},
    ChoiceRow{Choice::c16_other_space_without_route_all, "C-16", true,
              "where a non-RFC 1918 address of the virtual network goes without route-all", c16},
    ChoiceRow{Choice::c17_flex_enters_the_network, "C-17", false,
              "what of a Flex Consumption app's traffic enters its network", c17},
    ChoiceRow{Choice::c18_default_outbound_access, "C-18", false,
              "whether a subnet without defaultOutboundAccess has implicit egress", c18},
    ChoiceRow{Choice::c19_destination_translation_against_a_deny, "C-19", false,
              "whether a network deny overrides a destination translation", c19},
    ChoiceRow{Choice::c20_trusted_under_perimeter, "C-20", true,
              "whether trusted services pass a perimeter", denied_allowed},
    ChoiceRow{Choice::c21_mail_port, "C-21", false, "whether the subscription may send to port 25",
              c21},
    ChoiceRow{Choice::c22_appliance_policy, "C-22", true,
              "what an appliance of unknown policy does", c22},
    ChoiceRow{Choice::c23_route_of_unapproved_endpoint, "C-23", true,
              "whether an endpoint that is not approved has a route", c23},
    ChoiceRow{Choice::c24_subnets_outside_a_subnet_peering, "C-24", false,
              "whether subnets outside a subnet peering reach its remote subnets", c24},
    ChoiceRow{Choice::c26_trusted_when_disabled, "C-26", true,
              "whether trusted services pass disabled public access", denied_allowed},
    ChoiceRow{Choice::c27_service_endpoint_rules_across_tenants, "C-27", false,
              "whether a rule for a subnet of another subscription, maybe of another tenant, acts",
              c27},
    ChoiceRow{Choice::c28_site_prefixes_without_propagation, "C-28", false,
              "whether learned prefixes stay in VirtualNetwork without route propagation", c28},
    ChoiceRow{Choice::ca06_reference_through_ip_rules, "CA-06", false,
              "whether references are fetched from addresses that ipRules can name", ca06},
    ChoiceRow{Choice::ca07_windows_container_references, "CA-07", false,
              "whether Windows containers fetch references over the integration", ca07},
    ChoiceRow{Choice::ce04_network_rules_omitted, "CE-04", false,
              "what a new vault without network rules gets", ce04},
    ChoiceRow{Choice::ch01_empty_non_terminal, "CH-01", false,
              "what an empty non-terminal name of a zone answers", ch01},
    ChoiceRow{Choice::ch02_long_chains, "CH-02", false,
              "what a chain of more than 16 names answers", ch02},
    ChoiceRow{Choice::ch04_zones_that_may_redirect, "CH-04", false,
              "which zones NxDomainRedirect works for", ch04},
    ChoiceRow{Choice::ch05_types_that_redirect, "CH-05", false,
              "which types of record NxDomainRedirect works for", ch05},
    ChoiceRow{Choice::ch06_rules_after_a_redirect, "CH-06", false,
              "whether rulesets are asked for a redirected name", no_yes},
    ChoiceRow{Choice::ch07_connections_that_move_the_name, "CH-07", false,
              "which private endpoint connections bring the privatelink alias", ch07},
    ChoiceRow{Choice::ch08_alias_of_sibling_group, "CH-08", true,
              "whether the privatelink alias is added per group id or per resource", ch08},
    ChoiceRow{Choice::ch10_group_with_a_foreign_zone, "CH-10", false,
              "what a zone group writes to a zone that the service does not need", ch10},
    ChoiceRow{Choice::ch11_two_endpoints_in_one_zone, "CH-11", false,
              "which address two endpoints of one resource leave in one zone", ch11},
    ChoiceRow{Choice::ch12_group_against_manual_record, "CH-12", false,
              "which of a zone group's record and a manual one of that name stays", ch12},
    ChoiceRow{Choice::ch13_records_before_approval, "CH-13", false,
              "which records a pending endpoint's zone group writes", ch13},
    ChoiceRow{Choice::ch14_forwarders_examine_aliases, "CH-14", true,
              "whether a forwarder examines the aliases its upstream answers", no_yes},
    ChoiceRow{Choice::ch15_rules_on_alias_targets, "CH-15", true,
              "whether ruleset rules are tried on aliases met on the way", no_yes},
    ChoiceRow{Choice::ch16_rule_under_a_reserved_parent, "CH-16", false,
              "what a ruleset's rule below a parent of Azure services does", ch16},
    ChoiceRow{Choice::ch17_forwarded_answers, "CH-17", false,
              "what becomes of the aliases in an answer that a ruleset's rule brought", ch17},
    ChoiceRow{Choice::ch18_blocked_answer, "CH-18", false,
              "what a query answers that a DNS security policy blocks", ch18},
};

constexpr bool in_order() {
  return std::ranges::is_sorted(rows, {}, &ChoiceRow::choice) &&
         rows.back().choice == Choice{rows.size() - 1};
}
static_assert(in_order());

}  // namespace

const ChoiceRow& describe(Choice choice) { return rows.at(static_cast<std::size_t>(choice)); }

std::span<const ChoiceRow> choices() { return rows; }

}  // namespace airtight::model
