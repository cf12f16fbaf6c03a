#include "actions.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <optional>

#include "gaps.h"

namespace airtight::rollout {
namespace {

const azure::Setting* setting_of(const azure::Site& site, const std::string& name) {
  const auto found = std::ranges::find_if(site.settings, [&](const azure::Setting& setting) {
    return equal_ignoring_case(setting.name, name);
  });
  return found == site.settings.end() ? nullptr : &*found;
}

const azure::KeyVaultReference* reference_of(const azure::Site& site, const std::string& name) {
  const auto found =
      std::ranges::find_if(site.references, [&](const azure::KeyVaultReference& reference) {
        return equal_ignoring_case(reference.setting, name);
      });
  return found == site.references.end() ? nullptr : &*found;
}

bool is_missing(const azure::Site& site, const Variant& variant) {
  return std::ranges::any_of(variant.settings, [&](const std::string& name) {
    return setting_of(site, name) == nullptr && reference_of(site, name) == nullptr;
  });
}

bool is_unresolved(const azure::Site& site, const Variant& variant, References references) {
  return references == References::denied &&
         std::ranges::any_of(variant.settings, [&](const std::string& name) {
           return reference_of(site, name) != nullptr;
         });
}

// The secret's name: ".../secrets/NAME/VERSION" or "SecretName=NAME".
std::string secret_of(const azure::KeyVaultReference& reference) {
  for (const std::string_view marker : {"/secrets/", "SecretName="}) {
    const auto start = reference.text.find(marker);
    if (start == std::string::npos) continue;
    const auto begin = start + marker.size();
    return reference.text.substr(begin, reference.text.find_first_of("/;)", begin) - begin);
  }
  return {};
}

// The value of a setting as far as it is the name of a resource; values themselves are never kept.
std::string value_of(const model::Network& network, const azure::Site& site,
                     const std::string& name) {
  if (const azure::Setting* setting = setting_of(site, name);
      setting != nullptr && !setting->resource_name.empty())
    return setting->resource_name;
  const azure::KeyVaultReference* reference = reference_of(site, name);
  if (reference == nullptr) return {};
  const std::string secret = secret_of(*reference);
  for (const azure::Secret& candidate : network.written().secrets) {
    if (equal_ignoring_case(candidate.name, secret) &&
        equal_ignoring_case(candidate.vault.name(), reference->vault))
      return candidate.resource_name;
  }
  return {};
}

std::optional<net::DnsName> host_of_call(const model::Network& network, const azure::Site& site,
                                         const std::string& pattern) {
  std::string host = pattern;
  for (auto open = host.find('{'); open != std::string::npos; open = host.find('{')) {
    const auto close = host.find('}', open);
    if (close == std::string::npos) return std::nullopt;
    const std::string value = value_of(network, site, host.substr(open + 1, close - open - 1));
    if (value.empty()) return std::nullopt;
    host.replace(open, close - open + 1, value);
  }
  const auto name = net::parse_dns_name(host);
  return name ? std::optional(*name) : std::nullopt;
}

enum class Called { reached, failed, unknown };

Called call(const model::Network& network, const azure::Site& site, const std::string& pattern) {
  const auto host = host_of_call(network, site, pattern);
  if (!host) return Called::unknown;
  const auto target = verify::find_target(network, host->text());
  if (!target) return Called::unknown;
  switch (verify::examine(network, verify::app_workload(site), *target).verdict.judgement) {
    case verify::Judgement::allow:
      return Called::reached;
    case verify::Judgement::deny:
      return Called::failed;
    case verify::Judgement::uncertain:
      return Called::unknown;
  }
  return Called::unknown;
}

std::string result_of(const model::Network& network, const azure::Site& site, References references,
                      const Variant& variant, const Action& action) {
  if (is_missing(site, variant)) return action.setting_missing;
  if (is_unresolved(site, variant, references)) return action.reference_unresolved;
  bool unknown = false;
  for (const std::string& pattern : action.calls) {
    const Called called = call(network, site, pattern);
    if (called == Called::failed) return action.call_fails;
    unknown = unknown || called == Called::unknown;
  }
  return unknown ? std::string(unknown_result) : action.ok;
}

// The app's own configuration may be another than the one that is read.
bool is_in_doubt(const model::Network& network) {
  return !gaps_about(network, "Microsoft.Web/sites").empty() ||
         !gaps_about(network, "Microsoft.KeyVault/vaults/secrets").empty();
}

std::string result_in_all(const model::Network& network, const azure::Site& site,
                          const std::set<References>& possible, const Variant& variant,
                          const Action& action) {
  if (is_in_doubt(network)) return std::string(unknown_result);
  std::set<std::string> results;
  for (const References references : possible)
    results.insert(result_of(network, site, references, variant, action));
  return results.size() == 1 ? *results.begin() : std::string(unknown_result);
}

}  // namespace

std::vector<AppState> app_states(const model::Network& network, const azure::Site& site,
                                 const std::set<References>& references, const Profile& profile) {
  std::vector<AppState> states;
  for (const Variant& variant : profile.variants) {
    AppState state{variant.name, {}};
    for (const Action& action : variant.actions) {
      const std::string result = result_in_all(network, site, references, variant, action);
      state.actions.push_back({action.name, result, result == action.ok});
    }
    states.push_back(std::move(state));
  }
  return states;
}

bool fits(const azure::Site& site, const Profile& profile) {
  return std::ranges::any_of(profile.variants,
                             [&](const Variant& variant) { return !is_missing(site, variant); });
}

}  // namespace airtight::rollout
