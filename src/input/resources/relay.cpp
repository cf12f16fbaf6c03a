#include <airtight/azure/relay.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

struct Row {
  std::string_view type;  // lower case
  bool whole_network;     // where it relays to is not among its properties
};

constexpr Row rows[] = {
    {"microsoft.network/applicationgateways", false},
    {"microsoft.network/frontdoors", false},
    {"microsoft.cdn/profiles/origingroups/origins", false},
    {"microsoft.cdn/profiles/endpoints", false},
    {"microsoft.cdn/profiles/endpoints/origins", false},
    {"microsoft.network/trafficmanagerprofiles", false},
    {"microsoft.network/bastionhosts", true},
    {"microsoft.network/privatelinkservices", true},
    {"microsoft.apimanagement/service", true},
    {"microsoft.apimanagement/service/backends", false},
    {"microsoft.apimanagement/service/apis", false},
};

// The host of "https://kv1.vault.azure.net/…"; other texts as they are.
std::string_view without_scheme(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return text;
  text.remove_prefix(scheme + 3);
  return text.substr(0, text.find_first_of(":/?"));
}

// Where it takes its own certificates from: to there it relays nobody.
bool is_for_itself(std::string_view member) {
  return equal_ignoring_case(member, "keyVaultSecretId") ||
         equal_ignoring_case(member, "keyVaultId");
}

void collect(const Value& value, std::vector<std::string>& out) {
  if (const std::string* text = value.string()) {
    const bool id = text->starts_with('/');
    const std::string_view host = id ? std::string_view(*text) : without_scheme(*text);
    if (id || (host.find('.') != host.npos && host.find(' ') == host.npos))
      out.push_back(to_lower(host));
  }
  if (const Array* items = value.array()) {
    for (const Value& item : *items) collect(item, out);
  }
  if (const Object* members = value.object()) {
    for (const Member& member : *members) {
      if (!is_for_itself(member.key)) collect(member.value, out);
    }
  }
}

}  // namespace

bool is_relay_type(std::string_view type) {
  return std::ranges::find(rows, type, &Row::type) != std::end(rows);
}

void read_relay(const azure::ResourceId& id, std::string_view type, const Value& value,
                Reading& reading) {
  const auto* const row = std::ranges::find(rows, type, &Row::type);
  if (row == std::end(rows)) return;
  azure::Relay relay;
  read_common(id, value, relay);
  relay.type = id.type();
  relay.whole_network = row->whole_network;
  if (const Value* properties = value.find("properties")) collect(*properties, relay.mentions);
  std::ranges::sort(relay.mentions);
  const auto same = std::ranges::unique(relay.mentions);
  relay.mentions.erase(same.begin(), same.end());
  reading.out.relays.push_back(std::move(relay));
}

}  // namespace airtight::input::resources
