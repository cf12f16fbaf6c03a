#pragma once

#include <airtight/azure/site.h>

#include <string>
#include <string_view>
#include <vector>

#include "input/resources/reading.h"

namespace airtight::input::resources {

// One app setting or connection string in the form that keep_setting left it in.
struct NamedValue {
  std::string name;
  const Value* value;
};

// The settings of a site in order of writing: siteConfig's, then config/web's, then
// config/appsettings, each replacing what came before (I-233). Connection strings follow.
std::vector<NamedValue> settings_of(const azure::ResourceId& site, const Value& value,
                                    Reading& reading);

// Fills `settings` and `references`. A reference is no setting besides.
void read_settings(const std::vector<NamedValue>& settings, azure::Site& site);

// "@Microsoft.KeyVault(…)" in either syntax; null text is none.
azure::KeyVaultReference parse_reference(const std::string& setting, const std::string& text,
                                         const Where& where);

// The value of a setting by name, without case; null if there is none.
const Value* find_setting(const std::vector<NamedValue>& settings, std::string_view name);

}  // namespace airtight::input::resources
