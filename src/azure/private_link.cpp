#include <airtight/azure/cloud.h>
#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>

namespace airtight::azure {
namespace {

// Names are never built by rule (D-168): a row says the public and the privatelink name, which need
// not share their labels. Key Vault changes its own (D-110), accounts have one name for each of
// their services (D-112, D-115, D-116, D-117, D-123, D-136, D-139, D-142, D-143). Parts that only
// the service knows are left out (D-131, D-132, D-133, D-137), unless the resource tells them
// (D-121, D-141).
constexpr std::string_view public_cloud = "AzureCloud";

struct RegionPrefix {
  std::string_view prefix;
  std::string_view cloud;
};
constexpr std::array region_prefixes{
    RegionPrefix{"usgov", "AzureUSGovernment"},
    RegionPrefix{"usdod", "AzureUSGovernment"},
    RegionPrefix{"china", "AzureChinaCloud"},
};

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

// Redis Enterprise and Managed Redis share type and group id; the SKU tells them apart (D-135).
constexpr std::string_view redis_clusters = "Microsoft.Cache/redisEnterprise";
constexpr std::string_view enterprise_suffix = ".redisenterprise.cache.";

bool sku_uses(std::string_view sku, std::string_view pattern) {
  if (sku.empty()) return true;
  const bool enterprise = pattern.find(enterprise_suffix) != std::string_view::npos;
  return enterprise == starts_with_ignoring_case(sku, "Enterprise");
}

bool applies(const Service& service, std::string_view pattern) {
  if (equal_ignoring_case(service.type, redis_clusters)) return sku_uses(service.sku, pattern);
  return !equal_ignoring_case(service.type, ai_accounts) || kind_uses(service.kind, pattern);
}

constexpr std::string_view slot_name = "slotName";
constexpr std::string_view slot_group = "sites-";  // D-127: "sites-{slotName}"

// A slot has the rows of slots, everything else the other rows.
bool applies(const Service& service, const PrivateLinkRow& row) {
  const bool for_slots = row.group_id.find(slot_name) != std::string_view::npos;
  return for_slots == service.placeholders.contains(slot_name);
}

// "sites-blue" is of the group "sites-{slotName}".
bool is_of_group(std::string_view pattern, std::string_view group_id) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) return equal_ignoring_case(pattern, group_id);
  return group_id.size() > open && starts_with_ignoring_case(group_id, pattern.substr(0, open));
}

// A resource in one of the regions that it has names for.
struct Placed {
  const Service& service;
  std::string_view region;
};

// The value of one placeholder of this resource; none when only the service knows it.
std::optional<std::string> fill(const Placed& placed, std::string_view placeholder) {
  const Service& service = placed.service;
  if (const auto own = service.placeholders.find(placeholder); own != service.placeholders.end())
    return own->second;
  if (placeholder == "name" || placeholder == "hostLabel") return service.name;
  if (placeholder == "scmHostLabel") return service.name + ".scm";
  if (placeholder == "regionName" && !placed.region.empty()) return std::string(placed.region);
  if (placeholder == "customSubDomain" && service.custom_subdomain.known() != nullptr)
    return *service.custom_subdomain.known();
  return std::nullopt;
}

