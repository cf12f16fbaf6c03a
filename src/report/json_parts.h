#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/policy.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace airtight::report {

using Json = nlohmann::ordered_json;

// Parts that several documents share. Keys without a value are left out: absent means unknown.
Json document(const Preamble& preamble);
Json json_of(const Where& where);
Json json_of(const Trace& trace);
Json json_of(const verify::Resolution& resolution);
Json json_of(const verify::Witness& witness);
Json json_of(const verify::WaiverUse& use);
// The branches of each fork with their outcomes and details under these two keys.
Json json_of(const std::vector<verify::Fork>& forks, const char* outcome, const char* detail);
Json path_json(const verify::Path& path);  // as what-if and replay have it, without the trace
void add_openness(Json& object, const verify::Openness& open);
void add_verdict(Json& object, const verify::Verdict& verdict);

// Leave out what is empty.
void add_text(Json& object, const char* key, std::string_view text);
void add_list(Json& object, const char* key, const std::vector<std::string>& list);
void add_place(Json& object, const Where& where);

std::string pretty(const Json& document);  // invalid bytes become U+FFFD
std::string compact(const Json& document);

}  // namespace airtight::report
