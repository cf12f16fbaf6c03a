#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/path.h>

#include <nlohmann/json.hpp>

namespace airtight::report {

using Json = nlohmann::ordered_json;

// Parts that several documents share. Keys without a value are left out: absent means unknown.
Json document(const Preamble& preamble);
Json json_of(const Where& where);
Json json_of(const Trace& trace);
Json json_of(const verify::Resolution& resolution);
Json path_json(const verify::Path& path);  // as what-if and replay have it, without the trace
void add_verdict(Json& object, const verify::Verdict& verdict);

std::string pretty(const Json& document);  // invalid bytes become U+FFFD
std::string compact(const Json& document);

}  // namespace airtight::report
