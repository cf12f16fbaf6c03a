#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/result.h>
#include <airtight/verify/policy.h>

#include <chrono>
#include <string>

namespace airtight::scenario {

// A policy in YAML or JSON, schema airtight/policy/1 (docs/schemas/policy.json):
//
//   schema: airtight/policy/1
//   packs: [isolated-backend]
//   groups:
//     vaults: {targets: [{type: Microsoft.KeyVault/vaults, tags: {env: prod}}]}
//   assertions:
//     - id: vault-is-isolated
//       title: Nobody but the app reaches the vault
//       severity: high
//       isolated: {app: app1, backend: "group:vaults"}
//     - id: no-ssh
//       unreachable: {from: internet, to: vm1, ports: [22], protocols: [tcp]}
//   waivers:
//     - {id: vault-is-isolated, reason: "moves in March", owner: team-a, expires: 2027-03-31}
//   owners:
//     - {subject: "* -> kv*", owner: team-a}
//
// Everything that is wrong is an error with its line, its JSON pointer and, where a word is near to
// one that is known, that word. The policy is of use only if there is none.
verify::Policy read_policy(const std::string& text, const std::string& path,
                           Diagnostics& diagnostics);

// "2027-03-31".
Result<std::chrono::year_month_day> read_date(const std::string& text);

}  // namespace airtight::scenario
