#include <airtight/model/choice.h>

#include <set>
#include <string>

using namespace airtight::model;

TEST_CASE("the choices that fork a verdict are those the rulings list", "[R-01]") {
  struct Row {
    Choice choice;
    std::string_view id;
    bool contested;
  };
  const auto row = GENERATE(values<Row>({
      {Choice::c02_none_routes_under_a_redirected_default, "C-02", true},
      {Choice::c03_suppressed_route_under_a_user_route, "C-03", true},
      {Choice::c04_service_endpoint_against_user_route, "C-04", true},
      {Choice::c05_routes_that_invalidate_an_endpoint, "C-05", true},
      {Choice::c06_reply_through_an_appliance, "C-06", true},
      {Choice::c07_user_routes_in_virtual_network_tag, "C-07", false},
      {Choice::c08_tagged_routes_in_internet_tag, "C-08", false},
      {Choice::c09_other_tags_in_internet_tag, "C-09", false},
      {Choice::c10_widened_tag_inbound, "C-10", false},
      {Choice::c12_admin_rules_at_endpoints, "C-12", false},
      {Choice::c13_access_flag_off, "C-13", true},
      {Choice::c14_forwarded_flag_off, "C-14", true},
      {Choice::c15_route_all_property_against_setting, "C-15", true},
      {Choice::c16_other_space_without_route_all, "C-16", true},
      {Choice::c17_flex_enters_the_network, "C-17", false},
      {Choice::c18_default_outbound_access, "C-18", false},
      {Choice::c19_destination_translation_against_a_deny, "C-19", false},
      {Choice::c20_trusted_under_perimeter, "C-20", true},
      {Choice::c21_mail_port, "C-21", false},
      {Choice::c22_appliance_policy, "C-22", true},
      {Choice::c23_route_of_unapproved_endpoint, "C-23", true},
      {Choice::c24_subnets_outside_a_subnet_peering, "C-24", false},
      {Choice::c26_trusted_when_disabled, "C-26", true},
      {Choice::c27_service_endpoint_rules_across_tenants, "C-27", false},
      {Choice::c28_site_prefixes_without_propagation, "C-28", false},
      {Choice::ca06_reference_through_ip_rules, "CA-06", false},
      {Choice::ca07_windows_container_references, "CA-07", false},
      {Choice::ce04_network_rules_omitted, "CE-04", false},
      {Choice::ch01_empty_non_terminal, "CH-01", false},
      {Choice::ch02_long_chains, "CH-02", false},
      {Choice::ch04_zones_that_may_redirect, "CH-04", false},
      {Choice::ch05_types_that_redirect, "CH-05", false},
      {Choice::ch06_rules_after_a_redirect, "CH-06", false},
      {Choice::ch07_connections_that_move_the_name, "CH-07", false},
      {Choice::ch10_group_with_a_foreign_zone, "CH-10", false},
      {Choice::ch11_two_endpoints_in_one_zone, "CH-11", false},
      {Choice::ch12_group_against_manual_record, "CH-12", false},
      {Choice::ch13_records_before_approval, "CH-13", false},
      {Choice::ch14_forwarders_examine_aliases, "CH-14", true},
      {Choice::ch15_rules_on_alias_targets, "CH-15", true},
      {Choice::ch16_rule_under_a_reserved_parent, "CH-16", false},
      {Choice::ch17_forwarded_answers, "CH-17", false},
      {Choice::ch18_blocked_answer, "CH-18", false},
      {Choice::ch08_alias_of_sibling_group, "CH-08", true},
  }));
  CAPTURE(row.id);
  CHECK(describe(row.choice).choice == row.choice);
  CHECK(describe(row.choice).id == row.id);
  CHECK(describe(row.choice).contested == row.contested);
}

TEST_CASE("every choice has an id of its own, a question and at least two branches") {
  std::set<std::string_view> ids;
  for (const ChoiceRow& row : choices()) {
    CAPTURE(row.id);
    CHECK(ids.insert(row.id).second);
    CHECK_FALSE(row.question.empty());
    CHECK(row.branches.size() >= 2);
    const std::set<std::string_view> names(row.branches.begin(), row.branches.end());
    CHECK(names.size() == row.branches.size());  // "--assume" must tell them apart
  }
  CHECK(ids.size() == choices().size());
}
