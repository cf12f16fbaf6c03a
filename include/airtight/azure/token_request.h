#pragma once

#include <airtight/azure/edge_request.h>

#include <span>
#include <string_view>

namespace airtight::azure {

// What is asked with a token of the app's own identity where an answer without a credential leaves
// the gate open: read-only, for an object that need not exist (E-004, E-043, E-066, E-084, E-172).
struct TokenRequest {
  std::string_view resource_type;
  std::string_view group_id;
  std::string_view host_suffix;  // of the hosts that the audience is for, and nobody else's (E-017)
  std::string_view audience;     // "https://vault.azure.net"
  std::string_view path;
  std::string_view header;  // "x-ms-version: 2021-12-02"; empty: none
};

// Compiled in from data/token-requests.json.
std::span<const TokenRequest> token_requests();

// Null where nothing is on record for the part, or the host is not the audience's.
const TokenRequest* token_request_for(const ServicePart& part, std::string_view host);

}  // namespace airtight::azure
