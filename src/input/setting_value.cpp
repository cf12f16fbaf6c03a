#include <airtight/base/text.h>
#include <airtight/input/setting_value.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/ip.h>

#include <algorithm>
#include <array>
#include <set>

// A value may be a password, a token or a whole connection string, and a token such as a JWT has
// dots like a host name. So a host name is believed only where nothing else can stand:
//  - after "://", up to the path, without "user:password@";
//  - after the connection string keys that name a host ("Server=", "AccountEndpoint=");
//  - anywhere, when it ends in a suffix of Azure's own services;
//  - as the whole value, when the setting's name says that it holds one ("DB_HOST").
// All else of the value is dropped.
namespace airtight::input {
namespace {

constexpr std::string_view reference_start = "@Microsoft.KeyVault(";

// A-041, A-071: the app settings that decide routing and resolution.
constexpr std::array<std::string_view, 8> network_switches{
    "WEBSITE_VNET_ROUTE_ALL", "WEBSITE_CONTENTOVERVNET", "WEBSITE_PULL_IMAGE_OVER_VNET",
    "WEBSITE_DNS_SERVER",     "WEBSITE_DNS_ALT_SERVER",  "WEBSITE_DNS_MAX_CACHE_TIMEOUT",
    "WEBSITE_DNS_TIMEOUT",    "WEBSITE_DNS_ATTEMPTS"};

// The suffixes under which Azure services have their public and private link names.
constexpr std::array<std::string_view, 17> service_suffixes{"azure.net",
                                                            "azure.com",
                                                            "windows.net",
                                                            "azurewebsites.net",
                                                            "azurecr.io",
                                                            "azureedge.net",
                                                            "azure-api.net",
                                                            "azurecontainerapps.io",
                                                            "azureml.ms",
                                                            "azurestaticapps.net",
                                                            "azuredatabricks.net",
                                                            "azurefd.net",
                                                            "azure.cn",
                                                            "chinacloudapi.cn",
                                                            "azure.us",
                                                            "usgovcloudapi.net",
                                                            "trafficmanager.net"};

constexpr std::array<std::string_view, 15> host_keys{"server",
                                                     "data source",
                                                     "host",
                                                     "hostname",
                                                     "address",
                                                     "addr",
                                                     "endpoint",
                                                     "accountendpoint",
                                                     "blobendpoint",
                                                     "queueendpoint",
                                                     "tableendpoint",
                                                     "fileendpoint",
                                                     "network address",
                                                     "uri",
                                                     "url"};

constexpr std::array<std::string_view, 9> host_words{
    "host", "hostname", "server", "endpoint", "fqdn", "domain", "url", "uri", "address"};

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_reference(std::string_view text) {
  return starts_with_ignoring_case(text, reference_start) && text.ends_with(')');
}

// Addresses, numbers and truth values, so that a secret under such a name is not kept.
bool is_switch_value(std::string_view text) {
  return text.size() <= 100 &&
         std::ranges::all_of(
             text,
             [](char c) { return is_host_character(c) || c == ':' || c == ',' || c == ' '; }) &&
         (equal_ignoring_case(text, "true") || equal_ignoring_case(text, "false") ||
          std::ranges::none_of(
              text, [](char c) { return (c > 'f' && c <= 'z') || (c > 'F' && c <= 'Z'); }));
}

bool is_network_switch(std::string_view name, std::string_view text) {
  return std::ranges::any_of(network_switches,
                             [&](std::string_view s) { return equal_ignoring_case(s, name); }) &&
         is_switch_value(text);
}

// "db.corp.example:5432", "tcp:sql1.database.windows.net,1433" or "10.0.1.4" to its host part;
// empty when it is none. A part after ':' that is no port means that this was no host either.
std::string host_of(std::string_view text) {
  text = trim(text);
  if (starts_with_ignoring_case(text, "tcp:")) text.remove_prefix(4);
  const auto end = text.find_first_of(":,");
  if (end != std::string_view::npos) {
    const std::string_view port = trim(text.substr(end + 1));
    if (port.empty() || port.size() > 5 || !std::ranges::all_of(port, is_digit)) return {};
    text = trim(text.substr(0, end));
  }
  if (net::parse_ip(text)) return std::string(text);
  const auto name = net::parse_dns_name(text);
  if (!name || name->labels() < 2 || !std::ranges::all_of(text, is_host_character)) return {};
  return name->text();
}

class Hosts {
 public:
  void add(std::string host) {
    if (!host.empty()) hosts_.insert(std::move(host));
  }

