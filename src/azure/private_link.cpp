#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <optional>

namespace airtight::azure {
namespace {

constexpr std::string_view public_cloud = "AzureCloud";

// The cloud of a region: names and zones differ between clouds (D-437).
struct RegionPrefix {
  std::string_view prefix;
  std::string_view cloud;
};
constexpr std::array region_prefixes{
    RegionPrefix{"usgov", "AzureUSGovernment"},
    RegionPrefix{"usdod", "AzureUSGovernment"},
    RegionPrefix{"china", "AzureChinaCloud"},
};

std::string_view cloud_of(std::string_view location) {
  for (const RegionPrefix& row : region_prefixes) {
    if (location.starts_with(row.prefix)) return row.cloud;
  }
  return public_cloud;
}

// Which of an AI account's suffixes its kind uses, told by the part that all clouds share (D-113).
// Every other kind: the first.
struct KindSuffix {
  std::string_view kind;
  std::string_view suffix;
};
constexpr std::string_view ai_accounts = "Microsoft.CognitiveServices/accounts";
constexpr std::string_view ai_default_suffix = ".cognitiveservices.";
constexpr std::array ai_suffixes{
    KindSuffix{"OpenAI", ".openai."},
    KindSuffix{"AIServices", ".cognitiveservices."},
    KindSuffix{"AIServices", ".openai."},
    KindSuffix{"AIServices", ".services.ai."},
};

bool kind_uses(std::string_view kind, std::string_view pattern) {
  bool listed = false;
  for (const KindSuffix& row : ai_suffixes) {
    if (!equal_ignoring_case(row.kind, kind)) continue;
    listed = true;
    if (pattern.find(row.suffix) != std::string_view::npos) return true;
  }
  return !listed && pattern.find(ai_default_suffix) != std::string_view::npos;
}

bool applies(const Service& service, std::string_view pattern) {
  return !equal_ignoring_case(service.type, ai_accounts) || kind_uses(service.kind, pattern);
}

// The value of one placeholder of this resource; none when only the service knows it.
std::optional<std::string> fill(const Service& service, std::string_view placeholder) {
  if (placeholder == "name" || placeholder == "hostLabel") return service.name;
  if (placeholder == "scmHostLabel") return service.name + ".scm";
  if (placeholder == "regionName" && !service.location.empty()) return service.location;
  if (placeholder == "customSubDomain" && service.custom_subdomain.known() != nullptr)
    return *service.custom_subdomain.known();
  return std::nullopt;
}

std::optional<std::string> expand(const Service& service, std::string_view pattern) {
  std::string text;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    text += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    const auto value = fill(service, pattern.substr(open + 1, close - open - 1));
    if (!value) return std::nullopt;
    text += *value;
    pattern.remove_prefix(close + 1);
  }
  return text;
}

template <class Visit>
void for_each_row(std::string_view resource_type, std::string_view cloud, const Visit& visit) {
  for (const PrivateLinkRow& row : private_link_table()) {
    if (row.cloud == cloud && equal_ignoring_case(row.resource_type, resource_type)) visit(row);
  }
}

using Filled = std::vector<std::pair<std::string_view, std::string>>;

// The values of a pattern's placeholders, each one label, for a name that has its form.
std::optional<Filled> match(std::string_view pattern, const std::vector<std::string_view>& labels) {
  const auto parts = split(pattern, '.');
  if (parts.size() != labels.size()) return {};
  Filled filled;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].starts_with('{') && parts[i].ends_with('}')) {
      filled.emplace_back(parts[i], std::string(labels[i]));
    } else if (parts[i] != labels[i]) {
      return {};
    }
  }
  return filled;
}

std::optional<std::string> fill_from(const Filled& filled, std::string_view pattern) {
  std::vector<std::string> labels;
  for (const std::string_view part : split(pattern, '.')) {
    const auto value = std::ranges::find(filled, part, &Filled::value_type::first);
    if (value != filled.end()) {
      labels.push_back(value->second);
    } else if (part.find('{') == std::string_view::npos) {
      labels.emplace_back(part);
    } else {
      return {};
    }
  }
  return join(labels, ".");
}

}  // namespace

bool is_private_link_type(std::string_view resource_type) {
  return std::ranges::any_of(private_link_table(), [&](const PrivateLinkRow& row) {
    return equal_ignoring_case(row.resource_type, resource_type);
  });
}

std::vector<std::string> group_ids(std::string_view resource_type) {
  std::vector<std::string> groups;
  for_each_row(resource_type, public_cloud,
               [&](const PrivateLinkRow& row) { groups.emplace_back(row.group_id); });
  return groups;
}

// A Cosmos DB account has a name for its region beside the global one (E-123), a registry one for
// its data (E-162), an app one for its deployment site (E-196).
std::vector<HostName> host_names(const Service& service) {
  std::vector<HostName> names;
  for_each_row(service.type, cloud_of(service.location), [&](const PrivateLinkRow& row) {
    for (const PublicToPrivate& pair : row.names) {
      if (!applies(service, pair.public_name)) continue;
      const auto public_text = expand(service, pair.public_name);
      const auto private_text = expand(service, pair.private_name);
      if (!public_text || !private_text) continue;
      const auto public_name = net::parse_dns_name(*public_text);
      const auto private_name = net::parse_dns_name(*private_text);
      if (!public_name || !private_name) continue;
      names.push_back({*public_name, *private_name, std::string(row.group_id)});
    }
  });
  return names;
}

std::vector<EndpointRecord> endpoint_records(const Service& service, std::string_view group_id) {
  std::vector<EndpointRecord> records;
  for_each_row(service.type, cloud_of(service.location), [&](const PrivateLinkRow& row) {
    if (!equal_ignoring_case(row.group_id, group_id)) return;
    for (const ZoneRecord& record : row.records) {
      if (!applies(service, record.zone)) continue;
      const auto zone = net::parse_dns_name(record.zone);
      const auto name = expand(service, record.name);
      if (zone && name) records.push_back({*zone, to_lower(*name), row.records_inferred});
    }
  });
  return records;
}

std::vector<int> group_ports(std::string_view resource_type, std::string_view group_id) {
  std::vector<int> ports;
  for_each_row(resource_type, public_cloud, [&](const PrivateLinkRow& row) {
    if (equal_ignoring_case(row.group_id, group_id))
      ports.assign(row.ports.begin(), row.ports.end());
  });
  return ports;
}

std::optional<net::DnsName> private_name_of(const net::DnsName& public_name) {
  const auto labels = split(public_name.text(), '.');
  for (const PrivateLinkRow& row : private_link_table()) {
    for (const PublicToPrivate& names : row.names) {
      const auto filled = match(names.public_name, labels);
      const auto text = filled ? fill_from(*filled, names.private_name) : std::nullopt;
      if (!text) continue;
      const auto name = net::parse_dns_name(*text);
      if (name) return *name;
    }
  }
  return {};
}

}  // namespace airtight::azure
