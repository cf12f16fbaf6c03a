#include <airtight/base/text.h>
#include <airtight/pull/pull.h>

#include <algorithm>
#include <array>
#include <set>

#include "curl_library.h"
#include "resource_graph.h"
#include "url.h"

namespace airtight::pull {
namespace {

// Children that Resource Graph does not list, or lists without the properties that decide
// something (I-372): below every resource of `type`, at `path`. Rows of what a row gives are
// followed too.
struct Detail {
  std::string_view type;
  std::string_view path;
  std::string_view api_version;
};
constexpr std::array details{
    Detail{"microsoft.network/privatednszones", "/ALL", "2020-06-01"},
    Detail{"microsoft.network/privatednszones", "/virtualNetworkLinks", "2024-06-01"},
    Detail{"microsoft.network/privateendpoints", "/privateDnsZoneGroups", "2024-01-01"},
    Detail{"microsoft.network/firewallpolicies", "/ruleCollectionGroups", "2024-01-01"},
    Detail{"microsoft.network/dnsresolvers", "/inboundEndpoints", "2022-07-01"},
    Detail{"microsoft.network/dnsresolvers", "/outboundEndpoints", "2022-07-01"},
    Detail{"microsoft.network/dnsforwardingrulesets", "/forwardingRules", "2022-07-01"},
    Detail{"microsoft.network/dnsforwardingrulesets", "/virtualNetworkLinks", "2022-07-01"},
    Detail{"microsoft.network/dnsresolverpolicies", "/dnsSecurityRules", "2023-07-01-preview"},
    Detail{"microsoft.network/dnsresolverpolicies", "/virtualNetworkLinks", "2023-07-01-preview"},
    Detail{"microsoft.network/virtualhubs", "/hubVirtualNetworkConnections", "2024-01-01"},
    Detail{"microsoft.network/virtualhubs", "/hubRouteTables", "2024-01-01"},
    Detail{"microsoft.network/virtualhubs", "/routingIntent", "2024-01-01"},
    Detail{"microsoft.network/networkmanagers", "/networkGroups", "2024-01-01"},
    Detail{"microsoft.network/networkmanagers", "/connectivityConfigurations", "2024-01-01"},
    Detail{"microsoft.network/networkmanagers", "/securityAdminConfigurations", "2024-01-01"},
    Detail{"microsoft.network/networkmanagers/networkgroups", "/staticMembers", "2024-01-01"},
    Detail{"microsoft.network/networkmanagers/securityadminconfigurations", "/ruleCollections",
           "2024-01-01"},
    Detail{"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections",
           "/rules", "2024-01-01"},
    Detail{"microsoft.network/networksecurityperimeters", "/profiles", "2023-08-01-preview"},
    Detail{"microsoft.network/networksecurityperimeters", "/resourceAssociations",
           "2023-08-01-preview"},
    Detail{"microsoft.network/networksecurityperimeters/profiles", "/accessRules",
           "2023-08-01-preview"},
    Detail{"microsoft.web/sites", "/config/web", "2023-12-01"},
    Detail{"microsoft.web/sites/slots", "/config/web", "2023-12-01"},
    Detail{"microsoft.sql/servers", "/firewallRules", "2021-11-01"},
    Detail{"microsoft.sql/servers", "/virtualNetworkRules", "2021-11-01"},
    Detail{"microsoft.servicebus/namespaces", "/networkRuleSets/default", "2021-11-01"},
    Detail{"microsoft.eventhub/namespaces", "/networkRuleSets/default", "2021-11-01"},
    Detail{"microsoft.relay/namespaces", "/networkRuleSets/default", "2021-11-01"},
    Detail{"microsoft.dbforpostgresql/flexibleservers", "/firewallRules", "2022-12-01"},
    Detail{"microsoft.dbformysql/flexibleservers", "/firewallRules", "2021-05-01"},
    Detail{"microsoft.cache/redis", "/firewallRules", "2023-08-01"},
};

constexpr const char* zones_query =
    "resources | where type in~ ('microsoft.network/privatednszones', "
    "'microsoft.network/privatednszones/virtualnetworklinks') | order by id asc";

// Names of references to Key Vault, with Reader rights; the settings themselves take more.
constexpr std::string_view references_path =
    "/config/configreferences/appsettings?api-version=2023-12-01";

// A name in a query of Resource Graph: quotes are doubled by escaping (the Kusto language).
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string query_of(const Settings& settings, const std::string& table) {
  std::string query = table;
  if (!settings.resource_groups.empty()) {
    std::vector<std::string> groups;
    for (const std::string& group : settings.resource_groups) groups.push_back(quoted(group));
    query += " | where resourceGroup in~ (" + join(groups, ", ") + ")";
  }
  return query + " | order by id asc";
}

bool is_below(const std::string& id, const std::string& scope) {
  return id.size() > scope.size() && starts_with_ignoring_case(id, scope) &&
         id[scope.size()] == '/';
}

// Path segments of the service's own ids go into URLs: nothing but what an id is made of.
bool is_clean(const std::string& id) {
  return id.starts_with('/') && id.find("..") == std::string::npos &&
         std::ranges::all_of(id, [](char c) {
           return c > ' ' && c < 127 && c != '?' && c != '#' && c != '%' && c != '\\' && c != '"' &&
                  c != '<' && c != '>';
         });
}

class Puller {
 public:
  Puller(Http& http, const Token& token, const Settings& settings)
      : settings_(settings), client_(http, token, settings) {}

