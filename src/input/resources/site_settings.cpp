#include "input/resources/site_settings.h"

#include <airtight/base/text.h>
#include <airtight/net/dns_name.h>

#include <algorithm>

#include "input/resources/fields.h"

namespace airtight::input::resources {
namespace {

constexpr std::string_view reference_start = "@Microsoft.KeyVault(";
constexpr std::string_view vault_suffix = ".vault.azure.net";  // of the public cloud

// [{"name", "value"}] or {"NAME": value}; the second also with {"value", "type"} inside.
std::vector<NamedValue> named_values(const Value& list, std::string_view member) {
  std::vector<NamedValue> found;
  if (const Array* items = list.array()) {
    for (const Value& item : *items) {
      const Value* value = item.find(member);
      if (value == nullptr) value = item.find("value");
      if (value == nullptr && item.unknown() != nullptr) value = &item;
      if (value != nullptr) found.push_back({text_at(item, "name"), value});
    }
  } else if (const Object* members = list.object()) {
    for (const Member& entry : *members) {
      const Value* inner =
          entry.value.find("$setting") == nullptr ? entry.value.find("value") : nullptr;
      found.push_back({entry.key, inner != nullptr ? inner : &entry.value});
    }
  } else if (list.unknown() != nullptr) {
    found.push_back({"", &list});
  }
  return found;
}

// What one place says; false if it says nothing, so that an earlier place still counts.
bool replace_from(const Value* list, std::string_view member, std::vector<NamedValue>& out) {
  if (list == nullptr || list->is_null()) return false;
  out = named_values(*list, member);
  return true;
}

std::vector<NamedValue> collect(const azure::ResourceId& site, const Value& value,
                                std::string_view list, std::string_view child_name,
                                std::string_view member, Reading& reading) {
  std::vector<NamedValue> found;
  replace_from(lookup(value, "properties.siteConfig." + std::string(list), reading.diagnostics),
               member, found);
  if (const Value* web = child(reading.set, site, "config", "web"))
    replace_from(lookup(*web, "properties." + std::string(list), reading.diagnostics), member,
                 found);
  if (const Value* own = child(reading.set, site, "config", child_name)) {
    const Value* settings = lookup(*own, "properties", reading.diagnostics);
    if (settings != nullptr && settings->object() == nullptr && settings->unknown() == nullptr) {
      complain(*settings, "an object of names and values", reading.diagnostics, {"I-233"});
      reading.not_known("the " + std::string(child_name) + " of " + std::string(site.name()),
                        {"microsoft.web/sites"}, settings->place);
    }
    replace_from(settings, member, found);
  }
  return found;
}

// "VaultName=kv1;SecretName=s" as members.
std::string_view part(std::string_view parts, std::string_view name) {
  for (const std::string_view pair : split(parts, ';')) {
    const auto equals = pair.find('=');
    if (equals != pair.npos && equal_ignoring_case(trim(pair.substr(0, equals)), name))
      return trim(pair.substr(equals + 1));
  }
  return {};
}

// "https://kv1.vault.azure.net/secrets/s/version" to its host; empty if it is no such URI.
std::string host_of(std::string_view uri) {
  constexpr std::string_view scheme = "https://";
  if (!starts_with_ignoring_case(uri, scheme)) return {};
  uri.remove_prefix(scheme.size());
  const auto path = uri.find('/');
  if (path == uri.npos || !starts_with_ignoring_case(uri.substr(path), "/secrets/")) return {};
  const auto host = net::parse_dns_name(uri.substr(0, path));
  return host.has_value() && host.value().labels() > 1 ? host.value().text() : std::string();
}

bool is_vault_name(std::string_view name) {
  return !name.empty() && name.find('.') == name.npos && net::parse_dns_name(name).has_value();
}

azure::Setting read_setting(const NamedValue& named) {
  azure::Setting setting;
  setting.name = named.name;
  setting.where = to_where(named.value->place);
  if (const Unknown* unknown = named.value->unknown()) {
    setting.unknown.push_back(to_input(*unknown));
  } else if (const std::string* text = named.value->string()) {
    setting.network_value = *text;
  } else if (named.value->object() != nullptr) {
    setting.dropped = true;
    setting.resource_name = text_at(*named.value, "resourceName");
    const Value* hosts = named.value->find("hosts");
    if (hosts != nullptr && hosts->array() != nullptr) {
      for (const Value& host : *hosts->array()) {
        if (host.string() != nullptr) setting.hosts.push_back(*host.string());
      }
    }
  }
  return setting;
}

}  // namespace

std::vector<NamedValue> settings_of(const azure::ResourceId& site, const Value& value,
                                    Reading& reading) {
  auto found = collect(site, value, "appSettings", "appsettings", "value", reading);
  for (NamedValue& named :
       collect(site, value, "connectionStrings", "connectionstrings", "connectionString", reading))
    found.push_back(std::move(named));
  return found;
}

const Value* find_setting(const std::vector<NamedValue>& settings, std::string_view name) {
  const auto found = std::ranges::find_if(
      settings, [&](const NamedValue& named) { return equal_ignoring_case(named.name, name); });
  return found == settings.end() ? nullptr : found->value;
}

azure::KeyVaultReference parse_reference(const std::string& setting, const std::string& text,
                                         const Where& where) {
  azure::KeyVaultReference reference{setting, {}, {}, text, where};
  if (text.size() <= reference_start.size() || !text.ends_with(')')) return reference;
  const std::string_view inside = std::string_view(text).substr(
      reference_start.size(), text.size() - reference_start.size() - 1);
  const std::string_view name = part(inside, "VaultName");
  if (is_vault_name(name) && !part(inside, "SecretName").empty()) {
    reference.vault_host = to_lower(name) + std::string(vault_suffix);
  } else {
    reference.vault_host = host_of(part(inside, "SecretUri"));
  }
  reference.vault = reference.vault_host.substr(0, reference.vault_host.find('.'));
  return reference;
}

void read_settings(const std::vector<NamedValue>& settings, azure::Site& site) {
  for (const NamedValue& named : settings) {
    const std::string* text = named.value->string();
    if (named.value->is_null()) continue;
    if (text != nullptr && starts_with_ignoring_case(*text, reference_start)) {
      site.references.push_back(parse_reference(named.name, *text, to_where(named.value->place)));
    } else {
      site.settings.push_back(read_setting(named));
    }
  }
}

}  // namespace airtight::input::resources