  void remove(const std::string& host) { hosts_.erase(host); }

  Value value(const Place& place) const {
    Value list = make_array(place);
    for (const std::string& host : hosts_) list.array()->push_back(make_string(host, place));
    return list;
  }

  bool empty() const { return hosts_.empty(); }

 private:
  std::set<std::string> hosts_;
};

void add_authorities(std::string_view text, Hosts& hosts) {
  for (auto start = text.find("://"); start != std::string_view::npos; start = text.find("://")) {
    text.remove_prefix(start + 3);
    std::string_view authority = text.substr(0, text.find_first_of("/?#;\"' \t\r\n\\"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos)
      authority.remove_prefix(at + 1);
    // MongoDB and Redis list several hosts with commas; "host,1433" is a port.
    for (const std::string_view part : split(authority, ',')) hosts.add(host_of(part));
  }
}

void add_service_names(std::string_view text, Hosts& hosts) {
  while (!text.empty()) {
    const auto end = std::ranges::find_if_not(text, is_host_character) - text.begin();
    const std::string name = host_of(text.substr(0, static_cast<std::size_t>(end)));
    if (std::ranges::any_of(service_suffixes, [&](std::string_view suffix) {
          return name.size() > suffix.size() && name.ends_with("." + std::string(suffix));
        }))
      hosts.add(name);
    text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end) + 1));
  }
}

void add_connection_string(std::string_view text, Hosts& hosts) {
  std::string account;
  std::string suffix;
  for (const std::string_view part : split(text, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string key = to_lower(trim(part.substr(0, equals)));
    const std::string_view value = part.substr(equals + 1);
    if (std::ranges::find(host_keys, key) != host_keys.end()) hosts.add(host_of(value));
    if (key == "accountname") account = std::string(trim(value));
    if (key == "endpointsuffix") suffix = std::string(trim(value));
  }
  if (account.empty()) return;
  // The short form of a storage account names the host in two pieces; neither is a host. Where the
  // second is left out, clients take the public cloud's.
  if (suffix.empty()) suffix = "core.windows.net";
  hosts.remove(to_lower(suffix));
  hosts.add(host_of(account + ".blob." + suffix));
}

// "DB_HOST", "ServiceEndpoint", "AZURE-VAULT-URL": a word of the name, with its own boundary.
bool names_a_host(std::string_view name) {
  const std::string lower = to_lower(name);
  return std::ranges::any_of(host_words, [&](std::string_view word) {
    return lower.ends_with(word) || lower.find(std::string(word) + "_") != std::string::npos;
  });
}

Value dropped(std::string_view name, const std::string& text, const Place& place,
              const std::function<bool(std::string_view)>& is_resource_name) {
  Hosts hosts;
  add_authorities(text, hosts);
  add_service_names(text, hosts);
  add_connection_string(text, hosts);
  if (names_a_host(name)) hosts.add(host_of(text));
  Value kept = make_object(place);
  kept.set("$setting", make_string("dropped", place));
  if (!hosts.empty()) kept.set("hosts", hosts.value(place));
  if (is_resource_name && is_resource_name(text))
    kept.set("resourceName", make_string(text, place));
  return kept;
}

// Only the members the form has: what else stands in the object may be anything.
Value kept_again(const Value& value) {
  Value kept = make_object(value.place);
  kept.set("$setting", make_string("dropped", value.place));
  if (const Value* hosts = value.find("hosts"); hosts != nullptr && hosts->array() != nullptr) {
    Value list = make_array(hosts->place);
    for (const Value& host : *hosts->array()) {
      if (host.string() != nullptr && !host_of(*host.string()).empty())
        list.array()->push_back(host);
    }
    kept.set("hosts", std::move(list));
  }
  const Value* name = value.find("resourceName");
  if (name != nullptr && name->string() != nullptr) kept.set("resourceName", *name);
  return kept;
}

}  // namespace

Value keep_setting(std::string_view name, const Value& value,
                   const std::function<bool(std::string_view)>& is_resource_name) {
  if (value.is_null() || value.unknown() != nullptr) return value;
  if (value.find("$setting") != nullptr) return kept_again(value);
  const std::string text = value.string() != nullptr ? *value.string() : to_json(value);
  if (is_reference(text) || is_network_switch(name, text)) return make_string(text, value.place);
  return dropped(name, text, value.place, is_resource_name);
}

}  // namespace airtight::input
