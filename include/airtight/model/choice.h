#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace airtight::model {

// What the documented readings of the platform leave open: the registers of the reference (C-, CH-,
// CA- and CE-nn). Each is read in exactly one place of the code. Branch 0 is the nominal one.
enum class Choice : std::uint8_t {
  c02_none_routes_under_a_redirected_default,
  c03_suppressed_route_under_a_user_route,
  c04_service_endpoint_against_user_route,
  c05_routes_that_invalidate_an_endpoint,
  c06_reply_through_an_appliance,
  c07_user_routes_in_virtual_network_tag,
  c08_tagged_routes_in_internet_tag,
  c09_other_tags_in_internet_tag,
  c10_widened_tag_inbound,
  c12_admin_rules_at_endpoints,
  c13_access_flag_off,
  c14_forwarded_flag_off,
  c15_route_all_property_against_setting,
  c16_other_space_without_route_all,
  c17_flex_enters_the_network,
  c18_default_outbound_access,
  c19_destination_translation_against_a_deny,
  c20_trusted_under_perimeter,
  c21_mail_port,
  c22_appliance_policy,
  c23_route_of_unapproved_endpoint,
  c24_subnets_outside_a_subnet_peering,
  c26_trusted_when_disabled,
  c27_service_endpoint_rules_across_tenants,
  c28_site_prefixes_without_propagation,
  ca06_reference_through_ip_rules,
  ca07_windows_container_references,
  ce04_network_rules_omitted,
  ch01_empty_non_terminal,
  ch02_long_chains,
  ch04_zones_that_may_redirect,
  ch05_types_that_redirect,
  ch06_rules_after_a_redirect,
  ch07_connections_that_move_the_name,
  ch08_alias_of_sibling_group,
  ch10_group_with_a_foreign_zone,
  ch11_two_endpoints_in_one_zone,
  ch12_group_against_manual_record,
  ch13_records_before_approval,
  ch14_forwarders_examine_aliases,
  ch15_rules_on_alias_targets,
  ch16_rule_under_a_reserved_parent,
  ch17_forwarded_answers,
  ch18_blocked_answer,
};

struct ChoiceRow {
  Choice choice;
  std::string_view id;  // "C-06"
  bool contested;       // forks a verdict; otherwise the nominal branch is assumed
  std::string_view question;
  std::span<const std::string_view> branches;  // nominal first
};

const ChoiceRow& describe(Choice choice);
std::span<const ChoiceRow> choices();

}  // namespace airtight::model
