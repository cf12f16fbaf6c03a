#pragma once

#include "call.h"

namespace airtight::input::az {

// What puts an IP configuration into load balancers and application gateways: --lb-name with
// --lb-address-pools and --lb-inbound-nat-rules, --gateway-name with --app-gateway-address-pools;
// or ids (I-207).
Result<Value> set_memberships(Call& call, Value& configuration);

// The predicted addresses of an interface, one for each configuration ("$addresses", R-37). Those
// it has already stay; static ones are what is written.
void predict_addresses(Call& call, Value& interface);

}  // namespace airtight::input::az
