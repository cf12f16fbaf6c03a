#pragma once

#include <airtight/rollout/replay.h>

#include "reach/world.h"

// The tutorial's resources, piece by piece, and the four variants of its app.
namespace airtight::tutorial {

using namespace airtight::world;

inline azure::KeyVaultReference reference(const std::string& setting) {
  azure::KeyVaultReference result;
  result.setting = setting;
  result.vault = "kv1";
  result.vault_host = "kv1.vault.azure.net";
  result.text = "@Microsoft.KeyVault(SecretUri=https://kv1.vault.azure.net/secrets/x/)";
  return result;
}

inline azure::Site app_with_references(const std::string& in_subnet = "") {
  azure::Site site = app("app1", in_subnet);
  site.identity = true;
  site.principal = "principal1";
  for (const char* name : {"CS_ACCOUNT_NAME", "CS_ACCOUNT_KEY"}) {
    azure::Setting setting;
    setting.name = name;
    if (std::string{name} == "CS_ACCOUNT_NAME") setting.resource_name = "cs1";
    site.settings.push_back(setting);
    site.references.push_back(reference(name));
  }
  return site;
}

inline azure::RoleAssignment reader_role() {
  auto role = named<azure::RoleAssignment>("Microsoft.Authorization/roleAssignments", "role1");
  role.scope = vault("kv1").id;
  role.role = "Key Vault Secrets User";
  role.principal = known(std::string{"principal1"});
  return role;
}

inline azure::Secret secret() {
  azure::Secret result;
  result.vault = vault("kv1").id;
  result.id = result.vault.child("secrets", "x");
  result.name = "x";
  result.resource_name = "cs1";
  return result;
}

inline azure::Service closed_language() {
  azure::Service cs = language("cs1");
  cs.public_network_access = known(azure::PublicNetworkAccess::disabled);
  return cs;
}

inline azure::Service open_language() {
  azure::Service cs = language("cs1");
  cs.network_rules = {};
  return cs;
}

// After T-010: everything is public and works.
inline Pieces open() {
  return {vault("kv1"), open_language(), app_with_references(), reader_role(), secret()};
}

// T-101 to T-112 without closing anything: endpoints, zones and links are there.
inline Pieces connected() {
  return Pieces{vnet("v", {"10.0.0.0/16"}),
                subnet("v/app", "10.0.0.0/24"),
                subnet("v/pe", "10.0.1.0/24"),
                endpoint("pe-cs", "v/pe", language("cs1"), "account", "10.0.1.4"),
                endpoint("pe-kv", "v/pe", vault("kv1"), "vault", "10.0.1.5"),
                zone(vault_zone),
                zone(language_zone),
                zone_link(vault_zone, "v"),
                zone_link(language_zone, "v"),
                zone_group("pe-cs", language_zone),
                zone_group("pe-kv", vault_zone)};
}

inline const Pieces cs_closed{closed_language()};              // T-110
inline const Pieces kv_closed{vault("kv1", closed_rules())};   // T-113
inline const Pieces integrated{app_with_references("v/app")};  // T-117

inline rollout::Action detect(const std::string& missing, const std::string& unresolved,
                              const std::string& fails) {
  return {"detect",   "OK",  missing,
          unresolved, fails, {"{CS_ACCOUNT_NAME}.cognitiveservices.azure.com"}};
}
inline rollout::Action page(const std::string& missing, const std::string& unresolved) {
  return {"page", "200", missing, unresolved, "200", {}};
}

// T-140.
inline rollout::Profile profile() {
  const std::vector<std::string> settings{"CS_ACCOUNT_NAME", "CS_ACCOUNT_KEY"};
  return {{{"php", settings, {page("200", "500"), detect("500", "500", "500")}},
           {"dotnet", settings, {page("500", "500"), detect("500", "500", "500")}},
           {"javascript", settings, {page("200", "200"), detect("200ERR", "200ERR", "200ERR")}},
           {"python", settings, {page("200", "200"), detect("500", "500", "500")}}}};
}

// "php: page 200, detect OK; …"
inline std::string in_words(const std::vector<rollout::AppState>& states) {
  std::string words;
  for (const rollout::AppState& state : states) {
    words += words.empty() ? state.variant + ":" : "; " + state.variant + ":";
    for (const rollout::ActionResult& action : state.actions)
      words += " " + action.action + " " + action.result;
  }
  return words;
}

inline constexpr auto all_work =
    "php: page 200 detect OK; dotnet: page 200 detect OK; "
    "javascript: page 200 detect OK; python: page 200 detect OK";
inline constexpr auto detect_fails =
    "php: page 200 detect 500; dotnet: page 200 detect 500; "
    "javascript: page 200 detect 200ERR; python: page 200 detect 500";
inline constexpr auto unresolved =
    "php: page 500 detect 500; dotnet: page 500 detect 500; "
    "javascript: page 200 detect 200ERR; python: page 200 detect 500";

}  // namespace airtight::tutorial
