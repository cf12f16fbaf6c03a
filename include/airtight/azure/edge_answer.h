#pragma once

#include <span>
#include <string_view>

namespace airtight::azure {

// What a client sees at a service: one row of the classification table (paas-edge.md section 16).
struct EdgeAnswer {
  std::string_view id;             // "KV-06"
  std::string_view resource_type;  // "*": any service
  std::string_view group_id;
  std::string_view probe;    // how it was asked: "anonymous", "token", "login", …
  std::string_view address;  // "public", "private", "any", "none"
  std::string_view tcp;      // "accept", "timeout", "refused", "n/a"
  std::string_view tls;      // "ok", "fail", "name-mismatch", "n/a"
  int http_status = 0;       // 0: no HTTP answer
  std::string_view error_code;
  std::span<const std::string_view> header_markers;  // "name: part of the value", or a name
  std::span<const std::string_view> body_markers;
  std::string_view classification;  // "PUB_REFUSED_RULES"
  std::string_view confidence;      // "documented", "observed", "inferred", "unverified"
};

// Compiled in from data/edge-answers.json.
std::span<const EdgeAnswer> edge_answers();

// How a service says that its public edge refuses a client: because public access is disabled, or
// by its rules. Null where nobody read or saw it.
const EdgeAnswer* refusal_of(std::string_view resource_type, bool disabled);

}  // namespace airtight::azure
