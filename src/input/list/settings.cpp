#include <airtight/base/text.h>
#include <airtight/input/setting_value.h>

#include <utility>

#include "input/list/entries.h"

namespace airtight::input::list {
namespace {

using IsName = std::function<bool(std::string_view)>;

// siteConfig.appSettings and siteConfig.connectionStrings: [{"name", "value"|"connectionString"}].
void reduce_list(Value* list, std::string_view member, const IsName& is_name) {
  if (list == nullptr || list->array() == nullptr) return;
  for (Value& item : *list->array()) {
    const Value* name = item.find("name");
    Value* value = item.find(member);
    if (value == nullptr) continue;
    const bool named = name != nullptr && name->string() != nullptr;
    *value = keep_setting(named ? *name->string() : "", *value, is_name);
  }
}

// config/appsettings: {"NAME": value}; config/connectionstrings: {"NAME": {"value", "type"}}.
void reduce_map(Value* map, const IsName& is_name) {
  if (map == nullptr || map->object() == nullptr) return;
  for (Member& member : *map->object()) {
    Value* inner = member.value.find("value");
    Value& value = inner != nullptr ? *inner : member.value;
    value = keep_setting(member.key, value, is_name);
  }
}

void reduce_configuration(Value* configuration, const IsName& is_name) {
  if (configuration == nullptr) return;
  for (const std::string_view name : {"appSettings", "connectionStrings"}) {
    Value* settings = configuration->find(name);
    reduce_list(settings, "value", is_name);
    reduce_list(settings, "connectionString", is_name);
    reduce_map(settings, is_name);
  }
}

}  // namespace

void reduce_settings(Entry& entry, const IsName& is_name) {
  const std::string type = to_lower(entry.id.type());
  Value* properties = entry.resource.find("properties");
  if (properties == nullptr) return;
  if (type == "microsoft.keyvault/vaults/secrets") {
    if (Value* value = properties->find("value"))
      *value = keep_setting(entry.id.name(), *value, is_name);
    return;
  }
  const std::string name = to_lower(entry.id.name());
  if (type.ends_with("/config") && (name == "appsettings" || name == "connectionstrings")) {
    reduce_map(properties, is_name);
    return;
  }
  reduce_configuration(properties, is_name);
  reduce_configuration(properties->find("siteConfig"), is_name);
}

}  // namespace airtight::input::list
