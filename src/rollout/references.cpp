#include "references.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "gaps.h"

namespace airtight::rollout {
namespace {

// Built-in roles that may read the value of a secret, by name and by definition.
constexpr std::array<std::string_view, 6> readers{
    "Key Vault Secrets User",
    "Key Vault Secrets Officer",
    "Key Vault Administrator",
    "4633458b-17de-408a-b874-0445c86b69e6",
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "00482a5a-887f-4fb3-b363-3b7fe8e74483",
};

bool reads_secrets(const azure::RoleAssignment& assignment) {
  const std::string role = to_lower(assignment.role);
  return std::ranges::any_of(
      readers, [&](std::string_view reader) { return role.ends_with(to_lower(reader)); });
}

bool is_principal(const azure::RoleAssignment& assignment, const azure::Site& site) {
  const std::string* principal = assignment.principal.known();
  // An app's identity is a service principal, so a user who is not known is not it.
  const bool may_be_app = assignment.principal_type.empty() ||
                          equal_ignoring_case(assignment.principal_type, "ServicePrincipal");
  if (principal == nullptr) return may_be_app;
  return site.principal.empty() || equal_ignoring_case(*principal, site.principal);
}

bool has_right(const model::Network& network, const azure::Site& site,
               const azure::Service& vault) {
  if (vault.external) return true;  // nothing is known of it: the network decides
  if (!vault.rbac)
    return site.principal.empty() ||
           std::ranges::any_of(vault.policy_principals, [&](const std::string& principal) {
             return equal_ignoring_case(principal, site.principal);
           });
  const auto& assignments = network.written().role_assignments;
  return std::ranges::any_of(assignments, [&](const azure::RoleAssignment& assignment) {
    return assignment.scope.contains(vault.id) && reads_secrets(assignment) &&
           is_principal(assignment, site);
  });
}

// What no packet decides: syntax, the vault's existence, identity and right. A slot asks with its
// own identity, wherever the text of its settings came from.
std::optional<bool> may_ask(const model::Network& network, const azure::Site& site,
                            const azure::KeyVaultReference& reference,
                            const model::BackEnd* vault) {
  const auto in_doubt = [&](std::string_view type) { return !gaps_about(network, type).empty(); };
  if (in_doubt("Microsoft.Web/sites") || in_doubt("Microsoft.Authorization/roleAssignments") ||
      in_doubt("Microsoft.ManagedIdentity/") || in_doubt("Microsoft.KeyVault/vaults"))
    return std::nullopt;
  if (reference.vault.empty() || vault == nullptr) return false;  // InvalidSyntax, VaultNotFound
  return site.identity && has_right(network, site, vault->service);
}

}  // namespace

std::optional<bool> can_fetch(const model::Network& network, const azure::Site& site,
                              const azure::KeyVaultReference& reference) {
  const auto host = net::parse_dns_name(reference.vault_host);
  const auto* named = host ? network.by_public_name(*host) : nullptr;
  const model::BackEnd* vault = named != nullptr ? named->back_end : nullptr;
  std::optional<bool> fetchable = may_ask(network, site, reference, vault);
  if (fetchable == std::optional(false) || vault == nullptr) return fetchable;
  for (const verify::Target& target : verify::targets_of(network, *vault)) {
    const verify::Path path = verify::examine(network, verify::references_workload(site), target);
    if (path.verdict.judgement == verify::Judgement::deny) return false;
    if (path.verdict.judgement == verify::Judgement::uncertain) fetchable = std::nullopt;
  }
  return fetchable;
}

References next_state(References before, bool has_references, bool fetchable, bool fetch) {
  if (!has_references) return References::none;
  const bool had_values = before == References::resolved || before == References::cached;
  if (fetch || before == References::none)
    return fetchable ? References::resolved : References::denied;
  if (!had_values) return References::denied;
  return fetchable ? References::resolved : References::cached;
}

std::set<References> next_states(const std::set<References>& before, const Doubtful& now) {
  const auto readings = [](std::optional<bool> truth) {
    return truth ? std::vector<bool>{*truth} : std::vector<bool>{false, true};
  };
  std::set<References> after;
  for (const References one : before)
    for (const bool has : readings(now.has))
      for (const bool fetchable : readings(now.fetchable))
        for (const bool fetch : readings(now.fetch))
          after.insert(next_state(one, has, fetchable, fetch));
  return after;
}

References certain(const std::set<References>& possible) {
  return possible.size() == 1 ? *possible.begin() : References::unknown;
}

std::string_view to_string(References references) {
  switch (references) {
    case References::none:
      return "NONE";
    case References::resolved:
      return "RESOLVED";
    case References::cached:
      return "CACHED";
    case References::denied:
      return "DENIED";
    case References::unknown:
      return "UNKNOWN";
  }
  return "";
}

}  // namespace airtight::rollout
