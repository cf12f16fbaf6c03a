#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>
#include <airtight/reach/paas_edge.h>

#include <algorithm>

#include "public_space.h"

namespace airtight::reach {
namespace {

using azure::DefaultAction;
using azure::EdgeDefault;
using azure::PublicNetworkAccess;

class Gates {
 public:
  Gates(const model::Network& network, const model::BackEnd& target, const EdgeSource& source,
        model::Reading& reading)
      : network_(network),
        target_(target),
        service_(target.service),
        family_(azure::service_family(target.service.type)),
        source_(source),
        reading_(reading) {}

  Disposition run() {
    const Where& where = service_.public_network_access.where;
    switch (access()) {
      case PublicNetworkAccess::disabled:
        return deny(Reason::paas_public_disabled,
                    "public network access of " + service_.name + " is disabled: refused for " +
                        source_.name,
                    {"N-311", "E-033"}, where);
      case PublicNetworkAccess::secured_by_perimeter:
        return perimeter(where);
      case PublicNetworkAccess::enabled:
        return target_.site != nullptr ? app_restrictions() : rules();
    }
    return {};
  }

 private:
  // looked at first. Absent means enabled for what the input declares (I-262), is not known
  // of a resource outside it, and follows the first endpoint for apps and configuration stores.
  PublicNetworkAccess access() {
    const auto& property = service_.public_network_access;
    if (const auto* known = property.known()) return *known;
    if (const auto* unknown = property.unknown()) return guess_access(*unknown);
    if (service_.external)
      return guess_access(
          {"publicNetworkAccess of " + service_.name + ", which is outside the input"});
    if (family_.edge_default != EdgeDefault::closed_by_first_endpoint)
      return PublicNetworkAccess::enabled;
    return network_.endpoints_of(target_).empty() ? PublicNetworkAccess::enabled
                                                  : PublicNetworkAccess::disabled;
  }

  PublicNetworkAccess guess_access(const azure::UnknownInput& unknown) {
    constexpr PublicNetworkAccess words[] = {PublicNetworkAccess::enabled,
                                             PublicNetworkAccess::disabled,
                                             PublicNetworkAccess::secured_by_perimeter};
    return words[reading_.guess(unknown, std::size(words))];
  }

  // Access rules of perimeters are not among the resources as written, so they may admit anybody.
  Disposition perimeter(const Where& where) {
    const azure::UnknownInput rules{"the perimeter rules for " + service_.name};
    if (reading_.guess(rules) == 0)
      return deny(Reason::paas_firewall, service_.name + " is secured by a perimeter", {"N-325"},
                  where);
    return allow("the perimeter of " + service_.name + " may admit " + source_.name, {"N-325"},
                 where);
  }

  Disposition app_restrictions() {
    const azure::UnknownInput restrictions{"the access restrictions of " + service_.name};
    if (reading_.guess(restrictions) == 0)
      return allow(service_.name + " takes public traffic", {"N-329"}, service_.where);
    return deny(Reason::paas_firewall, "access restrictions of " + service_.name + " may refuse",
                {"N-329"}, service_.where);
  }

  Disposition rules() {
    const auto& property = service_.network_rules;
    if (const auto* written = property.known()) return judge(*written);
    if (const auto* unknown = property.unknown()) return either(*unknown, property.where);
    if (service_.external)
      return either({"network rules of " + service_.name + ", which is outside the input"},
                    property.where);
    return without_rules();
  }

  Disposition either(const azure::UnknownInput& unknown, const Where& where) {
    if (reading_.guess(unknown) == 0)
      return allow(service_.name + " may admit " + source_.name, {"I-262"}, where);
    return deny(Reason::paas_firewall, service_.name + " may refuse " + source_.name, {"I-262"},
                where);
  }

  Disposition without_rules() {
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
          return deny(Reason::paas_firewall,
                      "a vault without network rules may be closed by default", {"E-032"}, where);
        return allow(service_.name + " has no network rules: open to " + source_.name,
                     {"E-020", "N-335"}, where);
    }
    return {};
  }

