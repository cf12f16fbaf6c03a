#pragma once

#include <airtight/azure/edge_match.h>
#include <airtight/observe/observation.h>

#include <string>
#include <string_view>
#include <vector>

#include "http.h"

namespace airtight::probe {

// The error codes that an answer holds, the most specific first: of JSON in any of the forms that
// services use, of storage's and messaging's XML, and of headers. From the first 64 KiB of somebody
// else's text; nothing is trusted but that it is there.
std::vector<std::string> error_codes(const HttpAnswer& answer);

// The first 200 characters of a body, readable words only: whatever could identify or authorise
// somebody (numbers, ids, tokens, long words) is masked (E-018).
std::string masked_excerpt(std::string_view body);

// The id that Key Vault names (KV-15); empty where there is none.
std::string private_endpoint_of(const std::vector<azure::Header>& headers);

// What an observation of a request says, by the row that matches.
observe::HttpResult classified(const azure::EdgeSeen& seen);

}  // namespace airtight::probe
