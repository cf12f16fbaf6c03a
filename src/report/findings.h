#pragma once

#include <airtight/report/check.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace airtight::report {

// What every format says of a check, each in its own language.

// `path` from the root of the repository; absolute where it lies outside.
std::string path_in(const SourceTree& tree, const std::string& path);

// The same as a reference of a URI: "infra/main%20app.json", "file:///srv/x.json".
std::string uri_in(const SourceTree& tree, const std::string& path);

// Where a result is to be shown: the place that decides, else where it was asked, else the
// beginning of the first input. The line is at least 1.
Where place_of(const Check& check, const verify::PolicyResult& result);

// The packet that shows it, or the app's own.
const Trace& trace_of(const verify::PolicyResult& result);

enum class Level : std::uint8_t { error, warning, note };

// Doubt is one level less than the same assertion's failure, and never nothing.
Level level_of(const verify::PolicyResult& result);

// In one sentence, with the waiver or what became of it.
std::string message_of(const verify::PolicyResult& result);

// "waived until 2027-03-31 by team-a: moves in March"; empty without a waiver in force.
std::string waiver_of(const verify::PolicyResult& result);

// "since 2026-11-01; owner team-a", of what is known of it; empty for a pass.
std::string remembered_of(const verify::PolicyResult& result);

// Whether it does not hold and makes nothing fail all the same: it is waived, or an old one.
bool is_excused(const verify::PolicyResult& result);

// How many results have a status, and how many a waiver in force.
std::size_t count(const Check& check, verify::Status status);
std::size_t count_waived(const Check& check);

enum class Outcome : std::uint8_t { refused, fails, undetermined, holds };
Outcome outcome_of(const Check& check);

// "2 of 5 assertions fail, 1 is undetermined"
std::string headline(const Check& check);

// Those that are not a pass, grave ones first: failing, then undetermined, each with what counts
// first and else in order.
std::vector<const verify::PolicyResult*> open_results(const Check& check);

// What topology_dot makes of it: no way of a packet may be known, and too many are no picture.
enum class Drawn : std::uint8_t { nothing, topology, too_much };
Drawn drawn(const Check& check);

}  // namespace airtight::report
