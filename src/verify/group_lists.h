#pragma once

#include <airtight/verify/group_questions.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rule_space.h"

// Rule lists as diagrams, for questions about groups alone.

namespace airtight::verify {

using Rules = std::vector<azure::SecurityRule>;

inline constexpr const char* lists_too_large = "the lists are too large to be compared as sets";

// Values of lists whose rules are reduced to what they do.
struct ListValue {
  static constexpr std::uint32_t allows = 1;
  static constexpr std::uint32_t denies = 2;
  static constexpr std::uint32_t open = 3;
};

bool asks_icmp(const Rules& rules);

// What tags mean at a place, or at none, and Internet to some rules there, under one reading.
TagMeaning meaning_of(const model::Network& network, const std::optional<Place>& at,
                      azure::Direction direction, model::Reading& reading);
InternetTag internet_of(const TagMeaning& meaning, const Rules& rules, model::Reading& reading);

// The space of some rules, made once for all readings in which tags mean the same but Internet:
// cutting the addresses into classes costs more than all else.
class RuleSpaces {
 public:
  explicit RuleSpaces(const Rules& rules) : rules_(rules) {}

  RuleSpace& of(const TagMeaning& meaning, const InternetTag& internet) {
    const bool full = space_ && space_->space().nodes() > net::PacketSpace::usual_nodes / 4;
    if (!space_ || full || at_ != meaning.at) {
      at_ = meaning.at;
      space_ = std::make_unique<RuleSpace>(rules_, meaning);
    }
    space_->read(internet);
    return *space_;
  }

 private:
  const Rules& rules_;
  std::optional<reach::TagAddresses> at_;
  std::unique_ptr<RuleSpace> space_;
};

// A rule that is not known in full decides nothing for certain.
bool is_known(const azure::SecurityRule& rule);
void add_unknown_rules(const Rules& rules, std::set<std::string>& names);

// A list as diagrams: which rule decides (its place plus one), what that comes to, and where rules
// that are not known in full may decide.
struct Compiled {
  const Rules* rules = nullptr;
  net::Diagram by_rule;
  net::Diagram by_access;
};

Compiled compile(RuleSpace& space, const Rules& rules);

RuleName name_of(const azure::SecurityRule& rule);

}  // namespace airtight::verify
