#include "rules.h"

#include <cctype>
#include <set>

namespace airtight::report {

std::string_view to_string(azure::Direction direction) {
  switch (direction) {
    case azure::Direction::inbound:
      return "Inbound";
    case azure::Direction::outbound:
      return "Outbound";
  }
  return "";
}

std::string_view to_string(azure::Access access) {
  switch (access) {
    case azure::Access::allow:
      return "Allow";
    case azure::Access::deny:
      return "Deny";
  }
  return "";
}

std::string_view to_string(azure::AdminAccess access) {
  switch (access) {
    case azure::AdminAccess::allow:
      return "Allow";
    case azure::AdminAccess::deny:
      return "Deny";
    case azure::AdminAccess::always_allow:
      return "AlwaysAllow";
  }
  return "";
}

std::string protocol_of(const azure::SecurityRule& rule) {
  if (!rule.protocol) return "All";
  std::string word(net::to_string(*rule.protocol));
  word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
  return word;
}

std::vector<std::string> texts_of(const std::vector<net::Prefix>& prefixes) {
  std::vector<std::string> texts;
  for (const net::Prefix& prefix : prefixes) texts.push_back(net::to_string(prefix));
  return texts;
}

std::vector<std::string> texts_of(const std::vector<net::PortRange>& ranges) {
  std::vector<std::string> texts;
  for (const net::PortRange& range : ranges) texts.push_back(net::to_string(range));
  return texts;
}

std::vector<std::string> parts_of(const azure::RuleSide& side) {
  std::vector<std::string> parts = texts_of(side.prefixes);
  parts.insert(parts.end(), side.tags.begin(), side.tags.end());
  for (const azure::ResourceId& group : side.groups) parts.emplace_back(group.name());
  if (!side.unknown.empty()) parts.emplace_back("?");
  return parts;
}

std::vector<std::string> unknowns_of(const reach::EffectiveRule& rule) {
  std::set<std::string> names;
  for (const auto* list : {&rule.rule.unknown, &rule.source.unknown, &rule.destination.unknown}) {
    for (const azure::UnknownInput& unknown : *list) names.insert(unknown.name);
  }
  return {names.begin(), names.end()};
}

bool is_bare_public(const verify::EffectiveRules& rules) {
  const reach::Attachment& at = rules.place.at;
  return at.interface != nullptr && at.subnet != nullptr && !at.interface->public_ip.absent() &&
         at.interface->network_security_group.absent() &&
         at.subnet->network_security_group.absent();
}

std::string_view fact_of(const reach::EffectiveRule& rule) {
  if (!rule.by_default) return "N-091";
  return rule.rule.direction == azure::Direction::inbound ? "N-093" : "N-094";
}

}  // namespace airtight::report
