#include "scrub.h"

#include <airtight/base/text.h>
#include <airtight/input/setting_value.h>

#include <algorithm>
#include <array>

#include "input/list/entries.h"

namespace airtight::input::az {
namespace {

constexpr std::array<std::string_view, 12> secret_endings{
    "password",   "secret",       "sharedkey",   "accesskey",
    "primarykey", "secondarykey", "customdata",  "connectionstring",
    "credential", "sastoken",     "commandline", "administratorlogin"};

bool is_secret_member(std::string_view key) {
  const std::string lower = to_lower(key);
  return std::ranges::any_of(secret_endings,
                             [&](std::string_view ending) { return lower.ends_with(ending); });
}

void drop_members(Value& value, int depth) {
  if (depth > 100) return;
  if (Array* array = value.array()) {
    for (Value& each : *array) drop_members(each, depth + 1);
  }
  if (Object* object = value.object()) {
    std::erase_if(*object, [](const Member& member) {
      const std::string* text = member.value.string();
      const bool reference = text != nullptr && text->starts_with("@Microsoft.KeyVault(");
      return is_secret_member(member.key) && member.value.object() == nullptr &&
             member.value.unknown() == nullptr && !reference;
    });
    for (Member& member : *object) drop_members(member.value, depth + 1);
  }
}

// [{"name": …, "value": …}], as siteConfig has them.
void keep_list(const Session& session, Value* list, std::string_view member) {
  if (list == nullptr || list->array() == nullptr) return;
  for (Value& entry : *list->array()) {
    const Value* name = entry.find("name");
    if (Value* value = entry.find(member)) {
      *value =
          kept_setting(session, name != nullptr && name->string() ? *name->string() : "", *value);
    }
  }
}

void keep_map(const Session& session, Value* map) {
  if (map == nullptr || map->object() == nullptr) return;
  for (Member& setting : *map->object()) {
    Value* inner = setting.value.find("value");  // connection strings: {"value", "type"}
    Value& value = inner != nullptr ? *inner : setting.value;
    value = kept_setting(session, setting.key, value);
  }
}

}  // namespace

bool is_resource_name(const Session& session, std::string_view text) {
  return !text.empty() && std::ranges::any_of(session.resources.all(), [&](const auto& entry) {
    return equal_ignoring_case(entry.first.name(), text) && entry.first.parent().empty();
  });
}

Value kept_setting(const Session& session, std::string_view name, const Value& value) {
  return keep_setting(name, value,
                      [&](std::string_view text) { return is_resource_name(session, text); });
}

void drop_secrets(const Session& session, const azure::ResourceId& id, Value& resource) {
  list::drop_tag_values(resource);
  Value* properties = resource.find("properties");
  if (properties == nullptr) return;
  const std::string type = to_lower(id.type());
  const std::string name = to_lower(id.name());
  if (type.ends_with("/config") && (name == "appsettings" || name == "connectionstrings"))
    keep_map(session, properties);
  if (type == "microsoft.keyvault/vaults/secrets") properties->erase("value");
  Value* config = type.ends_with("/config") ? properties : properties->find("siteConfig");
  if (config != nullptr) {
    keep_list(session, config->find("appSettings"), "value");
    keep_list(session, config->find("connectionStrings"), "connectionString");
  }
  drop_members(*properties, 0);
}

}  // namespace airtight::input::az