std::optional<std::string> expand(const Placed& service, std::string_view pattern) {
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

// Of a type, in the order of the catalogue: every service of an estate asks for its names.
const std::vector<const PrivateLinkRow*>& rows_of(std::string_view resource_type) {
  static const auto by_type = [] {
    std::unordered_map<std::string, std::vector<const PrivateLinkRow*>> all;
    for (const PrivateLinkRow& row : private_link_table())
      all[to_lower(row.resource_type)].push_back(&row);
    return all;
  }();
  static const std::vector<const PrivateLinkRow*> none;
  const auto found = by_type.find(to_lower(resource_type));
  return found == by_type.end() ? none : found->second;
}

template <class Visit>
void for_each_row(std::string_view resource_type, std::string_view cloud, const Visit& visit) {
  for (const PrivateLinkRow* row : rows_of(resource_type)) {
    if (row->cloud == cloud) visit(*row);
  }
}

template <class Visit>
void for_each_row(const Service& service, const Visit& visit) {
  for_each_row(service.type, cloud_of_region(service.location), [&](const PrivateLinkRow& row) {
    if (applies(service, row)) visit(row);
  });
}

// Once for each region where the pattern names one (D-122, D-130), else once.
template <class Visit>
void for_each_place(const Service& service, std::string_view pattern, const Visit& visit) {
  const bool regional = pattern.find("{regionName}") != std::string_view::npos;
  if (!regional || service.regions.empty()) return visit(Placed{service, service.location});
  for (const std::string& region : service.regions) visit(Placed{service, region});
}

using Filled = std::vector<std::pair<std::string_view, std::string>>;

// The values of a pattern's placeholders, each one label, for a name that has its form.
// An app's host name may have several labels below the suffix: "app1.scm", and with a hash
// "app1-h4sh.scm.eastus2-01" (D-125, D-126). Its privatelink name is none of them.
bool takes_several_labels(std::string_view part) { return part.ends_with("ostLabel}"); }

std::optional<Filled> match(std::string_view pattern, std::vector<std::string_view> labels) {
  const auto parts = split(pattern, '.');
  std::string joined;
  if (labels.size() > parts.size() && takes_several_labels(parts.front())) {
    const auto rest = labels.begin() + static_cast<std::ptrdiff_t>(labels.size() - parts.size());
    if (std::find(labels.begin(), rest + 1, "privatelink") != rest + 1) return {};
    joined = join(std::vector<std::string>(labels.begin(), rest + 1), ".");
    labels.erase(labels.begin(), rest);
    labels.front() = joined;
  }
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

std::string_view cloud_of_region(std::string_view location) {
  for (const RegionPrefix& row : region_prefixes) {
    if (location.starts_with(row.prefix)) return row.cloud;
  }
  return public_cloud;
}

bool is_private_link_type(std::string_view resource_type) {
  return !rows_of(resource_type).empty();
}

std::vector<std::string> group_ids(std::string_view resource_type) {
  std::vector<std::string> groups;
  for_each_row(resource_type, public_cloud,
               [&](const PrivateLinkRow& row) { groups.emplace_back(row.group_id); });
  return groups;
}

namespace {

void add_host_name(const Placed& placed, const PrivateLinkRow& row, const PublicToPrivate& pair,
                   std::vector<HostName>& names) {
  const auto public_text = expand(placed, pair.public_name);
  const auto private_text = expand(placed, pair.private_name);
  const auto group = expand(placed, row.group_id);
  if (!public_text || !private_text || !group) return;
  const auto public_name = net::parse_dns_name(*public_text);
  const auto private_name = net::parse_dns_name(*private_text);
  if (public_name && private_name) names.push_back({*public_name, *private_name, *group});
}

}  // namespace

// A Cosmos DB account has a name for each region beside the global one (E-123), a registry one for
// its data (E-162), an app one for its deployment site (E-196).
std::vector<HostName> host_names(const Service& service) {
  std::vector<HostName> names;
  for_each_row(service, [&](const PrivateLinkRow& row) {
    for (const PublicToPrivate& pair : row.names) {
      if (!applies(service, pair.public_name)) continue;
      for_each_place(service, pair.public_name,
                     [&](const Placed& placed) { add_host_name(placed, row, pair, names); });
    }
  });
  return names;
}

std::vector<EndpointRecord> endpoint_records(const Service& service, std::string_view group_id) {
  std::vector<EndpointRecord> records;
  if (service.own_name_form) return records;  // D-118, CH-09: no mapping is published
  for_each_row(service, [&](const PrivateLinkRow& row) {
    if (!is_of_group(row.group_id, group_id)) return;
    for (const ZoneRecord& record : row.records) {
      if (!applies(service, record.zone)) continue;
      for_each_place(service, record.name, [&](const Placed& placed) {
        const auto zone_text = expand(placed, record.zone);
        const auto name = expand(placed, record.name);
        if (!zone_text || !name) return;
        const auto zone = net::parse_dns_name(*zone_text);
        if (zone) records.push_back({*zone, to_lower(*name), row.records_inferred});
      });
    }
  });
  return records;
}

bool has_unknown_records(const Service& service, std::string_view group_id,
                         const net::DnsName& zone) {
  const auto labels = split(zone.text(), '.');
  const Placed placed{service, service.location};
  bool unknown = false;
  for_each_row(service, [&](const PrivateLinkRow& row) {
    if (!is_of_group(row.group_id, group_id)) return;
    for (const ZoneRecord& record : row.records) {
      if (!applies(service, record.zone) || !match(record.zone, labels)) continue;
      unknown = unknown || service.own_name_form || !expand(placed, record.zone) ||
                !expand(placed, record.name);
    }
  });
  return unknown;
}

bool is_private_link_zone(const net::DnsName& zone) {
  const auto labels = split(zone.text(), '.');
  return std::ranges::any_of(private_link_table(), [&](const PrivateLinkRow& row) {
    return std::ranges::any_of(
        row.zones, [&](std::string_view pattern) { return match(pattern, labels).has_value(); });
  });
}

std::string_view slot_of_group(std::string_view group_id) {
  if (!starts_with_ignoring_case(group_id, slot_group)) return {};
  return group_id.substr(slot_group.size());
}

std::vector<int> group_ports(std::string_view resource_type, std::string_view group_id) {
  std::vector<int> ports;
  for_each_row(resource_type, public_cloud, [&](const PrivateLinkRow& row) {
    if (is_of_group(row.group_id, group_id)) ports.assign(row.ports.begin(), row.ports.end());
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