  Result<Pulled> run() {
    auto rows = query_resource_graph(client_, settings_, query_of(settings_, "resources"));
    if (!rows) return tl::unexpected(rows.error());
    for (Json& row : *rows) {
      queue_.emplace_back(text_member(row, "id"), to_lower(text_member(row, "type")));
      keep(row);
    }
    if (!settings_.resource_groups.empty()) {
      if (auto linked = add_linked_zones(*rows); !linked) return tl::unexpected(linked.error());
    }
    while (!queue_.empty()) {
      const auto [id, type] = queue_.back();
      queue_.pop_back();
      add_details(id, type);
    }
    for (const std::string& subscription : settings_.subscriptions) add_roles(subscription);
    return std::move(pulled_);
  }

 private:
  void keep(const Json& resource) {
    pulled_.resources.push_back(
        resource.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }

  // Zones of other groups that are linked to the networks of these: a network does not say who is
  // linked to it, and without them its names would seem public (D-001).
  Result<bool> add_linked_zones(const std::vector<Json>& rows) {
    std::set<std::string> here;
    for (const Json& row : rows) here.insert(to_lower(text_member(row, "id")));
    auto zones = query_resource_graph(client_, settings_, zones_query);
    if (!zones) return tl::unexpected(zones.error());
    std::set<std::string> linked;
    for (const Json& row : *zones) {
      const std::string id = to_lower(text_member(row, "id"));
      const auto child = id.find("/virtualnetworklinks/");
      if (child != std::string::npos && here.contains(linked_network(row)))
        linked.insert(id.substr(0, child));
    }
    for (const Json& row : *zones) {
      const std::string id = to_lower(text_member(row, "id"));
      if (here.contains(id) || !linked.contains(id)) continue;
      keep(row);
      queue_.emplace_back(text_member(row, "id"), to_lower(text_member(row, "type")));
    }
    return true;
  }

  static std::string linked_network(const Json& row) {
    const Json::json_pointer path("/properties/virtualNetwork/id");
    if (!row.contains(path) || !row[path].is_string()) return "";
    return to_lower(row[path].get<std::string>());
  }

  void miss(const std::string& what, const std::string& type) {
    pulled_.missing.push_back({what, {type}});
  }

  void add_details(const std::string& id, const std::string& type) {
    for (const Detail& detail : details) {
      if (detail.type == type) add_detail(id, type, detail);
    }
    if (type == "microsoft.web/sites" || type == "microsoft.web/sites/slots")
      add_settings(id, type);
  }

  void add_detail(const std::string& id, const std::string& type, const Detail& detail) {
    const std::string what = std::string(detail.path.substr(1)) + " of " + id;
    if (!is_clean(id)) return miss(what + ": the id has characters that none has", type);
    if (settings_.progress) settings_.progress(what);
    auto found = client_.list(id + std::string(detail.path) +
                              "?api-version=" + std::string(detail.api_version));
    if (!found) return miss(found.error().message, type);
    for (Json& child : *found) add_child(id, child);
  }

  // Some services leave ids or types of children out, and Azure's own lists may name others.
  void add_child(const std::string& parent, const Json& child) {
    const std::string id = text_member(child, "id");
    if (!is_below(id, parent)) return;
    const std::string type = to_lower(text_member(child, "type"));
    const bool followed =
        std::ranges::any_of(details, [&](const Detail& detail) { return detail.type == type; });
    keep(child);
    if (followed && depth_of(id) < 24) queue_.emplace_back(id, type);
  }

  static std::ptrdiff_t depth_of(const std::string& id) { return std::ranges::count(id, '/'); }

  // What Reader rights tell of an app's settings: which of them are references to a vault. The
  // member without a name says that there may be others.
  void add_settings(const std::string& id, const std::string& type) {
    if (!is_clean(id)) return;
    const std::string name = id.substr(id.rfind('/') + 1);
    Json properties = Json::object();
    auto found = client_.list(id + std::string(references_path));
    if (!found) miss(found.error().message, type);
    if (found) {
      for (const Json& entry : *found) {
        const auto body = entry.is_object() ? entry.find("properties") : entry.end();
        if (!entry.is_object() || body == entry.end()) continue;
        const std::string reference = text_member(*body, "reference");
        if (reference.starts_with("@Microsoft.KeyVault("))
          properties[text_member(entry, "name")] = reference;
      }
    }
    properties[""] = {{"$unknown", "other app settings of " + name},
                      {"reason", "reading them takes more than the rights of Reader"}};
    keep({{"id", id + "/config/appsettings"},
          {"name", "appsettings"},
          {"type", type + "/config"},
          {"properties", properties}});
  }

  // Who may read which vault's secrets.
  void add_roles(const std::string& subscription) {
    const std::string path = "/subscriptions/" + subscription +
                             "/providers/Microsoft.Authorization/roleAssignments"
                             "?api-version=2022-04-01";
    auto found = client_.list(path);
    if (!found) return miss(found.error().message, "microsoft.authorization/roleassignments");
    for (const Json& assignment : *found) keep(assignment);
  }

  const Settings& settings_;
  Client client_;
  Pulled pulled_;
  std::vector<std::pair<std::string, std::string>> queue_;
};

Result<std::string> checked_endpoint(std::string endpoint) {
  if (curl_library() == nullptr)
    return fail("libcurl.so.4 cannot be loaded (Debian package libcurl4)");
  while (endpoint.ends_with('/')) endpoint.pop_back();
  if (!origin_of(endpoint))
    return fail("the endpoint is " + in_quotes(endpoint) + "; expected https://HOST[:PORT]");
  return endpoint;
}

bool is_subscription_id(const std::string& text) {
  return text.size() == 36 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
                  c == '-';
         });
}

}  // namespace

Result<Pulled> pull(Http& http, const Token& token, const Settings& given) {
  Settings settings = given;
  auto endpoint = checked_endpoint(settings.endpoint);
  if (!endpoint) return tl::unexpected(endpoint.error());
  settings.endpoint = std::move(*endpoint);
  for (const std::string& subscription : settings.subscriptions) {
    if (!is_subscription_id(subscription))
      return fail("the subscription is " + in_quotes(subscription) +
                  "; expected its id, such as 00000000-0000-0000-0000-000000000000");
  }
  return Puller(http, token, settings).run();
}

}  // namespace airtight::pull
