#include <airtight/azure/cloud.h>
#include <airtight/azure/listed_name.h>
#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace airtight::azure {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

// What is known of a placeholder without asking anybody but the resource.
std::optional<std::string> value_of(const Service& service, const Values& found,
                                    std::string_view placeholder) {
  if (const auto own = found.find(placeholder); own != found.end()) return own->second;
  const auto& told = service.placeholders;
  if (const auto own = told.find(placeholder); own != told.end()) return to_lower(own->second);
  if (placeholder == "name") return to_lower(service.name);
  if (placeholder == "regionName" && !service.location.empty()) return service.location;
  if (placeholder == "customSubDomain" && service.custom_subdomain.known() != nullptr)
    return to_lower(*service.custom_subdomain.known());
  return std::nullopt;
}

// One part of a pattern with what is known put in: "m1-{hash}" is "m1-" before one placeholder.
struct Part {
  std::string before;
  std::string placeholder;  // empty: `before` is all
  std::string after;
  bool ambiguous = false;  // of two that nobody knows
};

Part known_part(const Service& service, const Values& found, std::string_view pattern) {
  Part part;
  while (!pattern.empty()) {
    std::string& text = part.placeholder.empty() ? part.before : part.after;
    const auto open = pattern.find('{');
    text += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    const std::string_view placeholder = pattern.substr(open + 1, close - open - 1);
    pattern.remove_prefix(close + 1);
    if (const auto value = value_of(service, found, placeholder)) {
      text += *value;
    } else {
      part.ambiguous = part.ambiguous || !part.placeholder.empty();
      part.placeholder = placeholder;
    }
  }
  return part;
}

bool solve(const Part& part, std::string_view label, Values& found) {
  if (part.placeholder.empty()) return label == part.before;
  if (part.ambiguous || label.size() <= part.before.size() + part.after.size() ||
      !label.starts_with(part.before) || !label.ends_with(part.after))
    return false;
  label.remove_prefix(part.before.size());
  label.remove_suffix(part.after.size());
  found.emplace(part.placeholder, label);
  return true;
}

std::optional<Values> solve(const Service& service, std::string_view pattern,
                            const std::vector<std::string_view>& labels) {
  const auto parts = split(pattern, '.');
  if (parts.size() != labels.size()) return {};
  Values found;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!solve(known_part(service, found, parts[i]), labels[i], found)) return {};
  }
  return found;
}

bool is_plain(std::string_view placeholder) {
  constexpr std::string_view plain[] = {"name", "regionName", "customSubDomain"};
  return std::ranges::count(plain, placeholder) > 0;
}

bool is_generated(std::string_view pattern) {
  for (auto open = pattern.find('{'); open != std::string_view::npos;
       open = pattern.find('{', open + 1)) {
    if (!is_plain(pattern.substr(open + 1, pattern.find('}', open) - open - 1))) return true;
  }
  return false;
}

}  // namespace

bool has_generated_names(std::string_view resource_type) {
  return std::ranges::any_of(private_link_table(), [&](const PrivateLinkRow& row) {
    return equal_ignoring_case(row.resource_type, resource_type) &&
           std::ranges::any_of(row.names, [](const PublicToPrivate& pair) {
             return is_generated(pair.public_name);
           });
  });
}

void tell_placeholders(const net::DnsName& listed, std::string_view group_id, Service& service) {
  const auto labels = split(listed.text(), '.');
  const std::string_view cloud = cloud_of_region(service.location);
  for (const PrivateLinkRow& row : private_link_table()) {
    if (row.cloud != cloud || !equal_ignoring_case(row.resource_type, service.type)) continue;
    if (!group_id.empty() && !equal_ignoring_case(row.group_id, group_id)) continue;
    for (const PublicToPrivate& pair : row.names) {
      if (!is_generated(pair.public_name)) continue;
      const auto found = solve(service, pair.public_name, labels);
      if (!found) continue;
      for (const auto& [placeholder, value] : *found)
        service.placeholders.emplace(placeholder, value);
      return;
    }
  }
}

}  // namespace airtight::azure
