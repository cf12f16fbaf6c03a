#pragma once

#include <airtight/azure/service_family.h>
#include <airtight/model/network.h>
#include <airtight/model/reading.h>
#include <airtight/reach/disposition.h>
#include <airtight/reach/packet.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::reach {

// The public gates of one service for one caller. Each file gates_*.cpp has one kind of them.
class Gates {
 public:
  Gates(const model::Network& network, const model::BackEnd& target, const EdgeSource& source,
        model::Reading& reading);

  Disposition run();

 private:
  // looked at first. Absent means enabled for what the input declares (I-262), is not known
  // of a resource outside it, and follows the first endpoint for apps and configuration stores.
  azure::PublicNetworkAccess access();
  azure::PublicNetworkAccess guess_access(const azure::UnknownInput& unknown);
  Disposition closed();
  // N-261: who has an address for requests from outside; none for what is no environment.
  std::optional<Disposition> environment_ingress();

  // gates_site.cpp: N-328…N-333, N-192.
  Disposition app_restrictions();
  Disposition judge_restrictions(const azure::AccessRestrictions& list);
  std::optional<Disposition> unknown_restriction(const azure::UnknownInput& unknown,
                                                 const Where& where);
  // Whether a restriction covers the caller, or may as far as it is known.
  bool covers(const azure::AccessRule& rule);

  // gates_perimeter.cpp: N-325…N-327.
  const azure::PerimeterAssociation* association() const;
  Disposition perimeter(azure::PublicNetworkAccess access);
  bool admitted_by_perimeter(const azure::PerimeterAssociation& association);
  bool is_enforced(const azure::PerimeterAssociation& association);
  bool admits(const azure::PerimeterRule& rule);

  // gates_rules.cpp: trusted services and single resources before the switch (N-313, C-26), the
  // union of the rules behind it (N-312).
  std::optional<Disposition> exceptions(azure::PublicNetworkAccess access);
  bool bypasses(const azure::NetworkRules& written);
  bool bypasses_by_default();
  bool trusts_the_caller();
  bool survives_disabled();
  bool admits(const azure::ResourceRule& rule);
  Disposition rules();
  Disposition either(const azure::UnknownInput& unknown, const Where& where);
  Disposition without_rules();
  // Of vaults that a template declares without rules (CE-04).
  bool default_may_be_deny();
  azure::DefaultAction default_action(const azure::NetworkRules& written);
  Disposition judge(const azure::NetworkRules& written);
  bool acts_across_tenants(const azure::SubnetRule& rule);
  Disposition judge_subnet(const azure::NetworkRules& written);
  Disposition judge_address(const azure::NetworkRules& written);
  bool admits(const azure::IpRule& rule);
  bool admits_azure(const azure::IpRule& rule);

  // One of the caller's addresses in a block; which of several it is, is not known.
  bool is_in(const net::Prefix& block);

  Disposition decided(bool allowed, Reason reason, std::string summary,
                      std::vector<std::string> facts, const Where& where);
  Disposition allow(std::string summary, std::vector<std::string> facts, const Where& where);
  Disposition deny(Reason reason, std::string summary, std::vector<std::string> facts,
                   const Where& where);

  const model::Network& network_;
  const model::BackEnd& target_;
  const azure::Service& service_;
  const azure::ServiceFamily& family_;
  const EdgeSource& source_;
  model::Reading& reading_;
};

}  // namespace airtight::reach
