#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/group_questions.h>

#include <string>
#include <vector>

namespace airtight::report {

// Questions to rule lists, as documents of `prove` and for people.

std::string json_same_groups(const Preamble& preamble, const verify::GroupComparison& comparison);
std::string text_same_groups(const verify::GroupComparison& comparison, bool colour);

std::string json_unreachable_rules(const Preamble& preamble, verify::Truth truth,
                                   const std::vector<verify::GroupRules>& groups);
std::string text_unreachable_rules(verify::Truth truth,
                                   const std::vector<verify::GroupRules>& groups, bool colour);

}  // namespace airtight::report
