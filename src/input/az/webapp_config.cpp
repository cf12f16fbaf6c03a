// The configuration of apps: settings, connection strings, switches.

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"
#include "json.h"
#include "scrub.h"
#include "site.h"

namespace airtight::input::az {
namespace {

// A reference keeps its text even when part of it is unknown or empty: then it is a reference that
// cannot be resolved (TD-03), not a value that nobody knows.
Value setting_value(const Session& session, std::string_view name, const shell::Word& word,
                    std::string_view text) {
  if (word.unknown && !starts_with_ignoring_case(text, "@Microsoft.KeyVault("))
    return make_unknown(word.unknown->name, word.unknown->reason, word.place);
  return kept_setting(session, name, make_string(std::string(text), word.place));
}

// {"a": "b"} or [{"name": "a", "value": "b"}].
void add_json(const Session& session, Value& settings, const Value& json) {
  if (const Object* object = json.object()) {
    for (const Member& member : *object)
      settings.set(member.key, kept_setting(session, member.key, member.value));
  }
  if (json.array() == nullptr) return;
  for (const Value& entry : *json.array()) {
    const Value* name = entry.find("name");
    const Value* value = entry.find("value");
    if (name != nullptr && name->string() != nullptr && value != nullptr)
      settings.set(*name->string(), kept_setting(session, *name->string(), *value));
  }
}

void note_unread(Call& call, const shell::Word& word) {
  warn(call.session, word.place, "settings from a file or a variable are not read", {"I-401"});
  add_gap(call.session, word.place, "az " + std::string(call.command.words),
          {"microsoft.web/sites/config"});
}

void add_settings(Call& call, Value& settings, std::string_view option) {
  for (const shell::Word& word : call.options.words(option)) {
    const std::string_view text = word.text;
    const auto equals = text.find('=');
    if (text.starts_with('{') || text.starts_with('[')) {
      if (const auto json = parse_json(text, word.place)) {
        add_json(call.session, settings, *json);
        continue;
      }
    }
    const bool unknown_name =
        word.unknown && text.substr(0, equals).find_first_of("$<(`") != text.npos;
    if (text.starts_with('@') || equals == std::string_view::npos || unknown_name) {
      note_unread(call, word);
      continue;
    }
    const std::string name(text.substr(0, equals));
    Value& kept =
        settings.set(name, setting_value(call.session, name, word, text.substr(equals + 1)));
    kept.place = word.place;
  }
}

Value settings_shown(const Value& settings) {
  Value list = make_array();
  if (settings.object() == nullptr) return list;
  for (const Member& member : *settings.object()) {
    Value entry = make_object();
    entry.set("name", make_string(member.key));
    entry.set("value", member.value.string() != nullptr ? member.value : make_string("[dropped]"));
    entry.set("slotSetting", make_bool(false));
    list.array()->push_back(std::move(entry));
  }
  return list;
}

Value settings_of(const Session& session, const azure::ResourceId& id) {
  const Value body = current(session, id);
  const Value* properties = body.find("properties");
  return properties != nullptr ? *properties : make_object();
}

void put_settings(Session& session, const azure::ResourceId& id, Value settings,
                  const Place& place) {
  Value body = make_object(place);
  if (is_external(session, id)) body.set("$external", make_bool(true));
  body.set("properties", std::move(settings));
  put(session, id, std::move(body));
}

// Settings of an app outside the input that the script does not mention stay unknown.
Value settings_before(Session& session, const azure::ResourceId& site, std::string_view name) {
  const azure::ResourceId id = config_of(site, name);
  if (session.resources.find(id) == nullptr && is_external(session, site)) {
    Value stub = make_object();
    stub.set("$external", make_bool(true));
    put(session, id, std::move(stub));
  }
  return settings_of(session, id);
}

Result<Value> set_settings(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  if (!call.has("settings") && !call.has("slot-settings"))
    return refuse(call, "--settings is missing", {"I-404"});
  Value settings = settings_before(call.session, *site, "appsettings");
  add_settings(call, settings, "settings");
  add_settings(call, settings, "slot-settings");
  put_settings(call.session, config_of(*site, "appsettings"), settings, call.place());
  return settings_shown(settings);
}

Result<Value> delete_settings(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  Value settings = settings_before(call.session, *site, "appsettings");
  for (const shell::Word& word : call.options.words("setting-names")) settings.erase(word.text);
  put_settings(call.session, config_of(*site, "appsettings"), settings, call.place());
  return settings_shown(settings);
}

Result<Value> list_settings(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  return settings_shown(settings_of(call.session, config_of(*site, "appsettings")));
}

Result<Value> set_connection_strings(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  Value given = make_object(call.place());
  add_settings(call, given, "settings");
  add_settings(call, given, "slot-settings");
  Value strings = settings_before(call.session, *site, "connectionstrings");
  for (const Member& member : *given.object()) {
    Value entry = make_object(member.value.place);
    entry.set("value", member.value);
    entry.set("type", text_value(call, "connection-string-type"));
    strings.set(member.key, std::move(entry));
  }
  put_settings(call.session, config_of(*site, "connectionstrings"), std::move(strings),
               call.place());
  return Value{};
}

struct Switch {
  std::string_view option;
  std::string_view member;
};
constexpr std::array<Switch, 5> switches{{
    {"vnet-route-all-enabled", "vnetRouteAllEnabled"},
    {"always-on", "alwaysOn"},
    {"http20-enabled", "http20Enabled"},
    {"web-sockets-enabled", "webSocketsEnabled"},
    {"use-32bit-worker-process", "use32BitWorkerProcess"},
}};

void set_generic_configurations(Call& call, Value& body) {
  for (const shell::Word& word : call.options.words("generic-configurations")) {
    const auto equals = word.text.find('=');
    const auto json = parse_json(word.text, word.place);
    if (json && json->object() != nullptr) {
      for (const Member& member : *json->object())
        body.set_path("properties." + member.key, member.value);
    } else if (equals != std::string::npos && !word.text.starts_with('@')) {
      set_by_path(call, body, "properties." + word.text.substr(0, equals), word,
                  std::string_view(word.text).substr(equals + 1));
    } else {
      note_unread(call, word);
    }
  }
}

Result<Value> set_web(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  const azure::ResourceId id = config_of(*site, "web");
  Value body = current(call.session, id);
  for (const Switch& row : switches)
    set_boolean(body, "properties." + std::string(row.member), call, row.option);
  set_text(body, "properties.linuxFxVersion", call, "linux-fx-version");
  set_text(body, "properties.minTlsVersion", call, "min-tls-version");
  set_text(body, "properties.ftpsState", call, "ftps-state");
  set_generic_configurations(call, body);
  apply_generic_update(call, body);
  put(call.session, id, std::move(body));
  // The site shows the switch in its own place too, and reads either.
  if (call.has("vnet-route-all-enabled")) {
    Value change = make_object(call.place());
    change.set_path("properties.vnetRouteAllEnabled",
                    boolean_value(call, "vnet-route-all-enabled", true));
    patch(call.session, *site, change);
  }
  return shown(call, id);
}

constexpr std::string_view settings_options =
    "--name -n ! ^; @G @ids; --slot -s; --settings * ~; --slot-settings * ~";

constexpr std::array webapp_config_rows{
    Command{"webapp config appsettings set", types::sites, settings_options, set_settings},
    Command{"webapp config appsettings delete", types::sites,
            "--name -n ! ^; @G @ids; --slot -s; --setting-names * !", delete_settings},
    Command{"webapp config appsettings list", types::sites, "--name -n ! ^; @G @ids; --slot -s",
            list_settings, true},
    Command{"webapp config connection-string set", types::sites,
            "--name -n ! ^; @G @ids; --slot -s; --settings * ~; --slot-settings * ~; "
            "--connection-string-type -t !",
            set_connection_strings},
    Command{"webapp config set", types::sites,
            "--name -n ! ^; @G @u @ids; --slot -s; --vnet-route-all-enabled ?; --always-on ?; "
            "--http20-enabled ?; --web-sockets-enabled -w ?; --use-32bit-worker-process ?; "
            "--linux-fx-version; --windows-fx-version; --min-tls-version; --ftps-state; "
            "--generic-configurations * ~; --startup-file; --number-of-workers; --php-version; "
            "--python-version; --net-framework-version -v; --java-version; --java-container; "
            "--java-container-version; --powershell-version; --remote-debugging-enabled ?; "
            "--auto-heal-enabled ?; --prewarmed-instance-count",
            set_web},
    Command{"functionapp config appsettings set", types::sites, settings_options, set_settings},
    Command{"functionapp config appsettings delete", types::sites,
            "--name -n ! ^; @G @ids; --slot -s; --setting-names * !", delete_settings},
};

}  // namespace

std::span<const Command> webapp_config_commands() { return webapp_config_rows; }

}  // namespace airtight::input::az
