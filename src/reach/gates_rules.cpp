#include <airtight/azure/trusted_services.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "gates.h"
#include "public_space.h"

namespace airtight::reach {

using azure::DefaultAction;
using azure::EdgeDefault;
using azure::PublicNetworkAccess;

std::optional<Disposition> Gates::exceptions(PublicNetworkAccess access) {
  const azure::NetworkRules* written = service_.network_rules.known();
  const Where& where = written != nullptr ? written->where : service_.where;
  const bool enabled = access == PublicNetworkAccess::enabled;
  if (trusts_the_caller() && (enabled || survives_disabled()))
    return allow(source_.name + " is a trusted service, which " + service_.name + " lets pass",
                 {"N-313", "N-320"}, where);
  if (written == nullptr) return {};
  for (const azure::ResourceRule& rule : written->resource_rules) {
    if (admits(rule))
      return allow("a rule of " + service_.name + " names the resource of " + source_.name,
                   {"N-322", "N-313"}, rule.where);
  }
  return {};
}

// N-320, R-21: its service must be named and be on the list of the target.
bool Gates::trusts_the_caller() {
  if (source_.service.empty() || !azure::is_trusted_by(service_.type, source_.service))
    return false;
  if (const auto* written = service_.network_rules.known()) return bypasses(*written);
  if (const auto* unknown = service_.network_rules.unknown()) return reading_.guess(*unknown) == 0;
  if (service_.external)
    return reading_.guess({"whether " + service_.name +
                           ", which is outside the input, lets "
                           "trusted services pass"}) == 0;
  return bypasses_by_default();
}

bool Gates::bypasses(const azure::NetworkRules& written) {
  if (const auto* unknown = written.bypass.unknown()) return reading_.guess(*unknown) == 0;
  if (written.bypass.absent()) return bypasses_by_default();
  return std::ranges::any_of(*written.bypass.known(), [](const std::string& word) {
    return equal_ignoring_case(word, "AzureServices");
  });
}

// AzureServices for vaults, accounts and registries (E-080, E-160, I-261), not for the others.
bool Gates::bypasses_by_default() {
  return equal_ignoring_case(service_.type, "Microsoft.KeyVault/vaults") ||
         equal_ignoring_case(service_.type, "Microsoft.Storage/storageAccounts") ||
         equal_ignoring_case(service_.type, "Microsoft.ContainerRegistry/registries");
}

// N-314, C-26: storage and vaults do (N-313, E-086, E-034), SQL does not, others are open.
bool Gates::survives_disabled() {
  if (equal_ignoring_case(service_.type, "Microsoft.Storage/storageAccounts") ||
      equal_ignoring_case(service_.type, "Microsoft.KeyVault/vaults"))
    return true;
  if (equal_ignoring_case(service_.type, "Microsoft.Sql/servers")) return false;
  return reading_.branch(model::Choice::c26_trusted_when_disabled) == 1;
}

bool Gates::admits(const azure::ResourceRule& rule) {
  if (!source_.caller.empty() && rule.resource == source_.caller) return true;
  if (source_.service.empty() || !equal_ignoring_case(rule.resource.type(), source_.service))
    return false;
  return reading_.guess({"whether " + source_.name + " is " + std::string(rule.resource.name())}) ==
         1;
}

Disposition Gates::rules() {
  const auto& property = service_.network_rules;
  if (const auto* written = property.known()) return judge(*written);
  if (const auto* unknown = property.unknown()) return either(*unknown, property.where);
  if (service_.external)
    return either({"network rules of " + service_.name + ", which is outside the input"},
                  property.where);
  return without_rules();
}

Disposition Gates::either(const azure::UnknownInput& unknown, const Where& where) {
  if (reading_.guess(unknown) == 0)
    return allow(service_.name + " may admit " + source_.name, {"I-262"}, where);
  return deny(Reason::paas_firewall, service_.name + " may refuse " + source_.name, {"I-262"},
              where);
}

// Private endpoints do not count: they close nothing (N-209).
Disposition Gates::without_rules() {
  const Where& where = service_.where;
  switch (family_.edge_default) {
    case EdgeDefault::closed:
      return deny(Reason::paas_firewall,
                  service_.name + " has no rule for " + source_.name + " and admits nobody else",
                  {"E-101", "E-210"}, where);
    case EdgeDefault::unknown:
      return either({"what " + service_.type + " admits without network rules"}, where);
    case EdgeDefault::open:
    case EdgeDefault::closed_by_first_endpoint:
      if (default_may_be_deny())
        return deny(Reason::paas_firewall, "a vault without network rules may be closed by default",
                    {"E-032"}, where);
      return allow(service_.name + " has no network rules: open to " + source_.name,
                   {"E-020", "N-335"}, where);
  }
  return {};
}

// Of vaults that a template declares without rules (CE-04).
bool Gates::default_may_be_deny() {
  return service_.from_template &&
         equal_ignoring_case(service_.type, "Microsoft.KeyVault/vaults") &&
         reading_.branch(model::Choice::ce04_network_rules_omitted) == 1;
}

DefaultAction Gates::default_action(const azure::NetworkRules& written) {
  if (const auto* known = written.default_action.known()) return *known;
  if (const auto* unknown = written.default_action.unknown())
    return reading_.guess(*unknown) == 0 ? DefaultAction::allow : DefaultAction::deny;
  if (family_.rules_default_to_allow) return DefaultAction::allow;
  const bool none = written.ip_rules.empty() && written.subnet_rules.empty();
  return none && family_.edge_default == EdgeDefault::open ? DefaultAction::allow
                                                           : DefaultAction::deny;
}

// The union of all rules (N-312), of AI services as well (N-334).
Disposition Gates::judge(const azure::NetworkRules& written) {
  if (default_action(written) == DefaultAction::allow)
    return allow("the default action of " + service_.name + " is Allow: open to " + source_.name,
                 {"N-312"}, written.default_action.where);
  if (source_.kind == EdgeSource::Kind::subnet) return judge_subnet(written);
  if (equal_ignoring_case(service_.type, "Microsoft.Storage/storageAccounts") &&
      !source_.region.empty() && source_.region == service_.location)
    return deny(Reason::paas_firewall,
                "ipRules of " + service_.name + " do not apply to callers of its own region",
                {"N-318"}, written.where);
  return judge_address(written);
}

// N-185, C-27: a subnet of another subscription may be one of another tenant, which the input does
// not say.
bool Gates::acts_across_tenants(const azure::SubnetRule& rule) {
  return equal_ignoring_case(std::string(rule.subnet.subscription()),
                             std::string(service_.id.subscription())) ||
         reading_.branch(model::Choice::c27_service_endpoint_rules_across_tenants) == 0;
}

// Asked only with the endpoint on, so a rule that came first matches nothing (N-188).
Disposition Gates::judge_subnet(const azure::NetworkRules& written) {
  // By identity, and not by name (N-319).
  for (const azure::SubnetRule& rule : written.subnet_rules) {
    if (rule.subnet == source_.subnet->id && acts_across_tenants(rule))
      return allow(
          "a virtual network rule of " + service_.name + " admits subnet " + source_.subnet->name,
          {"N-181"}, rule.where);
  }
  // A rule that nobody can read may name the subnet; such stand among the ipRules.
  for (const azure::IpRule& rule : written.ip_rules) {
    const auto* unknown = std::get_if<azure::UnknownInput>(&rule.value);
    if (unknown != nullptr && reading_.guess(*unknown, 2, "subnet") == 1)
      return allow("a rule of " + service_.name + " that is not known may admit subnet " +
                       source_.subnet->name,
                   {"N-181"}, rule.where);
  }
  return deny(
      Reason::paas_firewall,
      "no virtual network rule of " + service_.name + " names subnet " + source_.subnet->name,
      {"N-181", "N-182"}, written.where);
}

Disposition Gates::judge_address(const azure::NetworkRules& written) {
  for (const azure::IpRule& rule : written.ip_rules) {
    if (admits_azure(rule))
      return allow("the rule 0.0.0.0 of " + service_.name + " admits every address of Azure",
                   {"N-316"}, rule.where);
    if (admits(rule)) {
      if (source_.platform && reading_.branch(model::Choice::ca06_reference_through_ip_rules) == 0)
        continue;
      return allow("an ipRules entry of " + service_.name + " admits " + source_.name,
                   {"N-312", "E-033"}, rule.where);
    }
  }
  if (source_.kind == EdgeSource::Kind::any_public && covers_public_space(written.ip_rules))
    return allow("the ipRules of " + service_.name + " admit every address", {"N-312"},
                 written.where);
  return deny(
      Reason::paas_firewall,
      "the default action of " + service_.name + " is Deny and no rule admits " + source_.name,
      {"N-312", "E-033"}, written.default_action.where);
}

// N-316: of servers with ranges, the range from 0.0.0.0 to 0.0.0.0 stands for all of Azure, other
// tenants included.
bool Gates::admits_azure(const azure::IpRule& rule) {
  constexpr net::Prefix all_of_azure{net::ipv4(0, 0, 0, 0), 32};
  const auto* prefix = std::get_if<net::Prefix>(&rule.value);
  return prefix != nullptr && *prefix == all_of_azure && source_.azure;
}

bool Gates::admits(const azure::IpRule& rule) {
  const auto* prefix = std::get_if<net::Prefix>(&rule.value);
  if (prefix != nullptr) return is_in(*prefix);
  const bool any = source_.kind != EdgeSource::Kind::subnet;
  return any && reading_.guess(std::get<azure::UnknownInput>(rule.value)) == 1;
}

}  // namespace airtight::reach
