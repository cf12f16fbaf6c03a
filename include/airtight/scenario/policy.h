#pragma once

#include <airtight/base/result.h>
#include <airtight/verify/policy.h>

#include <string>

namespace airtight::scenario {

// A policy in YAML or JSON, schema airtight/policy/1:
//
//   schema: airtight/policy/1
//   assertions:
//     - id: vault-is-isolated
//       title: Nobody but the app reaches the vault
//       severity: high
//       isolated: {app: app1, backend: kv1}
//
// Keys that are not known are errors, with a line.
Result<verify::Policy> read_policy(const std::string& text, const std::string& path);

}  // namespace airtight::scenario
