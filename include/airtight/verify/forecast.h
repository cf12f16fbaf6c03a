#pragma once

#include <airtight/verify/name_matrix.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::verify {

// What answers to names rest on.
enum class FactKind : std::uint8_t {
  link,         // of a zone to a network, with its resolution policy
  record,       // in a zone: written by hand, or by an endpoint's zone group
  zone_group,   // of an endpoint
  endpoint,     // its target, state and address
  dns_servers,  // of a network, an interface or an app
  integration,  // of an app with a subnet
  name_server,  // what somebody's server, a resolver or a firewall's proxy does
  ruleset,      // its rules and links
  policy,       // a DNS security policy
  service,      // the resource itself, which one of the states does not have
};

std::string_view to_string(FactKind kind);  // "link", "zone group", …

enum class Difference : std::uint8_t { added, removed, changed };

std::string_view to_string(Difference difference);

// A resource that is not the same in two states, as the cause of another answer.
struct Cause {
  FactKind kind = FactKind::link;
  Difference difference = Difference::changed;
  azure::ResourceId resource;

  auto operator<=>(const Cause&) const = default;
};

// One name whose answer is another one for these vantages.
struct NameChange {
  net::DnsName name;
  std::vector<std::string> vantages;  // sorted
  NameCell before;
  NameCell after;
  std::string kind;           // "public -> private", "private -> NXDOMAIN"
  bool breaks = false;        // it led somewhere certain, and does so no more
  std::vector<Cause> causes;  // sorted; empty: nothing that names rest on, but the way of queries
  std::string mitigation;     // empty where nothing needs it
};

// What two states of the input answer differently (D-033), over the vantages that are in both and
// the names that are in either. A name that one of them does not know is unproven there;
// where it is so in the other too, nothing is foretold.
struct Forecast {
  std::size_t pairs = 0;            // (vantage, name) that were compared
  std::size_t changed = 0;          // of them
  std::size_t resolved = 0;         // answers that were worked out for it
  std::vector<NameChange> changes;  // in order of name, then of vantages
  std::vector<std::string> notes;   // what changes for names that the input does not have
  NameMatrix matrix;                // of the state after
};

Forecast forecast(const model::Network& before, const model::Network& after,
                  const Assumptions& assumptions = {});

}  // namespace airtight::verify
