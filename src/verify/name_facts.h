#pragma once

#include <airtight/model/network.h>
#include <airtight/verify/forecast.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::verify {

// One thing that the input says and that answers to names rest on, with the names and networks that
// it concerns. `value` is only compared.
struct NameFact {
  FactKind kind = FactKind::link;
  azure::ResourceId resource;
  std::string value;
  std::vector<net::DnsName> suffixes;  // empty: all names
  azure::ResourceId network;           // empty: whatever network asks, see `zone`
  azure::ResourceId zone;              // not empty: networks linked to it
  azure::ResourceId workload;          // not empty: this client alone
};

// The value of a link that falls back to public DNS (D-036).
inline constexpr std::string_view redirects = "NxDomainRedirect";

// By a key that is the same in two states.
std::map<std::string, NameFact> name_facts(const model::Network& network);

}  // namespace airtight::verify
