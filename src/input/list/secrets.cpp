#include <airtight/base/text.h>

#include <algorithm>
#include <utility>

#include "input/list/entries.h"

// Exports hold secrets where nobody looks: publishing passwords, keys that a list operation merged
// in, start-up scripts. None of them says anything about the network, so a name that may hold one
// is dropped without asking what it holds. Texts that carry a secret by their form are dropped too.
namespace airtight::input::list {
namespace {

constexpr std::string_view secret_words[] = {
    "password",
    "connectionstring",
    "secretvalue",
    "securevalue",
    "clientsecret",
    "appsecret",
    "consumersecret",
    "sharedsecret",
    "sharedkey",
    "accesskey",
    "accountkey",
    "primarykey",
    "secondarykey",
    "adminkey",
    "apikey",
    "masterkey",
    "storagekey",
    "functionkey",
    "subscriptionkey",
    "authorizationkey",
    "privatekey",
    "symmetrickey",
    "encryptionkey",
    "instrumentationkey",
    "saskey",
    "sastoken",
    "sasurl",
    "sasuri",
    "accesstoken",
    "refreshtoken",
    "authtoken",
    "customdata",
    "userdata",
    "protectedsettings",
    "commandtoexecute",
    "scriptcontent",
    "runtimeaduserpassword",
    "machinekey",
    "publishingprofile",
    "webhookurl",
    "certificatedata",
    "pfxblob",
    "passphrase",
    "credential",
};

// Whole names, where the word alone would also fit harmless members.
constexpr std::string_view secret_names[] = {"secret",
                                             "token",
                                             "pwd",
                                             "key1",
                                             "key2",
                                             "siteproperties",
                                             "sas",
                                             "script",
                                             "appsettings",
                                             "appcommandline",
                                             "administratorlogin"};

// Lists of {"name", "value"} whose values are secrets or may be.
constexpr std::string_view secret_lists[] = {
    "keys", "secrets", "passwords", "env", "environmentvariables", "metadata", "environment"};

// Marks of a secret inside any text: SAS signatures and connection strings.
constexpr std::string_view secret_marks[] = {
    "sig=", "accountkey=", "sharedaccesskey=", "sharedaccesssignature=", "password=",
    "pwd=", "-----begin",  "accesskey=",       "sharedsecretvalue="};

constexpr std::size_t most_known_keys = 4096;

bool among(std::string_view text, const auto& table) {
  return std::ranges::find(table, text) != std::end(table);
}

bool contains_one(std::string_view text, const auto& table) {
  return std::ranges::any_of(table,
                             [&](std::string_view word) { return text.find(word) != text.npos; });
}

// Members that only name, point at or describe a secret.
bool only_points(std::string_view name) {
  return name.ends_with("name") || name.ends_with("thumbprint") || name.ends_with("enabled") ||
         name.ends_with("identity") || name.ends_with("version");
}

bool is_secret_name(std::string_view key) {
  const std::string name = to_lower(key);
  return among(name, secret_names) || (contains_one(name, secret_words) && !only_points(name));
}

// As text.find("-----") != npos, for texts with many single ones: of five, one is at each fifth
// place.
bool has_five_dashes(std::string_view text) {
  for (std::size_t i = 4; i < text.size(); i += 5) {
    if (text[i] != '-') continue;
    std::size_t first = i;
    std::size_t end = i + 1;
    while (first > 0 && text[first - 1] == '-') --first;
    while (end < text.size() && text[end] == '-') ++end;
    if (end - first >= 5) return true;
  }
  return false;
}

// Every mark has one of these; most texts have neither.
bool may_have_a_mark(std::string_view text) {
  return text.find('=') != text.npos || has_five_dashes(text);
}

bool is_secret_text(const Value& value) {
  const std::string* text = value.string();
  return text != nullptr && may_have_a_mark(*text) && contains_one(to_lower(*text), secret_marks);
}

bool names_secrets(std::string_view key) {
  return std::ranges::any_of(secret_lists,
                             [&](std::string_view name) { return equal_ignoring_case(name, key); });
}

// Values of the elements of a list of secrets, or of a map from names to secrets.
void drop_listed(Value& list) {
  if (Array* items = list.array()) {
    for (Value& item : *items) {
      item.erase("value");
      item.erase("secureValue");
    }
  }
}

// What is said of a key once need not be found again: exports repeat few, a million times.
bool is_secret_key(const SharedText& key, SecretKeys& known) {
  const auto found = known.find(key);
  if (found != known.end()) return found->second;
  const bool secret = is_secret_name(key);
  if (known.size() < most_known_keys) known.emplace(key, secret);
  return secret;
}

void drop(Value& value, SecretKeys& known) {
  if (Array* items = value.array()) {
    for (Value& item : *items) drop(item, known);
    std::erase_if(*items, is_secret_text);
    return;
  }
  Object* members = value.object();
  if (members == nullptr) return;
  std::erase_if(*members, [&](const Member& member) {
    return is_secret_key(member.key, known) || is_secret_text(member.value);
  });
  for (Member& member : *members) {
    if (member.value.array() == nullptr && member.value.object() == nullptr) continue;
    if (names_secrets(member.key)) drop_listed(member.value);
    drop(member.value, known);
  }
}

// Types whose properties are values to keep secret or hold whole scripts.
constexpr std::string_view opaque_types[] = {"microsoft.resources/deployments",
                                             "microsoft.resources/deploymentscripts",
                                             "microsoft.compute/virtualmachines/extensions",
                                             "microsoft.automation/automationaccounts/variables",
                                             "microsoft.web/sites/config/publishingcredentials"};

// Where reduce_settings finds settings; anywhere else they are dropped like any secret.
constexpr std::string_view settings_paths[] = {
    "properties.appSettings", "properties.connectionStrings", "properties.siteConfig.appSettings",
    "properties.siteConfig.connectionStrings"};

// A settings map is keyed by the user's names, so no rule about names may touch it.
bool is_settings_map(const azure::ResourceId& id, std::string_view type) {
  if (type == "microsoft.keyvault/vaults/secrets") return true;
  if (!type.ends_with("/config")) return false;
  const std::string name = to_lower(id.name());
  return name == "appsettings" || name == "connectionstrings";
}

Value* at(Value& value, std::string_view path) {
  Value* found = &value;
  for (bool more = true; more && found != nullptr;) {
    const std::size_t end = path.find('.');
    found = found->find(path.substr(0, end));
    more = end != path.npos;
    if (more) path.remove_prefix(end + 1);
  }
  return found;
}

}  // namespace

void drop_tag_values(Value& resource) {
  Value* tags = resource.find("tags");
  if (tags == nullptr || tags->object() == nullptr) return;
  for (Member& tag : *tags->object()) {
    const std::string* text = tag.value.string();
    const bool flag = text != nullptr &&
                      (equal_ignoring_case(*text, "true") || equal_ignoring_case(*text, "false"));
    if (!flag && tag.value.unknown() == nullptr)
      tag.value = make_string("[dropped]", tag.value.place);
  }
}

bool drop_secrets(Entry& entry, std::string_view type, SecretKeys& known) {
  Value& resource = entry.resource;
  drop_tag_values(resource);
  if (among(type, opaque_types)) {
    resource.set("properties", make_object(resource.place));
    return false;
  }
  constexpr std::string_view whole[] = {"properties"};
  const std::span<const std::string_view> paths =
      is_settings_map(entry.id, type) ? std::span<const std::string_view>(whole) : settings_paths;
  std::vector<std::pair<std::string_view, Value>> settings;
  for (const std::string_view path : paths) {
    if (Value* found = at(resource, path)) settings.emplace_back(path, std::exchange(*found, {}));
  }
  drop(resource, known);
  for (auto& [path, value] : settings) resource.set_path(path, std::move(value));
  return !settings.empty();
}

void drop_secrets(Entry& entry) {
  SecretKeys known;
  drop_secrets(entry, to_lower(entry.id.type()), known);
}

}  // namespace airtight::input::list