  // Of vaults that a template declares without rules (CE-04).
  bool default_may_be_deny() {
    return service_.from_template &&
           equal_ignoring_case(service_.type, "Microsoft.KeyVault/vaults") &&
           reading_.branch(model::Choice::ce04_network_rules_omitted) == 1;
  }

  DefaultAction default_action(const azure::NetworkRules& written) {
    if (const auto* known = written.default_action.known()) return *known;
    if (const auto* unknown = written.default_action.unknown())
      return reading_.guess(*unknown) == 0 ? DefaultAction::allow : DefaultAction::deny;
    if (family_.rules_default_to_allow) return DefaultAction::allow;
    const bool none = written.ip_rules.empty() && written.subnet_rules.empty();
    return none && family_.edge_default == EdgeDefault::open ? DefaultAction::allow
                                                             : DefaultAction::deny;
  }

  Disposition judge(const azure::NetworkRules& written) {
    if (default_action(written) == DefaultAction::allow)
      return allow("the default action of " + service_.name + " is Allow: open to " + source_.name,
                   {"N-312"}, written.default_action.where);
    if (source_.kind == EdgeSource::Kind::subnet) return judge_subnet(written);
    if (service_.type == "Microsoft.Storage/storageAccounts" && !source_.region.empty() &&
        source_.region == service_.location)
      return deny(Reason::paas_firewall,
                  "ipRules of " + service_.name + " do not apply to callers of its own region",
                  {"N-318"}, written.where);
    return judge_address(written);
  }

  Disposition judge_subnet(const azure::NetworkRules& written) {
    for (const azure::SubnetRule& rule : written.subnet_rules) {
      if (rule.subnet == source_.subnet->id)
        return allow(
            "a virtual network rule of " + service_.name + " admits subnet " + source_.subnet->name,
            {"N-181"}, rule.where);
    }
    return deny(
        Reason::paas_firewall,
        "no virtual network rule of " + service_.name + " names subnet " + source_.subnet->name,
        {"N-181", "N-182"}, written.where);
  }

  Disposition judge_address(const azure::NetworkRules& written) {
    for (const azure::IpRule& rule : written.ip_rules) {
      if (admits(rule)) {
        if (source_.platform &&
            reading_.branch(model::Choice::ca06_reference_through_ip_rules) == 0)
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

  bool admits(const azure::IpRule& rule) {
    const auto* unknown = std::get_if<azure::UnknownInput>(&rule.value);
    const auto* prefix = std::get_if<net::Prefix>(&rule.value);
    switch (source_.kind) {
      case EdgeSource::Kind::any_public:
        return unknown != nullptr ? reading_.guess(*unknown) == 1 : prefix->length == 0;
      case EdgeSource::Kind::address:
        return unknown != nullptr ? reading_.guess(*unknown) == 1
                                  : prefix->contains(*source_.address);
      case EdgeSource::Kind::unknown_public:
        return prefix != nullptr && prefix->length == 0 ? true
                                                        : reading_.guess({source_.name}) == 1;
      case EdgeSource::Kind::subnet:
        return false;
    }
    return false;
  }

  Disposition decided(bool allowed, Reason reason, std::string summary,
                      std::vector<std::string> facts, const Where& where) {
    const Via via =
        source_.kind == EdgeSource::Kind::subnet ? Via::service_endpoint : Via::public_edge;
    return {allowed,
            reason,
            via,
            {{"service firewall", std::move(summary), std::move(facts), service_.id.text(), "",
              where}}};
  }

  Disposition allow(std::string summary, std::vector<std::string> facts, const Where& where) {
    return decided(true, Reason::none, std::move(summary), std::move(facts), where);
  }

  Disposition deny(Reason reason, std::string summary, std::vector<std::string> facts,
                   const Where& where) {
    return decided(false, reason, std::move(summary), std::move(facts), where);
  }

  const model::Network& network_;
  const model::BackEnd& target_;
  const azure::Service& service_;
  const azure::ServiceFamily& family_;
  const EdgeSource& source_;
  model::Reading& reading_;
};

}  // namespace

Disposition pass_public_edge(const model::Network& network, const model::BackEnd& target,
                             const EdgeSource& source, model::Reading& reading) {
  return Gates(network, target, source, reading).run();
}

}  // namespace airtight::reach
